//! The layers of policies a request passes, and the policies of one request in their layers.

use std::sync::Arc;

use crate::iam::policy::Policy;

/// A kind of policy that has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Scp,
    Rcp,
    VpcEndpoint,
    ResourcePolicy,
    Boundary,
    Session,
    Identity,
}

impl Layer {
    /// In the order in which a message names the one that denied explicitly (iam 6.1).
    pub const EXPLICIT: [Layer; 7] = [
        Layer::Scp,
        Layer::Rcp,
        Layer::VpcEndpoint,
        Layer::ResourcePolicy,
        Layer::Boundary,
        Layer::Session,
        Layer::Identity,
    ];

    /// In the order in which a message names the one whose permission is missing (iam 6.1).
    pub const IMPLICIT: [Layer; 7] = [
        Layer::Scp,
        Layer::Rcp,
        Layer::VpcEndpoint,
        Layer::Identity,
        Layer::ResourcePolicy,
        Layer::Boundary,
        Layer::Session,
    ];

    /// Its word in requests and answers.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Scp => "scp",
            Layer::Rcp => "rcp",
            Layer::VpcEndpoint => "vpc_endpoint",
            Layer::ResourcePolicy => "resource_policy",
            Layer::Boundary => "boundary",
            Layer::Session => "session",
            Layer::Identity => "identity",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What one layer says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerResult {
    /// The layer does not exist, or has no say about this caller.
    NotApplicable,
    Allows,
    /// No statement of it allows the request.
    Silent,
    /// A statement of it denies the request.
    Denies,
}

/// Some layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(u8);

impl Layers {
    pub fn add(&mut self, layer: Layer) {
        self.0 |= layer.bit();
    }

    pub fn contains(self, layer: Layer) -> bool {
        self.0 & layer.bit() != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The policies that have a say about a request. `None`: there is no such layer. An empty list: there is one, and it allows
/// nothing (iam 0.1).
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    /// Of the user and their groups, or of the role.
    pub identity: Vec<Arc<Policy>>,
    pub boundary: Option<Vec<Arc<Policy>>>,
    pub session: Option<Vec<Arc<Policy>>>,
    /// Levels of the caller's organization, root first.
    pub scp: Option<Vec<Level>>,
    /// Levels of the organization that owns the resource, root first.
    pub rcp: Option<Vec<Level>>,
    pub vpc_endpoint: Option<Vec<Arc<Policy>>>,
    /// On the resource; of a role to assume its trust policy, of a KMS key its key policy.
    pub resource_policy: Option<Vec<Arc<Policy>>>,
}

/// The root of an organization, a unit or an account, with the policies attached to it.
#[derive(Clone, Debug, Default)]
pub struct Level {
    pub name: String,
    pub policies: Vec<Arc<Policy>>,
}

impl PolicySet {
    /// A policy by its layer, organization level and place.
    pub fn policy(&self, layer: Layer, level: usize, index: usize) -> Option<&Policy> {
        let list: &[Arc<Policy>] = match layer {
            Layer::Scp => &self.scp.as_ref()?.get(level)?.policies,
            Layer::Rcp => &self.rcp.as_ref()?.get(level)?.policies,
            Layer::VpcEndpoint => self.vpc_endpoint.as_deref()?,
            Layer::ResourcePolicy => self.resource_policy.as_deref()?,
            Layer::Boundary => self.boundary.as_deref()?,
            Layer::Session => self.session.as_deref()?,
            Layer::Identity => &self.identity,
        };
        list.get(index).map(|policy| &**policy)
    }
}
