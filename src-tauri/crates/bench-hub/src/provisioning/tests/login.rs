//! Who is let in with a key, and who is not and why.

use hub::Token;
use serde_json::json;

use super::bench::{Bench, NEW, SCOPE, key, symmetric};
use crate::provisioning::Proof;

/// A device of its own (`k`), and a group (`g`).
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.enroll("enrollments/own", &symmetric(b'k', &["a"], None));
    bench.enroll("enrollmentGroups/pumps", &symmetric(b'g', &["a"], None));
    bench
}

#[test]
fn both_keys_of_an_enrollment_let_a_device_in_and_no_others() {
    let mut bench = bench();
    let derived = |letter, id| key(letter).derived(id);
    for (id, key, is_let_in) in [
        ("own", key(b'k'), true),
        ("own", key(b'l'), true),
        ("OWN", key(b'k'), true),
        ("own", key(b'x'), false),
        ("own", derived(b'g', "own"), false),
        ("p1", derived(b'g', "p1"), true),
        ("p1", derived(b'h', "p1"), true),
        ("P1", derived(b'g', "p1"), true),
        ("p1", derived(b'g', "p2"), false),
        ("p1", key(b'g'), false),
        ("p1", key(b'h'), false),
    ] {
        let admitted = bench.log_in(id, &key);
        assert_eq!(admitted.is_ok(), is_let_in, "{id}: {admitted:?}");
        if let Err(refusal) = admitted {
            assert_eq!((refusal.status, refusal.code), (401, 401_002), "{id}");
        }
    }
}

/// Signed by Microsoft's SDKs for Node and Python, with the key of 32 `k`.
const BY_SDKS: [(&str, &str); 2] = [
    (
        "nreg2",
        "SharedAccessSignature sr=0ne00BENCH/registrations/nreg2&sig=C2nfbwnw%2Bkn%2FLGC5YLr1etBw4SCbccP1iYkubFtDBaw%3D&se=1795308248&skn=registration",
    ),
    (
        "reg-01",
        "SharedAccessSignature sr=0ne00BENCH%2Fregistrations%2Freg-01&sig=XRKEQTZdDgYyROY6qUVWbcE%2FdKtuZvNwuNjW6Ozdhn0%3D&se=1795308208",
    ),
];

#[test]
fn tokens_of_real_sdks_let_their_devices_in() {
    for (id, token) in BY_SDKS {
        let mut bench = Bench::new();
        bench.enroll(&format!("enrollments/{id}"), &symmetric(b'k', &["a"], None));
        let admitted = bench.ask(|service| service.authorize(SCOPE, id, Proof::Token(token)));
        assert_eq!(admitted.unwrap().registration_id(), id);
    }
}

#[test]
fn a_token_counts_until_five_minutes_after_its_end() {
    let mut bench = bench();
    let token = bench.token("own", &key(b'k'));
    for (later, is_let_in) in [(59, true), (360, true), (361, false)] {
        bench.now = super::bench::NOW + later;
        let admitted = bench.ask(|s| s.authorize(SCOPE, "own", Proof::Token(&token)));
        assert_eq!(admitted.is_ok(), is_let_in, "{later} seconds later");
    }
}

#[test]
fn a_refusal_says_why_in_the_log_and_names_no_secret() {
    let mut bench = bench();
    let tpm =
        json!({"attestation": {"type": "tpm", "tpm": {"endorsementKey": "AToAAQALAAMAsgAg"}}});
    bench.enroll("enrollments/chip", &tpm);
    let make = |resource: &str, letter: u8| {
        let made = Token::make(
            &format!("{SCOPE}/{resource}"),
            &key(letter),
            1_795_309_000,
            None,
        );
        ("0ne00BENCH", made)
    };
    let own = make("registrations/own", b'k').1;
    for (id, (scope, token), reason) in [
        (
            "own",
            ("0ne00OTHER", own.clone()),
            "id scope `0ne00OTHER` is not that of this service",
        ),
        (
            "own",
            (SCOPE, "Bearer x".to_owned()),
            "the token does not begin with `SharedAccessSignature`",
        ),
        (
            "own",
            make("registrations/other", b'k'),
            "the token is not for registration `own`",
        ),
        (
            "own",
            make("", b'k'),
            "the token is not for registration `own`",
        ),
        (
            "own",
            make("registrations/own/x", b'k'),
            "the token is not for registration `own`",
        ),
        (
            "own",
            make("registrations/own", b'x'),
            "the token is not signed with a key of enrollment `own`",
        ),
        (
            "p1",
            make("registrations/p1", b'g'),
            "the token is signed with the key of group `pumps` itself, not with one derived from it for `p1`",
        ),
        (
            "p1",
            make("registrations/p1", b'x'),
            "no enrollment is for `p1`, and no group's key signed its token",
        ),
        (
            "chip",
            make("registrations/chip", b'x'),
            "`chip` showed a key; its enrollment wants a trusted platform module, which the bench does not offer",
        ),
        (
            "a b",
            make("registrations/a b", b'x'),
            "`a b` is no registration id",
        ),
    ] {
        let admitted = bench.ask(|service| service.authorize(scope, id, Proof::Token(&token)));
        let refusal = admitted.unwrap_err();
        assert_eq!(refusal.reason, reason);
        let told = format!("{:?}", bench.events.last());
        assert!(told.contains("Refused") && !told.contains("sig="), "{told}");
    }
}

#[test]
fn who_came_in_by_another_enrollment_has_to_log_in_again() {
    let mut bench = bench();
    let derived = key(b'g').derived("p1");
    let device = bench.log_in("p1", &derived).unwrap();
    bench.enroll("enrollments/p1", &symmetric(b'm', &["a"], None));
    let told = bench.begin(&device, NEW, "{}");
    assert_eq!((told.status, told.code), (401, Some(401_002)));
    bench.call("DELETE", "enrollments/p1", &serde_json::Value::Null);
    assert_eq!(bench.begin(&device, NEW, "{}").status, 202);
    bench.call("DELETE", "enrollmentGroups/pumps", &serde_json::Value::Null);
    let told = bench.begin(&device, NEW, "{}");
    assert_eq!((told.status, told.code), (404, Some(404_201)));
}

#[test]
fn a_device_with_a_platform_module_is_told_that_there_is_none_here() {
    let mut bench = bench();
    let tpm =
        json!({"attestation": {"type": "tpm", "tpm": {"endorsementKey": "AToAAQALAAMAsgAg"}}});
    bench.enroll("enrollments/chip", &tpm);
    let token = bench.token("chip", &key(b'k'));
    for proof in [Proof::Certificates(&[]), Proof::Token(&token)] {
        let refused = bench
            .ask(|s| s.authorize(SCOPE, "chip", proof))
            .unwrap_err();
        assert_eq!((refused.status, refused.code), (401, 401_002));
        assert!(refused.message.contains("TPM"), "{}", refused.message);
    }
}
