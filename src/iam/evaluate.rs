//! The ladder: from the policies of all layers to one decision (iam 5.3).
//!
//! Every layer is judged, also when an earlier one has decided, so that the answer can name all that block.

use std::sync::Arc;

use crate::iam::condition;
use crate::iam::layer::{Layer, LayerResult, Layers, Level, PolicySet};
use crate::iam::matching;
use crate::iam::policy::{Effect, Policy, Statement};
use crate::iam::principal::{Grant, PrincipalKind};
use crate::iam::request::Request;
use crate::iam::special;
use crate::iam::witness::{Part, Witness};

/// What IAM says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Allowed,
    /// A statement denies it.
    ExplicitlyDenied,
    /// An allow is missing where one is needed.
    ImplicitlyDenied,
}

impl Outcome {
    /// IAM's word.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Allowed => "Allowed",
            Outcome::ExplicitlyDenied => "ExplicitlyDenied",
            Outcome::ImplicitlyDenied => "ImplicitlyDenied",
        }
    }
}

/// The answer, and which layers are to blame for a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    blocked: Layers,
}

impl Decision {
    /// The layers that deny: all with a deny that matches, or, without any, all whose permission is needed and missing.
    /// The one that AWS's message names comes first. Empty for what is allowed, and for what nobody can allow.
    pub fn blocked_by(&self) -> impl Iterator<Item = Layer> + use<> {
        crate::iam_assumed!(MESSAGE_LAYER);
        let order = match self.outcome {
            Outcome::ExplicitlyDenied => Layer::EXPLICIT,
            _ => Layer::IMPLICIT,
        };
        let blocked = self.blocked;
        order.into_iter().filter(move |it| blocked.contains(*it))
    }
}

/// Decides a request.
pub fn decide(request: &Request, policies: &PolicySet) -> Decision {
    evaluate(request, policies, &mut ())
}

/// Decides a request before a witness.
pub fn evaluate<W: Witness>(request: &Request, policies: &PolicySet, witness: &mut W) -> Decision {
    let judged = Judged::of(request, policies, witness);
    // Whoever asks may know who they are, whatever the policies say.
    if request.is_action("sts:GetCallerIdentity") {
        return Decision {
            outcome: Outcome::Allowed,
            blocked: Layers::default(),
        };
    }
    if !judged.denying.is_empty() {
        return Decision {
            outcome: Outcome::ExplicitlyDenied,
            blocked: judged.denying,
        };
    }
    let blocked = judged.missing(request);
    let allowed = blocked.is_empty() && !special::is_owned_by_aws(request);
    Decision {
        outcome: match allowed {
            true => Outcome::Allowed,
            false => Outcome::ImplicitlyDenied,
        },
        blocked,
    }
}

/// What every layer says.
struct Judged {
    results: [LayerResult; 7],
    denying: Layers,
    /// How far the resource policy allows the caller.
    grant: Grant,
}

impl Judged {
    fn of<W: Witness>(request: &Request, policies: &PolicySet, witness: &mut W) -> Judged {
        crate::iam_assumed!(SESSION_UNION);
        crate::iam_assumed!(ENDPOINT_PRINCIPAL);
        let caller = &request.principal;
        let mut judged = Judged {
            results: [LayerResult::NotApplicable; 7],
            denying: Layers::default(),
            grant: Grant::None,
        };
        let bounded = caller.has_policies() && policies.boundary.is_some();
        let mut judge = Judge {
            request,
            segments: request.resource.segments(),
            bounded,
            witness,
        };

        let scp = policies.scp.as_deref();
        let scp = scp.filter(|_| caller.is_of_an_account() && !caller.is_service_linked());
        judged.note(Layer::Scp, judge.levels(Layer::Scp, scp));

        let rcp = policies.rcp.as_deref();
        let rcp = rcp.filter(|_| special::obeys_rcps(request) && !caller.is_service_linked());
        judged.note(Layer::Rcp, judge.levels(Layer::Rcp, rcp));

        let endpoint = policies.vpc_endpoint.as_deref();
        let result = judge.policies(Layer::VpcEndpoint, endpoint).0;
        judged.note(Layer::VpcEndpoint, result);

        let on_resource = policies.resource_policy.as_deref();
        let (result, grant) = judge.policies(Layer::ResourcePolicy, on_resource);
        judged.grant = grant;
        judged.note(Layer::ResourcePolicy, result);

        let own = |list| if caller.has_policies() { list } else { None };
        let boundary = own(policies.boundary.as_deref());
        let result = judge.policies(Layer::Boundary, boundary).0;
        judged.note(Layer::Boundary, result);
        let session = own(policies.session.as_deref());
        let result = judge.policies(Layer::Session, session).0;
        judged.note(Layer::Session, result);
        let identity = own(Some(policies.identity.as_slice()));
        let result = judge.policies(Layer::Identity, identity).0;
        judged.note(Layer::Identity, result);
        judged
    }

    fn note(&mut self, layer: Layer, result: LayerResult) {
        self.results[layer as usize] = result;
        if result == LayerResult::Denies {
            self.denying.add(layer);
        }
    }

    /// The layers whose permission is needed and missing, when none denies.
    fn missing(&self, request: &Request) -> Layers {
        let mut missing = Layers::default();
        for layer in [Layer::Scp, Layer::Rcp, Layer::VpcEndpoint] {
            self.need(layer, &mut missing);
        }
        let own = [Layer::Identity, Layer::Boundary, Layer::Session];
        let outside = !request.principal.is_of_an_account();
        let abroad = !outside && request.is_cross_account();
        // Two gates: the resource's, which outsiders and strangers must pass, and which trust policies and keys keep for
        // everybody; and the caller's own, which a resource policy that names the caller opens from the other side.
        let gated = outside || abroad || special::resource_decides(request);
        if gated && self.grant == Grant::None {
            missing.add(Layer::ResourcePolicy);
            if !abroad {
                return missing;
            }
        }
        crate::iam_assumed!(ROOT_ABROAD);
        if outside || request.principal.kind() == PrincipalKind::Root {
            return missing;
        }
        let needed = match self.grant {
            Grant::Direct if !abroad => &own[..0],
            Grant::Behind if !abroad => &own[1..],
            _ => &own[..],
        };
        for layer in needed {
            self.need(*layer, &mut missing);
        }
        missing
    }

    fn need(&self, layer: Layer, missing: &mut Layers) {
        if self.results[layer as usize] == LayerResult::Silent {
            missing.add(layer);
        }
    }
}

/// Judges layers of one request.
struct Judge<'a, W> {
    request: &'a Request,
    /// Those of the request's resource.
    segments: Option<[&'a str; 6]>,
    /// Whether the caller has a permissions boundary.
    bounded: bool,
    witness: &'a mut W,
}

impl<W: Witness> Judge<'_, W> {
    /// A layer of policies, and how far its allows mean the caller.
    fn policies(&mut self, layer: Layer, policies: Option<&[Arc<Policy>]>) -> (LayerResult, Grant) {
        let (result, grant) = match policies {
            None => (LayerResult::NotApplicable, Grant::None),
            Some(policies) => self.list(layer, 0, policies),
        };
        self.witness.layer(layer, result);
        (result, grant)
    }

    /// A layer of organization levels: each must allow.
    fn levels(&mut self, layer: Layer, levels: Option<&[Level]>) -> LayerResult {
        crate::iam_assumed!(EMPTY_LAYER);
        let result = match levels {
            None => LayerResult::NotApplicable,
            Some([]) => LayerResult::Silent,
            Some(levels) => {
                let mut result = LayerResult::Allows;
                for (number, level) in levels.iter().enumerate() {
                    match self.list(layer, number, &level.policies).0 {
                        LayerResult::Denies => result = LayerResult::Denies,
                        LayerResult::Silent if result == LayerResult::Allows => {
                            result = LayerResult::Silent;
                        }
                        _ => {}
                    }
                }
                result
            }
        };
        self.witness.layer(layer, result);
        result
    }

    fn list(
        &mut self,
        layer: Layer,
        level: usize,
        policies: &[Arc<Policy>],
    ) -> (LayerResult, Grant) {
        let (mut denied, mut allowed) = (false, Grant::None);
        for (index, policy) in policies.iter().enumerate() {
            self.witness.policy(layer, level, index, policy);
            for (number, statement) in policy.statements().iter().enumerate() {
                self.witness.statement(number);
                let grant = self.statement(policy, statement);
                self.witness.judged(number, grant);
                match statement.effect {
                    Effect::Deny => denied |= grant > Grant::None,
                    Effect::Allow => allowed = allowed.max(grant),
                }
            }
        }
        let result = match (denied, allowed) {
            (true, _) => LayerResult::Denies,
            (_, Grant::None) => LayerResult::Silent,
            _ => LayerResult::Allows,
        };
        (result, allowed)
    }

    /// How far a statement matches. Without a `Principal` it is about whoever it is attached to.
    fn statement(&mut self, policy: &Policy, statement: &Statement) -> Grant {
        let by = matching::action(policy, &statement.action, self.request);
        let mut met = by.is_some() != statement.action.negated;
        let part = Part::Action;
        self.witness.element(part, &statement.action, met, by);
        if !met && !W::WATCHES {
            return Grant::None;
        }
        if let Some(resource) = &statement.resource {
            let context = &self.request.context;
            let by = matching::resource(policy, resource, self.segments.as_ref(), context);
            let fits = by.is_some() != resource.negated;
            self.witness.element(Part::Resource, resource, fits, by);
            met &= fits;
            if !met && !W::WATCHES {
                return Grant::None;
            }
        }
        let grant = self.principal(policy, statement);
        if grant == Grant::None && !W::WATCHES {
            return Grant::None;
        }
        for condition in policy.conditions(statement) {
            met &= condition::holds(policy, condition, self.request, self.witness);
            if !met && !W::WATCHES {
                return Grant::None;
            }
        }
        if met { grant } else { Grant::None }
    }

    fn principal(&mut self, policy: &Policy, statement: &Statement) -> Grant {
        let Some(element) = &statement.principal else {
            return Grant::Direct;
        };
        let caller = &self.request.principal;
        let patterns = policy.principals(element);
        let grants = patterns
            .iter()
            .map(|pattern| caller.grant(pattern, &policy.buffer));
        let (by, listed) = match grants.enumerate().max_by_key(|(_, grant)| *grant) {
            Some((index, grant)) if grant > Grant::None => (Some(index), grant),
            _ => (None, Grant::None),
        };
        let grant = match (element.negated, statement.effect) {
            (false, _) => listed,
            (true, Effect::Allow) if listed > Grant::None => Grant::None,
            // NotPrincipal does not spare who has a boundary (iam 2.3).
            (true, Effect::Deny) if !self.bounded && caller.is_spared(patterns, &policy.buffer) => {
                Grant::None
            }
            (true, _) => Grant::Direct,
        };
        let met = grant > Grant::None;
        self.witness.element(Part::Principal, element, met, by);
        grant
    }
}
