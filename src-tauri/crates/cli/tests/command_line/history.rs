//! `twinscope history`: every command on a file of its own, and what it says when that is no history.

use rusqlite::Connection;
use serde_json::Value;

use crate::bench::{Run, command, ended, fed, file, fleet, folder, twinscope};

/// Runs `twinscope history` on a file.
pub fn history(db: &str, arguments: &[&str]) -> Run {
    twinscope(&[&["history"], arguments, &["--file", db]].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("JSON")
}

pub fn twin(version: u32) -> String {
    format!(
        "{{\"deviceId\":\"pump-7\",\"etag\":\"AAAAAAAAAAE=\",\"tags\":{{\"password\":\"geheim\"}},\"properties\":{{\"desired\":{{\"$version\":1}},\"reported\":{{\"a\":{version},\"$version\":{version}}}}}}}"
    )
}

#[test]
fn twins_are_imported_listed_and_shown_as_they_were() {
    let folder = folder();
    let db = folder
        .path()
        .join("deep/down/history.db")
        .display()
        .to_string();
    let captures = file(
        &folder,
        "captures.ndjson",
        [twin(1), twin(2), twin(6)].join("\n"),
    );
    let run = history(&db, &["import", &captures]);
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (Some(0), "3 snapshots imported\n", "")
    );
    let run = history(&db, &["import", &captures]);
    assert_eq!(run.out, "0 snapshots imported, 3 there before\n");
    let run = history(&db, &["list"]);
    assert!(
        run.out.starts_with("pump-7  3 snapshots  20"),
        "{}",
        run.out
    );
    let run = history(&db, &["list", "pump-7"]);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines[0], "pump-7");
    assert!(
        lines[3].contains("desired 1") && lines[3].contains("reported 6 (3 not seen)"),
        "{}",
        run.out
    );
    let rows = json(&history(&db, &["list", "pump-7", "--format", "json"]));
    let rows = rows.as_array().expect("a list");
    let steps: Vec<_> = rows.iter().map(|r| r["reported"]["step"].clone()).collect();
    assert_eq!(steps, ["first", "next", "gap"]);
    let run = history(&db, &["show", "pump-7", "2"]);
    let masked = "\u{2022}".repeat(6);
    assert_eq!(run.out, twin(2).replace("geheim", &masked) + "\n");
    let newest = history(&db, &["show", "pump-7"]);
    assert_eq!(newest.out, twin(6).replace("geheim", &masked) + "\n");
    let then = history(&db, &["show", "pump-7", "--at", "2999-01-01"]);
    assert_eq!(then.out, newest.out);
}

#[test]
fn what_is_not_there_is_said_and_what_to_do() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    for arguments in [
        &["list"][..],
        &["check"],
        &["export"],
        &["prune", "--size", "1MB"],
    ] {
        let run = history(&db, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        let said = format!(
            "error: {db} does not exist; name another file, or open a twin to start a history\n"
        );
        assert_eq!(run.err, said);
    }
    let captures = file(&folder, "captures.json", twin(1));
    history(&db, &["import", &captures]);
    let run = history(&db, &["show", "pump-8"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: no device is named `pump-8`; `twinscope history list` lists those that are kept\n"
    );
    let run = history(&db, &["show", "pump-7", "9"]);
    assert_eq!(
        run.err,
        "error: pump-7 has no snapshot 9; `twinscope history list pump-7` lists them\n"
    );
    let run = history(&db, &["show", "pump-7", "--at", "1999-01-01"]);
    assert_eq!(run.code, Some(2));
    let run = history(&db, &["prune"]);
    assert_eq!(run.code, Some(2));
    let foreign = file(
        &folder,
        "foreign.db",
        "no database at all, but a text that is long enough to be one",
    );
    let run = history(&foreign, &["list"]);
    assert_eq!(
        run.err,
        format!("error: {foreign} is not a history of Twinscope; name another file\n")
    );
}

#[test]
fn an_export_is_imported_elsewhere_with_its_times() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    let other = folder.path().join("other.db").display().to_string();
    let captures = file(&folder, "captures.ndjson", fleet(40));
    history(&db, &["import", &captures]);
    let to = folder.path().join("export.ndjson").display().to_string();
    let run = history(&db, &["export", "--output", &to]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), format!("40 snapshots written to {to}\n").as_str())
    );
    let again = history(&db, &["export", "--output", &to]);
    assert_eq!(again.code, Some(2), "nothing is written over");
    let piped = history(&db, &["export"]);
    assert_eq!(
        Ok(&piped.out),
        std::fs::read_to_string(&to).as_ref().map_err(|_| ())
    );
    let one = history(&db, &["export", "pump-3"]);
    assert_eq!(one.out.lines().count(), 1);
    let run = fed(
        &["history", "import", "-", "--file", &other],
        piped.out.as_bytes(),
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "40 snapshots imported\n")
    );
    let lists = [&db, &other].map(|db| history(db, &["list", "--format", "json"]).out);
    assert_eq!(lists[0], lists[1]);
    let list: Value = serde_json::from_str(&lists[0]).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(40));
}

#[test]
fn what_is_old_is_pruned_and_what_is_damaged_is_found() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    let captures = file(&folder, "captures.ndjson", fleet(40));
    history(&db, &["import", &captures]);
    let whole = history(&db, &["check", "--format", "json"]);
    assert_eq!(whole.code, Some(0));
    assert_eq!(json(&whole)["snapshots"], 40);
    let run = history(
        &db,
        &[
            "prune",
            "--older-than",
            "1h",
            "--device",
            "pump-3",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(
        (&json(&run)["snapshots"], &json(&run)["devices"]),
        (&1.into(), &1.into())
    );
    let damaged = std::fs::read(&db).expect("it is there");
    for at in (4096..damaged.len()).step_by(512) {
        let mut bytes = damaged.clone();
        bytes[at..at + 64].fill(0xab);
        std::fs::write(&db, &bytes).expect("written");
        let run = history(&db, &["check"]);
        if run.code == Some(1) {
            assert!(run.out.contains("fault"), "{}", run.out);
            return;
        }
        assert_ne!(run.code, None, "{}", run.err);
    }
    panic!("no damage was found");
}

#[test]
fn the_file_is_among_the_data_of_the_user_or_where_the_variable_says() {
    let folder = folder();
    let captures = file(&folder, "captures.json", twin(1));
    let run = |variable: Option<&str>| {
        let mut command = command();
        command.args(["history", "import", &captures]);
        command.env_remove("TWINSCOPE_HISTORY");
        command
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path().join("data"));
        if let Some(variable) = variable {
            command.env("TWINSCOPE_HISTORY", variable);
        }
        ended(&mut command)
    };
    let named = folder.path().join("named.db");
    assert_eq!(run(named.to_str()).code, Some(0));
    assert!(named.is_file());
    let off = run(Some("off"));
    assert_eq!(off.code, Some(2));
    assert!(off.err.contains("TWINSCOPE_HISTORY is off"), "{}", off.err);
    assert!(!folder.path().join("data").exists());
    assert_eq!(run(None).code, Some(0));
    #[cfg(target_os = "linux")]
    assert!(
        folder
            .path()
            .join("data/dev.twinscope.desktop/history.db")
            .is_file()
    );
}

/// A history of three snapshots of a pump, the last one the same as the first.
pub fn three(folder: &tempfile::TempDir) -> String {
    let db = folder.path().join("history.db").display().to_string();
    for (second, x) in [1, 2, 1].into_iter().enumerate() {
        let text = format!("{{\"deviceId\":\"pump-7\",\"tags\":{{\"x\":{x}}}}}");
        let path = file(folder, &format!("{second}.json"), text);
        let written = std::time::UNIX_EPOCH
            + std::time::Duration::from_secs(1_770_000_000 + second as u64 * 60);
        let open = std::fs::File::options().write(true).open(&path);
        open.and_then(|open| open.set_modified(written))
            .expect("set");
        assert_eq!(history(&db, &["import", &path]).code, Some(0));
    }
    db
}

#[test]
fn a_twin_that_came_back_is_shown_as_the_newest_one() {
    let folder = folder();
    let db = three(&folder);
    for arguments in [
        &["show", "pump-7"][..],
        &["show", "pump-7", "--at", "2999-01-01"],
    ] {
        let run = history(&db, arguments);
        assert!(run.out.contains("\"x\":1"), "{}", run.out);
    }
    let run = history(&db, &["list", "pump-7"]);
    let numbers: Vec<_> = run.out.lines().skip(1).take(3).map(|l| &l[..3]).collect();
    assert_eq!(numbers, ["1  ", "2  ", "1  "], "{}", run.out);
    assert!(
        run.out.contains("2 snapshots, seen 3 times;"),
        "{}",
        run.out
    );
}

#[test]
fn snapshots_are_compared_with_each_other_and_with_files() {
    let folder = folder();
    let db = three(&folder);
    let today = file(&folder, "today.json", twin(3));
    let diff = |old: &str, new: &str| {
        let mut command = command();
        command.current_dir(folder.path());
        ended(
            command
                .args(["diff", old, new])
                .env("TWINSCOPE_HISTORY", &db),
        )
    };
    let run = diff("history:pump-7@1", "history:pump-7@2");
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(
        run.out
            .starts_with("pump-7@1 \u{2192} pump-7@2\n~ /tags/x  1 \u{2192} 2\n"),
        "{}",
        run.out
    );
    for same in [
        "history:pump-7@newest",
        "history:pump-7",
        "history:pump-7@2999-01-01",
    ] {
        let run = diff("history:pump-7@1", same);
        assert!(
            run.out
                .starts_with("pump-7@1 \u{2192} pump-7@1\nno difference"),
            "{}",
            run.out
        );
        assert_eq!(run.code, Some(0));
    }
    assert_eq!(diff("history:pump-7@2", &today).code, Some(1));
    for (side, said) in [
        (
            "history:pump-7@soon",
            "`soon` is no snapshot; write history:DEVICE@12",
        ),
        ("history:pump-7@9", "pump-7 has no snapshot 9;"),
        ("history:pump-8@1", "no device is named `pump-8`;"),
        ("./history:pump-7@1", "history:pump-7@1"),
    ] {
        let run = diff(side, &today);
        assert_eq!(run.code, Some(2), "{side}");
        assert!(run.err.contains(said), "{}", run.err);
    }
    // a file of that name is one all the same
    #[cfg(unix)]
    {
        file(&folder, "history:pump-7@1", twin(3));
        assert_eq!(diff("./history:pump-7@1", &today).code, Some(0));
        assert_eq!(diff("history:pump-7@1", &today).code, Some(1));
    }
}

#[test]
fn a_twin_without_an_id_on_standard_input_is_refused_until_its_device_is_named() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    let view = br#"{"desired":{"$version":1},"reported":{"$version":3}}"#;
    let run = fed(&["history", "import", "-", "--file", &db], view);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(2), "0 snapshots imported\n")
    );
    assert!(
        run.err.contains("say whose it is with --device NAME"),
        "{}",
        run.err
    );
    let run = fed(
        &[
            "history", "import", "-", "--device", "pump-9", "--file", &db,
        ],
        view,
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        history(&db, &["list"])
            .out
            .starts_with("pump-9  1 snapshot")
    );
}

#[test]
fn a_damaged_device_is_forgotten_by_name_and_the_others_go_by_age() {
    let folder = folder();
    let db = folder.path().join("history.db").display().to_string();
    let captures = file(&folder, "captures.ndjson", fleet(3));
    history(&db, &["import", &captures]);
    let all = ["prune", "--older-than", "0s"];
    let raw = Connection::open(&db).expect("opened");
    raw.execute_batch(
        "INSERT INTO pack VALUES ((1 << 32) + 9, x'0011', x'0011');
         UPDATE loose SET body = x'0011' WHERE id >> 32 = 2",
    )
    .expect("changed");
    drop(raw);
    let run = history(&db, &all);
    assert_eq!(run.code, Some(2));
    assert!(
        run.out.starts_with("3 snapshots and 2 devices forgotten"),
        "{}",
        run.out
    );
    assert!(
        run.err.contains("a part of pump-0 cannot be read and stays; `twinscope history prune --device pump-0` forgets it"),
        "{}",
        run.err
    );
    let run = history(&db, &["prune", "--device", "pump-0"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(history(&db, &["list"]).out, "nothing is kept yet\n");
}
