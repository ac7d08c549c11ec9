//! Exit codes and refusals: 0 clean, 1 findings, 2 could not look.

use crate::bench::{file, folder, twinscope};

const CLEAN: &str = "fixtures/cli/clean.json";
const WARNING: &str = "fixtures/cli/warning.json";
const ERROR: &str = "fixtures/cli/error.json";

fn code(arguments: &[&str]) -> i32 {
    let run = twinscope(arguments);
    assert!(
        !run.err.contains("panicked") && !run.err.contains("backtrace"),
        "{}",
        run.err
    );
    run.code.expect("it ends by itself")
}

#[test]
fn findings_at_or_above_the_wanted_severity_make_one() {
    assert_eq!(code(&["check", CLEAN]), 0);
    assert_eq!(code(&["check", ERROR]), 1);
    assert_eq!(code(&["check", WARNING]), 0);
    assert_eq!(code(&["check", "--fail-on", "error", WARNING]), 0);
    assert_eq!(code(&["check", "--fail-on", "warning", WARNING]), 1);
    assert_eq!(code(&["check", "--fail-on", "warning", ERROR]), 1);
    assert_eq!(code(&["check", "--fail-on", "warning", CLEAN]), 0);
}

#[test]
fn every_format_ends_alike() {
    for format in ["human", "json", "ndjson", "sarif", "markdown", "junit"] {
        let check = |path| code(&["check", "--quiet", "--format", format, path]);
        assert_eq!(
            [CLEAN, WARNING, ERROR, "missing.json"].map(check),
            [0, 0, 1, 2],
            "{format}"
        );
    }
}

#[test]
fn notes_never_make_one() {
    let folder = folder();
    let note = file(
        &folder,
        "note.json",
        r#"{"deviceId":"a","properties":{"desired":{"rebootInfo":{}},"reported":{}}}"#,
    );
    let run = twinscope(&["check", "--fail-on", "warning", &note]);
    assert!(run.out.contains("1 note"), "{}", run.out);
    assert_eq!(run.code, Some(0));
}

#[test]
fn what_could_not_be_looked_at_comes_before_findings() {
    let run = twinscope(&["check", ERROR, "missing.json", CLEAN]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("error: missing.json: "), "{}", run.err);
    assert!(run.out.contains("error[trailing-comma]"), "{}", run.out);
    assert!(
        run.out
            .contains("2 twins looked at: 1 error, 1 input not looked at"),
        "{}",
        run.out
    );
}

#[test]
fn wrong_arguments_make_two() {
    for arguments in [
        &["check"][..],
        &["check", "--format", "yaml", CLEAN],
        &["check", "--profile", "newest", CLEAN],
        &["check", "--fail-on", "info", CLEAN],
        &["explain"],
        &["explain", "no-such-rule"],
        &["discover", CLEAN],
        &["discover", "--group", "a", "--version", "new", CLEAN],
        &["versions", "missing.json"],
        &["code"],
        &["code", "5", "--list"],
        &["code", "--search"],
        &["completions", "cmd"],
        &["frobnicate"],
    ] {
        let run = twinscope(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(
            run.err.starts_with("error: ") && run.out.is_empty(),
            "{arguments:?}: {}",
            run.err
        );
    }
}

#[test]
fn alone_it_prints_the_help_and_makes_two() {
    let run = twinscope::<&str>(&[]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("Usage: twinscope") && run.err.contains("Examples:"),
        "{}",
        run.err
    );
}

#[test]
fn every_command_has_help_with_examples() {
    for command in [
        "check",
        "explain",
        "rules",
        "versions",
        "discover",
        "code",
        "schema",
        "completions",
        "groups",
        "migrate",
    ] {
        let run = twinscope(&[command, "--help"]);
        assert_eq!(run.code, Some(0));
        let example = format!("Examples:\n  twinscope {command}");
        assert!(run.out.contains(&example), "{command}: {}", run.out);
    }
    let run = twinscope(&["--version"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (
            Some(0),
            concat!("twinscope ", env!("CARGO_PKG_VERSION"), "\n")
        )
    );
}

#[test]
fn every_shell_has_completions() {
    for (shell, mark) in [
        ("bash", "complete -F _twinscope"),
        ("zsh", "#compdef twinscope"),
        ("fish", "complete -c twinscope"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[twinscope]"),
    ] {
        let run = twinscope(&["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(
            run.out.contains(mark) && run.out.contains("fail-on"),
            "{shell}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_starts_on_a_machine_without_a_desktop() {
    let ldd = std::process::Command::new("ldd")
        .arg(env!("CARGO_BIN_EXE_twinscope"))
        .output();
    let Ok(listed) = ldd else { return };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(
        !listed.contains("gtk") && !listed.contains("webkit") && !listed.contains("libX11"),
        "{listed}"
    );
}

#[test]
fn where_there_is_no_twin_at_all_nothing_looks_like_success() {
    let folder = folder();
    for (name, text) in [
        ("empty.json", ""),
        ("page.json", "<html><body>502 Bad Gateway</body></html>"),
        ("other.json", "{\"error\":{\"code\":404}}"),
    ] {
        let path = file(&folder, name, text);
        for command in ["check", "drift", "versions", "groups", "blame", "migrate"] {
            let run = twinscope(&[command, &path]);
            assert_eq!(run.code, Some(2), "{command} {name}: {}", run.err);
            assert!(
                run.err.contains("there is no twin in"),
                "{command} {name}: {}",
                run.err
            );
        }
        let run = twinscope(&["discover", "--group", "rebootInfo", &path]);
        assert_eq!(run.code, Some(2), "{name}");
        // one twin among them is enough; that a file is empty is an error
        let among = code(&["check", "--quiet", &path, CLEAN]);
        assert_eq!(among, i32::from(text.is_empty()), "{name}");
    }
}
