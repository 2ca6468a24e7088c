//! ECS in IAM's eyes: its actions, the resources and condition keys they are asked with, and what else a call needs.
//!
//! As of 2026-09-26, from AWS's service authorization reference and its operation map; when a further permission is needed
//! is told in iam 9.3. The rows stand in two files. `ecs_actions.txt`: action, access level, whether it is the call of that
//! name or a permission only, resource types (`*` when required), condition keys, further permissions (`>` the services a
//! role is passed to). `ecs_condition_keys.txt`: key, type, one value or a list. A key that ends in `/` goes on with the
//! name of a tag.

use std::sync::OnceLock;

const ACTIONS: &str = include_str!("ecs_actions.txt");
const KEYS: &str = include_str!("ecs_condition_keys.txt");

/// The day the tables were read from their sources.
pub const AS_OF: &str = "2026-09-26";

/// Types of resource with the last segment of their ARNs; words in capitals stand for names and numbers.
pub const RESOURCES: &[(&str, &str)] = &[
    ("capacity-provider", "capacity-provider/NAME"),
    ("cluster", "cluster/NAME"),
    ("container-instance", "container-instance/CLUSTER/ID"),
    ("daemon", "daemon/CLUSTER/NAME"),
    ("daemon-deployment", "daemon-deployment/CLUSTER/DAEMON/ID"),
    ("daemon-revision", "daemon-revision/CLUSTER/DAEMON/ID"),
    (
        "daemon-task-definition",
        "daemon-task-definition/FAMILY:REVISION",
    ),
    ("service", "service/CLUSTER/NAME"),
    (
        "service-deployment",
        "service-deployment/CLUSTER/SERVICE/ID",
    ),
    ("service-revision", "service-revision/CLUSTER/SERVICE/ID"),
    ("task", "task/CLUSTER/ID"),
    ("task-definition", "task-definition/FAMILY:REVISION"),
    ("task-set", "task-set/CLUSTER/SERVICE/ID"),
];

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcsAction {
    /// Without the prefix `ecs:`.
    pub name: &'static str,
    /// `List`, `Read`, `Write`, `Tagging` or `Permissions-management`.
    pub level: &'static str,
    /// There is no call of this name.
    pub permission_only: bool,
    /// Types of resource it is asked with; none: it is asked with `*`.
    pub resources: Vec<ResourceType>,
    /// Keys of the action and of its resources.
    pub keys: Vec<&'static str>,
    /// What the call of this name needs besides, when the request gives cause (iam 9.3).
    pub further: Vec<Further>,
}

/// A type of resource an action is asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceType {
    pub name: &'static str,
    pub required: bool,
}

/// A further permission of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Further {
    /// With its prefix, such as `iam:PassRole`.
    pub action: &'static str,
    /// The services that a passed role may be for.
    pub passed_to: Vec<&'static str>,
}

/// A condition key of ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    pub name: &'static str,
    /// `string`, `arn`, `bool` or `numeric`.
    pub kind: &'static str,
    /// A list, which needs ForAllValues or ForAnyValue (iam 4.4).
    pub list: bool,
}

/// All actions, by name.
pub fn ecs_actions() -> &'static [EcsAction] {
    static ALL: OnceLock<Vec<EcsAction>> = OnceLock::new();
    ALL.get_or_init(|| ACTIONS.lines().filter_map(action_of_row).collect())
}

/// The action called `name`, in any case, without the prefix.
pub fn ecs_action(name: &str) -> Option<&'static EcsAction> {
    ecs_actions()
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(name))
}

/// All condition keys, by name.
pub fn condition_keys() -> &'static [ConditionKey] {
    static ALL: OnceLock<Vec<ConditionKey>> = OnceLock::new();
    ALL.get_or_init(|| KEYS.lines().filter_map(key_of_row).collect())
}

/// What stands between commas; nothing for `-`.
fn listed(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(',').filter(|word| *word != "-")
}

fn action_of_row(row: &'static str) -> Option<EcsAction> {
    let mut cells = row.split(' ');
    let (name, level, call) = (cells.next()?, cells.next()?, cells.next()?);
    let (resources, keys, further) = (cells.next()?, cells.next()?, cells.next()?);
    Some(EcsAction {
        name,
        level,
        permission_only: call == "permission",
        resources: listed(resources)
            .map(|word| ResourceType {
                name: word.trim_end_matches('*'),
                required: word.ends_with('*'),
            })
            .collect(),
        keys: listed(keys).collect(),
        further: listed(further)
            .map(|word| {
                let (action, passed_to) = word.split_once('>').unwrap_or((word, ""));
                Further {
                    action,
                    passed_to: passed_to.split('+').filter(|it| !it.is_empty()).collect(),
                }
            })
            .collect(),
    })
}

fn key_of_row(row: &'static str) -> Option<ConditionKey> {
    let mut cells = row.split(' ');
    Some(ConditionKey {
        name: cells.next()?,
        kind: cells.next()?,
        list: cells.next()? == "list",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_fits_the_others() {
        assert_eq!((ecs_actions().len(), ACTIONS.lines().count()), (81, 81));
        assert_eq!((condition_keys().len(), KEYS.lines().count()), (31, 31));
        assert!(ecs_actions().is_sorted_by_key(|row| row.name));
        for action in ecs_actions() {
            for key in &action.keys {
                let known = condition_keys().iter().any(|row| row.name == *key);
                assert!(known, "{} {key}", action.name);
            }
            for resource in &action.resources {
                let known = RESOURCES.iter().any(|(name, _)| *name == resource.name);
                assert!(known, "{} {}", action.name, resource.name);
            }
            for further in &action.further {
                let (service, name) = further.action.split_once(':').unwrap();
                assert!(
                    service != "ecs" || ecs_action(name).is_some(),
                    "{}",
                    further.action
                );
                let passes = further.action == "iam:PassRole";
                assert_eq!(passes, !further.passed_to.is_empty(), "{}", action.name);
            }
        }
        assert!(
            RESOURCES
                .iter()
                .all(|(name, path)| path.starts_with(&format!("{name}/")))
        );
    }

    #[test]
    fn rows_say_what_the_reference_says() {
        let run = ecs_action("runtask").unwrap();
        let [resource] = run.resources.as_slice() else {
            panic!("{run:?}");
        };
        assert!(resource.required && resource.name == "task-definition");
        assert!(run.keys.contains(&"ecs:cluster") && !run.keys.contains(&"ecs:subnet"));
        assert_eq!(
            run.further[1].passed_to,
            ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"]
        );
        assert!(ecs_action("ListClusters").unwrap().resources.is_empty());
        assert!(ecs_action("Poll").unwrap().permission_only);
        let lists: Vec<&str> = condition_keys()
            .iter()
            .filter(|it| it.list)
            .map(|it| it.name)
            .collect();
        assert_eq!(
            lists,
            [
                "aws:TagKeys",
                "ecs:capacity-provider",
                "ecs:compute-compatibility",
                "ecs:subnet"
            ]
        );
    }
}
