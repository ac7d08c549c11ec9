//! Who may call what: tokens of shared access policies, and the rights of each policy.

use hub::Token;
use jiff::Timestamp;

use crate::Fault;
use crate::http::Call;
use crate::world::{DRIFT, World};

/// What a call needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// Read identities, query.
    RegistryRead,
    /// Write identities.
    RegistryWrite,
    /// Twins and methods.
    ServiceConnect,
}

/// The policies of a hub.
pub(crate) const POLICIES: [&str; 5] = [
    "iothubowner",
    "service",
    "device",
    "registryRead",
    "registryReadWrite",
];

impl Right {
    fn is_of(self, policy: &str) -> bool {
        match policy {
            "iothubowner" => true,
            "service" => self == Self::ServiceConnect,
            "registryRead" => self == Self::RegistryRead,
            "registryReadWrite" => matches!(self, Self::RegistryRead | Self::RegistryWrite),
            _ => false,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::RegistryRead => "RegistryRead",
            Self::RegistryWrite => "RegistryWrite",
            Self::ServiceConnect => "ServiceConnect",
        }
    }
}

/// Lets a call through, or says why not.
pub(crate) fn allow(
    world: &World,
    call: &Call,
    hub: &str,
    right: Right,
    of_listener: usize,
    now: Timestamp,
) -> Result<(), Fault> {
    let text = call.authorization.as_deref();
    let text = text.ok_or_else(|| Fault::unauthorized("there is no Authorization header"))?;
    let token = Token::read(text).map_err(|error| Fault::unauthorized(error.to_string()))?;
    let resource = token.resource();
    if world.hub_named(&resource.host, of_listener).as_deref() != Some(hub) {
        return Err(Fault::unauthorized(format!(
            "the token is for {}, not for {hub}",
            resource.host
        )));
    }
    let path = call.segments();
    if !resource.covers(&path) {
        return Err(Fault::unauthorized(format!(
            "the token is for {}",
            resource.path.join("/")
        )));
    }
    let name = token.policy.as_deref();
    let name =
        name.ok_or_else(|| Fault::unauthorized("the token names no policy: `skn` is missing"))?;
    let policy = world.keep.policy(hub, name)?;
    let is_signed =
        policy.is_some_and(|policy| policy.keys.iter().any(|key| token.is_signed_by(key)));
    if !is_signed {
        return Err(Fault::unauthorized(format!(
            "the token is not signed with a key of policy {name}"
        )));
    }
    let late = now.as_second() - token.expires;
    if late > DRIFT {
        return Err(Fault::unauthorized(format!(
            "the token expired {late} seconds ago"
        )));
    }
    if !right.is_of(name) {
        let message = format!("policy {name} has no right {}", right.name());
        return Err(Fault::not_permitted(message));
    }
    Ok(())
}
