//! A history that is newer, locked, damaged, sealed or without room: what `history` still reads, and what it says.

use std::path::Path;
use std::process::Command;

use rusqlite::Connection;

use crate::bench::{Run, ended, file, folder};
use crate::history::{history, three, twin};

const READABLE: [&[&str]; 5] = [
    &["list"],
    &["list", "pump-7"],
    &["show", "pump-7"],
    &["export"],
    &["check"],
];

/// Reads everything, and returns what is said beside the answers, which is always the same.
fn read_on(db: &str) -> String {
    let whole = READABLE.map(|arguments| history(db, arguments));
    for run in &whole {
        assert_eq!(
            (run.code, run.err.lines().count()),
            (Some(0), 1),
            "{}",
            run.err
        );
        assert_eq!(run.err, whole[0].err);
        assert!(!run.out.is_empty());
    }
    assert!(whole[2].out.contains("\"x\":1"), "{}", whole[2].out);
    let note = whole[0].err.strip_prefix("note: ").expect("a note");
    note.to_owned()
}

#[test]
fn a_history_of_a_newer_twinscope_is_read_and_it_is_said_what_does_not_work() {
    let folder = folder();
    let db = three(&folder);
    assert!(history(&db, &["list"]).err.is_empty());
    let newer = Connection::open(&db).expect("opened");
    newer
        .execute_batch("PRAGMA user_version = 99")
        .expect("set");
    drop(newer);
    let note = read_on(&db);
    assert!(note.contains("was made by a newer Twinscope"), "{note}");
    assert!(
        note.contains("what is kept can be read, but nothing new is kept and nothing forgotten; install the newer"),
        "{note}"
    );
    let run = history(&db, &["prune", "--size", "1MB"]);
    assert_eq!(run.code, Some(2));
    let captures = file(&folder, "new.json", twin(9));
    assert_eq!(history(&db, &["import", &captures]).code, Some(2));
}

#[test]
fn a_history_that_another_program_has_for_itself_is_read_and_it_is_said() {
    let folder = folder();
    let db = three(&folder);
    // one that only writes lets others read
    let other = Connection::open(&db).expect("opened");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let note = read_on(&db);
    assert!(note.contains("is in use by another program;"), "{note}");
    other.execute_batch("ROLLBACK").expect("let go");
    // and one that wants the file for itself does not
    other
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;
             INSERT INTO source (way, name) VALUES (0, 'x'); COMMIT",
        )
        .expect("locked");
    let note = read_on(&db);
    assert!(
        note.contains("in use by another program; what is kept can be read, and what was kept last cannot be seen yet, but nothing new"),
        "{note}"
    );
}

#[test]
fn a_damaged_history_is_told_with_the_way_out_and_read_where_it_can_be() {
    let folder = folder();
    let db = three(&folder);
    let whole = std::fs::read(&db).expect("there");
    // the table of tables, then everything behind it
    for (from, to) in [(100, 400), (4096, whole.len())] {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0xab);
        std::fs::write(&db, &bytes).expect("written");
        for arguments in READABLE {
            let run = history(&db, arguments);
            assert!(
                matches!(run.code, Some(1 | 2)),
                "{arguments:?}: {}",
                run.out
            );
            assert!(
                (run.err + &run.out).contains("damaged") || arguments == ["check"],
                "{arguments:?}"
            );
        }
    }
}

/// Runs a command where a folder may not be written; nothing where the system has no such thing.
fn sealed(folder: &Path, arguments: &[&str]) -> Option<Run> {
    let at = folder.display();
    let script = format!(
        "mount --bind '{at}' '{at}' && mount -o remount,ro,bind '{at}' && exec \"$0\" \"$@\""
    );
    let mut command = Command::new("unshare");
    let can = command.args(["-m", "true"]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_twinscope")]);
    Some(ended(command.args(arguments)))
}

#[test]
fn a_history_in_a_folder_that_may_not_be_written_is_read_and_it_is_said() {
    let folder = folder();
    let db = three(&folder);
    for arguments in READABLE {
        let all = [&["history"], arguments, &["--file", &db]].concat();
        let Some(run) = sealed(folder.path(), &all) else {
            return;
        };
        assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
        assert!(
            run.err.starts_with("note: ") && run.err.contains("nothing new is kept"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_history_on_a_full_disk_is_read_and_it_is_said() {
    let folder = folder();
    let db = three(&folder);
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).expect("made");
    let (db, at) = (Path::new(&db).display(), disk.display());
    for arguments in READABLE {
        let script = format!(
            "mount -t tmpfs -o size=200k tmpfs '{at}' && cp '{db}' '{at}/' && (cat /dev/zero > '{at}/full' 2>/dev/null; true) && exec \"$0\" \"$@\""
        );
        let mut command = Command::new("unshare");
        let can = command.args(["-m", "true"]).output();
        if !can.is_ok_and(|output| output.status.success()) {
            return;
        }
        let mut command = Command::new("unshare");
        command.args([
            "-m",
            "sh",
            "-c",
            &script,
            env!("CARGO_BIN_EXE_twinscope"),
            "history",
        ]);
        command.args(arguments);
        let run = ended(command.arg("--file").arg(disk.join("history.db")));
        assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("nothing new is kept"), "{}", run.err);
    }
}
