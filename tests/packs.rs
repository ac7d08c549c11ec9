//! Packs as they lie on disk: the one that was written from the page on packs works, each broken
//! one says what is wrong with it, and hostile ones end soon.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use groups::catalogue::pack::{ProblemKind, limits};
use workbench::check::Check;
use workbench::examine::Examination;
use workbench::packs::{PackProblem, Packs};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn fixtures() -> PathBuf {
    repository().join("fixtures/packs")
}

fn folders(start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures()).expect("the folder of packs");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = folders
        .filter(|p| p.is_dir() && name(p).starts_with(start))
        .collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// What is said of a pack, with paths below its folder.
fn told(packs: &Packs, folder: &Path) -> Vec<String> {
    let line = |p: PackProblem| {
        let file = Path::new(&p.file);
        let file = file.strip_prefix(folder).expect("below the folder");
        let (file, place) = (file.display(), format!("{}:{}", p.line, p.column));
        format!(
            "{file}:{place} {} {} | {} | {}",
            p.severity, p.kind, p.message, p.advice
        )
    };
    packs.problems().into_iter().map(line).collect()
}

/// Findings as severity, rule, line and pointer.
fn findings(packs: &Packs, twin: &Path) -> Vec<String> {
    let never = AtomicBool::new(false);
    let mut found = Vec::new();
    let examination = Examination::now().with_packs(packs);
    let _ = Check::new(examination, &never).paths(&[twin], &mut |told, _| {
        for located in told.expect("a twin").findings {
            let f = located.finding;
            let line = located.start.line;
            found.push(format!("{} {} {line} {}", f.severity, f.rule, f.place.path));
        }
        ControlFlow::Continue(())
    });
    found
}

#[test]
fn every_broken_pack_says_what_is_wrong_with_it() {
    let folders = folders("broken-");
    assert!(folders.len() > 20);
    for folder in folders {
        let packs = Packs::load(&[&folder]);
        let kind = name(&folder).trim_start_matches("broken-").to_owned();
        let has_kind = packs.problems().iter().any(|p| p.kind == kind);
        assert!(
            has_kind,
            "{}: no problem of the kind {kind}",
            folder.display()
        );
        let is_error = packs.problems().iter().any(|p| p.severity == "error");
        assert_eq!(
            packs.obstacles().len(),
            usize::from(is_error),
            "{}",
            folder.display()
        );
        insta::with_settings!({
            snapshot_path => &folder,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("problems", told(&packs, &folder).join("\n"));
        });
    }
}

#[test]
fn every_kind_of_problem_has_its_broken_pack() {
    let folders: BTreeSet<_> = folders("broken-").iter().map(|f| name(f)).collect();
    for kind in ProblemKind::ALL {
        // a file that cannot be read cannot be committed; a test below makes one
        let is_there = folders.contains(&format!("broken-{}", kind.name()));
        assert!(
            is_there || kind == ProblemKind::Unreadable,
            "{}",
            kind.name()
        );
        assert!(kind.why().ends_with('.'), "{}", kind.name());
    }
}

#[test]
fn every_problem_says_what_and_do() {
    for folder in folders("broken-") {
        for problem in Packs::load(&[&folder]).problems() {
            let PackProblem {
                message, advice, ..
            } = &problem;
            assert!(!message.ends_with('.') && !message.is_empty(), "{message}");
            assert!(advice.ends_with('.'), "{}: {advice}", problem.kind);
        }
    }
}

#[test]
fn a_pack_written_from_its_page_works_the_first_time() {
    let folder = fixtures().join("pumps");
    let packs = Packs::load(&[&folder]);
    assert_eq!(told(&packs, &folder), Vec::<String>::new());
    let samples = fs::read_dir(folder.join("samples")).expect("samples");
    let samples = samples.map(|entry| entry.expect("an entry").path());
    let twins: Vec<_> = samples
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    assert!(twins.len() > 4);
    for twin in twins {
        let found = findings(&packs, &twin);
        if name(&twin).starts_with("valid-") {
            assert_eq!(found, Vec::<String>::new(), "{}", twin.display());
            continue;
        }
        insta::with_settings!({
            snapshot_path => folder.join("samples"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            let stem = name(&twin).trim_end_matches(".json").to_owned();
            insta::assert_snapshot!(stem, found.join("\n"));
        });
    }
}

/// The examples of the page, by path: the one under "pack.json", and those with their path before.
fn examples() -> Vec<(String, String)> {
    let page = repository().join("src-tauri/crates/groups/catalogue/README.md");
    let page = fs::read_to_string(page).expect("the page");
    let mut found = Vec::new();
    let mut path = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line == "### 1. pack.json" {
            path = Some("pack.json".to_owned());
        } else if let Some(named) = line.strip_prefix('`').and_then(|l| l.strip_suffix("`:")) {
            path = Some(named.to_owned());
        } else if line == "```json" {
            let text: Vec<_> = lines.by_ref().take_while(|l| *l != "```").collect();
            found.extend(path.take().map(|path| (path, text.join("\n"))));
        }
    }
    found
}

#[test]
fn the_examples_of_the_page_are_a_pack() {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = examples();
    assert_eq!(examples.len(), 4);
    for (path, text) in examples {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    let packs = Packs::load(&[folder.path()]);
    assert_eq!(told(&packs, folder.path()), Vec::<String>::new());
    assert_eq!(packs.summaries()[0].schemas, 2);
}

#[test]
fn the_page_names_every_problem_and_every_limit() {
    let page = repository().join("src-tauri/crates/groups/catalogue/README.md");
    let page = fs::read_to_string(page).expect("the page");
    for kind in ProblemKind::ALL {
        assert!(
            page.contains(&format!("`{}`", kind.name())),
            "{}",
            kind.name()
        );
    }
    let limits = format!(
        "{} files, {} MiB a file, {} MiB in all, {} levels",
        limits::FILES,
        limits::FILE_BYTES >> 20,
        limits::PACK_BYTES >> 20,
        limits::LEVELS
    );
    assert!(page.contains(&limits), "{limits}");
    assert_eq!(limits::UNFOLDED, 20_000);
    assert!(page.contains("20 000 subschemas") && page.contains("2000 different patterns"));
}

#[test]
fn hostile_packs_end_soon_and_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    };
    write(
        "pack.json",
        b"{\"name\":\"hostile\",\"title\":\"t\",\"description\":\"d\"}",
    );
    let schema = b"{\"title\":\"t\",\"description\":\"d\"}";
    for number in 0..500 {
        write(&format!("plain/group{number}/desired.json"), schema);
    }
    // no folder each, which would cost more than all the rest
    for number in 0..2_000 {
        write(&format!("plain/no-group-{number}.json"), schema);
    }
    let deep = format!("{}{{}}{}", "{\"not\":".repeat(512), "}".repeat(512));
    write("plain/deep/desired.json", deep.as_bytes());
    let broad = format!("{{\"a\":[{}1]}}", "1,".repeat(600_000));
    write("plain/broad/desired.json", broad.as_bytes());
    write("plain/binary/desired.json", &[0xff; 1_000]);
    let packs = Packs::load(&[folder.path()]);
    let kinds: BTreeSet<_> = packs.problems().iter().map(|p| p.kind).collect();
    assert_eq!(kinds, BTreeSet::from(["not-json", "path", "too-large"]));
    let summary = &packs.summaries()[0];
    assert_eq!(summary.schemas, 500);
    assert!(summary.further > 1_000, "{}", summary.further);
    let told = told(&packs, folder.path()).join("\n");
    assert!(told.contains("2504 files; a pack may have 2000"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("pack.json"),
        "{\"name\":\"a\",\"title\":\"t\",\"description\":\"d\"}",
    )
    .expect("writable");
    fs::create_dir_all(folder.path().join("plain/fan")).expect("writable");
    let link = folder.path().join("plain/fan/desired.json");
    std::os::unix::fs::symlink("/dev/zero", link).expect("a link");
    let packs = Packs::load(&[folder.path()]);
    let told = told(&packs, folder.path());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("error unreadable"), "{told:?}");
}
