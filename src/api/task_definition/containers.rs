//! Rules that one container answers for itself: name, image, memory, health check, limits, devices.
//!
//! Ports are in `network`, logs in `logging`, secrets in `secrets`, what refers to other containers or volumes in
//! `references`.

use super::rules::Verdicts;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};

/// Judges one container. `path` is where it stands; `task` is the whole request.
pub fn check(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    name_and_image(container, path, verdicts);
    memory(task, container, path, verdicts);
    super::network::check_mappings(container, path, verdicts);
    super::logging::check(container, path, verdicts);
    super::secrets::check(task, container, path, verdicts);
    health_check(container, path, verdicts);
    limits(container, path, verdicts);
    devices(task, container, path, verdicts);
}

/// The name for messages; ECS puts it in quotes even when it is empty.
pub fn name(container: Input<'_>) -> &str {
    container.str("name").unwrap_or("")
}

/// Whether all characters are among `A-Z a-z 0-9 _ -`, and there are 1 to 255.
pub fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !name.is_empty() && name.len() <= 255 && name.bytes().all(plain)
}

fn name_and_image(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let name_path = key_path(path, "name");
    let name = name(container);
    if name.is_empty() {
        verdicts.literal(
            "R04",
            &name_path,
            "Container.name should not be null or empty.",
        );
    } else if !is_plain_name(name) {
        verdicts
            .own(
                "R04",
                &name_path,
                "Container.name contains invalid characters.",
            )
            .help("use up to 255 letters, digits, `_` and `-`");
    }
    let image_path = key_path(path, "image");
    let image = container.str("image").unwrap_or("");
    let (before_digest, digest) = image
        .split_once('@')
        .map_or((image, None), |(before, digest)| (before, Some(digest)));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:./#".contains(&byte);
    let digest_ok = digest.is_none_or(|digest| {
        digest
            .strip_prefix("sha256:")
            .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    if image.is_empty() {
        verdicts.literal(
            "R05",
            &image_path,
            "Container.image should not be null or empty.",
        );
    } else if !before_digest.bytes().all(allowed) || !digest_ok || before_digest.is_empty() {
        let verdict = verdicts.literal(
            "R06",
            &image_path,
            "Container.image contains invalid characters.",
        );
        if image.contains('$') || image.contains('{') {
            verdict.help("a variable was left unreplaced; ECS does not fill it in");
        } else if !digest_ok {
            verdict.help("a digest is `sha256:` and 64 hexadecimal digits");
        }
    } else if before_digest.len() > 255 {
        verdicts.own(
            "§2",
            &image_path,
            "Container.image is longer than 255 characters.",
        );
    }
}

fn memory(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    for key in ["cpu", "memory", "memoryReservation"] {
        if container.i64(key).is_some_and(|value| value < 0) {
            let message = [
                "Invalid '",
                key,
                "' setting for container '",
                name(container),
                "'.",
            ]
            .concat();
            verdicts.own("§2", &key_path(path, key), &message);
        }
    }
    let hard = container.i64("memory").filter(|mib| *mib != 0);
    let soft = container.i64("memoryReservation").filter(|mib| *mib != 0);
    if hard.is_none() && soft.is_none() && !task.has("memory") {
        let message = [
            "Invalid setting for container '",
            name(container),
            "'. At least one of 'memory' or 'memoryReservation' must be specified.",
        ]
        .concat();
        verdicts
            .literal("R09", &key_path(path, "memory"), &message)
            .help("give this container `memory`, or the task a `memory` of its own");
    }
    if let (Some(hard), Some(soft)) = (hard, soft)
        && soft > hard
    {
        verdicts.literal(
            "R10",
            &key_path(path, "memoryReservation"),
            "'memory' must be greater than or equal to 'memoryReservation'",
        );
    }
    if let Some(hard) = hard
        && 0 < hard
        && hard < 6
    {
        verdicts
            .advise(
                "R72",
                &key_path(path, "memory"),
                "Docker does not start a container with less than 6 MiB",
            )
            .help("registration accepts it, but no task will start");
    }
}

fn health_check(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    if !container.has("healthCheck") {
        return;
    }
    let check = container.object("healthCheck");
    let path = key_path(path, "healthCheck");
    for (key, min, max) in [
        ("interval", 5, 300),
        ("timeout", 2, 60),
        ("retries", 1, 10),
        ("startPeriod", 0, 300),
    ] {
        if check
            .i64(key)
            .is_some_and(|value| value < min || max < value)
        {
            let message = [
                "Invalid '",
                key,
                "' setting for container '",
                name(container),
                "'.",
            ]
            .concat();
            let help = ["allowed are ", &min.to_string(), " to ", &max.to_string()].concat();
            verdicts
                .own("R64", &key_path(&path, key), &message)
                .help(help);
        }
    }
    if check.has("command") && check.list("command").is_empty() {
        let message = [
            "Invalid 'command' setting for container '",
            name(container),
            "'.",
        ]
        .concat();
        verdicts
            .own("§7", &key_path(&path, "command"), &message)
            .help("start it with `CMD` or `CMD-SHELL`");
    }
}

fn limits(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    for (index, limit) in container.objects("ulimits").enumerate() {
        // -1 means no limit.
        let bound = |key: &str| {
            limit
                .i64(key)
                .map(|value| if value < 0 { i64::MAX } else { value })
        };
        if let (Some(soft), Some(hard)) = (bound("softLimit"), bound("hardLimit"))
            && soft > hard
        {
            let name = limit.str("name").unwrap_or("");
            let message = ["Soft limit exceeds hard limit for ulimit ", name].concat();
            verdicts.literal(
                "R63",
                &index_path(&key_path(path, "ulimits"), index),
                &message,
            );
        }
    }
    let restart = container.object("restartPolicy");
    let restart_path = key_path(path, "restartPolicy");
    if restart
        .i64("restartAttemptPeriod")
        .is_some_and(|secs| !(60..=1800).contains(&secs))
    {
        let message = [
            "the 'restartAttemptPeriod' setting for container '",
            name(container),
            "' must be between 60 and 1800",
        ]
        .concat();
        verdicts.literal(
            "R62",
            &key_path(&restart_path, "restartAttemptPeriod"),
            &message,
        );
    }
    if restart.list("ignoredExitCodes").len() > 50 {
        verdicts.own(
            "§7",
            &key_path(&restart_path, "ignoredExitCodes"),
            "A restart policy can ignore at most 50 exit codes.",
        );
    }
    let linux = container.object("linuxParameters");
    let linux_path = key_path(path, "linuxParameters");
    if linux.i64("maxSwap").is_some_and(|mib| mib < 0) {
        verdicts.own(
            "§2",
            &key_path(&linux_path, "maxSwap"),
            "maxSwap must not be negative.",
        );
    }
    if linux
        .i64("swappiness")
        .is_some_and(|percent| !(0..=100).contains(&percent))
    {
        verdicts.own(
            "§2",
            &key_path(&linux_path, "swappiness"),
            "swappiness must be between 0 and 100.",
        );
    }
    for key in ["startTimeout", "stopTimeout"] {
        if container.i64(key).is_some_and(|secs| secs < 0) {
            let message = [
                "Invalid '",
                key,
                "' setting for container '",
                name(container),
                "'.",
            ]
            .concat();
            verdicts.own("§2", &key_path(path, key), &message);
        }
    }
}

fn devices(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let path = key_path(path, "resourceRequirements");
    for (index, requirement) in container.objects("resourceRequirements").enumerate() {
        let path = index_path(&path, index);
        match requirement.str("type") {
            Some("InferenceAccelerator") => {
                verdicts.literal(
                    "R68",
                    &key_path(&path, "type"),
                    "Unsupported field 'inferenceAccelerators'",
                );
            }
            Some("GPU") => {
                let value = requirement.str("value");
                let count_ok = value.is_none_or(|value| {
                    value == "ALL" || value.parse::<u32>().is_ok_and(|n| n > 0)
                });
                if !count_ok {
                    verdicts.own(
                        "§9",
                        &key_path(&path, "value"),
                        "A GPU requirement is a number of GPUs or ALL.",
                    );
                }
                let shared = requirement.has("sharingStrategy");
                if value.is_some() == shared {
                    verdicts.own(
                        "§9",
                        &path,
                        "A GPU requirement has either a value or a sharingStrategy.",
                    );
                }
                let external = task
                    .strings("requiresCompatibilities")
                    .any(|name| name == "EXTERNAL");
                if shared && external {
                    verdicts.own(
                        "§9",
                        &path,
                        "EXTERNAL compatible task definitions cannot share GPUs.",
                    );
                }
            }
            Some("NeuronDevice") => {
                let managed = task
                    .strings("requiresCompatibilities")
                    .any(|name| name == "MANAGED_INSTANCES");
                if requirement.str("value") != Some("ALL") || !managed {
                    verdicts.own(
                        "§9",
                        &path,
                        "A NeuronDevice requirement has the value ALL and needs MANAGED_INSTANCES compatibility.",
                    );
                }
            }
            _ => {}
        }
    }
}
