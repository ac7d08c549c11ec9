//! Every story below `fixtures/reprovision` is played and compared with what is written down there: each row of the table
//! of what a request comes to, each way to choose a hub, each input that is wrong, and what others recorded of the
//! service itself (`oracle-…`). A story is one request, or a sequence of them in `scenario.json`. `callers` names the API
//! versions that ask the same; the substatus they are told depends on them.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reprovision::{
    Answer, Assumption, Assumptions, Because, Device, Enrollment, Hub, Problem, Record, Request,
    Scenario, Status, Substatus, VersionTable, WebhookAnswer,
};
use serde_json::{Map, Value as Json, json};
use twin::Document;

/// When everything happens.
const NOW: &str = "2026-03-01T12:00:00.0000000Z";
/// The caller that is not replaced.
const AS_GIVEN: &str = "as given";

fn stories() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/reprovision");
    let folders = fs::read_dir(root).expect("the stories are there");
    let mut stories: Vec<_> = folders.map(|f| f.expect("an entry").path()).collect();
    stories.sort();
    stories
}

fn document(story: &Path, name: &str) -> Option<Document> {
    let bytes = fs::read(story.join(name)).ok()?;
    Some(Document::read(bytes).expect("small"))
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("what is written is JSON")
}

fn expected(story: &Path) -> Json {
    json(&fs::read_to_string(story.join("expected.json")).expect("what is expected"))
}

/// Reads a document of a story and keeps what is wrong with it.
fn read<T: Default>(
    story: &Path,
    name: &str,
    problems: &mut Vec<Problem>,
    read: impl Fn(&Document) -> (T, Vec<Problem>),
) -> T {
    let Some(doc) = document(story, name) else {
        return T::default();
    };
    let (value, told) = read(&doc);
    problems.extend(told);
    value
}

fn problem(problem: &Problem) -> String {
    assert!(!problem.message.is_empty() && !problem.advice.is_empty());
    assert!(!problem.kind.why().is_empty());
    let place = match problem.place {
        Some(place) => format!(" {}:{}", place.line, place.column),
        None if problem.pointer.is_empty() => String::new(),
        None => format!(" {}", problem.pointer),
    };
    let (input, rule) = (problem.input.word(), problem.kind.name());
    format!("{input}{place} {rule}")
}

fn because(because: Because) -> &'static str {
    match because {
        Because::Kept => "kept",
        Because::Only => "only",
        Because::Hash => "hash",
        Because::Nearest(_) => "nearest",
        Because::Named => "named",
        Because::Webhook => "webhook",
        Because::Guess => "guess",
    }
}

/// Leaves out what is not there.
fn only(members: Json) -> Json {
    let Json::Object(members) = members else {
        return members;
    };
    members.into_iter().filter(|(_, m)| !m.is_null()).collect()
}

fn record(record: &Record) -> Json {
    only(json!({
        "status": record.status.map(Status::name),
        "substatus": record.substatus.map(Substatus::name),
        "assignedHub": record.assigned_hub,
        "deviceId": record.device_id,
        "errorCode": record.error.as_ref().map(|(code, _)| *code),
        "errorMessage": record.error.as_ref().map(|(_, message)| message),
    }))
}

/// The device on each hub, read from what is written of it.
fn hubs(hubs: &[Hub]) -> Json {
    let on = |hub: &Hub| {
        let identity = hub.identity.as_ref()?;
        let mut twin = json(&identity.to_json());
        for section in ["desired", "reported"] {
            let section = twin["properties"][section].as_object_mut();
            section.expect("an object").remove("$metadata");
        }
        let modules = identity.modules.iter().map(|module| module.id.as_str());
        Some(json!({
            "deviceId": twin["deviceId"],
            "iotEdge": twin["capabilities"]["iotEdge"],
            "tags": twin["tags"],
            "desired": twin["properties"]["desired"],
            "reported": twin["properties"]["reported"],
            "modules": modules.collect::<Vec<_>>(),
        }))
    };
    let pairs = hubs
        .iter()
        .map(|hub| (hub.host.clone(), json!(on(hub))))
        .collect::<Map<_, _>>();
    pairs.into()
}

/// What the service says of the registration, as often as it changes.
fn statuses(answer: &Answer) -> Vec<&'static str> {
    let told = answer.stages.iter().filter_map(|stage| stage.status);
    let mut statuses: Vec<_> = told.map(Status::name).collect();
    statuses.dedup();
    statuses
}

fn asked(answer: &Answer) -> Json {
    let Some(asked) = &answer.webhook_request else {
        return Json::Null;
    };
    let asked = json(asked.text());
    let kinds = ["individualEnrollment", "enrollmentGroup"];
    let of = kinds.iter().find(|kind| asked.get(kind).is_some());
    json!({
        "of": of,
        "deviceRuntimeContext": asked["deviceRuntimeContext"],
        "linkedHubs": asked["linkedHubs"],
    })
}

fn told(answer: &Answer, problems: &[Problem]) -> Json {
    let mut told = record(&answer.result);
    let substatus = told
        .as_object_mut()
        .and_then(|told| told.remove("substatus"));
    let path = answer.decision.as_ref().map(|decision| {
        let nodes = decision.path.iter().map(|step| step.node.name());
        nodes.collect::<Vec<_>>()
    });
    let switch = |switch: &Assumption| format!("{}={}", switch.name(), switch.value());
    let all = problems.iter().chain(&answer.problems);
    let payload = answer.result.payload.as_ref();
    only(json!({
        "outcome": answer.outcome.name(),
        "because": answer.allocation.as_ref().map(|a| because(a.because)),
        "path": path,
        "told": told,
        "substatus": substatus,
        "payload": payload.map(|payload| json(payload.text())),
        "record": answer.record.as_ref().map(record),
        "statuses": statuses(answer),
        "hubs": hubs(&answer.hubs),
        "webhookRequest": asked(answer),
        "lost": answer.lost.iter().map(|loss| loss.name()).collect::<Vec<_>>(),
        "restsOn": answer.rests_on.iter().map(switch).collect::<Vec<_>>(),
        "inferences": answer.inferences.iter().map(|i| i.name()).collect::<Vec<_>>(),
        "problems": all.map(problem).collect::<Vec<_>>(),
    }))
}

fn assumed(expected: &Json) -> Assumptions {
    let switches = expected["assume"].as_array().into_iter().flatten();
    switches.fold(Assumptions::default(), |assumed, switch| {
        let switch = switch.as_str().and_then(Assumption::named);
        assumed.with(switch.expect("a switch that there is"))
    })
}

/// What is not as it was expected, in a few lines.
fn compare(what: &str, expected: &Json, told: &Json, wrong: &mut Vec<String>) {
    if expected == told {
        return;
    }
    let keys = [expected, told].map(Json::as_object).into_iter().flatten();
    for key in keys.flat_map(Map::keys).collect::<BTreeSet<_>>() {
        if expected.get(key) != told.get(key) {
            let [expected, told] =
                [expected, told].map(|side| side.get(key).unwrap_or(&Json::Null));
            wrong.push(format!(
                "{what}, {key}:\n  expected {expected}\n  told     {told}"
            ));
        }
    }
}

/// Plays one request for each of its callers.
fn play(story: &Path, expected: &Json, wrong: &mut Vec<String>) {
    let mut problems = Vec::new();
    let enrollments = read(story, "enrollment.json", &mut problems, Enrollment::read);
    let device = read(story, "device.json", &mut problems, Device::read);
    let hubs = read(story, "hubs.json", &mut problems, Hub::read);
    let record = read(story, "record.json", &mut problems, Record::read);
    let webhook = read(story, "webhook.json", &mut problems, WebhookAnswer::read);
    let callers = expected["callers"].as_object().expect("callers");
    assert!(!callers.is_empty());
    for (caller, of_caller) in callers {
        let mut device = device.clone();
        if caller != AS_GIVEN {
            device.api_version = Some(caller.clone());
        }
        let request = Request {
            record: record.as_ref(),
            webhook: webhook.as_ref(),
            assumptions: assumed(expected),
            ..Request::new(&enrollments, &device, &hubs, NOW)
        };
        let answer = request.answer();
        let mut wanted = only(expected.clone());
        let members = wanted.as_object_mut().expect("an object");
        for aside in ["story", "callers", "assume"] {
            members.remove(aside);
        }
        members.extend(of_caller.as_object().expect("an object").clone());
        let name = story.file_name().expect("a name").display();
        let told = told(&answer, &problems);
        compare(&format!("{name} by {caller}"), &wanted, &told, wrong);
        assert!(!answer.sentence().is_empty());
    }
}

/// Plays a sequence, step by step.
fn play_all(story: &Path, expected: &Json, wrong: &mut Vec<String>) {
    let doc = document(story, "scenario.json").expect("a sequence");
    let (scenario, problems) = Scenario::read(&doc);
    assert_eq!(problems, [], "{}", story.display());
    let scenario = scenario.expect("a sequence");
    let steps = expected["steps"].as_array().expect("steps");
    assert_eq!(scenario.steps.len(), steps.len(), "{}", story.display());
    let mut steps = steps.iter().enumerate();
    let table = VersionTable::built_in();
    let time = |_| NOW.to_owned();
    scenario.play(table, assumed(expected), &time, &mut |played| {
        let (at, wanted) = steps.next().expect("a step");
        let answer = played.asked.map(|(_, answer)| answer);
        let told = answer.map(|answer| {
            only(json!({
                "outcome": answer.outcome.name(),
                "status": answer.result.status.map(Status::name),
                "substatus": answer.result.substatus.map(Substatus::name),
                "recorded": answer.record.as_ref().and_then(|r| r.substatus).map(Substatus::name),
                "assignedHub": answer.result.assigned_hub,
                "deviceId": answer.result.device_id,
                "error": answer.result.error,
                "hubs": hubs(played.hubs),
            }))
        });
        let name = story.file_name().expect("a name").display();
        let step = format!("{name}, step {}", at + 1);
        compare(&step, &only(wanted.clone()), &json!(told), wrong);
        assert_eq!(told.is_none(), wanted.is_null(), "{step}");
    });
}

/// Members of the result that others recorded of a disabled enrollment; `deviceId` besides for a device that was assigned.
const OF_DISABLED: [&str; 4] = ["etag", "lastUpdatedDateTimeUtc", "registrationId", "status"];

#[test]
fn in_every_oracle_the_result_has_the_entity_tag_of_the_record_and_each_write_changes_it() {
    let is_oracle = |story: &PathBuf| {
        let name = story.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with("oracle-")
    };
    let mut disabled = 0;
    for story in stories().iter().filter(|story| is_oracle(story)) {
        let doc = document(story, "scenario.json").expect("a sequence");
        let scenario = Scenario::read(&doc).0.expect("a sequence");
        let mut tags = BTreeSet::new();
        let table = VersionTable::built_in();
        let time = |at| format!("2026-03-01T{at:02}:00:00.0000000Z");
        scenario.play(table, Assumptions::default(), &time, &mut |played| {
            let Some((request, answer)) = played.asked else {
                return;
            };
            let result = json(&answer.result.to_json());
            let name = format!("{}, {}", story.display(), played.title);
            let record = answer.record.as_ref().expect("a record");
            assert_eq!(result["etag"], json!(record.etag), "{name}");
            let etag = result["etag"].as_str().expect(&name).to_owned();
            assert!(etag.len() == 52 && tags.insert(etag), "{name}");
            assert_eq!(result["lastUpdatedDateTimeUtc"], request.time, "{name}");
            if answer.result.status == Some(Status::Disabled) {
                disabled += 1;
                let members = result.as_object().expect("an object").keys();
                let known = members.filter(|key| *key != "deviceId");
                assert!(known.eq(OF_DISABLED), "{name}: {result}");
                let was_assigned = request.record.is_some_and(|r| r.device_id.is_some());
                assert_eq!(result.get("deviceId").is_some(), was_assigned, "{name}");
            }
        });
        assert!(tags.len() > 1, "{}", story.display());
    }
    assert!(disabled > 1);
}

#[test]
fn a_problem_of_a_document_in_a_sequence_has_its_place_in_the_sequence() {
    let text = r#"{
  "title": "t", "description": "d",
  "enrollment": {
    "registrationId": "a",
    "allocationPolicy": "static",
    "iotHubHostName": "gone.example",
    "reprovisionPolicy": { "updateHub": true }
  },
  "device": { "registrationId": "a", "apiVersion": "2021-06-01" },
  "hubs": [
    { "hostName": "here.example", "allocationWeight": 5000 }
  ],
  "steps": [
    { "title": "It asks" },
    {
      "title": "Its version is gone",
      "device": { "apiVersion": "soon" },
      "enrollment": { "reprovisionPolicy": null, "iotHubHostName": "away.example" }
    }
  ]
}"#;
    let doc = Document::read_str(text).expect("small");
    let scenario = Scenario::read(&doc).0.expect("a sequence");
    let mut told = Vec::new();
    let table = VersionTable::built_in();
    let time = |_| NOW.to_owned();
    scenario.play(table, Assumptions::default(), &time, &mut |played| {
        let of_answer = played.asked.into_iter().flat_map(|(_, a)| &a.problems);
        let all = played.problems.iter().chain(of_answer);
        told.push(all.map(problem).collect::<Vec<_>>());
    });
    assert_eq!(
        told,
        [
            vec![
                "scenario 11:35 reprovision-wrong-value",
                "scenario 7:28 policy-unknown-field",
                "scenario 6:5 hub-not-linked",
            ],
            vec![
                "scenario 17:19 device-version-invalid",
                "scenario 18:50 hub-not-linked",
            ],
        ]
    );
}

#[test]
fn every_story_ends_as_it_is_written_down() {
    let mut wrong = Vec::new();
    for story in stories() {
        let expected = expected(&story);
        match expected.get("steps") {
            Some(_) => play_all(&story, &expected, &mut wrong),
            None => play(&story, &expected, &mut wrong),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_outcome_has_a_story_and_no_story_is_empty() {
    let all: Vec<_> = stories().iter().map(|story| expected(story)).collect();
    assert!(all.len() > 90, "{} stories", all.len());
    let told: BTreeSet<_> = all.iter().filter_map(|e| e["outcome"].as_str()).collect();
    let known = [
        "disabled",
        "failed",
        "initial",
        "kept-by-policy",
        "migrated",
        "not-enrolled",
        "readopted",
        "recreated",
        "recreated-elsewhere",
        "reset",
        "reset-in-place",
        "same-hub",
        "stuck",
    ];
    assert_eq!(told, BTreeSet::from(known));
    let ways: BTreeSet<_> = all.iter().filter_map(|e| e["because"].as_str()).collect();
    let known = [
        "guess", "hash", "kept", "named", "nearest", "only", "webhook",
    ];
    assert_eq!(ways, BTreeSet::from(known));
}
