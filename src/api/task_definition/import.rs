//! What people have at hand when they paste a task definition: a request, or what Describe returned.

use crate::api::check::{self, Strictness};
use crate::api::finding::Finding;
use crate::api::json::{Node, key_path};
use crate::api::shapes::task_definition::REGISTER_TASK_DEFINITION;
use serde_json::Value;

/// Keys that only answers have; the shape marks the same ones.
const ONLY_ANSWERED: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// Where the definition stands in a document.
pub struct Found<'n> {
    pub definition: &'n Node,
    /// The start of every path into it: empty, or `taskDefinition`.
    pub path: &'static str,
    /// Tags beside it.
    pub tags: Option<&'n Node>,
}

/// Finds the definition: the document itself, or its `taskDefinition` when it is an answer of Describe or Register.
pub fn find(document: &Node) -> Found<'_> {
    match document.get("taskDefinition") {
        Some(definition) if document.get("containerDefinitions").is_none() => Found {
            definition,
            path: "taskDefinition",
            tags: document.get("tags"),
        },
        _ => Found {
            definition: document,
            path: "",
            tags: None,
        },
    }
}

/// Checks a document of either form against the shapes. `path` is where the document stands.
pub fn check(document: &Node, path: &str, strictness: Strictness, findings: &mut Vec<Finding>) {
    let found = find(document);
    let inner = if found.path.is_empty() {
        path.to_owned()
    } else {
        key_path(path, found.path)
    };
    check::check(
        found.definition,
        &REGISTER_TASK_DEFINITION,
        &inner,
        strictness,
        findings,
    );
    if let Some(tags) = found.tags
        && let Some(field) = REGISTER_TASK_DEFINITION.field("tags")
    {
        check::check_kind(
            tags,
            field.kind,
            &key_path(path, "tags"),
            strictness,
            findings,
        );
    }
}

/// The request in a value of either form: unwrapped, tags moved in, keys that only answers have left out.
pub fn to_request(value: &Value) -> Value {
    let wrapped = value
        .get("taskDefinition")
        .filter(|inner| inner.is_object() && value.get("containerDefinitions").is_none());
    let mut request = wrapped.unwrap_or(value).clone();
    let Value::Object(task) = &mut request else {
        return request;
    };
    if wrapped.is_some()
        && let Some(tags) = value.get("tags").filter(|tags| tags.is_array())
    {
        task.entry("tags").or_insert_with(|| tags.clone());
    }
    // An empty role is no role, as the service's own examples have it.
    for key in ["taskRoleArn", "executionRoleArn"] {
        if task.get(key).and_then(Value::as_str) == Some("") {
            task.remove(key);
        }
    }
    task.retain(|key, _| !ONLY_ANSWERED.contains(&key.as_str()));
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::shapes::Mark;

    #[test]
    fn the_shape_marks_the_same_keys() {
        let fields = REGISTER_TASK_DEFINITION.fields.iter();
        let marked = fields.filter(|field| field.mark == Mark::ReadOnly);
        let marked: Vec<&str> = marked.map(|field| field.key).collect();
        assert_eq!(marked, ONLY_ANSWERED);
    }
}
