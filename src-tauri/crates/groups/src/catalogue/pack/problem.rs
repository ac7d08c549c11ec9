//! What is wrong with a pack: what, where, why, and what to do about it.

use std::collections::BTreeSet;
use std::fmt;

use twin::{LineColumn, Value};

use crate::catalogue::violation::Weight;

/// What kind of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// `pack.json` is not there.
    ManifestMissing,
    /// No schema anywhere, and nothing said of rules.
    SchemasMissing,
    /// A member of `pack.json` is missing, unknown or of the wrong type.
    Manifest,
    /// A rule that there is not.
    RuleUnknown,
    /// The file could not be read.
    Unreadable,
    /// The text is not JSON as it stands.
    NotJson,
    /// More of something than a pack may have.
    TooLarge,
    /// The path says no dialect, group, direction or version.
    Path,
    /// The version is not written as its dialect writes versions.
    VersionForm,
    /// The same version of one side of a group twice.
    VersionTwice,
    /// A group that no twin can have.
    GroupName,
    /// A group or part that the built-in catalogue has.
    NameTaken,
    /// `$id` says another path.
    IdDiffers,
    /// `$schema` names another draft.
    DraftUnsupported,
    /// The draft does not allow it.
    NotASchema,
    /// A keyword that nobody reads.
    KeywordUnknown,
    /// A keyword that a pack cannot use.
    KeywordUnsupported,
    /// A keyword that says what Twinscope says by itself.
    KeywordNeedless,
    /// An annotation that there is not.
    AnnotationUnknown,
    /// An annotation with a value that it cannot have.
    AnnotationValue,
    /// A pattern that cannot be read.
    PatternInvalid,
    /// A pattern that needs more than one pass.
    PatternNotLinear,
    /// A reference that leads nowhere.
    ReferenceDangling,
    /// A reference that leads out of the pack.
    ReferenceOutside,
    /// A reference to a file that has errors.
    ReferenceToBroken,
    /// References that lead back to where they started.
    ReferenceEndless,
    /// No title.
    TitleMissing,
    /// No description.
    DescriptionMissing,
    /// It cannot be compiled, for a reason that none of the others tells.
    NotCompiled,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 29] = [
        Self::ManifestMissing,
        Self::SchemasMissing,
        Self::Manifest,
        Self::RuleUnknown,
        Self::Unreadable,
        Self::NotJson,
        Self::TooLarge,
        Self::Path,
        Self::VersionForm,
        Self::VersionTwice,
        Self::GroupName,
        Self::NameTaken,
        Self::IdDiffers,
        Self::DraftUnsupported,
        Self::NotASchema,
        Self::KeywordUnknown,
        Self::KeywordUnsupported,
        Self::KeywordNeedless,
        Self::AnnotationUnknown,
        Self::AnnotationValue,
        Self::PatternInvalid,
        Self::PatternNotLinear,
        Self::ReferenceDangling,
        Self::ReferenceOutside,
        Self::ReferenceToBroken,
        Self::ReferenceEndless,
        Self::TitleMissing,
        Self::DescriptionMissing,
        Self::NotCompiled,
    ];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ManifestMissing => "manifest-missing",
            Self::SchemasMissing => "schemas-missing",
            Self::Manifest => "manifest",
            Self::RuleUnknown => "rule-unknown",
            Self::Unreadable => "unreadable",
            Self::NotJson => "not-json",
            Self::TooLarge => "too-large",
            Self::Path => "path",
            Self::VersionForm => "version-form",
            Self::VersionTwice => "version-twice",
            Self::GroupName => "group-name",
            Self::NameTaken => "name-taken",
            Self::IdDiffers => "id-differs",
            Self::DraftUnsupported => "draft-unsupported",
            Self::NotASchema => "not-a-schema",
            Self::KeywordUnknown => "keyword-unknown",
            Self::KeywordUnsupported => "keyword-unsupported",
            Self::KeywordNeedless => "keyword-needless",
            Self::AnnotationUnknown => "annotation-unknown",
            Self::AnnotationValue => "annotation-value",
            Self::PatternInvalid => "pattern-invalid",
            Self::PatternNotLinear => "pattern-not-linear",
            Self::ReferenceDangling => "reference-dangling",
            Self::ReferenceOutside => "reference-outside",
            Self::ReferenceToBroken => "reference-to-broken",
            Self::ReferenceEndless => "reference-endless",
            Self::TitleMissing => "title-missing",
            Self::DescriptionMissing => "description-missing",
            Self::NotCompiled => "not-compiled",
        }
    }

    /// How much it weighs: a file with an error is not used, a warning changes nothing.
    #[must_use]
    pub fn weight(self) -> Weight {
        match self {
            Self::SchemasMissing
            | Self::KeywordUnknown
            | Self::KeywordNeedless
            | Self::TitleMissing
            | Self::DescriptionMissing => Weight::Warning,
            _ => Weight::Error,
        }
    }

    /// Says why it matters.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::ManifestMissing => "A folder is a pack when `pack.json` says what it is called.",
            Self::SchemasMissing => "A pack without schemas and severities changes nothing.",
            Self::Manifest => {
                "`pack.json` says what the pack is called, which dialect it assumes and how rules weigh."
            }
            Self::RuleUnknown => "A severity for a rule that does not exist would change nothing.",
            Self::Unreadable => "What cannot be read cannot be used.",
            Self::NotJson => {
                "Schemas are strict JSON; other tools would read this text differently or not at all."
            }
            Self::TooLarge => "Limits keep a pack from filling the memory or the day.",
            Self::Path => "A schema is found by its path and nothing else.",
            Self::VersionForm => {
                "A version that no twin of this dialect can declare is never in force."
            }
            Self::VersionTwice => "Only one of them can be in force.",
            Self::GroupName => "The hub refuses such a key, or agents keep it to themselves.",
            Self::NameTaken => "Two schemas for one group would contradict each other.",
            Self::IdDiffers => {
                "References lead to the path; an `$id` that says another one misleads."
            }
            Self::DraftUnsupported => "Keywords mean different things in different drafts.",
            Self::NotASchema => "What the draft does not allow has no meaning in a schema.",
            Self::KeywordUnknown => "Nobody reads it, so that it checks nothing.",
            Self::KeywordUnsupported => "References in a catalogue go by path and pointer only.",
            Self::KeywordNeedless => {
                "Members that a schema does not name are told by Twinscope, as a warning; agents pass over them."
            }
            Self::AnnotationUnknown => {
                "Names with `x-` are Twinscope's own; one that it does not know says nothing."
            }
            Self::AnnotationValue => "An annotation with another value says nothing.",
            Self::PatternInvalid => "A pattern that cannot be read checks nothing.",
            Self::PatternNotLinear => {
                "A pattern that looks around or back can take for ever on a hostile text."
            }
            Self::ReferenceDangling => "Nothing stands where the reference leads.",
            Self::ReferenceOutside => {
                "Nothing is ever fetched; a pack may refer to itself and to the built-in parts."
            }
            Self::ReferenceToBroken => "A schema is as good as its parts.",
            Self::ReferenceEndless => {
                "A twin has ten levels; a schema that contains itself has no end."
            }
            Self::TitleMissing => "Lists and the help beside a group show the title.",
            Self::DescriptionMissing => "The help beside a property shows what it is for.",
            Self::NotCompiled => "A schema that cannot be compiled checks nothing.",
        }
    }
}

/// One problem of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File, by its path below the pack's folder; empty for the folder.
    pub path: String,
    /// JSON pointer of the value.
    pub pointer: String,
    /// Where it starts.
    pub start: LineColumn,
    /// One past its end.
    pub end: LineColumn,
    /// What kind it is.
    pub kind: ProblemKind,
    /// What.
    pub message: String,
    /// Do.
    pub advice: String,
}

impl Problem {
    /// A problem of a file as a whole.
    #[must_use]
    pub fn of_file(path: &str, kind: ProblemKind, message: impl Into<String>) -> Self {
        let start = LineColumn { line: 1, column: 1 };
        Self {
            path: path.to_owned(),
            pointer: String::new(),
            start,
            end: start,
            kind,
            message: message.into(),
            advice: String::new(),
        }
    }

    /// A problem of a value, key included.
    pub(super) fn at(
        path: &str,
        value: Value<'_>,
        kind: ProblemKind,
        message: impl Into<String>,
    ) -> Self {
        let key = value.key_span();
        let start = if key.is_empty() {
            value.span().start
        } else {
            key.start
        };
        let doc = value.document();
        let place = |byte| doc.lines().locate(doc.text(), byte);
        // a container is shown by its head: its end may be a page below
        let end = match value.kind().is_container() {
            true if key.is_empty() => start + 1,
            true => key.end,
            false => value.span().end,
        };
        Self {
            pointer: value.path().to_string(),
            start: place(start),
            end: place(end),
            ..Self::of_file(path, kind, message)
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// True where the file is not used because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.kind.weight() == Weight::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, start, .. } = self;
        let kind = self.kind.name();
        write!(
            f,
            "{path}:{}:{} [{kind}] {}",
            start.line, start.column, self.message
        )
    }
}

/// Errors kept of one pack, and as many warnings; further ones are counted.
pub const PROBLEMS_KEPT: usize = 200;

/// Problems as they are found: bounded, in the order of paths and places at the end.
#[derive(Debug, Default)]
pub(super) struct Problems {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
    /// Errors and warnings that are not kept.
    not_kept: u64,
    broken: BTreeSet<String>,
}

impl Problems {
    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty() && self.warnings.is_empty()
    }

    pub fn push(&mut self, problem: Problem) {
        let kept = if problem.is_error() {
            self.broken.insert(problem.path.clone());
            &mut self.errors
        } else {
            &mut self.warnings
        };
        if kept.len() < PROBLEMS_KEPT {
            kept.push(problem);
        } else {
            self.not_kept += 1;
        }
    }

    /// True for a file with an error.
    pub fn has_broken(&self, path: &str) -> bool {
        self.broken.contains(path)
    }

    pub fn into_sorted(self) -> (Vec<Problem>, u64) {
        let mut all = self.errors;
        all.extend(self.warnings);
        all.sort_by(|a, b| (&a.path, a.start, a.kind).cmp(&(&b.path, b.start, b.kind)));
        (all, self.not_kept)
    }
}
