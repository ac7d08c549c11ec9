//! Sequences: what is changed between two requests, and what each request comes to.

use std::sync::Arc;

use twin::{Document, Kind, TwinPath, Value};

use crate::assumption::Assumptions;
use crate::device::Device;
use crate::enrollment::Enrollment;
use crate::hub::{Hub, Hubs};
use crate::json::{Json, merged};
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, objects};
use crate::record::Record;
use crate::request::{Answer, Request};
use crate::table::VersionTable;
use crate::webhook::WebhookAnswer;

/// What a step changes before the device asks: merge patches of what was there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// The enrollment.
    pub enrollment: Option<Json>,
    /// The device.
    pub device: Option<Json>,
    /// Hubs, by `hostName`.
    pub hubs: Vec<Json>,
    /// What the webhook answers from now on.
    pub webhook: Option<Json>,
    /// True where somebody deletes the registration record.
    pub is_record_deleted: bool,
    /// Where it stands in the sequence, as JSON pointer.
    pub at: String,
}

/// One step of a sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioStep {
    /// What happens, in a few words.
    pub title: String,
    /// What is changed first.
    pub change: Change,
    /// False where the device does not ask.
    pub asks: bool,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// What is there at the start.
    pub start: Change,
    /// What happens.
    pub steps: Vec<ScenarioStep>,
    /// The text it was read from, for the places of problems.
    pub source: Source,
}

/// The text of a sequence. It says nothing about what was read, so that any are equal.
#[derive(Debug, Clone, Default)]
pub struct Source(Option<Arc<Document>>);

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A step as it is played.
#[derive(Debug)]
pub struct Played<'a> {
    /// What happens, in a few words.
    pub title: &'a str,
    /// What the device asked, and what came of it; nothing where it does not ask.
    pub asked: Option<(Request<'a>, &'a Answer)>,
    /// The hubs afterwards.
    pub hubs: &'a [Hub],
    /// What there is when the device asks, or could ask.
    pub given: Given<'a>,
    /// What is wrong with what the step gives.
    pub problems: Vec<Problem>,
}

/// The documents of a request, as a step finds them: what the steps before left, and what this one changes.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The enrollment.
    pub enrollment: Option<&'a Json>,
    /// The device.
    pub device: Option<&'a Json>,
    /// The hubs.
    pub hubs: &'a [Hub],
    /// What the webhook answers.
    pub webhook: Option<&'a Json>,
    /// What the service remembers of the device.
    pub record: Option<&'a Record>,
}

const START: [&str; 7] = [
    "title",
    "description",
    "enrollment",
    "device",
    "hubs",
    "webhook",
    "steps",
];
const STEP: [&str; 7] = [
    "title",
    "enrollment",
    "device",
    "hubs",
    "webhook",
    "record",
    "request",
];

impl Scenario {
    /// Reads `{title, description, enrollment, device, hubs, webhook?, steps: [{title, …changes, record?, request?}]}`.
    #[must_use]
    pub fn read(doc: &Document) -> (Option<Self>, Vec<Problem>) {
        let mut told = Vec::new();
        let Some(&object) = objects(doc, Input::Scenario, &mut told).first() else {
            return (None, told);
        };
        let mut members = Members {
            input: Input::Scenario,
            object,
            told: &mut told,
        };
        members.unknown(&START, ProblemKind::UnknownMember);
        let steps = members.array("steps");
        let scenario = Self {
            title: members.text("title").unwrap_or_default(),
            description: members.text("description").unwrap_or_default(),
            start: members.change(),
            steps: steps
                .into_iter()
                .flat_map(Value::children)
                .map(|step| members.within(step).step())
                .collect(),
            source: Source(Document::read_str(doc.text()).ok().map(Arc::new)),
        };
        if scenario.steps.is_empty() {
            let message = "the scenario has no steps";
            let advice = "Write `steps`, one object for each request.";
            members.tell(ProblemKind::WrongShape, object, message, advice);
        }
        (Some(scenario), told)
    }

    /// Plays it from the start and shows every step; `time` says when each happens.
    pub fn play(
        &self,
        table: &VersionTable,
        assumptions: Assumptions,
        time: &dyn Fn(usize) -> String,
        show: &mut dyn FnMut(Played<'_>),
    ) {
        let mut world = World {
            source: self.source.clone(),
            ..World::default()
        };
        let mut told = world.change(&self.start);
        for (at, step) in self.steps.iter().enumerate() {
            told.extend(world.change(&step.change));
            let problems = std::mem::take(&mut told);
            let title = step.title.as_str();
            if !step.asks {
                show(Played {
                    title,
                    asked: None,
                    hubs: &world.hubs,
                    given: world.given(),
                    problems,
                });
                continue;
            }
            let ((enrollments, _), (device, _), (webhook, _)) = world.read();
            let time = time(at);
            let request = Request {
                enrollments: &enrollments,
                device: &device,
                hubs: &world.hubs,
                record: world.record.as_ref(),
                webhook: webhook.as_ref(),
                table,
                assumptions,
                time: &time,
            };
            let mut answer = request.answer();
            world.place(&mut answer.problems);
            show(Played {
                title,
                asked: Some((request, &answer)),
                hubs: &answer.hubs,
                given: world.given(),
                problems,
            });
            world.hubs = answer.hubs;
            world.record = answer.record;
        }
    }
}

impl Members<'_, '_> {
    fn change(&mut self) -> Change {
        let hubs = self.array("hubs");
        Change {
            enrollment: self.object("enrollment").map(Json::of),
            device: self.object("device").map(Json::of),
            hubs: hubs
                .into_iter()
                .flat_map(Value::children)
                .map(Json::of)
                .collect(),
            webhook: self.object("webhook").map(Json::of),
            at: self.object.path().to_string(),
            // the one member for which `null` says something
            is_record_deleted: self
                .object
                .get("record")
                .is_some_and(|r| r.kind() == Kind::Null),
        }
    }

    fn step(&mut self) -> ScenarioStep {
        self.unknown(&STEP, ProblemKind::UnknownMember);
        ScenarioStep {
            title: self.text("title").unwrap_or_default(),
            change: self.change(),
            asks: self.bool("request").unwrap_or(true),
        }
    }
}

/// What was read, and what is wrong with it.
type Told<T> = (T, Vec<Problem>);

/// What there is between two steps.
#[derive(Debug, Default)]
struct World {
    enrollment: Option<Json>,
    device: Option<Json>,
    hubs: Hubs,
    webhook: Option<Json>,
    record: Option<Record>,
    source: Source,
    /// Where each document was given and changed, last one last, by the input and the name that it has.
    given_at: Vec<(Input, String, String)>,
}

impl World {
    fn change(&mut self, change: &Change) -> Vec<Problem> {
        self.note(change);
        patch(&mut self.enrollment, change.enrollment.as_ref());
        patch(&mut self.device, change.device.as_ref());
        patch(&mut self.webhook, change.webhook.as_ref());
        if change.is_record_deleted {
            self.record = None;
            // the enrollment's document carries it, too
            let without = Json::written("{\"registrationState\":null}".to_owned());
            if self.enrollment.is_some() {
                patch(&mut self.enrollment, Some(&without));
            }
            for hub in &mut self.hubs {
                hub.is_assigned = false;
            }
        }
        let mut told = Vec::new();
        for (nth, hub) in change.hubs.iter().enumerate() {
            let at = format!("{}/hubs/{nth}", change.at);
            self.change_hub((hub, &at), &mut told);
        }
        let (enrollments, device, webhook) = self.read();
        if change.enrollment.is_some() {
            told.extend(enrollments.1);
        }
        if change.device.is_some() {
            told.extend(device.1);
        }
        if change.webhook.is_some() {
            told.extend(webhook.1);
        }
        self.place(&mut told);
        told
    }

    /// Notes where the documents of a change stand.
    fn note(&mut self, change: &Change) {
        let at = &change.at;
        let documents = [
            (Input::Enrollment, "enrollment", &change.enrollment),
            (Input::Device, "device", &change.device),
            (Input::Webhook, "webhook", &change.webhook),
        ];
        for (input, member, _) in documents.iter().filter(|(.., given)| given.is_some()) {
            let pointer = format!("{at}/{member}");
            self.given_at.push((*input, String::new(), pointer));
        }
        for (nth, hub) in change.hubs.iter().enumerate() {
            let pointer = format!("{at}/hubs/{nth}");
            self.given_at.push((Input::Hubs, host_of(hub), pointer));
        }
    }

    /// Gives problems of the documents their places in the text of the sequence: a value stands where it was given or
    /// changed last. One that is nowhere keeps its pointer in its document.
    fn place(&self, problems: &mut [Problem]) {
        let documents = [Input::Enrollment, Input::Device, Input::Webhook];
        let of_documents = problems
            .iter_mut()
            .filter(|problem| documents.contains(&problem.input));
        for problem in of_documents {
            self.place_one((problem.input, ""), None, problem);
        }
    }

    /// Looks where it is given now, if that is known, then at what was given before, the latest first.
    fn place_one(&self, (input, name): (Input, &str), now: Option<&str>, problem: &mut Problem) {
        problem.place = None;
        let Some(doc) = &self.source.0 else { return };
        let layers = self.given_at.iter().rev();
        let layers = layers
            .filter(|(of, known, _)| *of == input && known == name)
            .map(|(.., at)| at.as_str());
        let mut found = now.into_iter().chain(layers).filter_map(|at| {
            let path = TwinPath::from_pointer(&format!("{at}{}", problem.pointer))?;
            doc.find(&path)
        });
        if let Some(value) = found.next() {
            let at = Problem::at(Input::Scenario, problem.kind, value, "", "");
            problem.input = Input::Scenario;
            problem.pointer = at.pointer;
            problem.place = at.place;
        }
    }

    fn change_hub(&mut self, (change, at_change): (&Json, &str), told: &mut Vec<Problem>) {
        let host = host_of(change);
        let at = self.hubs.iter().position(|hub| hub.is(&host));
        let before = at.map(|at| self.hubs[at].to_json());
        let merged = match before {
            Some(before) => merged(&Json::written(before), change),
            None => change.clone(),
        };
        let Some(doc) = merged.read() else { return };
        let before = told.len();
        let read = Hub::all(&doc.roots().collect::<Vec<_>>(), Input::Scenario, told);
        for problem in &mut told[before..] {
            self.place_one((Input::Hubs, &host), Some(at_change), problem);
        }
        let Some(mut hub) = read.into_iter().next() else {
            return;
        };
        match at {
            Some(at) => {
                hub.count_edits(&self.hubs[at]);
                self.hubs[at] = hub;
            }
            None => self.hubs.push(hub),
        }
    }

    fn given(&self) -> Given<'_> {
        Given {
            enrollment: self.enrollment.as_ref(),
            device: self.device.as_ref(),
            hubs: &self.hubs,
            webhook: self.webhook.as_ref(),
            record: self.record.as_ref(),
        }
    }

    /// What decides, read anew: a step may have changed any of it.
    fn read(
        &self,
    ) -> (
        Told<Vec<Enrollment>>,
        Told<Device>,
        Told<Option<WebhookAnswer>>,
    ) {
        let doc = |json: &Option<Json>| json.as_ref().and_then(Json::read);
        let enrollments = doc(&self.enrollment).map(|doc| Enrollment::read(&doc));
        let device = doc(&self.device).map(|doc| Device::read(&doc));
        let webhook = doc(&self.webhook).map(|doc| WebhookAnswer::read(&doc));
        (
            enrollments.unwrap_or_default(),
            device.unwrap_or_default(),
            webhook.unwrap_or_default(),
        )
    }
}

/// The name by which a change finds its hub, in small letters: hubs are told apart without regard to case.
fn host_of(change: &Json) -> String {
    let doc = change.read();
    let host = doc.and_then(|doc| Some(doc.root()?.get("hostName")?.str()?.to_ascii_lowercase()));
    host.unwrap_or_default()
}

fn patch(json: &mut Option<Json>, change: Option<&Json>) {
    let Some(change) = change else { return };
    *json = Some(match json.take() {
        Some(before) => merged(&before, change),
        None => change.clone(),
    });
}
