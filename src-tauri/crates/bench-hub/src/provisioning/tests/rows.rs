//! Every row of what a registration comes to, through the log-in, the request and the poll.

use reprovision::{Assumption, SameHubReset};
use serde_json::{Value, json};

use super::bench::{Bench, NEW, key, symmetric};
use crate::provisioning::Event;

const MIGRATE: Option<(bool, bool)> = Some((true, true));
const RESET: Option<(bool, bool)> = Some((true, false));
const NEVER: Option<(bool, bool)> = Some((false, false));
const UNNAMED: Option<(bool, bool)> = Some((false, true));
const LIVED: &str = "lived";
const INITIAL: &str = "new";

/// A device on `a` that has lived there asks again.
struct Row {
    policy: Option<(bool, bool)>,
    api: &'static str,
    /// Where the enrollment sends it now.
    to: &'static str,
    outcome: &'static str,
    /// Where it is then.
    hub: &'static str,
    told: &'static str,
    service: &'static str,
    /// Whose twin it has then.
    twin: &'static str,
}

const AGAIN: &str = "reprovisionedToInitialAssignment";
const FIRST: &str = "initialAssignment";
const MOVED: &str = "deviceDataMigrated";
const ANEW: &str = "deviceDataReset";

#[rustfmt::skip]
const ROWS: [Row; 14] = [
    Row { policy: MIGRATE, api: NEW, to: "b", outcome: "migrated", hub: "b", told: MOVED, service: MOVED, twin: LIVED },
    Row { policy: MIGRATE, api: "2018-04-01", to: "b", outcome: "migrated", hub: "b", told: MOVED, service: MOVED, twin: LIVED },
    Row { policy: RESET, api: NEW, to: "b", outcome: "reset", hub: "b", told: ANEW, service: ANEW, twin: INITIAL },
    Row { policy: RESET, api: "2017-11-15", to: "b", outcome: "reset", hub: "b", told: ANEW, service: ANEW, twin: INITIAL },
    Row { policy: NEVER, api: NEW, to: "b", outcome: "kept-by-policy", hub: "a", told: AGAIN, service: AGAIN, twin: LIVED },
    Row { policy: NEVER, api: "2019-03-31", to: "b", outcome: "kept-by-policy", hub: "a", told: FIRST, service: AGAIN, twin: LIVED },
    Row { policy: UNNAMED, api: NEW, to: "b", outcome: "kept-by-policy", hub: "a", told: AGAIN, service: AGAIN, twin: LIVED },
    Row { policy: None, api: NEW, to: "b", outcome: "migrated", hub: "b", told: MOVED, service: MOVED, twin: LIVED },
    Row { policy: None, api: "2019-03-31", to: "b", outcome: "migrated", hub: "b", told: MOVED, service: MOVED, twin: LIVED },
    Row { policy: None, api: "2018-04-01", to: "b", outcome: "stuck", hub: "a", told: FIRST, service: AGAIN, twin: LIVED },
    Row { policy: MIGRATE, api: NEW, to: "a", outcome: "same-hub", hub: "a", told: AGAIN, service: AGAIN, twin: LIVED },
    Row { policy: MIGRATE, api: "2019-03-31", to: "a", outcome: "same-hub", hub: "a", told: FIRST, service: AGAIN, twin: LIVED },
    Row { policy: RESET, api: NEW, to: "a", outcome: "reset-in-place", hub: "a", told: ANEW, service: ANEW, twin: INITIAL },
    Row { policy: None, api: "2018-04-01", to: "a", outcome: "stuck", hub: "a", told: FIRST, service: AGAIN, twin: LIVED },
];

fn outcome(bench: &Bench) -> &'static str {
    let registered = |event: &&Event| matches!(event, Event::Registered { .. });
    let last = bench.events.iter().rev().find(registered);
    last.expect("something was registered").name()
}

fn check(bench: &mut Bench, row: &Row, id: &str, key: &hub::Key) {
    let case = format!("{:?}, {}, to {}", row.policy, row.api, row.to);
    let done = bench.register(id, key, row.api);
    let state = &done["registrationState"];
    assert_eq!(outcome(bench), row.outcome, "{case}");
    assert_eq!(state["assignedHub"], row.hub, "{case}");
    assert_eq!(state["substatus"], row.told, "{case}");
    let path = format!("registrations/{id}");
    let (_, service) = bench.call("GET", &path, &Value::Null);
    assert_eq!(service["substatus"], row.service, "{case}");
    for member in [
        "assignedHub",
        "deviceId",
        "etag",
        "createdDateTimeUtc",
        "lastUpdatedDateTimeUtc",
    ] {
        assert_eq!(service[member], state[member], "{case}: {member}");
    }
    let twin = bench.twin(row.hub, id).expect("it is on its hub");
    assert_eq!(twin["tags"]["site"], row.twin, "{case}");
    let reported = &twin["properties"]["reported"];
    let (fw, version) = match row.twin {
        LIVED => (json!("2"), 2),
        _ => (Value::Null, 1),
    };
    assert_eq!(
        (&reported["fw"], &reported["$version"]),
        (&fw, &json!(version)),
        "{case}"
    );
    let other = if row.hub == "a" { "b" } else { "a" };
    assert_eq!(bench.twin(other, id), None, "{case}: nothing is left");
}

#[test]
fn a_device_of_its_own_enrollment_ends_where_the_table_says() {
    for row in &ROWS {
        let mut bench = Bench::new();
        bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], row.policy));
        bench.register("reg-01", &key(b'k'), NEW);
        bench.live("a", "reg-01");
        bench.enroll(
            "enrollments/reg-01",
            &symmetric(b'k', &[row.to], row.policy),
        );
        check(&mut bench, row, "reg-01", &key(b'k'));
    }
}

#[test]
fn a_device_of_a_group_ends_where_the_table_says() {
    for row in &ROWS {
        let mut bench = Bench::new();
        let own = key(b'g').derived("reg-01");
        bench.enroll(
            "enrollmentGroups/pumps",
            &symmetric(b'g', &["a"], row.policy),
        );
        bench.register("reg-01", &own, NEW);
        bench.live("a", "reg-01");
        bench.enroll(
            "enrollmentGroups/pumps",
            &symmetric(b'g', &[row.to], row.policy),
        );
        check(&mut bench, row, "reg-01", &own);
    }
}

#[test]
fn the_first_registration_gives_the_initial_twin() {
    let mut bench = Bench::new();
    let mut document = symmetric(b'k', &["b"], MIGRATE);
    document["deviceId"] = json!("Pump-7");
    document["capabilities"] = json!({"iotEdge": true});
    bench.enroll("enrollments/reg-01", &document);
    let done = bench.register("REG-01", &key(b'k'), "2019-03-31");
    assert_eq!(done["status"], "assigned");
    let state = &done["registrationState"];
    assert_eq!(
        (
            &state["deviceId"],
            &state["assignedHub"],
            &state["substatus"]
        ),
        (&json!("Pump-7"), &json!("b"), &json!(FIRST))
    );
    assert_eq!(state["createdDateTimeUtc"], "2026-11-22T00:40:00.0000000Z");
    let twin = bench.twin("b", "Pump-7").unwrap();
    assert_eq!(twin["properties"]["desired"]["rate"], 1);
    assert_eq!(twin["capabilities"]["iotEdge"], true);
    assert_eq!(outcome(&bench), "initial");
}

#[test]
fn a_reset_on_the_same_hub_is_as_the_switch_says() {
    let mut bench = Bench::new();
    let keeps = Assumption::SameHubReset(SameHubReset::Keeps);
    bench.settings.assumptions = bench.settings.assumptions.with(keeps);
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], RESET));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.live("a", "reg-01");
    let row = Row {
        policy: RESET,
        api: NEW,
        to: "a",
        outcome: "same-hub",
        hub: "a",
        told: AGAIN,
        service: AGAIN,
        twin: LIVED,
    };
    check(&mut bench, &row, "reg-01", &key(b'k'));
}

#[test]
fn a_registration_keeps_its_creation_and_gets_another_tag() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], MIGRATE));
    let first = bench.register("reg-01", &key(b'k'), NEW)["registrationState"].take();
    bench.now += 100;
    let second = bench.register("reg-01", &key(b'k'), NEW)["registrationState"].take();
    assert_eq!(first["createdDateTimeUtc"], second["createdDateTimeUtc"]);
    assert_ne!(
        first["lastUpdatedDateTimeUtc"],
        second["lastUpdatedDateTimeUtc"]
    );
    assert_ne!(first["etag"], second["etag"]);
}

#[test]
fn an_identity_that_was_deleted_by_hand_is_made_again() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], MIGRATE));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.live("a", "reg-01");
    bench.hubs.devices.clear();
    let done = bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(outcome(&bench), "recreated");
    assert_eq!(done["registrationState"]["assignedHub"], "a");
    assert_eq!(bench.twin("a", "reg-01").unwrap()["tags"]["site"], INITIAL);
}

#[test]
fn without_its_record_a_device_keeps_the_twin_that_the_hub_has() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], MIGRATE));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.live("a", "reg-01");
    let deleted = bench.call("DELETE", "registrations/REG-01", &Value::Null);
    assert_eq!(deleted, (204, Value::Null));
    let done = bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(outcome(&bench), "readopted");
    assert_eq!(done["registrationState"]["substatus"], AGAIN);
    assert_eq!(bench.twin("a", "reg-01").unwrap()["tags"]["site"], LIVED);
}

#[test]
fn another_device_id_counts_once_the_record_is_deleted() {
    let mut bench = Bench::new();
    let mut document = symmetric(b'k', &["a"], MIGRATE);
    bench.enroll("enrollments/reg-01", &document);
    bench.register("reg-01", &key(b'k'), NEW);
    document["deviceId"] = json!("other");
    bench.enroll("enrollments/reg-01", &document);
    let kept = bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(kept["registrationState"]["deviceId"], "reg-01");
    bench.call("DELETE", "registrations/reg-01", &Value::Null);
    let changed = bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(changed["registrationState"]["deviceId"], "other");
    assert_eq!(changed["registrationState"]["substatus"], FIRST);
    assert!(
        bench.twin("a", "reg-01").is_some(),
        "the old identity is left behind"
    );
}

#[test]
fn a_hub_that_is_not_linked_any_more_fails_the_registration() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], MIGRATE));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.hubs.linked = vec!["b".to_owned()];
    let done = bench.register("reg-01", &key(b'k'), NEW);
    let error = json!([401_001, "IoTHub not found."]);
    let state = &done["registrationState"];
    assert_eq!(done["status"], "failed");
    assert_eq!(json!([state["errorCode"], state["errorMessage"]]), error);
    let (_, service) = bench.call("GET", "registrations/reg-01", &Value::Null);
    assert_eq!(
        json!([service["errorCode"], service["errorMessage"]]),
        error
    );
    assert!(bench.twin("a", "reg-01").is_some(), "nothing is removed");
    assert_eq!(outcome(&bench), "failed");
}

#[test]
fn a_device_leaves_a_hub_that_is_not_linked_any_more() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], MIGRATE));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.live("a", "reg-01");
    bench.hubs.linked = vec!["b".to_owned()];
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["b"], MIGRATE));
    bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(outcome(&bench), "migrated");
    assert_eq!(bench.twin("b", "reg-01").unwrap()["tags"]["site"], LIVED);
    assert_eq!(bench.twin("a", "reg-01"), None);
}
