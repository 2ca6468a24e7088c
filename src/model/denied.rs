//! ECS's literal texts for a start that a role's permissions do not reach (iam 11), and the parts of an ECR image's name.

use crate::model::arn::REGION;

/// What Secrets Manager says when the key of a secret may not be used; it does not pass IAM's sentence on.
pub const NO_KEY: &str = "Access to KMS is not allowed";

/// What was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The token for the registry.
    RegistryToken,
    /// An image, as the task definition writes it.
    Image(String),
    /// A secret, by its ARN.
    Secret(String),
    Parameter,
    LogStream,
}

impl Denied {
    /// The text with AWS's sentence in it: on Fargate the task's reason; on EC2 that of the container, or the task's where
    /// the agent fetches something for the whole task.
    pub fn text(&self, sentence: &str, on_fargate: bool) -> String {
        let exception = format!("AccessDeniedException: {sentence}");
        const RESOURCE: &str = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";
        match (self, on_fargate) {
            (Denied::RegistryToken, true) => format!(
                "{RESOURCE} unable to retrieve ecr registry auth: service call has been retried 1 time(s): {exception}"
            ),
            (Denied::RegistryToken, false) => format!("CannotPullECRContainerError: {exception}"),
            (Denied::Image(image), true) => {
                let (host, tag) = (
                    image.split('/').next().unwrap_or(image),
                    ecr_parts(image).map_or("latest", |it| it.tag),
                );
                format!(
                    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref \
                     {image}: pulling from host {host} failed with status code [manifests {tag}]: 403 Forbidden"
                )
            }
            (Denied::Image(image), false) => {
                let (repository, _) = named(image);
                format!(
                    "CannotPullContainerError: Error response from daemon: pull access denied for {repository}, repository \
                     does not exist or may require 'docker login': denied: requested access to the resource is denied"
                )
            }
            (Denied::Secret(arn), true) => format!(
                "{RESOURCE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch \
                 secret {arn} from secrets manager: {exception}"
            ),
            (Denied::Secret(arn), false) => format!(
                "Fetching secret data from AWS Secrets Manager in region {REGION}: secret {arn}: {exception}"
            ),
            (Denied::Parameter, true) => format!(
                "{RESOURCE} unable to retrieve secrets from ssm: service call has been retried 1 time(s): {exception}"
            ),
            (Denied::Parameter, false) => {
                format!("Fetching secret data from SSM Parameter Store in {REGION}: {exception}")
            }
            (Denied::LogStream, true) => format!(
                "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: \
                 failed to create Cloudwatch log stream: {exception} : exit status 1"
            ),
            (Denied::LogStream, false) => format!(
                "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to \
                 create Cloudwatch log stream: {exception}"
            ),
        }
    }
}

/// What ECS says when it may not assume a role of the task, by its ARN: to RunTask, and in a service's events.
pub fn unable_to_assume(role: &str) -> String {
    format!(
        "ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being \
         passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
    )
}

/// An image's name without tag and digest, and what names it there: the digest, else the tag, else `latest`.
fn named(image: &str) -> (&str, &str) {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    // A colon before the last slash is that of a port.
    let last = name.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match name[last..].find(':') {
        Some(at) => (&name[..last + at], &name[last + at + 1..]),
        None => (name, "latest"),
    };
    (name, digest.unwrap_or(tag))
}

/// The parts of `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcrParts<'a> {
    pub account: &'a str,
    pub region: &'a str,
    pub repository: &'a str,
    /// Or the digest; `latest` when it says neither.
    pub tag: &'a str,
}

/// Reads the name of an image in a private registry of ECR; `None` for every other image.
pub fn ecr_parts(image: &str) -> Option<EcrParts<'_>> {
    let (host, rest) = image.split_once('/')?;
    let (account, host) = host.split_once(".dkr.ecr.")?;
    let region = host.strip_suffix(".amazonaws.com")?;
    let (repository, tag) = named(rest);
    Some(EcrParts {
        account,
        region,
        repository,
        tag,
    })
}
