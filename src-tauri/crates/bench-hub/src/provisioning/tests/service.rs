//! The service interface: what SDKs and `az` ask of it.

use serde_json::{Value, json};

use super::bench::{Bench, header, key, symmetric};
use crate::provisioning::{AccessPolicy, Event, Right};
use hub::{Key, Token};

fn put(bench: &mut Bench, path: &str, document: &Value, condition: Option<&str>) -> (u16, Value) {
    let mut call = bench.owners("PUT", path, document);
    call.if_match = condition.map(str::to_owned);
    let reply = bench.send(&call);
    (reply.status, serde_json::from_str(&reply.body).unwrap())
}

#[test]
fn keys_are_made_kept_and_shown_only_to_who_asks_for_them() {
    let mut bench = Bench::new();
    let bare = json!({"attestation": {"type": "symmetricKey"}});
    let made = bench.enroll("enrollmentGroups/pumps", &bare);
    let keys = made["attestation"]["symmetricKey"].clone();
    let text = |name: &str| keys[name].as_str().unwrap().to_owned();
    assert_ne!(text("primaryKey"), text("secondaryKey"));
    assert!(Key::read(&text("primaryKey")).is_ok());
    let (_, shown) = bench.call("GET", "enrollmentGroups/pumps", &Value::Null);
    assert_eq!(
        shown["attestation"],
        json!({"type": "symmetricKey", "symmetricKey": {}})
    );
    let path = "enrollmentGroups/pumps/attestationmechanism";
    let (_, mechanism) = bench.call("POST", path, &Value::Null);
    assert_eq!(
        mechanism,
        json!({"type": "symmetricKey", "symmetricKey": keys})
    );
    // a client sends back what it was shown
    let updated = bench.enroll("enrollmentGroups/pumps", &shown);
    assert_eq!(updated["attestation"]["symmetricKey"], keys);
}

#[test]
fn what_nobody_knows_comes_back_as_it_was_sent() {
    let mut bench = Bench::new();
    let text = r#"{"registrationId":"Reg-01","attestation":{"type":"symmetricKey"},
        "optionalDeviceInformation":{"z":1.0,"a":12345678901234567890},"provisioningStatus":"enabled",
        "etag":"not mine","registrationState":{"deviceId":"x"}}"#;
    let mut call = bench.owners("PUT", "enrollments/reg-01", &Value::Null);
    call.body = text.as_bytes().to_vec();
    let reply = bench.send(&call);
    let carried = r#""optionalDeviceInformation":{"z":1.0,"a":12345678901234567890}"#;
    assert!(reply.body.contains(carried), "{}", reply.body);
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(body["registrationId"], "Reg-01");
    assert_eq!(body["registrationState"], Value::Null);
    assert_eq!(
        header(&reply, "ETag"),
        Some(format!("\"{}\"", body["etag"].as_str().unwrap()).as_str())
    );
    assert_eq!(body["createdDateTimeUtc"], body["lastUpdatedDateTimeUtc"]);
}

#[test]
fn a_change_needs_the_tag_of_what_it_changes() {
    for path in ["enrollments/e", "enrollmentGroups/e"] {
        let mut bench = Bench::new();
        let document = symmetric(b'k', &["a"], None);
        let is_group = path.starts_with("enrollmentG");
        let missing = if is_group { 404_204 } else { 404_201 };
        let there = if is_group { 409_202 } else { 409_201 };
        let (status, told) = put(&mut bench, path, &document, Some("*"));
        assert_eq!((status, &told["errorCode"]), (404, &json!(missing)));
        let (status, made) = put(&mut bench, path, &document, None);
        assert_eq!(status, 200);
        let (status, told) = put(&mut bench, path, &document, None);
        assert_eq!((status, &told["errorCode"]), (409, &json!(there)));
        let old = made["etag"].as_str().unwrap().to_owned();
        bench.now += 1;
        for condition in [old.clone(), "*".into(), "\"*\"".into()] {
            let (status, changed) = put(&mut bench, path, &document, Some(&condition));
            assert_eq!(status, 200, "{condition}");
            assert_eq!(changed["createdDateTimeUtc"], made["createdDateTimeUtc"]);
            assert_ne!(
                changed["lastUpdatedDateTimeUtc"],
                made["lastUpdatedDateTimeUtc"]
            );
        }
        for condition in [old.clone(), format!("\"{old}\"")] {
            assert_eq!(
                put(&mut bench, path, &document, Some(&condition)).0,
                412,
                "{condition}"
            );
        }
        let (_, now) = bench.call("GET", path, &Value::Null);
        let mut delete = bench.owners("DELETE", path, &Value::Null);
        delete.if_match = Some(old);
        assert_eq!(bench.send(&delete).status, 412);
        delete.if_match = Some(format!("\"{}\"", now["etag"].as_str().unwrap()));
        assert_eq!(bench.send(&delete).status, 204);
        assert_eq!(bench.send(&delete).status, 404);
        assert_eq!(
            bench
                .events
                .iter()
                .filter(|e| e.name() == "enrollment-updated")
                .count(),
            3
        );
    }
}

#[test]
fn an_enrollment_that_nobody_could_decide_with_is_refused_with_its_place() {
    let key = json!({"type": "symmetricKey"});
    for (document, message) in [
        (json!({}), "the enrollment has no `attestation`"),
        (
            json!({"attestation": {"type": "none"}}),
            "`attestation.type` is none of `symmetricKey`, `x509`, `tpm`",
        ),
        (
            json!({"attestation": key, "registrationId": "other"}),
            "`registrationId` is `other`, the path is for `e`",
        ),
        (
            json!({"attestation": key, "enrollmentGroupId": "e"}),
            "`enrollmentGroupId` is of enrollment groups",
        ),
        (
            json!({"attestation": key, "deviceId": "a/b"}),
            "`deviceId` is `a/b`, which is no id of a device",
        ),
        (
            json!({"attestation": key, "allocationPolicy": "nearest"}),
            "/allocationPolicy: `allocationPolicy` is `nearest`, which there is not, line 1, column 2. ",
        ),
        (
            json!({"attestation": key, "reprovisionPolicy": {"migrate": true}}),
            "/reprovisionPolicy/migrate: nobody reads `migrate`, line 1, column ",
        ),
        (
            json!({"attestation": key, "initialTwin": {"properties": {"reported": {}}}}),
            "/initialTwin/properties/reported: the initial twin has `reported` properties, line 1, column ",
        ),
        (
            json!({"attestation": {"type": "symmetricKey", "symmetricKey": {"primaryKey": "c2hvcnQ="}}}),
            "`attestation.symmetricKey.primaryKey`: the key has 5 bytes; a key has 16 to 64",
        ),
        (
            json!({"attestation": {"type": "x509"}}),
            "`attestation.x509.clientCertificates` has no certificate",
        ),
        (
            json!({"attestation": {"type": "x509", "x509": {"signingCertificates": {}}}}),
            "`attestation.x509.signingCertificates` is not offered for individual enrollments; send `clientCertificates`",
        ),
        (
            json!({"attestation": {"type": "x509", "x509": {"clientCertificates": {"primary": {"certificate": "x"}}}}}),
            "`attestation.x509.clientCertificates.primary.certificate` is no certificate in PEM or base64",
        ),
        (
            json!({"attestation": {"type": "tpm"}}),
            "`attestation.tpm.endorsementKey` is missing",
        ),
        (
            json!([]),
            "the enrollment is no JSON object (line 1, column 0)",
        ),
    ] {
        let mut bench = Bench::new();
        let (status, told) = put(&mut bench, "enrollments/e", &document, None);
        let said = told["message"].as_str().unwrap_or_default();
        assert_eq!(status, 400, "{document}");
        assert!(said.starts_with(message), "{said}");
    }
    let mut bench = Bench::new();
    let (status, _) = put(
        &mut bench,
        "enrollments/a b",
        &json!({"attestation": key}),
        None,
    );
    assert_eq!(status, 400);
}

#[test]
fn there_are_at_most_a_hundred_groups() {
    let mut bench = Bench::new();
    let document = json!({"attestation": {"type": "symmetricKey"}});
    for nth in 0..100 {
        bench.enroll(&format!("enrollmentGroups/g{nth}"), &document);
    }
    assert_eq!(
        put(&mut bench, "enrollmentGroups/g100", &document, None).0,
        403
    );
    assert_eq!(
        put(&mut bench, "enrollmentGroups/g7", &document, Some("*")).0,
        200
    );
}

#[test]
fn an_enrollment_shows_the_registration_of_its_device() {
    let mut bench = Bench::new();
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], None));
    bench.register("reg-01", &key(b'k'), "2021-06-01");
    let (_, shown) = bench.call("GET", "enrollments/reg-01", &Value::Null);
    let (_, record) = bench.call("GET", "registrations/reg-01", &Value::Null);
    assert_eq!(shown["registrationState"], record);
    bench.call("DELETE", "enrollments/reg-01", &Value::Null);
    assert_eq!(
        bench.call("GET", "registrations/reg-01", &Value::Null).0,
        404
    );
    assert!(bench.twin("a", "reg-01").is_some(), "the identity stays");
    let mut delete = bench.owners("DELETE", "registrations/reg-01", &Value::Null);
    assert_eq!(bench.send(&delete).status, 404);
    bench.enroll("enrollments/reg-01", &symmetric(b'k', &["a"], None));
    bench.register("reg-01", &key(b'k'), "2021-06-01");
    delete.if_match = Some("\"x\"".to_owned());
    assert_eq!(bench.send(&delete).status, 412);
}

#[test]
fn many_enrollments_are_changed_in_one_call() {
    let mut bench = Bench::new();
    let one = |id: &str| json!({"registrationId": id, "attestation": {"type": "symmetricKey"}});
    let mut bulk = |mode: &str, list: Value| {
        bench.call(
            "POST",
            "enrollments",
            &json!({"mode": mode, "enrollments": list}),
        )
    };
    let fine = (200, json!({"isSuccessful": true, "errors": []}));
    assert_eq!(bulk("create", json!([one("a"), one("b")])), fine);
    let (_, partly) = bulk("create", json!([one("b"), one("c")]));
    let conflict = json!({"registrationId": "b", "errorCode": 409_201, "errorStatus": "Enrollment already exists."});
    assert_eq!(partly, json!({"isSuccessful": false, "errors": [conflict]}));
    assert_eq!(bulk("update", json!([one("a"), one("c")])), fine);
    let mut tagged = one("a");
    let (_, untagged) = bulk("updateIfMatchETag", json!([tagged]));
    assert_eq!(untagged["errors"][0]["errorCode"], 400_004);
    tagged["etag"] = json!("x");
    let (_, stale) = bulk("updateIfMatchETag", json!([tagged]));
    assert_eq!(stale["errors"][0]["errorCode"], 412_001);
    assert_eq!(
        bulk(
            "delete",
            json!([{"registrationId": "a"}, {"registrationId": "b"}])
        ),
        fine
    );
    let (_, gone) = bulk("delete", json!([{"registrationId": "a"}]));
    assert_eq!(gone["errors"][0]["errorCode"], 404_201);
    assert_eq!(bulk("create", json!([])).0, 400);
    let eleven: Vec<_> = (0..11).map(|nth| one(&nth.to_string())).collect();
    assert_eq!(bulk("create", json!(eleven)).0, 400);
    let (_, unknown) = bulk("replace", json!([one("z")]));
    assert_eq!(unknown["isSuccessful"], false);
    let groups = json!({"mode": "create", "enrollmentGroups": [{"enrollmentGroupId": "g", "attestation": {"type": "symmetricKey"}}]});
    assert_eq!(bench.call("POST", "enrollmentGroups", &groups), fine);
}

#[test]
fn only_who_has_the_right_is_let_in() {
    let mut bench = Bench::new();
    bench.settings.policies.push(AccessPolicy {
        name: "enrollmentread".to_owned(),
        primary: key(b'r'),
        secondary: key(b's'),
        rights: vec![Right::EnrollmentRead],
    });
    bench.enroll("enrollments/e", &symmetric(b'k', &["a"], None));
    let end = bench.now + 60;
    let owner = "provisioningserviceowner";
    let made = |host: &str, letter, policy| Some(Token::make(host, &key(letter), end, policy));
    for (token, get, mechanism) in [
        (made("localhost", b'o', Some(owner)), 200, 200),
        (made("LOCALHOST:8443", b'p', Some(owner)), 200, 200),
        (
            made("bench.example/enrollments", b'o', Some(owner)),
            200,
            200,
        ),
        (made("localhost", b's', Some("enrollmentread")), 200, 401),
        (made("other.example", b'o', Some(owner)), 401, 401),
        (made("localhost/registrations", b'o', Some(owner)), 401, 401),
        (made("localhost", b'o', None), 401, 401),
        (made("localhost", b'o', Some("nobody")), 401, 401),
        (made("localhost", b'x', Some(owner)), 401, 401),
        (
            Some(Token::make("localhost", &key(b'o'), end - 400, Some(owner))),
            401,
            401,
        ),
        (None, 401, 401),
    ] {
        let mut call = bench.owners("GET", "enrollments/e", &Value::Null);
        call.authorization = token;
        assert_eq!(bench.send(&call).status, get, "{:?}", bench.events.last());
        call.method = "POST".to_owned();
        call.path.push("attestationmechanism".to_owned());
        let reply = bench.send(&call);
        assert_eq!(reply.status, mechanism, "{:?}", bench.events.last());
        if mechanism == 401 {
            assert_eq!(header(&reply, "x-ms-error-code"), Some("401002"));
            assert!(matches!(bench.events.last(), Some(Event::Refused { .. })));
        }
    }
}

#[test]
fn what_there_is_not_is_told() {
    let mut bench = Bench::new();
    for (method, path) in [
        ("GET", ""),
        ("GET", "devices"),
        ("PATCH", "enrollments/e"),
        ("GET", "enrollments/e/f"),
        ("GET", "registrations"),
        ("GET", "enrollments/e"),
        ("POST", "enrollments/e/attestationmechanism"),
        ("GET", "registrations/e"),
    ] {
        assert_eq!(
            bench.call(method, path, &Value::Null).0,
            404,
            "{method} {path}"
        );
    }
}
