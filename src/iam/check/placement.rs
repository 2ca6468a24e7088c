//! What may stand in which kind of policy (iam 1, 1.2).

use crate::iam::check::{Also, Checker, Here, entries};
use crate::iam::json::{Kind, Node};
use crate::iam::policy::{PolicyKind, PrincipalForm, Text};
use crate::iam::principal;

impl Checker {
    pub(super) fn placement(&mut self, here: Here<'_>) {
        match self.kind {
            PolicyKind::Trust => self.trust(here),
            PolicyKind::Rcp => self.rcp(here),
            _ => {}
        }
        if self.kind.names_principals() {
            self.principals(here);
        }
    }

    fn trust(&mut self, here: Here<'_>) {
        let says = |literal: &'static str| literal;
        if let Some(place) = here.node.get("NotPrincipal").map(Node::place) {
            let literal = match here.allows() {
                true => says("Allow with NotPrincipal is not allowed."),
                false => says("AssumeRole policy must not contain NotPrincipal field."),
            };
            let message = "a trust policy says who may assume the role, not who may not";
            let path = here.path("NotPrincipal");
            self.error("iam 1.2", path, place, message).says(literal);
        }
        for (key, literal) in [
            ("Resource", "Has prohibited field Resource"),
            (
                "NotResource",
                "AssumeRole policy must not contain resources.",
            ),
        ] {
            if let Some(value) = here.node.get(key) {
                let message = "a trust policy is about the role it sits on";
                let finding = self.error("iam 1.2", here.path(key), value.place(), message);
                finding.says(literal).advise("take the element out");
            }
        }
        for (element, entry) in entries(here.node, "Action", "NotAction") {
            let action = entry.as_str().unwrap_or("").to_ascii_lowercase();
            let name = action.strip_prefix("sts:");
            let assumes = name.is_some_and(|name| {
                [
                    "assumerole",
                    "tagsession",
                    "setsourceidentity",
                    "setcontext",
                    "*",
                ]
                .iter()
                .any(|known| name.starts_with(known))
            });
            if !assumes && entry.kind() == Kind::String {
                let message = "a trust policy is about assuming the role and nothing else";
                let path = here.path(element);
                let finding = self.error("iam 1.2", path, entry.place(), message);
                finding.says("AssumeRole policy may only specify STS AssumeRole actions.");
                finding.advise("write `sts:AssumeRole`");
            }
        }
    }

    fn rcp(&mut self, here: Here<'_>) {
        if let Some(effect) = here.node.get("Effect").filter(|_| here.allows()) {
            let message = "a resource control policy of your own only denies";
            let finding = self.error("iam 1", here.path("Effect"), effect.place(), message);
            finding.advise("what it does not deny, RCPFullAWSAccess allows");
        }
        for key in ["NotPrincipal", "NotAction"] {
            if let Some(value) = here.node.get(key) {
                let message = format!("a resource control policy has no {key}");
                self.error("iam 1", here.path(key), value.place(), message);
            }
        }
        for (element, entry) in entries(here.node, "Action", "NotAction") {
            if entry.as_str() == Some("*") {
                let message = "a resource control policy names the services it is about";
                let finding = self.error("iam 1", here.path(element), entry.place(), message);
                finding.advise("write `s3:*`, `sts:*` and so on");
            }
        }
        let principal = here.node.get("Principal");
        let everyone = principal.is_some_and(|principal| {
            let aws = principal.get("AWS").and_then(Node::as_str);
            principal.as_str() == Some("*") || aws == Some("*")
        });
        if let Some(principal) = principal.filter(|_| !everyone) {
            let message = "the Principal of a resource control policy is `*`";
            let finding = self.error("iam 1", here.path("Principal"), principal.place(), message);
            finding.advise("say who is meant by a condition on aws:PrincipalArn");
        }
    }

    /// Entries that mean nobody.
    fn principals(&mut self, here: Here<'_>) {
        for element in ["Principal", "NotPrincipal"] {
            let Some(value) = here.node.get(element) else {
                continue;
            };
            if let Some(text) = value.as_str() {
                self.principal(here, element, "AWS", value, text);
            }
            for (group, entries) in value.members() {
                for entry in entries.one_or_many() {
                    if let (Some(group), Some(text)) = (group.as_str(), entry.as_str()) {
                        self.principal(here, element, group, entry, text);
                    }
                }
            }
        }
    }

    fn principal(
        &mut self,
        here: Here<'_>,
        element: &str,
        group: &str,
        entry: Node<'_>,
        text: &str,
    ) {
        let path = here.path(element);
        let place = entry.place();
        let wild = text != "*" && text.contains(['*', '?']);
        let form = principal::pattern(group, text, Text::default(), place).form;
        if group == "AWS" && wild {
            let message = format!("`{text}`: there are no wildcards inside a principal");
            let finding = self.error("iam 2.3", path, place, message);
            finding.says(format!("Invalid principal in policy: \"AWS\":\"{text}\""));
            finding.advise("write `*` and a condition on aws:PrincipalArn with ArnLike");
        } else if group == "AWS" && form == PrincipalForm::Nobody {
            let message = format!("`{text}` is nobody who can ask");
            let finding = self.error("iam 2.3", path, place, message);
            finding.says(format!("Invalid principal in policy: \"AWS\":\"{text}\""));
            finding.advise("write an account number, or the ARN of a user, role or session; groups are no principals");
        } else if group == "Service" && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let message = format!("`{text}`: services are written in lower case");
            let finding = self.error("iam 2.3", path, place, message);
            finding.says(format!(
                "Invalid principal in policy: \"SERVICE\":\"{text}\""
            ));
        }
    }
}
