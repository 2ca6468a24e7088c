//! Task sizes as people write them: `"256"`, `".25 vCPU"`, `"512"`, `"0.5 GB"`.

use serde_json::Value;

/// CPU units of a task-level `cpu` value. ECS takes a bare number too.
pub fn cpu_units(value: &Value) -> Option<u32> {
    amount(value, "vcpu")
}

/// MiB of a task-level `memory` value.
pub fn memory_mib(value: &Value) -> Option<u32> {
    amount(value, "gb")
}

/// Both large units hold 1024 of the small ones.
fn amount(value: &Value, large_unit: &str) -> Option<u32> {
    let text = match value {
        Value::Number(number) => return u32::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.to_ascii_lowercase(),
        _ => return None,
    };
    let text: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    match text.strip_suffix(large_unit) {
        Some(number) => times_1024(number),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}

/// A decimal number times 1024, when that is whole.
fn times_1024(number: &str) -> Option<u32> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = [whole, fraction].concat();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || digits.len() > 12 {
        return None;
    }
    let scale = 10u64.pow(fraction.len() as u32);
    let product = digits.parse::<u64>().ok()? * 1024;
    if !product.is_multiple_of(scale) {
        return None;
    }
    u32::try_from(product / scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// task-definition §1, rows `cpu` and `memory`.
    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (written, units) in [
            (json!("256"), Some(256)),
            (json!(256), Some(256)),
            (json!(".25 vcpu"), Some(256)),
            (json!("0.5 vCPU"), Some(512)),
            (json!("  1VCPU "), Some(1024)),
            (json!("16 v CPU"), Some(16384)),
            (json!("192 vCPU"), Some(196_608)),
            (json!(""), None),
            (json!("vCPU"), None),
            (json!(". vCPU"), None),
            (json!("1.2.3 vCPU"), None),
            (json!("0.3 vCPU"), None),
            (json!("-256"), None),
            (json!("256.0"), None),
            (json!("1 GB"), None),
            (json!(256.5), None),
            (json!(-1), None),
            (json!("99999999999999999999"), None),
        ] {
            assert_eq!(cpu_units(&written), units, "{written}");
        }
        assert_eq!(memory_mib(&json!(".5 gb")), Some(512));
        assert_eq!(memory_mib(&json!("30GB")), Some(30720));
        assert_eq!(memory_mib(&json!("30720")), Some(30720));
        assert_eq!(memory_mib(&json!("1 vCPU")), None);
    }
}
