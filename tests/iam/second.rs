//! A second evaluator: slow, plain, written from the fact sheet and not from the first one.
//!
//! It works on JSON values, copies texts freely and tries everything. Policies it gets are well-formed.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

/// Decision and layers to blame, sorted.
pub type Answer = (String, Vec<String>);

/// What a case comes to.
pub fn decide(case: &Value) -> Answer {
    let case = Case::of(case);
    if case.action.eq_ignore_ascii_case("sts:GetCallerIdentity") {
        return ("Allowed".into(), vec![]);
    }
    let layers = case.layers();
    let denying: Vec<String> = layers
        .iter()
        .filter(|(_, layer)| layer.denies)
        .map(|(name, _)| name.clone())
        .collect();
    if !denying.is_empty() {
        return ("ExplicitlyDenied".into(), sorted(denying));
    }
    let missing = case.missing(&layers);
    match missing.is_empty() {
        true => ("Allowed".into(), vec![]),
        false => ("ImplicitlyDenied".into(), sorted(missing)),
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[derive(Default)]
struct Layer {
    denies: bool,
    allows: bool,
    /// In the resource policy: what the allowing statements say about the caller.
    names_itself: bool,
    names_behind: bool,
}

struct Case {
    principal: String,
    /// `root`, `user`, `role`, `session`, `federated`, `service`, `anonymous`
    kind: &'static str,
    account: String,
    name: String,
    action: String,
    resource: String,
    owner: String,
    context: BTreeMap<String, Value>,
    policies: Value,
}

impl Case {
    fn of(case: &Value) -> Case {
        let request = &case["request"];
        let principal = request["principal"]
            .as_str()
            .unwrap_or("anonymous")
            .to_owned();
        let part = |index: usize| principal.split(':').nth(index).unwrap_or("").to_owned();
        let own = part(5);
        let kind = match own.split('/').next().unwrap() {
            _ if principal == "anonymous" => "anonymous",
            _ if !principal.starts_with("arn:") => "service",
            "root" => "root",
            "user" => "user",
            "role" => "role",
            "assumed-role" => "session",
            "federated-user" => "federated",
            other => panic!("{other}"),
        };
        let name = match kind {
            "session" => own.split('/').nth(1).unwrap(),
            _ => own.split('/').next_back().unwrap(),
        };
        let star = request["wildcard_only_action"] == true;
        let context = request["context"].as_object().unwrap();
        Case {
            kind,
            account: part(4),
            name: name.to_owned(),
            action: request["action"].as_str().unwrap().to_owned(),
            resource: if star {
                "*".into()
            } else {
                request["resource"].as_str().unwrap().into()
            },
            owner: request["resource_account"].as_str().unwrap().to_owned(),
            context: context
                .iter()
                .map(|(key, value)| (key.to_lowercase(), value.clone()))
                .collect(),
            policies: case["policies"].clone(),
            principal,
        }
    }

    fn is_service_linked(&self) -> bool {
        match self.kind {
            "role" => self.principal.contains("role/aws-service-role/"),
            "session" => self.name.starts_with("AWSServiceRoleFor"),
            _ => false,
        }
    }

    fn is_insider(&self) -> bool {
        !matches!(self.kind, "service" | "anonymous")
    }

    fn layers(&self) -> BTreeMap<String, Layer> {
        let mut layers = BTreeMap::new();
        let service = self.action.split(':').next().unwrap().to_lowercase();
        let rcp_services = [
            "s3",
            "sts",
            "kms",
            "sqs",
            "secretsmanager",
            "ecr",
            "dynamodb",
            "logs",
            "aoss",
            "cognito-idp",
            "cognito-identity",
            "cognito-sync",
        ];
        for name in [
            "identity",
            "boundary",
            "session",
            "scp",
            "rcp",
            "vpc_endpoint",
            "resource_policy",
        ] {
            let policies = &self.policies[name];
            let applies = match name {
                "identity" | "boundary" | "session" => self.is_insider() && self.kind != "root",
                "scp" => self.is_insider() && !self.is_service_linked(),
                "rcp" => rcp_services.contains(&&*service) && !self.is_service_linked(),
                _ => true,
            };
            if !applies || policies.is_null() && name != "identity" {
                continue;
            }
            let layer = if matches!(name, "scp" | "rcp") {
                let levels: Vec<Layer> = list(policies)
                    .iter()
                    .map(|level| self.judge(name, &list(&level["policies"])))
                    .collect();
                Layer {
                    denies: levels.iter().any(|it| it.denies),
                    allows: !levels.is_empty() && levels.iter().all(|it| it.allows),
                    ..Layer::default()
                }
            } else {
                self.judge(name, &list(policies))
            };
            layers.insert(name.to_owned(), layer);
        }
        layers
    }

    fn judge(&self, name: &str, policies: &[Value]) -> Layer {
        let mut layer = Layer::default();
        for policy in policies {
            let new = policy["Version"] == "2012-10-17";
            for statement in list(&policy["Statement"]) {
                if !self.matches(name, new, &statement) {
                    continue;
                }
                if statement["Effect"] == "Deny" {
                    layer.denies = true;
                    continue;
                }
                layer.allows = true;
                let principal = &statement["Principal"];
                let all = principal.is_null() || principal.as_str() == Some("*");
                layer.names_itself |= all || self.named(principal, "itself");
                layer.names_behind |= self.named(principal, "behind");
            }
        }
        layer
    }

    fn missing(&self, layers: &BTreeMap<String, Layer>) -> Vec<String> {
        let silent = |name: &str| layers.get(name).is_some_and(|layer| !layer.allows);
        let nothing = Layer::default();
        let resource = layers.get("resource_policy").unwrap_or(&nothing);
        let mut missing: Vec<&str> = ["scp", "rcp", "vpc_endpoint"]
            .into_iter()
            .filter(|it| silent(it))
            .collect();
        let action = self.action.to_lowercase();
        let trust = action.starts_with("sts:assumerole")
            || action == "sts:tagsession"
            || action == "sts:setsourceidentity";
        let key = action.starts_with("kms:")
            && self.resource.contains(":kms:")
            && self.resource.contains(":key/");
        let own = |which: &[&'static str]| -> Vec<&'static str> {
            which.iter().copied().filter(|it| silent(it)).collect()
        };
        if !self.is_insider() {
            if !resource.allows {
                missing.push("resource_policy");
            }
        } else if self.account != self.owner {
            if !resource.allows {
                missing.push("resource_policy");
            }
            if self.kind != "root" {
                missing.extend(own(&["identity", "boundary", "session"]));
            }
        } else if (trust || key) && !resource.allows {
            missing.push("resource_policy");
        } else if resource.allows && resource.names_itself || self.kind == "root" {
        } else if resource.allows && resource.names_behind {
            missing.extend(own(&["boundary", "session"]));
        } else {
            missing.extend(own(&["identity", "boundary", "session"]));
        }
        missing.into_iter().map(str::to_owned).collect()
    }

    fn matches(&self, layer: &str, new: bool, statement: &Value) -> bool {
        let action = match statement.get("Action") {
            Some(entries) => list(entries)
                .iter()
                .any(|it| self.action_is(it.as_str().unwrap())),
            None => !list(&statement["NotAction"])
                .iter()
                .any(|it| self.action_is(it.as_str().unwrap())),
        };
        let resource = match (statement.get("Resource"), statement.get("NotResource")) {
            (Some(entries), _) => list(entries)
                .iter()
                .any(|it| self.resource_is(layer, new, it.as_str().unwrap(), false)),
            (_, Some(entries)) => !list(entries)
                .iter()
                .any(|it| self.resource_is(layer, new, it.as_str().unwrap(), true)),
            _ => true,
        };
        let principal = match (statement.get("Principal"), statement.get("NotPrincipal")) {
            (Some(principal), _) => ["itself", "behind", "account"]
                .iter()
                .any(|how| self.named(principal, how)),
            (_, Some(list)) if statement["Effect"] == "Deny" => {
                !self.policies["boundary"].is_null() && self.is_insider() && self.kind != "root"
                    || !self.spared(list)
            }
            (_, Some(list)) => !["itself", "behind", "account"]
                .iter()
                .any(|how| self.named(list, how)),
            _ => true,
        };
        let conditions = statement.get("Condition").and_then(Value::as_object);
        let conditions = conditions.into_iter().flatten().all(|(operator, keys)| {
            keys.as_object()
                .unwrap()
                .iter()
                .all(|(key, values)| self.condition(operator, key, &list(values), new))
        });
        action && resource && principal && conditions
    }

    fn action_is(&self, pattern: &str) -> bool {
        if pattern == "*" {
            return true;
        }
        let Some((vendor, name)) = pattern.split_once(':') else {
            return false;
        };
        let (own_vendor, own_name) = self.action.split_once(':').unwrap();
        let odd = vendor.contains(['*', '?']) || pattern.contains(' ') || name.is_empty();
        !odd && vendor.to_lowercase() == own_vendor.to_lowercase()
            && glob(
                &wild(&name.to_lowercase()),
                &chars(&own_name.to_lowercase()),
            )
    }

    fn resource_is(&self, layer: &str, new: bool, pattern: &str, negated: bool) -> bool {
        if pattern == "*" {
            return true;
        }
        if self.resource == "*" || !pattern.contains(':') {
            return false;
        }
        let asked: Vec<&str> = self.resource.splitn(6, ':').collect();
        let mut own: Vec<&str> = pattern.splitn(6, ':').collect();
        if own.len() < 6 {
            let filled = match layer {
                "rcp" => false,
                _ if negated => true,
                "scp" => pattern.ends_with('*'),
                "vpc_endpoint" | "resource_policy" => {
                    pattern.contains('*') || pattern.contains('?')
                }
                _ => true,
            };
            if !filled {
                return false;
            }
            own.resize(6, "*");
        }
        for index in 0..5 {
            if !glob(
                &wild(&own[index].to_lowercase()),
                &chars(&asked[index].to_lowercase()),
            ) {
                return false;
            }
        }
        let last = if new {
            self.expand(own[5], true)
        } else {
            Some(wild(own[5]))
        };
        last.is_some_and(|last| glob(&last, &chars(asked[5])))
    }

    /// Whether a principal map says `how` about the caller: the caller itself, the role or user behind, the account.
    fn named(&self, principal: &Value, how: &str) -> bool {
        if principal == "*" {
            return how == "itself";
        }
        let Some(map) = principal.as_object() else {
            return false;
        };
        map.iter().any(|(group, entries)| {
            list(entries)
                .iter()
                .any(|entry| self.is(group, entry.as_str().unwrap(), how))
        })
    }

    fn is(&self, group: &str, entry: &str, how: &str) -> bool {
        let root = format!("arn:aws:iam::{}:root", self.account);
        let own_account = self.is_insider() && (entry == self.account || entry == root);
        let wanted = match group {
            "AWS" if entry == "*" => Some("itself"),
            "AWS" if own_account && self.kind == "root" => Some("itself"),
            "AWS" if own_account => Some("account"),
            "AWS" if entry == self.principal => Some(if self.kind == "role" {
                "behind"
            } else {
                "itself"
            }),
            "AWS" if self.kind == "session" => {
                let role = entry
                    .split("role/")
                    .nth(1)
                    .unwrap_or("")
                    .split('/')
                    .next_back()
                    .unwrap();
                let of_account = entry.starts_with(&format!("arn:aws:iam::{}:role/", self.account));
                (of_account && role == self.name).then_some("behind")
            }
            "AWS" if self.kind == "federated" => {
                let user = format!("arn:aws:iam::{}:user/{}", self.account, self.name);
                (entry == user).then_some("behind")
            }
            "Service" if self.kind == "service" && entry == self.principal => Some("itself"),
            _ => None,
        };
        wanted == Some(how)
    }

    /// Whether NotPrincipal lists every level of the caller.
    fn spared(&self, list: &Value) -> bool {
        if list == "*" || self::list(&list["AWS"]).contains(&"*".into()) {
            return true;
        }
        let level = |how| self.named(list, how);
        match self.kind {
            "root" | "service" => level("itself"),
            "user" | "federated" => level("itself") && level("account"),
            "role" => level("behind") && level("account"),
            "session" => level("itself") && level("behind") && level("account"),
            _ => false,
        }
    }

    /// The pattern with variables replaced; wildcards are `None`.
    fn expand(&self, text: &str, wildcards: bool) -> Option<Vec<Option<char>>> {
        let mut out = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix("${") {
                let (inside, after) = inside.split_once('}')?;
                rest = after;
                let (key, default) = match inside.split_once(", '") {
                    Some((key, default)) => (key, Some(default.trim_end_matches('\''))),
                    None => (inside, None),
                };
                if matches!(key, "*" | "?" | "$") {
                    out.push(Some(marked(key)));
                    continue;
                }
                let value = match self.context.get(&key.to_lowercase()) {
                    Some(Value::String(value)) => Some(value.as_str()),
                    _ => default,
                };
                out.extend(value?.chars().map(Some).map(|it| it.map(mark)));
            } else {
                let letter = rest.chars().next().unwrap();
                rest = &rest[letter.len_utf8()..];
                match (letter, wildcards) {
                    ('*', true) => out.push(None),
                    ('?', true) => out.push(Some('?')),
                    (other, _) => out.push(Some(mark(other))),
                }
            }
        }
        Some(out)
    }

    fn condition(&self, operator: &str, key: &str, policy: &[Value], new: bool) -> bool {
        let (set, rest) = operator.split_once(':').unwrap_or(("", operator));
        let base = rest.strip_suffix("IfExists").unwrap_or(rest);
        let if_exists = base != rest;
        let negated = base.contains("Not");
        let base = base.replace("Not", "");
        let value = self.context.get(&key.to_lowercase());
        let many = value.is_some_and(Value::is_array);
        let mut asked: Vec<String> = value
            .map(list)
            .unwrap_or_default()
            .iter()
            .map(text)
            .collect();
        if asked.iter().all(String::is_empty) {
            asked.clear();
        }
        let missing = asked.is_empty();
        let policy: Vec<String> = policy.iter().map(text).collect();
        if base == "Null" {
            let says = |word: &str| policy.iter().any(|it| it.to_lowercase() == word);
            return match (set, missing) {
                ("ForAllValues", true) => true,
                ("ForAnyValue", true) => false,
                ("", true) => says("true"),
                _ => says("false"),
            };
        }
        if missing {
            return set == "ForAllValues" || set.is_empty() && (negated || if_exists);
        }
        let one = |asked: &String| {
            let outcomes: Vec<Option<bool>> = policy
                .iter()
                .map(|own| self.compare(&base, own, asked, new))
                .collect();
            match negated {
                false => outcomes.contains(&Some(true)),
                true => self.readable(&base, asked) && outcomes.iter().all(|it| *it == Some(false)),
            }
        };
        match set {
            "ForAllValues" => asked.iter().all(one),
            "ForAnyValue" => asked.iter().any(one),
            _ => !many && one(&asked[0]),
        }
    }

    fn readable(&self, base: &str, asked: &str) -> bool {
        match base {
            _ if base.starts_with("Numeric") => number(asked).is_some(),
            _ if base.starts_with("Date") => seconds(asked).is_some(),
            "IpAddress" => asked.parse::<IpAddr>().is_ok(),
            "BinaryEquals" => asked.trim_end_matches('=').len() % 4 != 1,
            "ArnEquals" | "ArnLike" => {
                asked.splitn(6, ':').count() == 6 && asked.starts_with("arn:")
            }
            _ => true,
        }
    }

    /// `None`: one of the two is nothing the operator compares.
    fn compare(&self, base: &str, own: &str, asked: &str, new: bool) -> Option<bool> {
        let variables =
            new && (base.starts_with("String") || base.starts_with("Arn") || base == "Bool");
        let like = base == "StringLike" || base.starts_with("Arn");
        let pattern = match variables {
            // A text whose variable has no value equals nothing.
            true => match self.expand(own, like) {
                Some(pattern) => pattern,
                None => return self.readable(base, asked).then_some(false),
            },
            false if like => wild(own),
            false => own.chars().map(mark).map(Some).collect(),
        };
        let plain: String = pattern.iter().map(|it| it.map_or('*', unmark)).collect();
        if !self.readable(base, asked) {
            return None;
        }
        Some(match base {
            "StringEquals" => plain == asked,
            "StringEqualsIgnoreCase" => plain.to_lowercase() == asked.to_lowercase(),
            "StringLike" => glob(&pattern, &chars(asked)),
            "ArnEquals" | "ArnLike" => {
                let own: Vec<&[Option<char>]> = pattern
                    .splitn(6, |it| it.map(unmark) == Some(':'))
                    .collect();
                if own.len() < 6 || !glob(own[0], &chars("arn")) {
                    return None;
                }
                own.iter()
                    .zip(asked.splitn(6, ':'))
                    .all(|(own, asked)| glob(own, &chars(asked)))
            }
            "Bool" => matches!(
                (&*plain.to_lowercase(), &*asked.to_lowercase()),
                ("true", "true") | ("false", "false")
            ),
            "BinaryEquals" => plain.trim_end_matches('=') == asked.trim_end_matches('='),
            "IpAddress" => inside(&plain, asked)?,
            _ if base.starts_with("Numeric") => ordered(base, number(asked)?, number(&plain)?),
            _ if base.starts_with("Date") => ordered(base, seconds(asked)?, seconds(&plain)?),
            other => panic!("{other}"),
        })
    }
}

fn ordered(operator: &str, asked: f64, own: f64) -> bool {
    match operator
        .trim_start_matches("Numeric")
        .trim_start_matches("Date")
    {
        "Equals" => asked == own,
        "LessThan" => asked < own,
        "LessThanEquals" => asked <= own,
        "GreaterThan" => asked > own,
        "GreaterThanEquals" => asked >= own,
        other => panic!("{other}"),
    }
}

fn number(text: &str) -> Option<f64> {
    let fine = |it: char| it.is_ascii_digit() || matches!(it, '.' | '-' | '+');
    text.trim()
        .parse()
        .ok()
        .filter(|_| text.trim().chars().all(fine))
}

/// Seconds since 1970, counted year by year and month by month. Knows the spellings the random cases use.
fn seconds(text: &str) -> Option<f64> {
    if text.len() != 4 && !text.is_empty() && text.chars().all(|it| it.is_ascii_digit()) {
        let value: f64 = text.parse().ok()?;
        return Some(if value > 1e11 { value / 1_000.0 } else { value });
    }
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let parts: Vec<u32> = date
        .split('-')
        .map(|it| it.parse().ok())
        .collect::<Option<_>>()?;
    if parts[0] < 1970 || date.len() < 4 {
        return None;
    }
    let leap = |year: u32| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut days: u32 = (1970..parts[0])
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let lengths = [
        31,
        if leap(parts[0]) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    days += lengths
        .iter()
        .take(*parts.get(1).unwrap_or(&1) as usize - 1)
        .sum::<u32>();
    days += parts.get(2).unwrap_or(&1) - 1;
    let (clock, offset) = match time.split_once('+') {
        Some((clock, offset)) => (clock, offset.split_once(':')?.0.parse::<f64>().ok()?),
        None => (time.trim_end_matches('Z'), 0.0),
    };
    let clock: Vec<f64> = clock
        .split(':')
        .map(|it| it.parse().ok())
        .collect::<Option<_>>()?;
    let time = clock[0] * 3600.0 + clock[1] * 60.0 + clock.get(2).unwrap_or(&0.0);
    Some(f64::from(days) * 86_400.0 + time - offset * 3600.0)
}

/// Whether the address is in the range, bit by bit.
fn inside(range: &str, address: &str) -> Option<bool> {
    let bits = |address: IpAddr| -> Vec<bool> {
        let bytes: Vec<u8> = match address {
            IpAddr::V4(it) => it.octets().to_vec(),
            IpAddr::V6(it) => it.octets().to_vec(),
        };
        bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
            .collect()
    };
    let address = bits(address.parse().ok()?);
    let (start, prefix) = match range.split_once('/') {
        Some((start, prefix)) => (start, Some(prefix.parse::<usize>().ok()?)),
        None => (range, None),
    };
    let start = bits(start.parse().ok()?);
    let prefix = prefix.unwrap_or(start.len());
    if prefix > start.len() {
        return None;
    }
    Some(start.len() == address.len() && start[..prefix] == address[..prefix])
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values.clone(),
        Value::Null => vec![],
        other => vec![other.clone()],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Literal `?` in patterns is kept apart from the wildcard by a letter nobody uses.
const QUESTION: char = '\u{10FFFF}';

fn mark(letter: char) -> char {
    if letter == '?' { QUESTION } else { letter }
}

fn unmark(letter: char) -> char {
    if letter == QUESTION { '?' } else { letter }
}

fn marked(key: &str) -> char {
    mark(key.chars().next().unwrap())
}

/// A pattern in which `*` is `None` and `?` stands for any letter.
fn wild(text: &str) -> Vec<Option<char>> {
    text.chars().map(|it| (it != '*').then_some(it)).collect()
}

/// By definition: a star takes any number of letters, and all numbers are tried.
fn glob(pattern: &[Option<char>], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((None, rest)) => (0..=text.len()).any(|taken| glob(rest, &text[taken..])),
        Some((Some(letter), rest)) => match text.split_first() {
            Some((found, text)) if *letter == '?' || unmark(*letter) == *found => glob(rest, text),
            _ => false,
        },
    }
}
