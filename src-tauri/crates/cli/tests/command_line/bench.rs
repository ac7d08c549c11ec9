//! Runs `twinscope` and keeps what came of it. Knows nothing of the answers.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What came of a run.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Prepares a run at the top of the repository, without colours and without a history from outside.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinscope"));
    command.current_dir(root()).stdin(Stdio::null());
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUST_BACKTRACE",
        "COLUMNS",
    ] {
        command.env_remove(name);
    }
    command.env("TWINSCOPE_HISTORY", "off");
    command
}

/// Runs with arguments.
pub fn twinscope<A: AsRef<OsStr>>(arguments: &[A]) -> Run {
    ended(command().args(arguments))
}

/// Runs with arguments and text on standard input.
pub fn fed(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the binary ends");
    writer
        .join()
        .expect("writing ends")
        .expect("everything is read");
    run_of(output)
}

/// Runs a prepared command.
pub fn ended(command: &mut Command) -> Run {
    run_of(command.output().expect("the binary starts"))
}

fn run_of(output: std::process::Output) -> Run {
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// The top of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()
        .expect("the repository is there")
}

/// A folder that goes away.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// Writes a file and returns its path.
pub fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a temporary file can be written");
    path.into_os_string()
        .into_string()
        .expect("the name is UTF-8")
}

/// A text of so many twins, one a line, each with one note.
pub fn fleet(twins: usize) -> String {
    (0..twins)
        .map(|n| format!("{{\"deviceId\":\"pump-{n}\",\"properties\":{{\"desired\":{{\"rebootInfo\":{{\"a\":{n}}}}},\"reported\":{{}}}}}}\n"))
        .collect()
}
