//! What IAM refuses although the grammar is kept, in its words (iam 1.2).

use std::collections::BTreeSet;

use crate::iam::check::{Also, Checker, Here, conditions, entries, statements};
use crate::iam::json::Node;
use crate::iam::operator::{Comparison, Operator};
use crate::iam::place::Span;
use crate::iam::policy::PolicyKind;
use crate::iam::values::date;

/// Parts of AWS.
const PARTITIONS: [&str; 3] = ["aws", "aws-cn", "aws-us-gov"];
/// What ARNs of IAM may begin with behind the account.
const IAM_PATHS: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

impl Checker {
    pub(super) fn version(&mut self, root: Node<'_>, version: Option<&str>) {
        use PolicyKind::{Boundary, Managed, Rcp, Scp};
        if version == Some("2012-10-17") || version.is_none() && root.get("Version").is_some() {
            return;
        }
        let place = match root.get("Version") {
            Some(version) => version.place(),
            None => Span {
                end: root.place().start + 1,
                ..root.place()
            },
        };
        let help = "write `\"Version\": \"2012-10-17\"`";
        if matches!(self.kind, Managed | Boundary | Scp | Rcp) {
            let literal = "Policy document must be version 2012-10-17 or greater.";
            let message = "a policy of this kind needs the version 2012-10-17";
            let finding = self.error("iam 1.2 #2", "Version", place, message);
            finding.advise(help).says(literal);
        } else if version.is_none() {
            let message = "without a version this is the language of 2008, which has no variables";
            self.warn("iam 1", "Version", place, message).advise(help);
        }
    }

    pub(super) fn sids(&mut self, root: Node<'_>) {
        let mut seen = BTreeSet::new();
        for (index, statement) in statements(root) {
            let Some((sid, text)) = statement
                .get("Sid")
                .and_then(|sid| Some((sid, sid.as_str()?)))
            else {
                continue;
            };
            let path = format!("Statement[{index}].Sid");
            if !text.is_empty() && !seen.insert(text) {
                let message = format!("two statements are called `{text}`");
                let finding = self.error("iam 1.2 #16", &path, sid.place(), message);
                finding.says("Statement IDs (SID) in a single policy must be unique.");
            }
            let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !plain && !self.kind.names_principals() {
                let message = "a Sid has letters and digits only";
                self.error("iam 1", &path, sid.place(), message);
            }
        }
    }

    pub(super) fn refusals(&mut self, here: Here<'_>) {
        for (element, entry) in entries(here.node, "Action", "NotAction") {
            if let Some(action) = entry.as_str() {
                self.action(here, element, entry, action);
            }
        }
        for (element, entry) in entries(here.node, "Resource", "NotResource") {
            if let Some(resource) = entry.as_str().filter(|it| *it != "*") {
                self.resource(here, element, entry, resource);
            }
        }
        for (name, _, values) in conditions(here.node) {
            let operator = Operator::from_name(name.as_str().unwrap_or(""));
            let dates = operator.is_some_and(|it| matches!(it.comparison, Comparison::Date(_)));
            for value in values.one_or_many().filter(|_| dates) {
                let Some(text) = value.as_scalar().filter(|it| !is_accepted_date(it)) else {
                    continue;
                };
                let message = format!("`{text}` is no date");
                let path = here.path("Condition");
                let finding = self.error("iam 1.2 #7", path, value.place(), message);
                finding.says("The policy failed legacy parsing");
                finding.advise("write `2026-11-22T10:00:00Z`, or seconds since 1970");
            }
        }
    }

    fn action(&mut self, here: Here<'_>, element: &str, entry: Node<'_>, action: &str) {
        let path = here.path(element);
        let place = entry.place();
        let Some((vendor, name)) = action.split_once(':') else {
            if action != "*" {
                let message = format!("`{action}` does not say which service it belongs to");
                let finding = self.error("iam 1.2 #4", path, place, message);
                finding.says(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                );
                finding.advise("write `service:Name`, such as `ecs:RunTask`");
            }
            return;
        };
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        if vendor.is_empty() || !vendor.bytes().all(fine) {
            let message = format!("`{vendor}` is no service");
            let finding = self.error("iam 1.2 #5", path, place, message);
            finding.says(format!("Vendor {vendor} is not valid"));
            finding.advise("the service is written out, without wildcards");
        } else if name.contains(':') {
            let message = format!("`{action}` has two colons");
            let finding = self.error("iam 1.2 #10", path, place, message);
            finding.says("Actions/Condition can contain only one colon.");
        }
    }

    fn resource(&mut self, here: Here<'_>, element: &str, entry: Node<'_>, resource: &str) {
        let place = entry.place();
        let segments: Vec<&str> = resource.splitn(6, ':').collect();
        let legacy = "The policy failed legacy parsing".to_owned();
        let (rule, message, literal) = match segments.as_slice() {
            [_] => (
                "iam 1.2 #6",
                format!("`{resource}` is no ARN"),
                format!("Resource {resource} must be in ARN format or \"*\"."),
            ),
            [_, partition, ..] if !is_partition(partition) => {
                let mut filled = segments.clone();
                filled[0] = "arn";
                filled.resize(6, "*");
                let arn = filled.join(":");
                (
                    "iam 1.2 #8",
                    format!("`{partition}` is no partition of AWS"),
                    format!("Partition \"{partition}\" is not valid for resource \"{arn}\"."),
                )
            }
            [_, _] => (
                "iam 1.2 #9",
                format!("`{resource}` does not name a service"),
                "Resource vendor must be fully qualified and cannot contain regexes.".to_owned(),
            ),
            [_, _, "", ..] => ("iam 1.2 #7", format!("`{resource}` has no service"), legacy),
            [_, _, _, _] | [_, _, _, _, _] => (
                "iam 1.2 #7",
                format!("`{resource}` has {} of six segments", segments.len()),
                legacy,
            ),
            [_, _, "iam", region, ..] if !region.is_empty() => (
                "iam 1.2 #13",
                "IAM belongs to no region".to_owned(),
                "IAM resource ARN cannot contain region information.".to_owned(),
            ),
            [_, _, "iam", _, _, path]
                if *path != "*" && !IAM_PATHS.iter().any(|it| path.starts_with(it)) =>
            {
                (
                    "iam 1.2 #14",
                    format!("`{path}` is no kind of resource of IAM"),
                    format!(
                        "IAM resource path must either be \"*\" or start with {}.",
                        IAM_PATHS.join(", ")
                    ),
                )
            }
            [_, _, "s3", region, "", _] if !region.is_empty() => (
                "iam 1.2 #15",
                "the ARN of a bucket or object has no region".to_owned(),
                "Resource ARN can not contain region information.".to_owned(),
            ),
            _ => return,
        };
        let path = here.path(element);
        let finding = self.error(rule, path, place, message).says(literal);
        finding.advise("an ARN is `arn:partition:service:region:account:resource`");
    }
}

fn is_partition(text: &str) -> bool {
    PARTITIONS.contains(&text) || text.starts_with("aws-iso") || text == "*"
}

/// IAM stores some texts as dates that are none, such as `01T`.
fn is_accepted_date(text: &str) -> bool {
    let odd =
        text.len() == 3 && text.ends_with('T') && text.starts_with(|it: char| it.is_ascii_digit());
    let epoch = text.parse::<i64>().is_ok();
    date::nanos(text).is_some() || odd || epoch
}
