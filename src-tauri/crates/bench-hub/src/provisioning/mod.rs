//! The provisioning service: enrollments, registrations, the log-in of devices, and both of its interfaces as plain
//! calls. Who goes where, and what becomes of twin and record, `reprovision` decides. It opens no connection, knows no
//! clock, and reaches the hubs through [`Hubs`] only.
//!
//! Every call writes to several tables and to the hubs. **The caller opens one transaction around each call** on the
//! connection it gives, commits it on `Ok` and rolls it back on `Err`: a crash leaves what was before, or all that
//! comes after. A refusal is `Ok`, so that what led to it is kept.

mod attestation;
pub(crate) mod certificate;
mod device;
mod device_api;
mod document;
mod event;
mod fault;
mod hubs;
mod login;
mod proof;
mod register;
mod service;
mod settings;
mod store;
pub mod tables;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use rusqlite::Connection;

pub use device::DeviceReply;
pub use device_api::DeviceRequest;
pub use event::{Change, Event};
pub use fault::{Fault, Refusal};
pub use hubs::{Credentials, DeviceOnHub, Hubs};
pub use login::{Admitted, Proof};
pub use settings::{AccessPolicy, Right, Settings};
pub(crate) use store::authorities;
pub use store::enrollments::Kind;

use fault::Stop;

/// The service at one point in time, for one call or a few.
pub struct Provisioning<'a> {
    db: &'a Connection,
    hubs: &'a mut dyn Hubs,
    settings: &'a Settings,
    now: Timestamp,
    events: Vec<Event>,
}

impl<'a> Provisioning<'a> {
    /// The service over a database with the tables of [`tables::SCHEMA`], inside a transaction of the caller.
    #[must_use]
    pub fn new(
        db: &'a Connection,
        hubs: &'a mut dyn Hubs,
        settings: &'a Settings,
        now: Timestamp,
    ) -> Self {
        Self {
            db,
            hubs,
            settings,
            now,
            events: Vec::new(),
        }
    }

    /// Takes what happened since it was last asked, for the log.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Tells a refusal from a fault, and notes it.
    fn settle<T>(
        &mut self,
        who: &str,
        result: Result<T, Stop>,
    ) -> Result<Result<T, Refusal>, Fault> {
        match result {
            Ok(value) => Ok(Ok(value)),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Refused(refusal)) => {
                self.events.push(Event::Refused {
                    who: twin::secret::cut(who, 128),
                    refusal: refusal.clone(),
                });
                Ok(Err(refusal))
            }
        }
    }

    /// The time as the service writes it: UTC with seven digits.
    fn stamp(&self) -> String {
        format!("{:.7}", self.now)
    }
}
