//! The smallest change: it allows the request, and no part of it is idle.

use ecs_playground::iam::change::{Change, changed, smallest_change};
use ecs_playground::iam::lines::read_case;
use ecs_playground::iam::{Layer, Outcome, decide};

use crate::notation::{arn, case, policies, policy};
use crate::random::Draws;

#[test]
fn what_is_proposed_is_enough_and_needed() {
    let mut draws = Draws::new(40);
    let (mut several, mut removed) = (0, 0);
    for _ in 0..600 {
        let line = draws.case().to_string();
        let case = read_case(&line);
        let request = case.request.unwrap();
        let before = decide(&request, &case.policies).outcome;
        let changes = smallest_change(&request, &case.policies).unwrap();
        assert_eq!(changes.is_empty(), before == Outcome::Allowed, "{line}");
        let after = decide(&request, &changed(&case.policies, &changes));
        assert_eq!(after.outcome, Outcome::Allowed, "{changes:?}\n{line}");
        for index in 0..changes.len() {
            let mut fewer = changes.clone();
            fewer.remove(index);
            let after = decide(&request, &changed(&case.policies, &fewer));
            assert_ne!(
                after.outcome,
                Outcome::Allowed,
                "{:?} is idle\n{line}",
                changes[index]
            );
        }
        several += usize::from(changes.len() > 1);
        removed += usize::from(matches!(changes.first(), Some(Change::Spare { .. })));
    }
    assert!(several > 100 && removed > 20, "{several} {removed}");
}

fn changes(case: &serde_json::Value) -> Option<Vec<Change>> {
    let case = read_case(&case.to_string());
    smallest_change(&case.request.unwrap(), &case.policies)
}

#[test]
fn the_statement_that_nearly_allows_is_named() {
    let mut case = case(
        "ecs:RunTask",
        "arn:aws:ecs:us-west-2:111122223333:task-definition/web:3",
    );
    case["policies"]["identity"] =
        policies("+s3:* ; +ecs:RunTask @arn:aws:ecs:us-west-2:111122223333:task-definition/api:*");
    let changes = changes(&case).unwrap();
    let [
        Change::Allow {
            layer: Layer::Identity,
            statement,
            nearest: Some(nearest),
            ..
        },
    ] = changes.as_slice()
    else {
        panic!("{changes:?}");
    };
    assert_eq!(
        (nearest.policy, nearest.statement),
        (0, 0),
        "the first that misses by one"
    );
    assert_eq!(
        statement,
        r#"{"Effect":"Allow","Action":"ecs:RunTask","Resource":"arn:aws:ecs:us-west-2:111122223333:task-definition/web:3"}"#
    );
}

#[test]
fn a_trust_policy_names_the_caller() {
    let mut case = case("sts:AssumeRole", &arn("role/task"));
    case["request"]["principal"] = "ecs-tasks.amazonaws.com".into();
    case["policies"]["resource_policy"] = policy("+[ec2.amazonaws.com] sts:AssumeRole");
    let changes = changes(&case).unwrap();
    let [
        Change::Allow {
            layer: Layer::ResourcePolicy,
            statement,
            nearest,
            ..
        },
    ] = changes.as_slice()
    else {
        panic!("{changes:?}");
    };
    assert!(
        nearest.is_some()
            && statement.contains(r#""Principal":{"Service":"ecs-tasks.amazonaws.com"}"#)
    );
}

/// What belongs to AWS no policy opens.
#[test]
fn where_nothing_helps_nothing_is_proposed() {
    let mut case = case(
        "iam:DeleteRole",
        &arn("role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
    );
    case["policies"]["identity"] = policies("+*");
    assert_eq!(changes(&case), None);
}
