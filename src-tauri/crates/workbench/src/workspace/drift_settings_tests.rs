//! Drift hidden in the window: previewed, written, counted, shown again, undone; the time that a change may be pending.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use super::{Event, Workspace};
use crate::wire::{
    Compared, CopyFormat, CopyRequest, DiffLayout, DiffPage, DiffRequest, DiffState, DriftReach,
    ErrorCode, Filter, HideDriftRequest, Scope, ScopeKind,
};

const TWIN: &str = r#"{"deviceId":"pump-N",
"properties":{"desired":{"g":{"a":1,"list":[{"x":1}],"same":1}},
"reported":{"g":{"a":2,"list":[{"x":2}],"same":1}}}}"#;

struct Window {
    workspace: Workspace,
    told: Receiver<Event>,
}

impl Window {
    fn of(folder: &Path) -> Self {
        for n in 1..=2 {
            let text = TWIN.replace('N', &n.to_string());
            fs::write(folder.join(format!("pump-{n}.json")), text).expect("written");
        }
        let (tell, told) = channel();
        let workspace = Workspace::new(move |event| {
            // the test may have gone before the last word
            let _ = tell.send(event);
        });
        workspace.open_paths(vec![folder.display().to_string()]);
        let window = Self { workspace, told };
        window.settle();
        window
    }

    fn settle(&self) {
        while !self.workspace.status().activities.is_empty() {
            self.told.recv().expect("a word");
        }
    }

    fn twin(&self) -> u32 {
        self.workspace.list(&Filter::default(), 0, 1).rows[0].id
    }

    fn page(&self) -> DiffPage {
        let scope = Scope {
            kind: ScopeKind::Twin,
            group: String::new(),
        };
        let request = DiffRequest {
            compared: Compared::Drift {
                twin: self.twin(),
                scope,
            },
            layout: DiffLayout::Tree,
            full: true,
            states: Vec::new(),
            search: String::new(),
            blame: false,
            toggled: Vec::new(),
            first: 0,
            count: 100,
        };
        self.workspace.diff(&request).expect("shown")
    }

    fn wish(&self, pointer: &str, reach: DriftReach) -> HideDriftRequest {
        HideDriftRequest {
            twin: self.twin(),
            pointer: pointer.to_owned(),
            reach,
            reason: "set by hand".to_owned(),
        }
    }
}

#[test]
fn a_preview_says_what_would_be_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    for (pointer, reach, hides, properties) in [
        (
            "/properties/desired/g/a",
            DriftReach::Property,
            "drift at /g/a",
            2,
        ),
        (
            "/properties/reported/g/a",
            DriftReach::Property,
            "drift at /g/a",
            2,
        ),
        (
            "/properties/desired/g/list/0/x",
            DriftReach::Property,
            "drift at /g/list",
            2,
        ),
        (
            "/properties/desired/g/a",
            DriftReach::Group,
            "drift at /g",
            4,
        ),
        (
            "/properties/desired/g",
            DriftReach::Property,
            "drift at /g",
            4,
        ),
        (
            "/properties/desired/g/a",
            DriftReach::Device,
            "drift at /g/a of pump-1",
            1,
        ),
        (
            "/properties/desired/g/same",
            DriftReach::Property,
            "drift at /g/same",
            0,
        ),
    ] {
        let preview = window
            .workspace
            .preview_hide_drift(&window.wish(pointer, reach));
        let preview = preview.unwrap_or_else(|e| panic!("{pointer}: {e}"));
        let said = (preview.hides.as_str(), preview.findings);
        assert_eq!(said, (hides, properties), "{pointer}");
        assert_eq!(preview.rows.len() as u32, properties);
        assert_eq!((preview.looked, preview.candidates), (2, 2));
    }
    let preview = window.workspace;
    let gone = HideDriftRequest {
        twin: 0,
        pointer: "/deviceId".to_owned(),
        reach: DriftReach::Property,
        reason: String::new(),
    };
    let refused = preview.preview_hide_drift(&gone).expect_err("no property");
    assert_eq!(refused.code, ErrorCode::Changed);
    assert!(!folder.path().join("twinscope.json").exists());
}

#[test]
fn what_is_hidden_is_written_counted_shown_again_and_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let workspace = &window.workspace;
    let file = folder.path().join("twinscope.json");
    let differences = window.page().marks.len();
    let wish = window.wish("/properties/desired/g/a", DriftReach::Property);
    workspace.hide_drift(&wish).expect("hidden");
    window.settle();
    let page = window.page();
    assert_eq!(page.marks.len(), differences - 1);
    let row = page.rows.iter().find(|r| r.state == DiffState::Hidden);
    let row = row.expect("it is still there");
    assert!(!row.differs);
    assert_eq!(
        row.reason,
        "set by hand; different, no times and no status tell which side is the later one"
    );
    let count = page
        .head
        .counts
        .iter()
        .find(|c| c.state == DiffState::Hidden);
    assert_eq!(count.expect("a count").count, 1);
    let settings = workspace.settings();
    assert_eq!(settings.drift[0].matched, Some(2), "of both twins");
    assert!(
        fs::read_to_string(&file)
            .expect("written")
            .contains("\"/g/a\"")
    );

    let by = row.hidden.clone().expect("what hides it");
    let other = workspace.show_drift_again(by.ignore, "drift at /b");
    assert_eq!(other.expect_err("another one").code, ErrorCode::BadSettings);
    workspace
        .show_drift_again(by.ignore, &by.hides)
        .expect("shown");
    window.settle();
    assert_eq!(window.page().marks.len(), differences);
    workspace.undo_settings().expect("hidden again");
    window.settle();
    assert_eq!(window.page().marks.len(), differences - 1);
    workspace.undo_settings().expect("as it was");
    window.settle();
    assert_eq!(window.page().marks.len(), differences);
    assert!(!file.exists());
}

#[test]
fn an_ignore_of_drift_that_hides_nothing_is_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"{"drift":{"ignores":[{"path":"/g/a"},{"path":"/g/gone"}]}}"#;
    fs::write(folder.path().join("twinscope.json"), text).expect("written");
    let window = Window::of(folder.path());
    let matched: Vec<_> = window
        .workspace
        .settings()
        .drift
        .iter()
        .map(|i| i.matched)
        .collect();
    assert_eq!(matched, [Some(2), None]);
}

#[test]
fn the_time_that_a_change_may_be_pending_is_set_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let stamps = |at: &str| format!(r#"{{"$lastUpdated":"{at}","g":{{"$lastUpdated":"{at}"}}}}"#);
    let asked = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(3);
    let (asked, told) = (stamps(&asked.to_string()), stamps("2026-01-01T00:00:00Z"));
    let text = format!(
        r#"{{"deviceId":"d","properties":{{"desired":{{"g":{{"a":1}},"$metadata":{asked}}},
        "reported":{{"g":{{"a":2}},"$metadata":{told}}}}}}}"#
    );
    let window = Window::of(folder.path());
    fs::write(folder.path().join("pump-1.json"), text).expect("written");
    window.workspace.close_all();
    let paths = vec![folder.path().display().to_string()];
    window.workspace.open_paths(paths);
    window.settle();
    let is_stuck = || {
        let page = window.page();
        let row = page.rows.iter().find(|r| r.state == DiffState::Pending);
        row.expect("pending")
            .reason
            .contains("longer than it should")
    };
    assert!(is_stuck(), "an hour is the usual time");
    window.workspace.set_stuck_after(Some(" 4h ")).expect("set");
    window.settle();
    assert!(!is_stuck());
    assert_eq!(
        window.workspace.settings().stuck_after.chosen.as_deref(),
        Some("4h")
    );
    let refused = window
        .workspace
        .set_stuck_after(Some("soon"))
        .expect_err("no time");
    assert!(
        refused.detail.contains("write 10m, 1h 30m or 2d"),
        "{refused}"
    );
    window.workspace.set_stuck_after(None).expect("taken back");
    window.settle();
    assert!(is_stuck());
}

#[test]
fn an_element_of_a_list_is_copied_by_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let copied = window.workspace.copy(&CopyRequest {
        twin: window.twin(),
        pointer: "/properties/desired/g/list/0/x".to_owned(),
        finding: None,
        format: CopyFormat::Value,
        snapshot: None,
    });
    assert_eq!(copied.expect("copied").trim(), "1");
}
