//! A device is put on its hub: which row of the table applies, what becomes of identity and twin, what the record says.

use crate::age::Judged;
use crate::assumption::{Assumption, Inference, SameHubReset};
use crate::chart::End;
use crate::effect::{Loss, Outcome, StageKind};
use crate::enrollment::{AllocationPolicy, Enrollment};
use crate::identity::{DeviceState, Identity};
use crate::policy::PolicyKind;
use crate::problem::{Input, Problem, ProblemKind};
use crate::record::{Record, Status, Substatus};
use crate::request::{Answer, Request};
use crate::version::ApiVersion;
use crate::webhook::WebhookAnswer;

/// The last API version that calls a repeated assignment `initialAssignment`.
const LAST_WITH_ONE_NAME: &str = "2019-03-31";

impl Request<'_> {
    /// Puts the device on its hub, by the row of the table that applies.
    pub(crate) fn assign(&self, enrollment: &Enrollment, end: End, hub: &str, answer: &mut Answer) {
        let from = answer.from.clone();
        let had = from
            .as_deref()
            .and_then(|from| answer.identity_on(from))
            .cloned();
        let there = answer.identity_on(hub).cloned();
        let outcome = self.outcome(end, hub, (had.is_some(), there.is_some()), answer);
        answer.conclude(&outcome, had.is_some(), there.is_some());
        let after = match outcome {
            Outcome::Migrated => had.as_ref().map(|had| {
                answer.create(hub, StageKind::TwinMigrated);
                Identity::new(&answer.device_id, had.state.clone())
            }),
            Outcome::ResetInPlace => {
                answer.stage(StageKind::TwinInitial, Some(Status::Assigning), Some(hub));
                let modules = had.as_ref().map(|had| had.modules.clone());
                let initial = self.initial(enrollment, end, answer);
                Some(Identity {
                    modules: modules.unwrap_or_default(),
                    ..Identity::new(&answer.device_id, initial)
                })
            }
            _ if outcome.starts_anew() => {
                answer.create(hub, StageKind::TwinInitial);
                let initial = self.initial(enrollment, end, answer);
                Some(Identity::new(&answer.device_id, initial))
            }
            _ => {
                answer.stage(StageKind::Untouched, Some(Status::Assigning), Some(hub));
                there
            }
        };
        if let (Some(had), Some(after)) = (&had, &after) {
            answer.lost = Loss::all(had, after, outcome.is_move());
        }
        if let (true, true, Some(from)) = (outcome.is_move(), had.is_some(), &from) {
            answer.stage(
                StageKind::IdentityRemoved,
                Some(Status::Assigning),
                Some(from),
            );
        }
        answer.put(hub, after);
        answer.outcome = outcome;
    }

    /// The row of the table: where the device was, where it goes, whether it is there as the record says.
    fn outcome(
        &self,
        end: End,
        hub: &str,
        (had, is_there): (bool, bool),
        answer: &mut Answer,
    ) -> Outcome {
        let is_reset = end.treatment() == PolicyKind::Reset;
        let is_same = answer
            .from
            .as_deref()
            .map(|from| from.eq_ignore_ascii_case(hub));
        match (is_same, had) {
            (None, _) if is_there => Outcome::Readopted,
            (None, _) => Outcome::Initial,
            (Some(true), false) => Outcome::Recreated,
            (Some(true), true) => self.on_same_hub(end, answer),
            // a reset needs nothing of what was there before
            (Some(false), _) if is_reset => Outcome::Reset,
            (Some(false), true) => Outcome::Migrated,
            (Some(false), false) => Outcome::RecreatedElsewhere,
        }
    }

    fn on_same_hub(&self, end: End, answer: &mut Answer) -> Outcome {
        match (end, end.treatment()) {
            (End::Sticks, _) => Outcome::Stuck,
            (_, PolicyKind::Never | PolicyKind::Unnamed) => Outcome::KeptByPolicy,
            (_, PolicyKind::Migrate) => Outcome::SameHub,
            (_, PolicyKind::Reset) => {
                let assumed = self.assumptions.same_hub_reset;
                answer.rests_on.push(Assumption::SameHubReset(assumed));
                match assumed {
                    SameHubReset::Resets => Outcome::ResetInPlace,
                    SameHubReset::Keeps => Outcome::SameHub,
                }
            }
        }
    }

    /// Tags and desired properties as the enrollment has them, or the webhook: its own count only at the first
    /// assignment and where the policy resets.
    fn initial(&self, enrollment: &Enrollment, end: End, answer: &Answer) -> DeviceState {
        let is_custom = enrollment.allocation == Some(AllocationPolicy::Custom);
        let counts = answer.from.is_none() || end.treatment() == PolicyKind::Reset;
        let by_webhook = match self.webhook {
            Some(WebhookAnswer::Chose { initial, .. }) if is_custom && counts => initial.clone(),
            _ => None,
        };
        let own = || (enrollment.tags.clone(), enrollment.desired.clone());
        let (tags, desired) = by_webhook.unwrap_or_else(own);
        DeviceState::initial(tags, desired, enrollment.is_edge, self.time)
    }

    /// The same event has two names: the service's own, and the one that old API versions know.
    pub(crate) fn record_assignment(&self, hub: &str, judged: &Judged, answer: &mut Answer) {
        let substatus = answer.outcome.substatus();
        if matches!(answer.outcome, Outcome::KeptByPolicy | Outcome::Stuck) {
            answer.infer(Inference::SubstatusOfNever);
        }
        let mut told = substatus;
        if substatus == Substatus::ReprovisionedToInitialAssignment {
            let last = ApiVersion::parse(LAST_WITH_ONE_NAME).ok();
            match (&judged.asks, last) {
                (Some(asks), Some(last)) if asks.is_up_to(&last) => {
                    told = Substatus::InitialAssignment
                }
                (None, _) => answer.infer(Inference::ApiVersionUnknown),
                _ => {}
            }
        }
        let payload = match self.webhook {
            Some(WebhookAnswer::Chose { payload, .. }) if answer.webhook_request.is_some() => {
                payload.clone()
            }
            _ => None,
        };
        let remembered = answer.record.take().unwrap_or_default();
        let etag = remembered.next_etag(&answer.registration_id, self.time);
        let record = Record {
            registration_id: Some(answer.registration_id.clone()),
            created: remembered.created.or_else(|| Some(self.time.to_owned())),
            assigned_hub: Some(hub.to_owned()),
            device_id: Some(answer.device_id.clone()),
            status: Some(Status::Assigned),
            substatus: Some(substatus),
            error: None,
            updated: Some(self.time.to_owned()),
            etag: Some(etag),
            payload,
            other: remembered.other,
        };
        answer.result = Record {
            substatus: Some(told),
            ..record.clone()
        };
        answer.record = Some(record);
        answer.end(Status::Assigned);
    }
}

impl Outcome {
    /// True where the twin is the initial configuration, on an identity that is made for it.
    fn starts_anew(&self) -> bool {
        matches!(
            self,
            Self::Initial | Self::Recreated | Self::RecreatedElsewhere | Self::Reset
        )
    }

    /// The service's own word for it.
    fn substatus(&self) -> Substatus {
        match self {
            Self::Migrated => Substatus::DeviceDataMigrated,
            Self::Reset | Self::ResetInPlace => Substatus::DeviceDataReset,
            Self::Initial | Self::RecreatedElsewhere => Substatus::InitialAssignment,
            _ => Substatus::ReprovisionedToInitialAssignment,
        }
    }
}

impl Answer {
    fn create(&mut self, hub: &str, twin: StageKind) {
        let status = Some(Status::Assigning);
        self.stage(StageKind::IdentityCreated, status, Some(hub));
        self.stage(twin, status, Some(hub));
    }

    /// Names what no document says of a row.
    fn conclude(&mut self, outcome: &Outcome, had: bool, is_there: bool) {
        if outcome.is_move() && is_there {
            self.infer(Inference::LeftoverReplaced);
        }
        let from = self.from.as_deref();
        let is_unlinked = |from: &str| self.hubs.iter().any(|hub| hub.is(from) && !hub.is_linked);
        if outcome.is_move() && had && from.is_some_and(is_unlinked) {
            self.infer(Inference::FromUnlinked);
        }
        match outcome {
            Outcome::Migrated => self.infer(Inference::VersionsMigrate),
            Outcome::Recreated => self.infer(Inference::RecreatedAnew),
            Outcome::RecreatedElsewhere => self.infer(Inference::NothingToMigrate),
            Outcome::Readopted => self.infer(Inference::TwinKept),
            _ => {}
        }
    }

    /// Puts an identity on its hub; the one it comes from has none then.
    fn put(&mut self, host: &str, identity: Option<Identity>) {
        let from = self.from.clone();
        let mut left = Vec::new();
        for hub in &mut self.hubs {
            hub.is_assigned = hub.is(host);
            if hub.is_assigned {
                let other = hub.identity.as_ref().filter(|i| !i.is_of(&self.device_id));
                left.extend(other.map(|other| (hub.host.clone(), other.device_id.clone())));
                hub.identity.clone_from(&identity);
            } else if from.as_deref().is_some_and(|from| hub.is(from)) {
                hub.identity = None;
            } else if let Some(other) = &hub.identity {
                left.push((hub.host.clone(), other.device_id.clone()));
            }
        }
        for (host, id) in left {
            let id = id.filter(|id| *id != self.device_id);
            let message = match id {
                Some(id) => format!("the device has an identity `{id}` on `{host}`, too"),
                None => format!("the device has an identity on `{host}`, too"),
            };
            let advice = "Delete it there, unless it is meant to be a device of its own.";
            let problem = Problem::of(
                Input::Hubs,
                ProblemKind::IdentityLeftBehind,
                message,
                advice,
            );
            self.problems.push(problem);
        }
    }
}
