//! Hiding in the window: previewed, written, undone, and the loaded twins judged again.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use super::{Event, Workspace};
use crate::wire::{Filter, HideRequest, Reach, Scope, ScopeKind, TwinRow};

const TWIN: &str = "{\"deviceId\":\"pump-N\",\n\"properties\":{\"desired\":{\"rebootInfo\":{},\"a\":{\"b\":1,}},\"reported\":{}}}";

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
        })
        .keeping_settings_in(folder.join("own/settings.json"));
        let window = Self { workspace, told };
        window.open(folder);
        window
    }

    fn open(&self, path: &Path) {
        self.workspace.open_paths(vec![path.display().to_string()]);
        self.settle();
    }

    fn settle(&self) {
        while !self.workspace.status().activities.is_empty() {
            self.told.recv().expect("a word");
        }
    }

    fn rows(&self) -> Vec<TwinRow> {
        self.workspace.list(&Filter::default(), 0, 10).rows
    }

    fn errors(&self) -> Vec<u32> {
        self.rows().iter().map(|r| r.badge.errors).collect()
    }

    /// Asks to hide the trailing comma of the first twin.
    fn wish(&self, reach: Reach) -> HideRequest {
        let twin = self.rows()[0].id;
        let page = self
            .workspace
            .findings(twin, &whole(), 0, 10)
            .expect("shown");
        let comma = page.rows.iter().find(|f| f.rule == "trailing-comma");
        HideRequest {
            twin,
            finding: comma.expect("it is there").index,
            reach,
            reason: "the tool writes it".to_owned(),
        }
    }
}

fn whole() -> Scope {
    Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    }
}

#[test]
fn a_preview_says_what_would_be_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    for (reach, hides, findings) in [
        (Reach::Place, "trailing-comma at /properties/desired/a", 2),
        (
            Reach::Group,
            "trailing-comma at /properties/desired/a/**",
            2,
        ),
        (Reach::Device, "trailing-comma of pump-1", 1),
        (Reach::Everywhere, "trailing-comma", 2),
    ] {
        let preview = window
            .workspace
            .preview_hide(&window.wish(reach))
            .expect("a preview");
        assert_eq!(
            (preview.hides.as_str(), preview.findings),
            (hides, findings)
        );
        assert_eq!(preview.rows.len() as u32, findings);
        assert_eq!(preview.rows[0].line, 2);
    }
    assert!(!folder.path().join("twinscope.json").exists());
}

#[test]
fn what_is_hidden_is_written_counted_shown_again_and_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let file = folder.path().join("twinscope.json");
    assert_eq!(window.errors(), [1, 1]);
    let before = window.rows();
    window
        .workspace
        .hide(&window.wish(Reach::Device))
        .expect("hidden");
    window.settle();
    assert_eq!(window.errors(), [0, 1]);
    assert_eq!(window.rows()[0].id, before[0].id);
    assert_eq!(window.workspace.status().hidden, 1);
    assert!(
        fs::read_to_string(&file)
            .expect("written")
            .contains("pump-1")
    );

    let page = window
        .workspace
        .hidden(before[0].id, &whole(), 0, 10)
        .expect("shown");
    assert_eq!(page.total, 1);
    assert_eq!(page.rows[0].because, "the tool writes it");
    let visible = window
        .workspace
        .findings(before[0].id, &whole(), 0, 10)
        .expect("shown");
    assert_eq!(
        (visible.hidden, visible.total),
        (1, page.rows[0].finding.index)
    );

    window.workspace.undo_settings().expect("undone");
    window.settle();
    assert_eq!(window.errors(), [1, 1]);
    assert!(!file.exists());

    window
        .workspace
        .hide(&window.wish(Reach::Everywhere))
        .expect("hidden");
    window.settle();
    let ignore = window.workspace.settings().ignores[0].clone();
    assert_eq!(ignore.matched, Some(2));
    assert!(window.workspace.show_again(0, "another").is_err());
    window
        .workspace
        .show_again(0, &ignore.hides)
        .expect("shown again");
    window.settle();
    assert_eq!(window.errors(), [1, 1]);
}

#[test]
fn a_severity_is_changed_and_given_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let set = |level| {
        window
            .workspace
            .set_severity("trailing-comma", level)
            .expect("set")
    };
    set(Some("off"));
    window.settle();
    assert_eq!(
        (window.errors(), window.workspace.status().hidden),
        (vec![0, 0], 2)
    );
    assert_eq!(window.workspace.settings().severities[0].chosen, "off");
    set(None);
    window.settle();
    assert_eq!(window.errors(), [1, 1]);
    assert!(
        window
            .workspace
            .set_severity("trailing-comma", Some("of"))
            .is_err()
    );
    assert!(
        window
            .workspace
            .set_severity("trailing-coma", None)
            .is_err()
    );
}

#[test]
fn the_settings_of_a_folder_apply_from_the_start_and_those_that_match_nothing_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = r#"{"ignores":[{"rule":"trailing-comma"},{"rule":"comment"}], "oops": 1}"#;
    fs::write(folder.path().join("twinscope.json"), settings).expect("written");
    let window = Window::of(folder.path());
    assert_eq!(window.errors(), [0, 0]);
    let view = window.workspace.settings();
    let matched: Vec<_> = view.ignores.iter().map(|i| i.matched).collect();
    assert_eq!(matched, [Some(2), None]);
    assert!(
        view.of_folder && view.troubles[0].contains("twinscope.json:1:"),
        "{view:?}"
    );
    assert_eq!(window.workspace.status().problem_count, 1);
}

#[test]
fn settings_that_are_no_json_are_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("twinscope.json");
    fs::write(&file, "{\"ignores\": [").expect("written");
    let window = Window::of(folder.path());
    assert!(window.workspace.hide(&window.wish(Reach::Place)).is_err());
    assert_eq!(fs::read_to_string(&file).expect("there"), "{\"ignores\": [");
}

#[test]
fn loose_files_have_the_settings_the_program_keeps() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    window.workspace.close_all();
    window.open(&folder.path().join("pump-1.json"));
    window
        .workspace
        .hide(&window.wish(Reach::Place))
        .expect("hidden");
    window.settle();
    assert_eq!(window.errors(), [0]);
    assert!(folder.path().join("own/settings.json").exists());
    assert!(!folder.path().join("twinscope.json").exists());
}
