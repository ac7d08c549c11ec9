//! What the user made of the rules: severities of their own, and ignores. Applied once, after the
//! diagnosis; what it hides is kept and said why. Knows no file: settings come in as values.

use std::collections::HashMap;

use groups::catalogue::{Catalogue, Weight};
use twin::TwinPath;

use crate::finding::{Finding, Severity};
use crate::pattern::{IdPattern, PathPattern};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::rules::{self, rule};

/// What is made of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Told with this severity.
    As(Severity),
    /// Hidden.
    Off,
}

impl Level {
    /// Every level, most serious first.
    pub const ALL: [Self; 4] = [
        Self::As(Severity::Error),
        Self::As(Severity::Warning),
        Self::As(Severity::Info),
        Self::Off,
    ];

    /// The machine name: `error`, `warning`, `info` or `off`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::As(severity) => severity.name(),
            Self::Off => "off",
        }
    }

    /// Returns what a pack makes of a rule: nothing inside turns it off.
    #[must_use]
    pub fn of(packed: Option<Weight>) -> Self {
        match packed {
            Some(Weight::Error) => Self::As(Severity::Error),
            Some(Weight::Warning) => Self::As(Severity::Warning),
            Some(Weight::Info) => Self::As(Severity::Info),
            None => Self::Off,
        }
    }

    /// Reads a machine name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// Findings not to be told. What is absent matches all; at least one of the three is there.
#[derive(Debug, Clone, Default)]
pub struct Ignore {
    /// Rule; without it every rule but those of the syntax, which are hidden by name only.
    pub rule: Option<&'static str>,
    /// Places within the twin.
    pub path: Option<PathPattern>,
    /// Devices.
    pub device: Option<IdPattern>,
    /// Why, in the user's words.
    pub reason: Option<String>,
}

impl Ignore {
    /// Writes what it hides: `property-type at /tags/** of pump-*`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = self.rule.unwrap_or("every rule").to_owned();
        if let Some(path) = &self.path {
            words.push_str(&format!(" at {}", path.as_str()));
        }
        if let Some(device) = &self.device {
            words.push_str(&format!(" of {}", device.as_str()));
        }
        words
    }

    /// Says whether it hides a finding.
    #[must_use]
    pub fn hides(&self, finding: &Finding, subject: &Subject<'_>) -> bool {
        if !self.is_of(subject) {
            return false;
        }
        // what a rule found beyond the listed ones may be anywhere: only what hides all of it hides the count
        if let Some(counted) = finding.counts {
            let everywhere = self.path.as_ref().is_none_or(PathPattern::is_everywhere);
            return everywhere && self.is_about(counted)
                || self.rule == Some(finding.rule) && self.is_at(finding, subject);
        }
        self.is_about(finding.rule) && self.is_at(finding, subject)
    }

    /// Says whether it may hide some of the findings that are counted and not listed.
    fn may_hide(&self, finding: &Finding, subject: &Subject<'_>) -> bool {
        finding.counts.is_some_and(|rule| self.is_about(rule)) && self.is_of(subject)
    }

    fn is_about(&self, name: &str) -> bool {
        match self.rule {
            Some(rule) => rule == name,
            None => rule(name).is_none_or(|r| r.category != Category::Syntax),
        }
    }

    fn is_at(&self, finding: &Finding, subject: &Subject<'_>) -> bool {
        let steps = finding.place.path.steps();
        let below = steps.strip_prefix(subject.root.steps()).unwrap_or_default();
        self.path.as_ref().is_none_or(|path| path.fits(below))
    }

    fn is_of(&self, subject: &Subject<'_>) -> bool {
        match (&self.device, subject.device) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(pattern), Some(device)) => pattern.fits(device, subject.module),
        }
    }
}

/// The twin that findings are of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// Where it stands in its document.
    pub root: &'s TwinPath,
    /// `deviceId`.
    pub device: Option<&'s str>,
    /// `moduleId`.
    pub module: Option<&'s str>,
}

/// Why a finding is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its rule is off.
    Off,
    /// The ignore with that number, from 0, matches; the first where several do.
    Ignored(usize),
}

/// How often an ignore matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Number of the ignore, from 0.
    pub ignore: usize,
    /// Findings matched; none where it may have matched some that are counted and not listed.
    pub findings: u32,
}

/// Findings as the policy has them.
#[derive(Debug, Clone, Default)]
pub struct Sifted {
    /// To be told, in the order of the text.
    pub shown: Vec<Finding>,
    /// Not to be told, and why; in the order of the text.
    pub hidden: Vec<(Finding, Why)>,
    /// Ignores that matched, in their order.
    pub matches: Vec<Match>,
}

/// Severities and ignores of one workspace.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    levels: HashMap<&'static str, Level>,
    ignores: Vec<Ignore>,
}

impl Policy {
    /// Makes a policy of levels by rule and of ignores.
    #[must_use]
    pub fn new(levels: HashMap<&'static str, Level>, ignores: Vec<Ignore>) -> Self {
        Self { levels, ignores }
    }

    /// Returns the ignores, in their order.
    #[must_use]
    pub fn ignores(&self) -> &[Ignore] {
        &self.ignores
    }

    /// Returns the same policy with one more ignore at the end.
    #[must_use]
    pub fn with(&self, ignore: Ignore) -> Self {
        let mut policy = self.clone();
        policy.ignores.push(ignore);
        policy
    }

    /// Returns the level the user gave a rule, if any.
    #[must_use]
    pub fn chosen(&self, rule: &str) -> Option<Level> {
        self.levels.get(rule).copied()
    }

    /// Returns the level a rule has.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Level {
        self.chosen(rule.name).unwrap_or(Level::As(rule.severity))
    }

    /// Returns the level that the user gave a rule, else the one that a pack gives it.
    #[must_use]
    pub fn chosen_or_packed(&self, rule: &str, packs: &Catalogue) -> Option<Level> {
        let packed = || Some(Level::of(packs.severity(rule)?));
        self.chosen(rule).or_else(packed)
    }

    /// Gives findings their severities and sets apart what is not to be told. What packs of the
    /// catalogue say counts where the user says nothing.
    #[must_use]
    pub fn sift(&self, findings: Vec<Finding>, subject: &Subject<'_>, packs: &Catalogue) -> Sifted {
        let mut sifted = Sifted::default();
        let is_silent = self.levels.is_empty() && self.ignores.is_empty();
        if is_silent && !packs.has_severities() {
            sifted.shown = findings;
            return sifted;
        }
        let mut times = vec![None; self.ignores.len()];
        for mut finding in findings {
            let why = self.judge(&mut finding, subject, packs, &mut times);
            match why {
                Some(why) => sifted.hidden.push((finding, why)),
                None => sifted.shown.push(finding),
            }
        }
        sifted.shown.sort_by(Finding::in_text);
        let matched = times.into_iter().enumerate();
        sifted.matches = matched
            .filter_map(|(ignore, findings)| {
                Some(Match {
                    ignore,
                    findings: findings?,
                })
            })
            .collect();
        sifted
    }

    fn judge(
        &self,
        finding: &mut Finding,
        subject: &Subject<'_>,
        packs: &Catalogue,
        times: &mut [Option<u32>],
    ) -> Option<Why> {
        let mut first = None;
        for (number, ignore) in self.ignores.iter().enumerate() {
            if ignore.hides(finding, subject) {
                *times[number].get_or_insert(0) += 1;
                first.get_or_insert(Why::Ignored(number));
            } else if ignore.may_hide(finding, subject) {
                times[number].get_or_insert(0);
            }
        }
        let level = |rule| self.chosen_or_packed(rule, packs);
        let is_off = |rule| level(rule) == Some(Level::Off);
        if finding.counts.is_some_and(is_off) || is_off(finding.rule) {
            return Some(Why::Off);
        }
        if let Some(Level::As(severity)) = level(finding.rule) {
            finding.severity = severity;
        }
        first
    }

    /// Makes the finding about an ignore, in words, that matched nothing, unless its rule is off. The place
    /// is that of the ignore in its file.
    #[must_use]
    pub fn unmatched(&self, words: &str, place: Place) -> Option<Finding> {
        let rule = &rules::IGNORE_UNMATCHED;
        let Level::As(severity) = self.level(rule) else {
            return None;
        };
        let mut finding = rules::unmatched(place, words);
        finding.rule = rule.name;
        finding.severity = severity;
        Some(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rule: &'static str, pointer: &str) -> Finding {
        let path = TwinPath::from_pointer(pointer).expect("a pointer");
        let mut finding = Finding::at(Place { path, span: 0..1 }, "something");
        finding.rule = rule;
        finding.severity = Severity::Error;
        finding
    }

    fn ignore(rule: Option<&'static str>, path: &str, device: &str) -> Ignore {
        Ignore {
            rule,
            path: PathPattern::parse(path).ok(),
            device: IdPattern::parse(device).ok(),
            reason: None,
        }
    }

    fn sift(ignores: Vec<Ignore>, findings: Vec<Finding>) -> Sifted {
        let levels = HashMap::from([
            ("comment", Level::Off),
            ("property-type", Level::As(Severity::Info)),
        ]);
        let root = TwinPath::from_pointer("/7").expect("a pointer");
        let subject = Subject {
            root: &root,
            device: Some("pump-17"),
            module: None,
        };
        Policy::new(levels, ignores).sift(findings, &subject, Catalogue::built_in())
    }

    fn why(sifted: &Sifted) -> Vec<Why> {
        sifted.hidden.iter().map(|(_, why)| *why).collect()
    }

    #[test]
    fn a_rule_is_off_or_has_another_severity() {
        let sifted = sift(
            vec![],
            vec![found("comment", "/7"), found("property-type", "/7/a")],
        );
        assert_eq!(why(&sifted), [Why::Off]);
        assert_eq!(sifted.shown[0].severity, Severity::Info);
    }

    #[test]
    fn paths_are_those_within_the_twin() {
        let sifted = sift(
            vec![ignore(None, "/tags/*", "")],
            vec![
                found("null-in-twin", "/7/tags/a"),
                found("null-in-twin", "/7/b"),
            ],
        );
        assert_eq!(why(&sifted), [Why::Ignored(0)]);
        assert_eq!(
            sifted.matches,
            [Match {
                ignore: 0,
                findings: 1
            }]
        );
    }

    #[test]
    fn faults_of_the_syntax_are_hidden_by_name_only() {
        let all = || vec![found("trailing-comma", "/7/a")];
        assert!(sift(vec![ignore(None, "/**", "")], all()).hidden.is_empty());
        let by_name = vec![ignore(Some("trailing-comma"), "/**", "")];
        assert_eq!(sift(by_name, all()).hidden.len(), 1);
    }

    #[test]
    fn every_ignore_that_matches_is_counted_and_the_first_is_named() {
        let ignores = vec![
            ignore(Some("null-in-twin"), "/b", ""),
            ignore(Some("null-in-twin"), "", "pump-*"),
            ignore(None, "/a", ""),
        ];
        let sifted = sift(ignores, vec![found("null-in-twin", "/7/a")]);
        assert_eq!(why(&sifted), [Why::Ignored(1)]);
        let numbers: Vec<_> = sifted.matches.iter().map(|m| m.ignore).collect();
        assert_eq!(numbers, [1, 2]);
    }

    #[test]
    fn what_is_counted_only_stays_unless_all_of_it_is_hidden() {
        let mut more = found("more-of-the-same", "/7/a");
        more.counts = Some("null-in-twin");
        let by_path = vec![ignore(Some("null-in-twin"), "/a", "")];
        let sifted = sift(by_path, vec![more.clone()]);
        assert!(sifted.hidden.is_empty());
        assert_eq!(sifted.matches[0].findings, 0, "it may have matched");
        let all = vec![ignore(Some("null-in-twin"), "", "pump-17")];
        assert_eq!(sift(all, vec![more]).hidden.len(), 1);
    }

    #[test]
    fn an_ignore_that_matches_nothing_is_a_finding_unless_that_is_off() {
        let place = || Place::start();
        let some = vec![ignore(Some("comment"), "/a", "pump-*")];
        let policy = Policy::new(HashMap::new(), some.clone());
        let words = policy.ignores()[0].words();
        let finding = policy.unmatched(&words, place()).expect("a finding");
        assert!(finding.message.contains("comment at /a of pump-*"));
        let off = HashMap::from([("ignore-unmatched", Level::Off)]);
        assert_eq!(Policy::new(off, some).unmatched(&words, place()), None);
    }
}
