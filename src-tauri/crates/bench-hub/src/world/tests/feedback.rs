//! Messages that are fetched, and what becomes of them.

use hub::Bag;
use serde_json::{Value, json};

use super::{connected, device, trouble, twin, world};
use crate::Fault;
use crate::world::{Outcome, World};

fn send(world: &mut World, id: &str, ack: &str) {
    let bag = Bag::default().with("$.mid", id).with("iothub-ack", ack);
    let later = world.now().as_second() + 3600;
    world.send(&device(), &bag, b"x", Some(later)).unwrap();
}

fn fetched(world: &mut World) -> Option<(u32, String)> {
    let fetched = world.fetch(&device(), None).unwrap();
    fetched.map(|(message, token)| (message.sent, token))
}

/// Sets the clock of the hubs ahead.
fn ahead(world: &mut World, seconds: i64) {
    let skew = trouble(json!({"kind": "clockSkew", "amount": seconds}));
    world.troubles.set(vec![skew]).unwrap();
}

fn told(world: &mut World) -> Vec<(String, String)> {
    let text = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    let mut told = Vec::new();
    while let Some((batch, token)) = world.feedback("west.example").unwrap() {
        let records = batch.as_array().unwrap();
        told.extend(records.iter().map(|record| {
            assert_eq!(record["deviceId"], "d");
            (
                text(record, "originalMessageId"),
                text(record, "statusCode"),
            )
        }));
        world.complete_feedback("west.example", &token).unwrap();
    }
    told
}

#[test]
fn what_is_fetched_is_locked_until_it_is_completed_put_back_or_a_minute_is_over() {
    let mut world = world();
    send(&mut world, "1", "none");
    let (_, token) = fetched(&mut world).unwrap();
    assert_eq!(fetched(&mut world), None, "nobody else gets it");
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 1);
    world.abandon(&device(), &token).unwrap();
    let lost = |done: Result<(), Fault>| done.unwrap_err().code == 412_002;
    assert!(lost(world.abandon(&device(), &token)));
    let (sent, token) = fetched(&mut world).unwrap();
    assert_eq!(sent, 1);
    ahead(&mut world, 61);
    assert!(lost(world.settle_locked(
        &device(),
        &token,
        Outcome::Success
    )));
    let (sent, token) = fetched(&mut world).unwrap();
    assert_eq!(sent, 2);
    world
        .settle_locked(&device(), &token, Outcome::Success)
        .unwrap();
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 0);
}

#[test]
fn a_message_that_was_given_ten_times_is_given_up() {
    let mut world = world();
    send(&mut world, "1", "full");
    for _ in 0..10 {
        let (_, token) = fetched(&mut world).unwrap();
        world.abandon(&device(), &token).unwrap();
    }
    assert_eq!(fetched(&mut world), None);
    let wanted = [("1".to_owned(), "DeliveryCountExceeded".to_owned())];
    assert_eq!(told(&mut world), wanted);
}

#[test]
fn senders_are_told_what_they_want_to_know() {
    let outcomes = [
        (Outcome::Success, "Success", ["full", "positive"]),
        (Outcome::Rejected, "Rejected", ["full", "negative"]),
    ];
    for (outcome, name, wanted) in outcomes {
        let mut world = world();
        for ack in ["none", "full", "positive", "negative"] {
            send(&mut world, ack, ack);
            let (_, token) = fetched(&mut world).unwrap();
            world.settle_locked(&device(), &token, outcome).unwrap();
        }
        let wanted = wanted.map(|id| (id.to_owned(), name.to_owned()));
        assert_eq!(told(&mut world), wanted);
    }
}

#[test]
fn what_expires_or_is_taken_back_is_told_and_so_is_what_a_connection_acknowledges() {
    let mut world = world();
    send(&mut world, "late", "negative");
    ahead(&mut world, 3601);
    assert_eq!(
        told(&mut world),
        [("late".to_owned(), "Expired".to_owned())]
    );
    world.troubles.set(Vec::new()).unwrap();
    send(&mut world, "back", "full");
    assert_eq!(world.purge(&device()).unwrap(), 1);
    assert_eq!(told(&mut world), [("back".to_owned(), "Purged".to_owned())]);
    let mut inbox = connected(&mut world, &device());
    send(&mut world, "here", "positive");
    let seq = inbox.deliveries.try_recv().unwrap().message.unwrap();
    world.complete(&device(), seq);
    world.complete(&device(), seq);
    assert_eq!(
        told(&mut world),
        [("here".to_owned(), "Success".to_owned())]
    );
}

#[test]
fn feedback_is_locked_put_back_and_gone_after_an_hour() {
    let mut world = world();
    send(&mut world, "1", "full");
    world.purge(&device()).unwrap();
    let hub = "west.example";
    let (batch, token) = world.feedback(hub).unwrap().unwrap();
    assert!(world.feedback(hub).unwrap().is_none(), "it is locked");
    assert!(world.feedback("east.example").unwrap().is_none());
    world.abandon_feedback(hub, &token).unwrap();
    assert!(world.complete_feedback(hub, &token).is_err());
    assert_eq!(world.feedback(hub).unwrap().unwrap().0, batch);
    ahead(&mut world, 61);
    assert!(world.feedback(hub).unwrap().is_some(), "the lock is over");
    ahead(&mut world, 3700);
    assert!(world.feedback(hub).unwrap().is_none());
}
