//! How densely and how fast histories are kept, beside a plain table of one text a row in the same
//! run. `TWINSCOPE_HISTORY` says how many snapshots; without it there are a million.

mod polls;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use polls::{Polled, View};
use rusqlite::{Connection, params};
use store::{Device, Snapshot, Store, Way};
use twin::{Document, Masked, shape};

/// Devices, each polled in every round; a round is one transaction.
const DEVICES: u32 = 1_000;

fn main() {
    let asked = std::env::var("TWINSCOPE_HISTORY").ok();
    let snapshots: u64 = asked.map_or(1_000_000, |n| n.parse().expect("a number"));
    let rounds = (snapshots / u64::from(DEVICES)).max(2);
    for view in [View::Service, View::Device] {
        measure(view, rounds);
    }
}

/// What a way of keeping has cost.
#[derive(Default)]
struct Cost {
    insert: Duration,
    /// On the processor, where the system tells.
    cpu: Duration,
    bytes: u64,
}

impl Cost {
    fn time(&mut self, work: impl FnOnce()) {
        let (start, on_cpu) = (Instant::now(), cpu());
        work();
        self.insert += start.elapsed();
        self.cpu += cpu().saturating_sub(on_cpu);
    }
}

/// Time of this thread on the processor: on a machine that is busy elsewhere the clock tells less.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

fn measure(view: View, rounds: u64) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"));
    let folder = folder.expect("a folder on the disk of the build");
    let (dense_file, plain_file) = (
        folder.path().join("dense.db"),
        folder.path().join("plain.db"),
    );
    let mut store = Store::open(&dense_file).expect("opened");
    let mut plain = plain_table(&plain_file);
    let devices: Vec<_> = (0..DEVICES)
        .map(|n| Device::named(format!("pump-{n:05}")))
        .collect();
    let mut polled: Vec<_> = (0..DEVICES).map(|n| Polled::new(view, n)).collect();
    let (mut dense, mut rows, mut raw) = (Cost::default(), Cost::default(), 0_u64);
    let mut masking = Duration::ZERO;
    for round in 1..=rounds {
        let texts: Vec<_> = polled.iter_mut().map(|p| p.poll(round)).collect();
        raw += texts.iter().map(|t| t.len() as u64).sum::<u64>();
        let start = Instant::now();
        let masked: Vec<_> = texts.iter().map(|text| masked(text)).collect();
        masking += start.elapsed();
        let seen =
            Timestamp::from_second(i64::try_from(1_770_000_000 + round * 300).expect("near"));
        let seen = seen.expect("near");
        dense.time(|| keep(&mut store, seen, &devices, &polled, &masked));
        rows.time(|| insert(&mut plain, seen, &texts));
    }
    store.settle().expect("settled");
    plain
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .expect("settled");
    dense.bytes = size(&dense_file);
    rows.bytes = size(&plain_file);
    let snapshots = rounds * u64::from(DEVICES);
    println!(
        "{view:?} view: {snapshots} snapshots, {} bytes each",
        raw / snapshots
    );
    told("history", &dense, snapshots, raw);
    told("one row a text", &rows, snapshots, raw);
    println!(
        "  reading and masking, before they are kept: {:.1} us each",
        masking.as_secs_f64() * 1e6 / snapshots as f64
    );
    read_back(&store, &devices, rounds);
    read_plain(&plain);
    let start = Instant::now();
    let (faults, whole) = store.check().expect("read");
    assert_eq!((faults.len(), whole), (0, snapshots));
    println!(
        "  check of all, each rebuilt: {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    let pruned = store.prune(&store::Keep::default()).expect("packed");
    println!(
        "  after VACUUM ({:.1} s): {:.2} % of the raw bytes",
        start.elapsed().as_secs_f64(),
        percent(pruned.bytes.1, raw)
    );
}

fn told(name: &str, cost: &Cost, snapshots: u64, raw: u64) {
    println!(
        "  {name:<15} {:>7.0} a second by the clock, {:>7.0} a second of processor time, {:>6.1} MB, {:.2} % of the raw bytes, {:.0} bytes each",
        snapshots as f64 / cost.insert.as_secs_f64(),
        snapshots as f64 / cost.cpu.as_secs_f64(),
        cost.bytes as f64 / 1e6,
        percent(cost.bytes, raw),
        cost.bytes as f64 / snapshots as f64
    );
}

fn percent(bytes: u64, raw: u64) -> f64 {
    100.0 * bytes as f64 / raw as f64
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).expect("it is there").len()
}

fn masked(text: &str) -> Masked {
    let doc = Document::read_str(text).expect("small");
    let root = doc.root().expect("not empty");
    Masked::of(&shape::recognise(root, &|_| false))
}

fn keep(
    store: &mut Store,
    seen: Timestamp,
    devices: &[Device],
    polled: &[Polled],
    masked: &[Masked],
) {
    let all: Vec<_> = devices
        .iter()
        .zip(polled)
        .zip(masked)
        .map(|((device, polled), twin)| {
            let (desired, reported) = polled.versions();
            Snapshot {
                device,
                seen,
                until: None,
                way: Way::Watched,
                source: "hub.example",
                etag: Some("AAAAAAAAAFs="),
                desired: Some(desired),
                reported: Some(reported),
                twin,
            }
        })
        .collect();
    store.keep(&all).expect("kept");
}

/// The plain way: every text in a row of its own, found by device and time.
fn plain_table(file: &Path) -> Connection {
    let plain = Connection::open(file).expect("opened");
    plain
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192;
             CREATE TABLE snapshot (id INTEGER PRIMARY KEY, device INTEGER NOT NULL, seen INTEGER NOT NULL, twin TEXT NOT NULL);
             CREATE INDEX found ON snapshot (device, seen);",
        )
        .expect("made");
    plain
}

fn insert(plain: &mut Connection, seen: Timestamp, texts: &[String]) {
    let transaction = plain.transaction().expect("begun");
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO snapshot (device, seen, twin) VALUES (?1, ?2, ?3)")
            .expect("prepared");
        for (device, text) in (0_i64..).zip(texts) {
            insert
                .execute(params![device, seen.as_millisecond(), text])
                .expect("inserted");
        }
    }
    transaction.commit().expect("committed");
}

fn read_back(store: &Store, devices: &[Device], rounds: u64) {
    let some = || devices.iter().step_by(37);
    let timelines = times(some(), |device| {
        assert_eq!(store.timeline(device).expect("read").len() as u64, rounds);
    });
    println!("  timeline of one device: {timelines}");
    let numbers = (1..=rounds).step_by(usize::try_from(rounds / 50).unwrap_or(1).max(1));
    let revisions: Vec<_> = some()
        .flat_map(|d| numbers.clone().map(move |n| (d, n)))
        .collect();
    let rebuilt = times(revisions.iter(), |(device, number)| {
        let number = u32::try_from(*number).expect("few");
        let text = store.text(device, number).expect("read");
        black_box(text.expect("there").len());
    });
    println!("  one revision rebuilt: {rebuilt}");
    let start = Instant::now();
    let lines = store.devices().expect("read");
    println!("  list of {} devices: {:.1?}", lines.len(), start.elapsed());
}

fn read_plain(plain: &Connection) {
    let timelines = times((0..1_000_i64).step_by(37), |device| {
        let mut all = plain
            .prepare_cached("SELECT id, seen FROM snapshot WHERE device = ?1 ORDER BY seen")
            .expect("prepared");
        let rows = all.query_map([device], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        black_box(rows.expect("asked").count());
    });
    println!("  one row a text: timeline of one device: {timelines}");
    let texts = times((0..1_000_000_i64).step_by(997), |id| {
        let mut one = plain
            .prepare_cached("SELECT twin FROM snapshot WHERE id = ?1")
            .expect("prepared");
        let text = one.query_row([id + 1], |row| row.get::<_, String>(0));
        black_box(text.map_or(0, |t| t.len()));
    });
    println!("  one row a text: one revision: {texts}");
}

/// Median, hundredth slowest and slowest of works of one kind.
fn times<T>(of: impl Iterator<Item = T>, mut work: impl FnMut(T)) -> String {
    let mut times: Vec<_> = of
        .map(|one| {
            let start = Instant::now();
            work(one);
            start.elapsed()
        })
        .collect();
    times.sort();
    let within = |percent: usize| times[(times.len() - 1) * percent / 100];
    format!(
        "median {:.1?}, 99 % within {:.1?}, slowest {:.1?} of {}",
        within(50),
        within(99),
        within(100),
        times.len()
    )
}
