//! The keys of a scenario's faults. Does not know what a fault does, nor how it is read.

use crate::api::shapes::{Kind, Shape};
use crate::scenario::limits;
use crate::scenario::shape::{AT_LEAST_ONE, TEXT, key, needed};

pub static FAULT: Shape = Shape {
    name: "fault",
    fields: &[
        key(
            "agentDisconnect",
            Kind::Object(&AGENT_DISCONNECT),
            "the agent loses its connection",
        ),
        key(
            "instanceTerminate",
            Kind::Object(&INSTANCE),
            "the machine goes away",
        ),
        key(
            "zoneOutage",
            Kind::Object(&ZONE),
            "every instance of a zone goes away",
        ),
        key(
            "taskCrash",
            Kind::Object(&TASK),
            "an essential container exits",
        ),
        key(
            "spotInterruption",
            Kind::Object(&INSTANCE),
            "EC2 takes a Spot instance back in two minutes",
        ),
        key(
            "instanceImpaired",
            Kind::Object(&INSTANCE),
            "its status checks fail, and its Auto Scaling group replaces it",
        ),
        key(
            "spotTaskInterruption",
            Kind::Object(&TASK),
            "Fargate Spot takes a task's capacity back",
        ),
        key(
            "fargateUnavailable",
            Kind::Object(&limits::FARGATE_UNAVAILABLE),
            "Fargate has no capacity for new tasks",
        ),
        key(
            "apiThrottled",
            Kind::Object(&limits::API_THROTTLED),
            "the service scheduler's own calls are throttled",
        ),
        key(
            "subnetExhausted",
            Kind::Object(&limits::SUBNET_EXHAUSTED),
            "a subnet has no free address",
        ),
    ],
};

static AGENT_DISCONNECT: Shape = Shape {
    name: "agentDisconnect",
    fields: &[
        needed(
            "instance",
            AT_LEAST_ONE,
            "its number in the order of registration",
        ),
        key("for", TEXT, "how long; for good when absent"),
    ],
};

static INSTANCE: Shape = Shape {
    name: "instanceTerminate",
    fields: &[needed(
        "instance",
        AT_LEAST_ONE,
        "its number in the order of registration",
    )],
};

static ZONE: Shape = Shape {
    name: "zoneOutage",
    fields: &[
        needed("zone", TEXT, "the zone, or only its letter"),
        key("for", TEXT, "how long Fargate starts nothing there"),
    ],
};

static TASK: Shape = Shape {
    name: "taskCrash",
    fields: &[needed("task", TEXT, "the task's label, such as `web.3`")],
};
