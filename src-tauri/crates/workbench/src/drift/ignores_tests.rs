//! What the settings hide of drift, property by property, and what is left of group and twin.

use diagnose::{IdPattern, Match, PathPattern, Units};
use twin::Document;

use super::*;

const TWIN: &str = r#"{"deviceId":"pump-1","properties":{
    "desired":{"g":{"a":1,"b":{"c":1,"d":1},"list":[1,2],"same":1},"h":{"x":1}},
    "reported":{"g":{"a":2,"b":{"c":2,"d":2},"list":[1,3],"same":1},"h":{"x":2}}}}"#;

fn settings(ignores: &[(&str, &str)]) -> DriftSettings {
    let ignore = |(path, device): &(&str, &str)| DriftIgnore {
        path: PathPattern::parse(path).expect("a path"),
        device: IdPattern::parse(device).ok(),
        reason: None,
    };
    DriftSettings {
        stuck_after: None,
        ignores: ignores.iter().map(ignore).collect(),
    }
}

fn drift(ignores: &[(&str, &str)]) -> DriftTwin {
    let doc = Document::read_str(TWIN).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let groups = Groups::of(&twin);
    let settings = settings(ignores);
    let asked = (settings.clock(None), &settings);
    let wanted = Wanted::Differences;
    of_twin(&twin, &groups, Catalogue::built_in(), asked, wanted)
}

fn hidden(twin: &DriftTwin) -> Vec<String> {
    let rows = twin.groups.iter().flat_map(|g| {
        let rows = g.rows.iter().filter(|r| r.hidden.is_some());
        rows.map(|r| format!("{}{}", g.group, r.path))
    });
    rows.collect()
}

#[test]
fn an_ignore_hides_the_property_there_and_everything_in_it() {
    for (path, device, expected) in [
        ("/g/a", "", &["g/a"] as &[&str]),
        ("/g/b", "", &["g/b/c", "g/b/d"]),
        ("/g/*/c", "", &["g/b/c"]),
        ("/g/list", "", &["g/list"]),
        ("/**/x", "", &["h/x"]),
        ("/h", "", &["h/x"]),
        ("/g/a", "pump-*", &["g/a"]),
        ("/g/a", "valve-*", &[]),
        ("/a", "", &[]),
        ("/g/same", "", &[]),
        ("/properties/desired/g/a", "", &[]),
    ] {
        let found = drift(&[(path, device)]);
        assert_eq!(hidden(&found), expected, "{path} of {device}");
        assert_eq!(found.hidden as usize, expected.len(), "{path}");
    }
}

#[test]
fn what_is_hidden_makes_no_difference_and_is_in_no_count() {
    let all = drift(&[]);
    let some = drift(&[("/g/a", ""), ("/h", "")]);
    assert!(all.differs && some.differs);
    let states =
        |twin: &DriftTwin| -> Vec<bool> { twin.groups.iter().map(|g| g.differs).collect() };
    assert_eq!(states(&all), [true, true]);
    assert_eq!(states(&some), [true, false]);
    let h = &some.groups[1];
    assert_eq!((h.state, h.hidden), (DriftState::InSync, 1));
    assert_eq!(h.note, "but for what is hidden");
    assert!(h.counts.is_empty(), "{:?}", h.counts);
    assert!(!h.rows[0].differs && h.rows[0].state == DriftState::Unknown);
    let nothing = drift(&[("/g", ""), ("/h/x", "")]);
    assert!(!nothing.differs);
    assert_eq!(nothing.hidden, 5);
}

#[test]
fn a_group_that_the_device_calls_failed_stays_failed_unless_it_is_hidden_itself() {
    let text = r#"{"deviceId":"d","etag":"AAAAAAAAAAE=","properties":{
        "desired":{"rebootInfo":{"__meta":{"deploymentId":"1","serviceInterfaceVersion":"1.0.0"},"singleRebootTime":"2026-04-10T17:00:00Z"}},
        "reported":{"rebootInfo":{"__meta":{"deploymentId":"1","deploymentStatus":"failed","deviceInterfaceVersion":"1.0.0"},"singleRebootTime":""}}}}"#;
    let doc = Document::read_str(text).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let groups = Groups::of(&twin);
    for (path, differs) in [
        ("/rebootInfo/singleRebootTime", true),
        ("/rebootInfo", false),
    ] {
        let settings = settings(&[(path, "")]);
        let asked = (settings.clock(None), &settings);
        let found = of_twin(
            &twin,
            &groups,
            Catalogue::built_in(),
            asked,
            Wanted::Differences,
        );
        assert_eq!(found.differs, differs, "{path}: {found:?}");
    }
}

#[test]
fn each_ignore_is_counted_by_what_it_hides_first() {
    let doc = Document::read_str(TWIN).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let settings = settings(&[("/none", ""), ("/g/b", ""), ("/g", "")]);
    let clock = settings.clock(None);
    let found = matches(&twin, Catalogue::built_in(), clock, &settings);
    let expected = [(1, 2), (2, 2)].map(|(ignore, findings)| Match { ignore, findings });
    assert_eq!(found, expected);
}

#[test]
fn a_length_of_time_is_written_as_it_is_read() {
    for (text, written) in [
        ("90m", "1h 30m"),
        ("1h 30min", "1h 30m"),
        ("2d", "2d"),
        ("25h 61s", "1d 1h 1m 1s"),
        ("0m", "0s"),
    ] {
        let patience: Patience = text.parse().expect("a time");
        assert_eq!(patience.to_string(), written);
        assert_eq!(written.parse::<Patience>(), Ok(patience));
    }
}
