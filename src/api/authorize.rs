//! What a call has to be allowed: its action, tags and roles, each with its resource and condition keys (iam 9).
//!
//! `questions` reads a checked request and the world, `authorize` asks IAM each of them for one caller, and `admit` does so
//! for a caller of the world's account. Nothing here writes. Without an account everything is allowed.

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::operation::Operation;
use crate::assumed;
use crate::catalog::ecs_actions::{EcsAction, ecs_action};
use crate::iam::{Context, Values};
use crate::model::account::{Account, Denial, OUTSIDE_SESSION, Session};
use crate::model::arn::{self, ACCOUNT, REGION};
use crate::world::World;

/// One thing IAM is asked about a call; all must be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// With its prefix, such as `ecs:RunTask` or `iam:PassRole`.
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    pub context: Context,
}

/// Why a call was refused, before anybody looked at what it asks for.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// There is nobody of that name.
    Nobody(String),
    /// The caller may not assume the role.
    Role(Box<Denial>),
    /// The first question that was denied.
    Call(Box<Denial>),
    /// ECS has no role of its own in this account.
    NoLinkedRole,
}

impl Refusal {
    /// What the caller is answered.
    pub fn error(&self) -> ApiError {
        match self {
            Refusal::Nobody(name) => {
                ApiError::invalid_parameter(format!("there is no user or role `{name}`"))
            }
            Refusal::Role(denial) => ApiError::new(Exception::RoleDenied, &denial.sentence),
            Refusal::Call(denial) => ApiError::new(Exception::AccessDenied, &denial.sentence),
            Refusal::NoLinkedRole => ApiError::invalid_parameter(NO_LINKED_ROLE),
        }
    }
}

const NO_LINKED_ROLE: &str = "Unable to assume the service linked role. Please verify that the ECS service linked role exists.";

/// Lets a call of `caller` in, or says why not: who calls, then the action, tags and roles, then ECS's own role. Without a
/// caller it is the account's.
pub fn admit(
    world: &World,
    caller: Option<&str>,
    operation: Operation,
    request: &Value,
) -> Result<(), Refusal> {
    let Some(account) = world.account() else {
        return Ok(());
    };
    let session = session(account, caller.or(account.caller.as_deref()))?;
    authorize(world, operation, request, &session).map_err(Refusal::Call)?;
    assumed!(LINKED_ROLE_ASKED);
    let balances = !Input::new(request).list("loadBalancers").is_empty();
    match balances && account.service_linked_role == Some(false) {
        true => Err(Refusal::NoLinkedRole),
        false => Ok(()),
    }
}

/// `ana`, the role `deployer`, or `ana/deployer`: ana once she has assumed it.
fn session(account: &Account, caller: Option<&str>) -> Result<Session, Refusal> {
    assumed!(OUTSIDE_SESSION);
    let Some(name) = caller else {
        return account.root().ok_or(Refusal::Nobody(String::new()));
    };
    let nobody = || Refusal::Nobody(name.to_owned());
    let Some((user, role)) = name.split_once('/') else {
        let role = || account.session(name, OUTSIDE_SESSION);
        return account.user(name).or_else(role).ok_or_else(nobody);
    };
    let assumer = account.user(user).ok_or_else(nobody)?;
    let assumed = account.role(role).ok_or_else(nobody)?;
    let checked = assumer.assume(assumed, Context::new());
    checked.map_err(Refusal::Role)?;
    account.session(role, user).ok_or_else(nobody)
}

/// Asks IAM everything a call needs, in ECS's order: the action, tags, roles. The error is the first denial.
pub fn authorize(
    world: &World,
    operation: Operation,
    request: &Value,
    caller: &Session,
) -> Result<(), Box<Denial>> {
    for question in questions(world, operation, request) {
        caller.ask(&question.action, &question.resource, question.context)?;
    }
    Ok(())
}

/// Everything a call has to be allowed.
pub fn questions(world: &World, operation: Operation, request: &Value) -> Vec<Question> {
    // Calls of other services, such as Application Auto Scaling, are not in ECS's table.
    let Some(action) = ecs_action(operation.name()) else {
        return Vec::new();
    };
    let call = Call {
        world,
        action,
        input: Input::new(request),
    };
    let mut questions: Vec<Question> = call
        .resources()
        .into_iter()
        .map(|resource| Question {
            action: format!("ecs:{}", action.name),
            resource,
            context: call.context(),
        })
        .collect();
    questions.extend(call.tagging());
    questions.extend(call.roles());
    questions
}

struct Call<'a> {
    world: &'a World,
    action: &'a EcsAction,
    input: Input<'a>,
}

impl Call<'_> {
    fn cluster(&self) -> &str {
        arn::short_name(self.input.str("cluster").unwrap_or("default"))
    }

    /// The texts of the first of these keys that is there, one or a list, as the last parts of their ARNs.
    fn named(&self, keys: &[&str]) -> Vec<&str> {
        for key in keys {
            if let Some(one) = self.input.str(key) {
                return vec![arn::short_name(one)];
            }
            let many: Vec<&str> = self.input.strings(key).map(arn::short_name).collect();
            if !many.is_empty() {
                return many;
            }
        }
        Vec::new()
    }

    /// What the action is asked with: one resource for each that the request names; `*` when there is none.
    fn resources(&self) -> Vec<String> {
        let cluster = self.cluster();
        let mut resources = Vec::new();
        for kind in &self.action.resources {
            match kind.name {
                "cluster" => {
                    let names = self.named(&["clusterName", "clusters", "cluster"]);
                    let names = if names.is_empty() {
                        vec!["default"]
                    } else {
                        names
                    };
                    resources.extend(names.into_iter().map(arn::cluster_arn));
                }
                "service" => {
                    let names = self.named(&["serviceName", "services", "service"]);
                    resources.extend(names.into_iter().map(|it| arn::service_arn(cluster, it)));
                }
                "task" => {
                    let ids = self.named(&["tasks", "task"]);
                    resources.extend(ids.into_iter().map(|it| arn::task_arn(cluster, it)));
                }
                "container-instance" => {
                    let ids = self.named(&["containerInstances", "containerInstance"]);
                    let arns = ids.into_iter();
                    resources.extend(arns.map(|it| arn::container_instance_arn(cluster, it)));
                }
                "task-definition" => resources.extend(self.definition()),
                "capacity-provider" => {
                    let names = self.named(&["capacityProviders", "capacityProvider", "name"]);
                    resources.extend(names.into_iter().map(arn::capacity_provider_arn));
                }
                "service-deployment" => {
                    let one = self.input.str("serviceDeploymentArn");
                    let many = self.input.strings("serviceDeploymentArns");
                    resources.extend(one.into_iter().chain(many).map(str::to_owned));
                }
                _ => {}
            }
        }
        if resources.is_empty() {
            resources.push("*".to_owned());
        }
        resources
    }

    /// A family without a revision is asked as the revision it stands for (iam 9.1); a new one as `FAMILY:*` (iam 6.2).
    fn definition(&self) -> Option<String> {
        if let Some(family) = self.input.str("family") {
            let arn = arn::task_definition_arn(family, 0);
            return Some(format!("{}*", arn.strip_suffix('0').unwrap_or(&arn)));
        }
        let reference = self.input.str("taskDefinition")?;
        let found = self.world.find_definition(reference);
        let short = arn::short_name(reference);
        Some(match found.map(|id| self.world.definition(id)) {
            Some(definition) => arn::task_definition_arn(&definition.family, definition.revision),
            // Authorization comes before existence.
            None => format!("arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{short}"),
        })
    }

    /// The JSON of the task definition that the call uses or registers.
    fn definition_json(&self) -> Option<&Value> {
        if self.input.has("family") {
            return Some(self.input.raw());
        }
        let id = self
            .world
            .find_definition(self.input.str("taskDefinition")?)?;
        Some(&self.world.definition(id).json)
    }

    /// The condition keys that this action carries, as far as the request says them.
    fn context(&self) -> Context {
        let mut context = Context::new();
        for key in &self.action.keys {
            if let Some(values) = self.values(key) {
                context.add(key, values);
            }
        }
        if self.action.keys.contains(&"aws:TagKeys") {
            self.add_tags(&mut context);
        }
        context
    }

    fn values(&self, key: &str) -> Option<Values> {
        let input = self.input;
        let one = |text: String| Some(Values::One(text));
        let many = |texts: Vec<String>| Some(texts).filter(|it| !it.is_empty()).map(Values::Many);
        let switch = |key: &str| one(input.bool(key).unwrap_or(false).to_string());
        let network = input
            .object("networkConfiguration")
            .object("awsvpcConfiguration");
        let task_level = |key: &str| {
            let definition = self.definition_json()?;
            let text = Input::new(definition).str(key)?;
            one(text.to_owned())
        };
        match key {
            "ecs:cluster" => one(arn::cluster_arn(self.cluster())),
            "ecs:service" => {
                let name = *self.named(&["service"]).first()?;
                one(arn::service_arn(self.cluster(), name))
            }
            "ecs:task-definition" => one(self.definition()?),
            "ecs:task-cpu" => task_level("cpu"),
            "ecs:task-memory" => task_level("memory"),
            "ecs:enable-execute-command" => switch("enableExecuteCommand"),
            "ecs:enable-ecs-managed-tags" => switch("enableECSManagedTags"),
            "ecs:propagate-tags" => one(input.str("propagateTags")?.to_owned()),
            "ecs:subnet" => many(network.strings("subnets").map(str::to_owned).collect()),
            "ecs:auto-assign-public-ip" => {
                let assigned = network.str("assignPublicIp")? == "ENABLED";
                one(assigned.to_string())
            }
            "ecs:capacity-provider" => {
                let strategy = input.objects("capacityProviderStrategy");
                let named = strategy.filter_map(|item| item.str("capacityProvider"));
                let listed = input.strings("capacityProviders");
                many(
                    named
                        .chain(listed)
                        .map(arn::capacity_provider_arn)
                        .collect(),
                )
            }
            "ecs:compute-compatibility" => {
                let all = input.strings("requiresCompatibilities");
                many(all.map(str::to_owned).collect())
            }
            "ecs:privileged" => {
                let mut containers = input.objects("containerDefinitions");
                let any = containers.any(|it| it.bool("privileged") == Some(true));
                one(any.to_string())
            }
            _ => None,
        }
    }

    fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        let tags = self.input.objects("tags");
        tags.filter_map(|tag| Some((tag.str("key")?, tag.str("value").unwrap_or(""))))
    }

    fn add_tags(&self, context: &mut Context) {
        let mut keys = Vec::new();
        for (key, value) in self.tags() {
            let value = Values::One(value.to_owned());
            context.add(&format!("aws:RequestTag/{key}"), value);
            keys.push(key.to_owned());
        }
        if !keys.is_empty() {
            context.add("aws:TagKeys", Values::Many(keys));
        }
    }

    /// Tags in a call that creates something need a permission of their own (iam 9.1).
    fn tagging(&self) -> Option<Question> {
        let needs = |name: &str| self.action.further.iter().any(|it| it.action == name);
        if !needs("ecs:TagResource") || self.tags().next().is_none() {
            return None;
        }
        let resource = match self.action.name {
            "RunTask" | "StartTask" => arn::task_arn(self.cluster(), "*"),
            _ => self.resources().into_iter().next()?,
        };
        let mut context = Context::new().one("ecs:CreateAction", self.action.name);
        self.add_tags(&mut context);
        Some(Question {
            action: "ecs:TagResource".to_owned(),
            resource,
            context,
        })
    }

    /// Every role handed over, of the request, its overrides and the task definition it uses (iam 8).
    fn roles(&self) -> Vec<Question> {
        let passes = |it: &&crate::catalog::ecs_actions::Further| it.action == "iam:PassRole";
        if self.action.further.iter().find(passes).is_none() {
            return Vec::new();
        }
        let definition = self.definition_json().map(Input::new);
        let mut roles: Vec<(&str, &str)> = Vec::new();
        for key in ["taskRoleArn", "executionRoleArn"] {
            let own = definition.and_then(|it| it.str(key));
            let over = self.input.object("overrides").str(key);
            roles.extend(over.or(own).map(|role| (role, "ecs-tasks.amazonaws.com")));
        }
        let mut for_ecs: Vec<&str> = self.input.str("role").into_iter().collect();
        role_arns(self.input.raw(), &mut for_ecs);
        roles.extend(for_ecs.into_iter().map(|role| (role, "ecs.amazonaws.com")));
        roles.dedup();
        roles
            .into_iter()
            .map(|(role, service)| Question {
                action: "iam:PassRole".to_owned(),
                resource: arn::role_arn(role),
                context: Context::new().one("iam:PassedToService", service),
            })
            .collect()
    }
}

/// Every `roleArn` inside a request: of hooks, volumes, certificates, load balancers, managed instances.
fn role_arns<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value.as_str()) {
                    ("roleArn" | "infrastructureRoleArn", Some(role)) => found.push(role),
                    _ => role_arns(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| role_arns(value, found)),
        _ => {}
    }
}
