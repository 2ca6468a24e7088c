//! The keys of an expectation.

use crate::api::shapes::{Kind, Shape};
use crate::scenario::shape::{COUNT, TEXT, key};

pub static EXPECT: Shape = Shape {
    name: "expect",
    fields: &[
        key("at", TEXT, "true at this time"),
        key("by", TEXT, "true at some time up to this"),
        key(
            "always",
            Kind::Word(&["no-start-past-upper-limit", "never-below-lower-limit"]),
            "true all the time",
        ),
        key("service", TEXT, "the service asked about"),
        key("steady", Kind::Flag, "whether it is in its steady state"),
        key("running", COUNT, "runningCount"),
        key("pending", COUNT, "pendingCount"),
        key("desired", COUNT, "desiredCount"),
        key("event", TEXT, "a text in its events"),
        key(
            "taskDefinition",
            TEXT,
            "`family:revision` of its newest deployment",
        ),
        key(
            "rolloutState",
            Kind::Word(&["IN_PROGRESS", "COMPLETED", "FAILED"]),
            "of its newest deployment",
        ),
        key("task", TEXT, "the task asked about, such as `web.3`"),
        key("lastStatus", TEXT, "its status"),
        key("stoppedReason", TEXT, "a text in its stoppedReason"),
        key("zone", TEXT, "its availability zone"),
        key(
            "decision",
            Kind::Word(&["placement"]),
            "the last decision of this kind",
        ),
        key("rejected", Kind::Any, "instances ruled out, by reason"),
        key("zones", Kind::Any, "running tasks of the service by zone"),
        key(
            "providers",
            Kind::Any,
            "live tasks of the service by capacity provider",
        ),
        key("group", TEXT, "the Auto Scaling group asked about"),
        key("inService", COUNT, "its instances in service"),
        key("provider", TEXT, "the capacity provider asked about"),
        key(
            "reservation",
            Kind::Decimal,
            "its last CapacityProviderReservation, to a tenth",
        ),
    ],
};
