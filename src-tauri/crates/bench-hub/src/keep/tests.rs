//! What devices report is in the file whenever it was acknowledged, however it waits there.

use std::path::Path;

use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::*;
use crate::identity::{Identity, Wish};
use crate::place::Place;
use crate::state::Section;

const BORN: &str = "2026-01-01T00:00:00.0000000Z";
const LATER: &str = "2026-01-02T00:00:00.0000000Z";

/// How SQLite goes about a statement.
pub(super) fn plan(keep: &Keep, sql: &str) -> String {
    let explained = format!("EXPLAIN QUERY PLAN {sql}");
    let mut statement = keep.connection.prepare(&explained).unwrap();
    let count = statement.parameter_count();
    let rows = statement.query_map(
        rusqlite::params_from_iter(std::iter::repeat_n("1", count)),
        |row| row.get::<_, String>(3),
    );
    rows.unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>()
        .join("; ")
}

fn device() -> Place {
    Place::device("west.example", "d")
}

fn row() -> Row {
    Row::new(Identity::make("d", None, Wish::default()).unwrap(), BORN)
}

fn reported(keep: &Keep) -> Section {
    keep.row(&device()).unwrap().unwrap().twin.reported
}

fn report(keep: &Keep, patch: &Value) -> bool {
    let patch = patch.to_string();
    let taken = keep.report(&device(), &[patch.as_bytes()], LATER).unwrap();
    taken.unwrap()[0].is_ok()
}

/// How many patches wait in the file.
fn waiting(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    let count = connection.query_row("SELECT COUNT(*) FROM reports", [], |row| row.get(0));
    count.unwrap()
}

/// What a service's query sees.
fn scanned(keep: &Keep) -> Section {
    let reader = keep.reader().unwrap().unwrap();
    let scan = Scan {
        hub: "west.example",
        wants_modules: false,
        device: None,
        after: None,
    };
    let mut seen = None;
    scan.over(&reader, |_, row| {
        seen = Some(row.twin.reported);
        true
    })
    .unwrap();
    seen.unwrap()
}

/// A file with a device that reported much, so that a short patch waits.
fn bench(folder: &Path) -> Keep {
    let keep = Keep::open(&folder.join("bench.db")).unwrap();
    keep.put(&device(), &row()).unwrap();
    let much: Value = (0..20)
        .map(|n| (format!("p{n}"), json!({"value": n, "unit": "degrees"})))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert!(report(&keep, &much));
    keep
}

#[test]
fn a_short_patch_waits_in_the_file_and_everybody_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let keep = bench(folder.path());
    let before = waiting(&path);
    assert!(report(&keep, &json!({"p3": {"value": 77}})));
    assert_eq!(waiting(&path), before + 1);
    let seen = [
        reported(&keep),
        scanned(&keep),
        keep.first("west.example", 9).unwrap()[0]
            .twin
            .reported
            .clone(),
    ];
    let again = Keep::open(&path).unwrap();
    let seen = seen.into_iter().chain([reported(&again), scanned(&again)]);
    for section in seen {
        assert!(
            section
                .content
                .contains(r#""p3":{"unit":"degrees","value":77}"#)
        );
        assert_eq!(section.version, 3);
    }
    // the next one is counted on from there
    assert!(report(&again, &json!({"p3": null})));
    assert_eq!(reported(&again).version, 4);
}

#[test]
fn no_more_than_some_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let keep = bench(folder.path());
    let mut most = 0;
    for n in 0..200 {
        assert!(report(&keep, &json!({"p1": n})));
        most = most.max(waiting(&path));
    }
    assert_eq!(most, 64);
    assert_eq!(reported(&keep).version, 202);
    assert_eq!(reported(&Keep::open(&path).unwrap()), reported(&keep));
}

#[test]
fn what_waits_for_a_device_that_is_not_held_is_not_read_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    drop(bench(folder.path()));
    let mut most = 0;
    for n in 0..40 {
        // it holds nothing yet
        let keep = Keep::open(&path).unwrap();
        assert!(report(&keep, &json!({"p1": n})));
        most = most.max(waiting(&path));
    }
    assert_eq!(most, 8);
    assert_eq!(reported(&Keep::open(&path).unwrap()).version, 42);
}

#[test]
fn a_device_that_goes_with_its_modules_leaves_nothing_in_memory() {
    let keep = Keep::in_memory();
    let module = Place::new("west.example", "d", Some("m"));
    let identity = Identity::make("d", Some("m"), Wish::default()).unwrap();
    for place in [&module, &device()] {
        keep.put(&device(), &row()).unwrap();
        keep.put(&module, &Row::new(identity.clone(), BORN))
            .unwrap();
        for place in [&device(), &module] {
            keep.report(place, &[b"{\"a\":1}"], LATER).unwrap().unwrap();
        }
        assert!(keep.remove(place).unwrap());
        let gone = keep.report(&module, &[b"{\"a\":1}"], LATER).unwrap();
        assert!(gone.is_none());
        let left = keep.report(&device(), &[b"{\"a\":1}"], LATER).unwrap();
        assert_eq!(left.is_none(), *place == device());
    }
    assert!(!keep.remove(&device()).unwrap());
}

#[test]
fn who_comes_in_the_place_of_another_inherits_nothing_that_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    let takes_over: [fn(&Keep); 2] = [
        |keep| keep.put(&device(), &row()).unwrap(),
        |keep| {
            keep.remove(&device()).unwrap();
            keep.put(&device(), &row()).unwrap();
        },
    ];
    for take_over in takes_over {
        let keep = bench(folder.path());
        assert!(report(&keep, &json!({"p3": 1})));
        take_over(&keep);
        assert_eq!(waiting(&path), 0);
        assert_eq!(reported(&keep), Section::new(BORN));
        assert_eq!(scanned(&keep), Section::new(BORN));
    }
}

#[test]
fn what_is_undone_takes_along_nothing_that_waits() {
    let folder = tempfile::tempdir().unwrap();
    let keep = bench(folder.path());
    assert!(report(&keep, &json!({"p3": 1})));
    let before = reported(&keep);
    let undone: Result<(), rusqlite::Error> = keep.all(|keep| {
        keep.remove(&device())?;
        keep.put(&device(), &row())?;
        Err(rusqlite::Error::InvalidQuery)
    });
    assert!(undone.is_err());
    assert_eq!(reported(&keep), before);
    assert!(report(&keep, &json!({"p4": 1})));
    assert_eq!(reported(&keep).version, before.version + 1);
}

fn patch() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        "[a-z\"\\\\]{0,9}".prop_map(Value::from),
        Just(json!([1, 2])),
        Just(json!([null])),
    ];
    let name = prop_oneof![4 => "[a-d]", 1 => "[a-d]\\.", 1 => "\"[a-d]"];
    let below = prop::collection::btree_map(name.clone(), leaf.clone(), 0..3);
    let value = prop_oneof![3 => leaf, 1 => below.prop_map(|m| m.into_iter().collect::<Value>())];
    prop::collection::btree_map(name, value, 0..3).prop_map(|m| m.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Patches one by one, several at once, with reads and restarts in between: always what one patch after the other
    /// makes of the section.
    #[test]
    fn it_is_as_if_every_patch_were_written_at_once(
        steps in prop::collection::vec((prop::collection::vec(patch(), 1..4), 0..4), 1..40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut keep = bench(folder.path());
        let mut expected = reported(&keep);
        for (patches, between) in steps {
            let texts: Vec<_> = patches.iter().map(Value::to_string).collect();
            let bodies: Vec<_> = texts.iter().map(String::as_bytes).collect();
            let taken = keep.report(&device(), &bodies, LATER).unwrap().unwrap();
            for (text, taken) in texts.iter().zip(taken) {
                let written = expected.patched(twin::SectionKind::Reported, Some(text), LATER);
                prop_assert_eq!(taken.is_ok(), written.is_ok());
                expected = written.map_or(expected, |written| written.section);
            }
            match between {
                0 => keep = Keep::open(&folder.path().join("bench.db")).unwrap(),
                1 => prop_assert_eq!(&scanned(&keep), &expected),
                2 => prop_assert_eq!(&reported(&keep), &expected),
                _ => {}
            }
        }
        prop_assert_eq!(reported(&keep), expected);
    }
}
