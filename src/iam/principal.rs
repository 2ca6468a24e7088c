//! Who asks, and whether a `Principal` element means them.
//!
//! Principals are compared as texts; there are no wildcards inside them, only a whole `*` (iam 2.3).

use crate::iam::place::Span;
use crate::iam::policy::{PrincipalForm, PrincipalPattern, Text};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    text: String,
    kind: PrincipalKind,
    account: Span,
    /// Of a user, role, session or federated user: the name, without path and session.
    name: Span,
    /// The role's ARN with its path, where the request says it.
    role_arn: Option<String>,
}

/// What kind of principal it is; many rules differ by it (iam 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// The root user of an account.
    Root,
    User,
    /// A role's session whose name is not said.
    Role,
    /// A role's session.
    RoleSession,
    /// The session of GetFederationToken.
    FederatedUser,
    /// An AWS service.
    Service,
    /// An identity provider, as calls to assume a role with its token come from.
    Federated,
    /// Nobody signed the request.
    Anonymous,
}

/// How far a `Principal` element means somebody, from not at all to beyond all limits.
///
/// The order matters: of several entries and statements the largest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    None,
    /// The account: it may pass the permission on by its own policies.
    Account,
    /// The role or user behind a session: no identity policy needed, boundary and session policy limit.
    Behind,
    /// The principal itself, or everybody: no identity policy needed, nothing but a deny limits.
    Direct,
}

impl Principal {
    /// Reads an ARN, an account number, a service name or `anonymous`. `role_arn` is the role's ARN with its path, as
    /// `aws:PrincipalArn` has it. `None` for what is none of these.
    pub fn read(text: &str, role_arn: Option<&str>) -> Option<Principal> {
        let principal = |kind, account: Span, name: Span| Principal {
            text: text.to_owned(),
            kind,
            account,
            name,
            role_arn: None,
        };
        let none = Span::default();
        if text == "*" || text.eq_ignore_ascii_case("anonymous") {
            return Some(principal(PrincipalKind::Anonymous, none, none));
        }
        if is_account(text) {
            let root = format!("arn:aws:iam::{text}:root");
            return Principal::read(&root, None);
        }
        if !text.starts_with("arn:") {
            let service = text.contains('.') && !text.contains([':', '/', ' ']);
            return service.then(|| principal(PrincipalKind::Service, none, none));
        }
        let mut segments = text.splitn(6, ':');
        let (service, account) = (segments.nth(2)?, segments.nth(1)?);
        let resource = segments.next()?;
        let kind = match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => PrincipalKind::Root,
            ("iam", Some(("user", _))) => PrincipalKind::User,
            ("iam", Some(("role", _))) => PrincipalKind::Role,
            ("sts", Some(("assumed-role", rest))) if rest.contains('/') => {
                PrincipalKind::RoleSession
            }
            ("sts", Some(("federated-user", _))) => PrincipalKind::FederatedUser,
            ("iam", Some(("saml-provider" | "oidc-provider", _))) => PrincipalKind::Federated,
            _ => return None,
        };
        let place_of = |part: &str| {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            Span::new(start, start + part.len())
        };
        let name = match kind {
            PrincipalKind::RoleSession => resource.split('/').nth(1),
            _ => resource.rsplit('/').next(),
        };
        let mut read = principal(kind, place_of(account), place_of(name.unwrap_or("")));
        if kind == PrincipalKind::RoleSession {
            read.role_arn = role_arn
                .filter(|arn| read.is_session_of(arn))
                .map(str::to_owned);
        }
        Some(read)
    }

    /// Nobody: the request is not signed.
    pub fn anonymous() -> Principal {
        Principal {
            text: "anonymous".to_owned(),
            kind: PrincipalKind::Anonymous,
            account: Span::default(),
            name: Span::default(),
            role_arn: None,
        }
    }

    /// As AWS's messages write it.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// The account; empty for services, identity providers and nobody.
    pub fn account(&self) -> &str {
        match self.kind {
            PrincipalKind::Federated => "",
            _ => self.account.of(&self.text),
        }
    }

    fn name(&self) -> &str {
        self.name.of(&self.text)
    }

    /// Whether it has policies of its own: users and roles have, root users and outsiders have not.
    pub fn has_policies(&self) -> bool {
        use PrincipalKind::{FederatedUser, Role, RoleSession, User};
        matches!(self.kind, User | Role | RoleSession | FederatedUser)
    }

    /// Whether it belongs to an account, whose organization's SCPs then hold.
    pub fn is_of_an_account(&self) -> bool {
        self.has_policies() || self.kind == PrincipalKind::Root
    }

    /// Whether it is a service-linked role, which neither SCPs nor RCPs restrict (iam 5.3). A session's ARN shows only
    /// the name of its role.
    pub fn is_service_linked(&self) -> bool {
        let arn = match self.kind {
            PrincipalKind::Role => Some(self.text.as_str()),
            PrincipalKind::RoleSession => self.role_arn.as_deref(),
            _ => return false,
        };
        match arn {
            Some(arn) => arn.contains(":role/aws-service-role/"),
            None => self.name().starts_with("AWSServiceRoleFor"),
        }
    }

    /// Whether this ARN is that of the role behind the session.
    fn is_session_of(&self, arn: &str) -> bool {
        matches!(role_of(arn), Some((account, name)) if account == self.account() && name == self.name())
    }

    /// How far one entry means this principal.
    pub(super) fn grant(&self, pattern: &PrincipalPattern, buffer: &str) -> Grant {
        use PrincipalKind as Kind;
        crate::iam_assumed!(SERVICE_STAR);
        crate::iam_assumed!(ROLE_PATH);
        crate::iam_assumed!(FEDERATED_NAME);
        let text = pattern.text.0.of(buffer);
        let itself = |is: bool| if is { Grant::Direct } else { Grant::None };
        match pattern.form {
            PrincipalForm::Everyone => Grant::Direct,
            PrincipalForm::Account(account) => {
                let own = self.is_of_an_account() && account.0.of(buffer) == self.account();
                match self.kind {
                    _ if !own => Grant::None,
                    // The account named is the root user's own name.
                    Kind::Root => Grant::Direct,
                    _ => Grant::Account,
                }
            }
            PrincipalForm::User => match self.kind {
                Kind::User => itself(text == self.text),
                Kind::FederatedUser if self.is_federation_of(text) => Grant::Behind,
                _ => Grant::None,
            },
            PrincipalForm::Role { account, name } => {
                let is = match (self.kind, &self.role_arn) {
                    (Kind::Role, _) => text == self.text,
                    (Kind::RoleSession, Some(arn)) => text == arn,
                    (Kind::RoleSession, None) => {
                        account.0.of(buffer) == self.account() && name.0.of(buffer) == self.name()
                    }
                    _ => false,
                };
                if is { Grant::Behind } else { Grant::None }
            }
            PrincipalForm::RoleSession => {
                itself(self.kind == Kind::RoleSession && text == self.text)
            }
            PrincipalForm::FederatedUser => {
                itself(self.kind == Kind::FederatedUser && text == self.text)
            }
            PrincipalForm::Service => itself(self.kind == Kind::Service && text == self.text),
            PrincipalForm::EveryService => itself(self.kind == Kind::Service),
            // An identity provider such as `cognito-identity.amazonaws.com` looks like a service.
            PrincipalForm::Federated => {
                itself(matches!(self.kind, Kind::Federated | Kind::Service) && text == self.text)
            }
            PrincipalForm::EveryFederated => itself(self.kind == Kind::Federated),
            PrincipalForm::Nobody => Grant::None,
        }
    }

    /// Whether `user` is the ARN of the user this federated session is taken to belong to.
    fn is_federation_of(&self, user: &str) -> bool {
        let account = user.split(':').nth(4);
        let name = user.rsplit('/').next();
        account == Some(self.account()) && name == Some(self.name())
    }

    /// Whether a Deny with this NotPrincipal list spares the principal: each level of it has to be listed.
    pub(super) fn is_spared(&self, patterns: &[PrincipalPattern], buffer: &str) -> bool {
        crate::iam_assumed!(NOT_PRINCIPAL_LEVELS);
        use PrincipalKind as Kind;
        let listed = |form: fn(&PrincipalForm) -> bool| {
            patterns
                .iter()
                .any(|it| form(&it.form) && self.grant(it, buffer) > Grant::None)
        };
        if listed(|form| matches!(form, PrincipalForm::Everyone)) {
            return true;
        }
        let account = || listed(|form| matches!(form, PrincipalForm::Account(_)));
        let role = || listed(|form| matches!(form, PrincipalForm::Role { .. }));
        match self.kind {
            Kind::Root => account(),
            Kind::User => account() && listed(|form| matches!(form, PrincipalForm::User)),
            Kind::Role => account() && role(),
            Kind::RoleSession => {
                account() && role() && listed(|form| matches!(form, PrincipalForm::RoleSession))
            }
            Kind::FederatedUser => {
                account() && listed(|form| matches!(form, PrincipalForm::FederatedUser))
            }
            Kind::Service | Kind::Federated => listed(|_| true),
            Kind::Anonymous => false,
        }
    }
}

/// Account and name of a role's ARN.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = iam_parts(arn)?;
    let path = path.strip_prefix("role/")?;
    Some((account, path.rsplit('/').next()?))
}

/// Account and resource of an ARN of IAM.
fn iam_parts(arn: &str) -> Option<(&str, &str)> {
    let mut segments = arn.splitn(6, ':');
    let known = segments.next() == Some("arn") && segments.nth(1) == Some("iam");
    let (_, account, resource) = (segments.next()?, segments.next()?, segments.next()?);
    known.then_some((account, resource))
}

/// Whether it is an account's number.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Prepares one entry of a `Principal` element; `text` lies at `at` in the policy's buffer.
pub(super) fn pattern(group: &str, text: &str, at: Text, place: Span) -> PrincipalPattern {
    crate::iam_assumed!(BARE_PRINCIPAL);
    let part = |part: &str| {
        let start = at.0.start as usize + (part.as_ptr() as usize - text.as_ptr() as usize);
        Text(Span::new(start, start + part.len()))
    };
    let form = match group {
        "AWS" if text == "*" => PrincipalForm::Everyone,
        "AWS" if is_account(text) => PrincipalForm::Account(at),
        "AWS" => arn_form(text, part),
        "Service" if text == "*" => PrincipalForm::EveryService,
        "Service" => PrincipalForm::Service,
        "Federated" if text == "*" => PrincipalForm::EveryFederated,
        "Federated" => PrincipalForm::Federated,
        _ => PrincipalForm::Nobody,
    };
    PrincipalPattern {
        place,
        text: at,
        form,
    }
}

fn arn_form(text: &str, part: impl Fn(&str) -> Text) -> PrincipalForm {
    let mut segments = text.splitn(6, ':');
    let (Some("arn"), Some(_), Some(service), Some(""), Some(account), Some(resource)) = (
        segments.next(),
        segments.next(),
        segments.next(),
        segments.next(),
        segments.next(),
        segments.next(),
    ) else {
        return PrincipalForm::Nobody;
    };
    match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => PrincipalForm::Account(part(account)),
        ("iam", Some(("user", _))) => PrincipalForm::User,
        ("iam", Some(("role", path))) => PrincipalForm::Role {
            account: part(account),
            name: part(path.rsplit('/').next().unwrap_or(path)),
        },
        ("sts", Some(("assumed-role", _))) => PrincipalForm::RoleSession,
        ("sts", Some(("federated-user", _))) => PrincipalForm::FederatedUser,
        _ => PrincipalForm::Nobody,
    }
}
