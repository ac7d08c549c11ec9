//! Every row of the decision tables, every example beside them.

use std::collections::HashSet;

use super::*;
use crate::testing::{twin, with_groups};

/// Writes an entry of `__portalSchemas` or `__deviceSchemas`; `-` leaves a member out.
fn entry(max_input: &str, output: &str) -> String {
    let members = [("maxInputVersion", max_input), ("outputVersion", output)];
    let written = members.iter().filter(|(_, v)| *v != "-");
    let written: Vec<_> = written.map(|(k, v)| format!("\"{k}\":{v}")).collect();
    format!("{{{}}}", written.join(","))
}

/// Judges a group `g` by the draft's rules: portal {PI, PO}, device {DI, DO}.
fn draft(portal: [&str; 2], device: [&str; 2]) -> Negotiation {
    let side = |node: &str, values: [&str; 2]| match values {
        ["-", "-"] => String::new(),
        [max, out] => format!(r#""{node}":{{"g":{}}},"#, entry(max, out)),
    };
    let desired = format!(r#"{}"g":{{}}"#, side("__portalSchemas", portal));
    let reported = format!(r#"{}"g":{{}}"#, side("__deviceSchemas", device));
    with_groups(&twin(&desired, &reported), |groups| {
        negotiate(groups.get("g").expect("g"), groups, Profile::Draft)
    })
}

use Outcome::{Error, Ignored, Note, Ok, Undetermined};
use RowId::*;

#[test]
fn every_draft_row_holds_in_both_directions() {
    // written, highest that is read, row of desired, row of reported, outcome
    let table = [
        (r#""v2""#, r#""2.0""#, A1, B1, Undetermined),
        (r#""2.0""#, r#""2.x""#, A1, B1, Undetermined),
        ("{}", r#""2.0""#, A1, B1, Undetermined),
        ("-", r#""v2""#, A1, B1, Undetermined),
        ("-", r#""2.0""#, A2, B2, Ignored),
        ("null", r#""2.0""#, A2, B2, Ignored),
        ("-", "-", A2, B2, Ignored),
        (r#""2.0""#, "-", A3, B3, Ignored),
        (r#""2.9""#, r#""3.0""#, A4, B4, Ok),
        (r#""3.0""#, r#""3.0""#, A5, B5, Ok),
        (r#""3.9""#, r#""3.10""#, A5, B5, Ok),
        (r#""4.1""#, r#""4.0""#, A6, B6, Note),
        (r#""10.0""#, r#""9.5""#, A7, B7, Error),
    ];
    for (written, highest, desired, reported, outcome) in table {
        let to_device = draft(["-", written], [highest, "-"]).desired;
        assert_eq!(
            (to_device.row, to_device.outcome),
            (desired, outcome),
            "{written} to {highest}"
        );
        let to_portal = draft([highest, "-"], ["-", written]).reported;
        assert_eq!(
            (to_portal.row, to_portal.outcome),
            (reported, outcome),
            "{written} to {highest}"
        );
    }
}

#[test]
fn every_example_of_the_draft_has_its_verdicts() {
    // name, portal {PI, PO}, device {DI, DO}, desired, reported, overall
    let table = [
        (
            "seed 5.2.2",
            ["\"3.0\"", "\"2.0\""],
            ["\"4.0\"", "\"5.0\""],
            Ok,
            Error,
            Error,
        ),
        (
            "full schema rebootInfo",
            ["\"2.0\"", "\"2.0\""],
            ["\"2.0\"", "\"3.0\""],
            Ok,
            Error,
            Error,
        ),
        (
            "full schema apps",
            ["\"2.0\"", "\"2.0\""],
            ["\"2.0\"", "\"2.0\""],
            Ok,
            Ok,
            Ok,
        ),
        (
            "seed 5.3",
            ["-", "\"4.1\""],
            ["\"4.0\"", "-"],
            Note,
            Ignored,
            Ignored,
        ),
        (
            "new device",
            ["\"1.0\"", "\"1.0\""],
            ["\"3.2\"", "\"1.0\""],
            Ok,
            Ok,
            Ok,
        ),
        (
            "old device",
            ["\"3.0\"", "\"3.0\""],
            ["\"1.0\"", "\"1.0\""],
            Error,
            Ok,
            Error,
        ),
        (
            "both minor",
            ["\"2.0\"", "\"2.3\""],
            ["\"2.1\"", "\"2.4\""],
            Note,
            Note,
            Note,
        ),
        ("integers", ["2", "\"2.0\""], ["\"2.0\"", "1"], Ok, Ok, Ok),
        (
            "malformed",
            ["\"2.0\\\"\"", "\"2.0\""],
            ["\"2.0\"", "\"2.0\""],
            Ok,
            Undetermined,
            Error,
        ),
        (
            "many digits",
            ["\"9.0\"", "\"10.0\""],
            ["\"9.5\"", "\"10.0\""],
            Error,
            Error,
            Error,
        ),
        (
            "no portal",
            ["-", "-"],
            ["\"2.0\"", "\"2.0\""],
            Ignored,
            Ignored,
            Ignored,
        ),
    ];
    for (name, portal, device, desired, reported, overall) in table {
        let verdict = draft(portal, device);
        let found = (
            verdict.desired.outcome,
            verdict.reported.outcome,
            verdict.overall,
        );
        assert_eq!(found, (desired, reported, overall), "{name}: {verdict:#?}");
    }
}

#[test]
fn a_draft_sentence_names_group_and_versions() {
    let verdict = draft(["\"3.0\"", "\"2.0\""], ["\"4.0\"", "\"5.0\""]);
    assert_eq!(
        verdict.desired.because,
        "the portal writes g in version 2.0 and the device reads 4.0 or lower"
    );
    assert_eq!(
        verdict.reported.because,
        "the device writes g in version 5.0 and the portal reads 3.0 or lower: it cannot read reported, the device must write 3.0 or lower"
    );
}

#[test]
fn unusual_versions_are_remarked_without_changing_the_verdict() {
    let verdict = draft(["2", "\"2.0\""], ["\"2.0\"", "1"]);
    assert!(verdict.desired.remarks.is_empty());
    let kinds: Vec<_> = verdict
        .reported
        .remarks
        .iter()
        .map(|r| r.fault.kind)
        .collect();
    assert_eq!(kinds, [crate::FaultKind::Integer; 2]);
}

#[test]
fn writing_above_the_own_input_is_legal_and_noted() {
    let verdict = draft(["\"2.0\"", "\"3.0\""], ["\"3.0\"", "\"2.0\""]);
    assert_eq!((verdict.desired.row, verdict.desired.outcome), (A5, Ok));
    assert_eq!(verdict.desired.also, [S1]);
    assert!(verdict.reported.also.is_empty());
}

/// Judges a group by documents and agent: its node in desired and reported, its entry.
fn interface(name: &str, desired: &str, reported: &str, schemas: &str) -> [Negotiation; 2] {
    let side = |node: &str| match node {
        "-" => String::new(),
        node => format!(r#""{name}":{node}"#),
    };
    let schemas = match schemas {
        "-" => String::new(),
        schemas => format!(r#""__deviceSchemas":{{{schemas}}}"#),
    };
    let reported: Vec<_> = [side(reported), schemas]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    // the neighbour makes the dialect of the twin plain
    let neighbour = r#""timeInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}}"#;
    let desired: Vec<_> = [side(desired), neighbour.to_owned()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    with_groups(&twin(&desired.join(","), &reported.join(",")), |groups| {
        let group = groups.get(name).expect("the group is there");
        [Profile::GaDoc, Profile::GaAgent].map(|profile| negotiate(group, groups, profile))
    })
}

fn service(version: &str) -> String {
    format!(r#"{{"__meta":{{"serviceInterfaceVersion":{version}}}}}"#)
}

fn declares(version: &str) -> String {
    format!(r#""rebootInfo":{{"interfaceVersion":"{version}"}}"#)
}

const REFUSAL: &str =
    r#"{"__errors":{"rebootInfo":{"code":2019}},"__meta":{"deploymentStatus":"failed"}}"#;

#[test]
fn every_interface_row_of_desired_has_both_verdicts() {
    let one = declares("1.0.0");
    let cases: [(&str, String, &str, &str, Outcome, Outcome, RowId); 20] = [
        ("C1", service("\"1.0.0\""), "-", &one, Ok, Ok, C1),
        ("C1 patch", service("\"1.0.7\""), "-", &one, Ok, Ok, C1),
        ("C1 built in", service("\"1.0.0\""), "-", "-", Ok, Ok, C1),
        (
            "C2",
            service("\"1.0.0\""),
            "-",
            &declares("2.0.0"),
            Ok,
            Error,
            C2,
        ),
        ("C3", service("\"2.0.0\""), "-", &one, Error, Error, C3),
        (
            "C3 built in",
            service("\"10.0.0\""),
            "-",
            "-",
            Error,
            Error,
            C3,
        ),
        ("C4", service("\"1.2.0\""), "-", &one, Note, Ok, C4),
        (
            "C5",
            r#"{"singleRebootTime":""}"#.into(),
            "-",
            &one,
            Undetermined,
            Error,
            C5,
        ),
        (
            "C5 null",
            r#"{"__meta":null}"#.into(),
            "-",
            &one,
            Undetermined,
            Error,
            C5,
        ),
        (
            "C5 empty RV",
            "{}".into(),
            r#"{"__meta":{"deviceInterfaceVersion":""}}"#,
            &one,
            Undetermined,
            Error,
            C5,
        ),
        (
            "C6",
            "{}".into(),
            r#"{"__meta":{"deviceInterfaceVersion":"1.0.0"}}"#,
            &one,
            Note,
            Ok,
            C6,
        ),
        (
            "C7",
            r#"{"__meta":{"deploymentId":"d"}}"#.into(),
            "-",
            &one,
            Error,
            Error,
            C7,
        ),
        ("C7 null", service("null"), "-", &one, Error, Error, C7),
        ("C8", service("\"1.0\""), "-", &one, Undetermined, Error, C8),
        (
            "C8 number",
            service("1"),
            "-",
            &one,
            Undetermined,
            Error,
            C8,
        ),
        (
            "C8 object",
            service("{}"),
            "-",
            &one,
            Undetermined,
            Error,
            C8,
        ),
        (
            "C8 empty",
            service("\"\""),
            "-",
            &one,
            Undetermined,
            Error,
            C8,
        ),
        ("C12", service("\"1.0.0\""), REFUSAL, &one, Note, Note, C12),
        ("no desired", "-".into(), "{}", &one, Ok, Ok, U1),
        (
            "refreshing",
            "\"Refreshing\"".into(),
            "{}",
            &one,
            Ok,
            Ok,
            U1,
        ),
    ];
    for (name, desired, reported, schemas, doc, agent, row) in &cases {
        let [by_doc, by_agent] = interface("rebootInfo", desired, reported, schemas);
        assert_eq!(
            (by_doc.desired.row, by_doc.desired.outcome),
            (*row, *doc),
            "{name}"
        );
        assert_eq!(
            (by_agent.desired.row, by_agent.desired.outcome),
            (*row, *agent),
            "{name}"
        );
    }
}

#[test]
fn every_interface_row_of_reported_has_its_verdict() {
    let own = |version: &str| format!(r#"{{"__meta":{{"deviceInterfaceVersion":"{version}"}}}}"#);
    for (name, reported, schemas, row, outcome) in [
        ("same", own("1.0.0"), declares("1.0.0"), C1, Ok),
        ("no entry", own("1.0.0"), "-".into(), C1, Ok),
        ("entry only", "{}".into(), declares("1.0.0"), C1, Ok),
        ("neither", "{}".into(), "-".into(), U0, Ok),
        ("C9", own("1.0.0"), declares("1.1.0"), C9, Note),
        ("C9 text", own("one"), declares("1.0.0"), C9, Note),
        ("C10", own(""), declares("1.0.0"), C10, Note),
    ] {
        for verdict in interface("rebootInfo", &service("\"1.0.0\""), &reported, &schemas) {
            let found = (verdict.reported.row, verdict.reported.outcome);
            assert_eq!(found, (row, outcome), "{name}");
        }
    }
}

#[test]
fn a_group_without_handler_is_ignored_only_where_the_device_lists_all() {
    let wifi = service("\"1.0.0\"");
    let judge = |schemas: &str| {
        let [doc, agent] = interface("myGroup", &wifi, "-", schemas);
        assert_eq!(doc.desired.row, agent.desired.row);
        (agent.desired.row, agent.desired.outcome)
    };
    let entry = declares("1.0.0");
    assert_eq!(judge(&entry), (C11, Ignored));
    assert_eq!(judge("-"), (U2, Note));
    assert_eq!(
        judge(r#""__meta":{"deploymentStatus":"succeeded"}"#),
        (U2, Note)
    );
    let pending = format!(r#"{entry},"__meta":{{"deploymentStatus":"pending"}}"#);
    assert_eq!(judge(&pending), (U2, Note));
}

#[test]
fn a_filter_of_the_operator_hides_handlers() {
    for (filter, row) in [
        (r#""groups":"all","types":"all","tags":"""#, C11),
        (
            r#""groups":"configured;rebootInfo","types":"raw","tags":"""#,
            C11,
        ),
        (
            r#""groups":"rebootInfo;myGroup","types":"all","tags":"""#,
            C11,
        ),
        (r#""groups":"rebootInfo","types":"all","tags":"""#, U2),
        (r#""groups":"all","types":"other","tags":"""#, U2),
        (r#""groups":"all","types":"all","tags":"dm""#, U2),
    ] {
        let desired = format!(
            r#""myGroup":{},"__deviceSchemas":{{"reporting":{{{filter}}}}}"#,
            service("\"1.0.0\"")
        );
        let reported = format!(r#""__deviceSchemas":{{{}}}"#, declares("1.0.0"));
        let found = with_groups(&twin(&desired, &reported), |groups| {
            let group = groups.get("myGroup").expect("the group is there");
            negotiate(group, groups, Profile::GaAgent).desired.row
        });
        assert_eq!(found, row, "{filter}");
    }
}

#[test]
fn a_lenient_agent_accepts_what_the_documents_do_not() {
    let [doc, agent] = interface(
        "rebootInfo",
        &service("\"1.0.0-beta\""),
        "-",
        &declares("1.0.0"),
    );
    assert_eq!((doc.overall, agent.overall), (Error, Ok));
    assert_eq!(agent.desired.remarks.len(), 1);
}

#[test]
fn an_old_refusal_beside_a_new_minor_keeps_all_rows() {
    let [_, agent] = interface(
        "rebootInfo",
        &service("\"1.2.0\""),
        REFUSAL,
        &declares("1.0.0"),
    );
    assert_eq!(agent.desired.row, C12);
    assert_eq!(agent.desired.also, [C4, C1]);
    assert!(agent.desired.has(C4) && !agent.desired.has(C3));
}

#[test]
fn two_ways_to_declare_that_disagree_are_noted() {
    let desired = format!(
        r#""__portalSchemas":{{"rebootInfo":{{"outputVersion":"2.0"}}}},"rebootInfo":{}"#,
        service("\"1.0.0\"")
    );
    with_groups(&twin(&desired, ""), |groups| {
        let group = groups.get("rebootInfo").expect("the group is there");
        for profile in [Profile::Draft, Profile::GaDoc, Profile::GaAgent] {
            assert!(
                negotiate(group, groups, profile).desired.has(S2),
                "{profile:?}"
            );
        }
    });
}

#[test]
fn the_preview_compares_nothing() {
    for (integer, row, outcome) in [("1", P1, Ok), ("3", P2, Note)] {
        let schemas = format!(
            r#""__deviceSchemas":{{"rebootInfo":{}}}"#,
            entry(integer, "1")
        );
        with_groups(&twin(r#""rebootInfo":{}"#, &schemas), |groups| {
            let group = groups.get("rebootInfo").expect("the group is there");
            let verdict = default_negotiation(group, groups);
            assert_eq!(
                (verdict.desired.row, verdict.desired.outcome),
                (row, outcome)
            );
            assert_eq!((verdict.reported.row, verdict.overall), (P1, outcome));
        });
    }
}

#[test]
fn sections_of_the_older_agent_have_no_versions() {
    let sections = r#""windows":{"rebootInfo":{"lastChange":{"state":"completed"}}}"#;
    with_groups(&twin("", sections), |groups| {
        let group = groups
            .get("windows.rebootInfo")
            .expect("the section is there");
        let verdict = default_negotiation(group, groups);
        assert_eq!((verdict.desired.row, verdict.overall), (G1, Ok));
        assert_eq!(verdict.profile, Profile::Gen1);
        assert_eq!(negotiate(group, groups, Profile::GaAgent).overall, Ignored);
    });
}

#[test]
fn meta_nodes_carry_no_version_but_the_schemas_handler_does() {
    let desired = r#""__portalSchemas":{},"__deviceSchemas":{"__meta":{"deploymentId":"d"}}"#;
    with_groups(&twin(desired, r#""__summary":{}"#), |groups| {
        let row = |name, profile| {
            let group = groups.get(name).expect("the node is there");
            negotiate(group, groups, profile).desired.row
        };
        assert_eq!(row("__summary", Profile::Draft), U0);
        assert_eq!(row("__portalSchemas", Profile::GaAgent), U0);
        assert_eq!(row("__deviceSchemas", Profile::Draft), U0);
        assert_eq!(row("__deviceSchemas", Profile::GaAgent), C7);
    });
}

#[test]
fn properties_of_others_are_no_error() {
    with_groups(
        &twin(r#""telemetryInterval":5"#, r#""telemetryInterval":5"#),
        |groups| {
            let group = groups.get("telemetryInterval").expect("it is there");
            let verdict = default_negotiation(group, groups);
            assert_eq!((verdict.desired.row, verdict.overall), (U2, Note));
        },
    );
}

#[test]
fn outcomes_are_ordered_from_good_to_bad() {
    let order = [Ok, Note, Ignored, Undetermined, Error];
    assert!(order.is_sorted());
    let names: HashSet<_> = order.iter().map(|o| o.name()).collect();
    assert_eq!(names.len(), order.len());
}
