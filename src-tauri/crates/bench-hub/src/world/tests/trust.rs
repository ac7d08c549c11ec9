//! Devices whose certificates an authority signed.

use hub::Bag;
use serde_json::json;

use super::{device, wish, world};
use crate::issuers::{authority, leaf};
use crate::place::Place;
use crate::world::{IfMatch, NotAdmitted, Proof, World};

fn shows(world: &mut World, place: &Place, chain: &[Vec<u8>]) -> Result<(), String> {
    let proof = Proof {
        token: None,
        certificates: chain,
    };
    match world.admit(&place.hub, &place.speaker, &Bag::default(), proof, 0) {
        Ok(_) => Ok(()),
        Err(NotAdmitted::Refused(reason)) => Err(reason),
        Err(NotAdmitted::Broken(fault)) => panic!("{fault}"),
    }
}

#[test]
fn a_certificate_opens_where_it_leads_to_a_known_authority_and_names_the_device() {
    let (root, stranger) = (authority("root", None), authority("stranger", None));
    let between = authority("between", Some(&root));
    let mut world = world();
    let by_authority = json!({"authentication": {"type": "certificateAuthority"}});
    let known = world.found(&device()).unwrap().identity.etag;
    let changed = world.put_identity(&device(), wish(&by_authority), &IfMatch::Tag(known));
    changed.unwrap();
    let module = Place::new("west.example", "d", Some("m"));
    let made = world.put_identity(&module, wish(&by_authority), &IfMatch::Absent);
    made.unwrap();
    let refused = shows(&mut world, &device(), &[leaf("d", &root)]).unwrap_err();
    assert!(refused.contains("--ca"), "{refused}");
    world.trust("root", &root.pem()).unwrap();
    let of_between = between.der().to_vec();
    for (chain, opens) in [
        (vec![leaf("d", &root)], true),
        (vec![leaf("d", &between), of_between.clone()], true),
        (vec![leaf("d", &between)], false),
        (vec![leaf("D", &root)], false),
        (vec![leaf("other", &root)], false),
        (vec![leaf("d", &stranger)], false),
        (vec![leaf("d", &stranger), root.der().to_vec()], false),
        (vec![b"nothing".to_vec()], false),
        (vec![], false),
    ] {
        let shown = shows(&mut world, &device(), &chain);
        assert_eq!(shown.is_ok(), opens, "{shown:?}");
    }
    assert!(shows(&mut world, &module, &[leaf("d/m", &root)]).is_ok());
    assert!(shows(&mut world, &module, &[leaf("d", &root)]).is_err());
}

#[test]
fn what_is_no_authority_is_refused_and_there_is_an_end_to_them() {
    let mut world = world();
    let root = authority("root", None);
    assert_eq!(world.trust("x", "no PEM").unwrap_err().status, 400);
    assert_eq!(world.trust("", &root.pem()).unwrap_err().status, 400);
    for number in 0..25 {
        world.trust(&format!("ca-{number}"), &root.pem()).unwrap();
    }
    assert_eq!(
        world.trust("one more", &root.pem()).unwrap_err().status,
        400
    );
    world.trust("CA-3", &root.pem()).unwrap();
}
