//! What may be named on the command line, and what cannot be looked at.

use std::ffi::OsString;
use std::io::Write as _;

use crate::bench::{Run, fed, file, folder, root, twinscope};

const FLEET_OF_THREE: &str = "{\"deviceId\":\"a\",\"properties\":{}}\n{\"deviceId\":\"b\",\"properties\":{},}\n{\"deviceId\":\"c\",\"properties\":{}}\n";

fn read(name: &str) -> Vec<u8> {
    std::fs::read(root().join(name)).expect("the fixture is there")
}

fn refused(run: &Run, words: &str) {
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(
        run.err.starts_with("error: ") && run.err.contains(words),
        "{}",
        run.err
    );
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
}

#[test]
fn standard_input_is_read() {
    let run = fed(&["check", "-"], &read("fixtures/cli/error.json"));
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("\n-:5:31 error[trailing-comma] "),
        "{}",
        run.out
    );
    let run = fed(&["versions", "-"], &read("fixtures/cli/versions.json"));
    assert!(run.out.contains("rebootInfo"), "{}", run.out);
    let run = fed(
        &["discover", "--group", "rebootInfo", "-"],
        &read("fixtures/cli/versions.json"),
    );
    assert!(run.out.contains("1 of 1 twins match"), "{}", run.out);
}

#[test]
fn a_line_of_a_collection_is_told_by_its_line() {
    let run = fed(
        &["check", "--format", "ndjson", "-"],
        FLEET_OF_THREE.as_bytes(),
    );
    let lines: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|l| (l["deviceId"].as_str(), l["record"].as_u64()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("a"), Some(1)),
            (Some("b"), Some(2)),
            (Some("c"), Some(3))
        ]
    );
    assert_eq!(lines[1]["findings"][0]["rule"], "trailing-comma");
    assert_eq!(lines[1]["findings"][0]["line"], 2);
}

#[test]
fn folders_and_globs_are_expanded() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("deep")).expect("a folder can be made");
    for name in ["a.json", "b.txt", "deep/c.json", ".hidden.json"] {
        file(&folder, name, read("fixtures/cli/clean.json"));
    }
    let top = folder.path().display().to_string();
    let inputs = |path: String| {
        let run = twinscope(&["check", "--format", "json", &path]);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("the report is JSON");
        let sources = report["inputs"].as_array().expect("a list").iter();
        let names = sources.map(|i| i["source"].as_str().expect("text").replace(&top, ""));
        (run.code, names.collect::<Vec<_>>())
    };
    assert_eq!(
        inputs(top.clone()),
        (
            Some(0),
            vec!["/a.json".to_owned(), "/deep/c.json".to_owned()]
        )
    );
    assert_eq!(
        inputs(format!("{top}/*.json")),
        (Some(0), vec!["/a.json".to_owned()])
    );
    assert_eq!(
        inputs(format!("{top}/**/c.*")),
        (Some(0), vec!["/deep/c.json".to_owned()])
    );
}

#[test]
fn what_cannot_be_looked_at_is_told_in_one_line() {
    let folder = folder();
    let top = folder.path().display().to_string();
    refused(&twinscope(&["check", "missing.json"]), "missing.json: ");
    refused(&twinscope(&["check", &top]), "no file ends in .json");
    refused(
        &twinscope(&["check", &format!("{top}/*.json")]),
        "no file matches the pattern",
    );
    refused(&twinscope(&["versions", &top]), "a folder");
    refused(
        &twinscope(&["discover", "--group", "a", &top]),
        "no file ends in .json",
    );
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_and_never_waited_for() {
    let folder = folder();
    let pipe = folder.path().join("pipe.json");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo is there");
    assert!(made.success());
    refused(
        &twinscope(&["check".as_ref(), pipe.as_os_str()]),
        "only files are read",
    );
    refused(&twinscope(&["check", "/dev/zero"]), "only files are read");
    refused(
        &twinscope(&["versions".as_ref(), pipe.as_os_str()]),
        "only files are read",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_are_looked_at() {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = folder();
    let name = OsString::from_vec(b"tw\xffin.json".to_vec());
    let path = folder.path().join(name);
    std::fs::write(&path, read("fixtures/cli/error.json")).expect("any name can be written");
    for command in ["check", "versions"] {
        let run = twinscope(&[command.as_ref(), path.as_os_str()]);
        assert!(
            run.err.is_empty() && run.out.contains("pump-17"),
            "{command}: {}{}",
            run.out,
            run.err
        );
    }
    let run = twinscope(&["check".as_ref(), folder.path().as_os_str()]);
    assert!(run.out.contains("tw\u{fffd}in.json:5:31"), "{}", run.out);
}

#[test]
fn text_that_is_no_twin_is_a_finding_and_never_a_crash() {
    let folder = folder();
    for (name, content) in [
        ("empty.json", &b""[..]),
        ("blank.json", b" \n\t\n"),
        ("bytes.json", b"\x00\xff\xfe\x80{\"a\":\x01"),
        ("open.json", b"{\"desired\":{\"a\":[1,2"),
        ("prose.json", b"no twin at all"),
        ("utf16.json", b"\xff\xfe{\x00\"\x00a\x00\"\x00:\x00"),
    ] {
        let run = twinscope(&["check", &file(&folder, name, content)]);
        assert!(
            run.code == Some(2) && run.err.contains("there is no twin in") || name == "open.json",
            "{name}: {}",
            run.err
        );
        assert!(run.out.contains("1 twin looked at"), "{name}: {}", run.out);
    }
}

#[test]
fn a_document_of_the_provisioning_service_is_named_with_the_command_that_takes_it() {
    let folder = folder();
    for (content, kind, option) in [
        (
            r#"{"registrationId": "pump-7", "deviceId": "pump-7", "etag": "x", "attestation": {}}"#,
            "enrollment",
            "simulate --enrollment",
        ),
        (
            r#"{"deviceId": "pump-7", "etag": "x", "status": "assigned", "assignedHub": "h"}"#,
            "registration-record",
            "simulate --record",
        ),
        (
            r#"{"title": "t", "enrollment": {}, "steps": []}"#,
            "provisioning-sequence",
            "sequence",
        ),
    ] {
        let path = file(&folder, "document.json", content.as_bytes());
        let run = twinscope(&["check", "--format", "json", &path]);
        assert_eq!(run.code, Some(2), "{kind}: {}", run.err);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let input = &report["inputs"][0];
        assert_eq!(input["kind"], kind);
        assert_eq!(input.get("deviceId"), None, "{kind}");
        let finding = &input["findings"][0];
        assert_eq!(finding["rule"], "provisioning-document");
        let advice = finding["advice"].as_str().expect("advice");
        assert!(
            advice.contains(&format!("`twinscope reprovision {option}`")),
            "{advice}"
        );
        let run = twinscope(&["check", &path]);
        assert!(run.err.contains("there is no twin in"), "{}", run.err);
    }
}

#[test]
fn deep_nesting_is_survived() {
    let text = "[".repeat(200_000);
    let run = fed(&["check", "--format", "json", "-"], text.as_bytes());
    assert!(
        run.code == Some(2) && run.err.contains("there is no twin in"),
        "{:?} {}",
        run.code,
        run.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_collection_larger_than_the_memory_is_read() {
    let folder = folder();
    let path = folder.path().join("fleet.ndjson");
    let text = "a".repeat(30_000);
    let mut file =
        std::io::BufWriter::new(std::fs::File::create(&path).expect("a file can be made"));
    for n in 0..8000 {
        writeln!(
            file,
            "{{\"deviceId\":\"pump-{n}\",\"properties\":{{\"reported\":{{\"text\":\"{text}\"}}}}}}"
        )
        .expect("240 MB can be written");
    }
    file.into_inner().expect("240 MB can be written");
    // few threads: each one reserves address space of its own
    let script = "ulimit -v 230000; exec \"$0\" check --format json \"$1\"";
    let mut command = std::process::Command::new("sh");
    command.args([
        "-c".as_ref(),
        script.as_ref(),
        env!("CARGO_BIN_EXE_twinscope").as_ref(),
        path.as_os_str(),
    ]);
    let run = crate::bench::ended(command.env("RAYON_NUM_THREADS", "2"));
    assert_eq!(run.err, "");
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("the report is JSON");
    assert_eq!(report["summary"]["inputs"], 8000);
}
