//! The keys of the account: users, roles, their policies, the organization above them.
//!
//! Policies themselves are not shapes: they are read by IAM's own grammar.

use crate::api::shapes::{Field, Kind, Shape};
use crate::scenario::shape::{TEXT, key, needed};

pub static ACCOUNT: Shape = Shape {
    name: "iam",
    fields: &[
        key(
            "caller",
            TEXT,
            "who asks when a step does not say; the root user when absent",
        ),
        key(
            "instanceRole",
            TEXT,
            "the role of container instances; what they do is not asked when absent",
        ),
        key(
            "serviceLinkedRole",
            Kind::Flag,
            "whether AWSServiceRoleForECS exists; true when absent",
        ),
        key(
            "kmsKeys",
            Kind::Map,
            "secrets encrypted with a key of one's own: the secret's ARN and the key's",
        ),
        key(
            "users",
            Kind::List {
                of: &Kind::Object(&USER),
                min: 0,
                max: 200,
            },
            "users with their policies",
        ),
        key(
            "roles",
            Kind::List {
                of: &Kind::Object(&ROLE),
                min: 0,
                max: 200,
            },
            "roles, with who may assume them",
        ),
        key(
            "scp",
            Kind::List {
                of: &Kind::Object(&LEVEL),
                min: 1,
                max: 10,
            },
            "levels of the organization, root first",
        ),
    ],
};

const NAME: Kind = Kind::Text { min: 1, max: 64 };

const POLICIES: Kind = Kind::List {
    of: &Kind::Any,
    min: 0,
    max: 20,
};

const PATH: Field = key("path", TEXT, "such as `/team/`; `/` when absent");
const TAGS: Field = key("tags", Kind::Map, "conditions see them as aws:PrincipalTag");
const OWN: Field = key(
    "policies",
    POLICIES,
    "policy documents, and names or ARNs of AWS's own",
);
const BOUNDARY: Field = key(
    "boundary",
    Kind::Any,
    "the permissions boundary: it limits and grants nothing",
);

static USER: Shape = Shape {
    name: "user",
    fields: &[
        needed("name", NAME, "the user's name"),
        PATH,
        TAGS,
        OWN,
        BOUNDARY,
    ],
};

static ROLE: Shape = Shape {
    name: "role",
    fields: &[
        needed("name", NAME, "the role's name"),
        needed(
            "trust",
            Kind::Any,
            "the trust policy, or the service that may assume it, such as `ecs-tasks.amazonaws.com`",
        ),
        PATH,
        TAGS,
        OWN,
        BOUNDARY,
    ],
};

static LEVEL: Shape = Shape {
    name: "scp",
    fields: &[
        key("org", TEXT, "the root, a unit or the account"),
        needed("policies", POLICIES, "service control policies"),
    ],
};
