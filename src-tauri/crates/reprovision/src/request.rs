//! One request: who asks, what the service knows, what it decides, and what everything looks like afterwards.

use crate::age::Judged;
use crate::allocation::{Allocation, Choice, Failure};
use crate::assumption::{Assumption, Assumptions, Inference};
use crate::chart::Decision;
use crate::device::Device;
use crate::effect::{Loss, Outcome, Stage, StageKind};
use crate::enrollment::{AllocationPolicy, Enrollment, ID_ADVICE, Scope, is_id};
use crate::hub::{Hub, Hubs};
use crate::identity::Identity;
use crate::json::Json;
use crate::policy::PolicyKind;
use crate::problem::{Input, Problem, ProblemKind};
use crate::record::{Record, Status};
use crate::table::VersionTable;
use crate::webhook::{WebhookAnswer, webhook_request};
use crate::words;

/// The service has no hub of that name any more.
const HUB_NOT_FOUND: i64 = 401_001;
/// No enrollment for the device.
const ENROLLMENT_NOT_FOUND: i64 = 404_201;
/// The webhook failed. Recorded for a webhook that answered 400: `tests/ut/azure_iot_provisioning_client_ut.c` of
/// Azure/azure-iot-middleware-freertos holds such an answer of December 2019. One for a webhook that answered 401 was
/// published with 400209 (pastebin.com/GtCpcWDq, June 2019); what tells the two codes apart is not documented, so that
/// the one in a test of Microsoft's is taken for every status.
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

impl<'a> Request<'a> {
    /// Asks at this time, RFC 3339 in UTC: without a record, a webhook or anything else that settles what is open.
    #[must_use]
    pub fn new(
        enrollments: &'a [Enrollment],
        device: &'a Device,
        hubs: &'a [Hub],
        time: &'a str,
    ) -> Self {
        Self {
            enrollments,
            device,
            hubs,
            record: None,
            webhook: None,
            table: VersionTable::built_in(),
            assumptions: Assumptions::default(),
            time,
        }
    }
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
        self.tell_groups(&mut answer);
        match enrollment {
            None => self.not_enrolled(&mut answer),
            Some(enrollment) if !enrollment.is_enabled => self.disabled(enrollment, &mut answer),
            Some(enrollment) => self.decide(enrollment, found.unwrap_or_default(), &mut answer),
        }
        for problem in &mut answer.problems {
            match (problem.input, enrollment) {
                (Input::Device, _) => self.device.places.tell(problem),
                (Input::Enrollment, Some(enrollment)) => enrollment.places.tell(problem),
                _ => {}
            }
        }
        answer
    }

    /// The id of the request, or the one that is most likely meant.
    fn registration_id(&self, problems: &mut Vec<Problem>) -> String {
        if let Some(id) = &self.device.registration_id {
            if !is_id(id) {
                let message = format!("`{}` is no registration id", twin::secret::cut(id, 60));
                problems.push(Problem {
                    pointer: "/registrationId".to_owned(),
                    ..Problem::of(Input::Device, ProblemKind::IdIllegal, message, ID_ADVICE)
                });
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

    /// A device belongs to a group by its key or its certificate, which nobody here sees: of several groups the first
    /// one is taken, and that is told.
    fn tell_groups(&self, answer: &mut Answer) {
        let Some(at) = answer.enrollment else { return };
        let taken = &self.enrollments[at];
        let groups = self.enrollments.iter().filter(|e| !e.is_individual());
        let others: Vec<_> = groups
            .filter(|group| !std::ptr::eq(*group, taken))
            .collect();
        if taken.is_individual() || others.is_empty() {
            return;
        }
        answer.infer(Inference::FirstGroupTaken);
        answer.problems.push(words::of_groups(taken, &others, at));
    }

    /// What the service remembers: the hubs say where the device is now, a record what else there is to know.
    fn remembered(
        &self,
        enrollment: Option<&Enrollment>,
        problems: &mut Vec<Problem>,
    ) -> Option<Record> {
        let given = self.record.or_else(|| enrollment?.record.as_ref());
        let says = given.and_then(|record| record.assigned_hub.as_deref());
        let marked = self.hubs.iter().find(|hub| hub.is_assigned);
        let named = || {
            self.hubs
                .iter()
                .find(|hub| says.is_some_and(|says| hub.is(says)))
        };
        let assigned = marked.or_else(named);
        let doubt = match (assigned, says) {
            (Some(hub), Some(says)) if !hub.is(says) => Some((
                ProblemKind::RecordContradicts,
                format!("the record names `{says}`, the hubs `{}`", hub.host),
                "Correct `assigned` or the record; the hubs were believed.",
            )),
            (None, Some(says)) => Some((
                ProblemKind::HubNotLinked,
                format!("the device is assigned to `{says}`, which is not among the hubs"),
                "Add it, with the device's twin; without it the service fails whatever needs it.",
            )),
            _ => None,
        };
        problems.extend(
            doubt.map(|(kind, message, advice)| Problem::of(Input::Hubs, kind, message, advice)),
        );
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
        let remembered = answer.record.take().unwrap_or_default();
        let etag = remembered.next_etag(&answer.registration_id, self.time);
        answer.result = Record {
            registration_id: Some(answer.registration_id.clone()),
            device_id: known,
            status: Some(Status::Disabled),
            updated: Some(self.time.to_owned()),
            etag: Some(etag.clone()),
            ..Record::new()
        };
        answer.record = Some(Record {
            registration_id: Some(answer.registration_id.clone()),
            status: Some(Status::Disabled),
            error: None,
            updated: Some(self.time.to_owned()),
            etag: Some(etag),
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
        let etag = remembered.next_etag(&answer.registration_id, self.time);
        let record = Record {
            registration_id: Some(answer.registration_id.clone()),
            created: remembered.created.or_else(|| Some(self.time.to_owned())),
            status: Some(Status::Failed),
            substatus: None,
            error: Some(error),
            updated: Some(self.time.to_owned()),
            etag: Some(etag),
            ..remembered
        };
        answer.result = record.clone();
        answer.record = Some(record);
        answer.end(Status::Failed);
    }
}

impl Answer {
    pub(crate) fn stage(&mut self, kind: StageKind, status: Option<Status>, hub: Option<&str>) {
        let hub = hub.map(str::to_owned);
        self.stages.push(Stage { kind, status, hub });
    }

    pub(crate) fn end(&mut self, status: Status) {
        let hub = self.result.assigned_hub.clone();
        self.stage(StageKind::Ended, Some(status), hub.as_deref());
    }

    pub(crate) fn infer(&mut self, inference: Inference) {
        if !self.inferences.contains(&inference) {
            self.inferences.push(inference);
        }
    }

    /// Returns the device's own identity on a hub: one of another id is no identity of it.
    pub(crate) fn identity_on(&self, host: &str) -> Option<&Identity> {
        let identity = self.hubs.iter().find(|hub| hub.is(host))?.identity.as_ref();
        identity.filter(|identity| identity.is_of(&self.device_id))
    }

    /// The record's id counts for as long as there is a record; then the enrollment's.
    fn settle_device_id(&mut self, enrollment: &Enrollment) {
        let wanted = enrollment.device_id(&self.registration_id).to_owned();
        let remembered = self
            .record
            .as_ref()
            .and_then(|record| record.device_id.clone());
        // capitals of a registration id count for nothing, those of a device id do
        let is_wanted = |kept: &String| match &enrollment.scope {
            Scope::Individual {
                device_id: Some(id),
                ..
            } => kept == id,
            _ => kept.eq_ignore_ascii_case(&wanted),
        };
        if let Some(kept) = remembered.as_ref().filter(|kept| !is_wanted(kept)) {
            self.infer(Inference::DeviceIdKept);
            let message = format!(
                "the device keeps the id `{kept}`, although its enrollment makes it `{wanted}`"
            );
            let advice = "Delete the registration record and let the device register again; the old identity stays on its hub until somebody deletes it.";
            self.problems.push(Problem {
                pointer: "/deviceId".to_owned(),
                nth: self.enrollment.unwrap_or_default(),
                ..Problem::of(
                    Input::Enrollment,
                    ProblemKind::DeviceIdIgnored,
                    message,
                    advice,
                )
            });
        }
        self.device_id = remembered.unwrap_or(wanted);
    }
}
