//! The hubs as they are now: what is kept, who is connected, what goes wrong. Everything that happens goes through here,
//! one after the other under one lock; nothing in here waits.

mod configured;
mod content;
mod digital;
mod feedback;
mod jobs;
mod login;
mod messages;
mod methods;
mod provisioned;
mod registry;
mod sessions;
#[cfg(test)]
mod tests;
mod troubled;
mod trust;
mod twins;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

pub(crate) use configured::{Counts, MOST as MOST_CONFIGURATIONS, target};
pub(crate) use content::check_content;
pub(crate) use feedback::Outcome;
pub(crate) use jobs::{Deed, Head, Order, part_json};
pub(crate) use login::{Admitted, DRIFT, NotAdmitted, Proof};
pub(crate) use messages::MOST_TELEMETRY;
pub(crate) use methods::{Invocation, MethodAnswer};
pub(crate) use provisioned::settings as provisioning_settings;
#[cfg(test)]
pub(crate) use sessions::Inbox;
pub(crate) use sessions::{Delivery, Interests, Keeps, Opened};
pub(crate) use twins::How;

pub(crate) use crate::if_match::IfMatch;

use crate::event::{News, Teller};
use crate::keep::Keep;
use crate::place::Place;
use crate::provisioning;
use crate::trouble::Troubles;

/// The state of the bench, shared by all connections.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<World>>);

/// Everything there is.
pub(crate) struct World {
    pub keep: Keep,
    /// Names of the virtual hubs, in lower case, in order.
    pub hubs: Vec<String>,
    /// Other names by which the bench is reached, in lower case.
    pub aliases: Vec<String>,
    /// How the provisioning service behaves.
    pub provisioning: provisioning::Settings,
    pub teller: Teller,
    pub troubles: Troubles,
    sessions: HashMap<Place, sessions::Session>,
    calls: HashMap<String, methods::Call>,
    /// Twins before their last write, for stale reads; empty unless such trouble is asked for.
    stale: HashMap<Place, String>,
    serial: u64,
    /// Woken when a device can be called.
    pub callable: Arc<Notify>,
    configured: configured::Configured,
    /// Woken when there are twins for which configurations may be.
    pub unsettled: Arc<Notify>,
    /// Woken when there is something for the runner of jobs.
    pub due: Arc<Notify>,
}

impl Shared {
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    /// Takes the lock. A panic under it leaves what SQLite has, transactions that were open being undone: it is used
    /// again.
    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// True for an address as hosts are written: an IPv6 one in brackets.
pub(crate) fn is_address(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match inner {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

impl World {
    pub fn new(keep: Keep, hubs: Vec<String>, provisioning: provisioning::Settings) -> Self {
        Self {
            keep,
            hubs,
            aliases: Vec::new(),
            provisioning,
            teller: Teller::new(),
            troubles: Troubles::default(),
            sessions: HashMap::new(),
            calls: HashMap::new(),
            stale: HashMap::new(),
            serial: 0,
            callable: Arc::new(Notify::new()),
            configured: configured::Configured::default(),
            unsettled: Arc::new(Notify::new()),
            due: Arc::new(Notify::new()),
        }
    }

    /// The time on the hubs' clock.
    pub fn now(&self) -> Timestamp {
        let skew = SignedDuration::from_secs(self.troubles.skew());
        let now = Timestamp::now();
        now.checked_add(skew).unwrap_or(now)
    }

    pub fn tell(&mut self, news: News) {
        let now = self.now();
        self.teller.tell(news, now);
    }

    /// Finds a hub by its name, or by its first label; `localhost` and addresses are the hub of the listener.
    pub fn hub_named(&self, host: &str, of_listener: usize) -> Option<String> {
        let host = host.to_ascii_lowercase();
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host.as_str(),
        };
        if let Some(known) = self.hubs.iter().find(|hub| *hub == name) {
            return Some(known.clone());
        }
        let is_here =
            name == "localhost" || is_address(name) || self.aliases.iter().any(|own| own == name);
        if is_here {
            return self.hubs.get(of_listener).or(self.hubs.first()).cloned();
        }
        let label = |hub: &&String| hub.split('.').next() == Some(name);
        self.hubs.iter().find(label).cloned()
    }
}
