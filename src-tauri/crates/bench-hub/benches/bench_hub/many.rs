//! Many of them: five thousand devices connected at once, a hundred thousand twins at a start.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use tokio::time::sleep_until;

use super::child::{Account, Server, accounts};
use super::support::packets::Device;

const CONNECTED: usize = 5_000;
const KEPT: usize = 100_000;
/// Each device reports once in it.
const MINUTE: Duration = Duration::from_secs(60);

/// A twin of about two kilobytes.
pub fn twin(number: usize) -> String {
    let mut reported = String::new();
    for group in 0..24 {
        let _ = write!(
            reported,
            "\"group{group:02}\":{{\"value\":{}.{group},\"state\":\"ok\",\"text\":\"reading {number} of it\"}},",
            number % 200
        );
    }
    reported.pop();
    format!(
        "{{\"tags\":{{\"site\":\"plant-{}\"}},\"properties\":{{\"desired\":{{\"interval\":{}}},\"reported\":{{{reported}}}}}}}",
        number % 7,
        30 + number % 60
    )
}

/// Devices that are connected and report now and then.
pub async fn connected() {
    let folder = tempfile::tempdir().expect("a place for files");
    let accounts = accounts(folder.path(), CONNECTED, twin);
    let hub = Server::hub(folder.path());
    let empty = hub.memory();
    let start = Instant::now();
    let logins = stream::iter(&accounts).map(|account| hub.login(account));
    let mut devices: Vec<Device> = logins.buffer_unordered(16).collect().await;
    println!(
        "{} devices connected in {:.1?}: the hub has {:.0} MB, {empty:.0} before",
        devices.len(),
        start.elapsed(),
        hub.memory()
    );
    let start = tokio::time::Instant::now();
    let count = u32::try_from(devices.len()).expect("few");
    let (mut slowest, mut most) = (Duration::ZERO, 0.0_f64);
    for (number, device) in (0..count).zip(&mut devices) {
        sleep_until(start + MINUTE * number / count).await;
        let asked = Instant::now();
        let answer = device.report(br#"{"group03":{"value":17.25}}"#).await;
        assert_eq!(answer.expect("not cut").status, 204);
        slowest = slowest.max(asked.elapsed());
        most = most.max(hub.memory());
    }
    println!(
        "one change a minute each, {:.0?} long: the slowest answer took {slowest:.1?}, the hub had {most:.0} MB at most",
        start.elapsed()
    );
}

/// A start over many twins.
pub async fn restarted() {
    let folder = tempfile::tempdir().expect("a place for files");
    let start = Instant::now();
    let accounts = accounts(folder.path(), KEPT, twin);
    let size = std::fs::metadata(folder.path().join("bench.sqlite")).map_or(0, |file| file.len());
    println!(
        "{KEPT} twins made in {:.1?}, {} MB",
        start.elapsed(),
        size >> 20
    );
    for turn in 1..=3 {
        let start = Instant::now();
        let hub = Server::hub(folder.path());
        let listens = start.elapsed();
        let account: &Account = &accounts[KEPT * turn / 4];
        let twin = hub.login(account).await.twin().await;
        let took = start.elapsed();
        assert!(twin["reported"]["group23"].is_object());
        println!(
            "started over them: it listens after {listens:.2?}, the first twin is read after {took:.2?}, {:.0} MB",
            hub.memory()
        );
    }
}
