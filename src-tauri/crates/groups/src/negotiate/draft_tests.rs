//! Every row of the draft's tables, every example beside them.

use super::super::RowId::{A1, A2, A3, A4, A5, A6, A7, B1, B2, B3, B4, B5, B6, B7, S1};
use super::super::tests::entry;
use super::super::{Negotiation, negotiate};
use crate::dialect::Profile;
use crate::negotiate::Outcome::{self, Error, Ignored, Note, Ok, Undetermined};
use crate::testing::{twin, with_groups};

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

/// Name, portal {PI, PO}, device {DI, DO}, desired, reported, overall.
type Example = (
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
    [Outcome; 3],
);

const EXAMPLES: [Example; 11] = [
    (
        "seed 5.2.2",
        ["\"3.0\"", "\"2.0\""],
        ["\"4.0\"", "\"5.0\""],
        [Ok, Error, Error],
    ),
    (
        "full schema rebootInfo",
        ["\"2.0\"", "\"2.0\""],
        ["\"2.0\"", "\"3.0\""],
        [Ok, Error, Error],
    ),
    (
        "full schema apps",
        ["\"2.0\"", "\"2.0\""],
        ["\"2.0\"", "\"2.0\""],
        [Ok, Ok, Ok],
    ),
    (
        "seed 5.3",
        ["-", "\"4.1\""],
        ["\"4.0\"", "-"],
        [Note, Ignored, Ignored],
    ),
    (
        "new device",
        ["\"1.0\"", "\"1.0\""],
        ["\"3.2\"", "\"1.0\""],
        [Ok, Ok, Ok],
    ),
    (
        "old device",
        ["\"3.0\"", "\"3.0\""],
        ["\"1.0\"", "\"1.0\""],
        [Error, Ok, Error],
    ),
    (
        "both minor",
        ["\"2.0\"", "\"2.3\""],
        ["\"2.1\"", "\"2.4\""],
        [Note, Note, Note],
    ),
    ("integers", ["2", "\"2.0\""], ["\"2.0\"", "1"], [Ok, Ok, Ok]),
    (
        "malformed",
        ["\"2.0\\\"\"", "\"2.0\""],
        ["\"2.0\"", "\"2.0\""],
        [Ok, Undetermined, Error],
    ),
    (
        "many digits",
        ["\"9.0\"", "\"10.0\""],
        ["\"9.5\"", "\"10.0\""],
        [Error, Error, Error],
    ),
    (
        "no portal",
        ["-", "-"],
        ["\"2.0\"", "\"2.0\""],
        [Ignored, Ignored, Ignored],
    ),
];

#[test]
fn every_example_of_the_draft_has_its_verdicts() {
    for (name, portal, device, expected) in EXAMPLES {
        let verdict = draft(portal, device);
        let (desired, reported) = (verdict.desired.outcome, verdict.reported.outcome);
        assert_eq!(
            [desired, reported, verdict.overall],
            expected,
            "{name}: {verdict:#?}"
        );
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

#[test]
fn a_portal_with_an_interface_version_reads_what_it_writes() {
    let judge = |device: &str| {
        let meta = r#""__meta":{"serviceInterfaceVersion":"1.0.0"}"#;
        let reported = format!(r#""__deviceSchemas":{{"g":{{"interfaceVersion":"{device}"}}}}"#);
        with_groups(&twin(&format!("\"g\":{{{meta}}}"), &reported), |groups| {
            let verdict = negotiate(groups.get("g").expect("g"), groups, Profile::Draft);
            (verdict.desired.row, verdict.reported.row)
        })
    };
    assert_eq!(judge("1.0.0"), (A5, B5));
    assert_eq!(judge("2.0.0"), (A4, B7));
}
