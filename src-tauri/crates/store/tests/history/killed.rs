//! A program that keeps snapshots is killed in the middle, again and again: what it acknowledged is
//! there. `TWINSCOPE_KILLS` says how often; `make bench` takes many.

use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use bench::{keep, place, text};
use store::{Device, Store};

use crate::bench;

/// Where the program to be killed finds its file.
const FILE: &str = "TWINSCOPE_TEST_KEEPS_IN";
/// Kills in a test run, and how often is asked for otherwise.
const KILLS: u32 = 20;
const HOW_OFTEN: &str = "TWINSCOPE_KILLS";
/// Kills that one file goes through.
const A_FILE: u32 = 20;

/// Keeps snapshots of two devices, in transactions of all sizes, and says of each when it is kept.
fn keep_on(file: &Path, transactions: usize, tell: &mut dyn FnMut(&str, i64)) {
    let mut store = Store::open(file).expect("it opens");
    let next = |store: &Store, device: &str| {
        let timeline = store.timeline(&Device::named(device)).expect("read");
        timeline.last().and_then(|m| m.reported).unwrap_or(0) + 1
    };
    let mut revisions = ["a", "b"].map(|device| (device, next(&store, device)));
    for transaction in 0..transactions {
        let (device, first) = &mut revisions[transaction % 2];
        let many = 1 + i64::try_from(transaction * 7 % 40).expect("small");
        keep(&mut store, device, *first..*first + many);
        *first += many;
        tell(device, *first - 1);
        if transaction % 9 == 8 {
            // the journal is put into the file: that, too, may be cut off
            store.settle().expect("settled");
        }
    }
}

#[test]
fn what_is_kept_is_told_only_then() {
    if let Some(file) = std::env::var_os(FILE) {
        let mut out = std::io::stdout();
        return keep_on(Path::new(&file), usize::MAX, &mut |device, revision| {
            writeln!(out, "kept {device} {revision}").expect("the parent reads");
            out.flush().expect("the parent reads");
        });
    }
    let place = place();
    keep_on(&place.file, 60, &mut |device, revision| {
        let other = Store::open_to_read(&place.file).expect("opened");
        let timeline = other.timeline(&Device::named(device)).expect("read");
        assert_eq!(timeline.last().and_then(|m| m.reported), Some(revision));
    });
}

fn start(file: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().expect("it runs"))
        .args([
            "--exact",
            "killed::what_is_kept_is_told_only_then",
            "--nocapture",
        ])
        .env(FILE, file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let out = BufReader::new(child.stdout.take().expect("piped"));
    (child, out)
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_acknowledged() {
    let asked = std::env::var(HOW_OFTEN).ok().and_then(|n| n.parse().ok());
    let kills = asked.unwrap_or(KILLS);
    let (mut place, mut acknowledged) = (place(), [0_i64; 2]);
    let (mut all, mut cut_off) = (0, 0);
    for kill in 0..kills {
        if kill > 0 && kill % A_FILE == 0 {
            all += acknowledged.iter().sum::<i64>();
            (place, acknowledged) = (bench::place(), [0; 2]);
        }
        let (mut child, mut out) = start(&place.file);
        let before: i64 = acknowledged.iter().sum();
        let mut lines = 0;
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|n| n > 0) {
            note(&line, &mut acknowledged);
            lines += usize::from(line.contains("kept "));
            line.clear();
            if lines == 1 + kill as usize * 5 % 13 {
                // somewhere within the next transaction
                std::thread::sleep(Duration::from_micros(u64::from(kill) * 613 % 9_000));
                child.kill().expect("killed");
            }
        }
        child.wait().expect("it ended");
        assert!(
            acknowledged.iter().sum::<i64>() > before,
            "it came to nothing"
        );
        cut_off += usize::from(assert_kept(&place.file, &mut acknowledged));
    }
    all += acknowledged.iter().sum::<i64>();
    println!(
        "{kills} kills, {all} snapshots acknowledged and there; {cut_off} kills between keeping and telling"
    );
}

fn note(line: &str, acknowledged: &mut [i64; 2]) {
    // the harness may print before the first one, on the same line
    let Some((_, told)) = line.split_once("kept ") else {
        return;
    };
    let Some((device, revision)) = told.trim_end().split_once(' ') else {
        return;
    };
    acknowledged[usize::from(device == "b")] = revision.parse().expect("a whole line");
}

/// Holds the file against what was told; says whether there is more in it, kept but not yet told.
fn assert_kept(file: &Path, acknowledged: &mut [i64; 2]) -> bool {
    let store = Store::open(file).expect("it opens after a kill");
    let (faults, _) = store.check().expect("read");
    assert_eq!(faults, []);
    let mut there = [0_i64; 2];
    let read = store.every(&|_| true, &mut |record| {
        let record = record.expect("whole");
        let of_device = &mut there[usize::from(record.device.name == "b")];
        *of_device += 1;
        assert_eq!(record.moment.reported, Some(*of_device), "none is left out");
        assert_eq!(record.text, text(&record.device.name, *of_device));
        ControlFlow::Continue(())
    });
    read.expect("read");
    let mut is_more = false;
    for (there, told) in there.into_iter().zip(acknowledged) {
        assert!(there >= *told, "{told} acknowledged, {there} there");
        is_more |= there > *told;
        *told = there;
    }
    is_more
}
