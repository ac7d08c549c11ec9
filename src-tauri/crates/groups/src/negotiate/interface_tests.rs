//! Every row of the interface tables, by the documents and by the shipped agent.

use super::super::RowId::*;
use super::super::{Negotiation, negotiate};
use crate::dialect::Profile;
use crate::negotiate::Outcome::{self, Error, Ignored, Note, Ok, Undetermined};
use crate::negotiate::RowId;
use crate::testing::{twin, with_groups};

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

/// Name, node in desired (`=` and a version for one with that version), node in reported, declared
/// interface, verdict of the documents, verdict of the agent, row.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Outcome,
    Outcome,
    RowId,
);

const DESIRED: [Case; 20] = [
    ("C1", "=\"1.0.0\"", "-", "1.0.0", Ok, Ok, C1),
    ("C1 patch", "=\"1.0.7\"", "-", "1.0.0", Ok, Ok, C1),
    ("C1 built in", "=\"1.0.0\"", "-", "-", Ok, Ok, C1),
    ("C2", "=\"1.0.0\"", "-", "2.0.0", Ok, Error, C2),
    ("C3", "=\"2.0.0\"", "-", "1.0.0", Error, Error, C3),
    ("C3 built in", "=\"10.0.0\"", "-", "-", Error, Error, C3),
    ("C4", "=\"1.2.0\"", "-", "1.0.0", Note, Ok, C4),
    ("C5", "{}", "-", "1.0.0", Undetermined, Error, C5),
    (
        "C5 null",
        r#"{"__meta":null}"#,
        "-",
        "1.0.0",
        Undetermined,
        Error,
        C5,
    ),
    (
        "C5 never accepted",
        "{}",
        r#"{"__meta":{"deviceInterfaceVersion":""}}"#,
        "1.0.0",
        Undetermined,
        Error,
        C5,
    ),
    (
        "C6",
        "{}",
        r#"{"__meta":{"deviceInterfaceVersion":"1.0.0"}}"#,
        "1.0.0",
        Note,
        Ok,
        C6,
    ),
    (
        "C7",
        r#"{"__meta":{"deploymentId":"d"}}"#,
        "-",
        "1.0.0",
        Error,
        Error,
        C7,
    ),
    ("C7 null", "=null", "-", "1.0.0", Error, Error, C7),
    ("C8", "=\"1.0\"", "-", "1.0.0", Undetermined, Error, C8),
    ("C8 number", "=1", "-", "1.0.0", Undetermined, Error, C8),
    ("C8 object", "={}", "-", "1.0.0", Undetermined, Error, C8),
    ("C8 empty", "=\"\"", "-", "1.0.0", Undetermined, Error, C8),
    ("C12", "=\"1.0.0\"", REFUSAL, "1.0.0", Note, Note, C12),
    ("not configured", "-", "{}", "1.0.0", Ok, Ok, U1),
    ("refreshing", "\"Refreshing\"", "{}", "1.0.0", Ok, Ok, U1),
];

#[test]
fn every_interface_row_of_desired_has_both_verdicts() {
    for (name, desired, reported, declared, doc, agent, row) in DESIRED {
        let desired = desired
            .strip_prefix('=')
            .map_or_else(|| desired.to_owned(), service);
        let schemas = if declared == "-" {
            "-".to_owned()
        } else {
            declares(declared)
        };
        let verdicts = interface("rebootInfo", &desired, reported, &schemas);
        let found = verdicts.map(|v| (v.desired.row, v.desired.outcome));
        assert_eq!(found, [(row, doc), (row, agent)], "{name}");
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
fn a_declared_interface_comes_before_a_reported_one() {
    let reported = r#"{"__meta":{"deviceInterfaceVersion":"1.0.0"}}"#;
    let [_, agent] = interface(
        "rebootInfo",
        &service("\"2.0.0\""),
        reported,
        &declares("2.0.0"),
    );
    assert_eq!((agent.desired.row, agent.reported.row), (C1, C9));
    let [_, agent] = interface("rebootInfo", &service("\"2.0.0\""), reported, "-");
    assert_eq!(agent.desired.row, C3);
}

#[test]
fn groups_of_the_drafts_figures_have_no_built_in_interface() {
    let [doc, agent] = interface("wifi", &service("\"1.0.0\""), "-", "-");
    assert_eq!((doc.desired.row, agent.desired.row), (U2, U2));
}
