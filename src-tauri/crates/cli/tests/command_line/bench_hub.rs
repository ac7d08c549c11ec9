//! `twinscope bench hub`: started, asked for its addresses, and why it does not start.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::bench::{command, twinscope};

/// A bench hub on free ports, ended when it is dropped.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Running {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut child = command()
            .args([
                "bench",
                "hub",
                "--port",
                "0",
                "--https-port",
                "0",
                "--without-443",
                "--data",
            ])
            .arg(folder)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stdout.take().expect("standard output is piped"));
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("it is text");
        line
    }

    fn json(&mut self) -> Value {
        serde_json::from_str(&self.line()).expect("a line is JSON")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().expect("it runs until it is ended");
        self.child.wait().expect("it ends");
    }
}

#[test]
fn the_first_line_of_json_is_all_that_a_test_needs() {
    let folder = tempfile::tempdir().unwrap();
    let mut hub = Running::start(
        folder.path(),
        &[
            "--format", "json", "--device", "pump-7", "--hub", "a", "--hub", "B",
        ],
    );
    let ready = hub.json();
    let port = ready["port"].as_u64().unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", u16::try_from(port).unwrap())).is_ok());
    assert!(Path::new(ready["ca"].as_str().unwrap()).is_file());
    let names: Vec<_> = ready["hubs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hub| hub["hostName"].clone())
        .collect();
    assert_eq!(names, ["a", "b"]);
    let service = ready["hubs"][1]["connectionString"].as_str().unwrap();
    let port = &ready["hubs"][1]["httpsPort"];
    assert!(service.starts_with(&format!(
        "HostName=localhost:{port};SharedAccessKeyName=iothubowner;"
    )));
    let device = ready["devices"][0]["connectionString"].as_str().unwrap();
    assert!(
        device.starts_with("HostName=a;DeviceId=pump-7;SharedAccessKey="),
        "{device}"
    );
}

#[test]
fn a_restart_has_the_same_keys_and_authority() {
    let folder = tempfile::tempdir().unwrap();
    let told = || {
        let mut hub = Running::start(folder.path(), &["--format", "json", "--device", "d"]);
        let ready = hub.json();
        let key = |text: &Value| {
            text.as_str()
                .unwrap()
                .rsplit_once("Key=")
                .unwrap()
                .1
                .to_owned()
        };
        let ca = std::fs::read_to_string(ready["ca"].as_str().unwrap()).unwrap();
        (
            key(&ready["hubs"][0]["connectionString"]),
            key(&ready["provisioning"]["connectionString"]),
            ca,
        )
    };
    assert_eq!(told(), told());
}

#[cfg(unix)]
#[test]
fn keys_are_in_files_that_only_the_user_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("bench");
    let mut hub = Running::start(&data, &["--format", "json"]);
    hub.json();
    for name in ["ca.key", "bench.sqlite", "bench.sqlite-wal"] {
        let mode = std::fs::metadata(data.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
    }
    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "the folder has mode {mode:o}");
}

#[test]
fn the_log_tells_who_is_turned_away_and_why() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut hub = Running::start(folder.path(), &["--format", "json", "--log"]);
    let port = hub.json()["port"].as_u64().unwrap();
    let mut plain =
        std::net::TcpStream::connect(("127.0.0.1", u16::try_from(port).unwrap())).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let event = hub.json();
    assert_eq!(event["kind"], "refused");
    assert!(
        event["message"].as_str().unwrap().contains("not TLS"),
        "{event}"
    );
}

#[test]
fn what_cannot_start_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("bench.sqlite"), "no database").unwrap();
    let foreign = foreign.to_str().unwrap();
    let cases: [(&[&str], &str); 4] = [
        (
            &["--data", data, "--port", &port],
            &format!("port {port} of 127.0.0.1 cannot be used"),
        ),
        (
            &["--data", data, "--hub", "no name"],
            "`no name` is no name of a hub",
        ),
        (
            &["--data", data, "--hub", "a", "--hub", "A"],
            "hub `a` is named twice",
        ),
        (
            &["--data", foreign, "--port", "0"],
            "bench.sqlite` cannot be used",
        ),
    ];
    for (arguments, reason) in cases {
        let mut all = vec!["bench", "hub", "--https-port", "0", "--without-443"];
        all.extend(arguments);
        let run = twinscope(&all);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(reason), "{arguments:?}: {}", run.err);
    }
    let open = twinscope(&["bench", "hub", "--address", "0.0.0.0"]);
    assert_eq!(open.code, Some(2));
    assert!(open.err.contains("--reachable-by-others"), "{}", open.err);
}

#[test]
fn two_of_them_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut hub = Running::start(folder.path(), &["--format", "json"]);
    hub.json();
    let data = folder.path().to_str().unwrap();
    let run = twinscope(&[
        "bench",
        "hub",
        "--port",
        "0",
        "--https-port",
        "0",
        "--without-443",
        "--data",
        data,
    ]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("another bench hub is running"),
        "{}",
        run.err
    );
}
