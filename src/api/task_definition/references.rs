//! Rules about what refers to what: volumes, links, volumes of other containers, the start order.

use super::containers::{is_plain_name, name};
use super::rules::Verdicts;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};

/// Keys that say what stands behind a volume; a volume has one at most.
const VOLUME_KINDS: &[&str] = &[
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "configuredAtLaunch",
];

/// Judges names that must be unique and names that must exist.
pub fn check(task: Input<'_>, verdicts: &mut Verdicts) {
    unique_names(task, verdicts);
    if !task.list("containerDefinitions").is_empty()
        && task
            .objects("containerDefinitions")
            .all(|container| container.bool("essential") == Some(false))
    {
        verdicts.literal(
            "R08",
            "containerDefinitions",
            "Task definition doesn't have any essential container",
        );
    }
    volumes(task, verdicts);
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        let path = index_path("containerDefinitions", index);
        mount_points(task, container, &path, verdicts);
        links(task, container, &path, verdicts);
        depends_on(task, container, &path, verdicts);
    }
    cycle(task, verdicts);
}

/// The container that a link names: `name` or `name:alias`.
pub fn link_target(link: &str) -> &str {
    link.split_once(':').map_or(link, |(target, _)| target)
}

fn find<'a>(task: Input<'a>, wanted: &str) -> Option<Input<'a>> {
    task.objects("containerDefinitions")
        .find(|container| container.str("name") == Some(wanted))
}

fn unique_names(task: Input<'_>, verdicts: &mut Verdicts) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        let name = name(container);
        if !name.is_empty() && seen.contains(&name) {
            let path = key_path(&index_path("containerDefinitions", index), "name");
            verdicts.literal(
                "R07",
                &path,
                "Container names must be unique within a task definition",
            );
        }
        seen.push(name);
    }
}

fn volumes(task: Input<'_>, verdicts: &mut Verdicts) {
    let mut seen: Vec<&str> = Vec::new();
    let mut at_launch = 0;
    for (index, volume) in task.objects("volumes").enumerate() {
        let path = index_path("volumes", index);
        let name = volume.str("name").unwrap_or("");
        if !is_plain_name(name) {
            verdicts
                .own("§5", &key_path(&path, "name"), "Invalid volume name.")
                .help("use 1 to 255 letters, digits, `_` and `-`");
        } else if seen.contains(&name) {
            verdicts.own(
                "R71",
                &key_path(&path, "name"),
                "Volume names must be unique.",
            );
        }
        seen.push(name);
        let kinds = VOLUME_KINDS
            .iter()
            .filter(|kind| volume.has(kind) && volume.bool(kind) != Some(false));
        if kinds.count() > 1 {
            verdicts.own("R70", &path, "A volume can be of one kind only.");
        }
        let mounted = task
            .objects("containerDefinitions")
            .flat_map(|container| container.objects("mountPoints"))
            .any(|mount| mount.str("sourceVolume") == Some(name));
        if volume.bool("configuredAtLaunch") == Some(true) {
            at_launch += 1;
            if at_launch == 2 {
                verdicts.own(
                    "R70",
                    &key_path(&path, "configuredAtLaunch"),
                    "A task definition can have only one volume that is configured at launch.",
                );
            }
            if !mounted {
                let message = [
                    "Volumes [",
                    name,
                    "] are not referenced by any of the containers",
                ]
                .concat();
                verdicts.literal("R52", &key_path(&path, "name"), &message);
            }
        } else if !mounted {
            let message = ["no container mounts the volume `", name, "`"].concat();
            verdicts.advise("§5", &key_path(&path, "name"), &message);
        }
        let docker = volume.object("dockerVolumeConfiguration");
        if docker.bool("autoprovision") == Some(true) && docker.str("scope") != Some("shared") {
            let path = key_path(
                &key_path(&path, "dockerVolumeConfiguration"),
                "autoprovision",
            );
            verdicts.own(
                "R70",
                &path,
                "Only volumes with scope shared can be autoprovisioned.",
            );
        }
        efs(volume, &path, verdicts);
    }
}

fn efs(volume: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let efs = volume.object("efsVolumeConfiguration");
    let path = key_path(path, "efsVolumeConfiguration");
    let authorization = efs.object("authorizationConfig");
    let encrypted = efs.str("transitEncryption") == Some("ENABLED");
    let access_point = authorization.has("accessPointId");
    if access_point && efs.str("rootDirectory").is_some_and(|root| root != "/") {
        verdicts.literal(
            "R53",
            &key_path(&path, "rootDirectory"),
            "When using an EFS access point, the root directory must either be set to \"/\" or be omitted",
        );
    }
    let encryption = key_path(&path, "transitEncryption");
    if authorization.str("iam") == Some("ENABLED") && !encrypted {
        verdicts.literal(
            "R54",
            &encryption,
            "EFS IAM authorization requires TransitEncryption to be enabled",
        );
    } else if access_point && !encrypted {
        verdicts.own(
            "§5",
            &encryption,
            "An EFS access point requires TransitEncryption to be enabled",
        );
    }
    if efs.has("transitEncryptionPort") && !encrypted {
        verdicts.literal(
            "R55",
            &key_path(&path, "transitEncryptionPort"),
            "TransitEncryptionPort requires that TransitEncryption is enabled",
        );
    }
}

fn mount_points(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let mut paths: Vec<&str> = Vec::new();
    for (index, mount) in container.objects("mountPoints").enumerate() {
        let path = index_path(&key_path(path, "mountPoints"), index);
        let wanted = mount.str("sourceVolume").unwrap_or("");
        if !task
            .objects("volumes")
            .any(|volume| volume.str("name") == Some(wanted))
        {
            let message = ["Unknown volume '", wanted, "'"].concat();
            verdicts.literal("R50", &key_path(&path, "sourceVolume"), &message);
        }
        let Some(inside) = mount.str("containerPath") else {
            continue;
        };
        if paths.contains(&inside) {
            crate::assumed!(ONE_MOUNT_PER_PATH);
            verdicts.own(
                "§5",
                &key_path(&path, "containerPath"),
                "A container path can be mounted only once.",
            );
        }
        paths.push(inside);
    }
    for (index, from) in container.objects("volumesFrom").enumerate() {
        let wanted = from.str("sourceContainer").unwrap_or("");
        if find(task, wanted).is_none() {
            let message = [
                "Invalid 'volumesFrom' setting. Unknown container: '",
                wanted,
                "'",
            ]
            .concat();
            let path = index_path(&key_path(path, "volumesFrom"), index);
            verdicts.literal("R51", &key_path(&path, "sourceContainer"), &message);
        }
    }
}

fn links(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    for (index, link) in container.strings("links").enumerate() {
        let wanted = link_target(link);
        if find(task, wanted).is_none() {
            let message = ["Invalid 'links' setting. Unknown container: '", wanted, "'"].concat();
            verdicts.own(
                "R49",
                &index_path(&key_path(path, "links"), index),
                &message,
            );
        }
    }
}

fn depends_on(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    for (index, dependency) in container.objects("dependsOn").enumerate() {
        let path = index_path(&key_path(path, "dependsOn"), index);
        let wanted = dependency.str("containerName").unwrap_or("");
        let Some(target) = find(task, wanted) else {
            let message = [
                "Cannot depend on container ",
                wanted,
                " because it does not exist",
            ]
            .concat();
            let names = task
                .objects("containerDefinitions")
                .filter_map(|container| container.str("name"));
            let meant = crate::api::spelling::nearest(wanted, names);
            let verdict = verdicts.literal("R45", &key_path(&path, "containerName"), &message);
            if let Some(meant) = meant {
                verdict.help(crate::api::spelling::did_you_mean(meant));
            }
            continue;
        };
        let condition_path = key_path(&path, "condition");
        match dependency.str("condition") {
            Some("SUCCESS" | "COMPLETE") if target.bool("essential") != Some(false) => {
                let help = [
                    "`essential` is true unless written; set it to false on `",
                    wanted,
                    "`",
                ]
                .concat();
                verdicts
                    .literal(
                        "R46",
                        &condition_path,
                        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
                    )
                    .help(help);
            }
            Some("HEALTHY") if !target.has("healthCheck") => {
                let help = [
                    "give `",
                    wanted,
                    "` a `healthCheck` here; one in its image does not count",
                ]
                .concat();
                verdicts
                    .literal(
                        "R47",
                        &condition_path,
                        "A dependency container with HEALTHY condition must have health check configured",
                    )
                    .help(help);
            }
            _ => {}
        }
    }
}

/// Looks for a circle over `dependsOn`, `links` and `volumesFrom` together, and tells the first one.
fn cycle(task: Input<'_>, verdicts: &mut Verdicts) {
    let containers: Vec<Input<'_>> = task.objects("containerDefinitions").collect();
    let edges: Vec<Vec<usize>> = containers
        .iter()
        .map(|container| {
            targets(*container)
                .into_iter()
                .filter_map(|wanted| {
                    containers
                        .iter()
                        .position(|other| other.str("name") == Some(wanted))
                })
                .collect()
        })
        .collect();
    let mut done = vec![false; containers.len()];
    for start in 0..containers.len() {
        let mut trail = Vec::new();
        if let Some(circle) = walk(start, &edges, &mut trail, &mut done) {
            let names: Vec<&str> = circle
                .iter()
                .map(|index| name(containers[*index]))
                .collect();
            let message = [
                "Container dependency cycle detected: ",
                &names.join(" -> "),
                ".",
            ]
            .concat();
            let key = first_key_towards(containers[circle[0]], names[1]);
            let path = key_path(&index_path("containerDefinitions", circle[0]), key);
            verdicts.own("R48", &path, &message);
            return;
        }
    }
}

fn targets(container: Input<'_>) -> Vec<&str> {
    let depends = container
        .objects("dependsOn")
        .filter_map(|dependency| dependency.str("containerName"));
    let links = container.strings("links").map(link_target);
    let volumes = container
        .objects("volumesFrom")
        .filter_map(|from| from.str("sourceContainer"));
    depends.chain(links).chain(volumes).collect()
}

fn first_key_towards(container: Input<'_>, target: &str) -> &'static str {
    if container
        .objects("dependsOn")
        .any(|dependency| dependency.str("containerName") == Some(target))
    {
        "dependsOn"
    } else if container
        .strings("links")
        .any(|link| link_target(link) == target)
    {
        "links"
    } else {
        "volumesFrom"
    }
}

/// Depth first; the circle comes back with its first container repeated at the end.
fn walk(
    at: usize,
    edges: &[Vec<usize>],
    trail: &mut Vec<usize>,
    done: &mut [bool],
) -> Option<Vec<usize>> {
    if let Some(start) = trail.iter().position(|seen| *seen == at) {
        let mut circle = trail[start..].to_vec();
        circle.push(at);
        return Some(circle);
    }
    if done[at] {
        return None;
    }
    trail.push(at);
    for next in &edges[at] {
        if let Some(circle) = walk(*next, edges, trail, done) {
            return Some(circle);
        }
    }
    trail.pop();
    done[at] = true;
    None
}
