//! A disk that is full: the error says so, nothing is lost or half written, reading goes on, and
//! pruning makes room.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use bench::{assert_whole, at, keep, masked, place, snapshot, text};
use store::{Device, Keep, Store, StoreError};

use crate::bench;

/// Where the program with a limit finds its file.
const FILE: &str = "TWINSCOPE_TEST_FILLS";

/// Keeps one snapshot after the other until that fails; returns how many are kept, and why.
fn fill(store: &mut Store) -> (i64, StoreError) {
    let device = Device::named("a");
    let first = i64::try_from(store.timeline(&device).expect("read").len()).expect("small") + 1;
    for revision in first.. {
        // texts that have nothing in common, so that it does not take long
        let noise: String = (0..400)
            .map(|i| {
                format!(
                    "{:08x}",
                    (revision * 7919 + i).wrapping_mul(2_654_435_761) & 0xffff_ffff
                )
            })
            .collect();
        let twin = masked(&text("a", revision).replace("none of the above", &noise));
        if let Err(error) = store.keep(&[snapshot(&device, &twin, revision)]) {
            return (revision - 1, error);
        }
    }
    unreachable!("the disk is finite")
}

fn assert_kept(store: &Store, kept: i64) {
    let (faults, whole) = store.check().expect("read");
    assert_eq!(
        (faults, i64::try_from(whole).expect("small")),
        (vec![], kept)
    );
}

/// Fills a file, and holds it against what was kept: before and after it is opened again.
fn fill_and_look(file: &Path, limit: impl Fn(&Store), make_room: impl Fn()) -> StoreError {
    let mut store = Store::open(file).expect("opened");
    limit(&store);
    let (kept, error) = fill(&mut store);
    assert!(kept > 20, "{kept} kept");
    assert_kept(&store, kept);
    let again = fill(&mut store);
    assert_eq!((again.0, &again.1), (kept, &error), "it stays full");
    assert_kept(&Store::open_to_read(file).expect("opened"), kept);
    drop(store);
    let mut store = Store::open_at_best(file)
        .expect("a full file is opened")
        .store;
    assert_kept(&store, kept);
    limit(&store);
    make_room();
    let newer = Keep {
        since: Some(at(kept * 2 / 3)),
        ..Keep::default()
    };
    store.prune(&newer).expect("pruned");
    let left = store.check().expect("read");
    assert_eq!(left.0, []);
    keep(&mut store, "b", 1..=5);
    assert_eq!(assert_whole(&store, "b").len(), 5);
    error
}

#[test]
fn a_file_at_its_quota_is_full_and_stays_whole() {
    let place = place();
    let error = fill_and_look(
        &place.file,
        |store| store.limit(600_000).expect("limited"),
        || {},
    );
    assert_eq!(error, StoreError::Full(place.file.clone()));
    assert_eq!(
        error.way_out(),
        "make room on the disk; then the history can be pruned, too"
    );
}

#[test]
fn a_file_that_the_system_lets_grow_no_further_stays_whole() {
    if let Some(file) = std::env::var_os(FILE) {
        let neighbour = Path::new(&file).with_extension("neighbour");
        fs::write(&neighbour, vec![7; 500_000]).expect("written");
        // a disk that is full has no room for a journal: somebody else's file goes first
        let make_room = || fs::remove_file(&neighbour).expect("removed");
        let error = fill_and_look(Path::new(&file), |_| {}, make_room);
        assert!(
            matches!(error, StoreError::Full(_) | StoreError::Failed { .. }),
            "{error:?}"
        );
        return;
    }
    let place = place();
    // half a megabyte a file; a program that does not mind is told by the call instead of killed
    limited(
        "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\"",
        &place.file,
    );
}

/// Runs the same test in a program that a shell has prepared.
fn limited(script: &str, file: &Path) {
    let this = "disk::a_file_that_the_system_lets_grow_no_further_stays_whole";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().expect("it runs"))
        .args(["--exact", this, "--nocapture"])
        .env(FILE, file)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[test]
fn a_disk_without_room_is_full_and_the_history_stays_whole() {
    let place = place();
    let disk = place.folder.path().join("disk");
    fs::create_dir(&disk).expect("made");
    // a small disk of its own, where the system lets us have one; elsewhere a file that may not grow stands for it
    let inner = format!(
        "mount -t tmpfs -o size=1700k tmpfs '{}' 2>/dev/null || ulimit -f 1000; trap '' XFSZ; exec \"$0\" \"$@\"",
        disk.display()
    );
    let outer = format!(
        "if unshare -m true 2>/dev/null; then exec unshare -m sh -c '{}' \"$0\" \"$@\"; else {inner}; fi",
        inner.replace('\'', "'\\''")
    );
    limited(&outer, &disk.join("history.db"));
}
