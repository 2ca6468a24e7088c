//! The keys of a scenario file, in the same kind of table as ECS's own shapes.

use crate::api::shapes::{Field, Kind, Mark, Shape};
use crate::scenario::{faults, limits};

mod account;
mod expect;

pub use account::ACCOUNT;
pub use expect::EXPECT;

pub(super) const fn key(key: &'static str, kind: Kind, help: &'static str) -> Field {
    Field {
        key,
        kind,
        required: false,
        mark: Mark::Known,
        help,
    }
}

pub(super) const fn needed(name: &'static str, kind: Kind, help: &'static str) -> Field {
    Field {
        required: true,
        ..key(name, kind, help)
    }
}

pub(super) const TEXT: Kind = Kind::Text {
    min: 0,
    max: u16::MAX,
};
pub(super) const COUNT: Kind = Kind::Integer {
    min: 0,
    max: u32::MAX as i64,
};
pub(super) const AT_LEAST_ONE: Kind = Kind::Integer {
    min: 1,
    max: 100_000,
};

pub static SCENARIO: Shape = Shape {
    name: "scenario",
    fields: &[
        needed(
            "title",
            Kind::Text { min: 1, max: 200 },
            "what the scenario shows, in one line",
        ),
        key("description", TEXT, "what to look at"),
        key("seed", COUNT, "the source of every draw; 1 when absent"),
        key("open", TEXT, "where the page opens it, such as `2m`"),
        key("differs", TEXT, "why it is known to differ from AWS"),
        key(
            "iam",
            Kind::Object(&ACCOUNT),
            "users, roles and policies; without it everybody may do everything",
        ),
        needed(
            "steps",
            Kind::List {
                of: &Kind::Any,
                min: 0,
                max: 5_000,
            },
            "what happens when",
        ),
        key("suggest", Kind::Any, "what the page offers to do first"),
        key(
            "expect",
            Kind::List {
                of: &Kind::Any,
                min: 0,
                max: 500,
            },
            "what must come of it",
        ),
    ],
};

/// Keys of a step beside the operations.
pub static STEP: Shape = Shape {
    name: "step",
    fields: &[
        key(
            "at",
            TEXT,
            "when, such as `5s` or `1m30s`; `0s` when absent",
        ),
        key(
            "as",
            TEXT,
            "who asks: a user, a role, or `user/role` for a user in that role",
        ),
        key("refused", TEXT, "the exception ECS answers with"),
        key(
            "iam",
            Kind::Object(&ACCOUNT),
            "users, roles and policies that change; who is not named stays",
        ),
        key(
            "load",
            Kind::Object(&LOAD),
            "what a service is asked to carry over time",
        ),
        key(
            "function",
            Kind::Object(&FUNCTION),
            "how a function answers lifecycle hooks from now on",
        ),
        key("metric", Kind::Object(&METRIC), "a custom metric over time"),
        key(
            "loadBalancer",
            Kind::Object(&LOAD_BALANCER),
            "a load balancer with its target groups",
        ),
        key(
            "image",
            Kind::Object(&IMAGE),
            "how the program in an image behaves from now on",
        ),
        key(
            "instances",
            Kind::Object(&INSTANCES),
            "EC2 instances that join a cluster",
        ),
        key(
            "autoScalingGroup",
            Kind::Object(&GROUP),
            "an Auto Scaling group, for a capacity provider",
        ),
        key("limits", Kind::Object(&limits::LIMITS), "what has an end"),
        key(
            "fault",
            Kind::Object(&faults::FAULT),
            "something that fails",
        ),
    ],
};

pub static GROUP: Shape = Shape {
    name: "autoScalingGroup",
    fields: &[
        needed("name", Kind::Text { min: 1, max: 255 }, "its name"),
        key(
            "cluster",
            TEXT,
            "the cluster its instances join; `default` when absent",
        ),
        needed(
            "types",
            Kind::List {
                of: &TEXT,
                min: 1,
                max: 40,
            },
            "EC2 instance types; the first one is launched",
        ),
        key(
            "zones",
            Kind::List {
                of: &TEXT,
                min: 1,
                max: 6,
            },
            "zones, such as `[\"a\", \"b\"]`",
        ),
        key("min", COUNT, "MinSize; 0 when absent"),
        needed("max", COUNT, "MaxSize"),
        key("desired", COUNT, "DesiredCapacity; MinSize when absent"),
        key(
            "newInstancesProtectedFromScaleIn",
            Kind::Flag,
            "whether new instances are protected",
        ),
        key(
            "onDemandBaseCapacity",
            COUNT,
            "on-demand instances before any Spot; 0 when absent",
        ),
        key(
            "onDemandPercentageAboveBaseCapacity",
            Kind::Integer { min: 0, max: 100 },
            "their share of the rest; 100 when absent",
        ),
        key(
            "terminationPolicy",
            Kind::Word(&[
                "Default",
                "OldestInstance",
                "NewestInstance",
                "ClosestToNextInstanceHour",
            ]),
            "which instance of a zone goes first; Default when absent",
        ),
        key(
            "terminatingHook",
            Kind::Object(&HOOK),
            "a lifecycle hook that keeps instances at their end",
        ),
    ],
};

static HOOK: Shape = Shape {
    name: "terminatingHook",
    fields: &[
        key("heartbeat", TEXT, "HeartbeatTimeout; `1h` when absent"),
        key(
            "takes",
            TEXT,
            "until its program completes; never when absent",
        ),
    ],
};

pub static INSTANCES: Shape = Shape {
    name: "instances",
    fields: &[
        key("cluster", TEXT, "the cluster; `default` when absent"),
        needed("type", TEXT, "the EC2 instance type, such as `m5.large`"),
        key(
            "zones",
            Kind::List {
                of: &TEXT,
                min: 1,
                max: 6,
            },
            "zones in turn, such as `[\"a\", \"b\"]`",
        ),
        key("count", AT_LEAST_ONE, "how many; 1 when absent"),
        key("attributes", Kind::Map, "custom attributes"),
        key(
            "osMemoryBytes",
            Kind::Integer {
                min: 0,
                max: 1 << 50,
            },
            "memory as the operating system sees it; 97 % of the type's when absent",
        ),
        key(
            "reservedMemory",
            COUNT,
            "ECS_RESERVED_MEMORY in MiB, kept from registration",
        ),
        key(
            "trunking",
            Kind::Flag,
            "awsvpcTrunking: many more awsvpc tasks on types that support it",
        ),
    ],
};

pub static IMAGE: Shape = Shape {
    name: "image",
    fields: &[
        needed("name", TEXT, "the image, as the task definition writes it"),
        key("missing", Kind::Flag, "the registry does not have it"),
        key(
            "exitAfter",
            TEXT,
            "the program ends by itself this long after its start",
        ),
        key(
            "exitCode",
            Kind::Integer { min: 0, max: 255 },
            "its exit code then; 1 when absent",
        ),
        key(
            "unhealthyAfter",
            TEXT,
            "its health check fails from this long after its start",
        ),
        key(
            "slowStart",
            TEXT,
            "it passes the load balancer's checks only this long after registration",
        ),
        key(
            "targetUnhealthyAfter",
            TEXT,
            "it fails the load balancer's checks from this long after registration",
        ),
        key("ignoresSigterm", Kind::Flag, "it has to be killed"),
    ],
};

pub static LOAD: Shape = Shape {
    name: "load",
    fields: &[
        needed("service", TEXT, "the service's name"),
        key(
            "cpu",
            POINTS,
            "CPU work as tasks' worth at times, such as `[[\"0s\", 2], [\"10m\", 6.5]]`",
        ),
        key("memory", POINTS, "memory in the same form"),
        key(
            "cpuUnits",
            POINTS,
            "CPU units really used, instead of tasks' worth",
        ),
        key("memoryMib", POINTS, "MiB really used, in the same form"),
        key("requests", POINTS, "requests a minute, in the same form"),
    ],
};

pub static METRIC: Shape = Shape {
    name: "metric",
    fields: &[
        needed("name", TEXT, "MetricName in alarms and policies"),
        needed(
            "values",
            POINTS,
            "values at times, such as `[[\"0s\", 2], [\"10m\", 600]]`",
        ),
    ],
};

pub static FUNCTION: Shape = Shape {
    name: "function",
    fields: &[
        needed("name", TEXT, "hookTargetArn, as the service names it"),
        key(
            "answers",
            Kind::List {
                of: &Kind::Word(&[
                    "SUCCEEDED",
                    "FAILED",
                    "IN_PROGRESS",
                    "ERROR",
                    "NO_STATUS",
                    "TIMEOUT",
                ]),
                min: 1,
                max: 100,
            },
            "one for each call, the last for all that follow",
        ),
        key(
            "stages",
            Kind::List {
                of: &TEXT,
                min: 0,
                max: 11,
            },
            "the stages it answers so in; all when absent",
        ),
        key("takes", TEXT, "how long an answer takes; `1s` when absent"),
        key(
            "callBackDelay",
            TEXT,
            "when to call again after IN_PROGRESS; `30s` when absent",
        ),
    ],
};

const POINTS: Kind = Kind::List {
    of: &Kind::Any,
    min: 0,
    max: 200,
};

pub static LOAD_BALANCER: Shape = Shape {
    name: "loadBalancer",
    fields: &[
        needed("name", TEXT, "its name"),
        key(
            "type",
            Kind::Word(&["application", "network"]),
            "ALB or NLB; ALB when absent",
        ),
        key(
            "listenerPort",
            Kind::Integer {
                min: 1,
                max: 65_535,
            },
            "the port it listens on; 80 when absent",
        ),
        needed(
            "targetGroups",
            Kind::List {
                of: &Kind::Object(&TARGET_GROUP),
                min: 1,
                max: 5,
            },
            "its target groups, the first one with all traffic",
        ),
    ],
};

static TARGET_GROUP: Shape = Shape {
    name: "targetGroup",
    fields: &[
        needed(
            "name",
            TEXT,
            "its name; requests refer to it as `$targetGroup:<name>`",
        ),
        key(
            "targetType",
            Kind::Word(&["instance", "ip"]),
            "ip for awsvpc tasks; instance when absent",
        ),
        key(
            "healthCheckIntervalSeconds",
            Kind::Integer { min: 5, max: 300 },
            "30 when absent",
        ),
        key(
            "healthyThresholdCount",
            Kind::Integer { min: 2, max: 10 },
            "5 when absent",
        ),
        key(
            "unhealthyThresholdCount",
            Kind::Integer { min: 2, max: 10 },
            "2 when absent",
        ),
        key(
            "deregistrationDelaySeconds",
            Kind::Integer { min: 0, max: 3_600 },
            "300 when absent",
        ),
    ],
};
