//! Bytes of BinaryEquals, written in base64.

/// Decodes the standard alphabet; padding may be left out, nothing else may.
pub(in crate::iam) fn bytes(text: &str) -> Option<Vec<u8>> {
    let unpadded = text.trim_end_matches('=');
    let padding = text.len() - unpadded.len();
    if padding > 2 || padding > 0 && !text.len().is_multiple_of(4) || unpadded.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::with_capacity(unpadded.len() * 3 / 4);
    let (mut held, mut bits) = (0u32, 0);
    for letter in unpadded.bytes() {
        held = held << 6 | u32::from(sextet(letter)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

fn sextet(letter: u8) -> Option<u8> {
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_and_without_padding() {
        for (text, wanted) in [
            ("aGVsbG8=", Some("hello")),
            ("aGVsbG8", Some("hello")),
            ("", Some("")),
            ("Zg==", Some("f")),
            ("Zm8=", Some("fo")),
            ("Zm9v", Some("foo")),
            ("Z", None),
            ("Zg=", None),
            ("Zg===", None),
            ("Zm9v====", None),
            ("Zm 9v", None),
            ("Zm-_", None),
            ("=Zg=", None),
        ] {
            assert_eq!(bytes(text).as_deref(), wanted.map(str::as_bytes), "{text}");
        }
        assert_eq!(bytes("//79"), Some(vec![0xFF, 0xFE, 0xFD]));
    }
}
