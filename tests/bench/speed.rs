//! Speed and memory of the engine, as ratios taken side by side in one run.

mod fleet;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use diagnose::{CATALOGUE, Circumstances, Units};
use twin::Document;
use workbench::examine::locate;

/// Full diagnosis: recovering read, dialects, every rule, lines and columns.
fn diagnosis(text: &str) -> usize {
    let doc = Document::read(text.as_bytes().to_vec()).expect("small");
    let units = Units::of(&doc);
    let circumstances = Circumstances {
        profile: None,
        now: "2026-03-01T12:00:00Z".parse().ok(),
        ..Circumstances::default()
    };
    let mut found = 0;
    for number in 0..units.len() {
        let Some(twin) = units.twin(number) else {
            continue;
        };
        let findings = units.diagnose(CATALOGUE, number, &twin, &circumstances, None);
        found += locate(findings, &doc, 0).len();
    }
    found
}

fn read_only(text: &str) -> usize {
    Document::read(text.as_bytes().to_vec())
        .expect("small")
        .len()
}

fn bare(text: &str) -> bool {
    serde_json::from_slice::<serde_json::Value>(text.as_bytes()).is_ok()
}

/// Takes turns and returns the median time of each.
fn side_by_side(rounds: usize, works: &mut [&mut dyn FnMut()]) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(rounds); works.len()];
    for _ in 0..rounds {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let start = Instant::now();
            work();
            times.push(start.elapsed());
        }
    }
    times
        .iter_mut()
        .map(|t| {
            t.sort();
            t[t.len() / 2]
        })
        .collect()
}

fn compare(name: &str, text: &str, rounds: usize) {
    let times = side_by_side(
        rounds,
        &mut [
            &mut || {
                black_box(bare(black_box(text)));
            },
            &mut || {
                black_box(read_only(black_box(text)));
            },
            &mut || {
                black_box(diagnosis(black_box(text)));
            },
        ],
    );
    let ratio = |i: usize| times[i].as_secs_f64() / times[0].as_secs_f64();
    println!(
        "{name:<28} {:>7} B  serde_json {:>9.1?}  read {:>9.1?} ({:.2}x)  diagnosis {:>9.1?} ({:.2}x)  findings {}",
        text.len(),
        times[0],
        times[1],
        ratio(1),
        times[2],
        ratio(2),
        diagnosis(text),
    );
}

/// Leaves a text and the time its diagnosis took for the comparison with ajv in the same run.
fn leave(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    let times = side_by_side(
        101,
        &mut [&mut || {
            black_box(diagnosis(black_box(text)));
        }],
    );
    std::fs::create_dir_all(&folder).expect("a folder to leave it in");
    std::fs::write(folder.join(format!("{name}.json")), text).expect("left");
    let micros = times[0].as_secs_f64() * 1e6;
    std::fs::write(folder.join(format!("{name}.micros")), micros.to_string()).expect("left");
}

fn main() {
    let large = fleet::twin(17, 59);
    let small = fleet::twin(17, 1);
    leave("large", &large);
    leave("small", &small);
    compare("450 KB twin, compact", &large, 201);
    compare("450 KB twin, 23,000 lines", &fleet::pretty(&large), 201);
    compare("8 KB twin, compact", &small, 2_001);
    compare("8 KB twin, pretty", &fleet::pretty(&small), 2_001);
}
