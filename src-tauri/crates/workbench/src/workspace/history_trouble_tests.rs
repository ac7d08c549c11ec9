//! Where there is no history of a twin, or it can be neither read nor written: why, and the way out.

use std::fs;
use std::path::Path;

use super::Workspace;
use super::history_tests::{Past, open, plain, settle, three, twin};
use crate::wire::{ErrorCode, Filter, NoHistory};

#[test]
fn where_there_is_no_history_the_reason_is_told() {
    let past = Past::of(&[]);
    let text = twin(&plain(1, 1), &plain(1, 1), (1, 1));
    let reason = |workspace: &Workspace, path: &str| {
        let shown = open(workspace, path);
        workspace.history(shown).expect("told").nothing
    };
    let file = past.write("pump-7.json", &text);
    let off = Workspace::new(|_| {});
    assert_eq!(reason(&off, &file), Some(NoHistory::Off));
    let group = past.write("group.json", "{\"__meta\": {}}");
    assert_eq!(reason(&past.window(), &group), Some(NoHistory::NoTwin));
    let workspace = past.window();
    workspace.open_sample(past.folder.path().join("pump-7.json").display().to_string());
    settle(&workspace);
    let sample = workspace.list(&Filter::default(), 0, 1).rows[0].id;
    let page = workspace.history(sample).expect("told");
    assert_eq!(page.nothing, Some(NoHistory::NotKept));
    let settings = past.write("own.json", "{\"history\": false}");
    let settled = past.window().keeping_settings_in(settings.into());
    assert_eq!(reason(&settled, &file), Some(NoHistory::SettingsOff));
    assert_eq!(reason(&past.window(), &file), None);
    let page = {
        let shown = open(&settled, &file);
        settled.history(shown).expect("told")
    };
    assert_eq!(page.moments.numbers, [1]);
    assert!(
        page.notes[0].contains("keep no history"),
        "{:?}",
        page.notes
    );
}

fn refused(file: &Path, text: &str) -> Option<(ErrorCode, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let twin = folder.path().join("pump-7.json");
    fs::write(&twin, text).expect("written");
    let workspace = Workspace::new(|_| {}).keeping_history_in(file.to_owned());
    let shown = open(&workspace, &twin.display().to_string());
    // the twin is shown all the same
    assert!(workspace.overview(shown).is_ok());
    let said = workspace.history(shown).map(drop);
    said.map_err(|refusal| (refusal.code, refusal.detail)).err()
}

#[test]
fn a_history_that_cannot_be_read_is_told_with_the_way_out_and_the_twin_is_shown() {
    let past = Past::of(&three());
    let text = &three()[0].2;
    assert_eq!(refused(&past.file, text), None);
    let foreign = past.folder.path().join("foreign.db");
    fs::write(
        &foreign,
        "somebody's notes, and no database at all".repeat(40),
    )
    .expect("written");
    let (code, detail) = refused(&foreign, text).expect("refused");
    assert_eq!(code, ErrorCode::HistoryUnread);
    assert!(
        detail.ends_with("is not a history of Twinscope; name another file"),
        "{detail}"
    );
    let mut bytes = fs::read(&past.file).expect("read");
    // everything but the head of the file
    bytes[4_096..].fill(0xab);
    let broken = past.folder.path().join("broken.db");
    fs::write(&broken, bytes).expect("written");
    let (code, detail) = refused(&broken, text).expect("refused");
    assert_eq!(code, ErrorCode::HistoryDamaged, "{detail}");
    assert!(detail.contains("is damaged"), "{detail}");
}

#[test]
fn why_nothing_is_kept_is_told_until_it_is_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let twin = folder.path().join("pump-7.json");
    fs::write(&twin, &three()[0].2).expect("written");
    let twin = twin.display().to_string();
    // a file where a folder must be: nothing can be made below it
    let in_the_way = folder.path().join("kept");
    fs::write(&in_the_way, "").expect("written");
    let workspace = Workspace::new(|_| {}).keeping_history_in(in_the_way.join("history.db"));
    let shown = open(&workspace, &twin);
    let _ = workspace.settle_history();
    let said = workspace.status().not_kept.expect("it is told");
    assert!(
        said.contains("nothing is kept of them; allow access"),
        "{said}"
    );
    let page = workspace.history(shown).expect("told");
    assert_eq!(page.nothing, Some(NoHistory::NotKept));
    assert!(
        page.notes[0].starts_with("What is opened now is not kept: "),
        "{:?}",
        page.notes
    );
    workspace.close_all();
    assert!(workspace.status().not_kept.is_some());

    fs::remove_file(&in_the_way).expect("gone");
    let shown = open(&workspace, &twin);
    workspace.settle_history().expect("kept");
    assert_eq!(workspace.status().not_kept, None);
    let page = workspace.history(shown).expect("told");
    assert_eq!((page.nothing, page.notes), (None, Vec::new()));
}
