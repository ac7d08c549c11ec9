//! One thing worth telling: what, why, do, and where.

use std::cmp::Ordering;
use std::fmt;

use crate::context::Context;
use crate::place::Place;
use crate::rule::Rule;
use crate::{KEPT_PER_RULE, rules, words};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Refused, ignored or failing: it does not work as written.
    Error,
    /// Works but will surprise.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Follows from the text alone.
    Certain,
    /// Follows from documented behaviour of hub or agent.
    Likely,
    /// One explanation among others.
    Possible,
}

impl Confidence {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// Another place that matters to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is there: `first of the two keys`.
    pub label: String,
    /// Where.
    pub place: Place,
}

/// One finding. Texts hold no secret: evidence is masked by whoever quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What, in one short clause: lower case, no full stop.
    pub message: String,
    /// Why it matters: full sentences.
    pub reason: String,
    /// Do: full sentences.
    pub advice: String,
    /// Where.
    pub place: Place,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// Values seen, masked.
    pub evidence: Vec<String>,
    /// Text to stand at the place instead, where that is safe; empty for a removal.
    pub repair: Option<String>,
    /// Configuration group it belongs to.
    pub group: Option<String>,
    /// What to look up of the device's error code: `2019`, or with the family where it is known: `win32 -2147024891`.
    pub code: Option<String>,
    /// Rule whose further findings it counts, for the one that counts them.
    pub counts: Option<&'static str>,
}

impl Finding {
    /// Starts a finding; severity and rule come from the rule that reports it. The message may quote
    /// names of the text: what cannot be shown on one line is replaced.
    #[must_use]
    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            rule: "",
            severity: Severity::Info,
            confidence: Confidence::Certain,
            message: words::one_line(message.into()),
            reason: String::new(),
            advice: String::new(),
            place,
            related: Vec::new(),
            evidence: Vec::new(),
            repair: None,
            group: None,
            code: None,
            counts: None,
        }
    }

    /// Says why it matters.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Adds a value seen; quote it with `twin::secret::shown`.
    #[must_use]
    pub fn evidence(mut self, shown: impl Into<String>) -> Self {
        self.evidence.push(shown.into());
        self
    }

    /// Adds a place that matters.
    #[must_use]
    pub fn related(mut self, label: impl Into<String>, place: Place) -> Self {
        self.related.push(Related {
            label: label.into(),
            place,
        });
        self
    }

    /// Offers a text to stand at the place instead.
    #[must_use]
    pub fn repair(mut self, text: impl Into<String>) -> Self {
        self.repair = Some(text.into());
        self
    }

    /// Says how sure it is; certain unless said.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Says what to look up of the device's error code.
    #[must_use]
    pub fn code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    /// Says that it counts what a rule found beyond the listed ones.
    #[must_use]
    pub(crate) fn counting(mut self, rule: &'static str) -> Self {
        self.counts = Some(rule);
        self
    }

    /// Orders findings as the text has them, at one place the most serious first.
    pub(crate) fn in_text(&self, other: &Self) -> Ordering {
        let key = |f: &Self| (f.place.span.start, f.severity, f.rule);
        key(self).cmp(&key(other))
    }

    /// Names the configuration group; found from the place unless said.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// Collects what the rules find: bounded, and in the order of the text at the end.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    rule: Option<&'static Rule>,
    of_rule: usize,
    not_kept: Vec<(&'static str, usize)>,
}

impl Findings {
    pub(crate) fn ask(&mut self, rule: &'static Rule, context: &Context<'_>) {
        self.rule = Some(rule);
        self.of_rule = 0;
        let from = self.all.len();
        (rule.check)(context, self);
        for finding in &mut self.all[from..] {
            if finding.group.is_none() {
                finding.group = context.group_name_at(&finding.place);
            }
            // `"connectionString": 987654` is text without quotes, and a secret all the same
            if finding.repair.is_some() && context.is_secret_at(&finding.place) {
                finding.repair = None;
            }
        }
        if self.of_rule > KEPT_PER_RULE {
            self.not_kept
                .push((rule.name, self.of_rule - KEPT_PER_RULE));
        }
    }

    /// Adds a finding with the rule's own severity.
    pub fn push(&mut self, finding: Finding) {
        let severity = self.rule.map_or(Severity::Info, |r| r.severity);
        self.push_as(severity, finding);
    }

    /// Adds a finding with a severity of its own.
    pub fn push_as(&mut self, severity: Severity, mut finding: Finding) {
        self.of_rule += 1;
        if self.of_rule > KEPT_PER_RULE {
            return;
        }
        finding.rule = self.rule.map_or("", |r| r.name);
        finding.severity = severity;
        self.all.push(finding);
    }

    /// Adds a finding that is made only where it is kept.
    pub(crate) fn make(&mut self, severity: Severity, finding: impl FnOnce() -> Finding) {
        if self.of_rule >= KEPT_PER_RULE {
            self.of_rule += 1;
            return;
        }
        self.push_as(severity, finding());
    }

    /// Counts findings that are not made one by one.
    pub fn count_further(&mut self, further: u64) {
        self.of_rule = self
            .of_rule
            .saturating_add(usize::try_from(further).unwrap_or(usize::MAX));
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        for (rule, further) in std::mem::take(&mut self.not_kept) {
            if let Some(last) = self.all.iter().rfind(|f| f.rule == rule) {
                let place = last.place.clone();
                self.rule = Some(&rules::MORE_OF_THE_SAME);
                self.of_rule = 0;
                self.push(rules::further(place, rule, further));
            }
        }
        self.all.sort_by(Finding::in_text);
        self.all
    }
}
