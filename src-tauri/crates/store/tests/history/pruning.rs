//! What is old goes; what stays is as it was.

use bench::{assert_whole, at, keep, masked, place, snapshot, text};
use store::{Device, Keep, Kept};

use crate::bench;

fn since(seconds: i64) -> Keep {
    Keep {
        since: Some(at(seconds)),
        ..Keep::default()
    }
}

#[test]
fn what_is_older_goes_and_the_rest_is_rebuilt_without_it() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=200);
    keep(&mut store, "b", 1..=20);
    let pruned = store.prune(&since(100)).expect("pruned");
    assert_eq!((pruned.snapshots, pruned.devices), (99 + 20, 1));
    assert!(pruned.bytes.1 < pruned.bytes.0, "{pruned:?}");
    assert_eq!(assert_whole(&store, "a"), (100..=200).collect::<Vec<_>>());
    assert_eq!(store.check().expect("read"), (vec![], 101));
    // numbers are not given again
    keep(&mut store, "a", 201..=202);
    assert_eq!(assert_whole(&store, "a"), (100..=202).collect::<Vec<_>>());
}

#[test]
fn one_that_was_seen_again_stays_though_its_neighbours_go() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=50);
    let device = Device::named("a");
    let seen_again = masked(&text("a", 30));
    let again = store::Snapshot {
        seen: at(500),
        ..snapshot(&device, &seen_again, 30)
    };
    assert_eq!(store.keep(&[again]).expect("kept"), [Kept::Again(30)]);
    keep(&mut store, "a", 501..=502);
    store.prune(&since(500)).expect("pruned");
    assert_eq!(assert_whole(&store, "a"), [30, 51, 52]);
    assert_eq!(store.check().expect("read"), (vec![], 3));
}

#[test]
fn a_file_is_pruned_to_a_size() {
    let place = place();
    let mut store = place.open();
    for device in ["a", "b", "c", "d"] {
        keep(&mut store, device, 1..=1_500);
    }
    let before = store.bytes().expect("read");
    let most = before / 3;
    let keep = Keep {
        bytes: Some(most),
        ..Keep::default()
    };
    let pruned = store.prune(&keep).expect("pruned");
    let on_disk = std::fs::metadata(&place.file).expect("there").len();
    assert_eq!(on_disk, pruned.bytes.1);
    assert!(on_disk <= most, "{pruned:?}, {most}");
    assert!(on_disk > most / 2, "{pruned:?}, {most}");
    for device in ["a", "b", "c", "d"] {
        let numbers = assert_whole(&store, device);
        assert_eq!(numbers.last(), Some(&1_500), "the newest stay");
    }
}

#[test]
fn a_device_is_forgotten_with_the_names_of_its_files() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=5);
    let device = Device::named("b");
    let twin = masked(&text("b", 1));
    let from_file = store::Snapshot {
        source: "private/plan.json",
        ..snapshot(&device, &twin, 1)
    };
    store.keep(&[from_file]).expect("kept");
    let pruned = store.forget_device(&device).expect("forgotten");
    assert_eq!((pruned.snapshots, pruned.devices), (1, 1));
    assert_eq!(store.devices().expect("read").len(), 1);
    drop(store);
    let bytes = std::fs::read(&place.file).expect("there");
    assert!(!bytes.windows(7).any(|w| w == b"private"));
}
