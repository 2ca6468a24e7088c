//! Services and resources for which the ladder has rules of their own (iam 1, 5.5).

use crate::iam::request::Request;

/// Services whose resources obey resource control policies. ECS is not among them.
pub const RCP_SERVICES: &[&str] = &[
    "aoss",
    "cognito-identity",
    "cognito-idp",
    "cognito-sync",
    "dynamodb",
    "ecr",
    "kms",
    "logs",
    "s3",
    "secretsmanager",
    "sqs",
    "sts",
];

/// Whether resource control policies have a say about the request.
pub(super) fn obeys_rcps(request: &Request) -> bool {
    crate::iam_assumed!(RCP_SERVICES);
    let service = request.service();
    RCP_SERVICES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(service))
}

/// Whether the call assumes a role, so that the resource policy is a trust policy.
pub(super) fn assumes_a_role(request: &Request) -> bool {
    let name = request.action_name();
    let begins = |prefix: &str| {
        name.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    request.service().eq_ignore_ascii_case("sts")
        && (begins("AssumeRole")
            || name.eq_ignore_ascii_case("TagSession")
            || name.eq_ignore_ascii_case("SetSourceIdentity"))
}

/// Whether the resource's own policy must allow the caller or the caller's account, whatever identity policies say: trust
/// policies and policies of KMS keys.
pub(super) fn resource_decides(request: &Request) -> bool {
    let is_key = || {
        let segments = request.resource.segments();
        segments.is_some_and(|it| it[2] == "kms" && it[5].starts_with("key/"))
    };
    assumes_a_role(request) || request.service().eq_ignore_ascii_case("kms") && is_key()
}

/// Whether the request would change what belongs to AWS itself; no policy can allow that.
pub(super) fn is_owned_by_aws(request: &Request) -> bool {
    crate::iam_assumed!(AWS_OWNED);
    let Some([_, _, service, _, account, resource]) = request.resource.segments() else {
        return false;
    };
    let theirs = match service {
        "iam" => account == "aws" || resource.starts_with("role/aws-"),
        "kms" => resource.starts_with("alias/aws/"),
        _ => false,
    };
    if !theirs {
        return false;
    }
    let action = request.action_name().to_ascii_lowercase();
    let begins = |prefixes: &[&str]| prefixes.iter().any(|it| action.starts_with(it));
    let reads = begins(&["get", "list", "describe", "simulate", "generate"]);
    match (request.service().to_ascii_lowercase().as_str(), service) {
        ("iam", "iam") if account == "aws" => resource.starts_with("policy/") && !reads,
        ("iam", "iam") if resource.starts_with("role/aws-reserved/") => !reads,
        // What is made for making, describing and deleting service-linked roles stays possible.
        ("iam", "iam") if resource.starts_with("role/aws-service-role/") => {
            let for_them = [
                "createservicelinkedrole",
                "deleteservicelinkedrole",
                "updateroledescription",
                "passrole",
            ];
            !reads && !for_them.contains(&action.as_str())
        }
        ("kms", "kms") if resource.starts_with("alias/aws/") => {
            begins(&["create", "delete", "update"])
        }
        _ => false,
    }
}
