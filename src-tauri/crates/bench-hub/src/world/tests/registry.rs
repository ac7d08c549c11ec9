//! Identities made, changed, removed.

use serde_json::{Value, json};

use super::{connected, device, make, twin, wish, world};
use crate::identity::Wish;
use crate::place::Place;
use crate::world::IfMatch;

#[test]
fn an_id_is_taken_once_and_changed_under_its_tag() {
    let mut world = world();
    let again = world
        .put_identity(&device(), Wish::default(), &IfMatch::Absent)
        .unwrap_err();
    assert_eq!(again.code, 409_001);
    let stale = IfMatch::Tag("MTIz".to_owned());
    let fault = world
        .put_identity(&device(), Wish::default(), &stale)
        .unwrap_err();
    assert_eq!(fault.status, 412);
    let before = world.found(&device()).unwrap().identity;
    let tag = IfMatch::Tag(before.etag.clone());
    let row = world
        .put_identity(&device(), wish(&json!({"statusReason": "moved"})), &tag)
        .unwrap();
    assert_eq!(row.identity.generation_id, before.generation_id);
    assert_ne!(row.identity.etag, before.etag);
    let keys =
        |identity: &crate::Identity| identity.keys().map(|key| key.expose()).collect::<Vec<_>>();
    assert_eq!(
        keys(&row.identity),
        keys(&before),
        "keys that are not named stay"
    );
}

#[test]
fn who_expects_an_identity_is_told_that_there_is_none() {
    let mut world = world();
    let missing = Place::device("west.example", "missing");
    for if_match in [IfMatch::Any, IfMatch::Tag("MTIz".to_owned())] {
        let fault = world
            .put_identity(&missing, Wish::default(), &if_match)
            .unwrap_err();
        assert_eq!(fault.code, 404_001);
    }
}

#[test]
fn null_takes_a_reason_away_and_no_word_leaves_it() {
    let mut world = world();
    let mut reason = |body: serde_json::Value| {
        let row = world
            .put_identity(&device(), wish(&body), &IfMatch::Any)
            .unwrap();
        row.identity.status_reason
    };
    assert_eq!(
        reason(json!({"statusReason": "lost"})).as_deref(),
        Some("lost")
    );
    assert_eq!(reason(json!({})).as_deref(), Some("lost"));
    assert_eq!(reason(json!({"statusReason": null})), None);
}

#[test]
fn a_key_in_the_wrong_place_is_not_repeated() {
    let body = json!({"authentication": {"symmetricKey": "c2VjcmV0c2VjcmV0c2VjcmV0"}}).to_string();
    let fault = Wish::read(body.as_bytes()).unwrap_err();
    assert!(!fault.message.contains("c2Vj"), "{fault}");
    assert!(fault.message.contains("line 1 column"), "{fault}");
}

#[test]
fn what_is_made_again_begins_anew() {
    let mut world = world();
    super::write(&mut world, &device(), &super::desired(json!({"a": 1})));
    let before = world.found(&device()).unwrap().identity.generation_id;
    world.remove_identity(&device(), &IfMatch::Any).unwrap();
    make(&mut world, &device());
    assert_ne!(
        world.found(&device()).unwrap().identity.generation_id,
        before
    );
    assert_eq!(
        twin(&world, &device())["properties"]["desired"]["$version"],
        1
    );
}

#[test]
fn a_device_that_is_disabled_or_removed_is_cut_off_with_its_modules() {
    let module = Place::new("west.example", "d", Some("m"));
    for is_removed in [false, true] {
        let mut world = world();
        make(&mut world, &module);
        let mut inboxes = [
            connected(&mut world, &device()),
            connected(&mut world, &module),
        ];
        match is_removed {
            true => world.remove_identity(&device(), &IfMatch::Any).unwrap(),
            false => {
                let wish = wish(&json!({"status": "disabled"}));
                world
                    .put_identity(&device(), wish, &IfMatch::Any)
                    .map(drop)
                    .unwrap();
            }
        }
        for inbox in &mut inboxes {
            assert!(inbox.end.try_recv().is_ok());
        }
        assert_eq!(world.found(&module).is_err(), is_removed);
    }
}

#[test]
fn ids_and_keys_and_thumbprints_are_held_against_their_rules() {
    let refused = [
        ("a b", json!({})),
        ("ä", json!({})),
        ("a/b", json!({})),
        (&"x".repeat(129)[..], json!({})),
        (
            "k",
            json!({"authentication": {"type": "sas", "symmetricKey": {"primaryKey": "short"}}}),
        ),
        (
            "t",
            json!({"authentication": {"type": "selfSigned", "x509Thumbprint": {"primaryThumbprint": "abc"}}}),
        ),
        ("s", json!({"statusReason": "x".repeat(129)})),
    ];
    for (id, body) in refused {
        let mut world = world();
        let place = Place::device("west.example", id);
        let fault = world
            .put_identity(&place, wish(&body), &IfMatch::Absent)
            .unwrap_err();
        assert_eq!(fault.status, 400, "{id}: {fault}");
    }
    let mut world = world();
    let odd = Place::device("west.example", "-:.+%_#*?!(),=@;$'");
    make(&mut world, &odd);
    assert!(world.found(&odd).is_ok());
}

#[test]
fn a_bulk_request_does_what_it_can_and_names_the_rest() {
    let mut world = world();
    let body = json!([
        {"id": "d", "importMode": "create"},
        {"id": "e", "importMode": "Create", "tags": {"site": "A"}},
        {"id": "f", "importMode": "update"},
        {"id": "d", "importMode": "Delete"},
        {"id": "bad id", "importMode": "create"},
        {"id": "g", "importMode": "sing"},
    ]);
    let result = world
        .bulk("west.example", body.to_string().as_bytes())
        .unwrap();
    assert_eq!(result["isSuccessful"], false);
    let failed = |result: &Value| -> Vec<(String, String)> {
        let errors = result["errors"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors
            .map(|error| (text(&error["deviceId"]), text(&error["errorCode"])))
            .collect()
    };
    let expected = [
        ("d", "DeviceAlreadyExists"),
        ("f", "DeviceNotFound"),
        ("bad id", "ArgumentInvalid"),
        ("g", "ArgumentInvalid"),
    ];
    let expected = expected.map(|(id, code)| (id.to_owned(), code.to_owned()));
    assert_eq!(failed(&result), expected);
    assert!(world.found(&device()).is_err());
    assert_eq!(
        twin(&world, &Place::device("west.example", "e"))["tags"],
        json!({"site": "A"})
    );
}

#[test]
fn an_item_of_a_bulk_request_is_done_whole_or_not_at_all() {
    let mut world = world();
    let stale = twin(&world, &device())["etag"].clone();
    super::write(&mut world, &device(), &json!({"tags": {"a": 1}}));
    let body = json!([
        {"id": "e", "importMode": "create", "tags": {"a.b": 1}},
        {"id": "d", "importMode": "updateTwinIfMatchETag", "twinETag": stale, "tags": {"a": 2}},
    ]);
    let result = world
        .bulk("west.example", body.to_string().as_bytes())
        .unwrap();
    assert_eq!(result["errors"].as_array().unwrap().len(), 2, "{result}");
    assert!(world.found(&Place::device("west.example", "e")).is_err());
    assert_eq!(twin(&world, &device())["tags"], json!({"a": 1}));
}

#[test]
fn a_device_has_fifty_modules_at_most() {
    let mut world = world();
    for n in 0..50 {
        make(
            &mut world,
            &Place::new("west.example", "d", Some(&format!("m{n}"))),
        );
    }
    let one_more = Place::new("west.example", "d", Some("m50"));
    let fault = world
        .put_identity(&one_more, Wish::default(), &IfMatch::Absent)
        .unwrap_err();
    assert_eq!(fault.name, "TooManyModulesOnDevice");
}
