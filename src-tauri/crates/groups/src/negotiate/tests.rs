//! What holds beside the tables: the preview, the older agent, nodes without versions.

use std::collections::HashSet;

use super::Outcome::{Error, Ignored, Note, Ok, Undetermined};
use super::RowId::{C7, G1, P1, P2, U0, U2};
use super::*;
use crate::testing::{twin, with_groups};

/// Writes an entry of `__portalSchemas` or `__deviceSchemas`; `-` leaves a member out.
pub(super) fn entry(max_input: &str, output: &str) -> String {
    let members = [("maxInputVersion", max_input), ("outputVersion", output)];
    let written = members.iter().filter(|(_, v)| *v != "-");
    let written: Vec<_> = written.map(|(k, v)| format!("\"{k}\":{v}")).collect();
    format!("{{{}}}", written.join(","))
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
