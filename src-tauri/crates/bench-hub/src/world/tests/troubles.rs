//! Trouble on demand.

use serde_json::json;

use super::{connected, desired, device, trouble, world, write};
use crate::place::Place;
use crate::trouble::{Trouble, TroubleKind};

#[test]
fn a_trouble_strikes_whom_it_is_for_and_as_often_as_it_is_to() {
    let mut world = world();
    let twice = trouble(json!({"kind": "throttle", "device": "d", "times": 2}));
    world.troubles.set(vec![twice]).unwrap();
    let other = Place::device("west.example", "e");
    let strikes = [&other, &device(), &device(), &device()].map(|place| {
        world
            .troubles
            .strikes(TroubleKind::Throttle, place)
            .is_some()
    });
    assert_eq!(strikes, [false, true, true, false]);
    assert!(world.troubles.all().is_empty());
    let of_hub = trouble(json!({"kind": "latency", "hub": "EAST.example", "amount": 20}));
    world.troubles.set(vec![of_hub]).unwrap();
    assert_eq!(
        world.troubles.strikes(TroubleKind::Latency, &device()),
        None
    );
    let there = Place::device("east.example", "d");
    assert_eq!(
        world.troubles.strikes(TroubleKind::Latency, &there),
        Some(20)
    );
}

#[test]
fn a_stale_read_is_what_was_before_the_last_write() {
    let mut world = world();
    world
        .troubles
        .set(vec![trouble(json!({"kind": "staleRead", "times": 1}))])
        .unwrap();
    write(&mut world, &device(), &desired(json!({"a": 1})));
    let stale = world.device_twin(&device()).unwrap();
    assert!(!stale.contains("\"a\":1"), "{stale}");
    let fresh = world.device_twin(&device()).unwrap();
    assert!(fresh.contains("\"a\":1"), "{fresh}");
}

#[test]
fn what_is_delivered_twice_says_so() {
    let mut world = world();
    let mut inbox = connected(&mut world, &device());
    world
        .troubles
        .set(vec![trouble(json!({"kind": "duplicateDelivery"}))])
        .unwrap();
    write(&mut world, &device(), &desired(json!({"a": 1})));
    let first = inbox.deliveries.try_recv().unwrap();
    let second = inbox.deliveries.try_recv().unwrap();
    assert_eq!((first.is_duplicate, second.is_duplicate), (false, true));
    assert_eq!(first.payload, second.payload);
}

#[test]
fn the_clock_of_the_hubs_can_be_wrong() {
    let mut world = world();
    let before = world.now();
    world
        .troubles
        .set(vec![trouble(json!({"kind": "clockSkew", "amount": 3600}))])
        .unwrap();
    assert!(world.now().as_second() - before.as_second() >= 3600);
}

#[test]
fn what_is_no_trouble_is_refused_with_a_reason() {
    let mut world = world();
    let cases = [
        vec![trouble(json!({"kind": "latency", "amount": -1}))],
        vec![trouble(json!({"kind": "latency", "amount": 300_001}))],
        vec![trouble(json!({"kind": "clockSkew", "amount": 400_000_000}))],
        (0..101)
            .map(|_| trouble(json!({"kind": "throttle"})))
            .collect(),
    ];
    for troubles in cases {
        assert!(world.troubles.set(troubles).is_err());
        assert!(world.troubles.all().is_empty());
    }
    let unknown = serde_json::from_value::<Trouble>(json!({"kind": "gremlins"}));
    assert!(unknown.is_err());
}
