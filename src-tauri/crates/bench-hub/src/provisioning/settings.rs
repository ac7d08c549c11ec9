//! What whoever runs the service chooses.

use hub::{Key, Token};
use jiff::{SignedDuration, Timestamp};
use reprovision::{Assumptions, VersionTable};

use super::Refusal;
use crate::http::Call;
use crate::world::is_address;

/// How far clocks may be apart, in seconds.
pub(super) const DRIFT: i64 = 300;
/// Seconds that the real service tells a device to wait.
const RETRY_AFTER: u32 = 3;

/// What a policy of the service interface allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Reading enrollments.
    EnrollmentRead,
    /// Changing them.
    EnrollmentWrite,
    /// Reading registration records.
    RegistrationRead,
    /// Deleting them.
    RegistrationWrite,
}

/// A shared access policy of the service interface.
#[derive(Debug, Clone)]
pub struct AccessPolicy {
    /// Its name, `skn` of its tokens.
    pub name: String,
    /// Its first key.
    pub primary: Key,
    /// Its second one.
    pub secondary: Key,
    /// What it allows.
    pub rights: Vec<Right>,
}

/// How the service behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its id scope.
    pub id_scope: String,
    /// The names its service interface is called by, without ports.
    pub hosts: Vec<String>,
    /// Who may use its service interface.
    pub policies: Vec<AccessPolicy>,
    /// What no document settles.
    pub assumptions: Assumptions,
    /// Which API versions are from before reprovisioning.
    pub table: VersionTable,
    /// Milliseconds to each hub, as if somebody had measured them.
    pub latencies: Vec<(String, f64)>,
    /// How long a registration is `assigning`.
    pub delay: SignedDuration,
    /// Seconds after which a device is told to ask again.
    pub retry_after: u32,
}

impl AccessPolicy {
    /// The policy that every service has: it allows everything.
    #[must_use]
    pub fn owner(primary: Key, secondary: Key) -> Self {
        Self {
            name: "provisioningserviceowner".to_owned(),
            primary,
            secondary,
            rights: vec![
                Right::EnrollmentRead,
                Right::EnrollmentWrite,
                Right::RegistrationRead,
                Right::RegistrationWrite,
            ],
        }
    }
}

impl Settings {
    /// A service that answers as soon as it is asked again, without anybody who may use its service interface.
    #[must_use]
    pub fn new(id_scope: &str) -> Self {
        Self {
            id_scope: id_scope.to_owned(),
            hosts: Vec::new(),
            policies: Vec::new(),
            assumptions: Assumptions::default(),
            table: VersionTable::built_in().clone(),
            latencies: Vec::new(),
            delay: SignedDuration::ZERO,
            retry_after: RETRY_AFTER,
        }
    }

    /// Checks the token of a call to the service interface.
    pub(super) fn admit(&self, call: &Call, right: Right, now: Timestamp) -> Result<(), Refusal> {
        let text = call.authorization.as_deref();
        let text = text.ok_or_else(|| Refusal::unauthorized("no `Authorization`"))?;
        let token = read_token(text, now)?;
        let resource = token.resource();
        let is_here = |host: &String| host.eq_ignore_ascii_case(resource.host_name());
        let is_named = self.hosts.iter().any(is_here) || is_address(resource.host_name());
        if !is_named || !resource.covers(&call.segments()) {
            return Err(Refusal::unauthorized("the token is for another resource"));
        }
        let name = token.policy.as_deref().unwrap_or_default();
        let policy = self.policies.iter().find(|policy| policy.name == name);
        let Some(policy) = policy else {
            let name = twin::secret::cut(name, 60);
            return Err(Refusal::unauthorized(format!(
                "there is no policy `{name}`"
            )));
        };
        if !token.is_signed_by(&policy.primary) && !token.is_signed_by(&policy.secondary) {
            let reason = format!("the token is not signed with a key of `{name}`");
            return Err(Refusal::unauthorized(reason));
        }
        if !policy.rights.contains(&right) {
            let reason = format!("policy `{name}` does not allow {right:?}");
            return Err(Refusal::unauthorized(reason));
        }
        Ok(())
    }
}

/// Reads a token that has not expired.
pub(super) fn read_token(text: &str, now: Timestamp) -> Result<Token, Refusal> {
    let token = Token::read(text).map_err(|error| Refusal::unauthorized(error.to_string()))?;
    if token.expires.saturating_add(DRIFT) < now.as_second() {
        let reason = format!("the token expired at {} seconds since 1970", token.expires);
        return Err(Refusal::unauthorized(reason));
    }
    Ok(token)
}
