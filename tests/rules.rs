//! Every rule over its own fixtures: silent on `valid-*`, speaking on `invalid-*`, and saying
//! exactly what its snapshot says. A rule's test runs that rule alone.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use diagnose::{
    CATALOGUE, Circumstances, Finding, Locator, Policy, Rule, Sightings, Subject, Units,
};
use twin::Document;
use workbench::settings::{Run, Settings, Tally};

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
    if rules.len() == 1 && rules[0].name == "ignore-unmatched" {
        return of_settings(path);
    }
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

/// What `ignore-unmatched` says of settings, after a run over one twin.
fn of_settings(path: &Path) -> Vec<(Finding, String)> {
    let text = fs::read(path).expect("readable");
    let settings = Settings::read("settings", text).expect("small");
    assert_eq!(settings.troubles, [], "{}", path.display());
    let twin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/cli/error.json");
    let tally = run_over(&twin, &settings.policy);
    let told = settings.told(&tally, Run::Whole);
    let shown = |l: workbench::examine::Located| {
        let f = &l.finding;
        let at = format!("{}:{} {}", l.start.line, l.start.column, f.place.path);
        (f.clone(), format!("{} {at} | {}", f.severity, f.message))
    };
    told.findings.into_iter().map(shown).collect()
}

fn run_over(path: &Path, policy: &Policy) -> Tally {
    let doc = Document::read(fs::read(path).expect("readable")).expect("small");
    let units = Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let found = units.diagnose(CATALOGUE, 0, &twin, &Circumstances::default(), None);
    let device = twin.device_id();
    let subject = Subject {
        root: &twin.root.path(),
        device: device.as_deref(),
        module: None,
    };
    let mut tally = Tally::default();
    let packs = groups::catalogue::Catalogue::built_in();
    tally.add_matches(&policy.sift(found, &subject, packs).matches, &[]);
    tally
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
