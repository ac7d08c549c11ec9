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

/// A pack with a group `fan`, written as a user starts one, below a folder.
fn pack(folder: &Path) -> String {
    let into = folder.join("our-groups");
    let wish = crate::packs::Wish {
        group: "fan".to_owned(),
        dialect: "plain".to_owned(),
        version: None,
    };
    crate::packs::start(&into, &wish).expect("written");
    into.display().to_string()
}

#[test]
fn a_pack_is_chosen_judges_what_is_loaded_and_is_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let packs = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let text = r#"{"deviceId":"pump-1","properties":{"desired":{"fan":{"interval":"much"}},"reported":{}}}"#;
    fs::write(folder.path().join("pump-1.json"), text).expect("written");
    window.workspace.close_all();
    window.open(folder.path());
    let twin = window.rows()[0].id;
    let about_fan = || {
        let page = window.workspace.findings(twin, &whole(), 0, 50);
        let rows = page.expect("shown").rows;
        let of_fan = rows.iter().filter(|f| f.rule == "property-type");
        of_fan.count()
    };
    assert_eq!(about_fan(), 0);

    let chosen = pack(packs.path());
    window.workspace.add_pack(&chosen).expect("added");
    window.settle();
    assert_eq!(about_fan(), 1);
    let errors = window.errors()[0];
    assert!(errors >= 1, "the list is judged anew, too");
    let written = fs::read_to_string(folder.path().join("twinscope.json")).expect("written");
    assert!(written.contains("our-groups"), "{written}");
    let view = &window.workspace.settings().packs[0];
    assert_eq!((view.schemas, view.problems.len()), (2, 0), "{view:?}");
    assert!(view.title.is_some());
    window.workspace.add_pack(&chosen).expect("it is there");
    assert_eq!(window.workspace.settings().packs.len(), 1);

    window.workspace.undo_settings().expect("undone");
    window.settle();
    assert_eq!(about_fan(), 0);
    assert!(window.errors()[0] < errors);

    window.workspace.add_pack(&chosen).expect("added again");
    window.settle();
    assert!(window.workspace.remove_pack(0, "another").is_err());
    window.workspace.remove_pack(0, &chosen).expect("removed");
    window.settle();
    assert_eq!(about_fan(), 0);
}

#[test]
fn files_of_a_pack_that_is_chosen_leave_the_list_unless_they_were_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let chosen = pack(folder.path());
    let window = Window::of(folder.path());
    let names = |window: &Window| -> Vec<String> {
        let rows = window.rows().into_iter();
        rows.map(|row| row.source).collect()
    };
    let of_pack = |names: &[String]| names.iter().filter(|n| !n.starts_with("pump-")).count();
    assert!(of_pack(&names(&window)) > 2, "{:?}", names(&window));
    window.workspace.add_pack(&chosen).expect("added");
    window.settle();
    let left = names(&window);
    assert_eq!((left.len(), of_pack(&left)), (2, 0), "{left:?}");
    assert_eq!(window.workspace.status().loaded, 2);

    // the sample named itself, and the folder of samples
    let sample = Path::new(&chosen).join("samples/twin.json");
    for named in [&*sample, sample.parent().expect("a folder")] {
        window.workspace.close_all();
        window.open(folder.path());
        window.open(named);
        window.workspace.reload_settings();
        window.settle();
        assert_eq!(of_pack(&names(&window)), 1, "{named:?}");
    }
    // the pack itself
    window.workspace.close_all();
    window.open(Path::new(&chosen));
    window.workspace.reload_settings();
    window.settle();
    assert!(of_pack(&names(&window)) > 2);
}

#[test]
fn what_is_wrong_in_a_pack_is_told_at_its_place_until_it_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    let chosen = pack(folder.path());
    let broken = folder.path().join("our-groups/plain/fan/desired.json");
    let good = fs::read_to_string(&broken).expect("there");
    fs::write(&broken, good.replacen("\"object\"", "\"objekt\"", 1)).expect("written");
    window.workspace.add_pack(&chosen).expect("added");
    window.settle();
    let view = window.workspace.settings();
    assert_eq!(view.packs[0].folder, "our-groups");
    let told = &view.packs[0].problems[0];
    assert!(
        told.contains("desired.json:") && told.contains(" error: "),
        "{told}"
    );
    assert_eq!(view.packs[0].schemas, 1);

    fs::write(&broken, good).expect("written");
    window.workspace.reload_settings();
    window.settle();
    let view = window.workspace.settings();
    assert_eq!(
        (view.packs[0].schemas, view.packs[0].problems.len()),
        (2, 0)
    );

    fs::rename(
        folder.path().join("our-groups"),
        folder.path().join("moved"),
    )
    .expect("moved");
    window.workspace.reload_settings();
    window.settle();
    let view = window.workspace.settings();
    assert_eq!(
        (view.packs[0].title.as_deref(), view.packs[0].problems.len()),
        (None, 1)
    );
}

#[test]
fn every_view_of_a_twin_knows_the_groups_of_packs() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::of(folder.path());
    window
        .workspace
        .add_pack(&pack(folder.path()))
        .expect("added");
    window.settle();
    let sample = folder.path().join("our-groups/samples/twin.json");
    window.workspace.close_all();
    fs::copy(&sample, folder.path().join("pump-1.json")).expect("copied");
    window.open(folder.path());
    let twin = window.rows()[0].id;
    let rows = window.workspace.tree(twin).expect("shown");
    let fan = rows
        .iter()
        .find(|r| r.scope.group == "fan")
        .expect("a group");
    assert!(!fan.key.is_empty());
    let request = crate::wire::GroupRequest {
        twin,
        group: "fan".to_owned(),
        first: 0,
        count: 50,
        toggled: Vec::new(),
        unset: true,
        search: String::new(),
        open: None,
    };
    let head = window.workspace.group(&request).expect("shown").head;
    let pack = head.desired.and_then(|schema| schema.pack);
    assert_eq!(pack.as_deref(), Some("our-groups"));
}

#[test]
fn settings_further_down_are_named_until_they_are_those_that_apply() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("site-b");
    fs::create_dir(&below).expect("made");
    fs::write(below.join("twinscope.json"), "{}").expect("written");
    fs::write(below.join("pump-3.json"), TWIN).expect("written");
    let window = Window::of(folder.path());
    let nested = window.workspace.settings().nested;
    assert_eq!(nested.len(), 1);
    assert!(nested[0].ends_with("twinscope.json"), "{nested:?}");
    window.workspace.close_all();
    window.open(&below);
    assert_eq!(window.workspace.settings().nested, Vec::<String>::new());
}
