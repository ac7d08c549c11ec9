//! Untrusted input costs bounded memory: at most six times the bytes of one document
//! (beside a fixed amount), and a
//! collection of one document a line is streamed. Counted by the allocator, not by the system.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use peak_alloc::PeakAlloc;
use workbench::check::Check;
use workbench::examine::Examination;

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// One measurement at a time: the allocator counts for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the engine holds whatever the size of the input: room for groups, findings, threads.
const FIXED: usize = 16 << 20;

/// Checks a file; returns the most memory held above what was held before and what is held for any
/// input, in times of its size.
fn times_its_size(name: &str, content: &[u8]) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let stop = AtomicBool::new(false);
    let mut looked = 0;
    let flow = Check::new(Examination::now(), &stop).paths(
        &[path.display().to_string()],
        &mut |result, _| {
            assert!(result.is_ok(), "{result:?}");
            looked += 1;
            ControlFlow::Continue(())
        },
    );
    assert!(flow.is_continue() && looked > 0);
    #[expect(clippy::cast_precision_loss, reason = "a ratio of megabytes")]
    let times = COUNTED.peak_usage().saturating_sub(before + FIXED) as f64 / content.len() as f64;
    println!("{name}: {times:.2} times its size");
    times
}

fn repeated(start: &str, unit: impl Fn(usize) -> String, number: usize, end: &str) -> Vec<u8> {
    let mut text = start.to_owned();
    for i in 0..number {
        text.push_str(&unit(i));
    }
    text.push_str(end);
    text.into_bytes()
}

/// Many small members, in one way or another.
fn dense() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "members.json",
            repeated(
                "{\"desired\":{\"a\":0",
                |i| format!(",\"k{i}\":{i}"),
                1_000_000,
                "}}",
            ),
        ),
        (
            "short-members.json",
            repeated(
                "{\"desired\":{\"a\":0",
                |i| format!(",\"{:x}\":1", i % 4096),
                1_000_000,
                "}}",
            ),
        ),
        (
            "zeros.json",
            repeated(
                "{\"desired\":{\"a\":[0",
                |_| ",0".to_owned(),
                8_000_000,
                "]}}",
            ),
        ),
        (
            "nulls.json",
            repeated(
                "{\"desired\":{\"a\":[null",
                |_| ",null".to_owned(),
                500_000,
                "]}}",
            ),
        ),
        (
            "empty-objects.json",
            repeated("[{}", |_| ",{}".to_owned(), 4_000_000, "]"),
        ),
    ]
}

/// Little but signs, opened, closed or separated without end.
fn endless() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "open-arrays.json",
            repeated("", |_| "[".to_owned(), 16_000_000, ""),
        ),
        (
            "open-objects.json",
            repeated("", |_| "{\"a\":".to_owned(), 500_000, ""),
        ),
        (
            "commas.json",
            repeated(
                "{\"desired\":{\"a\":[",
                |_| ",".to_owned(),
                2_000_000,
                "]}}",
            ),
        ),
        (
            "quotes.json",
            repeated(
                "{\"desired\":{\"a\":[",
                |_| "'a'".to_owned(),
                500_000,
                "]}}",
            ),
        ),
        (
            "closers.json",
            repeated("{}", |_| "}".to_owned(), 8_000_000, ""),
        ),
        (
            "groups.json",
            repeated(
                "{\"properties\":{\"desired\":{\"a\":0",
                |i| format!(",\"g{i}\":{{\"__meta\":{{\"deploymentId\":\"x\"}}}}"),
                200_000,
                "}}}",
            ),
        ),
        ("text.json", vec![b'x'; 16 << 20]),
        (
            "one-string.json",
            repeated(
                "{\"desired\":{\"a\":\"",
                |_| "abcdefgh".to_owned(),
                500_000,
                "\"}}",
            ),
        ),
    ]
}

#[test]
fn one_document_takes_at_most_six_times_its_bytes() {
    let _alone = alone();
    let cases = dense().into_iter().chain(endless());
    let over: Vec<_> = cases
        .map(|(name, content)| (name, times_its_size(name, &content)))
        .filter(|(_, times)| *times > 6.0)
        .collect();
    assert!(over.is_empty(), "more than six times: {over:?}");
}

#[test]
fn a_document_in_utf16_takes_at_most_six_times_its_bytes() {
    let _alone = alone();
    let text = String::from_utf8(repeated(
        "{\"desired\":{\"a\":0",
        |i| format!(",\"k{i}\":{i}"),
        500_000,
        "}}",
    ))
    .expect("text");
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let times = times_its_size("utf16.json", &bytes);
    assert!(times <= 6.0, "{times:.2}");
}

#[test]
fn one_document_a_line_is_streamed() {
    let _alone = alone();
    let line = |i: usize| {
        format!(
            "{{\"deviceId\":\"d{i}\",\"etag\":\"AAAAAAAAAAE=\",\"properties\":{{\"desired\":{{\"a\":\"{}\"}},\"reported\":{{}}}}}}\n",
            "x".repeat(2_000)
        )
    };
    let lines = repeated("", line, 60_000, "");
    let times = times_its_size("fleet.ndjson", &lines);
    assert!(
        times < 0.2,
        "{times:.2}: more than a few handfuls of lines are held at once"
    );
}
