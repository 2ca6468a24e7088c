//! Rules of secrets, environment files and what they need an execution role for.

use super::rules::Verdicts;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};

/// Judges the secrets of one container; `task` tells whether there is an execution role.
pub fn check(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let secrets = key_path(path, "secrets");
    let has_role = task.has("executionRoleArn");
    let log = container.object("logConfiguration");
    if !has_role && (!container.list("secrets").is_empty() || !log.list("secretOptions").is_empty())
    {
        let place = if container.list("secrets").is_empty() {
            key_path(&key_path(path, "logConfiguration"), "secretOptions")
        } else {
            secrets.clone()
        };
        verdicts.literal(
            "R58",
            &place,
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'",
        );
    }
    if !has_role {
        for key in ["repositoryCredentials", "environmentFiles"] {
            let given = container.has(key)
                && (key != "environmentFiles" || !container.list(key).is_empty());
            if given {
                let message = ["'", key, "' requires a value for 'executionRoleArn'."].concat();
                verdicts.own("§8", &key_path(path, key), &message);
            }
        }
    }
    let mut taken: Vec<&str> = container
        .objects("environment")
        .filter_map(|variable| variable.str("name"))
        .collect();
    for (index, secret) in container.objects("secrets").enumerate() {
        let Some(name) = secret.str("name") else {
            continue;
        };
        if taken.contains(&name) {
            let message = [
                "The secret name must be unique and not shared with any new or existing environment variables set on \
                 the container, such as '",
                name,
                "'.",
            ]
            .concat();
            verdicts.literal(
                "R59",
                &key_path(&index_path(&secrets, index), "name"),
                &message,
            );
        }
        taken.push(name);
    }
    environment_files(container, path, verdicts);
}

fn environment_files(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let files = key_path(path, "environmentFiles");
    if container.list("environmentFiles").len() > 10 {
        verdicts.literal(
            "R60",
            &files,
            "The maximum number of environment files was exceeded. Specify ten or less and try again",
        );
    }
    for (index, file) in container.objects("environmentFiles").enumerate() {
        let Some(value) = file.str("value") else {
            continue;
        };
        let place = key_path(&index_path(&files, index), "value");
        if !value.starts_with("arn:") {
            verdicts.literal("R61", &place, "Invalid arn syntax");
        } else if !value.ends_with(".env") {
            verdicts.own(
                "§2",
                &place,
                "The environment file must have the file extension .env.",
            );
        }
    }
}
