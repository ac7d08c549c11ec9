//! What is known of properties: how they come back, by what they find each other, which of them nobody reads.

use std::sync::Arc;

use super::*;
use crate::habits::{Echo, Habits};
use crate::known::Members;
use crate::same::Meaning;

fn named<const N: usize>(members: [(&str, Habits); N]) -> Members {
    let members = members.into_iter();
    members
        .map(|(name, habits)| (name.into(), Arc::new(habits)))
        .collect()
}

fn with_members<const N: usize>(members: [(&str, Habits); N]) -> Contract<'static> {
    Contract {
        habits: Some(Arc::new(Habits {
            members: named(members),
            is_closed: true,
            ..Habits::default()
        })),
        ..contract()
    }
}

fn of(echo: Echo) -> Habits {
    Habits {
        echo,
        ..Habits::default()
    }
}

/// Properties of which something is known, each by a name that says what.
fn known() -> Contract<'static> {
    with_members([
        ("source", of(Echo::Never)),
        (
            "time",
            Habits {
                meaning: Meaning::Time,
                ..Habits::default()
            },
        ),
        ("level", of(Echo::Normalised)),
        (
            "state",
            Habits {
                is_read_only: true,
                is_unread: true,
                ..Habits::default()
            },
        ),
        (
            "zone",
            Habits {
                default: Some("0".into()),
                ..Habits::default()
            },
        ),
        (
            "defect",
            Habits {
                is_unreliable: true,
                ..Habits::default()
            },
        ),
        (
            "wifi",
            Habits {
                gone: Some(("".into(), "uninstall".into())),
                ..Habits::default()
            },
        ),
    ])
}

#[test]
fn what_is_known_of_properties_is_heeded() {
    let contract = known();
    for (desired, reported, expected) in [
        (r#"{"source":"a"}"#, "{}", "source: NotReported ByDesign"),
        (
            r#"{"time":"2026-05-01T07:00:00Z"}"#,
            r#"{"time":"2026-05-01T09:00:00+02:00"}"#,
            "time: InSync Respelled",
        ),
        (
            r#"{"level":"Verbose"}"#,
            r#"{"level":"verbose"}"#,
            "level: InSync Respelled",
        ),
        (
            r#"{"level":""}"#,
            r#"{"level":"0"}"#,
            "level: InSync Respelled",
        ),
        (
            r#"{"level":"0x1F"}"#,
            r#"{"level":"31"}"#,
            "level: InSync Respelled",
        ),
        (
            r#"{"level":"1"}"#,
            r#"{"level":"2"}"#,
            "level: Drifted ReportedLater",
        ),
        (
            r#"{"state":"on"}"#,
            r#"{"state":"off"}"#,
            "state: Ignored Unread",
        ),
        ("{}", r#"{"state":"off"}"#, "state: ReportedOnly ReadOnly"),
        ("{}", r#"{"zone":0}"#, "zone: ReportedOnly Default"),
        (r#"{"zoen":0}"#, "{}", "zoen: Ignored Unread"),
        (
            r#"{"defect":1}"#,
            r#"{"defect":2}"#,
            "defect: Unknown Defect",
        ),
        (r#"{"wifi":"uninstall"}"#, "{}", "wifi: InSync GoneAsAsked"),
        (
            r#"{"wifi":"uninstall"}"#,
            r#"{"wifi":"there"}"#,
            "wifi: Drifted ReportedLater",
        ),
    ] {
        assert_states(
            &contract,
            &at(desired, "09:00", reported, "10:00"),
            expected,
        );
    }
}

#[test]
fn certificates_are_there_or_not_whatever_the_case_of_their_thumbprints() {
    let certificate = Habits {
        gone: Some(("state".into(), "uninstalled".into())),
        members: named([("state", of(Echo::Never))]),
        ..Habits::default()
    };
    let contract = with_members([(
        "store",
        Habits {
            echo: Echo::ByPresence,
            names: Meaning::AnyCase,
            others: Some(Arc::new(certificate)),
            ..Habits::default()
        },
    )]);
    let desired = r#"{"store":{"AB":{"state":"installed"},"CD":{"state":"uninstalled"},"EF":{"state":"installed"},"01":{"state":"uninstalled"}}}"#;
    let twin = at(
        desired,
        "09:00",
        r#"{"store":{"ab":"","01":"","99":""}}"#,
        "10:00",
    );
    assert_states(
        &contract,
        &twin,
        "AB: InSync InShort, CD: InSync GoneAsAsked, EF: NotReported LeftOut, 01: Drifted StillThere, 99: ReportedOnly NotAsked",
    );
}

#[test]
fn elements_with_an_identity_find_each_other_in_any_order() {
    let contract = with_members([(
        "list",
        Habits {
            identity: Some("id".into()),
            ..Habits::default()
        },
    )]);
    let desired = r#"{"list":[{"id":"a","v":1},{"id":"b","v":1},{"id":"c","v":1}]}"#;
    let reported = r#"{"list":[{"id":"b","v":2},{"id":"a","v":1},{"id":"d","v":1}]}"#;
    assert_states(
        &contract,
        &at(desired, "09:00", reported, "10:00"),
        "id: InSync Equal, v: InSync Equal, id: InSync Equal, v: Drifted ReportedLater, id: NotReported LeftOut, \
         v: NotReported LeftOut, id: ReportedOnly NotAsked, v: ReportedOnly NotAsked",
    );
}

#[test]
fn what_is_applied_from_an_object_of_its_own_is_reported_beside_it() {
    let contract = with_members([("apply", of(Echo::Hoisted)), ("mode", of(Echo::Never))]);
    let twin = at(
        r#"{"apply":{"a":1,"b":2},"mode":"yes"}"#,
        "09:00",
        r#"{"a":1,"b":3,"c":4}"#,
        "10:00",
    );
    assert_states(
        &contract,
        &twin,
        "a: InSync Equal, b: Drifted ReportedLater, mode: NotReported ByDesign, c: ReportedOnly ReadOnly",
    );
}

/// An error of a name that nothing has: where there are errors each property is looked at by itself.
fn with_an_error_of_nothing<'d>(contract: &Contract<'d>, doc: &'d Document) -> Contract<'d> {
    let failure = Failure {
        operation: "of nothing".into(),
        code: None,
        value: doc.root().expect("a value"),
    };
    Contract {
        errors: vec![failure],
        ..contract.clone()
    }
}

#[test]
fn what_is_written_alike_is_decided_as_if_it_were_looked_at_by_itself() {
    let open = Contract::clone(&contract());
    let ignored = Contract {
        ignored: Some(Reason::NoVersion),
        ..known()
    };
    let by_presence = with_members([(
        "store",
        Habits {
            echo: Echo::ByPresence,
            gone: Some((Box::default(), "uninstalled".into())),
            ..Habits::default()
        },
    )]);
    let group = r#"{"__meta":1,"time":"2026-05-01T07:00:00Z","state":"on","zone":0,"more":true,"p":{"zone":1,"q":[1,{"a":null}]},
        "source":"","wifi":"uninstall","level":1.0,"store":{"a":"uninstalled","b":""},"e":{},"n":null,"defect":-0.5e1}"#;
    let changes = [
        ("zzz", ""),
        (":", " :"),
        ("1.0", "1.00"),
        ("uninstalled", "installed"),
        ("\"zone\":1", "\"zone\":2"),
        ("\"more\":true,", ""),
        ("\"p\"", "\"r\""),
        ("\"e\":{},", "\"e\":{},\"time\":1,"),
        ("\"source\"", "\"s\\u006furce\""),
    ];
    for contract in [open, known(), ignored, by_presence] {
        for (old, new) in changes {
            let twin = at(group, "09:00", &group.replace(old, new), "10:00");
            let doc = Document::read_str(&twin).expect("small");
            let slow = with_an_error_of_nothing(&contract, &doc);
            let [quick, slow] = [&contract, &slow].map(|contract| drift(&doc, contract));
            assert_eq!(
                format!("{:?}", quick.rows),
                format!("{:?}", slow.rows),
                "{twin}"
            );
            assert_eq!(quick.counts, slow.counts, "{twin}");
            let counted: usize = quick.counts.iter().map(|count| *count as usize).sum();
            assert_eq!(counted, quick.properties().count(), "{twin}");
        }
    }
}
