//! Who there is in the account, and what they may do: users, roles, their policies, and the organization above them.
//!
//! A value: policies are prepared once and shared by every copy. Knows who somebody is and asks IAM; which questions a
//! call or a task's start raises is decided elsewhere. Policies on resources, groups and session policies are left out.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::assumed;
use crate::iam::message::access_denied;
use crate::iam::{
    Context, Level, Outcome, Policy, PolicyKind, PolicySet, Principal, Request, decide,
};
use crate::kernel::SortedMap;
use crate::model::arn::{ACCOUNT, REGION, short_name};

/// Sessions of a role that nobody in the account opened are called so.
pub const OUTSIDE_SESSION: &str = "session";

/// The account, as far as a scenario describes it.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Users and roles by name; no user is called like a role.
    pub people: SortedMap<String, Arc<Identity>>,
    /// Levels of the organization, root first; none when the account belongs to none.
    pub scp: Option<Vec<Level>>,
    /// Who calls when a call does not say; the root user when nobody is named.
    pub caller: Option<String>,
    /// The role in the instance profile of container instances; without one, what instances do is not asked.
    pub instance_role: Option<String>,
    /// Whether the service-linked role of ECS exists.
    pub service_linked_role: Option<bool>,
    /// Secrets that are encrypted with a key of the account's own: the secret's ARN and the key's.
    pub kms_keys: SortedMap<String, String>,
    /// What was written, for showing, comparing and hashing.
    pub written: Value,
}

/// A user or a role.
#[derive(Clone, Debug)]
pub struct Identity {
    pub name: String,
    /// `/`, or `/team/`.
    pub path: String,
    pub tags: Vec<(String, String)>,
    pub policies: Vec<Arc<Policy>>,
    pub boundary: Option<Arc<Policy>>,
    /// Who may assume it: a role has one, a user has none.
    pub trust: Option<Arc<Policy>>,
}

/// Somebody who asks IAM, with everything that has a say about them.
#[derive(Clone, Debug)]
pub struct Session {
    pub principal: Principal,
    pub policies: PolicySet,
    /// Keys that come from who they are, such as `aws:PrincipalTag/team` (iam 5.6).
    pub keys: Context,
}

/// What IAM refused. `iam::trace` on it says more.
#[derive(Clone, Debug)]
pub struct Denial {
    pub request: Request,
    pub policies: PolicySet,
    /// AWS's sentence.
    pub sentence: String,
}

impl PartialEq for Account {
    /// Policies come from what was written.
    fn eq(&self, other: &Account) -> bool {
        self.written == other.written
    }
}

impl Account {
    /// The account after a change: what `change` names replaces what is there.
    pub fn with(&self, change: &Account) -> Account {
        let mut account = self.clone();
        for (name, identity) in change.people.iter() {
            account.people.insert(name.clone(), identity.clone());
        }
        for (secret, key) in change.kms_keys.iter() {
            account.kms_keys.insert(secret.clone(), key.clone());
        }
        account.scp = change.scp.clone().or(account.scp);
        account.caller = change.caller.clone().or(account.caller);
        account.instance_role = change.instance_role.clone().or(account.instance_role);
        account.service_linked_role = change.service_linked_role.or(account.service_linked_role);
        account.written = Value::Array(vec![account.written, change.written.clone()]);
        account
    }

    pub fn role(&self, name: &str) -> Option<&Identity> {
        let identity = self.people.get(name)?;
        identity.trust.is_some().then_some(&**identity)
    }

    /// The root user: no policy of its own, and only the organization limits it.
    pub fn root(&self) -> Option<Session> {
        let text = format!("arn:aws:iam::{ACCOUNT}:root");
        let policies = PolicySet {
            scp: self.scp.clone(),
            ..PolicySet::default()
        };
        let keys = Context::new().one("aws:PrincipalType", "Account");
        Session::new(&text, None, policies, keys)
    }

    /// A user.
    pub fn user(&self, name: &str) -> Option<Session> {
        let user = self.people.get(name).filter(|it| it.trust.is_none())?;
        let keys = user
            .keys("User")
            .one("aws:username", name)
            .one("aws:PrincipalArn", user.arn());
        Session::new(&user.arn(), None, self.policies(user), keys)
    }

    /// A session of a role, by the role's name or ARN.
    pub fn session(&self, role: &str, session: &str) -> Option<Session> {
        let role = self.role(short_name(role))?;
        let text = format!(
            "arn:aws:sts::{ACCOUNT}:assumed-role/{}/{session}",
            role.name
        );
        let arn = role.arn();
        let keys = role
            .keys("AssumedRole")
            .one("aws:PrincipalArn", arn.as_str());
        Session::new(&text, Some(&arn), self.policies(role), keys)
    }

    /// Whether the trust policy lets this service assume the role (iam 7); nothing to say when there is no such role.
    pub fn assume(&self, role: &str, service: &str) -> Result<(), Option<Box<Denial>>> {
        assumed!(SOURCE_OF_SERVICES);
        let keys = Context::new()
            .one("aws:SourceAccount", ACCOUNT)
            .one("aws:SourceArn", format!("arn:aws:ecs:{REGION}:{ACCOUNT}:*"));
        let role = self.role(short_name(role)).ok_or(None)?;
        let none = PolicySet::default();
        let service = Session::new(service, None, none, Context::new()).ok_or(None)?;
        service.assume(role, keys).map_err(Some)
    }

    fn policies(&self, identity: &Identity) -> PolicySet {
        // Service-linked roles are under no SCP; the evaluator knows them by their names.
        PolicySet {
            identity: identity.policies.clone(),
            boundary: identity.boundary.clone().map(|policy| vec![policy]),
            scp: self.scp.clone(),
            ..PolicySet::default()
        }
    }
}

impl Identity {
    pub fn arn(&self) -> String {
        let kind = match self.trust {
            Some(_) => "role",
            None => "user",
        };
        format!("arn:aws:iam::{ACCOUNT}:{kind}{}{}", self.path, self.name)
    }

    fn keys(&self, kind: &str) -> Context {
        let keys = Context::new()
            .one("aws:PrincipalType", kind)
            .one("aws:PrincipalAccount", ACCOUNT);
        let tags = self.tags.iter();
        tags.fold(keys, |keys, (key, value)| {
            keys.one(&format!("aws:PrincipalTag/{key}"), value.as_str())
        })
    }
}

impl Session {
    fn new(text: &str, role: Option<&str>, policies: PolicySet, keys: Context) -> Option<Session> {
        Some(Session {
            principal: Principal::read(text, role)?,
            policies,
            keys,
        })
    }

    /// Asks IAM. `context` has the keys of the call itself.
    pub fn ask(&self, action: &str, resource: &str, context: Context) -> Result<(), Box<Denial>> {
        self.ask_with(action, resource, context, self.policies.clone())
    }

    /// Asks to assume a role, whose trust policy must allow it (iam 7).
    pub fn assume(&self, role: &Identity, context: Context) -> Result<(), Box<Denial>> {
        let policies = PolicySet {
            resource_policy: role.trust.clone().map(|policy| vec![policy]),
            ..self.policies.clone()
        };
        self.ask_with("sts:AssumeRole", &role.arn(), context, policies)
    }

    /// Asks to decrypt with a key, whose policy is the usual one: it lets the account's own policies decide (iam 5.5).
    pub fn decrypt(&self, key: &str) -> Result<(), Box<Denial>> {
        static USUAL: OnceLock<Vec<Arc<Policy>>> = OnceLock::new();
        let usual = USUAL.get_or_init(|| {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":"kms:*","Resource":"*"}}]}}"#
            );
            let policy = Policy::prepare(&text, PolicyKind::Resource).policy;
            policy.into_iter().collect()
        });
        let policies = PolicySet {
            resource_policy: Some(usual.clone()),
            ..self.policies.clone()
        };
        self.ask_with("kms:Decrypt", key, Context::new(), policies)
    }

    fn ask_with(
        &self,
        action: &str,
        resource: &str,
        mut context: Context,
        policies: PolicySet,
    ) -> Result<(), Box<Denial>> {
        for (key, values) in self.keys.iter() {
            context.add(key, values.clone());
        }
        let context = context.one("aws:RequestedRegion", REGION);
        let principal = self.principal.clone();
        // Without a colon in the action there is nothing to ask.
        let Some(request) = Request::new(principal, action, resource, Some(ACCOUNT), context)
        else {
            return Ok(());
        };
        let decision = decide(&request, &policies);
        if decision.outcome == Outcome::Allowed {
            return Ok(());
        }
        let sentence = access_denied(&request, &decision, None).unwrap_or_default();
        Err(Box::new(Denial {
            request,
            policies,
            sentence,
        }))
    }
}
