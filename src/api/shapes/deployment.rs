//! Shapes of a deployment: how many tasks are replaced at a time, when it has failed, how traffic moves.

use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, integer, list};

/// `ThresholdConfiguration`.
pub static THRESHOLD_CONFIGURATION: Shape = Shape {
    name: "ThresholdConfiguration",
    fields: &[
        field(
            "type",
            Kind::Word(&["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"]),
            "A number, or a percentage of the desired count with or without bounds.",
        )
        .required(),
        field("value", INTEGER, "The number or percentage.").required(),
    ],
};

/// `DeploymentCircuitBreaker`.
pub static DEPLOYMENT_CIRCUIT_BREAKER: Shape = Shape {
    name: "DeploymentCircuitBreaker",
    fields: &[
        field("enable", Kind::Flag, "Whether it is on.").required(),
        field(
            "rollback",
            Kind::Flag,
            "Whether to go back to the last deployment that completed.",
        )
        .required(),
        field(
            "resetOnHealthyTask",
            Kind::Flag,
            "Whether a healthy task starts the count again.",
        ),
        field(
            "thresholdConfiguration",
            Kind::Object(&THRESHOLD_CONFIGURATION),
            "How many failures are too many.",
        ),
    ],
};

/// `DeploymentAlarms`.
pub static DEPLOYMENT_ALARMS: Shape = Shape {
    name: "DeploymentAlarms",
    fields: &[
        field("alarmNames", TEXTS, "Names of CloudWatch alarms.").required(),
        field(
            "rollback",
            Kind::Flag,
            "Whether to go back to the last deployment that completed.",
        )
        .required(),
        field("enable", Kind::Flag, "Whether alarms are watched.").required(),
    ],
};

/// `DeploymentLifecycleHookTimeoutConfiguration`.
pub static DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION: Shape = Shape {
    name: "DeploymentLifecycleHookTimeoutConfiguration",
    fields: &[
        field("timeoutInMinutes", integer(1, 20160), "How long to wait."),
        field(
            "action",
            Kind::Word(&["ROLLBACK", "CONTINUE"]),
            "What happens after that.",
        ),
    ],
};

/// `DeploymentLifecycleHook`.
pub static DEPLOYMENT_LIFECYCLE_HOOK: Shape = Shape {
    name: "DeploymentLifecycleHook",
    fields: &[
        field(
            "targetType",
            Kind::Word(&["AWS_LAMBDA", "PAUSE"]),
            "A Lambda function, or a pause.",
        ),
        field("hookTargetArn", TEXT, "ARN of the function."),
        field("roleArn", TEXT, "Role that ECS assumes for it."),
        field(
            "lifecycleStages",
            list(&Kind::Word(&[
                "RECONCILE_SERVICE",
                "PRE_SCALE_UP",
                "POST_SCALE_UP",
                "TEST_TRAFFIC_SHIFT",
                "POST_TEST_TRAFFIC_SHIFT",
                "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
                "POST_PRODUCTION_TRAFFIC_SHIFT",
            ])),
            "When the hook runs.",
        ),
        field("hookDetails", Kind::Any, "Passed to the hook as it is."),
        field(
            "timeoutConfiguration",
            Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION),
            "How long to wait, and what then.",
        ),
    ],
};

/// `LinearConfiguration`.
pub static LINEAR_CONFIGURATION: Shape = Shape {
    name: "LinearConfiguration",
    fields: &[
        field("stepPercent", Kind::Decimal, "Share of traffic per step."),
        field("stepBakeTimeInMinutes", INTEGER, "Wait after each step."),
    ],
};

/// `CanaryConfiguration`.
pub static CANARY_CONFIGURATION: Shape = Shape {
    name: "CanaryConfiguration",
    fields: &[
        field(
            "canaryPercent",
            Kind::Decimal,
            "Share of traffic that goes first.",
        ),
        field("canaryBakeTimeInMinutes", INTEGER, "Wait before the rest."),
    ],
};

/// `DeploymentEarlySuccessCriteria`.
pub static DEPLOYMENT_EARLY_SUCCESS_CRITERIA: Shape = Shape {
    name: "DeploymentEarlySuccessCriteria",
    fields: &[
        field("enable", Kind::Flag, "Whether it is on.").required(),
        field(
            "healthyPercent",
            integer(0, 100),
            "Share of healthy new tasks that is enough.",
        ),
        field(
            "sourceServiceRevisionCleanup",
            Kind::Word(&["BLOCKING", "DEFERRED"]),
            "Whether the old tasks must be gone first.",
        ),
    ],
};

/// `DeploymentConfiguration`.
pub static DEPLOYMENT_CONFIGURATION: Shape = Shape {
    name: "DeploymentConfiguration",
    fields: &[
        field(
            "deploymentCircuitBreaker",
            Kind::Object(&DEPLOYMENT_CIRCUIT_BREAKER),
            "Gives up on a deployment whose tasks keep failing.",
        ),
        field(
            "maximumPercent",
            INTEGER,
            "Upper limit of tasks during a deployment, in percent of the desired count, rounded down; 200 when absent.",
        ),
        field(
            "minimumHealthyPercent",
            INTEGER,
            "Lower limit of healthy tasks, in percent of the desired count, rounded up; 100 when absent.",
        ),
        field(
            "alarms",
            Kind::Object(&DEPLOYMENT_ALARMS),
            "CloudWatch alarms that fail a deployment.",
        ),
        field(
            "strategy",
            Kind::Word(&["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]),
            "`ROLLING` replaces tasks bit by bit; the others shift traffic.",
        ),
        field(
            "bakeTimeInMinutes",
            INTEGER,
            "How long old and new run beside each other after the shift.",
        ),
        field(
            "lifecycleHooks",
            list(&Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK)),
            "Functions or pauses between the stages of a deployment.",
        ),
        field(
            "linearConfiguration",
            Kind::Object(&LINEAR_CONFIGURATION),
            "Equal steps of traffic.",
        ),
        field(
            "canaryConfiguration",
            Kind::Object(&CANARY_CONFIGURATION),
            "A small share of traffic first, then the rest.",
        ),
        field(
            "earlySuccessCriteria",
            Kind::Object(&DEPLOYMENT_EARLY_SUCCESS_CRITERIA),
            "When a deployment counts as done before it is complete.",
        ),
    ],
};

/// `DeploymentController`.
pub static DEPLOYMENT_CONTROLLER: Shape = Shape {
    name: "DeploymentController",
    fields: &[field(
        "type",
        Kind::Word(&["ECS", "CODE_DEPLOY", "EXTERNAL"]),
        "`ECS` when absent.",
    )
    .required()],
};

/// `ListServiceDeployments`.
pub static LIST_SERVICE_DEPLOYMENTS: Shape = Shape {
    name: "ListServiceDeployments",
    fields: &[
        field(
            "cluster",
            TEXT,
            "Short name or ARN of the cluster; `default` when absent.",
        ),
        field("service", TEXT, "Short name or ARN of the service.").required(),
        field("status", TEXTS, "Only deployments in these states."),
        field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
        field(
            "maxResults",
            INTEGER,
            "How many to return at most, 1 to 100.",
        )
        .not_simulated(),
        field(
            "createdAt",
            Kind::Any,
            "Only deployments created between these times.",
        )
        .not_simulated(),
    ],
};

/// `DescribeServiceRevisions`.
pub static DESCRIBE_SERVICE_REVISIONS: Shape = Shape {
    name: "DescribeServiceRevisions",
    fields: &[field(
        "serviceRevisionArns",
        TEXTS,
        "ARNs of up to 20 service revisions.",
    )
    .required()],
};

/// `DescribeServiceDeployments`.
pub static DESCRIBE_SERVICE_DEPLOYMENTS: Shape = Shape {
    name: "DescribeServiceDeployments",
    fields: &[field(
        "serviceDeploymentArns",
        TEXTS,
        "ARNs of up to 20 service deployments.",
    )
    .required()],
};

/// `ContinueServiceDeployment`.
pub static CONTINUE_SERVICE_DEPLOYMENT: Shape = Shape {
    name: "ContinueServiceDeployment",
    fields: &[
        field(
            "serviceDeploymentArn",
            TEXT,
            "ARN of the service deployment that waits.",
        )
        .required(),
        field("hookId", TEXT, "Id of the pause hook."),
        field(
            "action",
            Kind::Word(&["CONTINUE", "ROLLBACK"]),
            "Whether to go on or back; `CONTINUE` when absent.",
        ),
    ],
};

/// `StopServiceDeployment`.
pub static STOP_SERVICE_DEPLOYMENT: Shape = Shape {
    name: "StopServiceDeployment",
    fields: &[
        field(
            "serviceDeploymentArn",
            TEXT,
            "ARN of the service deployment.",
        )
        .required(),
        field(
            "stopType",
            Kind::Word(&["ROLLBACK", "ABORT"]),
            "How to stop; `ROLLBACK` when absent.",
        ),
    ],
};
