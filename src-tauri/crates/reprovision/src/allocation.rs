//! Which hub: the allocation policies, as far as they can be known outside the service.

use crate::assumption::Inference;
use crate::device::Device;
use crate::enrollment::{AllocationPolicy, Enrollment};
use crate::hash;
use crate::hub::Hub;
use crate::webhook::WebhookAnswer;

/// Why a hub was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Because {
    /// The choice is not made again: the device keeps its hub.
    Kept,
    /// There is no other.
    Only,
    /// The hash of the registration id leads there.
    Hash,
    /// It answers in this many milliseconds, the quickest of all.
    Nearest(f64),
    /// The enrollment names it.
    Named,
    /// The webhook named it.
    Webhook,
    /// Nobody knows better: where it is, or the first one.
    Guess,
}

/// Why there is no hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The service has no linked hub that could be chosen.
    NoHub,
    /// The hub is not linked to the service.
    NotLinked {
        /// Its host name.
        host: String,
    },
    /// The webhook failed.
    Webhook {
        /// HTTP status.
        status: i64,
    },
    /// The webhook named a hub that it was not offered.
    WebhookNames {
        /// What it named; empty for nothing.
        host: String,
    },
}

/// The choice of a hub.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// How it was made.
    pub policy: AllocationPolicy,
    /// What it was made from.
    pub candidates: Vec<String>,
    /// The hub, or why there is none.
    pub hub: Result<String, Failure>,
    /// Why that one.
    pub because: Because,
    /// What it rests on.
    pub inferences: Vec<Inference>,
}

/// What a choice is made by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice<'a> {
    pub enrollment: &'a Enrollment,
    pub registration_id: &'a str,
    pub device: &'a Device,
    pub hubs: &'a [Hub],
    /// Where the device is.
    pub current: Option<&'a str>,
    /// True where it stays there, whatever an allocation would say.
    pub is_kept: bool,
    pub webhook: Option<&'a WebhookAnswer>,
}

impl Choice<'_> {
    pub fn make(self) -> Allocation {
        let mut inferences = Vec::new();
        let policy = self.policy(&mut inferences);
        if let (Some(current), true) = (self.current, self.is_kept) {
            inferences.clear();
            return self.kept(policy, current, inferences);
        }
        let candidates = self.candidates(policy);
        let (hub, because) = match policy {
            AllocationPolicy::Static => (self.named(), Because::Named),
            AllocationPolicy::Custom => self.by_webhook(&candidates, &mut inferences),
            _ if candidates.is_empty() => (Err(self.without_candidates()), Because::Only),
            _ if candidates.len() == 1 => (Ok(candidates[0].clone()), Because::Only),
            AllocationPolicy::Hashed => self.by_hash(&candidates, &mut inferences),
            AllocationPolicy::GeoLatency => self.by_latency(&candidates, &mut inferences),
        };
        if because == Because::Only {
            inferences.clear();
        }
        Allocation {
            policy,
            candidates,
            hub,
            because,
            inferences,
        }
    }

    fn policy(self, inferences: &mut Vec<Inference>) -> AllocationPolicy {
        let Enrollment {
            allocation,
            host,
            hubs,
            ..
        } = self.enrollment;
        allocation.unwrap_or_else(|| {
            if host.is_some() || hubs.len() == 1 {
                // as enrollments were written before there were allocation policies
                return AllocationPolicy::Static;
            }
            inferences.push(Inference::HashedByDefault);
            AllocationPolicy::Hashed
        })
    }

    /// The webhook is asked all the same, but offered nothing else.
    fn kept(
        self,
        policy: AllocationPolicy,
        current: &str,
        inferences: Vec<Inference>,
    ) -> Allocation {
        let offered = vec![current.to_owned()];
        let answered = match (policy, self.webhook) {
            (AllocationPolicy::Custom, Some(webhook)) => answered(webhook, &offered).map(drop),
            _ => Ok(()),
        };
        Allocation {
            policy,
            candidates: offered,
            hub: answered.and_then(|()| self.linked(current)),
            because: Because::Kept,
            inferences,
        }
    }

    fn linked(self, host: &str) -> Result<String, Failure> {
        let hub = self.hubs.iter().find(|hub| hub.is(host));
        match hub.filter(|hub| hub.is_linked) {
            Some(hub) => Ok(hub.host.clone()),
            None => Err(Failure::NotLinked {
                host: host.to_owned(),
            }),
        }
    }

    fn named(self) -> Result<String, Failure> {
        let named = self.enrollment.host.as_deref();
        match named.or(self.enrollment.hubs.first().map(String::as_str)) {
            Some(host) => self.linked(host),
            None => Err(Failure::NoHub),
        }
    }

    fn candidates(self, policy: AllocationPolicy) -> Vec<String> {
        let Enrollment {
            hubs: named, host, ..
        } = self.enrollment;
        let is_named = |hub: &Hub| match (policy, host, named.is_empty()) {
            (AllocationPolicy::Static, Some(host), _) => hub.is(host),
            (_, _, true) => hub.is_allocated,
            (_, _, false) => named.iter().any(|host| hub.is(host)),
        };
        let candidates = self
            .hubs
            .iter()
            .filter(|hub| hub.is_linked && is_named(hub));
        candidates.map(|hub| hub.host.clone()).collect()
    }

    fn without_candidates(self) -> Failure {
        match self.enrollment.hubs.first() {
            Some(host) => Failure::NotLinked { host: host.clone() },
            None => Failure::NoHub,
        }
    }

    fn by_hash(
        self,
        candidates: &[String],
        inferences: &mut Vec<Inference>,
    ) -> (Result<String, Failure>, Because) {
        inferences.push(Inference::HashIsOurs);
        let weight = |host: &str| {
            self.hubs
                .iter()
                .find(|hub| hub.is(host))
                .map_or(1, |hub| hub.weight)
        };
        let weighed = candidates.iter().map(|host| (host.as_str(), weight(host)));
        let chosen = hash::choose(self.registration_id, weighed);
        let hub = chosen.map(|at| candidates[at].clone());
        (hub.ok_or(Failure::NoHub), Because::Hash)
    }

    fn by_latency(
        self,
        candidates: &[String],
        inferences: &mut Vec<Inference>,
    ) -> (Result<String, Failure>, Because) {
        let latency = |host: &String| {
            let measured = self.device.latencies.iter();
            let mut measured = measured.filter(|(hub, _)| hub.eq_ignore_ascii_case(host));
            measured.next().map(|(_, milliseconds)| *milliseconds)
        };
        let measured = candidates
            .iter()
            .filter_map(|host| Some((host, latency(host)?)));
        let measured: Vec<_> = measured.collect();
        let nearest = measured.iter().map(|(_, milliseconds)| *milliseconds);
        let Some(nearest) = nearest.reduce(f64::min) else {
            inferences.push(Inference::NotMeasured);
            return (self.guess(candidates), Because::Guess);
        };
        let equal = measured.into_iter().filter(|(_, ms)| *ms == nearest);
        let equal: Vec<_> = equal.map(|(host, _)| host.clone()).collect();
        if equal.len() > 1 {
            inferences.push(Inference::EqualLatencies);
        }
        (self.guess(&equal), Because::Nearest(nearest))
    }

    fn by_webhook(
        self,
        candidates: &[String],
        inferences: &mut Vec<Inference>,
    ) -> (Result<String, Failure>, Because) {
        let Some(webhook) = self.webhook else {
            inferences.push(Inference::WebhookNotAsked);
            return (self.guess(candidates), Because::Guess);
        };
        (answered(webhook, candidates), Because::Webhook)
    }

    /// Where it is, if that can be chosen at all; else the first hub.
    fn guess(self, candidates: &[String]) -> Result<String, Failure> {
        let is_current = |host: &&String| {
            self.current
                .is_some_and(|current| host.eq_ignore_ascii_case(current))
        };
        let stays = candidates.iter().find(is_current);
        let guessed = stays.or(candidates.first()).cloned();
        guessed.ok_or_else(|| self.without_candidates())
    }
}

/// The hub that a webhook answers with: it may name only what it was offered.
fn answered(webhook: &WebhookAnswer, offered: &[String]) -> Result<String, Failure> {
    match webhook {
        WebhookAnswer::Failed { status } => Err(Failure::Webhook { status: *status }),
        WebhookAnswer::Chose { host, .. } => {
            let mut offered = offered.iter();
            let named = offered.find(|offered| offered.eq_ignore_ascii_case(host));
            named
                .cloned()
                .ok_or_else(|| Failure::WebhookNames { host: host.clone() })
        }
    }
}
