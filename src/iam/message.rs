//! AWS's own words for a denial (iam 6.1).

use crate::iam::evaluate::{Decision, Outcome};
use crate::iam::layer::Layer;
use crate::iam::request::Request;
use crate::iam::special;

/// `User: … is not authorized to perform: …` with the reason, or `None` for what is allowed.
///
/// `policy_arn` is the ARN of the policy that denies explicitly, where it has one and the caller may see it.
pub fn access_denied(
    request: &Request,
    decision: &Decision,
    policy_arn: Option<&str>,
) -> Option<String> {
    if decision.outcome == Outcome::Allowed {
        return None;
    }
    let mut message = format!(
        "User: {} is not authorized to perform: {} on resource: {}",
        request.principal.text(),
        request.action(),
        request.resource.text(),
    );
    if let Some(reason) = reason(request, decision, policy_arn) {
        message.push(' ');
        message.push_str(&reason);
    }
    Some(message)
}

/// Why, as far as AWS says it; only one layer is named.
fn reason(request: &Request, decision: &Decision, policy_arn: Option<&str>) -> Option<String> {
    crate::iam_assumed!(INLINE_SUFFIX);
    let layer = decision.blocked_by().next()?;
    let assumes = special::assumes_a_role(request);
    if decision.outcome == Outcome::ExplicitlyDenied {
        let what = match layer {
            Layer::Scp => "a service control policy",
            Layer::Rcp => "a resource control policy",
            Layer::VpcEndpoint => "a VPC endpoint policy",
            Layer::ResourcePolicy if assumes => "the role trust policy",
            Layer::ResourcePolicy => "a resource-based policy",
            Layer::Boundary => "a permissions boundary",
            // The s is AWS's.
            Layer::Session => "a sessions policy",
            Layer::Identity => "an identity-based policy",
        };
        let with = format!("with an explicit deny in {what}");
        return Some(match policy_arn {
            Some(arn) => format!("{with}: {arn}"),
            None => with,
        });
    }
    // STS leaves the reason out when a role cannot be assumed.
    if assumes && layer == Layer::ResourcePolicy {
        return None;
    }
    let what = match layer {
        Layer::Scp => "service control policy",
        Layer::Rcp => "resource control policy",
        Layer::VpcEndpoint => "VPC endpoint policy",
        Layer::ResourcePolicy => "resource-based policy",
        Layer::Boundary => "permissions boundary",
        Layer::Session => "session policy",
        Layer::Identity => "identity-based policy",
    };
    let action = request.action();
    Some(format!("because no {what} allows the {action} action"))
}
