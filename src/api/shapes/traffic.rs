//! Shapes of how a service is reached: load balancers, registries, Service Connect, gateways.

use super::common::{LOG_CONFIGURATION};
use super::{Kind, Shape, INTEGER, TEXT, field, integer, list, list_up_to};

/// `AdvancedConfiguration`.
pub static ADVANCED_CONFIGURATION: Shape = Shape { name: "AdvancedConfiguration", fields: &[
    field("alternateTargetGroupArn", TEXT, "The target group that takes turns with the first."),
    field("productionListenerRule", TEXT, "Listener rule that carries production traffic."),
    field("testListenerRule", TEXT, "Listener rule that carries test traffic."),
    field("roleArn", TEXT, "Role that ECS assumes for it."),
] };

/// `LoadBalancer`.
pub static LOAD_BALANCER: Shape = Shape { name: "LoadBalancer", fields: &[
    field("targetGroupArn", TEXT, "Target group of an Application or Network Load Balancer."),
    field("loadBalancerName", TEXT, "Name of a classic load balancer."),
    field("containerName", TEXT, "Container that takes the traffic."),
    field("containerPort", integer(1, 65535), "Its port, as in the task definition."),
    field("advancedConfiguration", Kind::Object(&ADVANCED_CONFIGURATION), "Second target group and listener rules, for shifting traffic."),
] };

/// `ServiceRegistry`.
pub static SERVICE_REGISTRY: Shape = Shape { name: "ServiceRegistry", fields: &[
    field("registryArn", TEXT, "ARN of a Cloud Map service."),
    field("port", integer(1, 65535), "Port for an SRV record."),
    field("containerName", TEXT, "Container for an SRV record."),
    field("containerPort", integer(1, 65535), "Container port for an SRV record."),
] };

/// `ServiceConnectTestTrafficHeaderMatchRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES: Shape = Shape { name: "ServiceConnectTestTrafficHeaderMatchRules", fields: &[
    field("exact", TEXT, "The exact value.").required(),
] };

/// `ServiceConnectTestTrafficHeaderRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES: Shape = Shape { name: "ServiceConnectTestTrafficHeaderRules", fields: &[
    field("name", TEXT, "Name of the header.").required(),
    field("value", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES), "What its value must be."),
] };

/// `ServiceConnectTestTrafficRules`.
pub static SERVICE_CONNECT_TEST_TRAFFIC_RULES: Shape = Shape { name: "ServiceConnectTestTrafficRules", fields: &[
    field("header", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES), "A header that marks test traffic.").required(),
] };

/// `ServiceConnectClientAlias`.
pub static SERVICE_CONNECT_CLIENT_ALIAS: Shape = Shape { name: "ServiceConnectClientAlias", fields: &[
    field("port", integer(0, 65535), "Port that clients use.").required(),
    field("dnsName", TEXT, "Name that clients use."),
    field("testTrafficRules", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_RULES), "Which requests are test traffic."),
] };

/// `TimeoutConfiguration`.
pub static TIMEOUT_CONFIGURATION: Shape = Shape { name: "TimeoutConfiguration", fields: &[
    field("idleTimeoutSeconds", integer(0, 2147483647), "How long a connection may be idle."),
    field("perRequestTimeoutSeconds", integer(0, 2147483647), "How long a request may take."),
] };

/// `ServiceConnectTlsCertificateAuthority`.
pub static SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY: Shape = Shape { name: "ServiceConnectTlsCertificateAuthority", fields: &[
    field("awsPcaAuthorityArn", TEXT, "ARN of a private certificate authority."),
] };

/// `ServiceConnectTlsConfiguration`.
pub static SERVICE_CONNECT_TLS_CONFIGURATION: Shape = Shape { name: "ServiceConnectTlsConfiguration", fields: &[
    field("issuerCertificateAuthority", Kind::Object(&SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY), "Who signs the certificates.").required(),
    field("kmsKey", TEXT, "KMS key for the certificates."),
    field("roleArn", TEXT, "Role that ECS assumes for it."),
] };

/// `ServiceConnectService`.
pub static SERVICE_CONNECT_SERVICE: Shape = Shape { name: "ServiceConnectService", fields: &[
    field("portName", TEXT, "Name of a port mapping in the task definition.").required(),
    field("discoveryName", TEXT, "Name in Cloud Map; the port's name when absent."),
    field("clientAliases", list(&Kind::Object(&SERVICE_CONNECT_CLIENT_ALIAS)), "Names and ports that clients use."),
    field("ingressPortOverride", integer(0, 65535), "Port that the proxy listens on."),
    field("timeout", Kind::Object(&TIMEOUT_CONFIGURATION), "Timeouts of the proxy."),
    field("tls", Kind::Object(&SERVICE_CONNECT_TLS_CONFIGURATION), "Encryption between proxies."),
] };

/// `ServiceConnectAccessLogConfiguration`.
pub static SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION: Shape = Shape { name: "ServiceConnectAccessLogConfiguration", fields: &[
    field("format", Kind::Word(&["TEXT", "JSON"]), "Text or JSON.").required(),
    field("includeQueryParameters", Kind::Word(&["DISABLED", "ENABLED"]), "Whether query parameters are logged."),
] };

/// `ServiceConnectContainerConfiguration`.
pub static SERVICE_CONNECT_CONTAINER_CONFIGURATION: Shape = Shape { name: "ServiceConnectContainerConfiguration", fields: &[
    field("logLevel", Kind::Word(&["debug", "info"]), "How much the proxy logs."),
] };

/// `ServiceConnectConfiguration`.
pub static SERVICE_CONNECT_CONFIGURATION: Shape = Shape { name: "ServiceConnectConfiguration", fields: &[
    field("enabled", Kind::Flag, "Whether the service uses Service Connect.").required(),
    field("namespace", TEXT, "Cloud Map namespace; the cluster's default when absent."),
    field("services", list(&Kind::Object(&SERVICE_CONNECT_SERVICE)), "Ports to offer; none makes it a client only."),
    field("logConfiguration", Kind::Object(&LOG_CONFIGURATION), "Where the proxy's output goes."),
    field("accessLogConfiguration", Kind::Object(&SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION), "Access log of the proxy."),
    field("containerConfigurations", list_up_to(10, &Kind::Object(&SERVICE_CONNECT_CONTAINER_CONFIGURATION)), "Settings of the proxy container."),
] };

/// `VpcLatticeAdvancedConfiguration`.
pub static VPC_LATTICE_ADVANCED_CONFIGURATION: Shape = Shape { name: "VpcLatticeAdvancedConfiguration", fields: &[
    field("alternateTargetGroupArn", TEXT, "The target group that takes turns with the first."),
    field("productionListenerRule", TEXT, "Listener rule that carries production traffic."),
    field("testListenerRule", TEXT, "Listener rule that carries test traffic."),
] };

/// `VpcLatticeConfiguration`.
pub static VPC_LATTICE_CONFIGURATION: Shape = Shape { name: "VpcLatticeConfiguration", fields: &[
    field("roleArn", TEXT, "Role that ECS assumes for it.").required(),
    field("targetGroupArn", TEXT, "ARN of the VPC Lattice target group.").required(),
    field("portName", TEXT, "Name of a port mapping in the task definition.").required(),
    field("advancedConfiguration", Kind::Object(&VPC_LATTICE_ADVANCED_CONFIGURATION), "Second target group and listener rules, for shifting traffic."),
] };

/// `GatewayConnectorHealthCheckMatcher`.
pub static GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER: Shape = Shape { name: "GatewayConnectorHealthCheckMatcher", fields: &[
    field("httpCode", TEXT, "HTTP status codes."),
    field("grpcCode", TEXT, "gRPC status codes."),
] };

/// `GatewayConnectorHealthCheck`.
pub static GATEWAY_CONNECTOR_HEALTH_CHECK: Shape = Shape { name: "GatewayConnectorHealthCheck", fields: &[
    field("healthCheckProtocol", Kind::Word(&["HTTP", "HTTPS"]), "HTTP or HTTPS."),
    field("healthCheckPort", INTEGER, "Port to check."),
    field("healthCheckPath", TEXT, "Path to ask for."),
    field("healthCheckTimeoutSeconds", INTEGER, "When a check counts as failed."),
    field("healthCheckIntervalSeconds", INTEGER, "Time between checks."),
    field("healthyThresholdCount", INTEGER, "Passes in a row to become healthy."),
    field("unhealthyThresholdCount", INTEGER, "Failures in a row to become unhealthy."),
    field("matcher", Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER), "Codes that count as passed."),
] };

/// `GatewayConnectorFilters`.
pub static GATEWAY_CONNECTOR_FILTERS: Shape = Shape { name: "GatewayConnectorFilters", fields: &[
    field("accessTypes", list_up_to(2, &Kind::Word(&["PUBLIC", "PRIVATE"])), "From the internet, from inside, or both."),
] };

/// `GatewayConnectorDeregistrationDelay`.
pub static GATEWAY_CONNECTOR_DEREGISTRATION_DELAY: Shape = Shape { name: "GatewayConnectorDeregistrationDelay", fields: &[
    field("timeoutSeconds", integer(0, 3600), "Seconds, up to 3600."),
] };

/// `GatewayConnector`.
pub static GATEWAY_CONNECTOR: Shape = Shape { name: "GatewayConnector", fields: &[
    field("portName", TEXT, "Name of a port mapping in the task definition.").required(),
    field("healthCheck", Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK), "How targets are checked."),
    field("filters", Kind::Object(&GATEWAY_CONNECTOR_FILTERS), "Who may connect."),
    field("deregistrationDelay", Kind::Object(&GATEWAY_CONNECTOR_DEREGISTRATION_DELAY), "How long open connections may go on."),
] };
