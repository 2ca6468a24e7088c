//! Reading a checked request: keys by name, values by kind.
//!
//! `null` is the same as absent, as in the API. A value of another kind than asked for is absent too: the shape was
//! checked before, so that is no loss, and the editor can apply rules to a document that is still being written.

use serde_json::Value;

/// An object of a request.
#[derive(Clone, Copy)]
pub struct Input<'a>(Option<&'a Value>);

impl<'a> Input<'a> {
    /// Reads from this value; anything but an object has no keys.
    pub fn new(value: &'a Value) -> Input<'a> {
        Input(Some(value))
    }

    /// The value of a key, unless absent or `null`.
    pub fn value(self, key: &str) -> Option<&'a Value> {
        self.0?.get(key).filter(|value| !value.is_null())
    }

    /// Whether the key is there with something else than `null`.
    pub fn has(self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// A string.
    pub fn str(self, key: &str) -> Option<&'a str> {
        self.value(key)?.as_str()
    }

    /// An integer that fits.
    pub fn u32(self, key: &str) -> Option<u32> {
        u32::try_from(self.value(key)?.as_u64()?).ok()
    }

    /// An integer.
    pub fn i64(self, key: &str) -> Option<i64> {
        self.value(key)?.as_i64()
    }

    /// A number with a fraction.
    pub fn f64(self, key: &str) -> Option<f64> {
        self.value(key)?.as_f64()
    }

    /// `true` or `false`.
    pub fn bool(self, key: &str) -> Option<bool> {
        self.value(key)?.as_bool()
    }

    /// The elements of a list; an absent list is empty. Ask `has` where the two differ.
    pub fn list(self, key: &str) -> &'a [Value] {
        self.value(key)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The elements of a list of objects.
    pub fn objects(self, key: &str) -> impl Iterator<Item = Input<'a>> + use<'a> {
        self.list(key).iter().map(Input::new)
    }

    /// The elements of a list of strings.
    pub fn strings(self, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.list(key).iter().filter_map(Value::as_str)
    }

    /// A nested object; an absent one has no keys. Ask `has` where the two differ.
    pub fn object(self, key: &str) -> Input<'a> {
        Input(self.value(key).filter(|value| value.is_object()))
    }

    /// The pairs of a map from string to string, in key order.
    pub fn map(self, key: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.value(key)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }

    /// The object as it is; `null` when absent.
    pub fn raw(self) -> &'a Value {
        self.0.unwrap_or(&Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_other_kinds_are_absent() {
        let value = serde_json::json!({
            "a": null, "n": 5, "minus": -1, "s": "x", "l": ["p", 1], "o": {"k": "v"}, "big": 4294967296u64
        });
        let input = Input::new(&value);
        assert!(!input.has("a"));
        assert_eq!(
            (
                input.u32("n"),
                input.u32("s"),
                input.u32("minus"),
                input.u32("big")
            ),
            (Some(5), None, None, None)
        );
        assert_eq!(input.i64("minus"), Some(-1));
        assert_eq!(input.str("n"), None);
        assert_eq!(input.strings("l").collect::<Vec<_>>(), ["p"]);
        assert_eq!(input.object("o").str("k"), Some("v"));
        assert_eq!(input.object("s").str("k"), None);
        assert_eq!(input.object("none").object("deeper").str("k"), None);
        assert_eq!(input.map("o").collect::<Vec<_>>(), [("k", "v")]);
    }
}
