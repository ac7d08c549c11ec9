//! Every rule over its own fixtures: silent on `valid-*`, speaking on `invalid-*`, and saying
//! exactly what its snapshot says. A rule's test runs that rule alone.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use diagnose::{CATALOGUE, Circumstances, Finding, Locator, Rule, Sightings, Units};
use twin::Document;

/// The time every fixture is looked at.
const NOW: &str = "2026-03-01T12:00:00Z";

fn folder(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/rules")
        .join(rule.name)
}

fn fixtures(rule: &Rule, start: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder(rule)).unwrap_or_else(|e| panic!("fixtures of {}: {e}", rule.name));
    let mut found: Vec<_> = entries
        .map(|e| e.expect("readable").path())
        .filter(|p| {
            p.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with(start))
        })
        .filter(|p| !p.to_string_lossy().contains(".snap"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{} has no {start}* fixture", rule.name);
    found
}

fn findings(rules: &[&'static Rule], path: &Path) -> Vec<(Finding, String)> {
    let doc = Document::read(fs::read(path).expect("readable")).expect("small");
    let units = Units::of(&doc);
    let circumstances = Circumstances {
        profile: profile_of(path),
        now: Some(NOW.parse().expect("a time")),
        ..Circumstances::default()
    };
    let source = path.file_name().expect("a name").to_string_lossy();
    let mut sightings = Sightings::default();
    let diagnose = |i: usize| {
        let twin = units.twin(i)?;
        let earlier = sightings.pass(&twin, &source);
        Some(units.diagnose(rules, i, &twin, &circumstances, earlier.as_ref()))
    };
    let all: Vec<_> = (0..units.len()).filter_map(diagnose).collect();
    let locator = Locator::new(&doc);
    let shown = |f: Finding| {
        let at = locator.start(&f.place);
        let mut line = format!(
            "{} {}:{} {} | {}",
            f.severity, at.line, at.column, f.place.path, f.message
        );
        for related in &f.related {
            let at = locator.start(&related.place);
            let _ = write!(
                line,
                "\n  see {}:{} {} | {}",
                at.line, at.column, related.place.path, related.label
            );
        }
        if !f.evidence.is_empty() {
            let _ = write!(line, "\n  evidence {}", f.evidence.join(" | "));
        }
        if let Some(repair) = &f.repair {
            let _ = write!(line, "\n  repair {repair:?}");
        }
        (f, line)
    };
    all.into_iter().flatten().map(shown).collect()
}

/// A fixture named `…@draft.json` is judged by that profile.
fn profile_of(path: &Path) -> Option<groups::Profile> {
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    groups::Profile::parse(stem.split_once('@')?.1)
}

/// `more-of-the-same` speaks only after another rule did.
fn alone(rule: &'static Rule) -> Vec<&'static Rule> {
    if rule.name == "more-of-the-same" {
        CATALOGUE.to_vec()
    } else {
        vec![rule]
    }
}

#[test]
fn every_rule_is_silent_on_its_valid_fixtures() {
    let mut wrong = String::new();
    for rule in CATALOGUE {
        for path in fixtures(rule, "valid-") {
            for (_, line) in findings(&alone(rule), &path)
                .iter()
                .filter(|(f, _)| f.rule == rule.name)
            {
                let _ = writeln!(wrong, "{}: {line}", path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_says_what_its_snapshot_says_on_its_invalid_fixtures() {
    for rule in CATALOGUE {
        for path in fixtures(rule, "invalid-") {
            let own: Vec<_> = findings(&alone(rule), &path)
                .into_iter()
                .filter(|(f, _)| f.rule == rule.name)
                .collect();
            assert!(
                !own.is_empty(),
                "{} is silent on {}",
                rule.name,
                path.display()
            );
            let text: Vec<_> = own.into_iter().map(|(_, line)| line).collect();
            let stem = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            insta::with_settings!({
                snapshot_path => folder(rule),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(stem, text.join("\n"));
            });
        }
    }
}

#[test]
fn every_finding_says_what_why_and_do() {
    for rule in CATALOGUE {
        for path in fixtures(rule, "invalid-") {
            for (f, line) in findings(&alone(rule), &path) {
                let sentence = |s: &str| s.ends_with(['.', '`', '"', ')']) && s.len() > 15;
                assert!(!f.message.is_empty() && !f.message.ends_with('.'), "{line}");
                assert!(
                    sentence(&f.reason) && sentence(&f.advice),
                    "{line}\n{}\n{}",
                    f.reason,
                    f.advice
                );
            }
        }
    }
}

#[test]
fn every_rule_has_a_page_that_says_what_why_and_do() {
    for rule in CATALOGUE {
        let page = rule.page();
        assert!(
            page.starts_with(&format!("# {}\n", rule.name)),
            "{}: {page}",
            rule.name
        );
        assert!(
            page.contains("\n## Why\n") && page.contains("\n## Do\n"),
            "{}",
            rule.name
        );
        assert!(
            rule.summary().ends_with('.'),
            "{}: {}",
            rule.name,
            rule.summary()
        );
    }
}

/// Stories in `fixtures/twins` with nothing to tell.
const HEALTHY: [&str; 5] = ["healthy-", "plain-", "fresh-", "module-", "device-"];

#[test]
fn healthy_twins_give_no_findings() {
    let twins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/twins");
    let entries = fs::read_dir(twins).expect("fixtures/twins");
    let files = entries.map(|e| e.expect("readable").path());
    let is_healthy = |p: &PathBuf| {
        let name = p.file_name().unwrap_or_default().to_string_lossy();
        HEALTHY.iter().any(|start| name.starts_with(start))
    };
    let healthy: Vec<_> = files.filter(is_healthy).collect();
    assert!(healthy.len() >= HEALTHY.len(), "{healthy:?}");
    let mut wrong = String::new();
    for path in healthy {
        for (f, line) in findings(CATALOGUE, &path) {
            let _ = writeln!(wrong, "{}: {} {line}", path.display(), f.rule);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
