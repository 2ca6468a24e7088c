//! What an instance must be able to do for this definition: platforms it fits, attributes it requires.
//!
//! task-definition §10 and scheduler §1.6: names seen in real output and what brings them about.

use super::fargate::{self, is_private_ecr};
use super::rules::Verdicts;
use crate::api::input::Input;
use crate::kernel::{SortedSet, sort_by};
use crate::model::task_definition::Compatibility;

const OLD: &str = "com.amazonaws.ecs.capability.";
const NEW: &str = "ecs.capability.";

/// Every platform the definition would be valid on. What it asked for is among them, as the rules have passed.
pub fn compatibilities(task: Input<'_>) -> Vec<Compatibility> {
    let mut fargate = Verdicts::default();
    fargate::check(task, &mut fargate);
    // A CPU value that Fargate does not have is refused with the task's size, not among Fargate's rules.
    let cpu_known = task
        .value("cpu")
        .and_then(super::size::cpu_units)
        .is_some_and(|units| crate::catalog::fargate_sizes::fargate_size(units).is_some());
    let mut fits = Vec::new();
    // Registration as such is validation for EC2, except for storage that only Fargate has.
    if !task.has("ephemeralStorage") && !task.has("trustedExecutionConfiguration") && !neuron(task)
    {
        fits.push(Compatibility::Ec2);
    }
    if cpu_known && fargate.first_refusal().is_none() {
        fits.push(Compatibility::Fargate);
    }
    if fits_external(task) {
        fits.push(Compatibility::External);
    }
    if fits_managed_instances(task) {
        fits.push(Compatibility::ManagedInstances);
    }
    for asked in task
        .strings("requiresCompatibilities")
        .filter_map(Compatibility::from_name)
    {
        if !fits.contains(&asked) {
            fits.push(asked);
        }
    }
    sort_by(&mut fits, Ord::cmp);
    fits
}

/// Names of the attributes an instance must carry, sorted.
pub fn required_attributes(task: Input<'_>) -> Vec<String> {
    let mut names = SortedSet::new();
    let mut add = |prefix: &str, name: &str| {
        names.insert([prefix, name].concat());
    };
    let execution_role = task.has("executionRoleArn");
    let mode = task.str("networkMode");
    if task.has("taskRoleArn") {
        let host = mode == Some("host");
        add(
            OLD,
            if host {
                "task-iam-role-network-host"
            } else {
                "task-iam-role"
            },
        );
        add(OLD, "docker-remote-api.1.18");
    }
    if mode == Some("awsvpc") {
        add(NEW, "task-eni");
        add(OLD, "docker-remote-api.1.18");
    }
    if task.has("pidMode") || task.has("ipcMode") {
        add(NEW, "pid-ipc-namespace-sharing");
    }
    if task.has("proxyConfiguration") {
        add(NEW, "aws-appmesh");
    }
    if task.has("ephemeralStorage") {
        add(NEW, "extensible-ephemeral-storage");
    }
    if task.bool("enableFaultInjection") == Some(true) {
        add(NEW, "fault-injection");
    }
    for volume in task.objects("volumes") {
        let efs = volume.object("efsVolumeConfiguration");
        if volume.has("efsVolumeConfiguration") {
            add(NEW, "efs");
            let authorization = efs.object("authorizationConfig");
            if authorization.has("accessPointId") || authorization.str("iam") == Some("ENABLED") {
                add(NEW, "efsAuth");
            }
        }
        if let Some(driver) = volume.object("dockerVolumeConfiguration").str("driver") {
            add(NEW, &["docker-plugin.", driver].concat());
        }
        if volume.has("s3filesVolumeConfiguration") {
            add(NEW, "storage.s3-files");
        }
        if volume.has("fsxWindowsFileServerVolumeConfiguration") {
            add(NEW, "fsxWindowsFileServer");
        }
        if volume.bool("configuredAtLaunch") == Some(true) {
            add(NEW, "storage.ebs-task-volume-attach");
        }
    }
    for container in task.objects("containerDefinitions") {
        of_container(container, execution_role, &mut add);
    }
    names.into_iter().collect()
}

fn of_container(container: Input<'_>, execution_role: bool, add: &mut dyn FnMut(&str, &str)) {
    if container.bool("privileged") == Some(true) {
        add(OLD, "privileged-container");
    }
    if container.has("healthCheck") {
        add(NEW, "container-health-check");
        add(OLD, "docker-remote-api.1.24");
        if container.object("healthCheck").has("startPeriod") {
            add(OLD, "docker-remote-api.1.29");
        }
    }
    if !container.list("dependsOn").is_empty() {
        add(NEW, "container-ordering");
    }
    if container.object("restartPolicy").bool("enabled") == Some(true) {
        add(NEW, "container-restart-policy");
    }
    if !container.list("environmentFiles").is_empty() {
        add(NEW, "env-files.s3");
    }
    if container.has("dockerLabels") {
        add(OLD, "docker-remote-api.1.18");
    }
    if container.has("repositoryCredentials") {
        add(NEW, "private-registry-authentication.secretsmanager");
    }
    if container.str("image").is_some_and(is_private_ecr) {
        add(OLD, "ecr-auth");
        if execution_role {
            add(NEW, "execution-role-ecr-pull");
        }
    }
    for secret in container.objects("secrets") {
        add(
            NEW,
            &["secrets.", secret_store(secret), ".environment-variables"].concat(),
        );
    }
    for spec in container.strings("credentialSpecs") {
        let domainless = spec.starts_with("credentialspecdomainless:");
        add(
            NEW,
            if domainless {
                "gmsa-domainless"
            } else {
                "gmsa"
            },
        );
    }
    if container
        .objects("portMappings")
        .any(|mapping| mapping.has("containerPortRange"))
    {
        add(NEW, "network.container-port-range");
    }
    if container.has("firelensConfiguration") {
        let firelens = container.object("firelensConfiguration");
        add(
            NEW,
            &["firelens.", firelens.str("type").unwrap_or("fluentbit")].concat(),
        );
        for (key, value) in firelens.map("options") {
            if key == "config-file-type" {
                add(NEW, &["firelens.options.config.", value].concat());
            }
        }
    }
    of_logging(container.object("logConfiguration"), execution_role, add);
}

fn of_logging(log: Input<'_>, execution_role: bool, add: &mut dyn FnMut(&str, &str)) {
    let Some(driver) = log.str("logDriver") else {
        return;
    };
    add(OLD, &["logging-driver.", driver].concat());
    add(OLD, "docker-remote-api.1.18");
    for secret in log.objects("secretOptions") {
        add(
            NEW,
            &["secrets.", secret_store(secret), ".bootstrap.log-driver"].concat(),
        );
    }
    if driver != "awslogs" {
        return;
    }
    add(OLD, "docker-remote-api.1.19");
    if execution_role {
        add(NEW, "execution-role-awslogs");
    }
    for (option, _) in log.map("options") {
        match option {
            "mode" | "max-buffer-size" => add(OLD, "docker-remote-api.1.28"),
            "awslogs-create-group" => add(OLD, "docker-remote-api.1.29"),
            _ => {}
        }
    }
}

/// Secrets Manager is named by its ARN; everything else is a parameter of Systems Manager.
fn secret_store(secret: Input<'_>) -> &'static str {
    let manager = secret.str("valueFrom").is_some_and(|from| {
        from.starts_with("arn:") && from.split(':').nth(2) == Some("secretsmanager")
    });
    if manager { "asm" } else { "ssm" }
}

fn fits_external(task: Input<'_>) -> bool {
    crate::assumed!(EXTERNAL_FIT);
    let volumes_fit = task.objects("volumes").all(|volume| {
        !volume.has("efsVolumeConfiguration")
            && !volume.has("s3filesVolumeConfiguration")
            && volume.bool("configuredAtLaunch") != Some(true)
    });
    let shares_gpu = task
        .objects("containerDefinitions")
        .flat_map(|container| container.objects("resourceRequirements"))
        .any(|requirement| requirement.has("sharingStrategy"));
    volumes_fit
        && !shares_gpu
        && !neuron(task)
        && task.str("networkMode") != Some("awsvpc")
        && task.bool("enableFaultInjection") != Some(true)
        && !task.has("proxyConfiguration")
        && !task.has("ephemeralStorage")
        && !task.has("trustedExecutionConfiguration")
}

fn fits_managed_instances(task: Input<'_>) -> bool {
    crate::assumed!(MANAGED_INSTANCES_FIT);
    const LOG_DRIVERS: &[&str] = &["awslogs", "splunk", "awsfirelens", "json-file"];
    let drivers_fit = task
        .objects("containerDefinitions")
        .filter_map(|container| container.object("logConfiguration").str("logDriver"))
        .all(|driver| LOG_DRIVERS.contains(&driver));
    matches!(task.str("networkMode"), Some("awsvpc" | "host"))
        && drivers_fit
        && !task.has("ephemeralStorage")
        && !super::task_level::is_windows(task)
}

fn neuron(task: Input<'_>) -> bool {
    task.objects("containerDefinitions")
        .flat_map(|container| container.objects("resourceRequirements"))
        .any(|requirement| requirement.str("type") == Some("NeuronDevice"))
}
