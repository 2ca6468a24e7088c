//! ECS's exceptions, and a refusal with its place and advice.
//!
//! Leaves out the HTTP status and the transport: the page and the command line only show what was refused and why.

use std::fmt;

/// ECS's exception names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    AccessDenied,
    AttributeLimitExceeded,
    Blocked,
    Client,
    ClusterContainsCapacityProvider,
    ClusterContainsContainerInstances,
    ClusterContainsServices,
    ClusterContainsTasks,
    ClusterNotFound,
    Conflict,
    InvalidParameter,
    LimitExceeded,
    MissingVersion,
    NamespaceNotFound,
    NoUpdateAvailable,
    PlatformTaskDefinitionIncompatibility,
    PlatformUnknown,
    ResourceInUse,
    ResourceNotFound,
    /// Of STS: the role cannot be assumed.
    RoleDenied,
    Server,
    ServiceDeploymentNotFound,
    ServiceNotActive,
    ServiceNotFound,
    TargetNotConnected,
    TargetNotFound,
    TaskSetNotFound,
    UnsupportedFeature,
    UpdateInProgress,
}

impl Exception {
    /// The name as the API spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Exception::AccessDenied => "AccessDeniedException",
            Exception::AttributeLimitExceeded => "AttributeLimitExceededException",
            Exception::Blocked => "BlockedException",
            Exception::Client => "ClientException",
            Exception::ClusterContainsCapacityProvider => {
                "ClusterContainsCapacityProviderException"
            }
            Exception::ClusterContainsContainerInstances => {
                "ClusterContainsContainerInstancesException"
            }
            Exception::ClusterContainsServices => "ClusterContainsServicesException",
            Exception::ClusterContainsTasks => "ClusterContainsTasksException",
            Exception::ClusterNotFound => "ClusterNotFoundException",
            Exception::Conflict => "ConflictException",
            Exception::InvalidParameter => "InvalidParameterException",
            Exception::LimitExceeded => "LimitExceededException",
            Exception::MissingVersion => "MissingVersionException",
            Exception::NamespaceNotFound => "NamespaceNotFoundException",
            Exception::NoUpdateAvailable => "NoUpdateAvailableException",
            Exception::PlatformTaskDefinitionIncompatibility => {
                "PlatformTaskDefinitionIncompatibilityException"
            }
            Exception::PlatformUnknown => "PlatformUnknownException",
            Exception::ResourceInUse => "ResourceInUseException",
            Exception::ResourceNotFound => "ResourceNotFoundException",
            Exception::RoleDenied => "AccessDenied",
            Exception::Server => "ServerException",
            Exception::ServiceDeploymentNotFound => "ServiceDeploymentNotFoundException",
            Exception::ServiceNotActive => "ServiceNotActiveException",
            Exception::ServiceNotFound => "ServiceNotFoundException",
            Exception::TargetNotConnected => "TargetNotConnectedException",
            Exception::TargetNotFound => "TargetNotFoundException",
            Exception::TaskSetNotFound => "TaskSetNotFoundException",
            Exception::UnsupportedFeature => "UnsupportedFeatureException",
            Exception::UpdateInProgress => "UpdateInProgressException",
        }
    }
}

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub exception: Exception,
    /// ECS's own text where it is known, else ours.
    pub message: String,
    /// Where in the request, as in `containerDefinitions[0].memory`.
    pub path: Option<String>,
    /// Our advice, apart from the fact.
    pub help: Option<String>,
}

impl ApiError {
    /// A refusal that concerns the request as a whole.
    pub fn new(exception: Exception, message: impl AsRef<str>) -> ApiError {
        ApiError::of(exception, message.as_ref())
    }

    // Here and in `put`: the code exists once, not at each of some hundred refusals.
    #[inline(never)]
    fn of(exception: Exception, message: &str) -> ApiError {
        ApiError {
            exception,
            message: message.to_owned(),
            path: None,
            help: None,
        }
    }

    /// `ClientException`, ECS's answer to most requests that make no sense.
    pub fn client(message: impl AsRef<str>) -> ApiError {
        ApiError::new(Exception::Client, message)
    }

    /// `InvalidParameterException`, ECS's answer to malformed values and to many wrong combinations.
    pub fn invalid_parameter(message: impl AsRef<str>) -> ApiError {
        ApiError::new(Exception::InvalidParameter, message)
    }

    /// The same refusal, with its place in the request.
    pub fn at(mut self, path: impl AsRef<str>) -> ApiError {
        put(&mut self.path, path.as_ref());
        self
    }

    /// The same refusal, with advice.
    pub fn help(mut self, help: impl AsRef<str>) -> ApiError {
        put(&mut self.help, help.as_ref());
        self
    }
}

/// Fills in a text.
#[inline(never)]
pub(crate) fn put(place: &mut Option<String>, text: &str) {
    *place = Some(text.to_owned());
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.exception.name())?;
        f.write_str(": ")?;
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
