//! The one-line text form of a log entry: what golden logs and the command line show.

use crate::kernel::WHOLE;
use crate::model::messages::{Ids, stopped_reason};
use crate::model::quota::Limit;
use crate::model::{
    CapacityProviderId, ContainerId, ContainerInstanceId, DeploymentId, MachineId, ServiceId,
    TargetId, TaskDefinitionId, TaskId,
};
use crate::sim::log_services::more;
use crate::world::{Cause, Entry, Event, Timer, World};

/// `00:00:10.000  #41  task/web.3  PENDING → RUNNING  agent`. `world` is any later world of the same run.
pub fn line(world: &World, seq: u64, entry: &Entry) -> String {
    let (subject, what) = subject_and_what(world, &entry.event);
    format!(
        "{}  #{seq:<4} {subject:<24} {what:<58} {}",
        entry.at,
        cause(world, entry.cause)
    )
    .trim_end()
    .to_owned()
}

/// Who or what is behind an entry.
pub fn cause(world: &World, cause: Cause) -> String {
    match cause {
        Cause::Command(id) => format!("command {}", id.0),
        Cause::Timer(Timer::Task(_)) => "agent".to_owned(),
        Cause::Timer(Timer::Scaling(_)) => "auto scaling".to_owned(),
        Cause::Timer(Timer::Alarm(_)) => "alarm".to_owned(),
        Cause::Timer(Timer::Provider(_)) => "managed scaling".to_owned(),
        Cause::Timer(Timer::Group(_)) => "Auto Scaling group".to_owned(),
        Cause::Timer(Timer::Machine(_)) => "EC2".to_owned(),
        Cause::Timer(Timer::Service(id)) => format!("look at {}", world.service(id).row.name),
        Cause::Decision(id) => format!("decision {}", id.0),
        Cause::Entry(seq) => format!("#{seq}"),
    }
}

fn task(world: &World, id: TaskId) -> String {
    format!("task/{}", world.task(id).label())
}

pub(super) fn service(world: &World, id: ServiceId) -> String {
    format!("service/{}", world.service(id).row.name)
}

fn instance(world: &World, id: ContainerInstanceId) -> String {
    format!("instance/{}", world.instance(id).label())
}

pub(super) fn definition(world: &World, id: TaskDefinitionId) -> String {
    world.definition(id).reference()
}

pub(super) fn deployment(world: &World, id: DeploymentId) -> String {
    let name = Ids::deployment(world, id);
    format!(
        "deployment/{}",
        name.strip_prefix("ecs-svc/").unwrap_or(&name)
    )
}

fn container(world: &World, id: ContainerId) -> String {
    let row = world.container(id);
    let task = world.task(row.task);
    let name = task
        .definition()
        .containers
        .get(usize::from(row.definition))
        .map_or("?", |it| it.name.as_str());
    format!("container/{}/{name}", task.label())
}

pub(super) fn due(at: crate::kernel::SimTime) -> String {
    if at.is_never() {
        String::new()
    } else {
        format!(" until {at}")
    }
}

fn target(world: &World, id: TargetId) -> String {
    let row = world.target(id);
    format!(
        "target/{}/{}",
        world.target_group(row.group).name,
        world.task(row.task).label()
    )
}

/// `machine/workers.3`: the instance of a group by its number there.
pub fn machine(world: &World, id: MachineId) -> String {
    let row = world.machine(id);
    let number = world
        .machines()
        .filter(|(other, it)| it.group == row.group && *other <= id)
        .count();
    format!("machine/{}.{number}", world.group(row.group).name)
}

fn provider(world: &World, id: CapacityProviderId) -> String {
    format!("provider/{}", world.provider(id).name)
}

fn limit_line(limit: Limit, to: Option<u32>) -> (String, String) {
    let fargate = |spot| match spot {
        true => "provider/FARGATE_SPOT",
        false => "provider/FARGATE",
    };
    let (subject, what) = match limit {
        Limit::FargateCapacity { spot, zone } => {
            let place = zone.map(|zone| format!(" in {zone}"));
            let word = if to.is_some() {
                "no capacity"
            } else {
                "capacity again"
            };
            return (
                fargate(spot).to_owned(),
                format!("{word}{}", place.unwrap_or_default()),
            );
        }
        Limit::AddressesTaken { zone } => {
            let word = match to {
                Some(_) => "has no free address",
                None => "has free addresses again",
            };
            return (format!("subnet/{zone}"), word.to_owned());
        }
        Limit::SchedulerCalls => {
            let word = if to.is_some() {
                "throttled"
            } else {
                "no longer throttled"
            };
            return ("service-scheduler".to_owned(), word.to_owned());
        }
        Limit::FargateVcpus { spot } => (fargate(spot).to_owned(), "vCPUs"),
        Limit::Addresses { zone } => (format!("subnet/{zone}"), "addresses"),
    };
    match to {
        Some(to) => (subject, format!("{to} {what}")),
        None => (subject, format!("{what} without end")),
    }
}

fn capacity_line(world: &World, event: &Event) -> (String, String) {
    match event {
        Event::CapacityProviderCreated(new) => {
            (format!("provider/{}", new.name), "created".to_owned())
        }
        Event::CapacityProviderUpdated { provider: id, .. } => {
            (provider(world, *id), "updated".to_owned())
        }
        Event::CapacityProviderDeleted { provider: id } => {
            (provider(world, *id), "deleted".to_owned())
        }
        Event::ClusterProvidersPut {
            cluster, providers, ..
        } => {
            let names = providers.iter().map(|id| &*world.provider(*id).name);
            let names: Vec<&str> = names.collect();
            (
                format!("cluster/{}", world.cluster(*cluster).row.name),
                format!("uses {}", names.join(", ")),
            )
        }
        Event::TaskQueued { task: new, .. } => {
            let name = new.provider.map(|id| &*world.provider(id).name);
            let family = world.definition(new.definition).reference();
            (
                "task".to_owned(),
                format!("{family} waits for {}", name.unwrap_or_default()),
            )
        }
        Event::TaskPlaced {
            task: id,
            instance: at,
            ..
        } => (
            task(world, *id),
            format!("placed on {}", world.instance(*at).label()),
        ),
        Event::WaitingTried { provider: id, .. } => {
            (provider(world, *id), "tried the tasks that wait".to_owned())
        }
        Event::ReservationPublished {
            provider: id,
            reservation,
            ..
        } => {
            let tenths = reservation.percent.tenths();
            let (whole, tenth) = (tenths / 10, tenths % 10);
            let (needed, have) = (reservation.needed, reservation.in_service);
            (
                provider(world, *id),
                format!("reservation {whole}.{tenth} %: needs {needed}, has {have}"),
            )
        }
        Event::GroupCreated(new) => (format!("group/{}", new.name), "created".to_owned()),
        Event::GroupResized { group, from, to } => (
            format!("group/{}", world.group(*group).name),
            format!("desired {from} → {to}"),
        ),
        Event::GroupLooked { group, .. } => (
            format!("group/{}", world.group(*group).name),
            "compared with what is desired".to_owned(),
        ),
        Event::MachineLaunched(new) => (
            format!("group/{}", world.group(new.group).name),
            format!(
                "launches {} in {}, {}",
                new.kind.name, new.zone, new.purchase
            ),
        ),
        Event::MachineMoved {
            machine: id, to, ..
        } => (machine(world, *id), format!("→ {to}")),
        Event::SpotNoticed { machine: id, at } => {
            (machine(world, *id), format!("Spot takes it back at {at}"))
        }
        _ => Default::default(),
    }
}

/// What it is about, and what happened to it.
pub fn subject_and_what(world: &World, event: &Event) -> (String, String) {
    match event {
        Event::TextNoted { text } => ("names".to_owned(), format!("noted `{text}`")),
        Event::ClusterCreated { name } => (format!("cluster/{name}"), "created".to_owned()),
        Event::InstanceRegistered(new) => (
            "instance".to_owned(),
            format!("registered {} in {}", new.kind.name, new.zone),
        ),
        Event::TaskDefinitionRegistered(new) => (
            "task-definition".to_owned(),
            format!("registered {}", new.reference()),
        ),
        Event::ServiceCreated(new) => (
            format!("service/{}", new.name),
            format!(
                "created, {} of {}",
                new.settings.desired_count,
                definition(world, new.definition)
            ),
        ),
        Event::DeploymentChanged {
            deployment: id,
            status,
            rollout_state,
        } => (deployment(world, *id), format!("{status} {rollout_state}")),
        Event::ServiceLooked {
            service: id,
            steady,
            again,
        } => {
            let next = if again.is_never() {
                "nothing to do".to_owned()
            } else {
                format!("looks again at {again}")
            };
            (
                service(world, *id),
                format!("{}{next}", if *steady { "steady, " } else { "" }),
            )
        }
        Event::ServiceEventWritten {
            service: id,
            message,
        } => (service(world, *id), world.service(*id).event_text(message)),
        Event::TaskCreated(new) => {
            let place = match new.instance {
                Some(id) => format!(
                    "{} in {}",
                    world.instance(id).label(),
                    world.names().text(new.zone)
                ),
                None => format!("FARGATE in {}", world.names().text(new.zone)),
            };
            (
                world.group_name(new.group),
                format!(
                    "task of {} placed on {place}",
                    definition(world, new.definition)
                ),
            )
        }
        Event::TaskAdmitted { task: id } => (task(world, *id), "admitted by its host".to_owned()),
        Event::TaskMoved {
            task: id,
            to,
            due: at,
        } => (task(world, *id), format!("→ {to}{}", due(*at))),
        Event::ContainerMoved {
            container: id,
            to,
            due: at,
            exit_code,
            ..
        } => {
            let code = exit_code
                .map(|code| format!(" exit code {code}"))
                .unwrap_or_default();
            (container(world, *id), format!("→ {to}{code}{}", due(*at)))
        }
        event if WHOLE => rest(world, event),
        _ => Default::default(),
    }
}

/// The same for what the scenario of a first visit never comes to.
fn rest(world: &World, event: &Event) -> (String, String) {
    match event {
        Event::CapacityProviderCreated(..)
        | Event::CapacityProviderUpdated { .. }
        | Event::CapacityProviderDeleted { .. }
        | Event::ClusterProvidersPut { .. }
        | Event::TaskQueued { .. }
        | Event::TaskPlaced { .. }
        | Event::WaitingTried { .. }
        | Event::ReservationPublished { .. }
        | Event::GroupCreated(_)
        | Event::GroupResized { .. }
        | Event::GroupLooked { .. }
        | Event::MachineLaunched(_)
        | Event::MachineMoved { .. }
        | Event::SpotNoticed { .. } => capacity_line(world, event),
        Event::AccountChanged(account) => (
            "account".to_owned(),
            format!("{} users and roles", account.people.len()),
        ),
        Event::RegistrationDenied {
            machine: id,
            sentence,
        } => (machine(world, *id), format!("may not register: {sentence}")),
        Event::ImageBehaviourChanged { image, .. } => (
            format!("image/{image}"),
            "behaves differently now".to_owned(),
        ),
        Event::ClusterDeleted { cluster } => (
            format!("cluster/{}", world.cluster(*cluster).row.name),
            "deleted".to_owned(),
        ),
        Event::InstanceStatusChanged {
            instance: id,
            status,
        } => (instance(world, *id), format!("→ {status}")),
        Event::ZoneChanged { zone, out } => (
            format!("zone/{zone}"),
            if *out { "is out" } else { "is back" }.to_owned(),
        ),
        Event::LimitSet { limit, to } => limit_line(*limit, *to),
        Event::AgentConnectionChanged {
            instance: id,
            connected,
        } => (
            instance(world, *id),
            if *connected {
                "agent connected"
            } else {
                "agent disconnected"
            }
            .to_owned(),
        ),
        Event::TaskDefinitionDeregistered { definition: id } => (
            "task-definition".to_owned(),
            format!("deregistered {}", definition(world, *id)),
        ),
        Event::ServiceUpdated {
            service: id,
            settings,
        } => (
            service(world, *id),
            format!(
                "desired {}, min {} %, max {} %",
                settings.desired_count, settings.minimum_healthy_percent, settings.maximum_percent
            ),
        ),
        Event::ServiceDeleted { service: id } => (service(world, *id), "→ DRAINING".to_owned()),
        Event::ServiceDrained { service: id } => (service(world, *id), "→ INACTIVE".to_owned()),
        Event::DeploymentStarted {
            service: id,
            definition: to,
        } => (
            service(world, *id),
            format!("deployment of {} started", definition(world, *to)),
        ),
        Event::TaskWaited { task: id } => {
            (task(world, *id), "waits for room on its host".to_owned())
        }
        Event::TaskStopRequested { task: id, reason } => (
            task(world, *id),
            format!("desired STOPPED: {}", stopped_reason(*reason, world)),
        ),
        Event::TaskHealthChanged { task: id, health } => {
            (task(world, *id), format!("health {health}"))
        }
        Event::TaskProtected { task: id, until } => {
            let what = match *until == crate::kernel::SimTime::ZERO {
                true => "protection ended".to_owned(),
                false => format!("protected until {until}"),
            };
            (task(world, *id), what)
        }
        Event::RebalancingChanged {
            service: id,
            rebalancing,
        } => (
            service(world, *id),
            if *rebalancing {
                "rebalancing begins"
            } else {
                "rebalancing ends"
            }
            .to_owned(),
        ),
        Event::LoadBalancerCreated(new) => {
            let groups: Vec<&str> = new.groups.iter().map(|group| group.name.as_str()).collect();
            (
                format!("load-balancer/{}", new.name),
                format!("created with target groups {}", groups.join(", ")),
            )
        }
        Event::TargetMoved {
            target: id,
            state,
            due: at,
        } => (target(world, *id), format!("→ {state}{}", due(*at))),
        Event::TargetChecked {
            target: id,
            streak,
            due: at,
        } => (
            target(world, *id),
            format!("checked, {streak} in a row{}", due(*at)),
        ),
        Event::ContainerRestarted {
            container: id,
            exit_code,
            due: at,
        } => (
            container(world, *id),
            format!("restarted after exit code {exit_code}{}", due(*at)),
        ),
        Event::ContainerProbed {
            container: id,
            failed,
            due: at,
        } => (
            container(world, *id),
            if *failed > 0 {
                format!("probe failed, {failed} in a row{}", due(*at))
            } else {
                "probed".to_owned()
            },
        ),
        Event::ContainerHealthChanged {
            container: id,
            health,
            ..
        } => (container(world, *id), format!("health {health}")),
        Event::ContainerStopBegun {
            container: id,
            due: at,
        } => (container(world, *id), format!("SIGTERM{}", due(*at))),
        Event::RolledBack { .. }
        | Event::StageReached { .. }
        | Event::TrafficShifted { .. }
        | Event::PauseAnswered { .. }
        | Event::TaskSetCreated { .. }
        | Event::TaskSetScaled { .. }
        | Event::TaskSetDeleted { .. }
        | Event::PrimaryTaskSetChanged { .. }
        | Event::DeploymentFailed { .. }
        | Event::BakeBegun { .. }
        | Event::HookCalled { .. }
        | Event::HookAnswered { .. }
        | Event::FunctionChanged { .. }
        | Event::MetricDrawn { .. }
        | Event::AlarmPut { .. }
        | Event::AlarmMeasured { .. }
        | Event::AlarmStateChanged { .. }
        | Event::FailuresForgotten { .. }
        | Event::LoadChanged { .. }
        | Event::ScalableTargetRegistered { .. }
        | Event::ScalingPolicyPut { .. }
        | Event::ScalingPolicyDeleted { .. }
        | Event::ScheduledActionPut { .. }
        | Event::ScheduledActionRan { .. }
        | Event::MetricsPublished { .. }
        | Event::Scaled { .. } => more(world, event),
        _ => Default::default(),
    }
}
