//! Devices over HTTPS, and what they get wrong.

use serde_json::{Value, json};

use super::bench::{Bench, NEW, SCOPE, key, symmetric};
use crate::http::{Call, Reply};
use crate::provisioning::DeviceRequest;
use hub::Bag;

fn bench() -> Bench {
    let mut bench = Bench::new();
    for id in ["reg-01", "reg-02"] {
        bench.enroll(&format!("enrollments/{id}"), &symmetric(b'k', &["a"], None));
    }
    bench
}

fn call(bench: &Bench, method: &str, path: &str, id: &str) -> Call {
    Call {
        method: method.to_owned(),
        host: "localhost:8443".to_owned(),
        path: format!("{SCOPE}/registrations/{path}")
            .split('/')
            .map(str::to_owned)
            .collect(),
        query: Bag::read("api-version=2021-06-01"),
        authorization: Some(bench.token(id, &key(b'k'))),
        body: json!({"registrationId": id}).to_string().into_bytes(),
        ..Call::default()
    }
}

fn send(bench: &mut Bench, call: &Call) -> Reply {
    let request = DeviceRequest::read(call).expect("the path is that of a device");
    bench.ask(|service| match service.let_in(&request, call)? {
        Ok(device) => service.answer_device(&device, &request, call),
        Err(refusal) => Ok(service.refuse(&refusal)),
    })
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    let found = reply.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn a_device_registers_over_https() {
    let mut bench = bench();
    let lookup = call(&bench, "POST", "reg-01", "reg-01");
    let none = send(&mut bench, &lookup);
    assert_eq!(
        (none.status, header(&none, "x-ms-error-code")),
        (404, Some("404202"))
    );

    let register = call(&bench, "PUT", "reg-01/register", "reg-01");
    let begun = send(&mut bench, &register);
    assert_eq!(
        (begun.status, header(&begun, "Retry-After")),
        (202, Some("3"))
    );
    let place = header(&begun, "Location").unwrap();
    let (_, operation) = place.split_once("/operations/").unwrap();
    let (operation, version) = operation.split_once('?').unwrap();
    assert_eq!(version, "api-version=2021-06-01");

    let poll = call(
        &bench,
        "GET",
        &format!("reg-01/operations/{operation}"),
        "reg-01",
    );
    let done = send(&mut bench, &poll);
    let body: Value = serde_json::from_str(&done.body).unwrap();
    assert_eq!((done.status, &body["status"]), (200, &json!("assigned")));

    let found = send(&mut bench, &lookup);
    let found: Value = serde_json::from_str(&found.body).unwrap();
    assert_eq!(found, body["registrationState"]);
    assert_eq!(
        bench.hubs.done,
        ["put a reg-01"],
        "looking up registers nothing"
    );

    let mut another = poll.clone();
    another.path[2] = "reg-02".to_owned();
    another.authorization = Some(bench.token("reg-02", &key(b'k')));
    let refused = send(&mut bench, &another);
    assert_eq!(
        (refused.status, header(&refused, "x-ms-error-code")),
        (404, Some("404203"))
    );
}

#[test]
fn what_a_device_gets_wrong_is_told_and_changes_nothing() {
    let mut bench = bench();
    let big = format!("{{\"payload\":\"{}\"}}", "x".repeat(96 * 1024));
    for (body, message) in [
        (
            "{\"registrationId\":",
            "the request is no JSON object (line 1, column 18)",
        ),
        ("[]", "the request is no JSON object (line 1, column 0)"),
        (
            "{\"registrationId\":\"reg-02\"}",
            "`registrationId` is `reg-02`, the caller is `reg-01`",
        ),
        (
            "{\"registrationId\":7}",
            "`registrationId` is ``, the caller is `reg-01`",
        ),
        (&big, "the request has 98318 bytes; 98304 are allowed"),
    ] {
        let mut register = call(&bench, "PUT", "reg-01/register", "reg-01");
        register.body = body.as_bytes().to_vec();
        let refused = send(&mut bench, &register);
        let told: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(
            (refused.status, told["message"].as_str()),
            (400, Some(message))
        );
        assert_eq!(told["errorCode"], 400_004);
        assert_eq!(told["info"], json!({}));
        assert_eq!(told["timestampUtc"], "2026-11-22T00:40:00.0000000Z");
        assert!(told["trackingId"].as_str().is_some_and(|id| id.len() == 36));
    }
    let mut register = call(&bench, "PUT", "reg-01/register", "reg-01");
    register.body = vec![0xff];
    assert_eq!(send(&mut bench, &register).status, 400);
    register.authorization = None;
    let refused = send(&mut bench, &register);
    assert_eq!(
        (refused.status, header(&refused, "x-ms-error-code")),
        (401, Some("401002"))
    );
    assert!(bench.hubs.done.is_empty());
}

#[test]
fn other_paths_are_none_of_a_devices() {
    let bench = bench();
    for (method, path) in [
        ("POST", "enrollments/registrations/attestationmechanism"),
        ("GET", "registrations/reg-01"),
        ("DELETE", "0ne00BENCH/registrations/reg-01"),
        ("GET", "0ne00BENCH/registrations/reg-01/operations"),
        ("GET", ""),
    ] {
        let call = bench.owners(method, path, &Value::Null);
        assert!(DeviceRequest::read(&call).is_none(), "{method} {path}");
    }
}

#[test]
fn the_oldest_operations_are_forgotten() {
    let mut bench = bench();
    let device = bench.log_in("reg-01", &key(b'k')).unwrap();
    let first = bench.begin(&device, NEW, "").operation.unwrap();
    let ahead = "UPDATE sqlite_sequence SET seq = 99999 WHERE name = 'provisioning_operations'";
    bench.db.execute(ahead, []).unwrap();
    let at_the_limit = bench.begin(&device, NEW, "").operation.unwrap();
    assert_eq!(bench.poll(&device, &first).status, 200);
    let newest = bench.begin(&device, NEW, "").operation.unwrap();
    assert_eq!(bench.poll(&device, &first).status, 404);
    assert_eq!(bench.poll(&device, &at_the_limit).status, 200);
    assert_eq!(bench.poll(&device, &newest).status, 200);
}
