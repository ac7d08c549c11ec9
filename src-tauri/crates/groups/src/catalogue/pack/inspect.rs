//! One schema file by itself: keywords, annotations, patterns, `$id` and `$schema`, and what the
//! meta-schema says. Where its references lead is looked at when all files are there.

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, RegexBuilder};
use serde_json::Value as Plain;
use twin::secret::{cut, shown};
use twin::{Document, Value};

use super::limits;
use super::problem::{Problem, ProblemKind, Problems};
use super::vocabulary::{Holds, Standing, holds, standing};
use crate::catalogue::documents::{BASE, Location};
use crate::catalogue::violation;

/// The one draft there is.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A `$ref`, and what to say where it leads nowhere.
pub(super) struct Reference {
    /// The schema it stands in.
    pub from: Location,
    /// The text of it.
    pub text: String,
    /// A problem at its place, to be filled.
    pub problem: Problem,
}

/// What one file has.
#[derive(Default)]
pub(super) struct Inspected {
    /// Its references.
    pub references: Vec<Reference>,
    /// Pointers of all schemas in it.
    pub schemas: BTreeSet<String>,
}

/// Patterns seen so far in a pack; each is compiled once.
#[derive(Default)]
pub(super) struct Patterns(BTreeMap<String, Option<(ProblemKind, String)>>);

/// Looks at one file. `is_named` tells a group's schema from a shared part.
pub(super) fn inspect(
    path: &str,
    (doc, plain): (&Document, &Plain),
    is_named: bool,
    (patterns, told): (&mut Patterns, &mut Problems),
) -> Inspected {
    let mut inspection = Inspection {
        path,
        patterns,
        told,
        found: Inspected::default(),
    };
    let Some(root) = doc.root() else {
        return inspection.found;
    };
    if !root.is_object() {
        let message = format!(
            "a schema is an object, and this is {}",
            root.kind().with_article()
        );
        inspection.tell(root, ProblemKind::NotASchema, message, "Write an object.");
        return inspection.found;
    }
    if is_named {
        inspection.titles(root);
    }
    inspection.id(root);
    if inspection.draft(root) {
        inspection.meta(root, plain);
    }
    inspection.walk(root);
    inspection.found
}

struct Inspection<'i> {
    path: &'i str,
    patterns: &'i mut Patterns,
    told: &'i mut Problems,
    found: Inspected,
}

impl Inspection<'_> {
    fn tell(&mut self, at: Value<'_>, kind: ProblemKind, message: String, advice: &str) {
        self.told
            .push(Problem::at(self.path, at, kind, message).advise(advice));
    }

    fn titles(&mut self, root: Value<'_>) {
        let is_text = |name| {
            root.get(name)
                .and_then(Value::str)
                .is_some_and(|t| !t.trim().is_empty())
        };
        if !is_text("title") {
            let message = "the schema has no title".to_owned();
            self.tell(
                root,
                ProblemKind::TitleMissing,
                message,
                "Write `\"title\": \"…\"`: two or three words.",
            );
        }
        if !is_text("description") {
            let message = "the schema has no description".to_owned();
            let advice = "Write `\"description\": \"…\"`: one or two sentences.";
            self.tell(root, ProblemKind::DescriptionMissing, message, advice);
        }
    }

    fn id(&mut self, root: Value<'_>) {
        let Some(id) = root.get("$id") else { return };
        let wanted = format!("{BASE}{}", self.path);
        if !id.is_str(&wanted) {
            let message = format!(
                "`$id` is {}, and the file is found as `{wanted}`",
                shown(id, 120)
            );
            let advice = format!("Write `{wanted}`, or leave `$id` out.");
            self.tell(id, ProblemKind::IdDiffers, message, &advice);
        }
    }

    /// True where the draft is the one there is.
    fn draft(&mut self, root: Value<'_>) -> bool {
        let Some(draft) = root.get("$schema") else {
            return true;
        };
        let fits = draft
            .str()
            .is_some_and(|d| d.trim_end_matches('#') == DRAFT);
        if !fits {
            let message = format!(
                "`$schema` is {}, and only draft 2020-12 is read",
                shown(draft, 120)
            );
            let advice = format!("Write `{DRAFT}`, or leave `$schema` out.");
            self.tell(draft, ProblemKind::DraftUnsupported, message, &advice);
        }
        fits
    }

    fn meta(&mut self, root: Value<'_>, plain: &Plain) {
        let validator = jsonschema::draft202012::meta::validator();
        let mut seen = BTreeSet::new();
        for error in validator.iter_errors(plain) {
            let pointer = error.instance_path().as_str().to_owned();
            let at = violation::find(root, &pointer).unwrap_or(root);
            if seen.insert(pointer) {
                let keyword = at.key().unwrap_or_default();
                let detail = cut(&error.to_string(), 160);
                let (message, advice) = match &*keyword {
                    "type" => (
                        format!("{} is no type", shown(at, 60)),
                        "Write array, boolean, integer, null, number, object or string, or a list of them.",
                    ),
                    _ => (
                        format!(
                            "draft 2020-12 does not allow this `{}`: {detail}",
                            cut(&keyword, 60)
                        ),
                        "Write what the draft allows there.",
                    ),
                };
                self.tell(at, ProblemKind::NotASchema, message, advice);
            }
        }
    }

    /// Looks at every schema in the file, none of them by recursion.
    fn walk(&mut self, root: Value<'_>) {
        let mut open = vec![root];
        while let Some(schema) = open.pop() {
            self.found.schemas.insert(schema.path().to_string());
            if !schema.is_object() {
                continue;
            }
            for member in schema.children() {
                let keyword = member.key().unwrap_or_default();
                self.keyword(schema == root, &keyword, member);
                match holds(&keyword) {
                    Some(Holds::Schema) => open.push(member),
                    Some(Holds::List | Holds::Map) => open.extend(member.children()),
                    None => {}
                }
            }
        }
    }

    fn keyword(&mut self, is_root: bool, keyword: &str, member: Value<'_>) {
        match keyword {
            "$ref" => self.reference(member),
            "pattern" => {
                if let Some(pattern) = member.str() {
                    self.pattern(member, &pattern);
                }
            }
            "patternProperties" => {
                for by_form in member.children() {
                    self.pattern(by_form, &by_form.key().unwrap_or_default());
                }
            }
            "properties" => self.descriptions(member),
            "additionalProperties" | "unevaluatedProperties" if member.bool() == Some(false) => {
                let message = format!("`{keyword}` refuses what Twinscope tells by itself");
                self.tell(
                    member,
                    ProblemKind::KeywordNeedless,
                    message,
                    "Remove it: unknown members are told as warnings.",
                );
            }
            "$id" | "$schema" if !is_root => {
                let message = format!("`{keyword}` below the top of the file");
                self.tell(
                    member,
                    ProblemKind::KeywordUnsupported,
                    message,
                    "Put the part into a file of its own, or below `$defs`.",
                );
            }
            _ => self.word(keyword, member),
        }
    }

    fn word(&mut self, keyword: &str, member: Value<'_>) {
        let named = cut(keyword, 60);
        let meant = |word: Option<&str>, else_do: &str| match word {
            Some(word) => format!("Write `{word}` if that is meant."),
            None => else_do.to_owned(),
        };
        match standing(keyword) {
            Standing::Known => {}
            Standing::Annotation(takes) if takes.fits(member) => {}
            Standing::Annotation(takes) => {
                let message = format!("`{named}` takes {}", takes.words());
                let advice = format!("Write {}.", takes.words());
                self.tell(member, ProblemKind::AnnotationValue, message, &advice);
            }
            Standing::Unsupported => {
                let message = format!("`{named}` is not supported");
                let advice = "Refer by path and pointer: `{ \"$ref\": \"#/$defs/part\" }`.";
                self.tell(member, ProblemKind::KeywordUnsupported, message, advice);
            }
            Standing::UnknownAnnotation(word) => {
                let message = format!("there is no annotation `{named}`");
                let advice = meant(word, "Remove it, or write it into `$comment`.");
                self.tell(member, ProblemKind::AnnotationUnknown, message, &advice);
            }
            Standing::Unknown(word) => {
                let message = format!("draft 2020-12 has no keyword `{named}`");
                let advice = meant(word, "Remove it, or write it into `$comment`.");
                self.tell(member, ProblemKind::KeywordUnknown, message, &advice);
            }
        }
    }

    fn descriptions(&mut self, properties: Value<'_>) {
        for property in properties.children().filter(|p| p.is_object()) {
            let says = |name| property.get(name).is_some();
            if !says("$ref") && !says("description") {
                let name = property.key().unwrap_or_default();
                let message = format!("the property `{}` has no description", cut(&name, 60));
                let advice = "Write `\"description\": \"…\"`: one or two sentences.";
                self.tell(property, ProblemKind::DescriptionMissing, message, advice);
            }
        }
    }

    fn reference(&mut self, member: Value<'_>) {
        let Some(text) = member.str() else { return };
        let schema = member.parent().map(|parent| parent.path().to_string());
        self.found.references.push(Reference {
            from: Location {
                path: self.path.to_owned(),
                pointer: schema.unwrap_or_default(),
            },
            text: text.into_owned(),
            problem: Problem::at(self.path, member, ProblemKind::ReferenceDangling, ""),
        });
    }

    fn pattern(&mut self, at: Value<'_>, pattern: &str) {
        if let Some((kind, message)) = self.patterns.fault(pattern) {
            let advice = match kind {
                ProblemKind::PatternNotLinear => {
                    "Write it without look-around and back references: classes, groups, `|`, `*`, `+`, `?`, `{n}`, `^`, `$`."
                }
                ProblemKind::TooLarge => "Write a shorter pattern, or fewer of them.",
                _ => "Write a regular expression.",
            };
            self.tell(at, kind, message, advice);
        }
    }
}

impl Patterns {
    fn fault(&mut self, pattern: &str) -> Option<(ProblemKind, String)> {
        if let Some(known) = self.0.get(pattern) {
            return known.clone();
        }
        if self.0.len() >= limits::PATTERNS {
            let message = format!(
                "more than {} different patterns in one pack",
                limits::PATTERNS
            );
            return Some((ProblemKind::TooLarge, message));
        }
        let fault = fault(pattern);
        self.0.insert(pattern.to_owned(), fault.clone());
        fault
    }
}

/// Says what is wrong with a pattern.
fn fault(pattern: &str) -> Option<(ProblemKind, String)> {
    let quoted = cut(pattern, 60);
    if pattern.chars().count() > limits::PATTERN_LENGTH {
        let message = format!(
            "a pattern of more than {} characters",
            limits::PATTERN_LENGTH
        );
        return Some((ProblemKind::TooLarge, message));
    }
    let compiled: Result<Regex, _> = RegexBuilder::new(pattern)
        .size_limit(limits::PATTERN_BYTES)
        .build();
    match compiled {
        Ok(_) => None,
        Err(regex::Error::CompiledTooBig(_)) => {
            let message = format!("the pattern `{quoted}` grows too large when it is compiled");
            Some((ProblemKind::TooLarge, message))
        }
        Err(error) => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default();
            let reason = reason.trim().trim_start_matches("error: ");
            let not_linear = reason.contains("look-around") || reason.contains("backreference");
            let kind = if not_linear {
                ProblemKind::PatternNotLinear
            } else {
                ProblemKind::PatternInvalid
            };
            Some((
                kind,
                format!("the pattern `{quoted}` cannot be read: {reason}"),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_told_from_one_that_looks_around() {
        let kind = |pattern: &str| fault(pattern).map(|(kind, _)| kind);
        assert_eq!(kind("^[a-z]{1,8}$"), None);
        assert_eq!(kind("(?=a)b"), Some(ProblemKind::PatternNotLinear));
        assert_eq!(kind(r"(a)\1"), Some(ProblemKind::PatternNotLinear));
        assert_eq!(kind("[a-"), Some(ProblemKind::PatternInvalid));
        assert_eq!(kind(&"x".repeat(3_000)), Some(ProblemKind::TooLarge));
        assert_eq!(kind(r"(\w{100}){100}"), Some(ProblemKind::TooLarge));
    }
}
