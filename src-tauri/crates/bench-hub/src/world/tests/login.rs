//! Who may connect, and why others may not.

use hub::{Bag, Token};
use serde_json::json;

use super::{connected, device, make, wish, world};
use crate::place::Place;
use crate::world::{DRIFT, IfMatch, NotAdmitted, Proof, World};

fn token(world: &World, resource: &str, lasts: i64) -> String {
    let key = world
        .found(&device())
        .unwrap()
        .identity
        .keys()
        .next()
        .unwrap();
    Token::make(resource, &key, world.now().as_second() + lasts, None)
}

fn admitted(world: &mut World, host: &str, token: Option<&str>) -> Result<Option<i64>, String> {
    let proof = Proof {
        token,
        certificates: &[],
    };
    let admitted = world.admit(host, &device().speaker, &Bag::default(), proof, 0);
    admitted.map(|admitted| admitted.expires).map_err(words)
}

fn words(error: NotAdmitted) -> String {
    match error {
        NotAdmitted::Refused(reason) => reason,
        NotAdmitted::Broken(fault) => fault.to_string(),
    }
}

#[test]
fn a_token_opens_what_it_is_for_and_what_lies_below() {
    let cases = [
        ("west.example", "west.example/devices/d", true),
        ("west.example", "WEST.example/devices/d", true),
        ("WEST.EXAMPLE", "west.example", true),
        ("localhost", "localhost:8443/devices/d", true),
        ("west", "west.example/devices", true),
        ("west.example", "localhost/devices/d", true),
        ("west.example", "west.example/devices/D", false),
        ("west.example", "west.example/devices/d/modules/m", false),
        ("west.example", "west.example/twins/d", false),
        ("west.example", "east.example/devices/d", false),
        ("east.example", "east.example/devices/d", false),
        ("other.example", "west.example/devices/d", false),
    ];
    for (host, resource, is_in) in cases {
        let mut world = world();
        let token = token(&world, resource, 60);
        let admitted = admitted(&mut world, host, Some(&token));
        assert_eq!(
            admitted.is_ok(),
            is_in,
            "{host} with {resource}: {admitted:?}"
        );
    }
}

#[test]
fn a_token_is_late_by_the_drift_of_clocks_at_most() {
    for (lasts, is_in) in [(60, true), (2 - DRIFT, true), (-DRIFT - 2, false)] {
        let mut world = world();
        let token = token(&world, "west.example/devices/d", lasts);
        assert_eq!(
            admitted(&mut world, "west.example", Some(&token)).is_ok(),
            is_in,
            "{lasts}"
        );
    }
}

#[test]
fn both_keys_and_the_policy_of_devices_sign_and_no_other() {
    let mut world = world();
    let expires = world.now().as_second() + 60;
    let resource = "west.example/devices/d";
    let keys: Vec<_> = world.found(&device()).unwrap().identity.keys().collect();
    let policy =
        |name: &str| world.keep.policy_or_new("west.example", name).unwrap().keys[1].clone();
    let cases = [
        (Token::make(resource, &keys[0], expires, None), true),
        (Token::make(resource, &keys[1], expires, None), true),
        (
            Token::make("west.example", &policy("device"), expires, Some("device")),
            true,
        ),
        (
            Token::make(
                "west.example",
                &policy("iothubowner"),
                expires,
                Some("iothubowner"),
            ),
            true,
        ),
        (
            Token::make("west.example", &policy("service"), expires, Some("service")),
            false,
        ),
        (
            Token::make(resource, &crate::random::key(), expires, None),
            false,
        ),
        ("no token".to_owned(), false),
    ];
    for (at, (token, is_in)) in cases.into_iter().enumerate() {
        assert_eq!(
            admitted(&mut world, "west.example", Some(&token)).is_ok(),
            is_in,
            "case {at}"
        );
    }
    assert_eq!(
        admitted(&mut world, "west.example", None).unwrap_err(),
        "no token was sent"
    );
}

#[test]
fn a_thumbprint_of_either_length_lets_its_certificate_in() {
    let certificate = b"a certificate, as far as a thumbprint goes".to_vec();
    let prints = [
        ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &certificate),
        ring::digest::digest(&ring::digest::SHA256, &certificate),
    ];
    for print in prints {
        let hex: String = print
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let body = json!({"authentication": {"type": "selfSigned", "x509Thumbprint": {"secondaryThumbprint": hex}}});
        let mut world = world();
        let place = Place::device("west.example", "x");
        world
            .put_identity(&place, wish(&body), &IfMatch::Absent)
            .unwrap();
        let mut try_with = |certificates: &[Vec<u8>]| {
            let proof = Proof {
                token: None,
                certificates,
            };
            world
                .admit("west.example", &place.speaker, &Bag::default(), proof, 0)
                .map(drop)
                .map_err(words)
        };
        assert!(try_with(std::slice::from_ref(&certificate)).is_ok());
        assert_eq!(
            try_with(&[b"another".to_vec()]).unwrap_err(),
            "the certificate has another thumbprint"
        );
        assert_eq!(try_with(&[]).unwrap_err(), "no certificate was shown");
    }
}

#[test]
fn the_newer_connection_of_an_identity_ends_the_older() {
    let mut world = world();
    let mut older = connected(&mut world, &device());
    let newer = connected(&mut world, &device());
    assert!(older.end.try_recv().unwrap().contains("connected again"));
    world.close(&device(), older.session, "ended");
    assert!(
        world.session(&device()).is_some(),
        "the newer one is still there"
    );
    world.close(&device(), newer.session, "ended");
    assert!(world.session(&device()).is_none());
}

#[test]
fn a_module_is_shut_out_with_its_device() {
    let mut world = world();
    let module = Place::new("west.example", "d", Some("m"));
    make(&mut world, &module);
    let key = world
        .found(&module)
        .unwrap()
        .identity
        .keys()
        .next()
        .unwrap();
    let expires = world.now().as_second() + 60;
    let token = Token::make("west.example/devices/d/modules/m", &key, expires, None);
    let proof = Proof {
        token: Some(&token),
        certificates: &[],
    };
    assert!(
        world
            .admit("west.example", &module.speaker, &Bag::default(), proof, 0)
            .is_ok()
    );
    let disabled = wish(&json!({"status": "disabled"}));
    world
        .put_identity(&device(), disabled, &IfMatch::Any)
        .unwrap();
    assert!(
        world
            .admit("west.example", &module.speaker, &Bag::default(), proof, 0)
            .is_err()
    );
}

#[test]
fn who_connects_and_goes_writes_once_each() {
    let mut world = world();
    let token = token(&world, "west.example/devices/d", 60);
    let rows = |world: &World| {
        let sql = "SELECT total_changes()";
        let count = world.keep.connection.query_row(sql, [], |row| row.get(0));
        count.unwrap()
    };
    let before: i64 = rows(&world);
    let bag = Bag::default().with("model-id", "dtmi:a;1");
    let proof = Proof {
        token: Some(&token),
        certificates: &[],
    };
    let place = world
        .admit("west.example", &device().speaker, &bag, proof, 0)
        .unwrap()
        .place;
    assert_eq!(rows(&world), before + 1);
    let connected = world.found(&place).unwrap();
    assert_eq!(connected.model, "dtmi:a;1");
    assert!(connected.activity.is_some());
    let inbox = super::connected(&mut world, &place);
    world.close(&place, inbox.session, "gone");
    assert_eq!(rows(&world), before + 2);
    let gone = world.found(&place).unwrap();
    assert_eq!(gone.model, "dtmi:a;1");
    assert!(gone.activity >= connected.activity);
    let since = |row: &crate::keep::Row| row.identity.connection_state_updated_time.clone();
    assert!(since(&gone) > since(&connected));
}
