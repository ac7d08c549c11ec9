//! The settings of a workspace: `twinscope.json`, found beside the twins or above them, read
//! strictly, and the ignores in it that match nothing any more.
//!
//! What can be read is used even where something is wrong: the desktop shows the rest, the command
//! line refuses to run by half a file.

mod edit;
mod find;
mod reading;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnose::{Finding, Match, Place, Policy};
use twin::{Document, NodeId};

use crate::drift::DriftSettings;
use crate::examine::{Examined, Located, locate};
use crate::excerpt::Excerpt;
use crate::pieces::Obstacle;
use crate::wire::ErrorCode;

pub(crate) use edit::write;
pub use edit::{Edit, NotEdited};
pub use find::{Clash, covers, find, find_for};

/// Name of the file.
pub const NAME: &str = "twinscope.json";
/// Largest file, in bytes.
const LARGEST: u64 = 4 << 20;

/// Something wrong in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The file, as shown.
    pub source: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What, with the way out.
    pub message: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            source,
            line,
            column,
            message,
        } = self;
        write!(f, "{source}:{line}:{column}: {message}")
    }
}

/// Settings as read.
#[derive(Debug)]
pub struct Settings {
    /// The file, as shown.
    pub source: String,
    /// Severities and ignores.
    pub policy: Arc<Policy>,
    /// What is not told of drift, and what is pending for too long.
    pub drift: Arc<DriftSettings>,
    /// Folders of schema packs, as written: against the folder of the file.
    pub packs: Vec<String>,
    /// Whether twins that are opened are kept in the history.
    pub history: bool,
    /// What is wrong, in the order of the text; empty for a good file.
    pub troubles: Vec<Trouble>,
    doc: Document,
    /// Where each ignore of the policy stands.
    ignores: Vec<NodeId>,
    /// Where each ignore of drift stands.
    drift_ignores: Vec<NodeId>,
    /// Where each pack stands.
    packs_at: Vec<NodeId>,
}

/// How often each ignore matched in a whole run; nothing where it did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    ignores: Times,
    drift: Times,
}

type Times = Vec<Option<u32>>;

impl Tally {
    /// Counts the matches of one more twin.
    pub fn add(&mut self, examined: &Examined) {
        self.add_matches(&examined.matches, &examined.drift);
    }

    /// Counts the matches of one more twin: those of the ignores of findings, and of those of drift.
    pub fn add_matches(&mut self, ignores: &[Match], drift: &[Match]) {
        for (times, matches) in [(&mut self.ignores, ignores), (&mut self.drift, drift)] {
            for one in matches {
                if times.len() <= one.ignore {
                    times.resize(one.ignore + 1, None);
                }
                let times = times[one.ignore].get_or_insert(0);
                *times = times.saturating_add(one.findings);
            }
        }
    }

    /// Returns the findings an ignore matched; nothing where it surely matched none, zero where it
    /// may have matched some that are counted and not listed.
    #[must_use]
    pub fn of(&self, ignore: usize) -> Option<u32> {
        self.ignores.get(ignore).copied().flatten()
    }

    /// Returns the properties an ignore of drift hid; nothing where it hid none.
    #[must_use]
    pub fn of_drift(&self, ignore: usize) -> Option<u32> {
        self.drift.get(ignore).copied().flatten()
    }
}

/// What is told of the settings at the end of a run.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The file, as shown.
    pub source: String,
    /// Each ignore: its line, what it hides in words, and how often it matched.
    pub ignores: Vec<(u32, String, u32)>,
    /// Ignores that matched nothing.
    pub findings: Vec<Located>,
    /// Lines the findings stand in.
    pub excerpts: Vec<Excerpt>,
}

impl Settings {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn load(path: &Path, shown: &str) -> Result<Self, Obstacle> {
        let meta = fs::metadata(path).map_err(|e| Obstacle::io(shown, &e))?;
        if !meta.is_file() {
            let detail = "not a file; name a file of settings";
            return Err(Obstacle::new(shown, ErrorCode::NotAFile, detail));
        }
        if meta.len() > LARGEST {
            let detail = format!("{} bytes; settings may have {LARGEST}", meta.len());
            return Err(Obstacle::new(shown, ErrorCode::TooLarge, detail));
        }
        let bytes = fs::read(path).map_err(|e| Obstacle::io(shown, &e))?;
        Self::read(shown, bytes)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Where it is larger than a document may be.
    pub fn read(shown: &str, bytes: Vec<u8>) -> Result<Self, Obstacle> {
        let doc = Document::read(bytes)
            .map_err(|e| Obstacle::new(shown, ErrorCode::TooLarge, e.to_string()))?;
        let read = reading::read(&doc);
        let troubles = read.troubles.into_iter().map(|(at, message)| {
            let start = doc.lines().locate(doc.text(), at);
            Trouble {
                source: shown.to_owned(),
                line: start.line,
                column: start.column,
                message,
            }
        });
        Ok(Self {
            source: shown.to_owned(),
            troubles: troubles.collect(),
            policy: Arc::new(Policy::new(read.levels, read.ignores)),
            packs: read.packs,
            history: read.history,
            drift: Arc::new(read.drift),
            ignores: read.at,
            drift_ignores: read.drift_at,
            packs_at: read.packs_at,
            doc,
        })
    }

    /// Returns the text as read.
    #[must_use]
    pub fn text(&self) -> &str {
        self.doc.text()
    }

    /// Returns the folders of the packs, in their order; `file` is where these settings stand.
    #[must_use]
    pub fn pack_folders(&self, file: &Path) -> Vec<PathBuf> {
        let beside = file.parent().unwrap_or(Path::new(""));
        self.packs.iter().map(|pack| beside.join(pack)).collect()
    }

    /// Returns the line an ignore stands in.
    #[must_use]
    pub fn line_of(&self, ignore: usize) -> u32 {
        self.line_at(self.ignores.get(ignore))
    }

    /// Returns the line an ignore of drift stands in.
    #[must_use]
    pub fn drift_line_of(&self, ignore: usize) -> u32 {
        self.line_at(self.drift_ignores.get(ignore))
    }

    fn line_at(&self, id: Option<&NodeId>) -> u32 {
        let at = id.map_or(0, |id| self.doc.value(*id).span().start);
        self.doc.lines().locate(self.doc.text(), at).line
    }

    /// Says whether every ignore matched something.
    #[must_use]
    pub fn is_matched(&self, tally: &Tally) -> bool {
        (0..self.policy.ignores().len()).all(|n| tally.of(n).is_some())
            && (0..self.drift.ignores.len()).all(|n| tally.of_drift(n).is_some())
    }

    /// Says what became of the settings in a run; where it was no `whole` one nobody knows what
    /// matches nothing.
    #[must_use]
    pub fn told(&self, tally: &Tally, run: Run) -> Told {
        let findings = match run {
            Run::Whole => self.unmatched(tally),
            Run::Part => Vec::new(),
        };
        let ignores = self.policy.ignores().iter().enumerate();
        let ignores = ignores.map(|(n, ignore)| {
            let matched = tally.of(n).unwrap_or(0);
            (self.line_of(n), ignore.words(), matched)
        });
        let of_drift = self.drift.ignores.iter().enumerate().map(|(n, ignore)| {
            let matched = tally.of_drift(n).unwrap_or(0);
            (self.drift_line_of(n), ignore.words(), matched)
        });
        Told {
            source: self.source.clone(),
            ignores: ignores.chain(of_drift).collect(),
            excerpts: findings
                .iter()
                .map(|f| Excerpt::of(&self.doc, &f.place))
                .collect(),
            findings: locate(findings, &self.doc, 0),
        }
    }

    /// Returns the ignores of drift that hid nothing, in words, with their lines.
    #[must_use]
    pub fn unmatched_drift(&self, tally: &Tally) -> Vec<(u32, String)> {
        let all = self.drift.ignores.iter().enumerate();
        all.filter(|(n, _)| tally.of_drift(*n).is_none())
            .map(|(n, ignore)| (self.drift_line_of(n), ignore.words()))
            .collect()
    }

    /// Makes the findings about ignores that matched nothing.
    fn unmatched(&self, tally: &Tally) -> Vec<Finding> {
        let of_findings = self.policy.ignores().iter().enumerate();
        let of_findings = of_findings
            .filter(|(n, _)| tally.of(*n).is_none())
            .filter_map(|(n, ignore)| Some((self.ignores.get(n)?, ignore.words())));
        let of_drift = self.drift.ignores.iter().enumerate();
        let of_drift = of_drift
            .filter(|(n, _)| tally.of_drift(*n).is_none())
            .filter_map(|(n, ignore)| Some((self.drift_ignores.get(n)?, ignore.words())));
        let mut all: Vec<_> = of_findings.chain(of_drift).collect();
        all.sort_by_key(|(id, _)| self.doc.value(**id).span().start);
        all.into_iter()
            .filter_map(|(id, words)| {
                let place = Place::value(self.doc.value(*id));
                self.policy.unmatched(&words, place)
            })
            .collect()
    }
}

/// What a run looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Everything below the folder of the settings.
    Whole,
    /// Only some of it.
    Part,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn troubles(text: &str) -> Vec<String> {
        let settings = Settings::read("s", text.as_bytes().to_vec()).expect("small");
        settings.troubles.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn good_settings_are_read() {
        let text = r#"{"$schema":"x","severities":{"comment":"off"},
 "ignores":[{"rule":"null-in-twin","path":"/tags/**","device":"pump-*","reason":"known"}],
 "packs":["../schemas"],"history":false}"#;
        let settings = Settings::read("s", text.into()).expect("small");
        assert_eq!(settings.troubles, []);
        assert_eq!(settings.packs, ["../schemas"]);
        assert!(!settings.history);
        assert_eq!(
            settings.policy.ignores()[0].words(),
            "null-in-twin at /tags/** of pump-*"
        );
        assert_eq!(settings.line_of(0), 2);
    }

    #[test]
    fn every_problem_has_its_place_and_the_way_out() {
        let text = "{\n \"severitys\": {},\n \"severities\": {\"comments\": \"off\", \"comment\": \"warn\"},\n \
                    \"ignores\": [{\"rul\": \"comment\"}, {\"path\": \"tags/a\"}, {}, 7,\n  {\"rule\": \"null-in-twn\"}],\n \"packs\": \"a\",\n \"history\": 0\n}";
        assert_eq!(
            troubles(text),
            [
                "s:2:2: no setting is named `severitys`; did you mean `severities`?",
                "s:3:17: no rule is named `comments`; did you mean `comment`?",
                "s:3:47: `warn` is no severity; did you mean `warning`?",
                "s:4:15: no part of an ignore is named `rul`; did you mean `rule`?",
                "s:4:14: this ignore would hide everything; name a `rule`, a `path` or a `device`",
                "s:4:43: a path starts with `/`; did you mean `/tags/a`?",
                "s:4:54: this ignore would hide everything; name a `rule`, a `path` or a `device`",
                "s:4:58: an ignore is an object with `rule`, `path`, `device` and `reason`",
                "s:5:12: no rule is named `null-in-twn`; did you mean `null-in-twin`?",
                "s:6:11: `packs` is a list of folders",
                "s:7:13: `history` is true or false: whether twins that are opened are kept",
            ]
        );
    }

    #[test]
    fn drift_has_a_time_and_ignores_by_place_and_device() {
        let text = r#"{"drift":{"stuckAfter":"1h 30m",
 "ignores":[{"path":"/rebootInfo/*","device":"pump-*","reason":"by hand"},{"path":"/a"}]}}"#;
        let settings = Settings::read("s", text.into()).expect("small");
        assert_eq!(settings.troubles, []);
        let drift = &settings.drift;
        let after = drift.stuck_after.map(|after| after.to_string());
        assert_eq!(after.as_deref(), Some("1h 30m"));
        let words: Vec<_> = drift.ignores.iter().map(|i| i.words()).collect();
        assert_eq!(words, ["drift at /rebootInfo/* of pump-*", "drift at /a"]);
        assert_eq!(drift.ignores[0].because(), "by hand");
        assert_eq!(drift.ignores[1].because(), "ignored: drift at /a");
        let matched = Match {
            ignore: 1,
            findings: 3,
        };
        let mut tally = Tally::default();
        tally.add_matches(&[], &[matched]);
        assert!(!settings.is_matched(&tally));
        let told = settings.told(&tally, Run::Whole);
        let said: Vec<_> = told.findings.iter().map(|l| &*l.finding.message).collect();
        assert_eq!(
            said,
            ["this ignore matches nothing: drift at /rebootInfo/* of pump-*"]
        );
        assert_eq!(told.findings[0].start.line, 2);
        assert_eq!(told.ignores[1], (2, "drift at /a".to_owned(), 3));
    }

    #[test]
    fn everything_wrong_with_drift_has_its_place_and_the_way_out() {
        let text = "{\"drift\": {\"stuckafter\": 1, \"stuckAfter\": \"soon\", \"ignores\": [7, {},\n \
                    {\"path\": \"a\"}, {\"path\": \"/properties/desired/a\"}, {\"rule\": \"comment\", \"path\": \"/a\"},\n \
                    {\"path\": \"/**\"}]}}";
        assert_eq!(
            troubles(text),
            [
                "s:1:12: `drift` has no setting named `stuckafter`; did you mean `stuckAfter`?",
                "s:1:43: `soon` is no length of time; write 10m, 1h 30m or 2d",
                "s:1:63: an ignore of drift is an object with `path`, `device` and `reason`",
                "s:1:66: an ignore of drift names the `path` of a property below its section, as `/rebootInfo/singleRebootTime`",
                "s:2:11: a path starts with `/`; did you mean `/a`?",
                "s:2:26: a path of drift starts at the group; did you mean `/a`?",
                "s:2:53: no part of an ignore of drift is named `rule`; known are `path`, `device`, `reason`",
                "s:3:11: this would hide all drift; name a group or a property",
            ]
        );
        assert_eq!(
            troubles("{\"drift\": 7}"),
            ["s:1:11: `drift` is an object with `stuckAfter` and `ignores`"]
        );
    }

    #[test]
    fn broken_json_is_told_where_it_breaks() {
        let said = troubles("{\"ignores\": [],}");
        assert!(said[0].starts_with("s:1:15: "), "{said:?}");
        assert_eq!(troubles("[]"), ["s:1:1: settings are one object in braces"]);
        assert_eq!(troubles(""), ["s:1:1: settings are one object in braces"]);
    }

    #[test]
    fn an_ignore_that_matched_nothing_is_told_after_a_whole_run_only() {
        let text = "{\"ignores\": [{\"rule\": \"comment\"},\n  {\"device\": \"a\"}]}";
        let settings = Settings::read("s", text.into()).expect("small");
        let mut tally = Tally::default();
        let matched = Match {
            ignore: 0,
            findings: 2,
        };
        tally.add_matches(&[matched], &[]);
        tally.add_matches(&[matched], &[]);
        let told = settings.told(&tally, Run::Whole);
        assert_eq!(told.ignores[0].2, 4);
        let places: Vec<_> = told
            .findings
            .iter()
            .map(|l| (l.start.line, l.start.column))
            .collect();
        assert_eq!(places, [(2, 3)]);
        assert!(settings.told(&tally, Run::Part).findings.is_empty());
    }
}
