//! Shapes of the service operations: how many tasks, how they are replaced, how they are reached.

use super::common::{
    CAPACITY_PROVIDER_STRATEGY_ITEM, EBS_TAG_SPECIFICATION, LOG_CONFIGURATION,
    NETWORK_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY, TAG,
};
use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, integer, list, list_up_to, text};

/// `AdvancedConfiguration`.
pub static ADVANCED_CONFIGURATION: Shape = Shape {
    name: "AdvancedConfiguration",
    fields: &[
        field("alternateTargetGroupArn", TEXT, ""),
        field("productionListenerRule", TEXT, ""),
        field("testListenerRule", TEXT, ""),
        field("roleArn", TEXT, ""),
    ],
};

/// `LoadBalancer`.
pub static LOAD_BALANCER: Shape = Shape {
    name: "LoadBalancer",
    fields: &[
        field("targetGroupArn", TEXT, ""),
        field("loadBalancerName", TEXT, ""),
        field("containerName", TEXT, ""),
        field("containerPort", INTEGER, ""),
        field(
            "advancedConfiguration",
            Kind::Object(&ADVANCED_CONFIGURATION),
            "",
        ),
    ],
};

/// `ServiceRegistry`.
pub static SERVICE_REGISTRY: Shape = Shape {
    name: "ServiceRegistry",
    fields: &[
        field("registryArn", TEXT, ""),
        field("port", INTEGER, ""),
        field("containerName", TEXT, ""),
        field("containerPort", INTEGER, ""),
    ],
};

/// `ThresholdConfiguration`.
pub static THRESHOLD_CONFIGURATION: Shape = Shape {
    name: "ThresholdConfiguration",
    fields: &[
        field(
            "type",
            Kind::Word(&["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"]),
            "",
        )
        .required(),
        field("value", INTEGER, "").required(),
    ],
};

/// `DeploymentCircuitBreaker`.
pub static DEPLOYMENT_CIRCUIT_BREAKER: Shape = Shape {
    name: "DeploymentCircuitBreaker",
    fields: &[
        field("enable", Kind::Flag, "").required(),
        field("rollback", Kind::Flag, "").required(),
        field("resetOnHealthyTask", Kind::Flag, ""),
        field(
            "thresholdConfiguration",
            Kind::Object(&THRESHOLD_CONFIGURATION),
            "",
        ),
    ],
};

/// `DeploymentAlarms`.
pub static DEPLOYMENT_ALARMS: Shape = Shape {
    name: "DeploymentAlarms",
    fields: &[
        field("alarmNames", TEXTS, "").required(),
        field("rollback", Kind::Flag, "").required(),
        field("enable", Kind::Flag, "").required(),
    ],
};

/// `DeploymentLifecycleHookTimeoutConfiguration`.
pub static DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION: Shape = Shape {
    name: "DeploymentLifecycleHookTimeoutConfiguration",
    fields: &[
        field("timeoutInMinutes", integer(1, 20160), ""),
        field("action", Kind::Word(&["ROLLBACK", "CONTINUE"]), ""),
    ],
};

/// `DeploymentLifecycleHook`.
pub static DEPLOYMENT_LIFECYCLE_HOOK: Shape = Shape {
    name: "DeploymentLifecycleHook",
    fields: &[
        field("targetType", Kind::Word(&["AWS_LAMBDA", "PAUSE"]), ""),
        field("hookTargetArn", TEXT, ""),
        field("roleArn", TEXT, ""),
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
            "",
        ),
        field("hookDetails", Kind::Any, ""),
        field(
            "timeoutConfiguration",
            Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION),
            "",
        ),
    ],
};

/// `LinearConfiguration`.
pub static LINEAR_CONFIGURATION: Shape = Shape {
    name: "LinearConfiguration",
    fields: &[
        field("stepPercent", Kind::Decimal, ""),
        field("stepBakeTimeInMinutes", INTEGER, ""),
    ],
};

/// `CanaryConfiguration`.
pub static CANARY_CONFIGURATION: Shape = Shape {
    name: "CanaryConfiguration",
    fields: &[
        field("canaryPercent", Kind::Decimal, ""),
        field("canaryBakeTimeInMinutes", INTEGER, ""),
    ],
};

/// `DeploymentEarlySuccessCriteria`.
pub static DEPLOYMENT_EARLY_SUCCESS_CRITERIA: Shape = Shape {
    name: "DeploymentEarlySuccessCriteria",
    fields: &[
        field("enable", Kind::Flag, "").required(),
        field("healthyPercent", integer(0, 100), ""),
        field(
            "sourceServiceRevisionCleanup",
            Kind::Word(&["BLOCKING", "DEFERRED"]),
            "",
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
            "",
        ),
        field("maximumPercent", INTEGER, ""),
        field("minimumHealthyPercent", INTEGER, ""),
        field("alarms", Kind::Object(&DEPLOYMENT_ALARMS), ""),
        field(
            "strategy",
            Kind::Word(&["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]),
            "",
        ),
        field("bakeTimeInMinutes", INTEGER, ""),
        field(
            "lifecycleHooks",
            list(&Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK)),
            "",
        ),
        field(
            "linearConfiguration",
            Kind::Object(&LINEAR_CONFIGURATION),
            "",
        ),
        field(
            "canaryConfiguration",
            Kind::Object(&CANARY_CONFIGURATION),
            "",
        ),
        field(
            "earlySuccessCriteria",
            Kind::Object(&DEPLOYMENT_EARLY_SUCCESS_CRITERIA),
            "",
        ),
    ],
};

/// `DeploymentController`.
pub static DEPLOYMENT_CONTROLLER: Shape = Shape {
    name: "DeploymentController",
    fields: &[field("type", Kind::Word(&["ECS", "CODE_DEPLOY", "EXTERNAL"]), "").required()],
};

/// `ServiceConnectTestTrafficHeaderMatchRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES: Shape = Shape {
    name: "ServiceConnectTestTrafficHeaderMatchRules",
    fields: &[field("exact", TEXT, "").required()],
};

/// `ServiceConnectTestTrafficHeaderRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES: Shape = Shape {
    name: "ServiceConnectTestTrafficHeaderRules",
    fields: &[
        field("name", TEXT, "").required(),
        field(
            "value",
            Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES),
            "",
        ),
    ],
};

/// `ServiceConnectTestTrafficRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_RULES: Shape = Shape {
    name: "ServiceConnectTestTrafficRules",
    fields: &[field(
        "header",
        Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES),
        "",
    )
    .required()],
};

/// `ServiceConnectClientAlias`.
pub static SERVICE_CONNECT_CLIENT_ALIAS: Shape = Shape {
    name: "ServiceConnectClientAlias",
    fields: &[
        field("port", integer(0, 65535), "").required(),
        field("dnsName", TEXT, ""),
        field(
            "testTrafficRules",
            Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_RULES),
            "",
        ),
    ],
};

/// `TimeoutConfiguration`.
pub static TIMEOUT_CONFIGURATION: Shape = Shape {
    name: "TimeoutConfiguration",
    fields: &[
        field("idleTimeoutSeconds", integer(0, 2147483647), ""),
        field("perRequestTimeoutSeconds", integer(0, 2147483647), ""),
    ],
};

/// `ServiceConnectTlsCertificateAuthority`.
pub static SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY: Shape = Shape {
    name: "ServiceConnectTlsCertificateAuthority",
    fields: &[field("awsPcaAuthorityArn", TEXT, "")],
};

/// `ServiceConnectTlsConfiguration`.
pub static SERVICE_CONNECT_TLS_CONFIGURATION: Shape = Shape {
    name: "ServiceConnectTlsConfiguration",
    fields: &[
        field(
            "issuerCertificateAuthority",
            Kind::Object(&SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY),
            "",
        )
        .required(),
        field("kmsKey", TEXT, ""),
        field("roleArn", TEXT, ""),
    ],
};

/// `ServiceConnectService`.
pub static SERVICE_CONNECT_SERVICE: Shape = Shape {
    name: "ServiceConnectService",
    fields: &[
        field("portName", TEXT, "").required(),
        field("discoveryName", TEXT, ""),
        field(
            "clientAliases",
            list(&Kind::Object(&SERVICE_CONNECT_CLIENT_ALIAS)),
            "",
        ),
        field("ingressPortOverride", integer(0, 65535), ""),
        field("timeout", Kind::Object(&TIMEOUT_CONFIGURATION), ""),
        field("tls", Kind::Object(&SERVICE_CONNECT_TLS_CONFIGURATION), ""),
    ],
};

/// `ServiceConnectAccessLogConfiguration`.
pub static SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION: Shape = Shape {
    name: "ServiceConnectAccessLogConfiguration",
    fields: &[
        field("format", Kind::Word(&["TEXT", "JSON"]), "").required(),
        field(
            "includeQueryParameters",
            Kind::Word(&["DISABLED", "ENABLED"]),
            "",
        ),
    ],
};

/// `ServiceConnectContainerConfiguration`.
pub static SERVICE_CONNECT_CONTAINER_CONFIGURATION: Shape = Shape {
    name: "ServiceConnectContainerConfiguration",
    fields: &[field("logLevel", Kind::Word(&["debug", "info"]), "")],
};

/// `ServiceConnectConfiguration`.
pub static SERVICE_CONNECT_CONFIGURATION: Shape = Shape {
    name: "ServiceConnectConfiguration",
    fields: &[
        field("enabled", Kind::Flag, "").required(),
        field("namespace", TEXT, ""),
        field(
            "services",
            list(&Kind::Object(&SERVICE_CONNECT_SERVICE)),
            "",
        ),
        field("logConfiguration", Kind::Object(&LOG_CONFIGURATION), ""),
        field(
            "accessLogConfiguration",
            Kind::Object(&SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION),
            "",
        ),
        field(
            "containerConfigurations",
            list_up_to(10, &Kind::Object(&SERVICE_CONNECT_CONTAINER_CONFIGURATION)),
            "",
        ),
    ],
};

/// `ServiceManagedEBSVolumeConfiguration`.
pub static SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape {
    name: "ServiceManagedEBSVolumeConfiguration",
    fields: &[
        field("encrypted", Kind::Flag, ""),
        field("kmsKeyId", TEXT, ""),
        field("volumeType", TEXT, ""),
        field("sizeInGiB", INTEGER, ""),
        field("snapshotId", TEXT, ""),
        field("volumeInitializationRate", INTEGER, ""),
        field("iops", INTEGER, ""),
        field("throughput", INTEGER, ""),
        field(
            "tagSpecifications",
            list(&Kind::Object(&EBS_TAG_SPECIFICATION)),
            "",
        ),
        field("roleArn", TEXT, "").required(),
        field(
            "filesystemType",
            Kind::Word(&["ext3", "ext4", "xfs", "ntfs"]),
            "",
        ),
    ],
};

/// `ServiceVolumeConfiguration`.
pub static SERVICE_VOLUME_CONFIGURATION: Shape = Shape {
    name: "ServiceVolumeConfiguration",
    fields: &[
        field("name", TEXT, "").required(),
        field(
            "managedEBSVolume",
            Kind::Object(&SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION),
            "",
        ),
    ],
};

/// `VpcLatticeAdvancedConfiguration`.
pub static VPC_LATTICE_ADVANCED_CONFIGURATION: Shape = Shape {
    name: "VpcLatticeAdvancedConfiguration",
    fields: &[
        field("alternateTargetGroupArn", TEXT, ""),
        field("productionListenerRule", TEXT, ""),
        field("testListenerRule", TEXT, ""),
    ],
};

/// `VpcLatticeConfiguration`.
pub static VPC_LATTICE_CONFIGURATION: Shape = Shape {
    name: "VpcLatticeConfiguration",
    fields: &[
        field("roleArn", TEXT, "").required(),
        field("targetGroupArn", TEXT, "").required(),
        field("portName", TEXT, "").required(),
        field(
            "advancedConfiguration",
            Kind::Object(&VPC_LATTICE_ADVANCED_CONFIGURATION),
            "",
        ),
    ],
};

/// `GatewayConnectorHealthCheckMatcher`.
pub static GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER: Shape = Shape {
    name: "GatewayConnectorHealthCheckMatcher",
    fields: &[field("httpCode", TEXT, ""), field("grpcCode", TEXT, "")],
};

/// `GatewayConnectorHealthCheck`.
pub static GATEWAY_CONNECTOR_HEALTH_CHECK: Shape = Shape {
    name: "GatewayConnectorHealthCheck",
    fields: &[
        field("healthCheckProtocol", Kind::Word(&["HTTP", "HTTPS"]), ""),
        field("healthCheckPort", INTEGER, ""),
        field("healthCheckPath", TEXT, ""),
        field("healthCheckTimeoutSeconds", INTEGER, ""),
        field("healthCheckIntervalSeconds", INTEGER, ""),
        field("healthyThresholdCount", INTEGER, ""),
        field("unhealthyThresholdCount", INTEGER, ""),
        field(
            "matcher",
            Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER),
            "",
        ),
    ],
};

/// `GatewayConnectorFilters`.
pub static GATEWAY_CONNECTOR_FILTERS: Shape = Shape {
    name: "GatewayConnectorFilters",
    fields: &[field(
        "accessTypes",
        list_up_to(2, &Kind::Word(&["PUBLIC", "PRIVATE"])),
        "",
    )],
};

/// `GatewayConnectorDeregistrationDelay`.
pub static GATEWAY_CONNECTOR_DEREGISTRATION_DELAY: Shape = Shape {
    name: "GatewayConnectorDeregistrationDelay",
    fields: &[field("timeoutSeconds", integer(0, 3600), "")],
};

/// `GatewayConnector`.
pub static GATEWAY_CONNECTOR: Shape = Shape {
    name: "GatewayConnector",
    fields: &[
        field("portName", TEXT, "").required(),
        field(
            "healthCheck",
            Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK),
            "",
        ),
        field("filters", Kind::Object(&GATEWAY_CONNECTOR_FILTERS), ""),
        field(
            "deregistrationDelay",
            Kind::Object(&GATEWAY_CONNECTOR_DEREGISTRATION_DELAY),
            "",
        ),
    ],
};

/// `MetricConfiguration`.
pub static METRIC_CONFIGURATION: Shape = Shape {
    name: "MetricConfiguration",
    fields: &[
        field("metricNames", list_up_to(5, &text(1, 255)), "").required(),
        field("resolutionSeconds", integer(20, 60), "").required(),
    ],
};

/// `MonitoringConfiguration`.
pub static MONITORING_CONFIGURATION: Shape = Shape {
    name: "MonitoringConfiguration",
    fields: &[field(
        "metricConfigurations",
        list_up_to(5, &Kind::Object(&METRIC_CONFIGURATION)),
        "",
    )],
};

/// `CreateService`.
pub static CREATE_SERVICE: Shape = Shape {
    name: "CreateService",
    fields: &[
        field("cluster", TEXT, ""),
        field("serviceName", TEXT, "").required(),
        field("taskDefinition", TEXT, ""),
        field(
            "availabilityZoneRebalancing",
            Kind::Word(&["ENABLED", "DISABLED"]),
            "",
        ),
        field("loadBalancers", list(&Kind::Object(&LOAD_BALANCER)), ""),
        field(
            "serviceRegistries",
            list(&Kind::Object(&SERVICE_REGISTRY)),
            "",
        ),
        field("desiredCount", INTEGER, ""),
        field("clientToken", TEXT, ""),
        field(
            "launchType",
            Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
            "",
        ),
        field(
            "capacityProviderStrategy",
            list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
            "",
        ),
        field("platformVersion", TEXT, ""),
        field("role", TEXT, ""),
        field(
            "deploymentConfiguration",
            Kind::Object(&DEPLOYMENT_CONFIGURATION),
            "",
        ),
        field(
            "placementConstraints",
            list(&Kind::Object(&PLACEMENT_CONSTRAINT)),
            "",
        ),
        field(
            "placementStrategy",
            list(&Kind::Object(&PLACEMENT_STRATEGY)),
            "",
        ),
        field(
            "networkConfiguration",
            Kind::Object(&NETWORK_CONFIGURATION),
            "",
        ),
        field("healthCheckGracePeriodSeconds", INTEGER, ""),
        field("schedulingStrategy", Kind::Word(&["REPLICA", "DAEMON"]), ""),
        field(
            "deploymentController",
            Kind::Object(&DEPLOYMENT_CONTROLLER),
            "",
        ),
        field("tags", list_up_to(50, &Kind::Object(&TAG)), ""),
        field("enableECSManagedTags", Kind::Flag, ""),
        field(
            "propagateTags",
            Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]),
            "",
        ),
        field("enableExecuteCommand", Kind::Flag, ""),
        field(
            "serviceConnectConfiguration",
            Kind::Object(&SERVICE_CONNECT_CONFIGURATION),
            "",
        ),
        field(
            "volumeConfigurations",
            list(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)),
            "",
        ),
        field(
            "vpcLatticeConfigurations",
            list(&Kind::Object(&VPC_LATTICE_CONFIGURATION)),
            "",
        ),
        field(
            "gatewayConnectors",
            list_up_to(1, &Kind::Object(&GATEWAY_CONNECTOR)),
            "",
        ),
        field("monitoring", Kind::Object(&MONITORING_CONFIGURATION), ""),
    ],
};

/// `UpdateService`.
pub static UPDATE_SERVICE: Shape = Shape {
    name: "UpdateService",
    fields: &[
        field("cluster", TEXT, ""),
        field("service", TEXT, "").required(),
        field("desiredCount", INTEGER, ""),
        field("taskDefinition", TEXT, ""),
        field(
            "capacityProviderStrategy",
            list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
            "",
        ),
        field(
            "deploymentConfiguration",
            Kind::Object(&DEPLOYMENT_CONFIGURATION),
            "",
        ),
        field(
            "availabilityZoneRebalancing",
            Kind::Word(&["ENABLED", "DISABLED"]),
            "",
        ),
        field(
            "networkConfiguration",
            Kind::Object(&NETWORK_CONFIGURATION),
            "",
        ),
        field(
            "placementConstraints",
            list(&Kind::Object(&PLACEMENT_CONSTRAINT)),
            "",
        ),
        field(
            "placementStrategy",
            list(&Kind::Object(&PLACEMENT_STRATEGY)),
            "",
        ),
        field("platformVersion", TEXT, ""),
        field("forceNewDeployment", Kind::Flag, ""),
        field("healthCheckGracePeriodSeconds", INTEGER, ""),
        field(
            "deploymentController",
            Kind::Object(&DEPLOYMENT_CONTROLLER),
            "",
        ),
        field("enableExecuteCommand", Kind::Flag, ""),
        field("enableECSManagedTags", Kind::Flag, ""),
        field("loadBalancers", list(&Kind::Object(&LOAD_BALANCER)), ""),
        field(
            "propagateTags",
            Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]),
            "",
        ),
        field(
            "serviceRegistries",
            list(&Kind::Object(&SERVICE_REGISTRY)),
            "",
        ),
        field(
            "serviceConnectConfiguration",
            Kind::Object(&SERVICE_CONNECT_CONFIGURATION),
            "",
        ),
        field(
            "volumeConfigurations",
            list(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)),
            "",
        ),
        field(
            "vpcLatticeConfigurations",
            list(&Kind::Object(&VPC_LATTICE_CONFIGURATION)),
            "",
        ),
        field(
            "gatewayConnectors",
            list_up_to(1, &Kind::Object(&GATEWAY_CONNECTOR)),
            "",
        ),
        field("monitoring", Kind::Object(&MONITORING_CONFIGURATION), ""),
    ],
};

/// `DeleteService`.
pub static DELETE_SERVICE: Shape = Shape {
    name: "DeleteService",
    fields: &[
        field("cluster", TEXT, ""),
        field("service", TEXT, "").required(),
        field("force", Kind::Flag, ""),
    ],
};

/// `DescribeServices`.
pub static DESCRIBE_SERVICES: Shape = Shape {
    name: "DescribeServices",
    fields: &[
        field("cluster", TEXT, ""),
        field("services", TEXTS, "").required(),
        field("include", list(&Kind::Word(&["TAGS"])), ""),
    ],
};

/// `ListServices`.
pub static LIST_SERVICES: Shape = Shape {
    name: "ListServices",
    fields: &[
        field("cluster", TEXT, ""),
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
        field(
            "launchType",
            Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
            "",
        ),
        field("schedulingStrategy", Kind::Word(&["REPLICA", "DAEMON"]), ""),
        field(
            "resourceManagementType",
            Kind::Word(&["CUSTOMER", "ECS"]),
            "",
        ),
    ],
};
