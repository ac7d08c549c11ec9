//! What is written, and what is left alone: disabled enrollments, webhooks, delays, hubs that nothing happens to.

use serde_json::{Value, json};

use super::bench::{Bench, NEW, key, symmetric};
use jiff::Timestamp;

use crate::provisioning::{
    Credentials, DeviceOnHub, Event, Fault, Hubs, Kind, Proof, Provisioning,
};

fn disabled(mut document: Value) -> Value {
    document["provisioningStatus"] = json!("disabled");
    document
}

#[test]
fn a_disabled_enrollment_is_told_at_once_and_removes_nothing() {
    let mut bench = Bench::new();
    let policy = Some((true, true));
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], policy));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.enroll(
        "enrollments/reg-01",
        &disabled(symmetric(b'k', &["b"], policy)),
    );
    let before = bench.hubs.done.len();
    let device = bench.log_in("reg-01", &key(b'k')).unwrap();
    let told = bench.begin(&device, NEW, "");
    let body: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((told.status, told.retry_after), (200, None));
    assert_eq!(
        (&body["operationId"], &body["status"]),
        (&json!(""), &json!("disabled"))
    );
    let state = &body["registrationState"];
    assert_eq!(
        (&state["status"], &state["assignedHub"]),
        (&json!("disabled"), &Value::Null)
    );
    assert!(state["etag"].is_string() && state["lastUpdatedDateTimeUtc"].is_string());
    assert_eq!(bench.hubs.done.len(), before);
    let (_, kept) = bench.call("GET", "registrations/reg-01", &Value::Null);
    assert_eq!(
        (&kept["status"], &kept["assignedHub"]),
        (&json!("disabled"), &json!("a"))
    );
}

#[test]
fn a_disabled_enrollment_of_its_own_keeps_a_device_out_of_its_group() {
    let mut bench = Bench::new();
    bench.enroll("enrollmentGroups/pumps", &symmetric(b'g', &["a"], None));
    bench.enroll(
        "enrollments/reg-01",
        &disabled(symmetric(b'k', &["a"], None)),
    );
    let derived = key(b'g').derived("reg-01");
    bench.log_in("reg-01", &derived).unwrap_err();
    let device = bench.log_in("reg-01", &key(b'k')).unwrap();
    let told = bench.begin(&device, NEW, "");
    let body: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(body["status"], "disabled");
    assert_eq!(body["registrationState"]["deviceId"], Value::Null);
    let other = bench.register("reg-02", &key(b'g').derived("reg-02"), NEW);
    assert_eq!(other["status"], "assigned");
}

#[test]
fn a_device_that_stays_is_not_written_but_its_keys_are() {
    let mut bench = Bench::new();
    let policy = Some((true, true));
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], policy));
    bench.register("reg-01", &key(b'k'), NEW);
    bench.enroll("enrollments/reg-01", &symmetric(b'm', &["a"], policy));
    bench.register("reg-01", &key(b'n'), NEW);
    assert_eq!(bench.hubs.done, ["put a reg-01", "renew a reg-01"]);
    let on_hub = &bench.hubs.devices[&("a".to_owned(), "reg-01".to_owned())].1;
    let Credentials::Keys { primary, secondary } = on_hub else {
        panic!("{on_hub:?}");
    };
    assert_eq!(primary.expose(), key(b'm').expose());
    assert_eq!(secondary.expose(), key(b'n').expose());
}

#[test]
fn devices_of_a_group_get_their_derived_keys_on_the_hub() {
    let mut bench = Bench::new();
    bench.enroll("enrollmentGroups/pumps", &symmetric(b'g', &["a"], None));
    let done = bench.register("Reg-01", &key(b'h').derived("reg-01"), NEW);
    let proof = &done["registrationState"]["symmetricKey"];
    assert_eq!(proof, &json!({"enrollmentGroupId": "pumps"}));
    let on_hub = &bench.hubs.devices[&("a".to_owned(), "Reg-01".to_owned())].1;
    let Credentials::Keys { primary, .. } = on_hub else {
        panic!("{on_hub:?}");
    };
    assert_eq!(
        primary.expose(),
        "H4UZJkmROoEVXUMLQ7o4oNUzZnxd7yJLUNndipNpB9M="
    );
}

#[test]
fn modules_stay_with_a_device_that_stays_and_go_with_a_leftover() {
    let mut bench = Bench::new();
    let reset = Some((true, false));
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], reset));
    bench.register("reg-01", &key(b'k'), NEW);
    let on_a = ("a".to_owned(), "reg-01".to_owned());
    bench.hubs.devices.get_mut(&on_a).unwrap().0.modules = r#"["m1"]"#.to_owned();
    bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(bench.hubs.devices[&on_a].0.modules, r#"["m1"]"#);
    // somebody has made a device of the same id on `b`, with a module
    let leftover = bench.hubs.devices[&on_a].clone();
    bench
        .hubs
        .devices
        .insert(("b".to_owned(), "reg-01".to_owned()), leftover);
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["b"], reset));
    bench.hubs.done.clear();
    bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(
        bench.hubs.done,
        ["remove a reg-01", "remove b reg-01", "put b reg-01"]
    );
}

#[test]
fn the_result_is_final_when_the_delay_is_over() {
    let mut bench = Bench::new();
    bench.settings.delay = jiff::SignedDuration::from_secs(10);
    bench.settings.retry_after = 2;
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], None));
    let device = bench.log_in("reg-01", &key(b'k')).unwrap();
    let begun = bench.begin(&device, NEW, "{}");
    let operation = begun.operation.unwrap();
    bench.now += 9;
    let early = bench.poll(&device, &operation);
    assert_eq!((early.status, early.retry_after), (202, Some(2)));
    let (_, service) = bench.call("GET", "registrations/reg-01", &Value::Null);
    assert_eq!(
        (&service["status"], &service["assignedHub"]),
        (&json!("assigning"), &Value::Null)
    );
    let seen = bench.ask(|service| service.lookup(&device, b"{}"));
    assert!(seen.body.contains("\"assigning\""), "{}", seen.body);
    bench.now += 1;
    let done = bench.poll(&device, &operation);
    assert_eq!((done.status, done.retry_after), (200, None));
    let seen = bench.ask(|service| service.lookup(&device, b"{}"));
    assert!(seen.body.contains("\"assigned\""), "{}", seen.body);
}

#[test]
fn a_webhook_is_never_asked_and_answers_what_was_set() {
    let mut bench = Bench::new();
    let mut document = symmetric(b'k', &[], Some((true, false)));
    document["allocationPolicy"] = json!("custom");
    document["customAllocationDefinition"] =
        json!({"webhookUrl": "https://example/?code=s3cret", "apiVersion": "2019-03-31"});
    bench.enroll("enrollments/reg-01", &document);
    let failed = bench.register("reg-01", &key(b'k'), NEW);
    assert_eq!(failed["status"], "failed");
    let message = &failed["registrationState"]["errorMessage"];
    assert_eq!(message, "Custom allocation failed with status code: 404");

    let answer = r#"{"iotHubHostName":"b","payload":{"n":1.50},
        "initialTwin":{"tags":{"site":"hooked"}}}"#;
    let set = |bench: &mut Bench, answer: &str| {
        bench.ask(|service| service.set_webhook_answer(Kind::Individual, "reg-01", Some(answer)))
    };
    for bad in [r#"{"payload":1}"#, "{'iotHubHostName':'b'}", "[]"] {
        assert_eq!(set(&mut bench, bad).unwrap_err().status, 400, "{bad}");
    }
    set(&mut bench, answer).unwrap();
    let device = bench.log_in("reg-01", &key(b'k')).unwrap();
    let done = bench.finish(&device, NEW, r#"{"payload":{"model":"x"}}"#);
    let state = &done["registrationState"];
    assert_eq!(
        (&state["assignedHub"], &state["payload"]),
        (&json!("b"), &json!({"n": 1.5}))
    );
    assert_eq!(bench.twin("b", "reg-01").unwrap()["tags"]["site"], "hooked");
    let Some(Event::Registered {
        webhook_request: Some(asked),
        ..
    }) = bench.events.last()
    else {
        panic!("{:?}", bench.events.last());
    };
    assert!(
        asked.text().contains(r#""payload":{"model":"x"}"#),
        "{}",
        asked.text()
    );
    assert!(!asked.text().contains("s3cret"), "{}", asked.text());
}

#[test]
fn a_webhooks_answer_outlives_a_change_of_its_enrollment() {
    let mut bench = Bench::new();
    let mut document = symmetric(b'g', &[], None);
    document["allocationPolicy"] = json!("custom");
    bench.enroll("enrollmentGroups/pumps", &document);
    let answer = r#"{"iotHubHostName":"b"}"#;
    let set = bench.ask(|s| s.set_webhook_answer(Kind::Group, "PUMPS", Some(answer)));
    set.unwrap();
    bench.enroll("enrollmentGroups/pumps", &document);
    let done = bench.register("reg-01", &key(b'g').derived("reg-01"), NEW);
    assert_eq!(done["registrationState"]["assignedHub"], "b");
}

/// Hubs that cannot be written.
struct FullHubs;

impl Hubs for FullHubs {
    fn linked(&self) -> Vec<String> {
        vec!["a".to_owned()]
    }

    fn device(&self, _: &str, _: &str) -> Result<Option<DeviceOnHub>, Fault> {
        Ok(None)
    }

    fn put(&mut self, hub: &str, _: &str, _: &str, _: &Credentials) -> Result<(), Fault> {
        Err(Fault::Hub {
            hub: hub.to_owned(),
            source: "full".into(),
        })
    }

    fn renew(&mut self, _: &str, _: &str, _: &Credentials) -> Result<(), Fault> {
        Ok(())
    }

    fn remove(&mut self, _: &str, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

#[test]
fn what_a_hub_cannot_take_is_a_fault_and_leaves_no_registration() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], None));
    let token = bench.token("reg-01", &key(b'k'));
    let transaction = bench.db.transaction().unwrap();
    let now = Timestamp::from_second(bench.now).unwrap();
    let mut hubs = FullHubs;
    let mut service = Provisioning::new(&transaction, &mut hubs, &bench.settings, now);
    let device = service.authorize("0NE00bench", "reg-01", Proof::Token(&token));
    let device = device.unwrap().unwrap();
    let fault = service.register(&device, Some(NEW), b"").unwrap_err();
    assert_eq!(fault.to_string(), "hub `a`: full");
    drop(service);
    transaction.rollback().unwrap();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        bench.db.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(
        (count("registrations"), count("provisioning_operations")),
        (0, 0)
    );
}

#[test]
fn a_device_finds_again_what_it_was_told() {
    let mut bench = Bench::new();
    bench.enroll(
        "enrollmentGroups/pumps",
        &symmetric(b'g', &["a"], Some((true, true))),
    );
    let device = bench
        .log_in("reg-01", &key(b'g').derived("reg-01"))
        .unwrap();
    for _ in 0..3 {
        bench.finish(&device, "2019-03-31", "{}");
    }
    let seen = bench.ask(|service| service.lookup(&device, b"{}")).body;
    assert!(
        seen.contains(r#""substatus":"initialAssignment""#),
        "{seen}"
    );
    let call = bench.owners("GET", "registrations/reg-01", &Value::Null);
    let shown = bench.send(&call).body;
    assert!(
        shown.contains(r#""substatus":"reprovisionedToInitialAssignment""#),
        "{shown}"
    );
    assert_eq!(shown.matches("symmetricKey").count(), 1, "{shown}");
}

#[test]
fn what_is_too_deep_for_anybody_is_taken_or_refused_and_never_more() {
    let deep = format!("{}{}", "[".repeat(40_000), "]".repeat(40_000));
    let mut bench = Bench::new();
    for document in [
        format!(r#"{{"attestation":{deep}}}"#),
        format!(
            r#"{{"attestation":{{"type":"symmetricKey"}},"initialTwin":{{"tags":{{"a":{deep}}}}}}}"#
        ),
        format!(
            r#"{{"attestation":{{"type":"symmetricKey"}},"optionalDeviceInformation":{deep}}}"#
        ),
        deep.clone(),
    ] {
        let mut call = bench.owners("PUT", "enrollments/deep", &Value::Null);
        call.body = document.into_bytes();
        let status = bench.send(&call).status;
        assert!([200, 400, 409].contains(&status), "{status}");
    }
    let mut document = symmetric(b'g', &[], None);
    document["allocationPolicy"] = json!("custom");
    bench.enroll("enrollmentGroups/pumps", &document);
    let answer = format!(r#"{{"iotHubHostName":"b","payload":{deep}}}"#);
    let set = bench.ask(|s| s.set_webhook_answer(Kind::Group, "pumps", Some(&answer)));
    let device = bench
        .log_in("reg-01", &key(b'g').derived("reg-01"))
        .unwrap();
    let begun = bench.begin(&device, NEW, &format!(r#"{{"payload":{deep}}}"#));
    assert!(
        [202, 400].contains(&begun.status),
        "{}, {set:?}",
        begun.status
    );
    let call = bench.owners("GET", "registrations/reg-01", &Value::Null);
    assert_ne!(bench.send(&call).status, 500);
}
