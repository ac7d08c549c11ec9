//! Snapshots go in once by content and come out as they were.

use std::ops::ControlFlow;

use bench::{assert_whole, at, keep, masked, place, snapshot, text};
use proptest::prelude::*;
use store::{Device, Kept, Snapshot, Step, Store, Way};

use crate::bench;

#[test]
fn every_revision_is_rebuilt_byte_for_byte_by_who_wrote_it_and_by_the_next_one() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "pump-1", 1..=150);
    keep(&mut store, "pump-1", 151..=200);
    assert_eq!(assert_whole(&store, "pump-1").len(), 200);
    drop(store);
    let mut store = place.open();
    keep(&mut store, "pump-1", 201..=300);
    assert_eq!(assert_whole(&store, "pump-1").len(), 300);
    assert_eq!(store.check().expect("read"), (vec![], 300));
}

#[test]
fn snapshots_are_handed_out_from_a_number_on() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "pump-1", 1..=300);
    let device = Device::named("pump-1");
    for from in [0, 1, 2, 128, 129, 130, 256, 257, 299, 300, 301] {
        let mut numbers = Vec::new();
        let given = store.each(&device, from, &mut |record| {
            let record = record.expect("whole");
            assert!(record.text.contains("pump-1"));
            numbers.push(record.moment.number);
            ControlFlow::Continue(())
        });
        given.expect("read");
        assert_eq!(numbers, (from.max(1)..=300).collect::<Vec<_>>(), "{from}");
    }
    let mut first = None;
    let stopped = store.each(&device, 7, &mut |record| {
        assert_eq!(
            first.replace(record.expect("whole").moment.number),
            None,
            "it ends"
        );
        ControlFlow::Break(())
    });
    stopped.expect("read");
    assert_eq!(first, Some(7));
    let nobody = store.each(&Device::named("pump-2"), 0, &mut |_| unreachable!());
    nobody.expect("read");
}

#[test]
fn a_twin_is_found_by_its_content() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=200);
    let number = |device: &str, n| {
        let twin = masked(&text("a", n));
        store
            .number_of(&Device::named(device), &twin)
            .expect("read")
    };
    assert_eq!(
        [1, 150, 200].map(|n| number("a", n)),
        [1, 150, 200].map(Some)
    );
    assert_eq!([number("a", 201), number("b", 1)], [None, None]);
}

#[test]
fn a_content_is_kept_once_a_device_and_is_seen_again_after_another_one() {
    let place = place();
    let mut store = place.open();
    let (one, other) = (Device::named("a"), Device::named("b"));
    let (first, second) = (masked(&text("a", 1)), masked(&text("a", 2)));
    let all = [
        snapshot(&one, &first, 1),
        snapshot(&one, &second, 2),
        Snapshot {
            seen: at(9),
            ..snapshot(&one, &first, 1)
        },
        snapshot(&other, &first, 1),
    ];
    let kept = store.keep(&all).expect("kept");
    assert_eq!(
        kept,
        [Kept::New(1), Kept::New(2), Kept::Again(1), Kept::New(1)]
    );
    drop(store);
    let mut store = place.open();
    assert_eq!(store.keep(&all[..1]).expect("kept"), [Kept::Again(1)]);
    let timeline = store.timeline(&one).expect("read");
    let times: Vec<_> = timeline.iter().map(|m| (m.seen, m.last)).collect();
    assert_eq!(times, [(at(1), at(1)), (at(2), at(2)), (at(9), at(9))]);
    let lines = store.devices().expect("read");
    let counts: Vec<_> = lines
        .iter()
        .map(|l| (l.snapshots, l.first, l.last))
        .collect();
    assert_eq!(counts, [(2, at(1), at(9)), (1, at(1), at(1))]);
}

#[test]
fn a_timeline_has_source_and_etag_and_names_its_gaps() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", [1, 2, 6]);
    let device = Device::named("a");
    let older = masked(&text("a", 4));
    let older = Snapshot {
        seen: at(100),
        way: Way::Imported,
        source: "old.json",
        etag: None,
        ..snapshot(&device, &older, 4)
    };
    store.keep(&[older]).expect("kept");
    let timeline = store.timeline(&device).expect("read");
    let steps: Vec<_> = timeline
        .iter()
        .map(|m| (m.reported, m.reported_step, m.desired_step))
        .collect();
    assert_eq!(
        steps,
        [
            (Some(1), Step::Unknown, Step::Unknown),
            (Some(2), Step::Next, Step::Same),
            (Some(6), Step::Gap(3), Step::Same),
            (Some(4), Step::Back, Step::Same),
        ]
    );
    let origins: Vec<_> = timeline
        .iter()
        .map(|m| (m.way, m.source.as_str(), m.etag.as_deref()))
        .collect();
    assert_eq!(
        origins[0],
        (Way::Watched, "hub.example", Some("AAAAAAAAAAE="))
    );
    assert_eq!(origins[3], (Way::Imported, "old.json", None));
}

#[test]
fn what_was_seen_at_once_goes_by_its_versions() {
    let place = place();
    let mut store = place.open();
    let device = Device::named("a");
    let twins = [5, 3, 4].map(|revision| (revision, masked(&text("a", revision))));
    let all: Vec<_> = twins
        .iter()
        .map(|(revision, twin)| Snapshot {
            seen: at(0),
            ..snapshot(&device, twin, *revision)
        })
        .collect();
    store.keep(&all).expect("kept");
    let timeline = store.timeline(&device).expect("read");
    let versions: Vec<_> = timeline.iter().map(|m| m.reported).collect();
    assert_eq!(versions, [Some(3), Some(4), Some(5)]);
}

#[test]
fn a_time_finds_what_was_then() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", [10, 20, 30]);
    keep(&mut store, "b", [25, 90]);
    let device = Device::named("a");
    let then = |seconds| {
        let moment = store.at(&device, at(seconds)).expect("read");
        moment.and_then(|m| m.reported)
    };
    assert_eq!(
        [9, 10, 29, 30, 99].map(then),
        [None, Some(10), Some(20), Some(30), Some(30)]
    );
    let between = |from, to, most| -> Vec<(String, Option<i64>)> {
        let found = store.between(at(from), at(to), most).expect("read");
        let told = found.into_iter().map(|(d, m)| (d.name, m.reported));
        told.collect()
    };
    let expected = [("a", 20), ("a", 30), ("b", 25)];
    let expected = expected.map(|(name, revision)| (name.to_owned(), Some(revision)));
    assert_eq!(between(15, 40, 9), expected);
    assert_eq!(between(15, 40, 1), expected[..1]);
    assert_eq!(between(31, 89, 9), []);
}

#[test]
fn hub_and_module_keep_devices_apart() {
    let place = place();
    let mut store = place.open();
    let twin = masked(&text("a", 1));
    let devices = ["", "one.example", "two.example"].map(|hub| Device {
        hub: hub.to_owned(),
        ..Device::named("a")
    });
    let module = Device {
        module: "edge".to_owned(),
        ..Device::named("a")
    };
    let all: Vec<_> = devices
        .iter()
        .chain([&module])
        .map(|device| snapshot(device, &twin, 1))
        .collect();
    assert_eq!(store.keep(&all).expect("kept"), [Kept::New(1); 4]);
    let names: Vec<_> = store.devices().expect("read");
    let names: Vec<_> = names.iter().map(|l| l.device.to_string()).collect();
    assert_eq!(names, ["a", "one.example/a", "two.example/a", "a/edge"]);
}

#[test]
fn two_programs_may_write_in_turns() {
    let place = place();
    let (mut one, mut other) = (place.open(), place.open());
    for revision in 1..=20 {
        let store = if revision % 3 == 0 {
            &mut one
        } else {
            &mut other
        };
        keep(store, "a", [revision]);
    }
    let numbers = assert_whole(&one, "a");
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    assert_eq!(other.check().expect("read"), (vec![], 20));
}

#[test]
fn what_is_larger_than_any_twin_is_left_out_and_told() {
    let place = place();
    let mut store = place.open();
    let device = Device::named("a");
    let large = format!(
        "{{\"deviceId\":\"{}\"}}",
        "x".repeat(store::LARGEST_SNAPSHOT)
    );
    let (large, small) = (masked(&large), masked(&text("a", 1)));
    let all = [snapshot(&device, &large, 1), snapshot(&device, &small, 1)];
    assert_eq!(
        store.keep(&all).expect("kept"),
        [Kept::TooLarge, Kept::New(1)]
    );
}

#[test]
fn a_twin_as_large_as_they_come_is_kept_like_any_other() {
    let place = place();
    let mut store = place.open();
    let device = Device::named("a");
    let twins: Vec<_> = (0..9)
        .map(|n| {
            let filler: String = (0..20_000)
                .map(|i| format!("\"p{i}\":{},", (i * 7919 + n) % 10_007))
                .collect();
            masked(&format!(
                "{{\"deviceId\":\"a\",\"tags\":{{{filler}\"n\":{n}}}}}"
            ))
        })
        .collect();
    for twin in &twins {
        store.keep(&[snapshot(&device, twin, 1)]).expect("kept");
    }
    for (number, twin) in (1..).zip(&twins) {
        let text = store.text(&device, number).expect("rebuilt");
        assert_eq!(text.as_deref(), Some(twin.text()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_texts_each_comes_back(
        texts in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                "\\{\"deviceId\":\"[a-c]\",\"etag\":\"[a-z]{0,9}\",\"tags\":\\{\"a\":[0-9]{1,4},\"\\$version\":[0-9]\\}.{0,40}",
            ],
            1..90,
        )
    ) {
        let place = place();
        let mut store = place.open();
        let device = Device::named("any");
        let twins: Vec<_> = texts.iter().filter(|t| !t.trim().is_empty()).filter_map(|text| {
            let doc = twin::Document::read_str(text).ok()?;
            Some(twin::Masked::of(&twin::shape::recognise(doc.root()?, &|_| false)))
        }).collect();
        let all: Vec<_> = twins.iter().map(|t| snapshot(&device, t, 0)).collect();
        let (half, rest) = all.split_at(all.len() / 2);
        let mut kept = store.keep(half).expect("kept");
        drop(store);
        let mut store = Store::open(&place.file).expect("opened");
        kept.extend(store.keep(rest).expect("kept"));
        for (twin, kept) in twins.iter().zip(kept) {
            let (Kept::New(number) | Kept::Again(number)) = kept else { panic!("small") };
            let text = store.text(&device, number).expect("rebuilt");
            prop_assert_eq!(text.as_deref(), Some(twin.text()));
        }
        prop_assert_eq!(store.check().expect("read").0, vec![]);
    }
}
