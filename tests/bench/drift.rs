//! Drift of a full twin, and differences of arrays that others take long for.
//!
//! Leaves the values for fast-json-patch and jsondiffpatch, which compare the same in the same run.

#[expect(dead_code, reason = "the other benchmark writes it pretty, too")]
mod fleet;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diagnose::Units;
use diff::drift::{Clock, Contract, Drift, Sides};
use diff::{Habits, changes};
use groups::Groups;
use groups::catalogue::Catalogue;
use serde_json::{Value as Json, json};
use twin::{Document, Twin, Value};
use workbench::drift::{DriftSettings, Wanted, of_groups, of_twin};

fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[rounds / 2]
}

/// Leaves two values, and how long they took, for the others.
fn leave(name: &str, old: &Json, new: &Json, took: Duration) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    fs::create_dir_all(&folder).expect("a folder to leave it in");
    let micros = took.as_secs_f64() * 1e6;
    let left = json!({"old": old, "new": new, "micros": micros});
    fs::write(folder.join(format!("differ-{name}.json")), left.to_string()).expect("left");
}

/// What a schema of twenty properties knows, none of them in a way that makes it quicker.
fn contract(name: &str) -> Contract<'static> {
    let members = (0..20).map(|n| {
        (
            format!("property{n:02}").into(),
            Arc::new(Habits::default()),
        )
    });
    Contract {
        name: name.to_owned(),
        habits: Some(Arc::new(Habits {
            members: members.collect(),
            is_closed: true,
            ..Habits::default()
        })),
        aside: &["__meta", "__errors", "lastChange"],
        ..Contract::default()
    }
}

/// The drift of every group: each property decided and counted by its state; and with rows, of all or of those that
/// differ as the rivals give them, with reason and since when.
fn engine(twin: &Twin<'_>, contracts: &[Contract<'_>], clock: Clock, wanted: Wanted) -> u32 {
    let (Some(desired), Some(reported)) = (twin.desired, twin.reported) else {
        return 0;
    };
    let sections = [desired, reported];
    let [mut asked, mut told] = sections.map(|section| section.value.in_order());
    let mut stamps = sections.map(|section| section.metadata().map(Value::in_order));
    let mut stamps_of = |at: usize, name: &str| stamps[at].as_mut()?.get(name);
    let mut states = 0;
    for contract in contracts {
        let sides = Sides {
            desired: asked.get(&contract.name),
            reported: told.get(&contract.name),
            desired_stamps: stamps_of(0, &contract.name),
            reported_stamps: stamps_of(1, &contract.name),
            has_reported: true,
        };
        let drift = match wanted {
            Wanted::Everything => Drift::of(sides, contract, clock),
            Wanted::Differences => Drift::differences(sides, contract, clock),
        };
        states += drift.counts.iter().sum::<u32>();
        black_box(drift);
    }
    states
}

fn drift() {
    let text = fleet::twin(17, 59);
    let doc = Document::read(text.clone().into_bytes()).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let contracts: Vec<_> = (0..59).map(|n| contract(&format!("group{n:02}"))).collect();
    let clock = Clock {
        now: Some("2026-03-01T00:00:00Z".parse().expect("a time")),
        ..Clock::default()
    };
    let catalogue = Catalogue::built_in();
    let with_rows_of = |wanted| {
        median(2_001, || {
            black_box(engine(black_box(&twin), &contracts, clock, wanted));
        })
    };
    let differences = with_rows_of(Wanted::Differences);
    let everything = with_rows_of(Wanted::Everything);
    // what is known of the groups is found in the twin itself
    let by_itself = median(2_001, || {
        let groups = Groups::of(black_box(&twin));
        let found = of_groups(&twin, &groups, catalogue, clock, Wanted::Differences);
        black_box(found.map(|(_, _, drift)| drift.rows.len()).sum::<usize>());
    });
    let in_words = median(501, || {
        let groups = Groups::of(black_box(&twin));
        black_box(of_twin(
            &twin,
            &groups,
            catalogue,
            (clock, &DriftSettings::default()),
            Wanted::Differences,
        ));
    });
    let plain: Json = serde_json::from_str(&text).expect("JSON");
    let section = |name: &str| {
        let mut section = plain["properties"][name].clone();
        if let Some(members) = section.as_object_mut() {
            members.retain(|key, _| !key.starts_with('$'));
        }
        section
    };
    let (desired, reported) = (section("desired"), section("reported"));
    println!(
        "drift of {} B desired, {} B reported, {} properties: differences {differences:.1?}, all {everything:.1?}; \
         differences with groups and contracts {by_itself:.1?}, in words {in_words:.1?}",
        desired.to_string().len(),
        reported.to_string().len(),
        engine(&twin, &contracts, clock, Wanted::Everything),
    );
    leave("drift", &desired, &reported, differences);
    leave("drift-of-everything", &desired, &reported, everything);
    leave("drift-with-groups", &desired, &reported, by_itself);
}

fn two(name: &str, old: &Json, new: &Json, habits: Option<&Habits>, rounds: usize) {
    let read = |value: &Json| Document::read(value.to_string().into_bytes()).expect("small");
    let (a, b) = (read(old), read(new));
    let (from, to) = (a.root().expect("a value"), b.root().expect("a value"));
    let took = median(rounds, || {
        black_box(changes(black_box(from), to, habits));
    });
    let found = changes(from, to, habits);
    let note = if found.approximate.is_empty() {
        "exact"
    } else {
        "approximate"
    };
    println!("{name}: {} changes, {note}, {took:.1?}", found.all.len());
    leave(name, old, new, took);
}

/// Numbers that look random and are the same in every run.
fn random(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 30))
        .wrapping_add(0x9e37_79b9)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

fn main() {
    drift();
    let words: Vec<_> = (0..20_000)
        .map(|n| format!("value {:x}", random(n)))
        .collect();
    let mut edited = words.clone();
    for n in 0..1_000 {
        let at = usize::try_from(random(n + 77)).unwrap_or(usize::MAX) % edited.len();
        match n % 3 {
            0 => drop(edited.remove(at)),
            1 => edited.insert(at, format!("new {n}")),
            _ => edited[at] = format!("edited {n}"),
        }
    }
    two("strings", &json!(words), &json!(edited), None, 51);
    let mut shuffled = words.clone();
    shuffled.sort();
    two("strings-sorted", &json!(words), &json!(shuffled), None, 51);
    let flags = |salt: u64| -> Vec<bool> {
        (0..20_000)
            .map(|n| random(n + salt).is_multiple_of(2))
            .collect()
    };
    two(
        "flags",
        &json!(flags(0)),
        &json!(flags(9_999_999)),
        None,
        11,
    );
    let objects: Vec<_> = (0..5_000)
        .map(|n| json!({"id": format!("id-{n}"), "name": format!("name {n}"), "on": n % 2 == 0, "parts": [n, n + 1]}))
        .collect();
    let reversed: Vec<_> = objects.iter().rev().cloned().collect();
    two("reversed", &json!(objects), &json!(reversed), None, 51);
    let by_id = Habits {
        identity: Some("id".into()),
        ..Habits::default()
    };
    two(
        "reversed-by-id",
        &json!(objects),
        &json!(reversed),
        Some(&by_id),
        51,
    );
}
