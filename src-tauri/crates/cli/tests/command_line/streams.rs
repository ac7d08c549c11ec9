//! Output as it comes, readers that go away, and Ctrl-C.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::bench::{command, file, fleet, folder};

fn started(arguments: &[&str]) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let stdin = child.stdin.take().expect("standard input is piped");
    let stdout = BufReader::new(child.stdout.take().expect("standard output is piped"));
    (child, stdin, stdout)
}

fn complaints(child: &mut Child) -> String {
    let mut text = String::new();
    let mut stream = child.stderr.take().expect("standard error is piped");
    stream
        .read_to_string(&mut text)
        .expect("standard error is UTF-8");
    text
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let folder = folder();
    let path = file(&folder, "fleet.ndjson", fleet(3000));
    for format in ["human", "json", "ndjson", "sarif", "markdown", "junit"] {
        let (mut child, _, mut stdout) = started(&["check", "--format", format, &path]);
        let mut first = String::new();
        stdout.read_line(&mut first).expect("there is a first line");
        drop(stdout);
        let status = child.wait().expect("it ends");
        assert_eq!(
            (status.code(), complaints(&mut child)),
            (Some(0), String::new()),
            "{format}"
        );
    }
}

#[test]
fn results_come_before_the_input_has_ended() {
    for (format, start) in [
        ("ndjson", "{\"source\":\"-\",\"record\":1,"),
        ("human", "-:1 pump-0 "),
    ] {
        let (mut child, mut stdin, mut stdout) = started(&["check", "--format", format, "-"]);
        stdin.write_all(fleet(400).as_bytes()).expect("it reads");
        let mut first = String::new();
        stdout.read_line(&mut first).expect("there is a first line");
        assert!(first.starts_with(start), "{first}");
        drop(stdin);
        // what is left is read, so that it can end
        std::io::copy(&mut stdout, &mut std::io::sink()).expect("it writes");
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn each_document_is_answered_while_the_stream_stays_open() {
    let (mut child, mut stdin, mut stdout) = started(&["check", "--format", "ndjson", "-"]);
    for (number, line) in fleet(3).lines().enumerate() {
        writeln!(stdin, "{line}").expect("it reads");
        let mut told = String::new();
        stdout.read_line(&mut told).expect("an answer to each");
        let start = format!("{{\"source\":\"-\",\"record\":{},", number + 1);
        assert!(told.starts_with(&start), "{told}");
    }
    drop(stdin);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_after_a_whole_line() {
    let (mut child, mut stdin, mut stdout) = started(&["check", "--format", "ndjson", "-"]);
    stdin.write_all(fleet(400).as_bytes()).expect("it reads");
    let mut first = String::new();
    stdout.read_line(&mut first).expect("there is a first line");
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.expect("kill is there").success());
    let mut rest = String::new();
    stdout
        .read_to_string(&mut rest)
        .expect("what it wrote is UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(complaints(&mut child), "");
    assert!(rest.is_empty() || rest.ends_with('\n'));
    for line in std::iter::once(first.as_str()).chain(rest.lines()) {
        serde_json::from_str::<serde_json::Value>(line).expect("no half line is written");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("Linux has /dev/full");
    let output = command()
        .args(["rules"])
        .stdout(full)
        .output()
        .expect("the binary starts");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.starts_with("error: the report could not be written: "),
        "{told}"
    );
}
