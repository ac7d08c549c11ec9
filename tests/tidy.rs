//! The rules of the house as tests. Each guard reads the repository as it lies on disk and names every place that
//! breaks its rule; none of them knows what the code does.

#[path = "tidy/doors.rs"]
mod doors;
#[path = "tidy/repository.rs"]
mod repository;
#[path = "tidy/secrets.rs"]
mod secrets;
#[path = "tidy/source.rs"]
mod source;

use std::collections::BTreeSet;

use repository::{File, files, folders, read, root};

/// Longest file and longest function, in lines.
const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 80;

/// Crates below the floor where the world begins.
const PURE: [&str; 5] = ["twin", "groups", "diff", "reprovision", "diagnose"];

/// Fails with one line per breach.
fn assert_none(rule: &str, breaches: impl IntoIterator<Item = String>) {
    let breaches: Vec<String> = breaches.into_iter().collect();
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

fn code() -> Vec<File> {
    files(".", &["rs", "ts", "svelte"])
}

#[test]
fn crates_use_only_the_doors_of_the_table() {
    assert_none(
        "a door that is not in the table of the house (tests/tidy/doors.rs)",
        doors::foreign(),
    );
}

#[test]
fn every_crate_has_its_row_in_the_table() {
    assert_none(
        "a crate without a row in the table of the house (tests/tidy/doors.rs)",
        doors::without_row(),
    );
}

#[test]
fn only_the_shell_depends_on_tauri() {
    let others = doors::members()
        .into_iter()
        .filter(|member| member.name != doors::SHELL);
    let breaches = others.flat_map(|member| {
        let tauri = member
            .all
            .into_iter()
            .filter(|name| name == "tauri" || name.starts_with("tauri-"));
        tauri
            .map(move |name| format!("{} depends on {name}", member.name))
            .collect::<Vec<_>>()
    });
    assert_none("tauri outside the shell", breaches);
}

#[test]
fn only_the_host_folder_imports_tauri_apps() {
    let outside = files("ui/src", &["ts", "js", "mjs", "svelte"])
        .into_iter()
        .filter(|file| !file.path.starts_with("ui/src/host/"));
    let importing = outside.filter(|file| {
        ["'", "\"", "`"]
            .iter()
            .any(|quote| file.text.contains(&format!("{quote}@tauri-apps/")))
    });
    assert_none(
        "@tauri-apps imported outside ui/src/host",
        importing.map(|file| file.path),
    );
}

#[test]
fn every_rust_file_opens_with_what_it_knows() {
    let silent = files(".", &["rs"])
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"));
    assert_none(
        "a Rust file that does not open with //!",
        silent.map(|file| file.path),
    );
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let long = code()
        .into_iter()
        .filter(|file| file.text.lines().count() > FILE_LINES);
    assert_none(
        "a file over 600 lines",
        long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())),
    );
}

#[test]
fn no_function_is_longer_than_80_lines() {
    let breaches = files(".", &["rs"]).into_iter().flat_map(|file| {
        let long = source::functions(&file.text)
            .into_iter()
            .filter(|function| function.lines > FUNCTION_LINES);
        long.map(|function| {
            format!(
                "{}:{}: {} has {} lines",
                file.path, function.line, function.name, function.lines
            )
        })
        .collect::<Vec<_>>()
    });
    assert_none("a function over 80 lines", breaches);
}

#[test]
fn no_public_type_is_named_for_nothing() {
    const EMPTY: [&str; 5] = ["Manager", "Service", "Helper", "Util", "Processor"];
    let breaches = files(".", &["rs"]).into_iter().flat_map(|file| {
        let empty = source::public_types(&file.text).into_iter().filter(|name| {
            EMPTY
                .iter()
                .any(|word| name.ends_with(word) || name.ends_with(&format!("{word}s")))
        });
        empty
            .map(|name| format!("{}: {name}", file.path))
            .collect::<Vec<_>>()
    });
    assert_none("a public type whose name says nothing", breaches);
}

#[test]
fn every_rule_has_a_valid_and_an_invalid_fixture() {
    let breaches = rules().into_iter().flat_map(|rule| {
        let folder = format!("fixtures/rules/{rule}");
        let names: Vec<String> = files(&folder, &[])
            .into_iter()
            .map(|file| file.name().to_owned())
            .collect();
        let missing = ["valid-", "invalid-"]
            .into_iter()
            .filter(move |start| !names.iter().any(|name| name.starts_with(start)));
        missing
            .map(|start| format!("{folder}/{start}* is missing"))
            .collect::<Vec<_>>()
    });
    assert_none("a rule without fixtures", breaches);
}

#[test]
fn every_fixture_folder_has_its_rule() {
    let rules = rules();
    let orphans = folders("fixtures/rules")
        .into_iter()
        .filter(|folder| !rules.contains(folder));
    assert_none("a folder in fixtures/rules without a rule", orphans);
}

/// The names of all rules, as they read after "allow".
fn rules() -> BTreeSet<String> {
    let files = files("src-tauri/crates/diagnose/src/rules", &["rs"]);
    let stems = files
        .iter()
        .filter_map(|file| file.name().strip_suffix(".rs"));
    stems
        .filter(|stem| *stem != "mod")
        .map(|stem| stem.replace('_', "-"))
        .collect()
}

#[test]
fn every_path_in_the_code_map_exists() {
    let map = read("src-tauri/ARCHITECTURE.md").expect("src-tauri/ARCHITECTURE.md is the code map");
    let spans = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| looks_like_a_path(span));
    let dead = spans.filter(|span| {
        // A placeholder stands for any name: what lies before it must be there.
        let fixed = span.split(['<', '*', '{', '…']).next().unwrap_or_default();
        let fixed = if fixed == *span {
            fixed
        } else {
            fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
        };
        !["", "src-tauri", "src-tauri/crates", "ui/src"]
            .iter()
            .any(|base| root().join(base).join(fixed).exists())
    });
    assert_none(
        "a path in src-tauri/ARCHITECTURE.md that does not exist",
        dead.map(str::to_owned),
    );
}

fn looks_like_a_path(span: &str) -> bool {
    const ENDINGS: [&str; 7] = [".rs", ".ts", ".svelte", ".json", ".toml", ".md", ".mjs"];
    let plain = !span.contains([' ', '(', '$', '@', '\n'])
        && !span.contains("::")
        && !span.starts_with(['/', '-']);
    plain && (span.contains('/') || ENDINGS.iter().any(|ending| span.ends_with(ending)))
}

#[test]
fn no_secret_lies_in_the_fixtures() {
    let breaches = files("fixtures", &[]).into_iter().flat_map(|file| {
        let found = secrets::found(&file.text);
        found
            .into_iter()
            .map(|what| format!("{}: {what}", file.path))
            .collect::<Vec<_>>()
    });
    assert_none("a secret in fixtures; mask it with ***", breaches);
}

#[test]
fn the_pure_crates_see_no_clock_no_file_and_no_environment() {
    let bans =
        read("src-tauri/crates/clippy.toml").expect("the bans are in src-tauri/crates/clippy.toml");
    let needed = [
        "std::time::Instant::now",
        "std::time::SystemTime::now",
        "std::fs::read",
        "std::fs::read_to_string",
        "std::fs::write",
        "std::fs::File",
        "std::env::var",
        "std::env::args",
        "std::net::TcpStream",
        "std::process::Command",
    ];
    let missing = needed
        .iter()
        .filter(|path| !bans.contains(&format!("path = \"{path}\"")));
    assert_none(
        "src-tauri/crates/clippy.toml lets through",
        missing.map(|path| (*path).to_owned()),
    );

    // Clippy takes the nearest file only: one beside a pure crate's manifest would lift all bans.
    let lifted = PURE.iter().flat_map(|name| {
        [
            format!("{name}/clippy.toml"),
            format!("{name}/.clippy.toml"),
        ]
    });
    let lifted = lifted.filter(|path| root().join("src-tauri/crates").join(path).exists());
    assert_none("a pure crate lifts the bans", lifted);
}
