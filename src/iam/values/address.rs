//! Addresses and ranges of the IpAddress operators.

use std::net::IpAddr;

/// A range: an address with its prefix length, or an address alone, which is a range of one (iam 4.2).
pub(in crate::iam) fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let bits_max = if address.is_ipv4() { 32 } else { 128 };
    let bits = match prefix {
        None => bits_max,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        Some(_) => return None,
    };
    (bits <= bits_max).then_some((address, bits))
}

/// One address, as a request has it.
pub(in crate::iam) fn single(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// Whether the range holds the address. IPv4 and IPv6 never hold each other, mapped addresses included.
pub(in crate::iam) fn holds(range: (IpAddr, u8), address: IpAddr) -> bool {
    let (start, bits) = range;
    match (start, address) {
        (IpAddr::V4(start), IpAddr::V4(address)) => {
            let rest = 32 - u32::from(bits.min(32));
            let differs = start.to_bits() ^ address.to_bits();
            differs.checked_shr(rest).unwrap_or(0) == 0
        }
        (IpAddr::V6(start), IpAddr::V6(address)) => {
            let rest = 128 - u32::from(bits.min(128));
            let differs = start.to_bits() ^ address.to_bits();
            differs.checked_shr(rest).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_their_prefix_says() {
        for (range, address, inside) in [
            ("203.0.113.0/24", "203.0.113.7", true),
            ("203.0.113.0/24", "203.0.114.7", false),
            ("203.0.113.77/24", "203.0.113.1", true),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("0.0.0.0/0", "198.51.100.1", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "198.51.100.1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:DB8:0:10::/60", "2001:db8:0:1f::9", true),
            ("2001:DB8:0:10::/60", "2001:db8:0:20::9", false),
            ("10.0.0.0/8", "::ffff:10.0.0.1", false),
            ("2001:db8::1", "2001:db8:0:0::1", true),
        ] {
            let held = holds(network(range).unwrap(), single(address).unwrap());
            assert_eq!(held, inside, "{range} {address}");
        }
    }

    #[test]
    fn what_is_no_range_and_no_address() {
        for text in [
            "",
            "10.0.0",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.256",
            "a/8",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(network(text), None, "{text}");
        }
        for text in ["", "10.0.0.0/8", "localhost", "10.0.0.1 "] {
            assert_eq!(single(text), None, "{text}");
        }
    }
}
