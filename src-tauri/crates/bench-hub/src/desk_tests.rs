//! A bench on free ports, worked at by hand.

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::keep::Keep;
use crate::world::provisioning_settings;
use crate::{Settings, TroubleKind};

const WEST: &str = "bench-west.azure-devices.net";

fn bench() -> (TempDir, Bench) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        port: 0,
        https_port: 0,
        wants_443: false,
        ..Settings::of(folder.path())
    };
    let bench = Bench::start(&settings).unwrap();
    (folder, bench)
}

fn latency(times: Option<u32>, amount: i64) -> Trouble {
    Trouble {
        kind: TroubleKind::Latency,
        hub: None,
        device: Some("pump-1".to_owned()),
        times,
        amount: Some(amount),
    }
}

#[test]
fn a_device_is_made_once_listed_and_has_a_twin_and_keys() {
    let (_folder, bench) = bench();
    bench.create("bench-west", "pump-2").unwrap();
    bench
        .create("bench-east.azure-devices.net", "pump-1")
        .unwrap();
    let states = bench.device_states().unwrap();
    let names: Vec<_> = states.iter().map(|s| (&*s.device, &*s.hub)).collect();
    assert_eq!(
        names,
        [("pump-1", "bench-east.azure-devices.net"), ("pump-2", WEST)]
    );
    let [_, state] = &states[..] else {
        panic!("two devices")
    };
    assert!(state.is_enabled && !state.is_connected && state.activity.is_none());
    assert!(
        bench
            .twin(WEST, "pump-2")
            .unwrap()
            .contains("\"deviceId\":\"pump-2\"")
    );
    assert!(bench.connection_string(WEST, "pump-2", None).is_some());
    assert_eq!(bench.create(WEST, "pump-2").unwrap_err().code, 409_001);
    assert_eq!(bench.create(WEST, "no good").unwrap_err().status, 400);
    assert_eq!(bench.create("nowhere", "pump-3").unwrap_err().status, 404);
    assert_eq!(bench.twin(WEST, "pump-1").unwrap_err().code, 404_001);
}

#[test]
fn a_device_that_is_open_is_told_as_connected_and_since_when_it_was_heard() {
    let (_folder, bench) = bench();
    bench.create(WEST, "pump-1").unwrap();
    let place = Place::device(WEST, "pump-1");
    let _inbox = bench.world().inbox(
        &place,
        crate::world::Interests::default(),
        crate::world::Keeps::Nothing,
    );
    let [state] = &bench.device_states().unwrap()[..] else {
        panic!("one device")
    };
    assert!(state.is_connected && state.activity.is_some());
}

#[test]
fn a_removed_device_comes_back_with_its_keys_its_twin_and_its_modules() {
    let (_folder, bench) = bench();
    let twin = r#"{"deviceId":"pump-1","tags":{"site":"lyon"},"properties":{"desired":{"a":1.0}}}"#;
    bench.seed(WEST, "pump-1", None, twin).unwrap();
    bench
        .seed(
            WEST,
            "pump-1",
            Some("edge"),
            r#"{"deviceId":"pump-1","moduleId":"edge"}"#,
        )
        .unwrap();
    let strings = || {
        let of = |module| bench.connection_string(WEST, "pump-1", module);
        (of(None), of(Some("edge")))
    };
    let before = (bench.twin(WEST, "pump-1").unwrap(), strings());
    let removed = bench.remove(WEST, "pump-1").unwrap();
    assert_eq!(strings(), (None, None));
    assert_eq!(bench.remove(WEST, "pump-1").unwrap_err().code, 404_001);
    bench.restore(&removed).unwrap();
    assert_eq!((bench.twin(WEST, "pump-1").unwrap(), strings()), before);
    assert_eq!(bench.restore(&removed).unwrap_err().code, 409_001);
}

#[test]
fn configurations_are_for_a_device_that_comes_back_and_for_its_modules() {
    let keep = Keep::in_memory();
    let owner = keep
        .policy_or_new("scope", "provisioningserviceowner")
        .unwrap();
    for (id, condition, part) in [
        ("d", "*", "deviceContent"),
        ("m", "FROM devices.modules", "moduleContent"),
    ] {
        let document = json!({
            "id": id, "priority": 1, "targetCondition": condition,
            "content": {part: {"properties.desired.a": 1}},
        });
        keep.put_configuration(WEST, id, "tag", &document.to_string())
            .unwrap();
    }
    let hubs = vec![WEST.to_owned()];
    let provisioning = provisioning_settings("scope", &hubs, &owner);
    let mut world = World::new(keep, hubs, provisioning);
    world.plan(WEST).unwrap();
    let (device, module) = (
        Place::device(WEST, "pump-1"),
        Place::new(WEST, "pump-1", Some("edge")),
    );
    for place in [&device, &module] {
        world
            .put_identity(place, Wish::default(), &IfMatch::Absent)
            .unwrap();
    }
    let settle = |world: &mut World| {
        for place in world.take_unsettled().1 {
            world.settle_configurations(&place).unwrap();
        }
        let counts = world.configuration_counts(WEST);
        ["d", "m"].map(|id| counts.get(id).map_or(0, |counts| counts.applied))
    };
    assert_eq!(settle(&mut world), [1, 1]);
    let removed = world.take_away(&device).unwrap();
    assert_eq!(settle(&mut world), [0, 0]);
    world.put_back(&removed).unwrap();
    assert_eq!(settle(&mut world), [1, 1]);
}

#[test]
fn troubles_are_asked_for_and_taken_away_one_by_one_or_all() {
    let (_folder, bench) = bench();
    bench.trouble(latency(Some(3), 10)).unwrap();
    bench.trouble(latency(None, 20)).unwrap();
    let refused = bench.trouble(latency(None, -1)).unwrap_err();
    assert_eq!(refused.status, 400);
    // it has struck since the list was read
    let place = Place::device(WEST, "pump-1");
    let _ = bench.world().troubles.strikes(TroubleKind::Latency, &place);
    bench.calm(&latency(Some(3), 10)).unwrap();
    assert_eq!(bench.troubles(), [latency(None, 20)]);
    bench.calm(&latency(None, 30)).unwrap();
    assert_eq!(bench.troubles().len(), 1);
    bench.calm_all().unwrap();
    assert!(bench.troubles().is_empty());
}

#[test]
fn what_happened_is_read_on_from_what_is_known_and_a_gap_is_told() {
    let (_folder, bench) = bench();
    let mut events = bench.events();
    for number in 0..5 {
        bench.create(WEST, &format!("pump-{number}")).unwrap();
    }
    let first = bench.happened(0, 2);
    let numbers: Vec<_> = first.events.iter().map(|event| event.number).collect();
    assert_eq!(
        (numbers, first.missed, first.has_more),
        (vec![1, 2], 0, true)
    );
    let rest = bench.happened(2, 10);
    assert_eq!((rest.events.len(), rest.has_more), (3, false));
    assert!(bench.happened(5, 10).events.is_empty());
    for _ in 0..2_000 {
        bench.calm_all().unwrap();
    }
    assert_eq!(bench.happened(1, 10).missed, 4);
    events.catch_up();
    bench.create(WEST, "pump-9").unwrap();
    assert_eq!(events.next().unwrap().number, 2_006);
}

#[test]
fn the_ports_of_a_bench_that_was_stopped_are_free_at_once() {
    let (folder, bench) = bench();
    let settings = Settings {
        port: bench.port,
        https_port: 0,
        wants_443: false,
        ..Settings::of(folder.path())
    };
    bench.stop();
    assert_eq!(Bench::start(&settings).unwrap().port, settings.port);
}
