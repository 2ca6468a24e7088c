//! Whether an instance meets an expression, and each of its parts.

use std::cmp::Ordering;

use crate::assumed;
use crate::engine::placement::query::decimal::Decimal;
use crate::engine::placement::query::{
    Comparator, Comparison, Expression, Place, Query, Subject, Test, date,
};
use crate::kernel::SortedSet;
use crate::model::START_EPOCH_SECS;
use crate::model::attribute::AGENT_VERSION;
use crate::world::views::InstanceView;

/// What one part of an expression says of one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    pub place: Place,
    pub holds: bool,
}

impl Query {
    /// Whether `instance` meets the expression.
    pub fn selects(&self, instance: &InstanceView<'_>) -> bool {
        holds(&self.root, instance)
    }

    /// Every part with its truth for `instance`, the whole first.
    pub fn truths(&self, instance: &InstanceView<'_>) -> Vec<Truth> {
        let mut truths = Vec::new();
        collect(&self.root, instance, &mut truths);
        truths
    }
}

fn holds(expression: &Expression, instance: &InstanceView<'_>) -> bool {
    match expression {
        Expression::Or(parts, _) => parts.iter().any(|part| holds(part, instance)),
        Expression::And(parts, _) => parts.iter().all(|part| holds(part, instance)),
        Expression::Not(part, _) => !holds(part, instance),
        Expression::Comparison(comparison) => compare(comparison, instance),
    }
}

fn collect(expression: &Expression, instance: &InstanceView<'_>, truths: &mut Vec<Truth>) {
    let (place, parts) = match expression {
        Expression::Or(parts, place) | Expression::And(parts, place) => (*place, parts.as_slice()),
        Expression::Not(part, place) => (*place, std::slice::from_ref(&**part)),
        Expression::Comparison(comparison) => (comparison.place, &[][..]),
    };
    truths.push(Truth {
        place,
        holds: holds(expression, instance),
    });
    for part in parts {
        collect(part, instance, truths);
    }
}

fn compare(comparison: &Comparison, instance: &InstanceView<'_>) -> bool {
    let test = &comparison.test;
    match &comparison.subject {
        Subject::Attribute(name) => attribute(instance.attribute(name), test),
        Subject::TaskGroup => group(instance, test),
        Subject::AgentConnected => text(
            if instance.row.agent_connected {
                "true"
            } else {
                "false"
            },
            test,
        ),
        Subject::Ec2InstanceId => text(&instance.ec2_id(), test),
        Subject::AgentVersion => match test {
            Test::Compare(comparator, value) => {
                comparator.accepts(version(AGENT_VERSION).cmp(&version(value)))
            }
            _ => false,
        },
        Subject::RegisteredAt => match test {
            Test::Compare(comparator, value) => {
                let registered = (START_EPOCH_SECS + instance.row.registered_at.secs()) as i64;
                date::seconds(value).is_some_and(|value| comparator.accepts(registered.cmp(&value)))
            }
            _ => false,
        },
        Subject::RunningTasksCount => match test {
            Test::Compare(comparator, value) => {
                let running = instance.tasks().filter(|task| task.row.is_wanted()).count() as u32;
                value
                    .parse::<u32>()
                    .is_ok_and(|value| comparator.accepts(running.cmp(&value)))
            }
            _ => false,
        },
    }
}

/// An absent attribute meets nothing but `!exists`: `!=`, `!in` and `!~` ask for another value, not for none.
fn attribute(value: Option<&str>, test: &Test) -> bool {
    assumed!(QUERY_ABSENT_ATTRIBUTE);
    match (test, value) {
        (Test::Exists, value) => value.is_some(),
        (Test::NotExists, value) => value.is_none(),
        (_, None) => false,
        (_, Some(value)) => text(value, test),
    }
}

fn text(value: &str, test: &Test) -> bool {
    match test {
        Test::Exists => true,
        Test::NotExists => false,
        Test::Compare(comparator, other) => comparator.accepts(order(value, other)),
        Test::Matches { pattern, negated } => pattern.is_match(value) != *negated,
        Test::In { values, negated } => values.iter().any(|other| other == value) != *negated,
    }
}

/// As numbers when both are numbers, else as texts.
fn order(value: &str, other: &str) -> Ordering {
    match (Decimal::read(value), Decimal::read(other)) {
        (Some(value), Some(other)) => value.cmp(&other),
        _ => value.cmp(other),
    }
}

/// task:group is a set: `==` and `in` hold when any live task is in the group, the negations when none is.
fn group(instance: &InstanceView<'_>, test: &Test) -> bool {
    let groups: SortedSet<String> = instance
        .tasks()
        .filter(|task| task.row.is_wanted())
        .map(|task| instance.world.group_name(task.row.made.group))
        .collect();
    let any = |accepts: &dyn Fn(&str) -> bool| groups.iter().any(|group| accepts(group));
    match test {
        Test::Exists => !groups.is_empty(),
        Test::NotExists => groups.is_empty(),
        Test::Compare(Comparator::Equals, value) => any(&|group| group == value),
        Test::Compare(Comparator::NotEquals, value) => !any(&|group| group == value),
        Test::Compare(..) => false,
        Test::Matches { pattern, negated } => any(&|group| pattern.is_match(group)) != *negated,
        Test::In { values, negated } => {
            any(&|group| values.iter().any(|value| value == group)) != *negated
        }
    }
}

/// `1.14.5` part by part, as numbers.
fn version(text: &str) -> Vec<u32> {
    text.trim_start_matches('v')
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect()
}

impl Comparator {
    fn accepts(self, order: Ordering) -> bool {
        match self {
            Comparator::Equals => order == Ordering::Equal,
            Comparator::NotEquals => order != Ordering::Equal,
            Comparator::Greater => order == Ordering::Greater,
            Comparator::GreaterEqual => order != Ordering::Less,
            Comparator::Less => order == Ordering::Less,
            Comparator::LessEqual => order != Ordering::Greater,
        }
    }
}
