//! The text of the settings to levels, ignores and packs, with everything wrong at its byte.

mod drift;
mod ignores;

use std::collections::HashMap;

use diagnose::{CATALOGUE, Category, Ignore, Level, PatternFault, Question, Rule};
use twin::{Document, Kind, NodeId, Value};

use crate::alike;
use crate::drift::DriftSettings;

/// Members of the file.
const MEMBERS: [&str; 6] = [
    "$schema",
    "severities",
    "ignores",
    "drift",
    "packs",
    "history",
];

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    pub levels: HashMap<&'static str, Level>,
    pub ignores: Vec<Ignore>,
    /// Where each ignore stands.
    pub at: Vec<NodeId>,
    pub drift: DriftSettings,
    /// Where each ignore of drift stands.
    pub drift_at: Vec<NodeId>,
    pub packs: Vec<String>,
    /// Where each pack stands.
    pub packs_at: Vec<NodeId>,
    pub history: bool,
    /// Byte and words.
    pub troubles: Vec<(usize, String)>,
}

impl Default for Read {
    /// What holds without a file.
    fn default() -> Self {
        Self {
            levels: HashMap::new(),
            ignores: Vec::new(),
            at: Vec::new(),
            drift: DriftSettings::default(),
            drift_at: Vec::new(),
            packs: Vec::new(),
            packs_at: Vec::new(),
            history: true,
            troubles: Vec::new(),
        }
    }
}

/// Reads a document.
pub(super) fn read(doc: &Document) -> Read {
    let mut read = Read {
        troubles: syntax(doc),
        ..Read::default()
    };
    let Some(root) = doc.root().filter(|r| r.is_object()) else {
        let at = doc.root().map_or(0, |r| r.span().start);
        read.trouble(at, "settings are one object in braces");
        return read;
    };
    for member in root.children() {
        match &*member.key().unwrap_or_default() {
            "$schema" => {}
            "severities" => read.severities(member),
            "ignores" => read.ignores(member),
            "drift" => read.drift(member),
            "packs" => read.packs(member),
            "history" => read.history(member),
            other => {
                let hint = alike::hint(other, &MEMBERS[1..], "known are");
                read.trouble(
                    member.key_span().start,
                    format!("no setting is named `{}`; {hint}", cut(other)),
                );
            }
        }
    }
    read
}

impl Read {
    fn trouble(&mut self, at: usize, message: impl Into<String>) {
        self.troubles.push((at, message.into()));
    }

    fn severities(&mut self, of: Value<'_>) {
        if !of.is_object() {
            let message = "`severities` is an object of rules, as `{\"comment\": \"off\"}`";
            return self.trouble(of.span().start, message);
        }
        for member in of.children() {
            let name = member.key().unwrap_or_default();
            let rule = self.rule(&name, member.key_span().start);
            let written = member.str().unwrap_or_else(|| member.raw().into());
            match (rule, Level::parse(&written)) {
                (Some(rule), Some(level)) if member.kind() == Kind::String => {
                    self.levels.insert(rule.name, level);
                }
                (_, Some(_)) if member.kind() == Kind::String => {}
                _ => {
                    let hint = alike::hint(&written, &Level::ALL.map(Level::name), "there are");
                    self.trouble(
                        member.span().start,
                        format!("`{}` is no severity; {hint}", cut(&written)),
                    );
                }
            }
        }
    }

    fn rule(&mut self, name: &str, at: usize) -> Option<&'static Rule> {
        let rule = diagnose::rule(name);
        if rule.is_none() {
            let names: Vec<_> = CATALOGUE.iter().map(|r| r.name).collect();
            let hint = match alike::alike(name, &names).as_slice() {
                [] => "`twinscope rules` lists all".to_owned(),
                like => alike::question(like),
            };
            self.trouble(at, format!("no rule is named `{}`; {hint}", cut(name)));
        }
        rule
    }

    fn pattern<P>(&mut self, at: usize, parsed: Result<P, PatternFault>) -> Option<P> {
        parsed
            .map_err(|fault| self.trouble(at, fault.to_string()))
            .ok()
    }

    fn history(&mut self, of: Value<'_>) {
        match of.raw() {
            "true" | "false" => self.history = of.raw() == "true",
            _ => {
                let message = "`history` is true or false: whether twins that are opened are kept";
                // what is meant is not known: nothing is kept that should not be
                self.history = false;
                self.trouble(of.span().start, message);
            }
        }
    }

    fn packs(&mut self, of: Value<'_>) {
        if of.kind() != Kind::Array {
            return self.trouble(of.span().start, "`packs` is a list of folders");
        }
        for element in of.children() {
            match element.str() {
                Some(path) if !path.is_empty() => {
                    self.packs.push(path.into_owned());
                    self.packs_at.push(element.id());
                }
                _ => self.trouble(
                    element.span().start,
                    "a pack is named by its folder, in quotes",
                ),
            }
        }
    }
}

/// Says what breaks the rules of JSON, in the words of the rules for twins.
fn syntax(doc: &Document) -> Vec<(usize, String)> {
    let Some(first) = doc.repairs().first() else {
        return Vec::new();
    };
    let rules: Vec<_> = CATALOGUE
        .iter()
        .copied()
        .filter(|r| r.category == Category::Syntax)
        .collect();
    let told = doc.root().map(|root| {
        let twin = twin::shape::recognise(root, &groups::names::is_group);
        diagnose::diagnose_with(
            &rules,
            &Question {
                doc,
                twin: &twin,
                repairs: doc.repairs(),
                profile: None,
                now: None,
                catalogue: groups::catalogue::Catalogue::built_in(),
                earlier: None,
            },
        )
    });
    let mut told: Vec<_> = told
        .unwrap_or_default()
        .into_iter()
        .map(|f| (f.place.span.start, format!("{}. {}", f.message, f.advice)))
        .collect();
    if told.is_empty() {
        told.push((first.span.start, "this is no strict JSON".to_owned()));
    }
    told
}

fn cut(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    twin::secret::cut(&plain, 60)
}
