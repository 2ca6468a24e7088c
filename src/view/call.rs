//! One API call in two writings: the JSON input the engine takes, and the `aws` command.
//!
//! A dialog fills a `Call`; both writings come from the same list, so they cannot disagree.

use std::borrow::Cow;

/// An operation with its parameters in the order they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub operation: Cow<'static, str>,
    parameters: Vec<(Cow<'static, str>, Argument)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
    Text(String),
    Number(u64),
    Switch(bool),
    /// JSON as it stands.
    Raw(String),
}

impl Call {
    pub fn new(operation: impl Into<Cow<'static, str>>) -> Call {
        Call {
            operation: operation.into(),
            parameters: Vec::new(),
        }
    }

    /// A text parameter; an empty one is left out.
    pub fn text(mut self, key: &'static str, value: &str) -> Call {
        if !value.is_empty() {
            self.parameters
                .push((key.into(), Argument::Text(value.to_string())));
        }
        self
    }

    pub fn number(mut self, key: &'static str, value: u64) -> Call {
        self.parameters.push((key.into(), Argument::Number(value)));
        self
    }

    pub fn switch(mut self, key: &'static str, value: bool) -> Call {
        self.parameters.push((key.into(), Argument::Switch(value)));
        self
    }

    /// A structure or list, given as JSON; an empty text is left out.
    pub fn raw(mut self, key: &'static str, json: String) -> Call {
        if !json.is_empty() {
            self.parameters.push((key.into(), Argument::Raw(json)));
        }
        self
    }

    /// The call that `request` is, its keys as they stand.
    pub fn from_value(operation: &'static str, request: &serde_json::Value) -> Call {
        let mut call = Call::new(operation);
        for (key, value) in request.as_object().into_iter().flatten() {
            let argument = match value {
                serde_json::Value::String(text) => Argument::Text(text.clone()),
                serde_json::Value::Bool(on) => Argument::Switch(*on),
                other => Argument::Raw(other.to_string()),
            };
            call.parameters.push((key.clone().into(), argument));
        }
        call
    }

    /// The input as `submit` takes it.
    pub fn input(&self) -> String {
        let mut out = String::from("{");
        for (index, (key, value)) in self.parameters.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            out.push_str(&quote(key));
            out.push_str(": ");
            match value {
                Argument::Text(text) => out.push_str(&quote(text)),
                Argument::Number(number) => out.push_str(&number.to_string()),
                Argument::Switch(on) => out.push_str(if *on { "true" } else { "false" }),
                Argument::Raw(json) => out.push_str(json),
            }
        }
        out.push('}');
        out
    }

    /// The command a terminal takes.
    pub fn command(&self) -> String {
        // Auto scaling is a service of its own, with a command of its own.
        let scaling = matches!(
            &*self.operation,
            "RegisterScalableTarget" | "PutScalingPolicy"
        );
        let mut out = String::from(if scaling {
            "aws application-autoscaling "
        } else {
            "aws ecs "
        });
        push_kebab(&mut out, &self.operation);
        for (key, value) in &self.parameters {
            out.push_str(" --");
            if let Argument::Switch(false) = value {
                out.push_str("no-");
            }
            push_kebab(&mut out, key);
            match value {
                Argument::Text(text) => push_word(&mut out, text),
                Argument::Number(number) => push_word(&mut out, &number.to_string()),
                Argument::Switch(_) => {}
                Argument::Raw(json) => push_word(&mut out, json),
            }
        }
        out
    }
}

/// A JSON string.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control if (control as u32) < 0x20 => {
                out.push_str("\\u00");
                out.push(char::from_digit(control as u32 >> 4, 16).unwrap_or('0'));
                out.push(char::from_digit(control as u32 & 15, 16).unwrap_or('0'));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// `CreateService` and `serviceName` become `create-service` and `service-name`.
fn push_kebab(out: &mut String, name: &str) {
    for (index, character) in name.chars().enumerate() {
        if character.is_ascii_uppercase() {
            if index > 0 {
                out.push('-');
            }
            out.push(character.to_ascii_lowercase());
        } else {
            out.push(character);
        }
    }
}

/// A shell word, in single quotes where it needs them.
fn push_word(out: &mut String, word: &str) {
    out.push(' ');
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        out.push_str(word);
    } else {
        out.push('\'');
        out.push_str(&word.replace('\'', "'\\''"));
        out.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_writings_of_a_call() {
        let call = Call::new("CreateService")
            .text("cluster", "demo")
            .text("serviceName", "web")
            .text("launchType", "")
            .number("desiredCount", 3)
            .switch("enableExecuteCommand", false)
            .raw("placementStrategy", r#"[{"type": "random"}]"#.to_string());
        assert_eq!(
            call.input(),
            r#"{"cluster": "demo", "serviceName": "web", "desiredCount": 3, "enableExecuteCommand": false, "placementStrategy": [{"type": "random"}]}"#
        );
        assert_eq!(
            call.command(),
            r#"aws ecs create-service --cluster demo --service-name web --desired-count 3 --no-enable-execute-command --placement-strategy '[{"type": "random"}]'"#
        );
    }

    #[test]
    fn quotes_reach_the_shell_whole() {
        let call = Call::new("StopTask").text("reason", "it's \"done\"\u{1}");
        assert_eq!(
            call.command(),
            r#"aws ecs stop-task --reason 'it'\''s "done"'"#.replace("\"'", "\"\u{1}'")
        );
        assert_eq!(call.input(), "{\"reason\": \"it's \\\"done\\\"\\u0001\"}");
    }
}
