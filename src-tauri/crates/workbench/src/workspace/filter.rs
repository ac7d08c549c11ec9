//! The list's filter: words, and tokens for what stands inside a twin.

use groups::Condition;

use super::state::Loaded;
use crate::wire::Filter;

/// What the list is narrowed to, understood.
#[derive(Debug)]
pub(super) struct Wanted {
    terms: Vec<Term>,
    at_least: u8,
}

#[derive(Debug)]
enum Term {
    Word(String),
    Tag(String),
    Rule(u16),
    Group(String),
    Declares(Condition),
}

impl Wanted {
    /// Reads a filter; the error is for the user and names the way out.
    pub fn parse(filter: &Filter) -> Result<Self, String> {
        let at_least = match filter.at_least.as_deref() {
            None => 0,
            Some("info") => 1,
            Some("warning") => 2,
            Some("error") => 3,
            Some(other) => {
                return Err(format!(
                    "no severity is called {other}; there are error, warning and info"
                ));
            }
        };
        let terms = filter
            .text
            .split_whitespace()
            .map(term)
            .collect::<Result<_, _>>()?;
        Ok(Self { terms, at_least })
    }

    pub fn fits(&self, twin: &Loaded) -> bool {
        let badge = twin.badge;
        let severe = match self.at_least {
            0 => true,
            1 => badge.errors + badge.warnings + badge.infos > 0,
            2 => badge.errors + badge.warnings > 0,
            _ => badge.errors > 0,
        };
        severe && self.terms.iter().all(|t| t.fits(twin))
    }
}

fn term(word: &str) -> Result<Term, String> {
    let Some((token, value)) = word.split_once(':') else {
        return Ok(Term::Word(word.to_lowercase()));
    };
    match token {
        "tag" => Ok(Term::Tag(value.to_lowercase())),
        "group" => Ok(Term::Group(value.to_lowercase())),
        "finding" | "rule" => rule(value),
        "declares" => Ok(Term::Declares(
            Condition::parse(value).map_err(|e| e.to_string())?,
        )),
        _ => Ok(Term::Word(word.to_lowercase())),
    }
}

fn rule(name: &str) -> Result<Term, String> {
    let position = diagnose::CATALOGUE.iter().position(|r| r.name == name);
    if let Some(at) = position.and_then(|p| u16::try_from(p).ok()) {
        return Ok(Term::Rule(at));
    }
    let near = diagnose::CATALOGUE
        .iter()
        .find(|r| !name.is_empty() && r.name.starts_with(name));
    Err(match near {
        Some(rule) => format!("no rule is called {name}; there is {}", rule.name),
        None => format!("no rule is called {name}"),
    })
}

impl Term {
    fn fits(&self, twin: &Loaded) -> bool {
        let has = |text: &str, word: &str| text.to_lowercase().contains(word);
        match self {
            Self::Word(word) => {
                has(&twin.name, word)
                    || twin.module.as_deref().is_some_and(|m| has(m, word))
                    || has(&twin.origin.source, word)
                    || has(twin.kind, word)
            }
            Self::Tag(wanted) => twin.facts.tags.iter().any(|tag| has(tag, wanted)),
            Self::Rule(rule) => twin.rules.binary_search(rule).is_ok(),
            Self::Group(group) => twin.facts.groups.iter().any(|d| has(&d.group, group)),
            Self::Declares(condition) => {
                let declared = twin
                    .facts
                    .groups
                    .iter()
                    .find(|d| d.group == condition.group);
                declared.is_some_and(|d| condition.is_met_by(&d.versions()))
            }
        }
    }
}
