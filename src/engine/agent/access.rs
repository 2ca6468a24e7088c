//! What a task's start needs of roles: the registry's token and images, secrets, parameters, log streams (iam 11).
//!
//! Asked only where an account is described. On Fargate what is missing stops the task before its first container; on EC2
//! the agent finds out container by container, with the instance's role where the task has no execution role.

use serde_json::Value;

use crate::assumed;
use crate::iam::Context;
use crate::kernel::{Name, SimSpan};
use crate::model::ContainerId;
use crate::model::account::{Account, Denial, Session};
use crate::model::arn::{self, ACCOUNT, REGION};
use crate::model::container::ContainerStatus;
use crate::model::denied::{Denied, NO_KEY, ecr_parts};
use crate::model::placement::LaunchType;
use crate::model::task_definition::ContainerDefinition;
use crate::model::{ClusterId, TaskDefinitionId};
use crate::world::views::TaskView;
use crate::world::{Event, World};

/// How long it takes to be told that an image may not be pulled.
pub const REFUSED_PULL: SimSpan = SimSpan::from_millis(1_500);

/// Who assumes the roles of a task.
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// What a start needs and does not get: the step, and what IAM was asked.
#[derive(Clone, Debug)]
pub struct Missing {
    pub step: Denied,
    pub denial: Box<Denial>,
}

impl Missing {
    /// ECS's text for it.
    pub fn text(&self, on_fargate: bool) -> String {
        self.step.text(&self.denial.sentence, on_fargate)
    }
}

/// What keeps the whole task from starting now, before its first container.
pub fn task(task: &TaskView<'_>) -> Option<Missing> {
    assumed!(ROLE_CHECKS);
    let account = task.world.account()?;
    let begun = |it: ContainerStatus| it != ContainerStatus::None;
    if task.containers().any(|(_, row, _)| begun(row.status)) {
        return None;
    }
    let session = session(task)?;
    let ask = Asking {
        account,
        session: &session,
    };
    let fargate = on_fargate(task);
    let images = || task.definition().containers.iter();
    let uses_registry = images().any(|it| ecr_parts(&it.image).is_some());
    let token = || {
        if fargate && uses_registry {
            ask.token()
        } else {
            None
        }
    };
    let containers = || parts(task);
    let secrets = || containers().find_map(|(_, json)| ask.secrets(json));
    let streams = || containers().find_map(|(it, json)| ask.stream(task, it, json));
    let missing = token().or_else(secrets);
    missing.or_else(|| if fargate { streams() } else { None })
}

/// What keeps a container from being pulled, and on EC2 from being started.
pub fn container(task: &TaskView<'_>, id: ContainerId) -> Option<Missing> {
    let account = task.world.account()?;
    let (_, row, definition) = task.containers().find(|(it, _, _)| *it == id)?;
    let session = session(task)?;
    let ask = Asking {
        account,
        session: &session,
    };
    match row.status {
        ContainerStatus::None | ContainerStatus::ManifestPulled => {
            let image = || ask.image(&definition.image);
            ecr_parts(&definition.image)?;
            let token = if on_fargate(task) { None } else { ask.token() };
            token.or_else(image)
        }
        ContainerStatus::Created if !on_fargate(task) => {
            let (_, json) = parts(task).nth(usize::from(row.definition))?;
            ask.stream(task, definition, json)
        }
        _ => None,
    }
}

/// A role that ECS cannot assume for tasks of this definition.
#[derive(Clone, Debug)]
pub struct Unassumable {
    pub role: String,
    /// What IAM was asked; none when there is no such role.
    pub denial: Option<Box<Denial>>,
}

/// The first role of the definition that tasks cannot have: its trust policy is asked at every launch (iam 7).
pub fn unassumable(world: &World, definition: TaskDefinitionId) -> Option<Unassumable> {
    let account = world.account()?;
    let definition = world.definition(definition);
    let roles = [&definition.task_role_arn, &definition.execution_role_arn];
    roles.into_iter().flatten().find_map(|role| {
        let denial = account.assume(role, TASKS).err()?;
        let role = arn::role_arn(role);
        Some(Unassumable { role, denial })
    })
}

/// Whether an instance may register with the cluster, as the session its role has there.
pub fn registration(world: &World, cluster: ClusterId) -> Result<(), Box<Denial>> {
    assumed!(INSTANCE_ROLE_ASKED);
    let Some((account, role)) = world
        .account()
        .and_then(|account| Some((account, account.instance_role.as_deref()?)))
    else {
        return Ok(());
    };
    let next = world.instances().count() as u32;
    let Some(session) = account.session(role, &arn::ec2_instance_id(world.chance(), next)) else {
        return Ok(());
    };
    let cluster = world.cluster(cluster).arn();
    session.ask("ecs:RegisterContainerInstance", &cluster, Context::new())
}

/// The text as rows mention it: first it is noted, then it is `said` with its name.
pub fn noted(world: &World, text: &str, said: impl FnOnce(Name) -> Event) -> Event {
    match world.names().find(text) {
        Some(name) => said(name),
        None => Event::TextNoted { text: text.into() },
    }
}

pub fn on_fargate(task: &TaskView<'_>) -> bool {
    task.row.made.launch_type == LaunchType::Fargate
}

/// The execution role; on EC2 the instance's role stands in for it.
fn session(task: &TaskView<'_>) -> Option<Session> {
    let account = task.world.account()?;
    match task.definition().execution_role_arn.as_deref() {
        Some(role) => account.session(role, &task.hex()),
        None => account.session(
            account.instance_role.as_deref()?,
            &task.instance()?.ec2_id(),
        ),
    }
}

/// Each container with what was written about it.
fn parts<'w>(task: &TaskView<'w>) -> impl Iterator<Item = (&'w ContainerDefinition, &'w Value)> {
    let definition = task.definition();
    let written = definition.json["containerDefinitions"].as_array();
    definition
        .containers
        .iter()
        .zip(written.into_iter().flatten())
}

struct Asking<'a> {
    account: &'a Account,
    session: &'a Session,
}

impl Asking<'_> {
    fn ask(&self, step: Denied, action: &str, resource: &str) -> Option<Missing> {
        let asked = self.session.ask(action, resource, Context::new());
        asked.err().map(|denial| Missing { step, denial })
    }

    fn token(&self) -> Option<Missing> {
        self.ask(Denied::RegistryToken, "ecr:GetAuthorizationToken", "*")
    }

    fn image(&self, image: &str) -> Option<Missing> {
        let parts = ecr_parts(image)?;
        let repository = format!(
            "arn:aws:ecr:{}:{}:repository/{}",
            parts.region, parts.account, parts.repository
        );
        let mut actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"].into_iter();
        actions.find_map(|action| self.ask(Denied::Image(image.to_owned()), action, &repository))
    }

    /// Secrets and parameters of one container, those of its log driver included.
    fn secrets(&self, container: &Value) -> Option<Missing> {
        let own = container["secrets"].as_array();
        let of_logs = container["logConfiguration"]["secretOptions"].as_array();
        let mut all = own.into_iter().chain(of_logs).flatten();
        all.find_map(|it| self.secret(it["valueFrom"].as_str()?))
    }

    fn secret(&self, reference: &str) -> Option<Missing> {
        if reference.starts_with("arn:aws:secretsmanager:") {
            // What follows the seventh part names a key or a version inside the secret.
            let arn: Vec<&str> = reference.split(':').take(7).collect();
            let arn = arn.join(":");
            let step = Denied::Secret(arn.clone());
            let read = self.ask(step, "secretsmanager:GetSecretValue", &arn);
            return read.or_else(|| self.key_of(&arn));
        }
        let arn = match reference.starts_with("arn:") {
            true => reference.to_owned(),
            false => {
                let name = reference.trim_start_matches('/');
                format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{name}")
            }
        };
        self.ask(Denied::Parameter, "ssm:GetParameters", &arn)
    }

    /// The key of a secret that is not encrypted with AWS's own.
    fn key_of(&self, secret: &str) -> Option<Missing> {
        let key = self.account.kms_keys.get(secret)?;
        let mut denial = self.session.decrypt(key).err()?;
        denial.sentence = NO_KEY.to_owned();
        let step = Denied::Secret(secret.to_owned());
        Some(Missing { step, denial })
    }

    fn stream(
        &self,
        task: &TaskView<'_>,
        container: &ContainerDefinition,
        json: &Value,
    ) -> Option<Missing> {
        let options = &json["logConfiguration"]["options"];
        let group = options["awslogs-group"].as_str()?;
        if container.log_driver.as_deref() != Some("awslogs") {
            return None;
        }
        let region = options["awslogs-region"].as_str().unwrap_or(REGION);
        let id = task.hex();
        let stream = match options["awslogs-stream-prefix"].as_str() {
            Some(prefix) => format!("{prefix}/{}/{id}", container.name),
            None => id,
        };
        let arn = format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:{group}:log-stream:{stream}");
        self.ask(Denied::LogStream, "logs:CreateLogStream", &arn)
    }
}
