//! Who may connect: a device or module of a hub, by token or certificate.

use hub::topic::Speaker;
use hub::{Bag, Key, Token};

use crate::event::{EventKind, News};
use crate::identity::{Identity, Kind, Status};
use crate::place::Place;
use crate::time::stamp;
use crate::trouble::TroubleKind;
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
    ) -> Result<Admitted, String> {
        let Some(hub) = self.hub_named(host, of_listener) else {
            let known = self.hubs.join(", ");
            return Err(format!("no hub is named {host}; there are {known}"));
        };
        let place = Place {
            hub,
            speaker: speaker.clone(),
        };
        let found = self.keep.row(&place).map_err(|error| error.to_string())?;
        let mut row = found.ok_or_else(|| format!("{} has no {speaker}", place.hub))?;
        if let Some(module) = &speaker.module {
            let device = Place::device(&place.hub, &speaker.device);
            let device = self.keep.row(&device).map_err(|error| error.to_string())?;
            if device.is_none_or(|device| device.identity.status == Status::Disabled) {
                return Err(format!("the device of module {module} is disabled"));
            }
        }
        if row.identity.status == Status::Disabled {
            return Err("the identity is disabled".to_owned());
        }
        let expires = self.proves(&place, &row.identity, proof, of_listener)?;
        if self
            .troubles
            .strikes(TroubleKind::RefuseToken, &place)
            .is_some()
        {
            self.tell(
                News::new(EventKind::Fault, "a right token is refused, as asked for").of(&place),
            );
            return Err("refused on demand".to_owned());
        }
        if let Some(model) = bag.get("model-id") {
            row.model = model.to_owned();
        }
        let time = stamp(self.now());
        row.identity.connection_state_updated_time = time.clone();
        let written = self.keep.set_identity(&place, &row.identity);
        let written = written.and_then(|()| self.keep.set_activity(&place, &time, &row.model));
        written.map_err(|error| error.to_string())?;
        Ok(Admitted {
            place,
            expires,
            interests: Interests::read(&row.interests),
        })
    }

    /// Checks what an identity shows; says when it ends.
    pub fn proves(
        &self,
        place: &Place,
        identity: &Identity,
        proof: Proof<'_>,
        of_listener: usize,
    ) -> Result<Option<i64>, String> {
        match (proof.token, identity.authentication.kind) {
            (_, Kind::None) => Err("the identity has no authentication".to_owned()),
            (Some(text), Kind::Sas) => self.token_of(place, identity, text, of_listener).map(Some),
            // a policy of the hub signs for every device, whatever the device's own proof is
            (Some(text), _) if Token::read(text).is_ok_and(|token| token.policy.is_some()) => {
                self.token_of(place, identity, text, of_listener).map(Some)
            }
            (Some(_), kind) => Err(format!(
                "a token was sent; the identity is of type {}",
                kind.name()
            )),
            (None, Kind::Sas) => Err("no token was sent".to_owned()),
            (None, kind) => {
                let own = proof
                    .certificates
                    .first()
                    .ok_or("no certificate was shown")?;
                match kind {
                    Kind::SelfSigned if identity.has_thumbprint_of(own) => Ok(None),
                    Kind::SelfSigned => Err("the certificate has another thumbprint".to_owned()),
                    _ => Err(
                        "the bench hub knows no authorities: use a thumbprint (selfSigned)"
                            .to_owned(),
                    ),
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
    ) -> Result<i64, String> {
        let token = Token::read(text).map_err(|error| error.to_string())?;
        let resource = token.resource();
        if self.hub_named(&resource.host, of_listener).as_ref() != Some(&place.hub) {
            return Err(format!("the token is for {}", resource.host));
        }
        if !resource.covers(&place.speaker.path()) {
            return Err(format!("the token is for {}", resource.path.join("/")));
        }
        let is_signed = match token.policy.as_deref() {
            Some(name) => {
                let is_allowed = matches!(name, "device" | "iothubowner");
                let policy = self
                    .keep
                    .policy(&place.hub, name)
                    .map_err(|error| error.to_string())?;
                policy.is_some_and(|policy| is_allowed && is_signed(&token, policy.keys))
            }
            None => is_signed(&token, identity.keys()),
        };
        if !is_signed {
            return Err("the token is signed with another key".to_owned());
        }
        let late = self.now().as_second() - token.expires;
        if late > DRIFT {
            return Err(format!("the token expired {late} seconds ago"));
        }
        Ok(token.expires)
    }
}

fn is_signed(token: &Token, keys: impl IntoIterator<Item = Key>) -> bool {
    keys.into_iter().any(|key| token.is_signed_by(&key))
}
