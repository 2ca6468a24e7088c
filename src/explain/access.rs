//! Why IAM refused: the layer and the statement that decide, what comes closest, and the smallest change that would do.
//!
//! Nothing was remembered: the call is asked again on the world of its moment, with somebody watching.

use serde::Serialize;

use crate::api::authorize::{Refusal, admit};
use crate::api::operation::Operation;
use crate::engine::agent::access::{self, Unassumable};
use crate::explain::words::{list, sentence};
use crate::iam::change::{Change, Place, smallest_change};
use crate::iam::policy::Effect;
use crate::iam::trace::{ConditionTrace, StatementTrace};
use crate::iam::witness::{Because, Part};
use crate::iam::{Layer, LayerResult, Policy, PrincipalKind, Request, Trace, trace};
use crate::model::account::Denial;
use crate::model::container::ContainerReason;
use crate::model::denied::unable_to_assume;
use crate::model::messages::ServiceMessage;
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
    if let Command::Instances(new) = command {
        let cluster = world.find_cluster(&new.cluster)?.id;
        let denial = access::registration(world, cluster).err()?;
        return Some(denied(&denial));
    }
    let (caller, operation, request) = command.asked()?;
    match admit(world, caller, operation, request) {
        Err(Refusal::Nobody(_)) => None,
        Err(Refusal::Role(denial) | Refusal::Call(denial)) => Some(denied(&denial)),
        Err(refusal @ Refusal::NoLinkedRole) => Some(no_linked_role(&refusal)),
        Ok(()) if matches!(operation, Operation::RunTask | Operation::StartTask) => {
            let definition = world.find_definition(request["taskDefinition"].as_str()?)?;
            access::unassumable(world, definition).map(|it| unassumable(&it))
        }
        Ok(()) => None,
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
            // That is its last move, whatever the reason: the search ends there, and not at the beginning of the log.
            let ended = |event: &Event| matches!(event, Event::ContainerMoved { container, .. } if container == id);
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
        Event::ServiceEventWritten { service, message } => {
            let ServiceMessage::UnableToAssume(_) = **message else {
                return None;
            };
            let world = before();
            let definition = world.deployment(world.service(*service).row.primary);
            access::unassumable(&world, definition.definition).map(|it| unassumable(&it))
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

/// Why ECS cannot give a role to a task.
fn unassumable(found: &Unassumable) -> AccessExplanation {
    match &found.denial {
        Some(denial) => AccessExplanation {
            aws_says: unable_to_assume(&found.role),
            ..denied(denial)
        },
        None => AccessExplanation {
            headline: "there is no such role".to_owned(),
            paragraph: sentence(&format!(
                "`{}` is named in the task definition and is not in the account. Registration does not look; a launch does",
                found.role
            )),
            aws_says: unable_to_assume(&found.role),
            layers: Vec::new(),
            changes: vec!["create the role, or name one that is there".to_owned()],
            statements: Vec::new(),
        },
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
    let closest = nearest(&trace, &blocking);
    let who = who(denial);
    let mut parts = vec![sentence(&format!(
        "{who} asked for `{}` on `{}`",
        request.action(),
        request.resource.text()
    ))];
    parts.extend(denies(&trace, denial));
    if trace.matching(Effect::Deny).next().is_none() {
        let silent: Vec<String> = blocking
            .iter()
            .map(|layer| of_layer(*layer, request))
            .collect();
        parts.push(match silent.is_empty() {
            true => "No policy of the account can allow this.".to_owned(),
            false => sentence(&format!(
                "Nothing forbids it, but what is not allowed is denied, and nothing in {} allows it",
                list(&silent)
            )),
        });
        if let Some((at, statement)) = closest {
            let misses = misses(policies.policy(at.layer, at.level, at.policy), statement);
            parts.push(sentence(&format!(
                "{} in {} comes closest: it is about this action, but {}",
                named(at.statement, statement.sid.as_deref()),
                of_layer(at.layer, request),
                list(&misses)
            )));
        }
    }
    parts.extend(lesson(request.action()).map(str::to_owned));
    let (mut said, mut statements) = (Vec::new(), Vec::new());
    for change in changes.unwrap_or_default() {
        match change {
            Change::Spare { at, sid } => said.push(format!(
                "let {} not match, or take it out of {}",
                named(at.statement, sid.as_deref()),
                of_layer(at.layer, request)
            )),
            Change::Allow {
                layer, statement, ..
            } => {
                let instead = closest.filter(|(at, _)| at.layer == layer);
                let instead = instead.map_or_else(String::new, |(at, it)| {
                    let named = named(at.statement, it.sid.as_deref());
                    format!("let the request meet {named}, or widen that, or ")
                });
                let place = of_layer(layer, request);
                said.push(format!("{instead}add this statement to {place}"));
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

/// The caller with their kind and name.
fn who(denial: &Denial) -> String {
    let principal = &denial.request.principal;
    let mut parts = principal.text().rsplit('/');
    let last = parts.next().unwrap_or_default();
    match principal.kind() {
        PrincipalKind::RoleSession => format!("the role `{}`", parts.next().unwrap_or(last)),
        PrincipalKind::User => format!("the user `{last}`"),
        PrincipalKind::Service => format!("the service `{last}`"),
        PrincipalKind::Root => "the root user".to_owned(),
        _ => format!("`{last}`"),
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

fn of_layer(layer: Layer, request: &Request) -> String {
    match layer {
        Layer::ResourcePolicy if request.action() == "sts:AssumeRole" => "the role's trust policy",
        Layer::Scp => "the service control policies of the organization",
        Layer::Rcp => "the resource control policies of the organization",
        Layer::VpcEndpoint => "the policy of the VPC endpoint",
        Layer::ResourcePolicy => "the policy on the resource",
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
fn denies(trace: &Trace, denial: &Denial) -> Option<String> {
    let (layer, policy, statement) = trace.matching(Effect::Deny).next()?;
    let of = denial.policies.policy(layer, policy.level, policy.index);
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
        of_layer(layer, &denial.request)
    )))
}

/// The allow of a blocking layer that is about this action and misses by the least.
fn nearest<'t>(trace: &'t Trace, blocking: &[Layer]) -> Option<(Place, &'t StatementTrace)> {
    let of_blocking = blocking.iter().filter_map(|layer| trace.layer(*layer));
    let all = of_blocking.flat_map(|layer| {
        let policies = layer.policies.iter();
        policies.flat_map(move |policy| {
            let statements = policy.statements.iter();
            statements.map(move |statement| {
                let at = Place {
                    layer: layer.layer,
                    level: policy.level,
                    policy: policy.index,
                    statement: statement.index,
                };
                (at, statement)
            })
        })
    });
    let about_it = |it: &StatementTrace| {
        let mut elements = it.elements.iter();
        let action = elements.any(|element| element.part == Part::Action && element.met);
        it.effect == Effect::Allow && !it.matches && action
    };
    all.filter(|(_, it)| about_it(it))
        .min_by_key(|(_, it)| it.misses())
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
        | "kms:Decrypt"
        | "ssm:GetParameters" => {
            "This happens before the containers run, with the task execution role, or on EC2 with the instance's role when \
             the task has none. The task role is for the program inside and does not count here."
        }
        _ => return None,
    })
}
