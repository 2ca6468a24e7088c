//! Shapes of the service operations: how many tasks, how they are replaced, how they are reached.

use super::common::{CAPACITY_PROVIDER_STRATEGY_ITEM, EBS_TAG_SPECIFICATION, NETWORK_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY, TAG};
use super::deployment::{DEPLOYMENT_CONFIGURATION, DEPLOYMENT_CONTROLLER};
use super::traffic::{GATEWAY_CONNECTOR, LOAD_BALANCER, SERVICE_CONNECT_CONFIGURATION, SERVICE_REGISTRY, VPC_LATTICE_CONFIGURATION};
use super::{Kind, Shape, EBS_TYPES, INTEGER, TEXT, TEXTS, field, integer, list, list_up_to, text};

/// `ServiceManagedEBSVolumeConfiguration`.
pub static SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape { name: "ServiceManagedEBSVolumeConfiguration", fields: &[
    field("encrypted", Kind::Flag, "Whether the volume is encrypted."),
    field("kmsKeyId", TEXT, "KMS key to encrypt with."),
    field("volumeType", Kind::Suggested(EBS_TYPES), "EBS volume type, such as `gp3`."),
    field("sizeInGiB", INTEGER, "Size of the volume."),
    field("snapshotId", TEXT, "Snapshot to create the volume from."),
    field("volumeInitializationRate", INTEGER, "MiB per second at which the snapshot is loaded."),
    field("iops", INTEGER, "Input and output operations per second."),
    field("throughput", INTEGER, "MiB per second, for gp3."),
    field("tagSpecifications", list(&Kind::Object(&EBS_TAG_SPECIFICATION)), "Tags for the volume."),
    field("roleArn", TEXT, "Role that ECS assumes for it.").required(),
    field("filesystemType", Kind::Word(&["ext3", "ext4", "xfs", "ntfs"]), "File system on the volume; `xfs` when absent."),
] };

/// `ServiceVolumeConfiguration`.
pub static SERVICE_VOLUME_CONFIGURATION: Shape = Shape { name: "ServiceVolumeConfiguration", fields: &[
    field("name", TEXT, "Name of a volume that is configured at launch.").required(),
    field("managedEBSVolume", Kind::Object(&SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION), "The EBS volume that ECS creates for the task."),
] };

/// `MetricConfiguration`.
pub static METRIC_CONFIGURATION: Shape = Shape { name: "MetricConfiguration", fields: &[
    field("metricNames", list_up_to(5, &text(1, 255)), "Names of the metrics.").required(),
    field("resolutionSeconds", integer(20, 60), "20 to 60 seconds.").required(),
] };

/// `MonitoringConfiguration`.
pub static MONITORING_CONFIGURATION: Shape = Shape { name: "MonitoringConfiguration", fields: &[
    field("metricConfigurations", list_up_to(5, &Kind::Object(&METRIC_CONFIGURATION)), "Metrics with their resolution."),
] };

/// `CreateService`.
pub static CREATE_SERVICE: Shape = Shape { name: "CreateService", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("serviceName", TEXT, "Up to 255 letters, digits, `_` and `-`.").required(),
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN; a family alone means its latest active revision."),
    field("availabilityZoneRebalancing", Kind::Word(&["ENABLED", "DISABLED"]), "Whether ECS moves tasks so that zones stay even."),
    field("loadBalancers", list(&Kind::Object(&LOAD_BALANCER)), "Target groups that the tasks are registered with."),
    field("serviceRegistries", list(&Kind::Object(&SERVICE_REGISTRY)), "Cloud Map registries, for finding tasks by DNS.").not_simulated(),
    field("desiredCount", INTEGER, "How many tasks should run."),
    field("clientToken", text(0, 36), "Makes a repeated request safe: the same token, the same result.").not_simulated(),
    field("launchType", Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "Where tasks run: on your instances or on Fargate. Instead of a capacity provider strategy."),
    field("capacityProviderStrategy", list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)), "Shares of capacity providers; instead of a launch type."),
    field("platformVersion", TEXT, "Fargate platform version; `LATEST` when absent.").not_simulated(),
    field("role", TEXT, "Role for a classic load balancer; the service-linked role when absent.").not_simulated(),
    field("deploymentConfiguration", Kind::Object(&DEPLOYMENT_CONFIGURATION), "How many tasks may stop and start at a time, and what happens on failure."),
    field("placementConstraints", list(&Kind::Object(&PLACEMENT_CONSTRAINT)), "Rules an instance must meet; all of them bind."),
    field("placementStrategy", list(&Kind::Object(&PLACEMENT_STRATEGY)), "How to choose among the instances that are left, in this order."),
    field("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), "Subnets and security groups; needed when the network mode is awsvpc."),
    field("healthCheckGracePeriodSeconds", INTEGER, "How long failed health checks, of load balancers and containers, are ignored after a task has started."),
    field("schedulingStrategy", Kind::Word(&["REPLICA", "DAEMON"]), "`REPLICA` keeps a number of tasks, `DAEMON` one task on each instance."),
    field("deploymentController", Kind::Object(&DEPLOYMENT_CONTROLLER), "Who replaces tasks: ECS, CodeDeploy or something of your own."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by.").not_simulated(),
    field("enableECSManagedTags", Kind::Flag, "Whether ECS tags tasks with cluster and service.").not_simulated(),
    field("propagateTags", Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]), "Whose tags the tasks inherit.").not_simulated(),
    field("enableExecuteCommand", Kind::Flag, "Whether commands may be run inside the containers.").not_simulated(),
    field("serviceConnectConfiguration", Kind::Object(&SERVICE_CONNECT_CONFIGURATION), "Names and proxies for traffic between services.").not_simulated(),
    field("volumeConfigurations", list(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)), "The EBS volume for a volume that is configured at launch.").not_simulated(),
    field("vpcLatticeConfigurations", list(&Kind::Object(&VPC_LATTICE_CONFIGURATION)), "VPC Lattice target groups for the service.").not_simulated(),
    field("gatewayConnectors", list_up_to(1, &Kind::Object(&GATEWAY_CONNECTOR)), "Exposes a port through a gateway.").not_simulated(),
    field("monitoring", Kind::Object(&MONITORING_CONFIGURATION), "Which metrics to publish at what resolution.").not_simulated(),
] };

/// `UpdateService`.
pub static UPDATE_SERVICE: Shape = Shape { name: "UpdateService", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("service", TEXT, "Short name or ARN of the service.").required(),
    field("desiredCount", INTEGER, "How many tasks should run."),
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN; a family alone means its latest active revision."),
    field("capacityProviderStrategy", list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)), "Shares of capacity providers; instead of a launch type."),
    field("deploymentConfiguration", Kind::Object(&DEPLOYMENT_CONFIGURATION), "How many tasks may stop and start at a time, and what happens on failure."),
    field("availabilityZoneRebalancing", Kind::Word(&["ENABLED", "DISABLED"]), "Whether ECS moves tasks so that zones stay even."),
    field("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), "Subnets and security groups; needed when the network mode is awsvpc."),
    field("placementConstraints", list(&Kind::Object(&PLACEMENT_CONSTRAINT)), "Replaces all of them; an empty list removes them."),
    field("placementStrategy", list(&Kind::Object(&PLACEMENT_STRATEGY)), "Replaces all of them; an empty list removes them."),
    field("platformVersion", TEXT, "Fargate platform version; `LATEST` when absent.").not_simulated(),
    field("forceNewDeployment", Kind::Flag, "Replaces all tasks although nothing has changed."),
    field("healthCheckGracePeriodSeconds", INTEGER, "How long failed health checks, of load balancers and containers, are ignored after a task has started."),
    field("deploymentController", Kind::Object(&DEPLOYMENT_CONTROLLER), "Who replaces tasks: ECS, CodeDeploy or something of your own."),
    field("enableExecuteCommand", Kind::Flag, "Whether commands may be run inside the containers.").not_simulated(),
    field("enableECSManagedTags", Kind::Flag, "Whether ECS tags tasks with cluster and service.").not_simulated(),
    field("loadBalancers", list(&Kind::Object(&LOAD_BALANCER)), "Target groups that the tasks are registered with."),
    field("propagateTags", Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]), "Whose tags the tasks inherit.").not_simulated(),
    field("serviceRegistries", list(&Kind::Object(&SERVICE_REGISTRY)), "Cloud Map registries, for finding tasks by DNS.").not_simulated(),
    field("serviceConnectConfiguration", Kind::Object(&SERVICE_CONNECT_CONFIGURATION), "Names and proxies for traffic between services.").not_simulated(),
    field("volumeConfigurations", list(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)), "The EBS volume for a volume that is configured at launch.").not_simulated(),
    field("vpcLatticeConfigurations", list(&Kind::Object(&VPC_LATTICE_CONFIGURATION)), "VPC Lattice target groups for the service.").not_simulated(),
    field("gatewayConnectors", list_up_to(1, &Kind::Object(&GATEWAY_CONNECTOR)), "Exposes a port through a gateway.").not_simulated(),
    field("monitoring", Kind::Object(&MONITORING_CONFIGURATION), "Which metrics to publish at what resolution.").not_simulated(),
] };

/// `DeleteService`.
pub static DELETE_SERVICE: Shape = Shape { name: "DeleteService", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("service", TEXT, "Short name or ARN of the service.").required(),
    field("force", Kind::Flag, "Whether to delete although the desired count is not 0."),
] };

/// `DescribeServices`.
pub static DESCRIBE_SERVICES: Shape = Shape { name: "DescribeServices", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("services", TEXTS, "Short names or ARNs of up to 10 services.").required(),
    field("include", list(&Kind::Word(&["TAGS"])), "What to add to the answer.").not_simulated(),
] };

/// `ListServices`.
pub static LIST_SERVICES: Shape = Shape { name: "ListServices", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
    field("launchType", Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "Only services of this launch type."),
    field("schedulingStrategy", Kind::Word(&["REPLICA", "DAEMON"]), "Only services of this kind."),
    field("resourceManagementType", Kind::Word(&["CUSTOMER", "ECS"]), "Who manages the service's other resources.").not_simulated(),
] };
