//! The operations of the API that can be asked for, by name, with the shape of their request.

use crate::api::check::{self, Strictness};
use crate::api::finding::{Finding, any_error, place_all};
use crate::api::json::{self, Dialect, Node};
use crate::api::shapes::{
    Shape, alarm, capacity, cluster, container_instance, deployment, scaling, service, task,
    task_definition, task_set,
};
use crate::api::task_definition::import;
use serde_json::Value;

macro_rules! operations {
    ($($operation:ident => $shape:path,)*) => {
        /// An ECS operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Operation {
            $(#[doc = concat!("ECS's `", stringify!($operation), "`.")] $operation,)*
        }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Operation] = &[$(Operation::$operation,)*];

            /// The name as the API spells it.
            pub const fn name(self) -> &'static str {
                match self { $(Operation::$operation => stringify!($operation),)* }
            }

            /// The shape of its request.
            pub const fn shape(self) -> &'static Shape {
                match self { $(Operation::$operation => &$shape,)* }
            }
        }
    };
}

operations! {
    CreateCluster => cluster::CREATE_CLUSTER,
    DescribeClusters => cluster::DESCRIBE_CLUSTERS,
    ListClusters => cluster::LIST_CLUSTERS,
    DeleteCluster => cluster::DELETE_CLUSTER,
    RegisterTaskDefinition => task_definition::REGISTER_TASK_DEFINITION,
    DeregisterTaskDefinition => task_definition::DEREGISTER_TASK_DEFINITION,
    DescribeTaskDefinition => task_definition::DESCRIBE_TASK_DEFINITION,
    ListTaskDefinitions => task_definition::LIST_TASK_DEFINITIONS,
    ListTaskDefinitionFamilies => task_definition::LIST_TASK_DEFINITION_FAMILIES,
    RunTask => task::RUN_TASK,
    StartTask => task::START_TASK,
    StopTask => task::STOP_TASK,
    DescribeTasks => task::DESCRIBE_TASKS,
    ListTasks => task::LIST_TASKS,
    UpdateTaskProtection => task::UPDATE_TASK_PROTECTION,
    GetTaskProtection => task::GET_TASK_PROTECTION,
    CreateService => service::CREATE_SERVICE,
    UpdateService => service::UPDATE_SERVICE,
    DeleteService => service::DELETE_SERVICE,
    DescribeServices => service::DESCRIBE_SERVICES,
    ListServices => service::LIST_SERVICES,
    CreateTaskSet => task_set::CREATE_TASK_SET,
    UpdateTaskSet => task_set::UPDATE_TASK_SET,
    UpdateServicePrimaryTaskSet => task_set::UPDATE_SERVICE_PRIMARY_TASK_SET,
    DeleteTaskSet => task_set::DELETE_TASK_SET,
    DescribeTaskSets => task_set::DESCRIBE_TASK_SETS,
    ListServiceDeployments => deployment::LIST_SERVICE_DEPLOYMENTS,
    DescribeServiceRevisions => deployment::DESCRIBE_SERVICE_REVISIONS,
    DescribeServiceDeployments => deployment::DESCRIBE_SERVICE_DEPLOYMENTS,
    ContinueServiceDeployment => deployment::CONTINUE_SERVICE_DEPLOYMENT,
    StopServiceDeployment => deployment::STOP_SERVICE_DEPLOYMENT,
    PutMetricAlarm => alarm::PUT_METRIC_ALARM,
    SetAlarmState => alarm::SET_ALARM_STATE,
    DescribeAlarms => alarm::DESCRIBE_ALARMS,
    RegisterScalableTarget => scaling::REGISTER_SCALABLE_TARGET,
    PutScalingPolicy => scaling::PUT_SCALING_POLICY,
    DeleteScalingPolicy => scaling::DELETE_SCALING_POLICY,
    PutScheduledAction => scaling::PUT_SCHEDULED_ACTION,
    DescribeScalableTargets => scaling::DESCRIBE_SCALABLE_TARGETS,
    CreateCapacityProvider => capacity::CREATE_CAPACITY_PROVIDER,
    UpdateCapacityProvider => capacity::UPDATE_CAPACITY_PROVIDER,
    DeleteCapacityProvider => capacity::DELETE_CAPACITY_PROVIDER,
    DescribeCapacityProviders => capacity::DESCRIBE_CAPACITY_PROVIDERS,
    PutClusterCapacityProviders => capacity::PUT_CLUSTER_CAPACITY_PROVIDERS,
    DescribeContainerInstances => container_instance::DESCRIBE_CONTAINER_INSTANCES,
    ListContainerInstances => container_instance::LIST_CONTAINER_INSTANCES,
    UpdateContainerInstancesState => container_instance::UPDATE_CONTAINER_INSTANCES_STATE,
    DeregisterContainerInstance => container_instance::DEREGISTER_CONTAINER_INSTANCE,
}

impl Operation {
    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<Operation> {
        Operation::ALL
            .iter()
            .copied()
            .find(|operation| operation.name() == name)
    }
}

/// Reads a request as the API's edge would: standard JSON, known keys, right kinds. Notes about keys that have no
/// effect are dropped on success; `check_request` keeps them.
pub fn read_request(operation: Operation, text: &str) -> Result<Value, Vec<Finding>> {
    let node = json::parse(text, Dialect::Strict)?;
    let mut findings = json::repeated_keys(&node);
    check_request(operation, &node, "", &mut findings);
    place_all(&mut findings, text);
    if any_error(&findings) {
        return Err(findings);
    }
    Ok(request_value(operation, &node))
}

/// Checks a request that is part of a bigger text. `path` is where it stands, and starts the path of every finding;
/// lines and columns are filled in by `finding::place_all` with the whole text.
pub fn check_request(operation: Operation, node: &Node, path: &str, findings: &mut Vec<Finding>) {
    match operation {
        // Also takes what Describe returned.
        Operation::RegisterTaskDefinition => {
            import::check(node, path, Strictness::Request, findings)
        }
        _ => check::check(node, operation.shape(), path, Strictness::Request, findings),
    }
}

/// The value of a checked request, in the one form that the operation reads.
pub fn request_value(operation: Operation, node: &Node) -> Value {
    match operation {
        Operation::RegisterTaskDefinition => import::to_request(&node.to_value()),
        _ => node.to_value(),
    }
}

/// Checks a request that was never text.
pub fn check_value(operation: Operation, value: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_request(operation, &Node::from_value(value), "", &mut findings);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for operation in Operation::ALL {
            assert_eq!(Operation::from_name(operation.name()), Some(*operation));
            assert_eq!(operation.shape().name, operation.name());
        }
        assert_eq!(Operation::from_name("createCluster"), None);
        assert_eq!(Operation::ALL.len(), 48);
    }
}
