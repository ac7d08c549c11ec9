//! What is decided, case by case: one line of input, one line of states.

use std::collections::BTreeMap;
use std::sync::Arc;

use twin::{Document, Value};

use super::*;
use crate::habits::Echo;
use crate::same::Meaning;

/// A twin of one group, `g`, with its stamps.
fn read(text: &str) -> Document {
    let doc = Document::read_str(text).expect("small");
    assert!(doc.repairs().is_empty(), "{text}");
    doc
}

fn sides(doc: &Document) -> Sides<'_> {
    let root = doc.root().expect("a value");
    let section = |name: &str| root.get(name);
    let stamps = |name: &str| root.get(name)?.get("$metadata")?.get("g");
    Sides {
        desired: section("desired").and_then(|s| s.get("g")),
        reported: section("reported").and_then(|s| s.get("g")),
        desired_stamps: stamps("desired"),
        reported_stamps: stamps("reported"),
        has_reported: section("reported").is_some(),
    }
}

fn drift<'d>(doc: &'d Document, contract: &Contract<'d>) -> Drift<'d> {
    let clock = Clock {
        now: Some("2026-05-01T12:00:00Z".parse().expect("a time")),
        ..Clock::default()
    };
    Drift::of(sides(doc), contract, clock)
}

/// Writes the states of the leaves: `name: state reason`.
fn states(doc: &Document, contract: &Contract<'_>) -> String {
    let drift = drift_of(doc, contract);
    let leaves = drift.properties().map(|row| {
        let name = row.desired.or(row.reported).and_then(Value::key);
        let stuck = if row.verdict.is_stuck { " stuck" } else { "" };
        let (state, reason) = (row.verdict.state, row.verdict.reason);
        format!("{}: {state:?} {reason:?}{stuck}", name.unwrap_or_default())
    });
    leaves.collect::<Vec<_>>().join(", ")
}

fn drift_of<'d>(doc: &'d Document, contract: &Contract<'_>) -> Drift<'d> {
    // errors stand in the document that is asked about
    let mut own: Contract<'d> = Contract {
        errors: Vec::new(),
        device_time: None,
        habits: contract.habits.clone(),
        name: contract.name.clone(),
        ..*contract
    };
    let errors = sides(doc).reported.and_then(|r| r.get("__errors"));
    own.errors = errors
        .into_iter()
        .flat_map(Value::children)
        .map(|value| Failure {
            operation: value.key().unwrap_or_default().into(),
            code: value.get("code").and_then(Value::integer),
            value,
        })
        .collect();
    own.device_time = sides(doc)
        .reported
        .and_then(|r| r.get("__meta")?.get("time"));
    drift(doc, &own)
}

fn contract() -> Contract<'static> {
    Contract {
        name: "g".to_owned(),
        aside: &["__meta", "__errors"],
        ..Contract::default()
    }
}

fn assert_states(contract: &Contract<'_>, twin: &str, expected: &str) {
    assert_eq!(states(&read(twin), contract), expected, "{twin}");
}

/// Both sides, each with one time for everything.
fn at(desired: &str, asked: &str, reported: &str, told: &str) -> String {
    let stamp = |at| format!(r#"{{"g":{{"$lastUpdated":"2026-05-01T{at}:00.0000000Z"}}}}"#);
    format!(
        r#"{{"desired":{{"g":{desired},"$metadata":{}}},"reported":{{"g":{reported},"$metadata":{}}}}}"#,
        stamp(asked),
        stamp(told)
    )
}

#[test]
fn what_is_reported_and_not_asked_for_is_no_drift() {
    // the four cases in which a well-known imitation of AWS' shadow service went wrong
    for (twin, expected) in [
        (
            r#"{"desired":{"g":{"a":1}},"reported":{"g":{"a":1,"b":2}}}"#,
            "a: InSync Equal, b: ReportedOnly NotAsked",
        ),
        (
            r#"{"desired":{},"reported":{"g":{"a":1}}}"#,
            "a: ReportedOnly NotAsked",
        ),
        (r#"{"reported":{"g":{"a":1}}}"#, "a: ReportedOnly NotAsked"),
        (
            r#"{"desired":{"g":{"a":null}},"reported":{"g":{"a":1}}}"#,
            "a: ReportedOnly NotAsked",
        ),
        (
            r#"{"desired":{"g":{"a":null}},"reported":{"g":{}}}"#,
            "a: InSync Deleted",
        ),
    ] {
        assert_states(&contract(), twin, expected);
        assert!(
            !drift_of(&read(twin), &contract()).verdict.is_difference(),
            "{twin}"
        );
    }
}

#[test]
fn values_are_compared_by_what_they_mean() {
    let both = |d: &str, r: &str| format!(r#"{{"desired":{{"g":{d}}},"reported":{{"g":{r}}}}}"#);
    for (desired, reported, expected) in [
        (r#"{"a":1.0}"#, r#"{"a":1}"#, "a: InSync Respelled"),
        (
            r#"{"a":[1,{"x":1,"y":2}]}"#,
            r#"{"a":[1.0,{"y":2,"x":1}]}"#,
            "a: InSync Equal",
        ),
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, "a: Unknown NoTimes"),
        (
            r#"{"a":{"b":{"c":1}}}"#,
            r#"{"a":{"b":{"c":2}}}"#,
            "c: Unknown NoTimes",
        ),
        (r#"{"a":{"b":1}}"#, r#"{"a":""}"#, "a: InSync InShort"),
        (r#"{"a":{}}"#, r#"{"a":{}}"#, "a: InSync Equal"),
        (r#"{"a":{}}"#, "{}", "a: InSync NothingAsked"),
        ("7", "7.0", "g: InSync Respelled"),
        ("7", "8", "g: Unknown NoTimes"),
    ] {
        assert_states(&contract(), &both(desired, reported), expected);
    }
}

#[test]
fn the_later_side_tells_pending_from_drifted() {
    let (one, two) = (r#"{"a":1}"#, r#"{"a":2}"#);
    assert_states(
        &contract(),
        &at(one, "11:30", two, "11:00"),
        "a: Pending AskedLater",
    );
    assert_states(
        &contract(),
        &at(one, "09:00", two, "08:00"),
        "a: Pending AskedLater stuck",
    );
    assert_states(
        &contract(),
        &at(one, "09:00", two, "10:00"),
        "a: Drifted ReportedLater",
    );
    assert_states(
        &contract(),
        &at(one, "09:00", two, "09:00"),
        "a: Drifted ReportedLater",
    );
    assert_states(
        &contract(),
        &at(one, "09:00", "{}", "10:00"),
        "a: NotReported LeftOut",
    );
    assert_states(
        &contract(),
        &at(one, "11:30", "{}", "10:00"),
        "a: Pending AskedLater",
    );
    let never = r#"{"desired":{"g":{"a":1},"$metadata":{"g":{"$lastUpdated":"2026-05-01T11:30:00.0000000Z"}}},"reported":{}}"#;
    assert_states(&contract(), never, "a: Pending NeverReported");
    assert_states(
        &contract(),
        r#"{"desired":{"g":{"a":1}},"reported":{}}"#,
        "a: NotReported NeverReported",
    );
    assert_states(
        &contract(),
        r#"{"desired":{"g":{"a":1}}}"#,
        "a: Unknown NotSeen",
    );
}

#[test]
fn the_stamp_of_the_property_counts_before_the_one_of_its_group() {
    let twin = r#"{"desired":{"g":{"a":1,"b":1},"$metadata":{"g":{"$lastUpdated":"2026-05-01T11:30:00.0000000Z",
        "a":{"$lastUpdated":"2026-05-01T08:00:00.0000000Z"},"b":{"$lastUpdated":"2026-05-01T11:30:00.0000000Z"}}}},
        "reported":{"g":{"a":2,"b":2},"$metadata":{"g":{"$lastUpdated":"2026-05-01T09:00:00.0000000Z"}}}}"#;
    assert_states(
        &contract(),
        twin,
        "a: Drifted ReportedLater, b: Pending AskedLater",
    );
    let doc = read(twin);
    let drift = drift_of(&doc, &contract());
    let since = |at: usize| drift.rows[at].verdict.since.map(|s| s.to_string());
    assert_eq!(since(0).as_deref(), Some("2026-05-01T09:00:00Z"));
    assert_eq!(since(1).as_deref(), Some("2026-05-01T11:30:00Z"));
    assert_eq!(drift.verdict.state, State::Drifted);
}

#[test]
fn what_the_device_says_comes_before_the_times() {
    let (one, two) = (r#"{"a":1,"b":1}"#, r#"{"a":2,"b":1}"#);
    let twin = at(one, "11:30", two, "11:00");
    let with = |change: fn(&mut Contract<'_>)| {
        let mut contract = contract();
        change(&mut contract);
        contract
    };
    let pending = with(|c| c.standing = Standing::Pending);
    assert_states(&pending, &twin, "a: Pending StatusPending, b: InSync Equal");
    let failed = with(|c| c.standing = Standing::Failed);
    assert_states(&failed, &twin, "a: Failed StatusFailed, b: InSync Equal");
    let other = with(|c| c.is_of_other_deployment = true);
    assert_states(
        &other,
        &at(one, "09:00", two, "10:00"),
        "a: Pending OtherDeployment stuck, b: InSync Equal",
    );
    let local = with(|c| c.is_local = true);
    assert_states(&local, &twin, "a: Overridden LocalPolicy, b: InSync Equal");
    let refreshing = with(|c| c.is_refreshing = true);
    assert_states(
        &refreshing,
        &at(one, "11:30", "\"Refreshing\"", "11:40"),
        "g: Pending Refreshing",
    );
    let unreported = with(|c| c.is_unreported = true);
    assert_states(
        &unreported,
        &at(one, "11:30", "{}", "11:40"),
        "a: NotReported NotRequested, b: NotReported NotRequested",
    );
    let ignored = with(|c| c.ignored = Some(Reason::NoVersion));
    assert_states(
        &ignored,
        &twin,
        "a: Ignored NoVersion, b: Ignored NoVersion",
    );
    assert_eq!(
        drift_of(&read(&twin), &ignored).verdict.state,
        State::Ignored
    );
    let done = with(|c| c.standing = Standing::Succeeded);
    let untimed = r#"{"desired":{"g":{"a":1}},"reported":{"g":{"a":2}}}"#;
    assert_states(&done, untimed, "a: Drifted StatusSucceeded");
}

#[test]
fn an_error_belongs_to_the_property_that_it_names_or_to_all_in_it() {
    let mut contract = contract();
    contract.standing = Standing::Failed;
    let named = at(
        r#"{"a":1,"b":1,"c":{"d":1,"e":2}}"#,
        "09:00",
        r#"{"a":1,"b":2,"c":{"d":1,"e":1},"__errors":{"a":{"code":7},"c":{"code":8}}}"#,
        "10:00",
    );
    let expected = "a: Failed Error, b: Drifted ReportedLater, d: InSync Equal, e: Failed Error";
    assert_states(&contract, &named, expected);
    let doc = read(&named);
    let drift = drift_of(&doc, &contract);
    let errors: Vec<_> = drift.properties().map(|r| r.verdict.error).collect();
    assert_eq!(errors, [Some(0), None, None, Some(1)]);
    assert_eq!(drift.verdict.state, State::Failed);

    // the version is refused under the name of the group: everything in it failed
    let whole = at(
        r#"{"a":1,"b":1}"#,
        "09:00",
        r#"{"a":1,"__errors":{"g":{"code":2019}}}"#,
        "10:00",
    );
    assert_states(&contract, &whole, "a: InSync Equal, b: Failed Error");
}

#[test]
fn a_group_that_is_pending_with_nothing_to_do_is_pending() {
    let mut contract = contract();
    contract.standing = Standing::Pending;
    let doc = read(&at(r#"{"a":1}"#, "09:00", r#"{"a":1}"#, "10:00"));
    let verdict = drift_of(&doc, &contract).verdict;
    assert_eq!((verdict.state, verdict.is_stuck), (State::Pending, true));
}

fn named<const N: usize>(members: [(&str, Habits); N]) -> BTreeMap<Box<str>, Arc<Habits>> {
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

#[test]
fn parts_take_the_state_of_what_needs_a_look_most() {
    let twin = at(
        r#"{"p":{"a":1,"q":{"b":2}}}"#,
        "09:00",
        r#"{"p":{"a":1,"q":{"b":3},"r":1}}"#,
        "10:00",
    );
    let doc = read(&twin);
    let rows = drift_of(&doc, &contract()).rows;
    let shown: Vec<_> = rows
        .iter()
        .map(|r| (r.verdict.state, r.parent, r.is_leaf))
        .collect();
    assert_eq!(
        shown,
        [
            (State::Drifted, None, false),
            (State::InSync, Some(0), true),
            (State::Drifted, Some(0), false),
            (State::Drifted, Some(2), true),
            (State::ReportedOnly, Some(0), true),
        ]
    );
}

#[test]
fn times_that_contradict_each_other_are_named() {
    let skews = |twin: &str| {
        let doc = read(twin);
        let skews = drift_of(&doc, &contract()).skews;
        skews
            .iter()
            .map(|s| (s.kind, s.by.as_mins()))
            .collect::<Vec<_>>()
    };
    let told = |time: &str, at_hub: &str| {
        at(
            "{}",
            "09:00",
            &format!(r#"{{"__meta":{{"time":"{time}"}}}}"#),
            at_hub,
        )
    };
    // somewhere on earth it is that late
    assert_eq!(skews(&told("2026-05-01T22:00:00", "10:00")), []);
    assert_eq!(
        skews(&told("2026-05-02T03:00:00", "10:00")),
        [(SkewKind::Device, 180)]
    );
    // it may have waited for its way to the hub, but not that long
    assert_eq!(skews(&told("2026-04-30T20:00:00", "10:00")), []);
    assert_eq!(
        skews(&told("2026-04-29T09:00:00", "10:00")),
        [(SkewKind::Device, 37 * 60)]
    );
    assert_eq!(skews(&told("2026-05-01T10:04:00Z", "10:00")), []);
    assert_eq!(
        skews(&told("2026-05-01T10:40:00Z", "10:00")),
        [(SkewKind::Device, 40)]
    );
    assert_eq!(skews(&told("soon", "10:00")), []);
    assert_eq!(
        skews(&at("{}", "13:00", "{}", "10:00")),
        [(SkewKind::Here, 60)]
    );
}

#[test]
fn where_neither_side_is_known_to_be_anything_both_ways_differ_alike() {
    let values = [
        "1",
        "1.0",
        "2",
        "\"1\"",
        "[1]",
        "[1.0]",
        "{\"a\":1}",
        "true",
        "\"\"",
    ];
    for a in values {
        for b in values {
            let twin = |d: &str, r: &str| {
                format!(r#"{{"desired":{{"g":{{"p":{d}}}}},"reported":{{"g":{{"p":{r}}}}}}}"#)
            };
            let differs = |d, r| {
                drift_of(&read(&twin(d, r)), &contract())
                    .verdict
                    .is_difference()
            };
            // "reported in short" is a habit of devices, not of operators
            if !(a.starts_with(['[', '{']) && b == "\"\""
                || b.starts_with(['[', '{']) && a == "\"\"")
            {
                assert_eq!(differs(a, b), differs(b, a), "{a} {b}");
            }
        }
    }
}
