//! Shapes of the task set operations.

use super::common::{NETWORK_CONFIGURATION, TAG};
use super::traffic::LOAD_BALANCER;
use super::{Field, Kind, Shape, TEXT, TEXTS, field, list, list_up_to, text};

const CLUSTER: Field = field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent.");
const SERVICE: Field = field("service", TEXT, "Short name or ARN of a service with the EXTERNAL deployment controller.").required();
const TASK_SET: Field = field("taskSet", TEXT, "Id or ARN of the task set.").required();

/// `Scale`.
pub static SCALE: Shape = Shape { name: "Scale", fields: &[
    field("value", Kind::Decimal, "Percent of the service's desired count, 0 to 100."),
    field("unit", Kind::Word(&["PERCENT"]), "Always `PERCENT`."),
] };

/// `CreateTaskSet`.
pub static CREATE_TASK_SET: Shape = Shape { name: "CreateTaskSet", fields: &[
    CLUSTER,
    SERVICE,
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN.").required(),
    field("externalId", TEXT, "An id of your own.").not_simulated(),
    field("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), "Subnets and security groups; needed when the network mode is awsvpc."),
    field("loadBalancers", list(&Kind::Object(&LOAD_BALANCER)), "The target group its tasks are registered with."),
    field("launchType", Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "That of the service here.").not_simulated(),
    field("platformVersion", TEXT, "Fargate platform version; `LATEST` when absent.").not_simulated(),
    field("scale", Kind::Object(&SCALE), "Its share of the desired count; 100 percent when absent."),
    field("clientToken", text(0, 36), "Makes a repeated request safe.").not_simulated(),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs.").not_simulated(),
] };

/// `UpdateTaskSet`.
pub static UPDATE_TASK_SET: Shape = Shape { name: "UpdateTaskSet", fields: &[
    CLUSTER,
    SERVICE,
    TASK_SET,
    field("scale", Kind::Object(&SCALE), "Its share of the desired count.").required(),
] };

/// `UpdateServicePrimaryTaskSet`.
pub static UPDATE_SERVICE_PRIMARY_TASK_SET: Shape = Shape { name: "UpdateServicePrimaryTaskSet", fields: &[
    CLUSTER,
    SERVICE,
    field("primaryTaskSet", TEXT, "Id or ARN of the task set.").required(),
] };

/// `DeleteTaskSet`.
pub static DELETE_TASK_SET: Shape = Shape { name: "DeleteTaskSet", fields: &[
    CLUSTER,
    SERVICE,
    TASK_SET,
    field("force", Kind::Flag, "Whether to delete one that is scaled above zero."),
] };

/// `DescribeTaskSets`.
pub static DESCRIBE_TASK_SETS: Shape = Shape { name: "DescribeTaskSets", fields: &[
    CLUSTER,
    SERVICE,
    field("taskSets", TEXTS, "Ids or ARNs; all when absent."),
    field("include", list(&Kind::Word(&["TAGS"])), "What to add to the answer.").not_simulated(),
] };
