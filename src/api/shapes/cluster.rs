//! Shapes of the cluster operations.

use super::common::{CAPACITY_PROVIDER_STRATEGY_ITEM, TAG};
use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, list, list_up_to};

/// `ClusterSetting`.
pub static CLUSTER_SETTING: Shape = Shape {
    name: "ClusterSetting",
    fields: &[
        field("name", Kind::Word(&["containerInsights"]), ""),
        field("value", TEXT, ""),
    ],
};

/// `ExecuteCommandLogConfiguration`.
pub static EXECUTE_COMMAND_LOG_CONFIGURATION: Shape = Shape {
    name: "ExecuteCommandLogConfiguration",
    fields: &[
        field("cloudWatchLogGroupName", TEXT, ""),
        field("cloudWatchEncryptionEnabled", Kind::Flag, ""),
        field("s3BucketName", TEXT, ""),
        field("s3EncryptionEnabled", Kind::Flag, ""),
        field("s3KeyPrefix", TEXT, ""),
    ],
};

/// `ExecuteCommandConfiguration`.
pub static EXECUTE_COMMAND_CONFIGURATION: Shape = Shape {
    name: "ExecuteCommandConfiguration",
    fields: &[
        field("kmsKeyId", TEXT, ""),
        field("logging", Kind::Word(&["NONE", "DEFAULT", "OVERRIDE"]), ""),
        field(
            "logConfiguration",
            Kind::Object(&EXECUTE_COMMAND_LOG_CONFIGURATION),
            "",
        ),
    ],
};

/// `ManagedStorageConfiguration`.
pub static MANAGED_STORAGE_CONFIGURATION: Shape = Shape {
    name: "ManagedStorageConfiguration",
    fields: &[
        field("kmsKeyId", TEXT, ""),
        field("fargateEphemeralStorageKmsKeyId", TEXT, ""),
    ],
};

/// `ClusterConfiguration`.
pub static CLUSTER_CONFIGURATION: Shape = Shape {
    name: "ClusterConfiguration",
    fields: &[
        field(
            "executeCommandConfiguration",
            Kind::Object(&EXECUTE_COMMAND_CONFIGURATION),
            "",
        ),
        field(
            "managedStorageConfiguration",
            Kind::Object(&MANAGED_STORAGE_CONFIGURATION),
            "",
        ),
    ],
};

/// `ClusterServiceConnectDefaults`.
pub static CLUSTER_SERVICE_CONNECT_DEFAULTS: Shape = Shape {
    name: "ClusterServiceConnectDefaults",
    fields: &[field("namespace", TEXT, "").required()],
};

/// `CreateCluster`.
pub static CREATE_CLUSTER: Shape = Shape {
    name: "CreateCluster",
    fields: &[
        field("clusterName", TEXT, ""),
        field("tags", list_up_to(50, &Kind::Object(&TAG)), ""),
        field("settings", list(&Kind::Object(&CLUSTER_SETTING)), ""),
        field("configuration", Kind::Object(&CLUSTER_CONFIGURATION), "").not_simulated(),
        field("capacityProviders", TEXTS, ""),
        field(
            "defaultCapacityProviderStrategy",
            list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
            "",
        ),
        field(
            "serviceConnectDefaults",
            Kind::Object(&CLUSTER_SERVICE_CONNECT_DEFAULTS),
            "",
        )
        .not_simulated(),
    ],
};

/// `DescribeClusters`.
pub static DESCRIBE_CLUSTERS: Shape = Shape {
    name: "DescribeClusters",
    fields: &[
        field("clusters", TEXTS, ""),
        field(
            "include",
            list(&Kind::Word(&[
                "ATTACHMENTS",
                "CONFIGURATIONS",
                "SETTINGS",
                "STATISTICS",
                "TAGS",
            ])),
            "",
        ),
    ],
};

/// `ListClusters`.
pub static LIST_CLUSTERS: Shape = Shape {
    name: "ListClusters",
    fields: &[
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
    ],
};

/// `DeleteCluster`.
pub static DELETE_CLUSTER: Shape = Shape {
    name: "DeleteCluster",
    fields: &[field("cluster", TEXT, "").required()],
};
