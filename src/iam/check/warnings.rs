//! What IAM takes, and what hardly means what was meant.

use crate::iam::check::{Also, Checker, Here, conditions, entries};
use crate::iam::json::{Kind, Node};
use crate::iam::operator::{Comparison, Operator, Set};
use crate::iam::policy::PolicyKind;
use crate::iam::values::{address, binary, number};
use crate::iam::variables::{Piece, pieces};

/// Global keys that hold lists, so that only ForAllValues and ForAnyValue can compare them (iam 4.4).
const LISTS: &[&str] = &[
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
    "aws:vpceorgpaths",
];

impl Checker {
    pub(super) fn warnings(&mut self, here: Here<'_>) {
        self.broad(here);
        for (element, entry) in entries(here.node, "Action", "NotAction") {
            let action = entry.as_str().unwrap_or("");
            if action.contains(char::is_whitespace) || action.ends_with(':') {
                let message = format!("`{action}` matches no action");
                let path = here.path(element);
                let finding = self.warn("iam 2.1", path, entry.place(), message);
                finding.advise("an action is `service:Name`, without blanks");
            } else if action.contains("${") {
                let message = "variables are not replaced in actions";
                self.warn("iam 3", here.path(element), entry.place(), message);
            }
        }
        for (element, entry) in entries(here.node, "Resource", "NotResource") {
            if let Some(resource) = entry.as_str() {
                self.doubtful_resource(here, element, entry, resource);
            }
        }
        for (name, key, values) in conditions(here.node) {
            if let Some(operator) = Operator::from_name(name.as_str().unwrap_or("")) {
                self.condition(here, operator, key, values);
            }
        }
    }

    /// Elements with Not that grant, and grants to everybody.
    fn broad(&mut self, here: Here<'_>) {
        let has = |key| here.node.get(key);
        if here.allows() {
            if let Some(value) = has("NotAction") {
                let message = "this allows every action but these, also of services to come";
                self.warn("iam 2.1", here.path("NotAction"), value.place(), message);
            }
            if let Some(value) = has("NotPrincipal") {
                let message = "this allows everybody but these, also who is not signed in";
                let path = here.path("NotPrincipal");
                let finding = self.warn("iam 2.3", path, value.place(), message);
                finding.advise("deny with NotPrincipal, or allow with Principal");
            }
            let everyone = has("Principal").filter(|it| {
                let aws = it.get("AWS").and_then(Node::as_str);
                it.as_str() == Some("*") || aws == Some("*")
            });
            let on_resource = matches!(self.kind, PolicyKind::Resource | PolicyKind::Trust);
            let open = on_resource && has("Condition").is_none();
            if let Some(value) = everyone.filter(|_| open) {
                let message = "this allows everybody, also who is not signed in";
                let path = here.path("Principal");
                let finding = self.warn("iam 2.3", path, value.place(), message);
                finding.advise("name accounts or roles, or add a condition");
            }
        } else if let Some(value) = has("NotPrincipal") {
            let aws = value.get("AWS").into_iter();
            let mut aws = aws.flat_map(Node::one_or_many).filter_map(Node::as_str);
            let account = aws.any(|it| it.len() == 12 || it.ends_with(":root"));
            if !account && value.get("AWS").is_some() {
                let message =
                    "this denies the listed ones too, because their account is not listed";
                let path = here.path("NotPrincipal");
                let finding = self.warn("iam 2.3", path, value.place(), message);
                finding.advise("list the account, the role and the session as well");
            }
        }
    }

    fn doubtful_resource(
        &mut self,
        here: Here<'_>,
        element: &str,
        entry: Node<'_>,
        resource: &str,
    ) {
        let (path, place) = (here.path(element), entry.place());
        let segments: Vec<&str> = resource.splitn(6, ':').collect();
        if segments.len() == 3 {
            let message =
                format!("`{resource}` has three of six segments; the others count as `*`");
            self.warn("iam 2.2", path.as_str(), place, message);
        }
        if segments
            .get(2)
            .is_some_and(|it| *it != "*" && it.contains(['*', '?']))
        {
            let message = "a wildcard in the service of an ARN is not supported";
            self.warn("iam 2.2", path.as_str(), place, message);
        }
        if let [head @ .., last] = segments.as_slice() {
            let kind = last.split(['/', ':']).next().unwrap_or("");
            let s3 = segments.get(2) == Some(&"s3");
            if segments.len() == 6 && !s3 && kind != *last && kind.contains(['*', '?']) {
                let message =
                    format!("`{kind}`: a wildcard in the type of a resource is not supported");
                self.warn("iam 2.2", path.as_str(), place, message);
            }
            if head.iter().any(|it| it.contains("${")) {
                let message = "variables are replaced behind the fifth colon only";
                self.warn("iam 3", path.as_str(), place, message);
            }
        }
        self.variables(here, path, entry, resource);
    }

    /// Spellings of variables that have no value, and variables in a version without any.
    fn variables(&mut self, here: Here<'_>, path: String, entry: Node<'_>, text: &str) {
        if !text.contains("${") {
            return;
        }
        if !here.variables {
            let message = "variables are not replaced in this version of the language";
            let finding = self.warn("iam 3", path, entry.place(), message);
            finding.advise("write `\"Version\": \"2012-10-17\"`");
            return;
        }
        for piece in pieces(text) {
            match piece {
                Piece::Unresolved(spelling) => {
                    let message = format!("`{spelling}` never has a value");
                    let finding = self.warn("iam 3", path.as_str(), entry.place(), message);
                    finding.advise("write `${key, 'default'}`, in single quotes");
                }
                Piece::Text(rest) if rest.contains("${") => {
                    let message = "this `${` is never closed, so it is text";
                    self.warn("iam 3", path.as_str(), entry.place(), message);
                }
                Piece::Variable { key, .. } if LISTS.contains(&&*key.to_ascii_lowercase()) => {
                    let message = format!("`{key}` is a list, and a list is no variable");
                    self.warn("iam 3", path.as_str(), entry.place(), message);
                }
                _ => {}
            }
        }
    }

    fn condition(&mut self, here: Here<'_>, operator: Operator, key: Node<'_>, values: Node<'_>) {
        let path = here.path("Condition");
        let name = key.as_str().unwrap_or("");
        let list = LISTS.iter().any(|it| it.eq_ignore_ascii_case(name));
        if list && operator.set == Set::One && operator.comparison != Comparison::Null {
            let message = format!("`{name}` is a list, which this operator never matches");
            let finding = self.warn("iam 4.4", path.as_str(), key.place(), message);
            finding.advise("put ForAnyValue: or ForAllValues: before the operator");
        }
        if here.allows() && operator.set == Set::All && !self.is_guarded(here, name) {
            let message = format!("this is also true when the request has no `{name}`");
            let finding = self.warn("iam 4.4", path.as_str(), key.place(), message);
            finding.advise("add a Null condition with \"false\" on the same key");
        }
        if values.kind() == Kind::List && values.elements().next().is_none() {
            let message = "there is no value to compare with";
            self.warn("iam 4.1", path.as_str(), values.place(), message);
        }
        for value in values.one_or_many() {
            if let Some(text) = value.as_scalar() {
                self.value(here, operator, value, text);
            }
        }
    }

    fn is_guarded(&self, here: Here<'_>, key: &str) -> bool {
        conditions(here.node).any(|(name, other, values)| {
            let null = name
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case("Null"));
            let same = other
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case(key));
            let mut texts = values.one_or_many().filter_map(Node::as_scalar);
            null && same && texts.any(|it| it.eq_ignore_ascii_case("false"))
        })
    }

    fn value(&mut self, here: Here<'_>, operator: Operator, value: Node<'_>, text: &str) {
        let path = here.path("Condition");
        if operator.has_variables() {
            self.variables(here, path.clone(), value, text);
        } else if text.contains("${") {
            let message = "variables are not replaced under this operator";
            self.warn("iam 3", path, value.place(), message);
            return;
        }
        if here.variables && text.contains("${") {
            return;
        }
        let wanted = match operator.comparison {
            Comparison::Numeric(_) if number::decimal(text).is_none() => "a number",
            Comparison::IpAddress if address::network(text).is_none() => "an address or range",
            Comparison::Binary if binary::bytes(text).is_none() => "base64",
            Comparison::Arn if text.splitn(6, ':').count() < 6 => "an ARN of six segments",
            Comparison::Bool | Comparison::Null
                if !text.eq_ignore_ascii_case("true") && !text.eq_ignore_ascii_case("false") =>
            {
                "true or false"
            }
            Comparison::StringEquals | Comparison::StringEqualsIgnoreCase if text.contains('*') => {
                let message = format!("`{text}`: a star is no wildcard under this operator");
                let finding = self.warn("iam 4.2", path, value.place(), message);
                finding.advise("use StringLike");
                return;
            }
            _ => return,
        };
        let message = format!("`{text}` is not {wanted}, so it matches nothing");
        self.warn("iam 4.2", path, value.place(), message);
    }
}
