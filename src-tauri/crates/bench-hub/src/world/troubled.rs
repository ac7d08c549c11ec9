//! Trouble that strikes what is asked of a hub or of the provisioning service, the same on every wire. The place of a
//! registration has the id scope for its hub.

use std::time::Duration;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::place::Place;
use crate::provisioning::Refusal;
use crate::trouble::TroubleKind;
use crate::world::World;

impl World {
    /// The place of a registration, as troubles know it.
    pub fn registration(&self, registration_id: &str) -> Place {
        Place::device(&self.provisioning.id_scope, registration_id)
    }

    /// How long an answer has to wait, where somebody wants it to.
    pub fn latency(&mut self, place: &Place) -> Option<Duration> {
        let amount = self.troubles.strikes(TroubleKind::Latency, place)?;
        Some(Duration::from_millis(
            u64::try_from(amount).unwrap_or_default(),
        ))
    }

    /// Refuses a request that somebody wants throttled.
    pub fn throttled(&mut self, place: &Place) -> Result<(), Fault> {
        match self.troubles.strikes(TroubleKind::Throttle, place) {
            Some(_) => Err(Fault::throttled("throttled, as asked for")),
            None => Ok(()),
        }
    }

    /// True where a right token, or certificate, is to be refused; it is told.
    pub fn is_to_refuse(&mut self, place: &Place) -> bool {
        let strikes = self
            .troubles
            .strikes(TroubleKind::RefuseToken, place)
            .is_some();
        if strikes {
            let message = "a right token is refused, as asked for";
            self.tell(News::new(EventKind::Fault, message).of(place));
        }
        strikes
    }

    /// Refuses what a device or a service asks of provisioning, where somebody wants it to. It has the right.
    pub fn unprovisioned(&mut self, place: &Place) -> Result<(), Refusal> {
        if self.is_to_refuse(place) {
            return Err(Refusal::unauthorized("refused on demand"));
        }
        self.throttled(place)
            .map_err(|fault| Refusal::new(fault.status, fault.code, fault.message))
    }
}
