//! Finding rows by the names people and requests use. Nothing found is `None`; what that means is the caller's to say.

use std::sync::Arc;

use crate::kernel::WHOLE;
use crate::model::account::Account;
use crate::model::alarm::AlarmState;
use crate::model::cluster::ClusterStatus;
use crate::model::scaling::ScalableTarget;
use crate::model::service::ServiceSettings;
use crate::model::{AlarmId, ClusterId, ScalableTargetId, ServiceId, TaskDefinitionId, arn};
use crate::world::World;
use crate::world::views::{ClusterView, InstanceView, ServiceView, TaskView};

impl World {
    /// Who may do what; none when everybody may do everything. The opening engine knows no accounts.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_deref().filter(|_| WHOLE)
    }

    /// The ACTIVE cluster called `name`.
    pub fn find_cluster(&self, name: &str) -> Option<ClusterView<'_>> {
        let id = *self.indices.clusters.get(name)?;
        Some(self.cluster(id)).filter(|cluster| cluster.row.status == ClusterStatus::Active)
    }

    /// The newest service called `name`, INACTIVE ones included.
    pub fn find_service(&self, cluster: ClusterId, name: &str) -> Option<ServiceView<'_>> {
        self.indices
            .services
            .get(&(cluster, Arc::from(name)))
            .map(|id| self.service(*id))
    }

    /// The task whose id is `hex`.
    pub fn find_task(&self, hex: &str) -> Option<TaskView<'_>> {
        self.tasks().rev().find(|task| task.hex() == hex)
    }

    /// The instance whose id is `hex`, or whose EC2 instance id it is.
    pub fn find_instance(&self, hex: &str) -> Option<InstanceView<'_>> {
        self.instances()
            .find(|instance| instance.hex() == hex || instance.ec2_id() == hex)
    }

    /// The scalable target of a service.
    pub fn scalable_target_of(
        &self,
        service: ServiceId,
    ) -> Option<(ScalableTargetId, &ScalableTarget)> {
        self.scalable_targets()
            .find(|(_, target)| target.service == service)
    }

    /// The alarm of that name.
    pub fn find_alarm(&self, name: &str) -> Option<AlarmId> {
        self.alarms
            .iter()
            .find(|(_, row)| *row.name == *name)
            .map(|(id, _)| id)
    }

    /// The first of the settings' deployment alarms that is in ALARM.
    pub fn alarm_on(&self, settings: &ServiceSettings) -> Option<AlarmId> {
        let known = settings.alarms.names.iter();
        known
            .filter_map(|name| self.find_alarm(name))
            .find(|id| self.alarms[*id].state == AlarmState::Alarm)
    }

    /// Families with the numbers of their revisions, oldest first.
    pub fn families(&self) -> impl Iterator<Item = (&str, &[TaskDefinitionId])> {
        self.indices
            .families
            .iter()
            .map(|(name, ids)| (&**name, ids.as_slice()))
    }

    /// The revisions of one family, oldest first.
    pub fn family(&self, name: &str) -> &[TaskDefinitionId] {
        self.indices.families.get(name).map_or(&[], Vec::as_slice)
    }

    /// `family:revision`, or `family` for its newest ACTIVE revision; an ARN of either.
    pub fn find_definition(&self, reference: &str) -> Option<TaskDefinitionId> {
        let short = arn::short_name(reference);
        let (family, revision) = match short.split_once(':') {
            Some((family, revision)) => (family, Some(revision.parse::<u32>().ok()?)),
            None => (short, None),
        };
        self.family(family).iter().rev().copied().find(|id| {
            let row = &self.definitions[*id];
            match revision {
                Some(revision) => row.definition.revision == revision,
                None => row.active,
            }
        })
    }
}
