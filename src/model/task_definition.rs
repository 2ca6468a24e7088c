//! A task definition revision: what a task is made of, and what it takes from an instance.
//!
//! Immutable once registered. Holds what the engine reads; everything else a person wrote is kept in `json`,
//! as DescribeTaskDefinition gives it back. Does not check anything: that is registration, in `api`.

use crate::kernel::sort_by;
use serde_json::Value;

/// One revision of a family. Its ARN, status and registration time belong to the row that holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDefinition {
    pub family: String,
    pub revision: u32,
    pub network_mode: NetworkMode,
    pub pid_mode: Option<NamespaceMode>,
    pub ipc_mode: Option<NamespaceMode>,
    /// What the registration asked to be validated against.
    pub requires_compatibilities: Vec<Compatibility>,
    /// Every platform this definition would be valid on.
    pub compatibilities: Vec<Compatibility>,
    /// Task-level CPU, when given; it replaces the sum over containers.
    pub cpu_units: Option<u32>,
    /// Task-level memory, when given; it replaces the sum over containers.
    pub memory_mib: Option<u32>,
    pub task_role_arn: Option<String>,
    pub execution_role_arn: Option<String>,
    pub containers: Vec<ContainerDefinition>,
    pub volumes: Vec<Volume>,
    /// The expressions of the `memberOf` constraints; a task definition has no other kind.
    pub placement_constraints: Vec<String>,
    /// Names of the attributes an instance must have.
    pub required_attributes: Vec<String>,
    pub cpu_architecture: CpuArchitecture,
    /// ECS's word, such as `LINUX` or `WINDOWS_SERVER_2022_CORE`.
    pub operating_system_family: String,
    pub ephemeral_storage_gib: Option<u32>,
    /// The definition as Describe returns it, without ARN, status, revision and times.
    pub json: Value,
}

/// One container of the task, in the order written.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerDefinition {
    pub name: String,
    pub image: String,
    pub cpu_units: u32,
    /// Hard limit: going over it kills the container.
    pub memory_mib: Option<u32>,
    /// Soft limit: what placement counts when it is given.
    pub memory_reservation_mib: Option<u32>,
    pub essential: bool,
    pub port_mappings: Vec<PortMapping>,
    pub health_check: Option<HealthCheck>,
    /// Containers this one waits for, `links` and `volumesFrom` included.
    pub depends_on: Vec<Dependency>,
    pub start_timeout_secs: Option<u32>,
    pub stop_timeout_secs: Option<u32>,
    pub gpus: u32,
    /// Whether the GPU is shared with the task's other containers instead of pinned to this one.
    pub shares_gpu: bool,
    pub restart_policy: Option<RestartPolicy>,
    pub log_driver: Option<String>,
}

/// A port, or a range of ports, that a container listens on.
#[derive(Clone, Debug, PartialEq)]
pub struct PortMapping {
    pub container_port: u16,
    /// Last port of a `containerPortRange`; equal to `container_port` for a single port.
    pub container_port_last: u16,
    /// `None` or 0: the agent picks a free port when the container starts (bridge mode).
    pub host_port: Option<u16>,
    pub protocol: Protocol,
    /// What Service Connect refers to.
    pub name: Option<String>,
}

/// The health check written in the task definition; one in the image does not count for ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthCheck {
    pub interval_secs: u32,
    pub timeout_secs: u32,
    pub retries: u32,
    pub start_period_secs: u32,
}

/// An edge of the start order: the container that has it waits for `container` to meet `condition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Index into the task definition's containers.
    pub container: usize,
    pub condition: Condition,
}

/// Restarting one container without replacing the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartPolicy {
    pub ignored_exit_codes: Vec<i32>,
    pub restart_attempt_period_secs: u32,
}

/// A named volume, as far as start-up and placement care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    pub name: String,
    pub kind: VolumeKind,
}

/// What stands behind a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VolumeKind {
    Scratch,
    HostPath,
    Docker,
    Efs,
    S3Files,
    FsxWindows,
    /// An EBS volume that the service or RunTask configures.
    AtLaunch,
}

/// ECS's network modes; absent means bridge (or NAT on Windows, which behaves alike here).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NetworkMode {
    Bridge,
    Host,
    Awsvpc,
    None,
}

/// A platform that tasks of a definition can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compatibility {
    Ec2,
    Fargate,
    External,
    ManagedInstances,
}

/// A transport protocol of a port mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    Tcp,
    Udp,
}

/// What a dependency must have reached before the dependent starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    Start,
    Complete,
    Success,
    Healthy,
}

/// Who a PID or IPC namespace is shared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamespaceMode {
    Host,
    Task,
    None,
}

/// The processor the images are built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CpuArchitecture {
    X86_64,
    Arm64,
}

/// What one task takes from a container instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    pub cpu_units: u32,
    pub memory_mib: u32,
    /// Static host ports, sorted.
    pub tcp_ports: Vec<u16>,
    pub udp_ports: Vec<u16>,
    pub gpus: u32,
    pub network_interfaces: u32,
}

impl TaskDefinition {
    /// What placement must find on one instance for one task of this definition (scheduler §1.5).
    pub fn demand(&self) -> Demand {
        let mut demand = Demand {
            cpu_units: self.cpu_units.unwrap_or_else(|| {
                self.containers
                    .iter()
                    .fold(0, |sum, container| sum.saturating_add(container.cpu_units))
            }),
            memory_mib: self.memory_mib.unwrap_or_else(|| {
                self.containers.iter().fold(0, |sum, container| {
                    sum.saturating_add(container.placement_memory_mib())
                })
            }),
            ..Demand::default()
        };
        let mut shared_gpu = false;
        for container in &self.containers {
            if container.shares_gpu {
                shared_gpu = true;
            } else {
                demand.gpus = demand.gpus.saturating_add(container.gpus);
            }
            for mapping in &container.port_mappings {
                let Some(port) = mapping.static_host_port(self.network_mode) else {
                    continue;
                };
                match mapping.protocol {
                    Protocol::Tcp => demand.tcp_ports.push(port),
                    Protocol::Udp => demand.udp_ports.push(port),
                }
            }
        }
        // All containers that share a GPU through MPS share the same one.
        demand.gpus = demand.gpus.saturating_add(u32::from(shared_gpu));
        sort_by(&mut demand.tcp_ports, Ord::cmp);
        demand.tcp_ports.dedup();
        sort_by(&mut demand.udp_ports, Ord::cmp);
        demand.udp_ports.dedup();
        // Each awsvpc task has its own interface, which takes one of the instance's slots.
        demand.network_interfaces = u32::from(self.network_mode == NetworkMode::Awsvpc);
        demand
    }

    /// The container of that name, with its place in the list.
    pub fn container(&self, name: &str) -> Option<(usize, &ContainerDefinition)> {
        self.containers
            .iter()
            .enumerate()
            .find(|(_, container)| container.name == name)
    }

    /// `family:revision`, the short way people refer to it.
    pub fn reference(&self) -> String {
        let mut reference = self.family.clone();
        reference.push(':');
        reference.push_str(&self.revision.to_string());
        reference
    }
}

impl ContainerDefinition {
    /// The memory that placement counts: the soft limit where there is one, else the hard limit.
    pub fn placement_memory_mib(&self) -> u32 {
        self.memory_reservation_mib.or(self.memory_mib).unwrap_or(0)
    }
}

impl PortMapping {
    /// The host port that must be free before the task is placed; none when the agent chooses later, or when the
    /// task has a network of its own.
    pub fn static_host_port(&self, network_mode: NetworkMode) -> Option<u16> {
        match network_mode {
            NetworkMode::Awsvpc | NetworkMode::None => None,
            NetworkMode::Host => Some(
                self.host_port
                    .filter(|port| *port > 0)
                    .unwrap_or(self.container_port),
            ),
            NetworkMode::Bridge => self.host_port.filter(|port| *port > 0),
        }
    }
}

impl NetworkMode {
    /// ECS's word.
    pub const fn name(self) -> &'static str {
        match self {
            NetworkMode::Bridge => "bridge",
            NetworkMode::Host => "host",
            NetworkMode::Awsvpc => "awsvpc",
            NetworkMode::None => "none",
        }
    }

    /// Reads ECS's word.
    pub fn from_name(name: &str) -> Option<NetworkMode> {
        [
            NetworkMode::Bridge,
            NetworkMode::Host,
            NetworkMode::Awsvpc,
            NetworkMode::None,
        ]
        .into_iter()
        .find(|mode| mode.name() == name)
    }
}

impl Compatibility {
    /// All of them, in the order ECS lists them in its own documents.
    pub const ALL: [Compatibility; 4] = [
        Compatibility::Ec2,
        Compatibility::Fargate,
        Compatibility::External,
        Compatibility::ManagedInstances,
    ];

    /// ECS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Compatibility::Ec2 => "EC2",
            Compatibility::Fargate => "FARGATE",
            Compatibility::External => "EXTERNAL",
            Compatibility::ManagedInstances => "MANAGED_INSTANCES",
        }
    }

    /// Reads ECS's word.
    pub fn from_name(name: &str) -> Option<Compatibility> {
        Compatibility::ALL
            .into_iter()
            .find(|compatibility| compatibility.name() == name)
    }
}

impl Protocol {
    /// ECS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        }
    }
}

impl Condition {
    /// ECS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Condition::Start => "START",
            Condition::Complete => "COMPLETE",
            Condition::Success => "SUCCESS",
            Condition::Healthy => "HEALTHY",
        }
    }

    /// Reads ECS's word.
    pub fn from_name(name: &str) -> Option<Condition> {
        [
            Condition::Start,
            Condition::Complete,
            Condition::Success,
            Condition::Healthy,
        ]
        .into_iter()
        .find(|condition| condition.name() == name)
    }
}

impl CpuArchitecture {
    /// ECS's word.
    pub const fn name(self) -> &'static str {
        match self {
            CpuArchitecture::X86_64 => "X86_64",
            CpuArchitecture::Arm64 => "ARM64",
        }
    }
}
