//! Policies that AWS wrote and keeps, which accounts attach by their ARNs (iam 10).
//!
//! As of 2026-03, from the policies as IAM publishes them; single values are written as lists. Those for tasks, container
//! instances, callers and ECS itself are here. One line each: ARN, version, document.

use std::sync::OnceLock;

const LINES: &str = include_str!("managed_policies.txt");

/// One policy of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    pub arn: &'static str,
    /// As JSON.
    pub document: &'static str,
}

impl ManagedPolicy {
    /// The last part of its ARN.
    pub fn name(&self) -> &'static str {
        self.arn.rsplit('/').next().unwrap_or(self.arn)
    }
}

/// All of them.
pub fn managed_policies() -> &'static [ManagedPolicy] {
    static TABLE: OnceLock<Vec<ManagedPolicy>> = OnceLock::new();
    TABLE.get_or_init(|| LINES.lines().filter_map(read).collect())
}

/// The policy of that ARN, or of that name alone.
pub fn managed_policy(reference: &str) -> Option<&'static ManagedPolicy> {
    let mut all = managed_policies().iter();
    all.find(|policy| policy.arn == reference || policy.name() == reference)
}

fn read(line: &'static str) -> Option<ManagedPolicy> {
    let (arn, rest) = line.split_once(' ')?;
    // AWS changes the document and keeps the ARN; the version is for whoever compares the table with its source.
    let (_version, document) = rest.split_once(' ')?;
    Some(ManagedPolicy { arn, document })
}
