//! Packs from folders: the starter works at once in every dialect, and schemas are found by name.

use std::fs;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::check::Check;
use crate::examine::Examination;

const DIALECTS: [&str; 6] = ["gen1", "draft", "preview", "staging", "ga", "plain"];

/// What a check with packs says of a file: severity, rule and message.
fn findings(packs: &Packs, path: &Path) -> Vec<String> {
    let stop = AtomicBool::new(false);
    let mut all = Vec::new();
    let examination = Examination::now().with_packs(packs);
    let flow = Check::new(examination, &stop).paths(&[path], &mut |told, _| {
        let examined = told.expect("a twin");
        let line = |l: &crate::examine::Located| {
            let f = &l.finding;
            format!("{} {}: {}", f.severity, f.rule, f.message)
        };
        all.extend(examined.findings.iter().map(line));
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    all
}

fn wish(dialect: &str) -> Wish {
    Wish {
        group: "fanControl".to_owned(),
        dialect: dialect.to_owned(),
        version: None,
    }
}

#[test]
fn a_pack_to_start_from_works_at_once_in_every_dialect() {
    for dialect in DIALECTS {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("acme-devices");
        start(&folder, &wish(dialect)).expect(dialect);
        let packs = Packs::load(&[&folder]);
        assert_eq!(packs.problems(), [], "{dialect}");
        assert_eq!(packs.loaded[0].pack.schemas.len(), 2, "{dialect}");
        assert_eq!(packs.summaries()[0].name, "acme-devices");
        let twin = folder.join("samples/twin.json");
        assert_eq!(findings(&packs, &twin), Vec::<String>::new(), "{dialect}");
        // the pack is what makes the difference
        let text = fs::read_to_string(&twin).expect("the twin");
        fs::write(
            &twin,
            text.replace("\"interval\": 15", "\"interval\": \"often\""),
        )
        .expect("writable");
        let told = findings(&packs, &twin);
        assert!(
            told.iter()
                .any(|line| line.starts_with("error property-type")),
            "{dialect}: {told:?}"
        );
        assert!(
            !findings(&Packs::default(), &twin)
                .iter()
                .any(|l| l.contains("property-type")),
            "{dialect}"
        );
    }
}

#[test]
fn nothing_is_written_over_and_wishes_that_cannot_be_met_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().join("acme");
    start(&into, &wish("ga")).expect("written");
    let refused = |into: &Path, wish: &Wish| {
        let obstacle = start(into, wish).expect_err("refused");
        (obstacle.code, obstacle.detail)
    };
    assert_eq!(refused(&into, &wish("ga")).0, ErrorCode::InTheWay);
    let other = folder.path().join("other");
    let with = |group: &str, dialect: &str, version: Option<&str>| Wish {
        group: group.to_owned(),
        dialect: dialect.to_owned(),
        version: version.map(str::to_owned),
    };
    for (wish, word) in [
        (with("fan", "gb", None), "no dialect"),
        (with("fan", "ga", Some("1.0")), "the first one is 1.0.0"),
        (with("fan", "plain", Some("1.0.0")), "have no version"),
        (with("my fan", "ga", None), "' '"),
        (with("a/b", "ga", None), "one folder"),
        (with("../fan", "ga", None), "'.'"),
        (with("rebootInfo", "ga", None), "knows a group"),
    ] {
        let (_, detail) = refused(&other, &wish);
        assert!(detail.contains(word), "{detail}");
    }
    assert!(!other.exists());
}

#[test]
fn folders_that_are_none_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.json");
    fs::write(&file, "{}").expect("writable");
    let packs = Packs::load(&[
        folder.path().join("nothing"),
        file,
        folder.path().to_owned(),
    ]);
    let codes: Vec<_> = packs.obstacles().iter().map(|o| o.code).collect();
    assert_eq!(codes[..2], [ErrorCode::NotFound, ErrorCode::NotAFolder]);
    assert!(codes[2..].iter().all(|code| *code == ErrorCode::PackFaulty));
    let kinds: Vec<_> = packs.problems().iter().map(|p| p.kind).collect();
    assert_eq!(kinds, ["manifest-missing", "path"]);
}

#[test]
fn schemas_are_found_by_key_by_file_and_by_what_is_near() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().join("acme");
    start(&into, &wish("ga")).expect("written");
    let packs = Packs::load(&[&into]);
    let catalogue = packs.catalogue().expect("a catalogue");
    let key = |name: &str| find(&catalogue, name).map(|s| s.key.to_string());
    assert_eq!(
        key("ga/fanControl/desired").expect("one"),
        "ga/fanControl/desired-1.0.0"
    );
    assert_eq!(
        key("ga/rebootInfo/reported-1.0.0").expect("one"),
        "ga/rebootInfo/reported-1.0.0"
    );
    let detail = key("ga/fancontrol/wish").expect_err("none").detail;
    assert!(detail.contains("`ga/fanControl/desired-1.0.0`"), "{detail}");
    assert!(
        key("nothing")
            .expect_err("none")
            .detail
            .contains("schema list")
    );
    let file = into.join("ga/fanControl/reported-1.0.0.json");
    let of_file = side(&catalogue, &file.display().to_string()).expect("a schema");
    assert_eq!(of_file.key.to_string(), "ga/fanControl/reported-1.0.0");
    let alone = folder.path().join("alone.json");
    fs::write(
        &alone,
        "{\"title\": \"t\", \"properties\": {\"a\": {\"type\": \"string\"}}}",
    )
    .expect("writable");
    let of_file = side(&catalogue, &alone.display().to_string()).expect("a schema");
    assert_eq!(of_file.key.version_text, "");
    let broken = folder.path().join("broken.json");
    fs::write(&broken, "{\"title\": \"t\",}").expect("writable");
    let error = side(&catalogue, &broken.display().to_string()).expect_err("broken");
    assert!(error.detail.starts_with("1:14: "), "{}", error.detail);
    let lines: Vec<_> = list(&catalogue, Some("ga"))
        .into_iter()
        .filter(|s| s.pack.is_some())
        .collect();
    assert_eq!(lines.len(), 2);
    let shown = show(&find(&catalogue, "ga/fanControl/desired").expect("one"));
    let names: Vec<_> = shown.properties.iter().map(|p| p.name.as_str()).collect();
    assert!(
        names.contains(&"interval") && names.contains(&"serviceInterfaceVersion"),
        "{names:?}"
    );
}

#[test]
fn a_pack_is_loaded_again_as_it_is_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().join("acme");
    start(&into, &wish("ga")).expect("written");
    let packs = Packs::load(&[&into]);
    fs::write(into.join("ga/fanControl/desired-1.0.0.json"), "[").expect("writable");
    let again = packs.reload();
    assert_eq!(again.problems()[0].kind, "not-json");
    assert_eq!(
        again.summaries()[0].not_used,
        ["ga/fanControl/desired-1.0.0.json"]
    );
}

#[test]
fn severities_of_a_pack_change_what_findings_weigh() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().join("acme");
    start(&into, &wish("ga")).expect("written");
    let twin = into.join("samples/twin.json");
    let text = fs::read_to_string(&twin).expect("the twin");
    fs::write(
        &twin,
        text.replace("\"interval\": 15", "\"interval\": \"often\""),
    )
    .expect("writable");
    let manifest = fs::read_to_string(into.join("pack.json")).expect("the manifest");
    let told = |severity: &str| {
        let changed = manifest.replace(
            "\"group-pending\": \"warning\"",
            &format!("\"property-type\": \"{severity}\""),
        );
        fs::write(into.join("pack.json"), changed).expect("writable");
        findings(&Packs::load(&[&into]), &twin)
    };
    let info = told("info");
    assert!(info[0].starts_with("info property-type"), "{info:?}");
    assert_eq!(told("off"), Vec::<String>::new());
    // what is off is hidden, not lost; and the user's own word comes first
    let packs = Packs::load(&[&into]);
    let levels = |level| std::collections::HashMap::from([("property-type", level)]);
    let user = diagnose::Policy::new(
        levels(diagnose::Level::As(diagnose::Severity::Warning)),
        vec![],
    );
    for (policy, shown, hidden) in [(diagnose::Policy::default(), 0, 2), (user, 2, 0)] {
        let stop = AtomicBool::new(false);
        let mut examination = Examination::now().with_packs(&packs);
        examination.policy = policy.into();
        let flow = Check::new(examination, &stop).paths(&[&twin], &mut |told, _| {
            let examined = told.expect("a twin");
            assert_eq!(
                (examined.findings.len(), examined.hidden.len()),
                (shown, hidden)
            );
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
    }
}

/// Writes a pack of plain text: path and content.
fn pack(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    folder
}

#[test]
fn names_that_a_pack_has_are_no_slips() {
    let manifest = r#"{"name": "acme", "title": "t", "description": "d"}"#;
    let schema = r#"{"title": "t", "description": "d", "properties": {"__meta": {"$ref": "/ga/shared/meta-desired.json"}}}"#;
    let names = ["rebotInfo", "RebootInfo", "Camera", "applications"];
    let members = names.map(|name| {
        format!(
            r#""{name}": {{"__meta": {{"deploymentId": "a", "serviceInterfaceVersion": "1.0.0"}}}}"#
        )
    });
    let twin = format!(
        r#"{{"properties": {{"desired": {{{}}}}}}}"#,
        members.join(",")
    );
    let mut files = vec![
        ("pack.json".to_owned(), manifest),
        ("samples/twin.json".to_owned(), &twin),
    ];
    files.extend(names.map(|name| (format!("ga/{name}/desired-1.0.0.json"), schema)));
    let files: Vec<_> = files.iter().map(|(p, t)| (p.as_str(), *t)).collect();
    let folder = pack(&files);
    let packs = Packs::load(&[folder.path()]);
    assert_eq!(packs.problems(), []);
    let twin = folder.path().join("samples/twin.json");
    let about_names = |packs: &Packs| {
        let mut found = findings(packs, &twin);
        found.retain(|l| {
            l.contains("group-name") || l.contains("alias") || l.contains("camel-case")
        });
        found
    };
    assert_eq!(
        about_names(&Packs::default()).len(),
        4,
        "{:?}",
        about_names(&Packs::default())
    );
    assert_eq!(about_names(&packs), Vec::<String>::new());
}

#[test]
fn packs_that_contradict_each_other_are_named_and_one_twice_is_one() {
    let manifest =
        |name: &str| format!(r#"{{"name": "{name}", "title": "t", "description": "d"}}"#);
    let schema = r#"{"title": "t", "description": "d"}"#;
    let groups = |name: &str| {
        let manifest = manifest(name);
        let mut files = vec![("pack.json".to_owned(), manifest.as_str())];
        files.extend((0..15).map(|n| (format!("plain/group{n}/desired.json"), schema)));
        let files: Vec<_> = files.iter().map(|(p, t)| (p.as_str(), *t)).collect();
        pack(&files)
    };
    let (one, other) = (groups("one"), groups("other"));
    let twice = Packs::load(&[one.path(), one.path()]);
    assert!(twice.obstacles().is_empty());
    let both = Packs::load(&[one.path(), other.path()]);
    let obstacles = both.obstacles();
    assert_eq!(obstacles.len(), CLASHES + 1);
    assert!(
        obstacles[0].to_string().starts_with("other: `plain/group"),
        "{}",
        obstacles[0]
    );
    assert!(
        obstacles[CLASHES].detail.starts_with("5 more"),
        "{}",
        obstacles[CLASHES]
    );
}

#[test]
fn the_folder_around_a_pack_names_the_pack_below_it() {
    let around = tempfile::tempdir().expect("a folder");
    let into = around.path().join("site/our-groups");
    std::fs::create_dir_all(around.path().join("site")).expect("made");
    start(&into, &wish("plain")).expect("written");
    let told = |folder: &Path| {
        let obstacles = Packs::load(&[folder]).obstacles();
        obstacles.first().map(|o| o.detail.clone())
    };
    assert_eq!(
        told(around.path()).as_deref(),
        Some("no `pack.json` in it, but in `site/our-groups` below it; name that folder")
    );
    assert_eq!(told(&into), None);
}
