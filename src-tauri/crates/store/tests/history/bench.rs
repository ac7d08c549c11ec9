//! Twins that change, and stores to keep them in. Knows nothing of the answers.

use std::path::PathBuf;

use jiff::Timestamp;
use store::{Device, Snapshot, Store, Way};
use tempfile::TempDir;
use twin::{Document, Masked, shape};

/// A text, masked as the product masks it.
pub fn masked(text: &str) -> Masked {
    let doc = Document::read_str(text).expect("small");
    let root = doc.root().expect("not empty");
    Masked::of(&shape::recognise(root, &|_| false))
}

/// A device's twin after so many reports.
pub fn text(device: &str, revision: i64) -> String {
    let members: String = (0..12)
        .map(|group| {
            let changed = revision - (revision - group).rem_euclid(12);
            format!("\"group{group}\":{{\"value\":\"reading {changed}\",\"unit\":\"none of the above\"}},")
        })
        .collect();
    format!(
        "{{\"deviceId\":\"{device}\",\"etag\":\"AAAAAAAAAAE=\",\"version\":{},\"properties\":{{\"desired\":{{\"$metadata\":{{\"$lastUpdated\":\"2026-01-01T00:00:00.0000000Z\"}},\"$version\":1}},\"reported\":{{{members}\"$metadata\":{{\"$lastUpdated\":\"2026-02-01T00:{:02}:{:02}.1234567Z\"}},\"$version\":{revision}}}}}}}",
        revision + 1,
        revision / 60 % 60,
        revision % 60,
    )
}

/// A point in time, in seconds from the start.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).expect("near")
}

/// A snapshot that was watched.
pub fn snapshot<'a>(device: &'a Device, twin: &'a Masked, revision: i64) -> Snapshot<'a> {
    Snapshot {
        device,
        seen: at(revision),
        until: None,
        way: Way::Watched,
        source: "hub.example",
        etag: Some("AAAAAAAAAAE="),
        desired: Some(1),
        reported: Some(revision),
        twin,
    }
}

/// Keeps revisions of a device, all in one transaction.
pub fn keep(store: &mut Store, device: &str, revisions: impl IntoIterator<Item = i64>) {
    let named = Device::named(device);
    let twins: Vec<_> = revisions
        .into_iter()
        .map(|revision| (revision, masked(&text(device, revision))))
        .collect();
    let snapshots: Vec<_> = twins
        .iter()
        .map(|(revision, twin)| snapshot(&named, twin, *revision))
        .collect();
    store.keep(&snapshots).expect("kept");
}

/// A folder for one store.
pub struct Place {
    pub folder: TempDir,
    pub file: PathBuf,
}

pub fn place() -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.db");
    Place { folder, file }
}

impl Place {
    pub fn open(&self) -> Store {
        Store::open(&self.file).expect("it opens")
    }
}

/// Holds every revision of a device against what it was; returns their numbers.
pub fn assert_whole(store: &Store, device: &str) -> Vec<u32> {
    let named = Device::named(device);
    let timeline = store.timeline(&named).expect("read");
    for moment in &timeline {
        let revision = moment.reported.expect("all have one");
        let rebuilt = store.text(&named, moment.number).expect("rebuilt");
        assert_eq!(
            rebuilt.as_deref(),
            Some(text(device, revision).as_str()),
            "revision {revision}"
        );
    }
    timeline.iter().map(|m| m.number).collect()
}
