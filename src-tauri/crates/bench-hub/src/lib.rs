//! An IoT Hub and a Device Provisioning Service for the bench, on loopback: real device SDKs cannot tell them from the
//! cloud. Decides provisioning with `reprovision`, never on its own; leaves loopback only when told to.

mod applier;
mod authority;
mod bench;
mod desk;
mod door;
mod event;
mod fault;
pub mod http;
mod identity;
mod if_match;
#[cfg(test)]
mod issuers;
mod keep;
mod mqtt;
mod parent;
mod patience;
mod place;
pub mod provisioning;
pub mod query;
mod random;
mod rest;
mod runner;
mod seed;
pub mod state;
mod time;
mod trouble;
mod visitors;
mod world;

pub use authority::AuthorityError;
pub use bench::{Bench, BenchError, Events, HubAccess, Settings};
pub use desk::{DeviceState, Happened, Removed};
pub use event::{Event, EventKind};
pub use fault::Fault;
pub use identity::{Authentication, Identity, Kind, Status};
pub use keep::{KeepError, Policy};
pub use patience::Patience;
pub use seed::Seeded;
pub use trouble::{Trouble, TroubleKind};
