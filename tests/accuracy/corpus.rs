//! The twins that faults are put into: whole ones of the fixtures, and every valid value of a group in a
//! twin of its dialect. Each knows what is said about it before anything was done to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use twin::Document;

use crate::engine::{self, Told};
use crate::hub;
use crate::sites::{self, Site, Spot};

/// Stories in `fixtures/twins` with nothing to tell.
const HEALTHY: [&str; 5] = ["healthy-", "plain-", "fresh-", "module-", "device-"];
/// Files of the sample workspace with nothing to tell.
const WORKSPACE: [&str; 3] = [
    "pump-01 healthy.json",
    "gateway-02 module.json",
    "meter-77 plain properties.json",
];

/// A twin to put faults into.
pub struct Base {
    /// The fixture it comes from.
    pub name: String,
    pub twin: Json,
    /// As it is written: an indented line for every member.
    pub text: String,
    /// What is said about it as it stands.
    pub told: Vec<Told>,
    /// The configuration groups in it.
    pub sites: Vec<Site>,
    /// Values in them that a schema describes.
    pub spots: Vec<Spot>,
    /// True where a value in it tells of something that did not go well.
    pub is_troubled: bool,
}

impl Base {
    fn new(name: String, twin: Json, is_troubled: bool) -> Self {
        let text = written(&twin);
        let told = engine::ask(text.clone().into_bytes());
        let doc = Document::read(text.clone().into_bytes()).expect("a text of a few kilobytes");
        let sites = sites::of(&doc);
        let spots = sites::spots(&twin, &sites);
        Self {
            name,
            text,
            told,
            sites,
            spots,
            twin,
            is_troubled,
        }
    }

    /// The value there.
    pub fn at(&self, pointer: &str) -> Option<&Json> {
        self.twin.pointer(pointer)
    }

    /// The sections that can take another property.
    pub fn sections(&self) -> Vec<&'static str> {
        let known = [
            "/tags",
            "/properties/desired",
            "/properties/reported",
            "/desired",
            "/reported",
        ];
        known
            .into_iter()
            .filter(|at| self.at(at).is_some_and(Json::is_object))
            .collect()
    }

    /// True for what was read from a hub, with all that the hub adds.
    pub fn is_read(&self) -> bool {
        let metadata = ["/properties/desired/$metadata", "/desired/$metadata"];
        metadata.iter().any(|at| self.at(at).is_some())
    }
}

/// Writes a twin with an indented line for every member.
pub fn written(twin: &Json) -> String {
    let mut text = serde_json::to_string_pretty(twin).expect("JSON");
    text.push('\n');
    text
}

/// Every twin there is, in the order of the fixtures' names.
pub fn load() -> Vec<Base> {
    let mut bases = Vec::new();
    for path in files(&fixtures().join("twins")) {
        let name = file_name(&path);
        if HEALTHY.iter().any(|start| name.starts_with(start)) {
            bases.extend(whole(&path));
        }
    }
    for name in WORKSPACE {
        bases.extend(whole(&fixtures().join("workspace").join(name)));
    }
    bases.extend(values());
    bases.extend(quiet());
    bases
}

/// The valid fixtures of rules of which no other rule says anything either.
fn quiet() -> Vec<Base> {
    let mut bases = Vec::new();
    for rule in files(&fixtures().join("rules")) {
        let valid = files(&rule)
            .into_iter()
            .filter(|f| file_name(f).starts_with("valid-"));
        // a profile in the name changes what is said
        let plain = valid.filter(|f| !file_name(f).contains('@'));
        let twins = plain.filter(|f| fs::read(f).is_ok_and(|text| engine::ask(text).is_empty()));
        // a part of a twin leaves open what another part says
        let needed = ["/deviceId", "/properties/desired", "/properties/reported"];
        let is_whole = |base: &Base| needed.iter().all(|at| base.at(at).is_some());
        bases.extend(
            twins
                .filter_map(|f| whole(&f))
                .filter(is_whole)
                .filter(|b| b.told.is_empty()),
        );
    }
    bases
}

fn whole(path: &Path) -> Option<Base> {
    let twin: Json = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    Some(Base::new(shown(path), twin, false))
}

/// A value of a group, as a fixture has it.
struct Value {
    path: PathBuf,
    dialect: String,
    group: String,
    is_desired: bool,
    value: Json,
}

impl Value {
    fn of(path: PathBuf) -> Option<Self> {
        let part = |up: usize| Some(file_name(path.ancestors().nth(up)?));
        let (dialect, group) = (part(2)?, part(1)?);
        let fixture: Json = serde_json::from_str(&read(&path)).expect("JSON");
        let is_desired = match fixture["direction"].as_str() {
            Some("desired") => true,
            Some("reported") => false,
            _ => return None,
        };
        (fixture["form"] == "complete").then(|| Self {
            dialect,
            group,
            is_desired,
            value: fixture["value"].clone(),
            path,
        })
    }

    fn is_troubled(&self) -> bool {
        let state = [
            "/__meta/deploymentStatus",
            "/__meta/state",
            "/lastChange/state",
        ];
        let states = state
            .iter()
            .filter_map(|at| self.value.pointer(at)?.as_str());
        let good = ["succeeded", "completed", "committed", "compliant"];
        let is_summary = self.group == "__summary" && self.value["failedCount"] != 0;
        let mut states = states;
        let is_good = states.all(|state| good.contains(&state));
        is_summary || !is_good || !self.value.is_object() || has_errors(&self.value)
    }
}

fn has_errors(value: &Json) -> bool {
    let inside = value.as_object().into_iter().flatten();
    inside.into_iter().any(|(key, member)| {
        let has_own = member.as_object().is_some_and(|errors| !errors.is_empty());
        (key == "__errors" && has_own) || has_errors(member)
    })
}

/// True for what no hub keeps: a value with a deletion in it is about to be written.
fn has_null(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(elements) => elements.iter().any(has_null),
        Json::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

fn values() -> Vec<Base> {
    let mut paths = Vec::new();
    for dialect in files(&fixtures().join("groups")) {
        for group in files(&dialect) {
            paths.extend(
                files(&group)
                    .into_iter()
                    .filter(|f| file_name(f).starts_with("valid-")),
            );
        }
    }
    let values: Vec<_> = paths.into_iter().filter_map(Value::of).collect();
    // the answer that a device gives to a group that is desired
    let mut answers: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
    for value in values.iter().filter(|v| !v.is_desired && !v.is_troubled()) {
        // the first one: later ones tell stories
        answers
            .entry((&value.dialect, &value.group))
            .or_insert(value);
    }
    let with_answer = |value: &Value| {
        let answer = answers.get(&(value.dialect.as_str(), value.group.as_str()));
        let twin = around(value, answer.map(|a| &a.value));
        Base::new(shown(&value.path), twin, value.is_troubled())
    };
    values.iter().map(with_answer).collect()
}

/// Puts a value into a twin with what its dialect needs.
fn around(value: &Value, answer: Option<&Json>) -> Json {
    let (mut desired, mut reported) = (json!({}), json!({}));
    let inside = |section: &mut Json, node: Json| {
        if value.dialect == "gen1" {
            section["windows"][&value.group] = node;
        } else {
            section[&value.group] = node;
        }
    };
    declare(value, &mut desired, &mut reported);
    if value.is_desired {
        if let Some(answer) = answer {
            inside(&mut reported, answering(answer, &value.value));
        }
        inside(&mut desired, value.value.clone());
    } else {
        inside(&mut reported, value.value.clone());
    }
    if !matches!(&*value.dialect, "gen1" | "draft") && !value.is_troubled() {
        summarise(&mut reported);
    }
    if has_null(&desired) || has_null(&reported) {
        return json!({ "deviceId": "line-3", "properties": { "desired": desired, "reported": reported } });
    }
    hub::twin("line-3", desired, reported)
}

/// What tells an agent, or the documents, that a group is written in their dialect.
fn declare(value: &Value, desired: &mut Json, reported: &mut Json) {
    let group = &value.group;
    let entry = match &*value.dialect {
        "gen1" => {
            reported["windows"]["remoteWipe"] = json!({ "response": "scheduled" });
            // the account from which the older agent fetches what certificates name
            if group == "certificates" {
                desired["windows"]["externalStorage"] = json!({ "connectionString": "***" });
            }
            return;
        }
        "draft" => {
            let versions = json!({ "maxInputVersion": "1.0", "outputVersion": "1.0" });
            desired["__portalSchemas"] = json!({ group: versions.clone() });
            versions
        }
        "ga" => json!({ "interfaceVersion": "1.0.0" }),
        _ => json!({ "maxInputVersion": 1, "outputVersion": 1 }),
    };
    let mut described = entry;
    described["type"] = json!("raw");
    described["tags"] = json!("dm");
    let mut schemas = json!({});
    // an agent lists every group that it has a handler for
    let others: &[&str] = match &*value.dialect {
        "draft" => &[],
        "preview" => &["deviceInfo", "rebootInfo", "timeInfo"],
        _ => &["deviceInfo", "rebootInfo", "timeInfo", "uwpApps"],
    };
    for name in others.iter().copied().chain([group.as_str()]) {
        schemas[name] = described.clone();
    }
    reported["__deviceSchemas"] = schemas;
}

/// The answer to what is desired: it names the same deployment.
fn answering(answer: &Json, desired: &Json) -> Json {
    let mut answer = answer.clone();
    for name in ["deploymentId", "deployment"] {
        let wanted = desired["__meta"].get(name).cloned();
        let given = answer.pointer_mut(&format!("/__meta/{name}"));
        if let (Some(given), Some(wanted)) = (given, wanted) {
            *given = wanted;
        }
    }
    answer
}

fn summarise(reported: &mut Json) {
    if reported.get("__summary").is_none() {
        reported["__summary"] = json!({
            "failedCount": 0, "failedGroups": "", "pendingCount": 0, "pendingGroups": "",
            "deployments": "", "time": "2026-02-24T10:30:04",
        });
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn shown(path: &Path) -> String {
    let below = path.strip_prefix(fixtures()).unwrap_or(path);
    below.display().to_string()
}
