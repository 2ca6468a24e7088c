//! Why IAM refused: the layer and the statement that decide, what comes closest, and the smallest change that would do.
//!
//! Nothing was remembered: the call is asked again on the world of its moment, with somebody watching.

use serde::Serialize;

use crate::api::authorize::{Refusal, admit};
use crate::engine::agent::access;
use crate::explain::words::{list, sentence};
use crate::iam::change::{Change, smallest_change};
use crate::iam::policy::Effect;
use crate::iam::trace::{ConditionTrace, StatementTrace};
use crate::iam::witness::{Because, Part};
use crate::iam::{Layer, LayerResult, Policy, PolicySet, Trace, trace};
use crate::model::account::Denial;
use crate::model::container::ContainerReason;
use crate::model::task::StoppedReason;
use crate::sim::{Command, Simulation};
use crate::world::{Event, World};

/// A refusal of IAM, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessExplanation {
    pub headline: String,
    pub paragraph: String,
    /// AWS's sentence.
    pub aws_says: String,
    /// Every layer that has a say, in the order they were judged.
    pub layers: Vec<LayerRow>,
    /// What would have to change, one sentence each.
    pub changes: Vec<String>,
    /// The statements to add, as JSON.
    pub statements: Vec<String>,
}

/// What one layer said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerRow {
    pub layer: &'static str,
    pub said: &'static str,
    /// Whether the refusal comes from here.
    pub decides: bool,
}

/// Why `command` is refused on `world`; `None` when IAM would let it in.
pub fn call(world: &World, command: &Command) -> Option<AccessExplanation> {
    let (caller, asked) = match command {
        Command::As(asked) => (Some(asked.0.as_str()), &asked.1),
        other => (None, other),
    };
    match asked {
        Command::Request { operation, request } => {
            match admit(world, caller, *operation, request).err()? {
                Refusal::Nobody(_) => None,
                Refusal::Role(denial) | Refusal::Call(denial) => Some(denied(&denial)),
                refusal @ Refusal::NoLinkedRole => Some(no_linked_role(&refusal)),
            }
        }
        Command::Instances(new) => {
            let cluster = world.find_cluster(&new.cluster)?.id;
            let denial = access::registration(world, cluster).err()?;
            Some(denied(&denial))
        }
        _ => None,
    }
}

/// Why the start that ends in entry `seq` failed, when a role's permissions are to blame.
pub fn entry(simulation: &Simulation, seq: u64) -> Option<AccessExplanation> {
    let event = &simulation.entry(seq)?.event;
    let before = || simulation.world_at(seq);
    match event {
        Event::TaskStopRequested {
            task,
            reason: StoppedReason::Denied(_),
        } => Some(denied(&access::task(&before().task(*task))?.denial)),
        // The container tells why, and it ended before its task was asked to stop.
        Event::TaskStopRequested {
            reason: StoppedReason::FailedToStart(id),
            ..
        } => {
            let ended = |event: &Event| matches!(event, Event::ContainerMoved { container, reason: Some(ContainerReason::Denied(_)), .. } if container == id);
            let mut earlier = simulation.entries().rev().skip_while(|(it, _)| *it >= seq);
            let (at, _) = earlier.find(|(_, it)| ended(&it.event))?;
            entry(simulation, at)
        }
        Event::ContainerMoved {
            container,
            reason: Some(ContainerReason::Denied(_)),
            ..
        } => {
            let world = before();
            let task = world.task(world.container(*container).task);
            Some(denied(&access::container(&task, *container)?.denial))
        }
        Event::RegistrationDenied { machine, .. } => {
            let world = before();
            let cluster = world.group(world.machine(*machine).group).cluster;
            let denial = access::registration(&world, cluster).err()?;
            Some(denied(&denial))
        }
        _ => None,
    }
}

fn no_linked_role(refusal: &Refusal) -> AccessExplanation {
    AccessExplanation {
        headline: "ECS has no role of its own in this account".to_owned(),
        paragraph: "ECS registers tasks with load balancers by itself, as the service-linked role AWSServiceRoleForECS. \
                    The role is made once for an account, usually with its first cluster, and nobody made it here or \
                    somebody deleted it. No policy of the caller helps; the role has to be there."
            .to_owned(),
        aws_says: refusal.error().message,
        layers: Vec::new(),
        changes: vec!["create it with `iam:CreateServiceLinkedRole` for `ecs.amazonaws.com`".to_owned()],
        statements: Vec::new(),
    }
}

/// A denial, judged again with every statement in sight.
pub fn denied(denial: &Denial) -> AccessExplanation {
    let (request, policies) = (&denial.request, &denial.policies);
    let trace = trace(request, policies);
    let blocking: Vec<Layer> = trace.decision.blocked_by().collect();
    let changes = smallest_change(request, policies);
    let who = who(denial);
    let mut parts = vec![sentence(&format!(
        "{who} asked for `{}` on `{}`",
        request.action(),
        request.resource.text()
    ))];
    parts.extend(denies(&trace, policies));
    if trace.matching(Effect::Deny).next().is_none() {
        let silent: Vec<String> = blocking.iter().map(|layer| of_layer(*layer)).collect();
        parts.push(match silent.is_empty() {
            true => "No policy of the account can allow this.".to_owned(),
            false => sentence(&format!(
                "Nothing forbids it, but what is not allowed is denied, and nothing in {} allows it",
                list(&silent)
            )),
        });
        parts.extend(nearest(&trace, policies, &blocking));
    }
    parts.extend(lesson(request.action()).map(str::to_owned));
    let (mut said, mut statements) = (Vec::new(), Vec::new());
    for change in changes.unwrap_or_default() {
        match change {
            Change::Spare { at, sid } => said.push(format!(
                "let {} not match, or take it out of {}",
                named(at.statement, sid.as_deref()),
                of_layer(at.layer)
            )),
            Change::Allow {
                layer, statement, ..
            } => {
                said.push(format!("add this statement to {}", of_layer(layer)));
                statements.push(statement);
            }
        }
    }
    AccessExplanation {
        headline: format!("{who} may not `{}`", request.action()),
        paragraph: parts.join(" "),
        aws_says: denial.sentence.clone(),
        layers: rows(&trace, &blocking),
        changes: said,
        statements,
    }
}

/// `ana`, or `the role deployer`.
fn who(denial: &Denial) -> String {
    let text = denial.request.principal.text();
    let mut parts = text.rsplit('/');
    match (text.contains(":assumed-role/"), parts.next(), parts.next()) {
        (true, _, Some(role)) => format!("the role {role}"),
        (_, Some(name), _) => name.to_owned(),
        _ => text.to_owned(),
    }
}

fn rows(trace: &Trace, blocking: &[Layer]) -> Vec<LayerRow> {
    let has_say = trace
        .layers
        .iter()
        .filter(|it| it.result != LayerResult::NotApplicable);
    has_say
        .map(|it| LayerRow {
            layer: it.layer.word(),
            said: match it.result {
                LayerResult::Allows => "allows",
                LayerResult::Denies => "denies",
                _ => "says nothing",
            },
            decides: blocking.contains(&it.layer),
        })
        .collect()
}

fn of_layer(layer: Layer) -> String {
    match layer {
        Layer::Scp => "the service control policies of the organization",
        Layer::Rcp => "the resource control policies of the organization",
        Layer::VpcEndpoint => "the policy of the VPC endpoint",
        Layer::ResourcePolicy => "the policy on the resource, such as a role's trust policy",
        Layer::Boundary => "the permissions boundary",
        Layer::Session => "the session policy",
        Layer::Identity => "the identity policies",
    }
    .to_owned()
}

/// `the statement "Images"`, or by its number.
fn named(index: usize, sid: Option<&str>) -> String {
    match sid {
        Some(sid) if !sid.is_empty() => format!("the statement \"{sid}\""),
        _ => format!("statement {}", index + 1),
    }
}

/// What denies explicitly.
fn denies(trace: &Trace, policies: &PolicySet) -> Option<String> {
    let (layer, policy, statement) = trace.matching(Effect::Deny).next()?;
    let of = policies.policy(layer, policy.level, policy.index);
    let why = statement
        .conditions
        .iter()
        .map(|it| written(of, it))
        .collect::<Vec<_>>();
    let because = match why.is_empty() {
        true => String::new(),
        false => format!(", because {} holds", list(&why)),
    };
    Some(sentence(&format!(
        "{} in {} denies it{because}; a deny wins over every allow",
        named(statement.index, statement.sid.as_deref()),
        of_layer(layer)
    )))
}

/// The allow of a blocking layer that misses by the least, when it is about this action.
fn nearest(trace: &Trace, policies: &PolicySet, blocking: &[Layer]) -> Option<String> {
    let of_blocking = blocking.iter().filter_map(|layer| trace.layer(*layer));
    let all = of_blocking.flat_map(|layer| {
        let policies = layer.policies.iter();
        policies.flat_map(move |policy| {
            let statements = policy.statements.iter();
            statements.map(move |statement| (layer.layer, policy, statement))
        })
    });
    let about_it = |it: &StatementTrace| {
        let mut elements = it.elements.iter();
        let action = elements.any(|element| element.part == Part::Action && element.met);
        it.effect == Effect::Allow && !it.matches && action
    };
    let (layer, policy, statement) = all
        .filter(|(_, _, it)| about_it(it))
        .min_by_key(|(_, _, it)| it.misses())?;
    let misses = misses(
        policies.policy(layer, policy.level, policy.index),
        statement,
    );
    Some(sentence(&format!(
        "{} in {} comes closest: it is about this action, but {}",
        named(statement.index, statement.sid.as_deref()),
        of_layer(layer),
        list(&misses)
    )))
}

fn misses(of: Option<&Policy>, statement: &StatementTrace) -> Vec<String> {
    let elements = statement.elements.iter().filter(|it| !it.met);
    let elements = elements.map(|it| {
        let what = match it.part {
            Part::Action => "action",
            Part::Resource => "resource",
            Part::Principal => "caller",
        };
        format!("it is not about this {what}")
    });
    let conditions = statement.conditions.iter().filter(|it| !it.met);
    elements
        .chain(conditions.map(|it| format!("{} does not hold{}", written(of, it), reason(it))))
        .collect()
}

/// A condition as its policy writes it.
fn written(of: Option<&Policy>, condition: &ConditionTrace) -> String {
    let text = of.map_or(condition.key.as_str(), |policy| {
        condition.place.of(policy.document())
    });
    format!("`{} {text}`", condition.operator)
}

fn reason(condition: &ConditionTrace) -> String {
    match condition.because {
        Because::KeyMissing => format!(": the request has no `{}`", condition.key),
        Because::ManyWithoutSet => format!(
            ": `{}` has a list of values, and the operator is for one",
            condition.key
        ),
        Because::Present(true) => format!(": the request has `{}`", condition.key),
        Because::Present(false) => format!(": the request has no `{}`", condition.key),
        Because::Compared => {
            let values: Vec<String> = condition
                .asked
                .iter()
                .map(|it| format!("`{}`", it.value))
                .collect();
            format!(": in the request it is {}", list(&values))
        }
    }
}

/// What one has to know about some actions.
fn lesson(action: &str) -> Option<&'static str> {
    Some(match action {
        "iam:PassRole" => {
            "Whoever hands a role to ECS lends its permissions, so ECS asks whether they may pass it: `iam:PassRole` on the \
             role, for the service that will use it (`iam:PassedToService`)."
        }
        "ecs:TagResource" => {
            "Tags in a call that creates something need this permission besides the one for the call."
        }
        "sts:AssumeRole" => {
            "Both sides have a say when a role is assumed: its trust policy must name who assumes it, and unless it names \
             exactly them, their own policies must allow it."
        }
        "ecs:RegisterContainerInstance" => {
            "The agent registers its instance with the role of the instance profile. Without that the instance runs and the \
             cluster never hears of it."
        }
        "ecr:GetAuthorizationToken"
        | "ecr:BatchGetImage"
        | "ecr:GetDownloadUrlForLayer"
        | "logs:CreateLogStream"
        | "secretsmanager:GetSecretValue"
        | "ssm:GetParameters" => {
            "This happens before the containers run, with the task execution role, or on EC2 with the instance's role when \
             the task has none. The task role is for the program inside and does not count here."
        }
        _ => return None,
    })
}
