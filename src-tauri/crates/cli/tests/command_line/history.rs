//! `twinscope history`: every command on a file of its own, and what it says when that is no history.

use serde_json::Value;

use crate::bench::{Run, command, ended, fed, file, fleet, folder, twinscope};

/// Runs `twinscope history` on a file.
fn history(db: &str, arguments: &[&str]) -> Run {
    twinscope(&[&["history"], arguments, &["--file", db]].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("JSON")
}

fn twin(version: u32) -> String {
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
