//! The history in the window: the timeline with what changed in each snapshot, two snapshots beside each other, blame
//! where no stamp tells.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value as Plain, json};
use tempfile::TempDir;

use super::Workspace;
use crate::history::{History, import};
use crate::packs::Packs;
use crate::wire::{
    Blame, BlameSource, Compared, CopyFormat, CopyRequest, DiffLayout, DiffPage, DiffRequest,
    DiffState, ErrorCode, Filter, HistoryPage, HistoryWay, Scope, ScopeKind,
};

/// A twin with its stamps, as a hub gives it.
pub(super) fn twin(desired: &Plain, reported: &Plain, versions: (i64, i64)) -> String {
    let section = |values: &Plain, version: i64| {
        let mut section = values.clone();
        section["$version"] = json!(version);
        section
    };
    json!({"deviceId": "pump-7", "etag": "AAAAAAAAAAE=", "tags": {"site": "A"}, "properties": {
        "desired": section(desired, versions.0), "reported": section(reported, versions.1)}})
    .to_string()
}

/// A folder with a history: what was seen, at which minute of a day.
pub(super) struct Past {
    pub folder: TempDir,
    pub file: PathBuf,
}

fn minute(minute: u32) -> String {
    format!("2026-02-01T{:02}:{:02}:00Z", minute / 60, minute % 60)
}

impl Past {
    pub fn of(sightings: &[(u32, u32, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("history.db");
        let past = Self { folder, file };
        let line = |(seen, last, twin): &(u32, u32, String)| {
            json!({"twinscopeHistory": 1, "device": "pump-7", "seen": minute(*seen), "last": minute(*last),
                "way": "watched", "source": "hub.example", "twin": twin})
            .to_string()
        };
        let lines: Vec<_> = sightings.iter().map(line).collect();
        let export = past.write("export.ndjson", &lines.join("\n"));
        if !lines.is_empty() {
            let mut history = History::open(&past.file).expect("opened");
            let done = import(
                &mut history,
                &[export],
                &Packs::default(),
                None,
                &mut |_| {},
            )
            .expect("imported");
            assert_eq!(done.problems, Vec::<String>::new());
        }
        past
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    pub fn window(&self) -> Workspace {
        Workspace::new(|_| {}).keeping_history_in(self.file.clone())
    }

    /// A window in which a twin is open, and the handle of that twin.
    pub fn open(&self, text: &str) -> (Workspace, u32) {
        let workspace = self.window();
        let twin = open(&workspace, &self.write("pump-7.json", text));
        (workspace, twin)
    }
}

pub(super) fn open(workspace: &Workspace, path: &str) -> u32 {
    workspace.open_paths(vec![path.to_owned()]);
    settle(workspace);
    workspace.list(&Filter::default(), 0, 100).rows[0].id
}

pub(super) fn settle(workspace: &Workspace) {
    let start = Instant::now();
    while !workspace.status().activities.is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "it ends");
        std::thread::yield_now();
    }
    // what cannot be kept is told by the page
    let _ = workspace.settle_history();
}

pub(super) fn plain(a: i64, b: i64) -> Plain {
    json!({"first": {"a": a}, "second": {"b": b}})
}

fn lanes(page: &HistoryPage) -> Vec<(&str, &[u32], &[u32])> {
    let lanes = page.lanes.iter();
    lanes
        .map(|lane| (lane.group.as_str(), &*lane.desired, &*lane.reported))
        .collect()
}

/// Three snapshots: `first` is asked for, then `second` is reported; two reports were never seen.
pub(super) fn three() -> [(u32, u32, String); 3] {
    [
        (0, 5, twin(&plain(1, 1), &plain(1, 1), (1, 1))),
        (10, 10, twin(&plain(2, 1), &plain(1, 1), (2, 1))),
        (20, 25, twin(&plain(2, 1), &plain(1, 2), (2, 4))),
    ]
}

#[test]
fn a_timeline_says_what_changed_in_each_snapshot_and_what_was_never_seen() {
    let past = Past::of(&three());
    let (workspace, shown) = past.open(&three()[1].2);
    let page = workspace.history(shown).expect("read");
    assert_eq!((page.device.as_str(), page.nothing), ("pump-7", None));
    assert_eq!(page.moments.numbers, [1, 2, 3]);
    assert_eq!(page.shown, Some(2), "the one that is open");
    assert_eq!(page.moments.seen[1] - page.moments.seen[0], 600_000);
    assert_eq!(page.moments.last[0] - page.moments.seen[0], 300_000);
    assert_eq!(page.moments.desired, [Some(1), Some(2), Some(2)]);
    assert_eq!(page.moments.desired_gaps, [0, 0, 0]);
    assert_eq!(page.moments.reported_gaps, [0, 0, 2]);
    assert_eq!(
        lanes(&page),
        [("first", &[1][..], &[][..]), ("second", &[], &[2])]
    );
    assert_eq!(page.unchanged, 1, "the tags");
    assert_eq!(page.sources.len(), 1);
    assert_eq!(page.sources[0].way, HistoryWay::Watched);
    assert_eq!((page.notes.len(), page.keeping), (0, false));
}

#[test]
fn what_is_opened_afterwards_is_on_the_timeline_of_the_same_window() {
    let past = Past::of(&three());
    let (workspace, shown) = past.open(&three()[2].2);
    assert_eq!(
        workspace
            .history(shown)
            .expect("read")
            .moments
            .numbers
            .len(),
        3
    );
    let next = twin(&plain(3, 1), &plain(1, 2), (1, 4));
    let next = open(&workspace, &past.write("next.json", &next));
    let page = workspace.history(next).expect("read");
    assert_eq!(page.moments.numbers, [1, 2, 3, 4]);
    assert_eq!(page.moments.desired_gaps[3], -1, "the version went back");
    assert_eq!(lanes(&page)[0], ("first", &[1, 3][..], &[][..]));
    assert_eq!(page.sources[1].way, HistoryWay::Opened);
}

#[test]
fn a_device_that_was_forgotten_and_begins_anew_is_read_anew() {
    let past = Past::of(&three());
    let (workspace, shown) = past.open(&three()[2].2);
    assert_eq!(lanes(&workspace.history(shown).expect("read"))[0].1, [1]);
    {
        let mut history = History::open(&past.file).expect("opened");
        let device = history.device("pump-7").expect("there");
        history.forget(&device).expect("forgotten");
        let anew = [(1, 1), (1, 2), (1, 2)].map(|(a, b)| twin(&plain(a, b), &plain(1, 1), (7, 7)));
        let file = past.write("anew.ndjson", &anew.join("\n"));
        import(&mut history, &[file], &Packs::default(), None, &mut |_| {}).expect("imported");
    }
    let page = workspace.history(shown).expect("read");
    assert_eq!(lanes(&page), [("second", &[1][..], &[][..])]);
    assert_eq!(page.shown, None, "what is open is no longer kept");
}

fn request(compared: Compared) -> DiffRequest {
    DiffRequest {
        compared,
        layout: DiffLayout::Tree,
        full: true,
        states: Vec::new(),
        search: String::new(),
        blame: true,
        toggled: Vec::new(),
        first: 0,
        count: 100,
    }
}

fn told(page: &DiffPage, name: &str) -> [Option<Blame>; 2] {
    let row = page.rows.iter().find(|row| row.name == name);
    let row = row.expect("a row of that name");
    [&row.left, &row.right].map(|cell| cell.as_ref().and_then(|cell| cell.blame.clone()))
}

fn from_history(blame: Option<&Blame>) -> Option<(u32, String, Option<i64>)> {
    let blame = blame.filter(|b| b.source == BlameSource::History)?;
    Some((blame.snapshot?, blame.at.clone()?, blame.revision))
}

#[test]
fn two_snapshots_stand_beside_each_other_by_their_numbers() {
    let past = Past::of(&three());
    let (workspace, shown) = past.open(&three()[2].2);
    workspace.history(shown).expect("read");
    let compared = Compared::Snapshots {
        twin: shown,
        before: 1,
        after: 3,
    };
    let page = workspace.diff(&request(compared)).expect("compared");
    assert!(page.head.is_of_two);
    assert_eq!(
        [page.head.left.as_str(), &page.head.right],
        [
            "Snapshot 1 · 2026-02-01 00:00:00 UTC",
            "Snapshot 3 · 2026-02-01 00:20:00 UTC"
        ]
    );
    let leaves = page.rows.iter().filter(|r| !r.has_children);
    let edited = leaves.filter(|r| r.state == DiffState::Edited);
    let edited: Vec<_> = edited
        .filter_map(|r| Some(r.right.as_ref()?.pointer.as_str()))
        .collect();
    assert_eq!(
        edited,
        [
            "/properties/desired/first/a",
            "/properties/reported/second/b"
        ]
    );
    let gone = Compared::Snapshots {
        twin: shown,
        before: 1,
        after: 9,
    };
    let refused = workspace.diff(&request(gone)).map(drop);
    assert_eq!(
        refused.map_err(|r| r.code).err(),
        Some(ErrorCode::UnknownSnapshot)
    );
}

#[test]
fn a_snapshot_is_opened_as_a_twin_of_its_own_and_copied_from() {
    let past = Past::of(&three());
    let (workspace, shown) = past.open(&three()[2].2);
    workspace.open_snapshot(shown, 1).expect("opened");
    settle(&workspace);
    let rows = workspace.list(&Filter::default(), 0, 10).rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].source, "pump-7, snapshot 1");
    let page = workspace.history(rows[1].id).expect("read");
    assert_eq!((page.moments.numbers.len(), page.shown), (3, Some(1)));
    let copy = |snapshot, format| {
        let request = CopyRequest {
            twin: shown,
            pointer: "/properties/desired/first/a".to_owned(),
            finding: None,
            format,
            snapshot,
        };
        workspace.copy(&request).expect("copied")
    };
    assert_eq!(copy(Some(1), CopyFormat::Value), "1");
    assert_eq!(copy(None, CopyFormat::Value), "2");
    assert_eq!(
        copy(Some(1), CopyFormat::Path),
        "properties.desired.first.a"
    );
}

#[test]
fn where_no_stamp_tells_the_history_says_since_when_a_value_is_there() {
    let state = |a, b, version| twin(&plain(a, 1), &plain(1, b), (version, version));
    let past = Past::of(&[
        (0, 0, state(1, 1, 1)),
        (10, 10, state(2, 1, 2)),
        (20, 20, state(1, 1, 3)),
        (30, 30, state(1, 2, 4)),
    ]);
    let (workspace, shown) = past.open(&state(1, 2, 4));
    let scope = Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    };
    let drift = Compared::Drift { twin: shown, scope };
    let page = workspace.diff(&request(drift.clone())).expect("compared");
    let [desired, reported] = told(&page, "a");
    // it was 2 in between: the run begins behind that
    assert_eq!(
        from_history(desired.as_ref()),
        Some((3, minute(20), Some(3)))
    );
    assert_eq!(
        from_history(reported.as_ref()),
        Some((1, minute(0), Some(1)))
    );
    let [_, b] = told(&page, "b");
    assert_eq!(from_history(b.as_ref()), Some((4, minute(30), Some(4))));
    let unasked = DiffRequest {
        blame: false,
        ..request(drift)
    };
    let page = workspace.diff(&unasked).expect("compared");
    assert_eq!(told(&page, "a"), [None, None]);
}

#[test]
fn a_value_that_comes_back_is_there_since_it_came_back() {
    let state = |a| twin(&plain(a, 1), &plain(1, 1), (1, 1));
    // the first one was seen again after the second one: that is all that is known of its return
    let past = Past::of(&[(0, 40, state(1)), (10, 10, state(2))]);
    let (workspace, shown) = past.open(&state(1));
    let before = Compared::Snapshots {
        twin: shown,
        before: 1,
        after: 2,
    };
    let page = workspace.diff(&request(before)).expect("compared");
    let [left, right] = told(&page, "a");
    assert_eq!(from_history(left.as_ref()), Some((1, minute(0), Some(1))));
    assert_eq!(from_history(right.as_ref()), Some((2, minute(10), Some(1))));
    let history = History::open_to_read(&past.file).expect("opened");
    let device = history.device("pump-7").expect("there");
    let doc = twin::Document::read_str(&state(1)).expect("small");
    let twin = diagnose::Units::of(&doc).twin(0).expect("a twin");
    let held = crate::history::held::held(
        &history,
        &device,
        &twin,
        crate::history::held::EVERYTHING,
        crate::history::held::Until::Now,
    );
    let held = held.expect("read");
    let a = doc.find(&twin::TwinPath::from_pointer("/properties/desired/first/a").expect("a path"));
    let since = held.get(&a.expect("there").id()).expect("told");
    assert!(since.at.to_string() >= minute(40), "{since:?}");
}

#[test]
fn a_secret_is_never_said_to_be_the_same() {
    let state = |secret: &str, a| {
        let desired = json!({"first": {"a": a, "password": secret}});
        twin(&desired, &json!({}), (1, 1))
    };
    let past = Past::of(&[(0, 0, state("geheim", 1)), (10, 10, state("anders", 2))]);
    let (workspace, shown) = past.open(&state("anders", 2));
    let scope = Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    };
    let page = workspace.diff(&request(Compared::Drift { twin: shown, scope }));
    let page = page.expect("compared");
    assert!(from_history(told(&page, "a")[0].as_ref()).is_some());
    assert_eq!(told(&page, "password"), [None, None]);
}

#[test]
fn a_stamp_wins_over_the_history() {
    let text = json!({"deviceId": "pump-7", "properties": {"desired": {"first": {"a": 1}, "$version": 3,
        "$metadata": {"$lastUpdated": "2026-01-01T00:00:00.0000000Z", "$lastUpdatedVersion": 3, "first": {
            "$lastUpdated": "2026-01-01T00:00:00.0000000Z", "$lastUpdatedVersion": 3, "$lastUpdatedBy": "night",
            "a": {"$lastUpdated": "2025-12-01T00:00:00.0000000Z", "$lastUpdatedVersion": 2}}}},
        "reported": {"$version": 1}}})
    .to_string();
    let past = Past::of(&[(0, 0, text.clone())]);
    let (workspace, shown) = past.open(&text);
    let scope = Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    };
    let page = workspace.diff(&request(Compared::Drift { twin: shown, scope }));
    let [blame, _] = told(&page.expect("compared"), "a");
    let blame = blame.expect("told");
    assert_eq!(
        (blame.source, blame.at.as_deref(), blame.revision, blame.by),
        (
            BlameSource::Own,
            Some("2025-12-01T00:00:00Z"),
            Some(2),
            None
        )
    );
}
