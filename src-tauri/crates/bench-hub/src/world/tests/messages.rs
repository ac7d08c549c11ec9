//! Messages that wait for their device, and direct methods.

use hub::Bag;
use serde_json::json;

use super::{connected, device, twin, world};
use crate::event::EventKind;
use crate::world::{Interests, Invocation, Keeps};

#[test]
fn a_message_waits_until_its_device_has_it() {
    let mut world = world();
    let bag = Bag::default().with("$.mid", "1").with("a b", "c/d");
    world.send(&device(), &bag, b"hello", None).unwrap();
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 1);
    let mut inbox = connected(&mut world, &device());
    world.send_waiting(&device()).unwrap();
    let delivery = inbox.deliveries.try_recv().unwrap();
    let topic = "devices/d/messages/devicebound/%24.to=%2Fdevices%2Fd%2Fmessages%2FdeviceBound&%24.mid=1&a%20b=c%2Fd";
    assert_eq!(
        (delivery.topic.as_str(), &delivery.payload[..]),
        (topic, &b"hello"[..])
    );
    assert_eq!(
        twin(&world, &device())["cloudToDeviceMessageCount"],
        1,
        "it is not acknowledged yet"
    );
    assert!(world.keep.complete(delivery.message.unwrap()).unwrap());
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 0);
}

#[test]
fn fifty_messages_wait_and_those_that_expired_do_not_count() {
    let mut world = world();
    let bag = Bag::default();
    let now = world.now().as_second();
    for n in 0..60 {
        let expires = (n < 10).then_some(now - 1);
        world.send(&device(), &bag, b"x", expires).unwrap();
    }
    let fault = world.send(&device(), &bag, b"x", None).unwrap_err();
    assert_eq!((fault.status, fault.code), (403, 403_004));
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 50);
    assert_eq!(world.keep.waiting(&device(), now).unwrap().len(), 50);
    let large = vec![0; 64 * 1024 + 1];
    assert_eq!(
        world
            .send(&device(), &bag, &large, None)
            .unwrap_err()
            .status,
        413
    );
}

#[test]
fn a_message_whose_topic_no_device_could_read_is_refused_before_it_waits() {
    let mut world = world();
    let bag = Bag::default().with("x", &";".repeat(25_000));
    assert_eq!(
        world.send(&device(), &bag, b"x", None).unwrap_err().status,
        413
    );
    assert_eq!(twin(&world, &device())["cloudToDeviceMessageCount"], 0);
}

#[test]
fn a_connection_gets_a_message_once_however_often_it_subscribes() {
    let mut world = world();
    world.send(&device(), &Bag::default(), b"x", None).unwrap();
    let mut inbox = connected(&mut world, &device());
    world.send_waiting(&device()).unwrap();
    world.send_waiting(&device()).unwrap();
    assert!(inbox.deliveries.try_recv().is_ok());
    assert!(inbox.deliveries.try_recv().is_err());
    let mut next = connected(&mut world, &device());
    world.send_waiting(&device()).unwrap();
    assert!(
        next.deliveries.try_recv().is_ok(),
        "the next connection gets what was not acknowledged"
    );
}

fn invocation(body: &serde_json::Value) -> Result<Invocation, crate::Fault> {
    Invocation::read(body.to_string().as_bytes())
}

#[test]
fn a_method_goes_down_and_its_answer_comes_back_once() {
    let mut world = world();
    let call = invocation(&json!({"methodName": "re boot", "payload": {"in": 5}})).unwrap();
    assert_eq!(world.call(&device(), &call).unwrap_err().code, 404_103);
    let mut inbox = connected(&mut world, &device());
    let (rid, mut answer) = world.call(&device(), &call).unwrap();
    let delivery = inbox.deliveries.try_recv().unwrap();
    assert_eq!(
        delivery.topic,
        format!("$iothub/methods/POST/re%20boot/?$rid={rid}")
    );
    assert_eq!(delivery.qos, 0, "at most once, whatever was granted");
    assert_eq!(&delivery.payload[..], b"{\"in\":5}");
    let session = inbox.session;
    assert!(
        !world.answered(&device(), session + 1, &rid, 200, b"{}"),
        "another connection may not answer"
    );
    assert!(world.answered(&device(), session, &rid, 404, b"{\"done\":true}"));
    assert!(
        !world.answered(&device(), session, &rid, 200, b"{}"),
        "once is enough"
    );
    let answer = answer.try_recv().unwrap().unwrap();
    assert_eq!(
        (answer.status, answer.payload.as_str()),
        (404, "{\"done\":true}")
    );
}

#[test]
fn an_answer_that_is_too_long_is_told_to_who_asked() {
    let mut world = world();
    let inbox = connected(&mut world, &device());
    let call = invocation(&json!({"methodName": "m"})).unwrap();
    let (rid, mut answer) = world.call(&device(), &call).unwrap();
    let long = vec![b'1'; 128 * 1024 + 1];
    assert!(world.answered(&device(), inbox.session, &rid, 200, &long));
    assert_eq!(answer.try_recv().unwrap().unwrap_err().status, 413);
}

#[test]
fn a_device_that_does_not_listen_to_methods_is_not_online() {
    let mut world = world();
    let _inbox = world.inbox(&device(), Interests::read("t1d1"), Keeps::Nothing);
    let call = invocation(&json!({"methodName": "m"})).unwrap();
    assert_eq!(
        world.call(&device(), &call).unwrap_err().name,
        "DeviceNotOnline"
    );
}

#[test]
fn who_waits_for_an_answer_hears_of_a_lost_connection() {
    let mut world = world();
    let inbox = connected(&mut world, &device());
    let call = invocation(&json!({"methodName": "m"})).unwrap();
    let (_, mut answer) = world.call(&device(), &call).unwrap();
    world.close(&device(), inbox.session, "gone");
    assert!(matches!(
        answer.try_recv(),
        Err(tokio::sync::oneshot::error::TryRecvError::Closed)
    ));
}

#[test]
fn a_call_is_held_against_its_limits() {
    let cases = [
        (json!({"methodName": ""}), false),
        (json!({"payload": 1}), false),
        (json!({"methodName": "m".repeat(1025)}), false),
        (
            json!({"methodName": "m", "responseTimeoutInSeconds": 4}),
            false,
        ),
        (
            json!({"methodName": "m", "responseTimeoutInSeconds": 301}),
            false,
        ),
        (
            json!({"methodName": "m", "connectTimeoutInSeconds": -1}),
            false,
        ),
        (
            json!({"methodName": "m", "connectTimeoutInSeconds": 301}),
            false,
        ),
        (
            json!({"methodName": "m", "payload": "x".repeat(128 * 1024)}),
            false,
        ),
        (
            json!({"methodName": "m", "responseTimeoutInSeconds": 5, "connectTimeoutInSeconds": 300}),
            true,
        ),
        (
            json!({"methodName": "m", "responseTimeoutInSeconds": null}),
            true,
        ),
    ];
    for (body, is_taken) in cases {
        let shown = &body.to_string()[..40.min(body.to_string().len())];
        match invocation(&body) {
            Ok(_) => assert!(is_taken, "{shown}"),
            Err(fault) => assert!(!is_taken && fault.status == 400, "{shown}: {fault}"),
        }
    }
}

#[test]
fn secrets_in_what_a_device_says_are_masked_in_the_log() {
    let mut world = world();
    let secret = "SharedAccessKey=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
    let body = json!({"connection": format!("HostName=h;{secret}")}).to_string();
    world.report(&device(), body.as_bytes()).unwrap();
    world.telemetry(&device(), &Bag::default(), body.as_bytes());
    let details: Vec<_> = world
        .teller
        .after(0)
        .filter_map(|event| event.detail.clone())
        .collect();
    assert_eq!(details.len(), 2);
    assert!(
        details.iter().all(|detail| !detail.contains("c2VjcmV0")),
        "{details:?}"
    );
    assert_eq!(super::told(&world, EventKind::Telemetry).len(), 1);
}

#[test]
fn messages_that_nobody_fetched_in_time_do_not_pile_up() {
    let mut world = world();
    for _ in 0..60 {
        let past = Some(world.now().as_second() - 1);
        world
            .send(&device(), &Bag::default(), b"late", past)
            .unwrap();
    }
    assert_eq!(world.keep.messages(&device()).unwrap().len(), 1);
}
