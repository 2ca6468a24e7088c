//! CreateCluster, DescribeClusters, ListClusters, DeleteCluster.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::{capacity, cluster, describe, missing};
use crate::engine::Recorder;
use crate::kernel::WHOLE;
use crate::model::arn;
use crate::world::{Cause, Event, World};

pub(super) fn create(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let name = input.str("clusterName").unwrap_or("default");
    let fits = !name.is_empty() && name.len() <= 255 && name.chars().all(is_name_char);
    if !fits {
        return Err(ApiError::invalid_parameter("Invalid cluster name.")
            .at("clusterName")
            .help("1 to 255 letters, digits, `_` and `-`"));
    }
    // Creating a cluster that is there gives the one that is there.
    let known = recorder.world().find_cluster(name).map(|it| it.id);
    let lists = match WHOLE {
        true => capacity::lists(recorder.world(), input, known)?,
        false => Default::default(),
    };
    if known.is_none() {
        recorder.emit(
            cause,
            Event::ClusterCreated {
                name: Arc::from(name),
            },
        );
        let (providers, default_strategy) = lists;
        let made = recorder.world().find_cluster(name).map(|it| it.id);
        if let Some(cluster) = made.filter(|_| !providers.is_empty()) {
            recorder.emit(
                cause,
                Event::ClusterProvidersPut {
                    cluster,
                    providers,
                    default_strategy,
                },
            );
        }
    }
    if !WHOLE {
        return Ok(Value::Null);
    }
    let world = recorder.world();
    Ok(object! { "cluster": world.find_cluster(name).map(|cluster| describe::cluster(&cluster)) })
}

/// Letters, digits, hyphen and underscore: what cluster and service names consist of.
pub(super) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Value {
    let asked: Vec<&str> = match input.has("clusters") {
        true => input.strings("clusters").collect(),
        false => vec!["default"],
    };
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    for name in asked {
        let short = arn::short_name(name);
        match world.find_cluster(short) {
            Some(cluster) => clusters.push(describe::cluster(&cluster)),
            None => failures.push(missing(arn::cluster_arn(short))),
        }
    }
    object! { "clusters": clusters, "failures": failures }
}

pub(super) fn list(world: &World) -> Value {
    let active = world
        .clusters()
        .filter(|cluster| cluster.row.status.word() == "ACTIVE");
    object! { "clusterArns": active.map(|cluster| cluster.arn()).collect::<Vec<_>>() }
}

pub(super) fn delete(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let found = cluster(recorder.world(), input)?;
    let id = found.id;
    let refuse = |exception, message: &str| Err(ApiError::new(exception, message).at("cluster"));
    if found.instances().next().is_some() {
        return refuse(
            Exception::ClusterContainsContainerInstances,
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        );
    }
    if found.services().next().is_some() {
        return refuse(
            Exception::ClusterContainsServices,
            "The Cluster cannot be deleted while Services are active.",
        );
    }
    if found.live_tasks().next().is_some() {
        return refuse(
            Exception::ClusterContainsTasks,
            "The Cluster cannot be deleted while Tasks are active.",
        );
    }
    recorder.emit(cause, Event::ClusterDeleted { cluster: id });
    Ok(object! { "cluster": describe::cluster(&recorder.world().cluster(id)) })
}
