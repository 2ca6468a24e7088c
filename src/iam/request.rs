//! What is asked: who, which action, on which resource, under which circumstances.

use crate::iam::place::Span;
use crate::iam::principal::{Principal, is_account};

/// One question to IAM. A call that touches several resources is several questions, and each must be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub principal: Principal,
    action: String,
    colon: u32,
    /// Beginnings of service and name.
    pub(super) keys: [u64; 2],
    pub resource: Resource,
    /// The account that owns the resource.
    resource_account: String,
    pub context: Context,
}

/// The resource of a request: an ARN, or `*` for an action that is about none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    text: String,
    /// The six segments of an ARN.
    segments: Option<[Span; 6]>,
}

/// The keys a service sends along. Names are compared without regard to case (iam 3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    keys: Vec<(String, Values)>,
}

/// The values of a key. A key of a list type is `Many` however many values it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    pub(super) fn texts(&self) -> &[String] {
        match self {
            Values::One(text) => std::slice::from_ref(text),
            Values::Many(texts) => texts,
        }
    }

    /// Whether there is anything to compare: a key with nothing but empty texts counts as missing.
    pub(super) fn is_present(&self) -> bool {
        crate::iam_assumed!(EMPTY_VALUES);
        self.texts().iter().any(|text| !text.is_empty())
    }
}

impl Request {
    /// A question about `action` (`service:Name`), or `None` when the action is not written so. Without
    /// `resource_account` the owner is the account in the ARN, and the caller's where the ARN has none.
    pub fn new(
        principal: Principal,
        action: &str,
        resource: &str,
        resource_account: Option<&str>,
        context: Context,
    ) -> Option<Request> {
        let colon = action.find(':')?;
        if colon == 0 || colon + 1 == action.len() {
            return None;
        }
        let resource = Resource::new(resource);
        let owner = resource_account
            .or(Some(resource.account()).filter(|account| is_account(account)))
            .unwrap_or(principal.account())
            .to_owned();
        Some(Request {
            principal,
            action: action.to_owned(),
            colon: colon as u32,
            keys: [beginning(&action[..colon]), beginning(&action[colon + 1..])],
            resource,
            resource_account: owner,
            context,
        })
    }

    /// `service:Name`, as it was given.
    pub fn action(&self) -> &str {
        &self.action
    }

    pub fn service(&self) -> &str {
        &self.action[..self.colon as usize]
    }

    pub fn action_name(&self) -> &str {
        &self.action[self.colon as usize + 1..]
    }

    pub fn resource_account(&self) -> &str {
        &self.resource_account
    }

    /// Whether caller and resource belong to different accounts.
    pub fn is_cross_account(&self) -> bool {
        self.principal.account() != self.resource_account
    }

    /// Whether the action is this one; names of actions ignore case.
    pub(super) fn is_action(&self, action: &str) -> bool {
        self.action.eq_ignore_ascii_case(action)
    }
}

impl Resource {
    pub fn new(text: &str) -> Resource {
        Resource {
            text: text.to_owned(),
            segments: segments(text),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The segments of the ARN; `None` for `*` and what is no ARN.
    pub(super) fn segments(&self) -> Option<[&str; 6]> {
        Some(self.segments?.map(|segment| segment.of(&self.text)))
    }

    fn account(&self) -> &str {
        self.segments()
            .map_or("", |[_, _, _, _, account, _]| account)
    }
}

/// The first eight bytes without their case, as a number: texts that differ in it are different.
pub(super) fn beginning(text: &str) -> u64 {
    let bytes = text.bytes().take(8);
    bytes.fold(0, |key, byte| {
        key << 8 | u64::from(byte.to_ascii_lowercase())
    })
}

/// Splits at the first five colons; `None` when there are fewer, or it does not begin with `arn`.
fn segments(text: &str) -> Option<[Span; 6]> {
    let mut segments = [Span::default(); 6];
    let mut start = 0;
    for segment in &mut segments[..5] {
        let end = start + text[start..].find(':')?;
        *segment = Span::new(start, end);
        start = end + 1;
    }
    segments[5] = Span::new(start, text.len());
    (segments[0].of(text) == "arn").then_some(segments)
}

impl Context {
    pub fn new() -> Context {
        Context::default()
    }

    /// Adds a key with one value.
    pub fn one(mut self, key: &str, value: impl Into<String>) -> Context {
        self.add(key, Values::One(value.into()));
        self
    }

    /// Adds a key of a list type.
    pub fn many(mut self, key: &str, values: &[&str]) -> Context {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.add(key, Values::Many(values));
        self
    }

    /// Adds a key. Two keys that differ in case alone are both kept.
    pub fn add(&mut self, key: &str, values: Values) {
        self.keys.push((key.to_owned(), values));
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Values)> {
        self.keys.iter().map(|(key, values)| (key.as_str(), values))
    }

    /// What the request has under this name.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = &Values> {
        crate::iam_assumed!(TAG_CASE);
        self.keys
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, values)| values)
    }

    /// The value of a key that has one; what a variable is replaced by.
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.values(key).next()? {
            Values::One(text) => Some(text),
            Values::Many(_) => None,
        }
    }
}
