//! Rules of log drivers, and of the FireLens router that other containers log through.

use super::rules::Verdicts;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};
use crate::api::spelling;

/// Options of the awslogs driver (task-definition §6).
const AWSLOGS_OPTIONS: &[&str] = &[
    "awslogs-region",
    "awslogs-group",
    "awslogs-stream-prefix",
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
    "mode",
    "max-buffer-size",
];

/// Judges the logging of one container.
pub fn check(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let log = container.object("logConfiguration");
    let options_path = key_path(&key_path(path, "logConfiguration"), "options");
    let driver = log.str("logDriver").unwrap_or("");
    let options: Vec<&str> = log.map("options").map(|(key, _)| key).collect();
    let given = |wanted: &str| {
        options.contains(&wanted)
            || log
                .objects("secretOptions")
                .any(|secret| secret.str("name") == Some(wanted))
    };
    let required: &[&str] = match driver {
        "awslogs" => &["awslogs-region", "awslogs-group"],
        "splunk" => &["splunk-token", "splunk-url"],
        _ => &[],
    };
    let missing: Vec<&str> = required
        .iter()
        .copied()
        .filter(|option| !given(option))
        .collect();
    if !missing.is_empty() {
        let message = [
            "Log driver ",
            driver,
            " requires options: ",
            &missing.join(", "),
        ]
        .concat();
        if driver == "awslogs" {
            verdicts.literal("R56", &options_path, &message);
        } else {
            verdicts.own("§6", &options_path, &message);
        }
    }
    if driver == "awslogs" {
        let unknown: Vec<&str> = options
            .iter()
            .copied()
            .filter(|option| !AWSLOGS_OPTIONS.contains(option))
            .collect();
        if let Some(first) = unknown.first() {
            let message = [
                "Log driver awslogs disallows options: ",
                &unknown.join(", "),
            ]
            .concat();
            let verdict = verdicts.literal("R57", &key_path(&options_path, first), &message);
            if let Some(meant) = spelling::nearest(first, AWSLOGS_OPTIONS.iter().copied()) {
                verdict.help(spelling::did_you_mean(meant));
            }
        }
        if given("awslogs-datetime-format") && given("awslogs-multiline-pattern") {
            verdicts.own(
                "§6",
                &key_path(&options_path, "awslogs-multiline-pattern"),
                "Log driver awslogs takes awslogs-datetime-format or awslogs-multiline-pattern, not both.",
            );
        }
    }
    firelens(container, path, verdicts);
}

fn firelens(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let options: Vec<(&str, &str)> = container
        .object("firelensConfiguration")
        .map("options")
        .collect();
    let option = |key: &str| {
        options
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value)
    };
    let path = key_path(&key_path(path, "firelensConfiguration"), "options");
    match (option("config-file-type"), option("config-file-value")) {
        (Some("s3"), Some(value)) if !value.starts_with("arn:") => {
            verdicts.literal(
                "R61",
                &key_path(&path, "config-file-value"),
                "Invalid arn syntax",
            );
        }
        (Some(_), None) | (None, Some(_)) => {
            verdicts.own(
                "§6",
                &path,
                "FireLens options config-file-type and config-file-value go together.",
            );
        }
        _ => {}
    }
}

/// Judges who routes for whom.
pub fn check_router(task: Input<'_>, mode: &str, verdicts: &mut Verdicts) {
    let mut routers = 0;
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        if !container.has("firelensConfiguration") {
            continue;
        }
        routers += 1;
        let path = index_path("containerDefinitions", index);
        if routers == 2 {
            verdicts.own(
                "§6",
                &key_path(&path, "firelensConfiguration"),
                "A task definition can have only one FireLens container.",
            );
        }
        if container.object("logConfiguration").str("logDriver") == Some("awsfirelens") {
            verdicts.advise(
                "§6",
                &key_path(&path, "logConfiguration"),
                "the FireLens container sends its own logs to itself",
            );
        }
        if mode == "host" {
            verdicts.advise(
                "§6",
                &key_path(&path, "firelensConfiguration"),
                "FireLens does not work when networkMode=host",
            );
        }
    }
    if routers > 0 {
        return;
    }
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        if container.object("logConfiguration").str("logDriver") == Some("awsfirelens") {
            verdicts.own(
                "§6",
                &key_path(
                    &index_path("containerDefinitions", index),
                    "logConfiguration",
                ),
                "A firelens configuration is required by the log driver awsfirelens.",
            );
        }
    }
}
