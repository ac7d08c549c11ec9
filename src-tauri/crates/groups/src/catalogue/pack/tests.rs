//! Packs by themselves: what is told, what is used, and what hostile ones cost.

use serde_json::json;
use twin::Document;

use super::*;
use crate::catalogue::{Form, Weight};
use crate::{Direction, Groups, Role};

const RULES: [&str; 2] = ["property-type", "group-pending"];

fn manifest() -> String {
    json!({"name": "acme", "title": "Acme", "description": "Groups of Acme."}).to_string()
}

fn camera() -> String {
    json!({
        "title": "Camera", "description": "A camera.", "type": "object",
        "properties": {
            "__meta": {"$ref": "/ga/shared/meta-desired.json"},
            "width": {"description": "Width.", "type": "integer"}
        },
        "required": ["__meta"]
    })
    .to_string()
}

fn pack(files: &[(&str, &str)]) -> Pack {
    let has_manifest = files.iter().any(|(path, _)| *path == MANIFEST);
    let own = manifest();
    let manifest = (!has_manifest).then_some((MANIFEST, own.as_str()));
    let files: BTreeMap<_, _> = manifest.iter().chain(files).copied().collect();
    let paths = files.keys().map(|path| (*path).to_owned()).collect();
    let mut content = |path: &str| Content::Bytes(files[path].as_bytes().to_vec());
    Pack::read(paths, &mut content, "acme", &RULES)
}

fn small() -> String {
    json!({"title": "t", "description": "d"}).to_string()
}

/// The problems as `path:line:column kind`.
fn told(pack: &Pack) -> Vec<String> {
    let line = |p: &Problem| {
        let Problem {
            path, start, kind, ..
        } = p;
        format!("{path}:{}:{} {}", start.line, start.column, kind.name())
    };
    pack.problems.iter().map(line).collect()
}

fn schema_told(text: &str) -> Vec<String> {
    let pack = pack(&[("ga/camera/desired-1.0.0.json", text)]);
    let strip = |line: String| line.replace("ga/camera/desired-1.0.0.json:", "");
    told(&pack).into_iter().map(strip).collect()
}

#[test]
fn a_pack_without_fault_has_its_schemas_and_no_problems() {
    let pack = pack(&[("ga/camera/desired-1.0.0.json", &camera())]);
    assert_eq!(told(&pack), Vec::<String>::new());
    assert_eq!(pack.schemas.len(), 1);
    assert_eq!(pack.manifest.name, "acme");
    assert!(!pack.has_errors());
}

#[test]
fn a_schema_with_an_error_is_told_and_the_others_work() {
    let pack = pack(&[
        ("ga/camera/desired-1.0.0.json", &camera()),
        (
            "ga/camera/reported-1.0.0.json",
            "{\n  \"type\": \"object\",\n}",
        ),
    ]);
    assert_eq!(told(&pack), ["ga/camera/reported-1.0.0.json:2:19 not-json"]);
    assert_eq!(pack.schemas.len(), 1);
    assert_eq!(pack.not_used, ["ga/camera/reported-1.0.0.json"]);
}

#[test]
fn what_a_schema_may_not_say_is_told_at_its_place() {
    let head = "{\"title\":\"t\",\"description\":\"d\",";
    let at = |rest: &str| schema_told(&format!("{head}\n{rest}}}"));
    assert_eq!(at("\"type\": \"strnig\""), ["2:1 not-a-schema"]);
    assert_eq!(at("\"minimum\": \"1\""), ["2:1 not-a-schema"]);
    assert_eq!(at("\"requried\": [\"a\"]"), ["2:1 keyword-unknown"]);
    assert_eq!(at("\"x-unti\": \"s\""), ["2:1 annotation-unknown"]);
    assert_eq!(at("\"x-secret\": \"yes\""), ["2:1 annotation-value"]);
    assert_eq!(at("\"x-compared\": \"date\""), ["2:1 annotation-value"]);
    assert_eq!(at("\"$anchor\": \"a\""), ["2:1 keyword-unsupported"]);
    assert_eq!(
        at("\"additionalProperties\": false"),
        ["2:1 keyword-needless"]
    );
    assert_eq!(at("\"pattern\": \"(?=a)\""), ["2:1 pattern-not-linear"]);
    assert_eq!(at("\"pattern\": \"[\""), ["2:1 pattern-invalid"]);
    assert_eq!(at("\"$id\": \"https://example.org/\""), ["2:1 id-differs"]);
    assert_eq!(
        at("\"$schema\": \"http://json-schema.org/draft-07/schema#\""),
        ["2:1 draft-unsupported"]
    );
    assert_eq!(
        at("\"properties\": {\"a\": {\"type\": \"string\"}}"),
        ["2:16 description-missing"]
    );
    assert_eq!(
        schema_told("{\"title\":\"t\"}"),
        ["1:1 description-missing"]
    );
    assert_eq!(schema_told("[]"), ["1:1 not-a-schema"]);
    assert_eq!(schema_told("  \n"), ["1:1 not-json"]);
}

#[test]
fn references_lead_to_the_pack_or_to_what_is_built_in() {
    let head = "{\"title\":\"t\",\"description\":\"d\",\n";
    let to = |reference: &str| schema_told(&format!("{head}\"$ref\":\"{reference}\"}}"));
    assert_eq!(to("/ga/shared/meta-desired.json"), Vec::<String>::new());
    assert_eq!(to("/shared/error.json"), Vec::<String>::new());
    assert_eq!(to("/ga/shared/nothing.json"), ["2:1 reference-dangling"]);
    assert_eq!(to("#/$defs/nothing"), ["2:1 reference-dangling"]);
    assert_eq!(to("../shared/error.json"), ["2:1 reference-dangling"]);
    assert_eq!(to("/../secrets.json"), ["2:1 reference-outside"]);
    assert_eq!(to("https://example.org/a.json"), ["2:1 reference-outside"]);
    assert_eq!(to("#"), ["2:1 reference-endless"]);
    assert_eq!(to("#/title"), ["2:1 reference-dangling"]);
}

#[test]
fn a_schema_whose_part_is_broken_is_not_used() {
    let part = "{\"type\": 1}";
    let user = "{\"title\":\"t\",\"description\":\"d\",\"$ref\":\"/shared/part.json\"}";
    let pack = pack(&[
        ("ga/camera/desired-1.0.0.json", user),
        ("shared/part.json", part),
    ]);
    assert_eq!(
        told(&pack),
        [
            "ga/camera/desired-1.0.0.json:1:32 reference-to-broken",
            "shared/part.json:1:2 not-a-schema"
        ]
    );
    assert!(pack.schemas.is_empty());
    assert_eq!(pack.not_used.len(), 2);
}

#[test]
fn paths_and_names_are_looked_at() {
    let camera = camera();
    let kinds = |path: &str| {
        let pack = pack(&[(path, &camera)]);
        let kinds: Vec<_> = pack.problems.iter().map(|p| p.kind.name()).collect();
        kinds.join(" ")
    };
    assert_eq!(kinds("ga/camera.json"), "path");
    assert_eq!(kinds("gb/camera/desired-1.0.0.json"), "path");
    assert_eq!(kinds("ga/camera/wish-1.0.0.json"), "path");
    assert_eq!(kinds("ga/camera/desired-.json"), "path");
    assert_eq!(kinds("ga/camera/shared/x.json"), "path");
    assert_eq!(kinds("ga/camera/desired-1.0.json"), "version-form");
    assert_eq!(kinds("ga/my camera/desired-1.0.0.json"), "group-name");
    assert_eq!(kinds("ga/__camera/desired-1.0.0.json"), "group-name");
    assert_eq!(kinds("ga/rebootInfo/desired-1.0.0.json"), "name-taken");
    assert_eq!(kinds("ga/rebootInfo/desired-2.0.0.json"), "name-taken");
    assert_eq!(kinds("plain/deviceInfo/desired.json"), "name-taken");
    assert_eq!(kinds("ga/shared/errors.json"), "name-taken");
    assert_eq!(kinds("ga/wifi/desired-1.0.0.json"), "");
    let pack = pack(&[
        ("ga/camera/desired-1.0.0.json", &camera),
        ("ga/camera/desired-1.0.json", &camera),
    ]);
    assert_eq!(
        told(&pack),
        [
            "ga/camera/desired-1.0.json:1:1 version-form",
            "ga/camera/desired-1.0.json:1:1 version-twice"
        ]
    );
}

#[test]
fn the_manifest_is_looked_at() {
    let kinds = |text: &str| told(&pack(&[(MANIFEST, text)]));
    assert_eq!(kinds("{}").len(), 3);
    let with = |rest: &str| {
        kinds(&format!(
            "{{\"name\":\"a\",\"title\":\"t\",\"description\":\"d\",\n{rest}}}"
        ))
    };
    let severities = "\"severities\": {\"property-type\": \"off\"}";
    assert_eq!(with(severities), Vec::<String>::new());
    let nothing = ["pack.json:1:1 schemas-missing"];
    assert_eq!(with("\"$comment\": 1"), nothing);
    assert_eq!(with("\"dialekt\": \"ga\""), ["pack.json:2:1 manifest"]);
    assert_eq!(with("\"dialect\": \"gb\""), ["pack.json:2:1 manifest"]);
    assert_eq!(with("\"replaces\": \"yes\""), ["pack.json:2:1 manifest"]);
    assert_eq!(
        with("\"severities\": {\"property-typ\": \"off\"}"),
        ["pack.json:2:16 rule-unknown"]
    );
    assert_eq!(
        with("\"severities\": {\"property-type\": \"of\"}"),
        ["pack.json:2:16 manifest"]
    );
    let pack = pack(&[(
        MANIFEST,
        "{\"name\":\"a\",\"title\":\"t\",\"description\":\"d\",\"dialect\":\"plain\",\"severities\":{\"property-type\":\"off\",\"group-pending\":\"error\"}}",
    )]);
    assert_eq!(pack.manifest.dialect, Some(Dialect::Undeclared));
    assert_eq!(pack.manifest.severities["property-type"], None);
    assert_eq!(
        pack.manifest.severities["group-pending"],
        Some(Weight::Error)
    );
    let without = Pack::read(
        Vec::new(),
        &mut |_| Content::TooLarge(0),
        "a folder",
        &RULES,
    );
    assert_eq!(told(&without), [":1:1 manifest-missing"]);
    assert_eq!(without.manifest.title, "a folder");
}

#[test]
fn a_pack_is_bounded_and_says_so() {
    let kinds = |files: Vec<(String, String)>| {
        let files: Vec<_> = files
            .iter()
            .map(|(p, t)| (p.as_str(), t.as_str()))
            .collect();
        let pack = pack(&files);
        let mut kinds: Vec<_> = pack.problems.iter().map(|p| p.kind.name()).collect();
        kinds.dedup();
        (kinds.join(" "), pack.schemas.len())
    };
    let one = |text: String| kinds(vec![("ga/camera/desired-1.0.0.json".to_owned(), text)]);
    let deep = format!("{}{{}}{}", "{\"not\":".repeat(512), "}".repeat(512));
    assert_eq!(one(deep), ("too-large".to_owned(), 0));
    let many = (0..limits::FILES + 10).map(|n| (format!("ga/c{n}/desired-1.0.0.json"), small()));
    let (kinds_of_many, kept) = kinds(many.collect());
    assert_eq!(
        (kinds_of_many.as_str(), kept),
        ("too-large", limits::FILES - 1)
    );
    let laughs = (0..40).map(|n| {
        let next = n + 1;
        format!("\"d{n}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/d{next}\"}},{{\"$ref\":\"#/$defs/d{next}\"}}]}}")
    });
    let laughs: Vec<_> = laughs.chain(["\"d40\":{}".to_owned()]).collect();
    let laughs = format!(
        "{{\"title\":\"t\",\"description\":\"d\",\"$ref\":\"#/$defs/d0\",\"$defs\":{{{}}}}}",
        laughs.join(",")
    );
    assert_eq!(one(laughs), ("too-large".to_owned(), 0));
}

#[test]
fn a_group_of_a_pack_is_known_and_held_against_its_schema() {
    let plain = json!({"title": "t", "description": "d", "type": "object",
        "properties": {"interval": {"description": "d", "type": "integer"}}});
    let pack = pack(&[
        ("ga/camera/desired-1.0.0.json", &camera()),
        ("plain/telemetry/desired.json", &plain.to_string()),
    ]);
    let catalogue = Catalogue::with([&pack]);
    let text = json!({"properties": {"desired": {
        "camera": {"width": "wide", "__meta": {"serviceInterfaceVersion": "1.0.0"}},
        "telemetry": {"interval": "1"},
        "rebootInfo": {"__meta": {"serviceInterfaceVersion": "1.0.0"}}
    }}});
    let doc = Document::read(text.to_string().into_bytes()).expect("small");
    let root = doc.root().expect("a value");
    let twin = twin::shape::recognise(root, &names::is_group);
    let groups = Groups::known_to(&catalogue, &twin);
    for (name, role, version) in [
        ("camera", Role::Own, "1.0.0"),
        ("telemetry", Role::Plain, ""),
        ("rebootInfo", Role::Configuration, "1.0.0"),
    ] {
        let group = groups.get(name).expect(name);
        assert_eq!(group.role, role, "{name}");
        let choice = catalogue.in_force(group, &groups, Direction::Desired);
        let choice = choice.expect(name);
        assert_eq!(choice.schema.key.version_text, version, "{name}");
        let node = group.desired.expect("a node");
        let violations = choice.schema.validate(node, Form::Complete);
        assert_eq!(
            violations.len(),
            usize::from(name != "rebootInfo"),
            "{name}"
        );
    }
    assert_eq!(
        groups.get("telemetry").map(|g| g.dialect),
        Some(Dialect::Undeclared)
    );
    assert!(
        Groups::of(&twin)
            .get("camera")
            .is_some_and(|g| g.role == Role::Custom)
    );
}

#[test]
fn of_two_packs_the_first_counts_and_the_built_in_schemas_are_shared() {
    let severities = |level: &str| {
        let text = json!({"name": level, "title": "t", "description": "d", "replaces": true,
            "severities": {"property-type": level}});
        text.to_string()
    };
    let (off, info) = (severities("off"), severities("info"));
    let camera = camera();
    let files = |manifest| {
        [
            (MANIFEST, manifest),
            ("ga/rebootInfo/desired-1.0.0.json", camera.as_str()),
        ]
    };
    let (first, second) = (pack(&files(&off)), pack(&files(&info)));
    assert_eq!(told(&first), Vec::<String>::new());
    let catalogue = Catalogue::with([&first, &second]);
    assert_eq!(catalogue.severity("property-type"), Some(None));
    assert_eq!(catalogue.severity("group-pending"), None);
    let clashes: Vec<_> = catalogue
        .clashes()
        .iter()
        .map(|c| c.subject.as_str())
        .collect();
    assert_eq!(
        clashes,
        [
            "ga/rebootInfo/desired-1.0.0",
            "the severity of property-type"
        ]
    );
    let mut versions = catalogue.versions(Dialect::Ga, "rebootInfo", Flow::Desired);
    let replaced = versions.next().expect("one");
    assert_eq!(replaced.pack.as_deref(), Some("off"));
    assert!(versions.next().is_none());
    assert_eq!(catalogue.claim("rebootInfo"), None);
    let built_in = Catalogue::built_in();
    let reported = |c: &Catalogue| {
        let mut all = c.versions(Dialect::Ga, "rebootInfo", Flow::Reported);
        all.next().cloned().expect("one")
    };
    assert!(Arc::ptr_eq(&reported(&catalogue), &reported(built_in)));
}
