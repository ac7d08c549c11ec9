//! Damaged conversations for as long as wanted, against a bench hub in this process, while a well-behaved device works:
//! `cargo test -p bench-hub --bench hostile -- SECONDS`. Ends red where the device is held up or loses something, the
//! hub panics, or memory grows beyond its bound.

mod conversation;
mod damage;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use support::packets::Device;
use support::{Site, calls, crowd};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{sleep, timeout};

use conversation::Kind;
use damage::Dice;

/// Attackers at once.
const ATTACKERS: u64 = 8;
/// Half-open connections.
const CROWD: usize = 10_000;
/// Longest wait of the well-behaved device for its twin.
const LONGEST: Duration = Duration::from_secs(10);
/// Most memory of the hub and of all its clients, which are in this process, too.
const MOST_MEMORY: u64 = 600;
/// Between two reports of the well-behaved device.
const REST: Duration = Duration::from_millis(20);

/// What is counted.
#[derive(Default)]
struct Counts {
    connections: AtomicU64,
    packets: AtomicU64,
    calls: AtomicU64,
    bytes: AtomicU64,
    panics: AtomicU64,
    is_over: AtomicBool,
}

impl Counts {
    fn of(counter: &AtomicU64) -> u64 {
        counter.load(Ordering::Relaxed)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

fn main() {
    let seconds = std::env::args().filter_map(|word| word.parse().ok()).next();
    let seconds: u64 = seconds.unwrap_or(60);
    let counts = Arc::new(Counts::default());
    let panics = counts.clone();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        panics.panics.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    let site = Arc::new(Site::new());
    let names: Vec<_> = (0..ATTACKERS).map(|n| format!("bad-{n}")).collect();
    site.devices(&["good"]);
    site.devices(&names.iter().map(String::as_str).collect::<Vec<_>>());
    support::run(attack(site, counts, Duration::from_secs(seconds)));
}

async fn attack(site: Arc<Site>, counts: Arc<Counts>, time: Duration) {
    for number in 0..conversation::NEW {
        let enrolled = calls::raw(&site, &conversation::enrollment(&site, number)).await;
        assert_eq!(enrolled.map(|reply| reply.status), Some(200));
    }
    println!("memory at the start: {} MB", memory());
    let good = tokio::spawn(behave(site.clone(), counts.clone()));
    let attackers: Vec<_> = (0..ATTACKERS)
        .map(|number| tokio::spawn(damage(site.clone(), counts.clone(), number)))
        .collect();
    let most = watch(time, &counts).await;
    counts.is_over.store(true, Ordering::Relaxed);
    for attacker in attackers {
        attacker.await.expect("an attacker ends by itself");
    }
    let (reports, longest) = good.await.expect("the device that behaves is undisturbed");
    let of = Counts::of;
    println!(
        "{} s: {} connections, {} packets of MQTT, {} calls of HTTP, {} MB sent",
        time.as_secs(),
        of(&counts.connections),
        of(&counts.packets),
        of(&counts.calls),
        of(&counts.bytes) >> 20
    );
    println!(
        "the device that behaves: {reports} reports and twins read, the longest took {longest:.1?}"
    );
    println!("most memory: {most} MB, at the end {} MB", memory());
    throng(&site, &counts).await;
    assert_eq!(of(&counts.panics), 0, "nothing panicked");
}

/// Waits, and tells every minute; the most memory.
async fn watch(time: Duration, counts: &Counts) -> u64 {
    let start = Instant::now();
    let (mut most, mut minute) = (0, 1);
    while start.elapsed() < time {
        sleep(Duration::from_millis(250)).await;
        most = most.max(memory());
        assert!(most < MOST_MEMORY, "{most} MB");
        if start.elapsed().as_secs() >= 60 * minute {
            let packets = Counts::of(&counts.packets);
            println!("{minute} min: {packets} packets, {} MB", memory());
            minute += 1;
        }
    }
    most
}

/// Reports and reads until all is over; how often, and how long the slowest took.
async fn behave(site: Arc<Site>, counts: Arc<Counts>) -> (u64, Duration) {
    let mut device = Device::login(&site, "good").await;
    let (mut reports, mut longest) = (0, Duration::ZERO);
    while !counts.is_over() {
        reports += 1;
        let start = Instant::now();
        step(&mut device, reports).await;
        longest = longest.max(start.elapsed());
        assert!(longest < LONGEST, "held up for {longest:?}");
        sleep(REST).await;
    }
    let twin = calls::call(&site, "GET", "/twins/good?api-version=2021-04-12", b"").await;
    let reported = &twin.json()["properties"]["reported"];
    assert_eq!(reported["count"], json!(reports), "nothing is lost");
    assert_eq!(reported["$version"], json!(reports + 1), "nothing is added");
    (reports, longest)
}

async fn step(device: &mut Device, count: u64) {
    let patch = json!({"count": count}).to_string();
    let answer = device.report(patch.as_bytes()).await;
    let answer = answer.expect("the connection is not cut");
    assert_eq!(answer.status, 204);
    assert_eq!(device.twin().await["reported"]["count"], json!(count));
}

/// Says damaged things over one connection after the other.
async fn damage(site: Arc<Site>, counts: Arc<Counts>, number: u64) {
    let mut dice = Dice::new(number);
    let device = format!("bad-{number}");
    while !counts.is_over() {
        let kind = Kind::thrown(&mut dice);
        let said = conversation::of(kind, &site, &device, &mut dice);
        let bytes: Vec<u8> = said.iter().flatten().copied().collect();
        counts.connections.fetch_add(1, Ordering::Relaxed);
        let counter = match kind {
            Kind::Http => &counts.calls,
            _ => &counts.packets,
        };
        counter.fetch_add(said.len() as u64, Ordering::Relaxed);
        counts
            .bytes
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let patience = Duration::from_secs(15);
        let _ = timeout(patience, say(&site, kind, &bytes, &mut dice)).await;
    }
}

async fn say(site: &Site, kind: Kind, bytes: &[u8], dice: &mut Dice) -> std::io::Result<()> {
    let mut sink = Vec::new();
    if kind == Kind::Garbage {
        let mut stream = support::plain(site.bench.port).await?;
        stream.write_all(bytes).await?;
        stream.shutdown().await?;
        stream.read_to_end(&mut sink).await?;
        return Ok(());
    }
    let stream = site.tls().await?;
    let (mut reader, mut writer) = tokio::io::split(stream);
    let read = async {
        // one in eight does not read
        if dice.upto(8) > 0 {
            let _ = reader.read_to_end(&mut sink).await;
        }
    };
    let piece = 1 + bytes.len() / 3;
    let write = async {
        for part in bytes.chunks(piece) {
            if writer.write_all(part).await.is_err() || writer.flush().await.is_err() {
                return;
            }
        }
        let _ = writer.shutdown().await;
    };
    tokio::join!(read, write);
    Ok(())
}

/// Ten thousand at the door, and one who comes through.
async fn throng(site: &Arc<Site>, counts: &Arc<Counts>) {
    counts.is_over.store(false, Ordering::Relaxed);
    let before = open_files();
    let mut device = Device::login(site, "bad-0").await;
    let start = Instant::now();
    let coming = tokio::spawn({
        let site = site.clone();
        async move { crowd::crowd(&site, CROWD).await }
    });
    let (mut steps, mut longest) = (0, Duration::ZERO);
    let first = device.twin().await["reported"]["$version"].as_i64();
    while !coming.is_finished() {
        steps += 1;
        let start = Instant::now();
        step(&mut device, steps).await;
        longest = longest.max(start.elapsed());
    }
    let crowd = coming.await.expect("a crowd");
    let last = device.twin().await["reported"]["$version"].as_i64();
    let steps = i64::try_from(steps).expect("few");
    assert_eq!(last, first.map(|first| first + steps), "nothing is lost");
    let held = open_files() - before - crowd.len();
    let start_of_login = Instant::now();
    drop(Device::login(site, "bad-1").await);
    println!(
        "{} half-open connections in {:.1?}: the device beside them took {longest:.1?} at most, a new one was in after \
         {:.1?}; the hub held {held} of them, {} MB with the clients",
        crowd.len(),
        start.elapsed(),
        start_of_login.elapsed(),
        memory()
    );
    assert!(held < 1_200, "{held} are held");
    drop(crowd);
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Megabytes of memory of this process.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() >> 10
}
