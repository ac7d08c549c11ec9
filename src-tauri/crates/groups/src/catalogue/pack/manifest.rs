//! `pack.json`: what a pack is called, which dialect it assumes, how rules weigh.

use std::collections::BTreeMap;

use twin::secret::{cut, shown};
use twin::{Document, Kind, Value};

use super::problem::{Problem, ProblemKind, Problems};
use crate::catalogue::key;
use crate::catalogue::violation::Weight;
use crate::dialect::Dialect;
use crate::names;

/// Name of the file that makes a folder a pack.
pub const MANIFEST: &str = "pack.json";

/// Characters of a pack's name.
const NAME_LENGTH: usize = 64;
const MEMBERS: [&str; 8] = [
    "$comment",
    "name",
    "title",
    "description",
    "dialect",
    "replaces",
    "severities",
    "$schema",
];

/// What `pack.json` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Machine name: lower-case letters, digits and hyphens.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// The dialect assumed for the pack's groups where a twin tells none.
    pub dialect: Option<Dialect>,
    /// True where its schemas take the place of built-in ones.
    pub replaces: bool,
    /// What findings of a rule weigh instead; nothing for a rule that is off.
    pub severities: BTreeMap<String, Option<Weight>>,
}

impl Manifest {
    /// What a folder without a readable `pack.json` is called.
    pub(super) fn unnamed(folder: &str) -> Self {
        let name = if is_name(folder) { folder } else { "unnamed" };
        Self {
            name: name.to_owned(),
            title: folder.to_owned(),
            ..Self::default()
        }
    }

    /// Reads `pack.json`; `rules` are the names of all rules.
    pub(super) fn of(doc: &Document, folder: &str, rules: &[&str], told: &mut Problems) -> Self {
        let mut manifest = Self::unnamed(folder);
        let Some(root) = doc.root().filter(|root| root.is_object()) else {
            let message = "`pack.json` is no object";
            told.push(
                Problem::of_file(MANIFEST, ProblemKind::Manifest, message)
                    .advise("Write an object with `name`, `title` and `description`."),
            );
            return manifest;
        };
        let mut reader = Reader { root, told };
        reader.unknown_members();
        if let Some((name, value)) = reader.required("name") {
            if is_name(&name) {
                manifest.name = name;
            } else {
                let message = format!("`{}` is no name of a pack", cut(&name, 60));
                let advice =
                    "Write lower-case letters, digits and hyphens, at most 64, a letter first.";
                reader.tell(value, message, advice);
            }
        }
        if let Some((title, _)) = reader.required("title") {
            manifest.title = title;
        }
        if let Some((description, _)) = reader.required("description") {
            manifest.description = description;
        }
        manifest.dialect = reader.dialect();
        manifest.replaces = reader.replaces();
        manifest.severities = reader.severities(rules);
        manifest
    }
}

/// True for a machine name.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= NAME_LENGTH
        && name.chars().all(fits)
}

struct Reader<'d, 't> {
    root: Value<'d>,
    told: &'t mut Problems,
}

impl<'d> Reader<'d, '_> {
    fn tell(&mut self, at: Value<'_>, message: String, advice: &str) {
        self.tell_as(ProblemKind::Manifest, at, message, advice);
    }

    fn tell_as(&mut self, kind: ProblemKind, at: Value<'_>, message: String, advice: &str) {
        self.told
            .push(Problem::at(MANIFEST, at, kind, message).advise(advice));
    }

    fn unknown_members(&mut self) {
        for member in self.root.children() {
            let key = member.key().unwrap_or_default();
            if MEMBERS.contains(&&*key) {
                continue;
            }
            let advice = match names::nearest(&key, MEMBERS) {
                Some(meant) => format!("Write `{meant}` if that is meant."),
                None => format!("Remove it; there are {}.", listed(&MEMBERS[1..7])),
            };
            let message = format!("`pack.json` has no member `{}`", cut(&key, 60));
            self.tell(member, message, &advice);
        }
    }

    /// Returns the text of a member that must be there.
    fn required(&mut self, name: &str) -> Option<(String, Value<'d>)> {
        let Some(value) = self.root.get(name) else {
            let message = format!("`pack.json` has no `{name}`");
            self.tell(self.root, message, &format!("Write `\"{name}\": \"…\"`."));
            return None;
        };
        match value.str().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some((text.into_owned(), value)),
            None => {
                let message = format!("`{name}` is no text, or an empty one");
                self.tell(value, message, "Write a text.");
                None
            }
        }
    }

    fn dialect(&mut self) -> Option<Dialect> {
        let value = self.root.get("dialect")?;
        let dialect = value.str().and_then(|name| key::dialect_of(&name));
        if dialect.is_none() {
            let message = format!("`dialect` is {}, which is no dialect", shown(value, 60));
            let all: Vec<_> = Dialect::ALL.into_iter().map(key::folder).collect();
            self.tell(value, message, &format!("Write one of {}.", listed(&all)));
        }
        dialect
    }

    fn replaces(&mut self) -> bool {
        let Some(value) = self.root.get("replaces") else {
            return false;
        };
        if value.bool().is_none() {
            let message = "`replaces` is neither `true` nor `false`".to_owned();
            self.tell(value, message, "Write `true` or `false`.");
        }
        value.bool() == Some(true)
    }

    fn severities(&mut self, rules: &[&str]) -> BTreeMap<String, Option<Weight>> {
        let mut severities = BTreeMap::new();
        let Some(value) = self.root.get("severities") else {
            return severities;
        };
        if value.kind() != Kind::Object {
            let message = "`severities` is no object".to_owned();
            self.tell(
                value,
                message,
                "Write the names of rules with a severity each.",
            );
            return severities;
        }
        for member in value.children() {
            let rule = member.key().unwrap_or_default().into_owned();
            if !rules.contains(&rule.as_str()) {
                let message = format!("no rule is named `{}`", cut(&rule, 60));
                let advice = match names::nearest(&rule, rules.iter().copied()) {
                    Some(meant) => format!("Write `{meant}` if that is meant."),
                    None => "Remove it; `twinscope rules` lists all.".to_owned(),
                };
                self.tell_as(ProblemKind::RuleUnknown, member, message, &advice);
                continue;
            }
            match member.str().as_deref() {
                Some("error") => severities.insert(rule, Some(Weight::Error)),
                Some("warning") => severities.insert(rule, Some(Weight::Warning)),
                Some("info") => severities.insert(rule, Some(Weight::Info)),
                Some("off") => severities.insert(rule, None),
                _ => {
                    let message = format!("the severity of `{rule}` is {}", shown(member, 60));
                    let advice = "Write `error`, `warning`, `info` or `off`.";
                    self.tell(member, message, advice);
                    None
                }
            };
        }
        severities
    }
}

/// Lists names for a sentence.
fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}
