//! Who may connect: a device or module of a hub, by token or certificate.

use hub::topic::Speaker;
use hub::{Bag, Key, Token};

use crate::Fault;
use crate::identity::{Identity, Kind, Status};
use crate::place::Place;
use crate::time::stamp;
use crate::world::World;
use crate::world::sessions::Interests;

/// Seconds by which the clocks of devices may be wrong.
pub(crate) const DRIFT: i64 = 300;

/// What a caller shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof<'a> {
    /// A token, if one was sent.
    pub token: Option<&'a str>,
    /// Its certificates in DER, its own first.
    pub certificates: &'a [Vec<u8>],
}

/// Why somebody may not connect.
#[derive(Debug)]
pub(crate) enum NotAdmitted {
    /// In words, for the log: the wire has one number for all.
    Refused(String),
    /// The bench itself cannot tell.
    Broken(Fault),
}

impl From<String> for NotAdmitted {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

impl From<&str> for NotAdmitted {
    fn from(reason: &str) -> Self {
        Self::Refused(reason.to_owned())
    }
}

impl From<rusqlite::Error> for NotAdmitted {
    fn from(error: rusqlite::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// A device that may connect.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub place: Place,
    /// When its token ends, in seconds since 1970.
    pub expires: Option<i64>,
    /// What it subscribed to in an earlier session.
    pub interests: Interests,
}

impl World {
    /// Lets a device connect to a hub, or says why not. The reason is for the log; the wire has one number for all.
    pub fn admit(
        &mut self,
        host: &str,
        speaker: &Speaker,
        bag: &Bag,
        proof: Proof<'_>,
        of_listener: usize,
    ) -> Result<Admitted, NotAdmitted> {
        let Some(hub) = self.hub_named(host, of_listener) else {
            let known = self.hubs.join(", ");
            return Err(format!("no hub is named {host}, there are {known}").into());
        };
        let place = Place {
            hub,
            speaker: speaker.clone(),
        };
        let found = self.keep.known(&place)?;
        let mut known = found.ok_or_else(|| format!("{} has no {speaker}", place.hub))?;
        if let Some(module) = &speaker.module {
            let device = Place::device(&place.hub, &speaker.device);
            let device = self.keep.known(&device)?;
            if device.is_none_or(|device| device.identity.status == Status::Disabled) {
                return Err(format!("the device of module {module} is disabled").into());
            }
        }
        if known.identity.status == Status::Disabled {
            return Err("the identity is disabled".into());
        }
        let expires = self.proves(&place, &known.identity, proof, of_listener)?;
        if self.is_to_refuse(&place) {
            return Err("refused on demand".into());
        }
        if let Some(model) = bag.get("model-id") {
            known.model = model.to_owned();
        }
        let time = stamp(self.now());
        known
            .identity
            .connection_state_updated_time
            .clone_from(&time);
        self.keep.set_seen(&place, &known, &time)?;
        Ok(Admitted {
            place,
            expires,
            interests: Interests::read(&known.interests),
        })
    }

    /// Checks what an identity shows; says when it ends.
    pub fn proves(
        &self,
        place: &Place,
        identity: &Identity,
        proof: Proof<'_>,
        of_listener: usize,
    ) -> Result<Option<i64>, NotAdmitted> {
        match (proof.token, identity.authentication.kind) {
            (_, Kind::None) => Err("the identity has no authentication".into()),
            (Some(text), Kind::Sas) => self.token_of(place, identity, text, of_listener).map(Some),
            // a policy of the hub signs for every device, whatever the device's own proof is
            (Some(text), _) if Token::read(text).is_ok_and(|token| token.policy.is_some()) => {
                self.token_of(place, identity, text, of_listener).map(Some)
            }
            (Some(_), kind) => {
                let name = kind.name();
                Err(format!("a token was sent, the identity is of type {name}").into())
            }
            (None, Kind::Sas) => Err("no token was sent".into()),
            (None, kind) => {
                let own = proof
                    .certificates
                    .first()
                    .ok_or("no certificate was shown")?;
                match kind {
                    Kind::SelfSigned if identity.has_thumbprint_of(own) => Ok(None),
                    Kind::SelfSigned => Err("the certificate has another thumbprint".into()),
                    _ => self
                        .is_vouched_for(place, proof.certificates)
                        .map(|()| None),
                }
            }
        }
    }

    fn token_of(
        &self,
        place: &Place,
        identity: &Identity,
        text: &str,
        of_listener: usize,
    ) -> Result<i64, NotAdmitted> {
        let token = Token::read(text).map_err(|error| error.to_string())?;
        let resource = token.resource();
        if self.hub_named(&resource.host, of_listener).as_ref() != Some(&place.hub) {
            return Err(format!("the token is for {}", resource.host).into());
        }
        if !resource.covers(&place.speaker.path()) {
            return Err(format!("the token is for {}", resource.path.join("/")).into());
        }
        let is_signed = match token.policy.as_deref() {
            Some(name) => {
                let is_allowed = matches!(name, "device" | "iothubowner");
                let policy = self.keep.policy(&place.hub, name)?;
                policy.is_some_and(|policy| is_allowed && is_signed(&token, policy.keys))
            }
            None => is_signed(&token, identity.keys()),
        };
        if !is_signed {
            return Err("the token is signed with another key".into());
        }
        let late = self.now().as_second().saturating_sub(token.expires);
        if late > DRIFT {
            return Err(format!("the token expired {late} seconds ago").into());
        }
        Ok(token.expires)
    }
}

fn is_signed(token: &Token, keys: impl IntoIterator<Item = Key>) -> bool {
    keys.into_iter().any(|key| token.is_signed_by(&key))
}
