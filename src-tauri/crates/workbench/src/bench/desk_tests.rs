//! The desktop's bench hub on free ports.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

use tempfile::TempDir;

use super::*;
use crate::wire::{BenchAccess, BenchEventKind, BenchTroubleKind};

const WEST: &str = "bench-west.azure-devices.net";

struct Set {
    desk: BenchDesk,
    news: Receiver<BenchNews>,
    folder: TempDir,
}

fn on_port(port: u16) -> Set {
    let folder = tempfile::tempdir().expect("a folder");
    let (sender, news) = channel();
    let options = Options {
        folder: Some(folder.path().join("bench")),
        port: Some(port),
        https_port: Some(0),
        without_443: true,
        ..Options::default()
    };
    let desk = BenchDesk::with(options, move |news| {
        let _ = sender.send(news);
    });
    Set { desk, news, folder }
}

fn running() -> Set {
    let set = on_port(0);
    access(set.desk.start(BenchPorts::Usual, None));
    set
}

fn access(state: BenchState) -> BenchAccess {
    match state {
        BenchState::Running { access } => access,
        other => panic!("{other:?}"),
    }
}

fn page(text: &str, first: u32, count: u32) -> BenchDevicesRequest {
    BenchDevicesRequest {
        text: text.to_owned(),
        connected: false,
        first,
        count,
    }
}

#[test]
fn it_is_started_told_without_keys_and_stopped() {
    let Set { desk, news, .. } = on_port(0);
    assert!(matches!(desk.state(), BenchState::Stopped));
    let refused = desk.devices(&page("", 0, 10)).expect_err("it does not run");
    assert_eq!(refused.code, ErrorCode::BenchStopped);
    let shown = access(desk.start(BenchPorts::Usual, None));
    assert_eq!(
        news.try_iter().filter(|n| *n == BenchNews::State).count(),
        2
    );
    let told = serde_json::to_string(&shown).expect("plain data");
    let string = desk
        .connection_string(Some(WEST), "iothubowner")
        .expect("a string");
    let (_, key) = string.split_once("SharedAccessKey=").expect("a key");
    assert!(!told.contains(key) && told.contains("SharedAccessKeyName=iothubowner"));
    let [of_service] = &shown.provisioning.policies[..] else {
        panic!("one policy")
    };
    assert!(desk.connection_string(None, &of_service.name).is_ok());
    assert!(desk.connection_string(None, "iothubowner").is_err());
    assert!(desk.connection_string(Some("nowhere"), "service").is_err());
    desk.stop();
    assert!(matches!(desk.state(), BenchState::Stopped));
    access(desk.start(BenchPorts::Usual, None));
}

#[test]
fn a_taken_port_is_told_and_free_ones_are_taken_instead() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let Set { desk, .. } = on_port(port);
    let BenchState::Failed { refusal } = desk.start(BenchPorts::Usual, None) else {
        panic!("the port is taken")
    };
    assert_eq!(refusal.code, ErrorCode::BenchPort);
    assert!(refusal.detail.contains(&port.to_string()));
    let shown = access(desk.start(BenchPorts::UsualOrFree, None));
    assert!(!shown.devices.ends_with(&format!(":{port}")));
    let usual = shown.instead_of.expect("other ports");
    assert!(usual.starts_with(&port.to_string()), "{usual}");
}

#[test]
fn a_second_one_in_the_same_folder_is_told_as_such() {
    let Set {
        desk: _desk,
        folder,
        news: _news,
    } = running();
    let options = Options {
        folder: Some(folder.path().join("bench")),
        port: Some(0),
        https_port: Some(0),
        ..Options::default()
    };
    let second = BenchDesk::with(options, |_| {});
    let BenchState::Failed { refusal } = second.start(BenchPorts::UsualOrFree, None) else {
        panic!("the folder is taken")
    };
    assert_eq!(refusal.code, ErrorCode::BenchRunning);
}

#[test]
fn devices_are_found_by_words_page_by_page() {
    let Set { desk, .. } = running();
    for number in 0..12 {
        desk.add_device(WEST, &format!("Pump-{number:02}"))
            .expect("made");
    }
    desk.add_device("bench-east", "valve-1").expect("made");
    let some = desk.devices(&page("pump WEST", 10, 5)).expect("read");
    let names: Vec<_> = some.rows.iter().map(|row| &*row.device).collect();
    assert_eq!(names, ["Pump-10", "Pump-11"]);
    assert_eq!((some.all, some.total, some.connected), (13, 12, 0));
    let connected = BenchDevicesRequest {
        connected: true,
        ..page("", 0, 5)
    };
    assert_eq!(desk.devices(&connected).expect("read").total, 0);
    let string = desk.device_string(WEST, "Pump-03").expect("a string");
    assert!(string.contains("DeviceId=Pump-03"));
    assert!(desk.device_string(WEST, "valve-1").is_err());
    let refused = desk.add_device(WEST, "Pump-03").expect_err("twice");
    assert_eq!(refused.code, ErrorCode::BenchRefused);
}

#[test]
fn the_device_removed_last_comes_back_once() {
    let Set { desk, .. } = running();
    desk.add_device(WEST, "pump-1").expect("made");
    let key = desk.device_string(WEST, "pump-1").expect("a string");
    assert!(desk.restore_device().is_err());
    desk.remove_device(WEST, "pump-1").expect("removed");
    assert!(desk.twin(WEST, "pump-1").is_err());
    desk.restore_device().expect("put back");
    assert_eq!(desk.device_string(WEST, "pump-1").expect("a string"), key);
    assert!(
        desk.twin(WEST, "pump-1")
            .expect("a twin")
            .contains("pump-1")
    );
    assert!(desk.restore_device().is_err());
}

#[test]
fn events_are_told_of_and_read_in_parts() {
    let Set { desk, news, .. } = running();
    let told: Vec<_> = news.try_iter().collect();
    assert!(!told.contains(&BenchNews::Events));
    for number in 0..3 {
        desk.add_device(WEST, &format!("pump-{number}"))
            .expect("made");
    }
    assert_eq!(news.recv().expect("it is told"), BenchNews::Events);
    let first = desk.events(0, 2).expect("read");
    assert!(first.has_more && first.missed == 0);
    let [event, _] = &first.events[..] else {
        panic!("two events")
    };
    assert_eq!(event.kind, BenchEventKind::Identity);
    assert_eq!(event.device.as_deref(), Some("pump-0"));
    assert_eq!(desk.events(2, 9_999).expect("read").events.len(), 1);
}

#[test]
fn faults_are_asked_for_and_taken_away() {
    let Set { desk, .. } = running();
    let fault = |kind, amount| BenchTrouble {
        kind,
        hub: None,
        device: None,
        times: Some(2),
        amount,
    };
    let latency = fault(BenchTroubleKind::Latency, Some(100));
    let skew = fault(BenchTroubleKind::ClockSkew, Some(-30));
    desk.add_trouble(latency.clone()).expect("added");
    assert_eq!(desk.add_trouble(skew.clone()).expect("added").len(), 2);
    assert_eq!(desk.remove_trouble(Some(latency)).expect("removed"), [skew]);
    let wrong = fault(BenchTroubleKind::Latency, Some(-1));
    let refused = desk.add_trouble(wrong).expect_err("not allowed");
    assert!(refused.detail.contains("-1 ms"), "{}", refused.detail);
    assert!(desk.remove_trouble(None).expect("removed").is_empty());
}

#[test]
fn it_is_filled_from_files_and_says_what_came_of_it() {
    let Set { desk, folder, .. } = on_port(0);
    let twins = folder.path().join("twins");
    std::fs::create_dir(&twins).expect("a folder");
    let twin = r#"{"deviceId":"pump-1","properties":{"desired":{},"reported":{}}}"#;
    std::fs::write(twins.join("a.json"), twin).expect("written");
    std::fs::write(twins.join("b.json"), "[1]").expect("written");
    let shown = access(desk.start(BenchPorts::Usual, Some(&twins)));
    let seeded = shown.seeded.expect("a report");
    assert_eq!((seeded.made, seeded.known), (1, 0));
    desk.seed(&twins).expect("it runs");
    let seeded = access(desk.state()).seeded.expect("a report");
    assert_eq!((seeded.made, seeded.known), (0, 1));
}
