//! The answer as data: the JSON of `twinscope check`, one shape for every consumer.

use diagnose::{Level, Policy, Rule, Severity, Why};
use serde::Serialize;

use crate::examine::{Examined, Hidden, Located};
use crate::pieces::Obstacle;
use crate::settings::Told;
use twin::shape::{Provisioning, Shape};

/// Everything that was looked at.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// One entry a twin.
    pub inputs: Vec<Input>,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
    /// Settings that applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<ReportedSettings>,
    /// Findings counted.
    pub summary: Summary,
}

/// One twin.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// File or other origin, as named.
    pub source: String,
    /// Line in a collection of one document a line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u32>,
    /// JSON pointer of the twin within its document.
    pub pointer: String,
    /// What it was taken for.
    pub kind: String,
    /// Why.
    pub because: String,
    /// `deviceId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// `moduleId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module_id: Option<String>,
    /// Findings, in the order of the text.
    pub findings: Vec<ReportedFinding>,
    /// Findings that the settings hide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenFinding>,
}

/// A finding that the settings hide.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HiddenFinding {
    /// `off` where its rule is, else `ignored`.
    pub why: &'static str,
    /// Number of the ignore in the settings, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore: Option<usize>,
    /// The reason the user gave, or what is ignored.
    pub because: String,
    /// The finding.
    pub finding: ReportedFinding,
}

/// The settings of a run.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedSettings {
    /// Their file.
    pub source: String,
    /// Ignores, in the order of the file.
    pub ignores: Vec<ReportedIgnore>,
    /// Findings of the settings themselves.
    pub findings: Vec<ReportedFinding>,
}

/// An ignore of the settings.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedIgnore {
    /// Line where it stands.
    pub line: u32,
    /// What it hides: `comment at /tags/** of pump-*`.
    pub hides: String,
    /// Findings of this run it matched.
    pub matched: u32,
}

impl From<&Told> for ReportedSettings {
    fn from(told: &Told) -> Self {
        let ignores = told.ignores.iter();
        Self {
            source: told.source.clone(),
            ignores: ignores
                .map(|(line, hides, matched)| ReportedIgnore {
                    line: *line,
                    hides: hides.clone(),
                    matched: *matched,
                })
                .collect(),
            findings: told.findings.iter().map(ReportedFinding::of).collect(),
        }
    }
}

impl From<&Hidden> for HiddenFinding {
    fn from(hidden: &Hidden) -> Self {
        let (why, ignore) = match hidden.why {
            Why::Off => ("off", None),
            Why::Ignored(number) => ("ignored", Some(number)),
        };
        Self {
            why,
            ignore,
            because: hidden.because.clone(),
            finding: ReportedFinding::of(&hidden.located),
        }
    }
}

/// A finding. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedFinding {
    /// Rule name.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// JSON pointer (RFC 6901) within the document.
    pub pointer: String,
    /// Line where it starts.
    pub line: u32,
    /// Column where it starts.
    pub column: u32,
    /// Line of its end.
    pub end_line: u32,
    /// Column one past its end.
    pub end_column: u32,
    /// What.
    pub message: String,
    /// Why.
    pub reason: String,
    /// Do.
    pub advice: String,
    /// Configuration group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Values seen, masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Other places that matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedPlace>,
    /// Text to stand there instead, where that is safe; empty for a removal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<String>,
}

/// Another place that matters.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedPlace {
    /// What is there.
    pub label: String,
    /// JSON pointer within the document.
    pub pointer: String,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// An input that could not be looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// File or other origin.
    pub source: String,
    /// Reason: `notFound`, `noPermission` …
    pub code: crate::wire::ErrorCode,
    /// What the system said.
    pub detail: String,
}

/// Findings counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Twins looked at.
    pub inputs: usize,
    /// Inputs that could not be looked at, and packs that are not used in full.
    pub problems: usize,
    /// Packs among them.
    #[serde(skip)]
    pub packs: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub infos: usize,
    /// Findings that the settings hide; none of the others counts them.
    pub hidden: usize,
    /// Inputs among them in which there is no twin, nor anything else that is known.
    #[serde(skip)]
    pub unknown: usize,
}

impl Summary {
    /// True where inputs were looked at and none of them is anything known: nothing was diagnosed.
    #[must_use]
    pub fn is_without_twins(&self) -> bool {
        self.inputs > 0 && self.unknown == self.inputs
    }

    /// Counts the findings of the settings themselves.
    pub fn add_settings(&mut self, told: &Told) {
        for located in &told.findings {
            match located.finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => self.infos += 1,
            }
        }
    }

    /// Counts one more twin.
    pub fn add(&mut self, examined: &Examined) {
        self.inputs += 1;
        self.hidden += examined.hidden.len();
        self.unknown += usize::from(!is_known(examined.shape.title()));
        self.errors += examined.count(Severity::Error);
        self.warnings += examined.count(Severity::Warning);
        self.infos += examined.count(Severity::Info);
    }
}

/// True for what an input is called in which a twin, or a file of the agent, can be diagnosed.
#[must_use]
pub fn is_known(kind: &str) -> bool {
    let of_provisioning = Provisioning::ALL.map(Shape::Provisioning);
    let mut without = [Shape::Unknown, Shape::Empty]
        .into_iter()
        .chain(of_provisioning);
    !without.any(|shape| shape.title() == kind)
}

impl Input {
    /// Writes a diagnosed twin.
    #[must_use]
    pub fn of(examined: &Examined) -> Self {
        Self {
            source: examined.origin.source.to_string(),
            record: examined.origin.record,
            pointer: examined.root.to_string(),
            kind: examined.shape.name().to_owned(),
            because: examined.because.clone(),
            device_id: examined.device_id.clone(),
            module_id: examined.module_id.clone(),
            findings: examined.findings.iter().map(ReportedFinding::of).collect(),
            hidden: examined.hidden.iter().map(HiddenFinding::from).collect(),
        }
    }
}

impl ReportedFinding {
    /// Writes a finding.
    #[must_use]
    pub fn of(located: &Located) -> Self {
        let finding = &located.finding;
        let related = finding.related.iter().zip(&located.related);
        Self {
            rule: finding.rule.to_owned(),
            severity: finding.severity.name().to_owned(),
            confidence: finding.confidence.name().to_owned(),
            pointer: finding.place.path.to_string(),
            line: located.start.line,
            column: located.start.column,
            end_line: located.end.line,
            end_column: located.end.column,
            message: finding.message.clone(),
            reason: finding.reason.clone(),
            advice: finding.advice.clone(),
            group: finding.group.clone(),
            evidence: finding.evidence.clone(),
            related: related
                .map(|(r, at)| RelatedPlace {
                    label: r.label.clone(),
                    pointer: r.place.path.to_string(),
                    line: at.line,
                    column: at.column,
                })
                .collect(),
            repair: finding.repair.clone(),
        }
    }
}

impl From<&Obstacle> for Problem {
    fn from(obstacle: &Obstacle) -> Self {
        Self {
            source: obstacle.source_name.clone(),
            code: obstacle.code,
            detail: obstacle.detail.clone(),
        }
    }
}

/// A rule of the catalogue, as `twinscope rules --format json` lists it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedRule {
    /// Kebab name.
    pub rule: &'static str,
    /// Severity it normally has.
    pub severity: &'static str,
    /// Severity the settings give it instead, or `off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<&'static str>,
    /// Part of the catalogue.
    pub category: &'static str,
    /// First sentence of its page.
    pub summary: String,
}

/// Lists the catalogue.
#[must_use]
pub fn rules() -> Vec<ListedRule> {
    rules_under(&Policy::default())
}

/// Lists the catalogue with what settings make of it.
#[must_use]
pub fn rules_under(policy: &Policy) -> Vec<ListedRule> {
    diagnose::CATALOGUE
        .iter()
        .map(|rule| ListedRule {
            chosen: policy.chosen(rule.name).map(Level::name),
            ..ListedRule::of(rule)
        })
        .collect()
}

impl ListedRule {
    fn of(rule: &Rule) -> Self {
        Self {
            rule: rule.name,
            severity: rule.severity.name(),
            chosen: None,
            category: rule.category.name(),
            summary: rule.summary(),
        }
    }
}

/// Returns the page of a rule in Markdown.
#[must_use]
pub fn page(rule: &str) -> Option<String> {
    diagnose::rule(rule).map(Rule::page)
}
