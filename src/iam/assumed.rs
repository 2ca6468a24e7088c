//! The registry of our own choices about IAM: what AWS does not document and an evaluator has to decide.
//!
//! As `model::assumed`, but apart from it: the page shows that register, and the evaluator knows nothing of the simulation.

/// Marks code that rests on a registered choice.
#[macro_export]
macro_rules! iam_assumed {
    ($name:ident) => {
        const _: $crate::kernel::Assumption = $crate::iam::assumed::$name;
    };
}

crate::registry! {
    OPERATOR_CASE: "iam 1",
        "Names of condition operators and their prefixes are read without regard to case; AWS's own guide writes ARNEquals.";
    UNREADABLE_POLICY: "iam 1.2",
        "A policy that does not follow the grammar allows nothing and denies nothing; the others of its layer still count. What IAM would merely refuse to store (an action without a vendor, an odd ARN) is judged: the entry matches nothing.";
    VENDOR_WILDCARD: "iam 2.1",
        "A wildcard in the service prefix of an action matches nothing.";
    SEGMENT_CASE: "iam 2.2",
        "Partition, service, region and account of a Resource are compared without regard to case, the rest with it.";
    TYPE_WILDCARD: "iam 2.2",
        "A wildcard in the resource type of an ARN matches like any other.";
    SHORT_ARN: "iam 2.2",
        "An ARN of fewer than six segments is filled up with stars: in identity policies, boundaries and session policies always; on resources and endpoints when a segment has a wildcard; in SCPs when the last one ends in a star; in RCPs never. NotResource fills up everywhere but in RCPs.";
    NOT_RESOURCE_VARIABLE: "iam 2.2",
        "A NotResource entry whose variable has no value excludes nothing.";
    SERVICE_STAR: "iam 2.3",
        "Principal {\"AWS\": \"*\"} matches service principals too.";
    BARE_PRINCIPAL: "iam 2.3",
        "A Principal that is a bare text other than * is read as {\"AWS\": …}.";
    ROLE_PATH: "iam 2.3",
        "A session's ARN does not say the path of its role. A Principal that names a role matches a session by account and role name, which is unique; aws:PrincipalArn in the context makes it exact.";
    FEDERATED_NAME: "iam 5.4",
        "The session of GetFederationToken belongs to the user of the same name.";
    NOT_PRINCIPAL_LEVELS: "iam 2.3",
        "A Deny with NotPrincipal spares a user only if user and account are listed, a role session only if session, role and account are; another user of a listed account is denied.";
    VARIABLE_SPELLING: "iam 3",
        "In ${key, 'default'} blanks are optional and single quotes are not; with other quotes the variable has no value. A string with one variable without value has none.";
    VARIABLE_LITERAL: "iam 3",
        "A * or ? that comes from a variable's value or default is no wildcard, and a value is not searched for variables again.";
    BOOL_VARIABLES: "iam 3",
        "Variables are replaced under Bool too.";
    EMPTY_VALUES: "iam 4.3",
        "A key whose only values are empty texts counts as missing.";
    FOR_ANY_MISSING: "iam 4.3",
        "ForAnyValue is false when the key is missing, with IfExists and with negated operators too.";
    NULL_SETS: "iam 4.3",
        "Null under ForAllValues or ForAnyValue follows the rule of sets: without values true or false whatever the policy says.";
    MANY_WITHOUT_SET: "iam 4.4",
        "A key with several values never satisfies an operator without ForAllValues or ForAnyValue, not even with one value, nor a negated one.";
    MALFORMED_VALUES: "iam 4.2",
        "A value that is no number, date, address or ARN where the operator wants one makes it false, also the negated one.";
    NO_POLICY_VALUES: "iam 4.1",
        "An operator with an empty list of values is false, a negated one true.";
    BOOL_TEXT: "iam 4.2",
        "Under Bool a text other than true and false matches nothing.";
    EPOCH_MILLIS: "iam 4.2",
        "A date written as a whole number above 100,000,000,000 is in milliseconds, below in seconds; four digits are a year.";
    TAG_CASE: "iam 13 #12",
        "Tag keys inside condition keys are compared without regard to case; of two keys that differ only so, either may satisfy a condition, and a variable takes the first.";
    SESSION_UNION: "iam 5.2",
        "Several session policies allow what any of them allows.";
    RCP_SERVICES: "iam 1",
        "Resource control policies apply to s3, sts, kms, sqs, secretsmanager, ecr, dynamodb, logs, cognito and aoss, and to nothing else.";
    EMPTY_LAYER: "iam 0.1",
        "An empty list of organization levels allows nothing, like a level without policies.";
    ROOT_ABROAD: "iam 5.3",
        "The root user needs only the resource policy in another account.";
    AWS_OWNED: "iam 5.5",
        "Writes to AWS's own policies, reserved roles and key aliases end as an implicit denial which no layer is to blame for.";
    MESSAGE_LAYER: "iam 6.1",
        "A denial names one layer. Explicit: SCP, RCP, endpoint, resource, boundary, session, identity; implicit: SCP, RCP, endpoint, identity, resource, boundary, session; the first in this order.";
    INLINE_SUFFIX: "iam 6.1",
        "A policy without an ARN of its own leaves the message of an explicit denial without a suffix.";
    ENDPOINT_PRINCIPAL: "iam 13 #28",
        "The Principal of an endpoint policy matches like that of a resource policy.";
    TRUST_SIZE: "iam 1.1",
        "A trust policy may have 2,048 characters.";
}
