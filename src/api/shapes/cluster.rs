//! Shapes of the cluster operations.

use super::common::{CAPACITY_PROVIDER_STRATEGY_ITEM, TAG};
use super::{Kind, Shape, INTEGER, TEXT, TEXTS, field, list, list_up_to};

/// `ClusterSetting`.
pub static CLUSTER_SETTING: Shape = Shape { name: "ClusterSetting", fields: &[
    field("name", Kind::Word(&["containerInsights"]), "The setting; there is only this one."),
    field("value", Kind::Suggested(&["enabled", "enhanced", "disabled"]), "`enabled`, `enhanced` or `disabled`."),
] };

/// `ExecuteCommandLogConfiguration`.
pub static EXECUTE_COMMAND_LOG_CONFIGURATION: Shape = Shape { name: "ExecuteCommandLogConfiguration", fields: &[
    field("cloudWatchLogGroupName", TEXT, "CloudWatch log group for sessions."),
    field("cloudWatchEncryptionEnabled", Kind::Flag, "Whether the log group is encrypted."),
    field("s3BucketName", TEXT, "Bucket for session logs."),
    field("s3EncryptionEnabled", Kind::Flag, "Whether the bucket is encrypted."),
    field("s3KeyPrefix", TEXT, "Folder in the bucket."),
] };

/// `ExecuteCommandConfiguration`.
pub static EXECUTE_COMMAND_CONFIGURATION: Shape = Shape { name: "ExecuteCommandConfiguration", fields: &[
    field("kmsKeyId", TEXT, "KMS key to encrypt with."),
    field("logging", Kind::Word(&["NONE", "DEFAULT", "OVERRIDE"]), "Where sessions are logged."),
    field("logConfiguration", Kind::Object(&EXECUTE_COMMAND_LOG_CONFIGURATION), "Log group or bucket, when `logging` is `OVERRIDE`."),
] };

/// `ManagedStorageConfiguration`.
pub static MANAGED_STORAGE_CONFIGURATION: Shape = Shape { name: "ManagedStorageConfiguration", fields: &[
    field("kmsKeyId", TEXT, "KMS key to encrypt with."),
    field("fargateEphemeralStorageKmsKeyId", TEXT, "KMS key for Fargate's ephemeral storage."),
] };

/// `ClusterConfiguration`.
pub static CLUSTER_CONFIGURATION: Shape = Shape { name: "ClusterConfiguration", fields: &[
    field("executeCommandConfiguration", Kind::Object(&EXECUTE_COMMAND_CONFIGURATION), "How sessions in containers are encrypted and logged."),
    field("managedStorageConfiguration", Kind::Object(&MANAGED_STORAGE_CONFIGURATION), "Keys for storage that ECS manages."),
] };

/// `ClusterServiceConnectDefaults`.
pub static CLUSTER_SERVICE_CONNECT_DEFAULTS: Shape = Shape { name: "ClusterServiceConnectDefaults", fields: &[
    field("namespace", TEXT, "Name or ARN of a Cloud Map namespace.").required(),
] };

/// `CreateCluster`.
pub static CREATE_CLUSTER: Shape = Shape { name: "CreateCluster", fields: &[
    field("clusterName", TEXT, "Up to 255 letters, digits, `_` and `-`; `default` when absent."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by.").not_simulated(),
    field("settings", list(&Kind::Object(&CLUSTER_SETTING)), "Container Insights on, off or enhanced.").not_simulated(),
    field("configuration", Kind::Object(&CLUSTER_CONFIGURATION), "Settings for running commands in containers and for managed storage.").not_simulated(),
    field("capacityProviders", TEXTS, "Capacity providers that the cluster may use."),
    field("defaultCapacityProviderStrategy", list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)), "Used when a service or task names neither strategy nor launch type."),
    field("serviceConnectDefaults", Kind::Object(&CLUSTER_SERVICE_CONNECT_DEFAULTS), "Namespace for services that name none.").not_simulated(),
] };

/// `DescribeClusters`.
pub static DESCRIBE_CLUSTERS: Shape = Shape { name: "DescribeClusters", fields: &[
    field("clusters", TEXTS, "Short names or ARNs; `default` when absent."),
    field("include", list(&Kind::Word(&["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"])), "What to add to the answer.").not_simulated(),
] };

/// `ListClusters`.
pub static LIST_CLUSTERS: Shape = Shape { name: "ListClusters", fields: &[
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
] };

/// `DeleteCluster`.
pub static DELETE_CLUSTER: Shape = Shape { name: "DeleteCluster", fields: &[
    field("cluster", TEXT, "Short name or ARN. It must have no services, tasks and instances left.").required(),
] };
