//! What the opening program can read of a request for a service.

use crate::api::input::Input;

/// Stops where a request asks for more than tasks of one revision between two limits.
pub(super) fn assert_plain(service: Input<'_>, configuration: Input<'_>) {
    let only = |input: Input<'_>, known: &[&str]| {
        let keys = input.raw().as_object().into_iter().flatten();
        keys.map(|(key, _)| key)
            .all(|key| known.contains(&key.as_str()))
    };
    let plain = only(
        service,
        &[
            "cluster",
            "serviceName",
            "taskDefinition",
            "desiredCount",
            "deploymentConfiguration",
        ],
    );
    let limits = only(configuration, &["minimumHealthyPercent", "maximumPercent"]);
    assert!(plain && limits, "these settings need the whole engine");
}
