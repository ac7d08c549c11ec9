//! Devices that show a certificate, of their own enrollment or signed for a group.

use jiff::Timestamp;
use rcgen::KeyPair;
use serde_json::{Value, json};

use super::bench::{Bench, NEW, SCOPE};
use crate::issuers::{Issuer, authority, leaf, params};
use crate::provisioning::{Admitted, Credentials, Proof, Refusal};

fn own(name: &str) -> (String, Vec<u8>) {
    let key = KeyPair::generate().unwrap();
    let made = params(name).self_signed(&key).unwrap();
    (made.pem(), made.der().to_vec())
}

fn show(bench: &mut Bench, id: &str, chain: &[Vec<u8>]) -> Result<Admitted, Refusal> {
    bench.ask(|service| service.authorize(SCOPE, id, Proof::Certificates(chain)))
}

fn x509(role: &str, primary: &str, secondary: Option<&str>) -> Value {
    let mut certificates = json!({"primary": {"certificate": primary}});
    if let Some(secondary) = secondary {
        certificates["secondary"] = json!({"certificate": secondary});
    }
    json!({
        "attestation": {"type": "x509", "x509": {role: certificates}},
        "allocationPolicy": "static", "iotHubs": ["a"],
    })
}

fn on_hub(bench: &Bench, id: &str) -> (String, Option<String>) {
    match &bench.hubs.devices[&("a".to_owned(), id.to_owned())].1 {
        Credentials::Thumbprints { primary, secondary } => (primary.clone(), secondary.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_device_with_a_certificate_of_its_own_is_registered_by_it() {
    let mut bench = Bench::new();
    let (first, second) = (own("reg-01"), own("reg-01"));
    // PEM as it is, and base64 without its frame: SDKs send both
    let bare: String = second
        .0
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let document = x509("clientCertificates", &first.0, Some(&bare));
    let shown = bench.enroll("enrollments/reg-01", &document);
    let held = &shown["attestation"]["x509"]["clientCertificates"];
    assert_eq!(held["primary"]["certificate"], Value::Null);
    assert_eq!(held["primary"]["info"]["subjectName"], "CN=reg-01");
    assert_eq!(
        held["primary"]["info"]["notAfterUtc"],
        "2027-01-01T00:00:00Z"
    );
    for (_, der) in [first, second] {
        let device = show(&mut bench, "REG-01", &[der]).unwrap();
        let done = bench.finish(&device, NEW, "");
        let state = &done["registrationState"];
        assert_eq!(state["assignedHub"], "a");
        assert_eq!(state["x509"]["certificateInfo"]["subjectName"], "CN=reg-01");
        let (primary, secondary) = on_hub(&bench, "REG-01");
        assert_eq!(held["primary"]["info"]["sha256Thumbprint"], primary);
        assert_eq!(
            held["secondary"]["info"]["sha256Thumbprint"],
            json!(secondary)
        );
    }
}

#[test]
fn a_device_of_a_group_shows_a_chain_to_the_groups_certificate() {
    let root = authority("root", None);
    let middle = authority("middle", Some(&root));
    let stranger = authority("root", None);
    let der = |issuer: &Issuer| issuer.der().to_vec();
    for (signer, chain, is_let_in) in [
        (&root, vec![leaf("reg-01", &root)], true),
        (&root, vec![leaf("reg-01", &middle), der(&middle)], true),
        (
            &root,
            vec![leaf("reg-01", &middle), der(&middle), der(&root)],
            true,
        ),
        (&middle, vec![leaf("reg-01", &middle)], true),
        (&root, vec![leaf("reg-01", &middle)], false),
        (&middle, vec![leaf("reg-01", &root)], false),
        (&root, vec![leaf("reg-01", &stranger)], false),
        (&root, vec![leaf("reg-02", &root)], false),
        (&root, vec![own("reg-01").1], false),
        (&root, vec![], false),
        (&root, vec![b"no certificate".to_vec()], false),
    ] {
        let mut bench = Bench::new();
        let document = x509("signingCertificates", &signer.pem(), None);
        bench.enroll("enrollmentGroups/pumps", &document);
        let admitted = show(&mut bench, "reg-01", &chain);
        assert_eq!(
            admitted.is_ok(),
            is_let_in,
            "{} certificates: {admitted:?}",
            chain.len()
        );
    }
}

#[test]
fn a_renewed_certificate_of_a_group_reaches_the_hub() {
    let root = authority("root", None);
    let mut bench = Bench::new();
    let document = x509("signingCertificates", &root.pem(), None);
    bench.enroll("enrollmentGroups/Pumps", &document);
    let mut seen = Vec::new();
    for _ in 0..2 {
        let device = show(&mut bench, "reg-01", &[leaf("reg-01", &root)]).unwrap();
        let done = bench.finish(&device, NEW, "");
        let proof = &done["registrationState"]["x509"];
        assert_eq!(proof["enrollmentGroupId"], "Pumps");
        assert_eq!(proof["signingCertificateInfo"]["subjectName"], "CN=root");
        let (primary, secondary) = on_hub(&bench, "reg-01");
        assert_eq!(proof["certificateInfo"]["sha256Thumbprint"], primary);
        assert_eq!(secondary, None);
        seen.push(primary);
    }
    assert_ne!(seen[0], seen[1]);
    let (_, service) = bench.call("GET", "registrations/reg-01", &Value::Null);
    assert_eq!(
        service["x509"]["certificateInfo"]["sha256Thumbprint"],
        seen[1]
    );
}

#[test]
fn certificates_count_while_they_are_valid() {
    let root = authority("root", None);
    let mut bench = Bench::new();
    let (pem, der) = own("reg-01");
    bench.enroll(
        "enrollments/reg-01",
        &x509("clientCertificates", &pem, None),
    );
    let document = x509("signingCertificates", &root.pem(), None);
    bench.enroll("enrollmentGroups/pumps", &document);
    let signed = leaf("reg-02", &root);
    for (day, is_let_in) in [
        ("2025-12-31T00:00:00Z", false),
        ("2026-06-01T00:00:00Z", true),
        ("2027-01-02T00:00:00Z", false),
    ] {
        bench.now = day.parse::<Timestamp>().unwrap().as_second();
        for (id, der) in [("reg-01", &der), ("reg-02", &signed)] {
            let admitted = show(&mut bench, id, std::slice::from_ref(der));
            assert_eq!(admitted.is_ok(), is_let_in, "{id} at {day}: {admitted:?}");
        }
    }
}

#[test]
fn what_was_shown_can_be_sent_back_without_its_certificate() {
    let mut bench = Bench::new();
    let (pem, der) = own("reg-01");
    let mut shown = bench.enroll(
        "enrollments/reg-01",
        &x509("clientCertificates", &pem, None),
    );
    shown["deviceId"] = json!("other");
    bench.enroll("enrollments/reg-01", &shown);
    show(&mut bench, "reg-01", &[der]).unwrap();
    shown["attestation"]["x509"]["clientCertificates"]["primary"]["info"]["sha256Thumbprint"] =
        json!("00");
    let mut call = bench.owners("PUT", "enrollments/reg-01", &shown);
    call.if_match = Some("*".to_owned());
    let refused = bench.send(&call);
    assert_eq!(refused.status, 400, "{}", refused.body);
}

#[test]
fn an_enrollment_may_refer_to_an_authority_by_its_name() {
    let mut bench = Bench::new();
    let root = authority("root", None);
    for (path, id) in [
        ("enrollmentGroups/plant", "reg-07"),
        ("enrollments/reg-08", "reg-08"),
    ] {
        let document = json!({
            "attestation": {"type": "x509", "x509": {"caReferences": {"primary": "Plant"}}},
            "allocationPolicy": "static", "iotHubs": ["a"],
        });
        let shown = bench.enroll(path, &document);
        let references = &shown["attestation"]["x509"];
        assert_eq!(*references, json!({"caReferences": {"primary": "Plant"}}));
        let refused = show(&mut bench, id, &[leaf(id, &root)]).unwrap_err();
        assert!(
            refused.reason.contains("no authority `Plant`"),
            "{}",
            refused.reason
        );
    }
    let der = root.der().to_vec();
    let authority = crate::provisioning::certificate::Certificate::read(&der).unwrap();
    crate::provisioning::authorities::put(&bench.db, "plant", &authority).unwrap();
    for id in ["reg-07", "reg-08"] {
        let shown = leaf(id, &root);
        let device = show(&mut bench, id, std::slice::from_ref(&shown)).unwrap();
        assert!(show(&mut bench, id, &[leaf("other", &root)]).is_err());
        assert!(show(&mut bench, id, &[own(id).1]).is_err());
        let done = bench.finish(&device, NEW, "");
        assert_eq!(done["registrationState"]["assignedHub"], "a");
        assert!(on_hub(&bench, id).1.is_none());
    }
}

#[test]
fn an_enrollment_has_certificates_or_refers_to_them_and_nothing_else() {
    let mut bench = Bench::new();
    for x509 in [
        json!({"caReferences": {}}),
        json!({"caReferences": {"primary": 5}}),
        json!({"caReferences": {"primary": "a"}, "signingCertificates": {}}),
        json!({"clientCertificates": {"primary": {"certificate": own("x").0}}}),
    ] {
        let document = json!({"attestation": {"type": "x509", "x509": x509}});
        let (status, _) = bench.call("PUT", "enrollmentGroups/plant", &document);
        assert_eq!(status, 400, "{document}");
    }
}
