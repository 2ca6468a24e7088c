//! What EventBridge would be told of whole stories: shapes, order, and what each story must and must not have.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ecs_playground::kernel::SimTime;
use ecs_playground::model::arn;
use ecs_playground::scenario::{Run, load};
use ecs_playground::sim::records::records;
use serde_json::Value;

/// The records of one story.
fn told(story: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let text = std::fs::read_to_string(folder.join(story).join("scenario.json")).unwrap();
    let scenario = Arc::new(load(&text).unwrap());
    let end = scenario.end();
    let mut run = Run::new(scenario);
    run.run_until(end, u64::MAX);
    records(&run.simulation, u64::MAX)
}

/// How often each eventName, or each detail-type without one, was told.
fn counts(records: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for record in records {
        let name = record["detail"]["eventName"].as_str();
        let kind = record["detail-type"].as_str().unwrap();
        *counts.entry(name.unwrap_or(kind).to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn each_story_tells_what_happened_to_it() {
    for (story, name, times) in [
        (
            "rolling_update_with_room",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            2,
        ),
        (
            "rolling_update_with_room",
            "SERVICE_DEPLOYMENT_COMPLETED",
            2,
        ),
        ("rolling_update_with_room", "SERVICE_DEPLOYMENT_FAILED", 0),
        (
            "canary_with_a_failing_alarm",
            "SERVICE_DEPLOYMENT_FAILED",
            1,
        ),
        (
            "canary_with_a_failing_alarm",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            3,
        ),
        ("canary_with_a_pause", "HOOK_AWAITING_ACTION", 2),
        ("blue_green_with_functions", "HOOK_SUCCEEDED", 7),
        ("hook_fails_after_the_scale_up", "HOOK_FAILED", 1),
        (
            "missing_image_is_throttled",
            "SERVICE_TASK_START_IMPAIRED",
            1,
        ),
        ("no_room_then_room", "SERVICE_TASK_PLACEMENT_FAILURE", 1),
        (
            "zone_rebalancing_after_an_outage",
            "SERVICE_REBALANCING_STARTED",
            1,
        ),
        (
            "zone_rebalancing_after_an_outage",
            "SERVICE_REBALANCING_COMPLETED",
            1,
        ),
        ("scheduled_scaling", "SERVICE_DESIRED_COUNT_UPDATED", 2),
        (
            "agent_disconnect_blocks_placement",
            "ECS Container Instance State Change",
            3,
        ),
    ] {
        let counts = counts(&told(story));
        assert_eq!(
            counts.get(name).copied().unwrap_or(0),
            times,
            "{story} {name}: {counts:?}"
        );
    }
}

#[test]
fn a_task_is_told_in_order_and_with_growing_versions() {
    let records = told("fargate_web_app");
    let mut versions: BTreeMap<String, (u64, Vec<String>)> = BTreeMap::new();
    let mut last = String::new();
    for record in &records {
        assert_eq!(record["source"], "aws.ecs");
        let time = record["time"].as_str().unwrap().to_owned();
        assert!(last <= time, "{last} {time}");
        last = time;
        if record["detail-type"] != "ECS Task State Change" {
            continue;
        }
        let detail = &record["detail"];
        let arn = detail["taskArn"].as_str().unwrap().to_owned();
        assert_eq!(record["resources"][0], arn.as_str());
        let (version, statuses) = versions.entry(arn).or_default();
        let now = detail["version"].as_u64().unwrap();
        assert!(*version < now, "{version} {now}");
        *version = now;
        let status = detail["lastStatus"].as_str().unwrap().to_owned();
        if statuses.last() != Some(&status) {
            statuses.push(status);
        }
    }
    assert!(!versions.is_empty());
    for (_, statuses) in versions.values() {
        assert_eq!(statuses[..2], ["PROVISIONING", "PENDING"]);
    }
}

#[test]
fn moments_are_written_in_utc() {
    for (secs, text) in [
        (0, "2026-01-01T00:00:00Z"),
        (125, "2026-01-01T00:02:05Z"),
        (31 * 86_400, "2026-02-01T00:00:00Z"),
        (59 * 86_400 - 1, "2026-02-28T23:59:59Z"),
        (789 * 86_400, "2028-02-29T00:00:00Z"),
    ] {
        assert_eq!(arn::utc(SimTime::from_secs(secs)), text);
    }
}
