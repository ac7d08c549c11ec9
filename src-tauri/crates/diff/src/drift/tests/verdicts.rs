//! What both sides, the device's own words, errors and times decide, where nothing is known of the properties.

use super::*;

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
fn nothing_is_desired_of_a_group_that_is_null() {
    for (twin, expected, whole) in [
        (
            r#"{"desired":{"g":null},"reported":{}}"#,
            "",
            (State::Ignored, Reason::Deleted),
        ),
        (
            r#"{"desired":{"g":null},"reported":{"g":{"a":1}}}"#,
            "a: ReportedOnly NotAsked",
            (State::ReportedOnly, Reason::NotAsked),
        ),
        (
            r#"{"desired":{"g":null},"reported":{"g":7}}"#,
            "g: ReportedOnly NotAsked",
            (State::ReportedOnly, Reason::NotAsked),
        ),
    ] {
        assert_states(&contract(), twin, expected);
        let doc = read(twin);
        let drift = drift_of(&doc, &contract());
        assert_eq!((drift.verdict.state, drift.verdict.reason), whole, "{twin}");
        assert_eq!(drift.counts.iter().sum::<u32>() > 0, !expected.is_empty());
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
        (r#"{"a":{"b":1}}"#, r#"{"a":""}"#, "a: Unknown NoTimes"),
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
    let answered = at(one, "11:00", two, "11:30");
    assert_states(
        &failed,
        &answered,
        "a: Failed StatusFailed, b: InSync Equal",
    );
    assert_states(&failed, &twin, "a: Pending AskedLater, b: InSync Equal");
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

#[test]
fn an_answer_to_an_earlier_request_says_nothing_of_this_one() {
    let of_status = |standing| Contract {
        standing,
        ..contract()
    };
    let failed = r#"{"a":1,"__errors":{"a":{"code":5}},"__meta":{"time":"2026-05-01T08:00:00"}}"#;
    for (asked, told, expected) in [
        ("09:00", "10:00", "a: Failed Error"),
        ("10:00", "09:00", "a: Pending AskedLater stuck"),
    ] {
        let twin = at(r#"{"a":2}"#, asked, failed, told);
        assert_states(&of_status(Standing::Failed), &twin, expected);
    }
    let other = Contract {
        is_of_other_deployment: true,
        ..of_status(Standing::Failed)
    };
    let twin = at(r#"{"a":2}"#, "09:00", failed, "10:00");
    assert_states(&other, &twin, "a: Pending OtherDeployment stuck");
}

#[test]
fn success_that_was_reported_later_speaks_for_what_was_left_as_it_was() {
    let twin = r#"{"desired":{"g":{"a":2},"$metadata":{"g":{"$lastUpdated":"2026-05-01T09:00:00Z"}}},
        "reported":{"g":{"a":1,"__meta":{"x":1}},"$metadata":{"g":{"$lastUpdated":"2026-05-01T10:00:00Z",
            "a":{"$lastUpdated":"2026-05-01T08:00:00Z"},"__meta":{"$lastUpdated":"2026-05-01T10:00:00Z"}}}}}"#;
    let succeeded = Contract {
        standing: Standing::Succeeded,
        ..contract()
    };
    assert_states(&succeeded, twin, "a: Drifted ReportedLater");
    assert_states(&contract(), twin, "a: Pending AskedLater stuck");
}

#[test]
fn an_empty_text_is_no_short_form_of_just_any_container() {
    let twin = at(
        r#"{"a":{"b":1},"c":[1]}"#,
        "09:00",
        r#"{"a":"","c":""}"#,
        "10:00",
    );
    assert_states(
        &contract(),
        &twin,
        "a: Drifted ReportedLater, c: Drifted ReportedLater",
    );
}
