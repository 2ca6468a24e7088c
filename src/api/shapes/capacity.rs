//! Shapes of the capacity provider operations.

use super::common::{CAPACITY_PROVIDER_STRATEGY_ITEM, TAG};
use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, integer, list, list_up_to};

const SWITCH: Kind = Kind::Word(&["ENABLED", "DISABLED"]);

/// `ManagedScaling`.
pub static MANAGED_SCALING: Shape = Shape { name: "ManagedScaling", fields: &[
    field("status", SWITCH, "Whether ECS scales the group for the tasks that wait."),
    field("targetCapacity", integer(1, 100), "Percent of the instances that tasks should fill; 100 when absent, less keeps spare ones."),
    field("minimumScalingStepSize", integer(1, 10_000), "Fewest instances one step out adds; 1 when absent."),
    field("maximumScalingStepSize", integer(1, 10_000), "Most instances one step out adds; 10000 when absent."),
    field("instanceWarmupPeriod", integer(0, 10_000), "Seconds until a new instance counts as capacity; 300 when absent."),
] };

/// `AutoScalingGroupProvider`.
pub static AUTO_SCALING_GROUP_PROVIDER: Shape = Shape { name: "AutoScalingGroupProvider", fields: &[
    field("autoScalingGroupArn", TEXT, "ARN or name of the Auto Scaling group.").required(),
    field("managedScaling", Kind::Object(&MANAGED_SCALING), "How ECS scales the group; off when absent."),
    field("managedTerminationProtection", SWITCH, "Whether instances with tasks are safe from scale-in; needs managed scaling and a group that protects new instances."),
    field("managedDraining", SWITCH, "Whether instances drain before they end; on when absent."),
] };

/// `AutoScalingGroupProviderUpdate`.
pub static AUTO_SCALING_GROUP_PROVIDER_UPDATE: Shape = Shape { name: "AutoScalingGroupProviderUpdate", fields: &[
    field("managedScaling", Kind::Object(&MANAGED_SCALING), "How ECS scales the group."),
    field("managedTerminationProtection", SWITCH, "Whether instances with tasks are safe from scale-in."),
    field("managedDraining", SWITCH, "Whether instances drain before they end."),
] };

const RANGE: Kind = Kind::Object(&RANGE_REQUEST);
static RANGE_REQUEST: Shape = Shape { name: "Range", fields: &[
    field("min", INTEGER, "The least it may be."),
    field("max", INTEGER, "The most it may be."),
] };

static INSTANCE_REQUIREMENTS: Shape = Shape { name: "InstanceRequirementsRequest", fields: &[
    field("vCpuCount", RANGE, "vCPUs of an instance."),
    field("memoryMiB", RANGE, "Memory of an instance."),
    field("allowedInstanceTypes", TEXTS, "Only these, such as `m5.*`."),
    field("excludedInstanceTypes", TEXTS, "None of these types."),
] };

static MANAGED_NETWORK: Shape = Shape { name: "ManagedInstancesNetworkConfiguration", fields: &[
    field("subnets", TEXTS, "Where instances are launched; a zone is read from the last letter."),
    field("securityGroups", TEXTS, "Security groups of the instances.").not_simulated(),
] };

static INSTANCE_LAUNCH_TEMPLATE: Shape = Shape { name: "InstanceLaunchTemplate", fields: &[
    field("ec2InstanceProfileArn", TEXT, "The role of the instances.").not_simulated(),
    field("networkConfiguration", Kind::Object(&MANAGED_NETWORK), "Subnets and security groups of the instances."),
    field("instanceRequirements", Kind::Object(&INSTANCE_REQUIREMENTS), "What the instances may be."),
    field("storageConfiguration", Kind::Any, "The volume of the instances.").not_simulated(),
    field("monitoring", TEXT, "BASIC or DETAILED.").not_simulated(),
] };

/// `CreateManagedInstancesProviderConfiguration`.
pub static MANAGED_INSTANCES_PROVIDER: Shape = Shape { name: "CreateManagedInstancesProviderConfiguration", fields: &[
    field("infrastructureRoleArn", TEXT, "The role by which ECS manages them.").not_simulated(),
    field("instanceLaunchTemplate", Kind::Object(&INSTANCE_LAUNCH_TEMPLATE), "What is launched where.").required(),
    field("propagateTags", TEXT, "Where their tags come from.").not_simulated(),
] };

/// `CreateCapacityProvider`.
pub static CREATE_CAPACITY_PROVIDER: Shape = Shape { name: "CreateCapacityProvider", fields: &[
    field("name", TEXT, "1 to 255 letters, digits, `_` and `-`; not starting with `aws`, `ecs` or `fargate`.").required(),
    field("cluster", TEXT, "Only for Managed Instances: the cluster it is made for."),
    field("autoScalingGroupProvider", Kind::Object(&AUTO_SCALING_GROUP_PROVIDER), "The group whose instances it gives."),
    field("managedInstancesProvider", Kind::Object(&MANAGED_INSTANCES_PROVIDER), "Instances that AWS runs."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by.").not_simulated(),
] };

/// `UpdateCapacityProvider`.
pub static UPDATE_CAPACITY_PROVIDER: Shape = Shape { name: "UpdateCapacityProvider", fields: &[
    field("name", TEXT, "The provider.").required(),
    field("cluster", TEXT, "Only for Managed Instances.").not_simulated(),
    field("autoScalingGroupProvider", Kind::Object(&AUTO_SCALING_GROUP_PROVIDER_UPDATE), "What changes."),
    field("managedInstancesProvider", Kind::Any, "Instances that AWS runs.").not_simulated(),
] };

/// `DeleteCapacityProvider`.
pub static DELETE_CAPACITY_PROVIDER: Shape = Shape { name: "DeleteCapacityProvider", fields: &[
    field("capacityProvider", TEXT, "Short name or ARN; no service and no cluster may use it.").required(),
    field("cluster", TEXT, "Only for Managed Instances.").not_simulated(),
] };

/// `DescribeCapacityProviders`.
pub static DESCRIBE_CAPACITY_PROVIDERS: Shape = Shape { name: "DescribeCapacityProviders", fields: &[
    field("capacityProviders", TEXTS, "Short names or ARNs; all of them when absent."),
    field("cluster", TEXT, "Only for Managed Instances.").not_simulated(),
    field("include", list(&Kind::Word(&["TAGS"])), "What to add to the answer.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 10.").not_simulated(),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
] };

/// `PutClusterCapacityProviders`.
pub static PUT_CLUSTER_CAPACITY_PROVIDERS: Shape = Shape { name: "PutClusterCapacityProviders", fields: &[
    field("cluster", TEXT, "Short name or ARN.").required(),
    field("capacityProviders", TEXTS, "All providers the cluster may use from now on.").required(),
    field("defaultCapacityProviderStrategy", list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)), "Used when a service or task names neither strategy nor launch type.").required(),
] };
