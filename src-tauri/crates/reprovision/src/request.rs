//! One request: who asks, what the service knows, what it decides, and what everything looks like afterwards.

use crate::age::Judged;
use crate::allocation::{Allocation, Choice, Failure};
use crate::assumption::{Assumption, Assumptions, Inference, SameHubReset};
use crate::chart::{Decision, End};
use crate::device::Device;
use crate::effect::{Loss, Outcome, Stage, StageKind};
use crate::enrollment::{AllocationPolicy, Enrollment, is_id};
use crate::hub::{Hub, Hubs};
use crate::identity::{DeviceState, Identity};
use crate::json::Json;
use crate::policy::PolicyKind;
use crate::problem::{Input, Problem, ProblemKind};
use crate::record::{Record, Status, Substatus};
use crate::table::VersionTable;
use crate::version::ApiVersion;
use crate::webhook::{WebhookAnswer, webhook_request};
use crate::words;

/// The last API version that calls a repeated assignment `initialAssignment`.
const LAST_WITH_ONE_NAME: &str = "2019-03-31";
/// The service has no hub of that name any more.
const HUB_NOT_FOUND: i64 = 401_001;
/// No enrollment for the device.
const ENROLLMENT_NOT_FOUND: i64 = 404_201;
/// The webhook failed.
const CUSTOM_ALLOCATION_FAILED: i64 = 400_207;

/// What is asked, and everything that decides about it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The enrollments of the service, in the order it was told of them; individual ones are found first.
    pub enrollments: &'a [Enrollment],
    /// Who asks.
    pub device: &'a Device,
    /// The hubs, with the device on them.
    pub hubs: &'a [Hub],
    /// What the service remembers of it, where that is known apart from the hubs.
    pub record: Option<&'a Record>,
    /// What the webhook of a custom allocation answers.
    pub webhook: Option<&'a WebhookAnswer>,
    /// Which versions are from before reprovisioning.
    pub table: &'a VersionTable,
    /// What no document settles.
    pub assumptions: Assumptions,
    /// When it asks, RFC 3339 in UTC.
    pub time: &'a str,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who asked.
    pub registration_id: String,
    /// Its id on a hub.
    pub device_id: String,
    /// The enrollment that was found, by its place in the request.
    pub enrollment: Option<usize>,
    /// The way through the flowchart; nothing where the service does not get that far.
    pub decision: Option<Decision>,
    /// The choice of the hub.
    pub allocation: Option<Allocation>,
    /// What the webhook was asked, where it was.
    pub webhook_request: Option<Json>,
    /// What it comes to.
    pub outcome: Outcome,
    /// The hub it was on.
    pub from: Option<String>,
    /// What the device is told.
    pub result: Record,
    /// What the service remembers from then on.
    pub record: Option<Record>,
    /// The hubs afterwards.
    pub hubs: Hubs,
    /// How it went on, first to last.
    pub stages: Vec<Stage>,
    /// What is gone.
    pub lost: Vec<Loss>,
    /// The switches that it rests on.
    pub rests_on: Vec<Assumption>,
    /// What was concluded besides.
    pub inferences: Vec<Inference>,
    /// What is wrong with what was given.
    pub problems: Vec<Problem>,
}

impl Request<'_> {
    /// Decides.
    #[must_use]
    pub fn answer(self) -> Answer {
        let mut problems = Vec::new();
        let registration_id = self.registration_id(&mut problems);
        let found = self.enrollment(&registration_id);
        let enrollment = found.map(|at| &self.enrollments[at]);
        let record = self.remembered(enrollment, &mut problems);
        let from = record
            .as_ref()
            .and_then(|record| record.assigned_hub.clone());
        let mut hubs: Hubs = self.hubs.to_vec();
        for hub in &mut hubs {
            hub.is_assigned = from.as_deref().is_some_and(|host| hub.is(host));
        }
        let mut answer = Answer {
            device_id: registration_id.clone(),
            enrollment: found,
            decision: None,
            allocation: None,
            webhook_request: None,
            outcome: Outcome::NotEnrolled,
            from,
            result: Record::new(),
            record,
            hubs,
            stages: vec![Stage {
                kind: StageKind::Asked,
                status: None,
                hub: None,
            }],
            lost: Vec::new(),
            rests_on: Vec::new(),
            inferences: Vec::new(),
            problems,
            registration_id,
        };
        match enrollment {
            None => self.not_enrolled(&mut answer),
            Some(enrollment) if !enrollment.is_enabled => self.disabled(enrollment, &mut answer),
            Some(enrollment) => self.decide(enrollment, found.unwrap_or_default(), &mut answer),
        }
        answer
    }

    /// The id of the request, or the one that is most likely meant.
    fn registration_id(&self, problems: &mut Vec<Problem>) -> String {
        if let Some(id) = &self.device.registration_id {
            if !is_id(id) {
                let message = format!("`{}` is no registration id", twin::secret::cut(id, 60));
                let advice = "Write at most 128 letters, digits and `. _ : -`, with a letter, a digit or a hyphen at the end.";
                problems.push(Problem::of(
                    Input::Device,
                    ProblemKind::IdIllegal,
                    message,
                    advice,
                ));
            }
            return id.clone();
        }
        let individual = self
            .enrollments
            .iter()
            .find(|e| e.is_individual() && !e.id().is_empty());
        let on_hub = || {
            self.hubs
                .iter()
                .find_map(|hub| hub.identity.as_ref()?.device_id.clone())
        };
        let id = match individual {
            Some(enrollment) => enrollment.id().to_owned(),
            None => on_hub().unwrap_or_else(|| "device".to_owned()),
        };
        let message = format!(
            "the device has no `registrationId`; `{}` was assumed",
            twin::secret::cut(&id, 60)
        );
        let advice = "Write the id that the device registers with.";
        problems.push(Problem::of(
            Input::Device,
            ProblemKind::DeviceWithoutId,
            message,
            advice,
        ));
        id
    }

    /// Individual enrollments come first, so that one of them can block a device of a group.
    fn enrollment(&self, registration_id: &str) -> Option<usize> {
        let is_meant = |enrollment: &Enrollment| {
            let id = enrollment.id();
            // one without an id was told as such, and is taken for the device's
            enrollment.is_individual()
                && (id.eq_ignore_ascii_case(registration_id) || id.is_empty())
        };
        let individual = self.enrollments.iter().position(is_meant);
        individual.or_else(|| self.enrollments.iter().position(|e| !e.is_individual()))
    }

    /// What the service remembers: the hubs say where the device is now, a record what else there is to know.
    fn remembered(
        &self,
        enrollment: Option<&Enrollment>,
        problems: &mut Vec<Problem>,
    ) -> Option<Record> {
        let given = self.record.or_else(|| enrollment?.record.as_ref());
        let assigned = self.hubs.iter().find(|hub| hub.is_assigned);
        let says = given.and_then(|record| record.assigned_hub.as_deref());
        match (assigned, says) {
            (Some(hub), Some(says)) if !hub.is(says) => {
                let message = format!("the record names `{says}`, the hubs `{}`", hub.host);
                let advice = "Correct `assigned` or the record; the hubs were believed.";
                problems.push(Problem::of(
                    Input::Hubs,
                    ProblemKind::RecordContradicts,
                    message,
                    advice,
                ));
            }
            (None, Some(says)) if !self.hubs.iter().any(|hub| hub.is(says)) => {
                let message =
                    format!("the device is assigned to `{says}`, which is not among the hubs");
                let advice = "Add it, with the device's twin; without it the service fails whatever needs it.";
                problems.push(Problem::of(
                    Input::Hubs,
                    ProblemKind::HubNotLinked,
                    message,
                    advice,
                ));
            }
            _ => {}
        }
        if assigned.is_none() && given.is_none() {
            return None;
        }
        let host = assigned.map(|hub| hub.host.clone());
        let on_hub = assigned.and_then(|hub| hub.identity.as_ref()?.device_id.clone());
        let mut record = given.cloned().unwrap_or_default();
        record.assigned_hub = host.or(record.assigned_hub);
        record.device_id = on_hub.or(record.device_id);
        Some(record)
    }

    fn not_enrolled(&self, answer: &mut Answer) {
        let id = twin::secret::cut(&answer.registration_id, 60);
        let message = match self.enrollments.first() {
            Some(_) => format!("no enrollment is for `{id}`"),
            None => "there is no enrollment".to_owned(),
        };
        let advice = "Compare the device's `registrationId` with the enrollment's, or give the group that it belongs to.";
        let problem = Problem::of(Input::Enrollment, ProblemKind::NotEnrolled, message, advice);
        answer.problems.push(problem);
        answer.result = Record {
            registration_id: Some(answer.registration_id.clone()),
            status: Some(Status::Failed),
            error: Some((ENROLLMENT_NOT_FOUND, "Enrollment not found.".to_owned())),
            ..Record::new()
        };
        answer.end(Status::Failed);
    }

    /// Answered at once: nothing is looked at, nothing is removed.
    fn disabled(&self, enrollment: &Enrollment, answer: &mut Answer) {
        answer.outcome = Outcome::Disabled;
        answer.settle_device_id(enrollment);
        let known = answer
            .record
            .as_ref()
            .and_then(|record| record.device_id.clone());
        answer.result = Record {
            registration_id: Some(answer.registration_id.clone()),
            device_id: known,
            status: Some(Status::Disabled),
            updated: Some(self.time.to_owned()),
            ..Record::new()
        };
        let remembered = answer.record.take().unwrap_or_default();
        answer.record = Some(Record {
            registration_id: Some(answer.registration_id.clone()),
            status: Some(Status::Disabled),
            updated: Some(self.time.to_owned()),
            etag: None,
            ..remembered
        });
        answer.end(Status::Disabled);
    }

    fn decide(&self, enrollment: &Enrollment, nth: usize, answer: &mut Answer) {
        answer.settle_device_id(enrollment);
        let judged = Judged::of(self.device, self.table);
        let policy = enrollment.policy.map(crate::policy::Policy::kind);
        let decision = Decision::of(policy, || judged.clone(), self.assumptions);
        answer
            .problems
            .extend(words::doubts(&judged, policy.is_some()));
        answer.rests_on.extend(decision.rests_on);
        if policy == Some(PolicyKind::Unnamed) {
            answer.infer(Inference::UnnamedPolicy);
        }
        let treatment = decision.end.treatment();
        answer.stage(StageKind::Answered, Some(Status::Assigning), None);
        let choice = Choice {
            enrollment,
            registration_id: &answer.registration_id,
            device: self.device,
            hubs: self.hubs,
            current: answer.from.as_deref(),
            is_kept: treatment == PolicyKind::Never,
            webhook: self.webhook,
        };
        let allocation = choice.make();
        if allocation.policy == AllocationPolicy::Custom {
            let asked = webhook_request(
                enrollment,
                &answer.registration_id,
                self.device,
                answer.record.as_ref(),
                &allocation.candidates,
            );
            answer.webhook_request = Some(Json::written(asked));
        }
        answer.problems.extend(words::of_allocation(
            enrollment,
            &allocation,
            self.hubs,
            nth,
        ));
        answer
            .inferences
            .extend(allocation.inferences.iter().copied());
        match allocation.hub.clone() {
            Ok(hub) => {
                answer.stage(StageKind::Allocated, Some(Status::Assigning), Some(&hub));
                self.assign(enrollment, decision.end, &hub, answer);
                self.record_assignment(&hub, &judged, answer);
            }
            Err(failure) => self.fail(failure, answer),
        }
        answer.decision = Some(decision);
        answer.allocation = Some(allocation);
    }

    fn fail(&self, failure: Failure, answer: &mut Answer) {
        let error = match &failure {
            Failure::NoHub | Failure::NotLinked { .. } => {
                (HUB_NOT_FOUND, "IoTHub not found.".to_owned())
            }
            Failure::Webhook { status } => (
                CUSTOM_ALLOCATION_FAILED,
                format!("Custom allocation failed with status code: {status}"),
            ),
            Failure::WebhookNames { .. } => (HUB_NOT_FOUND, "IoTHub not found.".to_owned()),
        };
        answer.outcome = Outcome::Failed(failure);
        let remembered = answer.record.take().unwrap_or_default();
        let record = Record {
            registration_id: Some(answer.registration_id.clone()),
            status: Some(Status::Failed),
            substatus: None,
            error: Some(error),
            updated: Some(self.time.to_owned()),
            etag: None,
            ..remembered
        };
        answer.result = record.clone();
        answer.record = Some(record);
        answer.end(Status::Failed);
    }

    /// Puts the device on its hub, by the row of the table that applies.
    fn assign(&self, enrollment: &Enrollment, end: End, hub: &str, answer: &mut Answer) {
        let treatment = end.treatment();
        let from = answer.from.clone();
        let is_same = from
            .as_deref()
            .is_some_and(|from| from.eq_ignore_ascii_case(hub));
        let had = from
            .as_deref()
            .and_then(|from| answer.identity_on(from))
            .cloned();
        let there = answer.identity_on(hub).cloned();
        let outcome = match (&from, is_same, &had, &there) {
            (None, _, _, Some(_)) => Outcome::Readopted,
            (None, ..) => Outcome::Initial,
            (Some(_), true, None, _) => Outcome::Recreated,
            (Some(_), false, None, _) => Outcome::RecreatedElsewhere,
            (Some(_), true, Some(_), _) => self.on_same_hub(end, answer),
            (Some(_), false, Some(_), _) if treatment == PolicyKind::Reset => Outcome::Reset,
            (Some(_), false, Some(_), _) => Outcome::Migrated,
        };
        if outcome.is_move() && there.is_some() {
            answer.infer(Inference::LeftoverReplaced);
        }
        let after = match outcome {
            Outcome::Initial
            | Outcome::Recreated
            | Outcome::RecreatedElsewhere
            | Outcome::Reset => {
                answer.stage(
                    StageKind::IdentityCreated,
                    Some(Status::Assigning),
                    Some(hub),
                );
                answer.stage(StageKind::TwinInitial, Some(Status::Assigning), Some(hub));
                Some(Identity::new(&answer.device_id, self.initial(enrollment)))
            }
            Outcome::ResetInPlace => {
                answer.stage(StageKind::TwinInitial, Some(Status::Assigning), Some(hub));
                let modules = had.as_ref().map(|had| had.modules.clone());
                Some(Identity {
                    modules: modules.unwrap_or_default(),
                    ..Identity::new(&answer.device_id, self.initial(enrollment))
                })
            }
            Outcome::Migrated => {
                answer.stage(
                    StageKind::IdentityCreated,
                    Some(Status::Assigning),
                    Some(hub),
                );
                answer.stage(StageKind::TwinMigrated, Some(Status::Assigning), Some(hub));
                answer.infer(Inference::VersionsMigrate);
                had.as_ref()
                    .map(|had| Identity::new(&answer.device_id, had.state.clone()))
            }
            _ => {
                answer.stage(StageKind::Untouched, Some(Status::Assigning), Some(hub));
                there
            }
        };
        match outcome {
            Outcome::Recreated => answer.infer(Inference::RecreatedAnew),
            Outcome::RecreatedElsewhere => answer.infer(Inference::NothingToMigrate),
            Outcome::Readopted => answer.infer(Inference::TwinKept),
            _ => {}
        }
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
        answer.put(hub, after, outcome.is_move());
        answer.outcome = outcome;
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

    /// Tags and desired properties as the enrollment has them, or the webhook: its own count only where the initial
    /// configuration is used at all, which is what this is asked for.
    fn initial(&self, enrollment: &Enrollment) -> DeviceState {
        let by_webhook = match self.webhook {
            Some(WebhookAnswer::Chose { initial, .. })
                if enrollment.allocation == Some(AllocationPolicy::Custom) =>
            {
                initial.clone()
            }
            _ => None,
        };
        let own = || (enrollment.tags.clone(), enrollment.desired.clone());
        let (tags, desired) = by_webhook.unwrap_or_else(own);
        DeviceState::initial(tags, desired, enrollment.is_edge, self.time)
    }

    /// The same event has two names: the service's own, and the one that old API versions know.
    fn record_assignment(&self, hub: &str, judged: &Judged, answer: &mut Answer) {
        let substatus = match answer.outcome {
            Outcome::Migrated => Substatus::DeviceDataMigrated,
            Outcome::Reset | Outcome::ResetInPlace => Substatus::DeviceDataReset,
            Outcome::Initial | Outcome::Recreated | Outcome::RecreatedElsewhere => {
                Substatus::InitialAssignment
            }
            _ => Substatus::ReprovisionedToInitialAssignment,
        };
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
        let record = Record {
            registration_id: Some(answer.registration_id.clone()),
            created: remembered.created.or_else(|| Some(self.time.to_owned())),
            assigned_hub: Some(hub.to_owned()),
            device_id: Some(answer.device_id.clone()),
            status: Some(Status::Assigned),
            substatus: Some(substatus),
            error: None,
            updated: Some(self.time.to_owned()),
            etag: None,
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

impl Answer {
    fn stage(&mut self, kind: StageKind, status: Option<Status>, hub: Option<&str>) {
        let hub = hub.map(str::to_owned);
        self.stages.push(Stage { kind, status, hub });
    }

    fn end(&mut self, status: Status) {
        let hub = self.result.assigned_hub.clone();
        self.stage(StageKind::Ended, Some(status), hub.as_deref());
    }

    fn infer(&mut self, inference: Inference) {
        if !self.inferences.contains(&inference) {
            self.inferences.push(inference);
        }
    }

    fn identity_on(&self, host: &str) -> Option<&Identity> {
        self.hubs.iter().find(|hub| hub.is(host))?.identity.as_ref()
    }

    /// The record's id counts for as long as there is a record; then the enrollment's.
    fn settle_device_id(&mut self, enrollment: &Enrollment) {
        let wanted = enrollment.device_id(&self.registration_id).to_owned();
        let remembered = self
            .record
            .as_ref()
            .and_then(|record| record.device_id.clone());
        if let Some(kept) = remembered.as_ref().filter(|kept| **kept != wanted) {
            self.infer(Inference::DeviceIdKept);
            let message = format!(
                "the device keeps the id `{kept}`, although its enrollment says `{wanted}`"
            );
            let advice = "Delete the registration record and let the device register again; the old identity stays on its hub until somebody deletes it.";
            let problem = Problem::of(
                Input::Enrollment,
                ProblemKind::DeviceIdIgnored,
                message,
                advice,
            );
            self.problems.push(problem);
        }
        self.device_id = remembered.unwrap_or(wanted);
    }

    /// Puts an identity on its hub; after a move the old hub has none.
    fn put(&mut self, host: &str, identity: Option<Identity>, is_move: bool) {
        let from = self.from.clone();
        for hub in &mut self.hubs {
            hub.is_assigned = hub.is(host);
            if hub.is_assigned {
                hub.identity.clone_from(&identity);
            } else if is_move && from.as_deref().is_some_and(|from| hub.is(from)) {
                hub.identity = None;
            }
        }
        let left: Vec<_> = self
            .hubs
            .iter()
            .filter(|hub| !hub.is_assigned && hub.identity.is_some())
            .map(|hub| hub.host.clone())
            .collect();
        for host in left {
            let message = format!("the device has an identity on `{host}`, too");
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
