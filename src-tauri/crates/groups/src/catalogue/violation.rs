//! Where a value does not fit its schema, in the terms of twins.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Plain;
use twin::{Kind, Value};

use super::documents::{Documents, Location, WEIGHT};

/// How much a violation weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// Refused by whoever reads it.
    Error,
    /// Outside of what is advised; may be refused further down.
    Warning,
    /// Unusual.
    Info,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Another JSON type.
    Type {
        /// Types that would fit.
        expected: Vec<String>,
    },
    /// None of the values there are.
    NotAllowed {
        /// The values there are, as JSON text.
        allowed: Vec<String>,
    },
    /// Below the smallest number, which is given.
    TooSmall(String),
    /// Above the largest number, which is given.
    TooLarge(String),
    /// Fewer characters, elements or members than there must be.
    TooShort(u64),
    /// More characters, elements or members than there may be.
    TooLong(u64),
    /// A text of another form; the regular expression is given.
    Pattern(String),
    /// A text that is no such thing; the name of the format is given.
    Format(String),
    /// A text of a form that it must not have.
    Forbidden,
    /// A member is missing.
    Missing(String),
    /// Some members of a sub-group are there and others, which are given, are not.
    Incomplete(Vec<String>),
    /// The name of a member has another form than names there must have.
    Name,
    /// Nobody reads a member of that name.
    Unknown,
    /// Anything else; the keyword is given.
    Other(String),
}

/// One value that does not fit.
#[derive(Debug, Clone)]
pub struct Violation<'d> {
    /// The value; for a missing member the object that lacks it.
    pub at: Value<'d>,
    /// What does not fit.
    pub fault: Fault,
    /// How much it weighs.
    pub weight: Weight,
    /// The part of the schema that says so.
    pub law: Location,
}

impl<'d> Violation<'d> {
    /// Tells a member that nobody reads; `law` is the schema of the group.
    pub(super) fn unknown(at: Value<'d>, law: Location) -> Self {
        Self {
            at,
            fault: Fault::Unknown,
            weight: Weight::Warning,
            law,
        }
    }

    /// The keyword of JSON Schema behind it; `unknown` for what no schema refuses.
    #[must_use]
    pub fn keyword(&self) -> &str {
        match &self.fault {
            Fault::Incomplete(_) => "dependentRequired",
            Fault::Name => "propertyNames",
            Fault::Unknown => "unknown",
            _ => self.law.pointer.rsplit('/').next().unwrap_or_default(),
        }
    }
}

/// Turns what the validator says into violations. What nobody wrote (a gap in the text, a
/// placeholder) or what is masked is left out: the reader has told, or nobody can tell.
pub(super) fn translate<'d, 'e>(
    root: Value<'d>,
    errors: impl Iterator<Item = ValidationError<'e>>,
    laws: &Laws,
    documents: &Documents,
) -> Vec<Violation<'d>> {
    let mut found: Vec<Violation<'d>> = Vec::new();
    // where the first violation of a sub-group stands, for each object and weight
    let mut incomplete = HashMap::new();
    for error in errors {
        let Some(at) = find(root, error.instance_path().as_str()) else {
            continue;
        };
        if !is_written(at) {
            continue;
        }
        let (law, weight) = laws.of(&error, documents);
        let is_dependent = error.schema_path().as_str().contains("/dependentRequired");
        let mut at = at;
        let fault = match error.kind() {
            ValidationErrorKind::Required { property } if is_dependent => {
                let name = plain(property);
                let first = *incomplete.entry((at.id(), weight)).or_insert(found.len());
                if let Some(Fault::Incomplete(missing)) = found.get_mut(first).map(|v| &mut v.fault)
                {
                    missing.push(name);
                    continue;
                }
                Fault::Incomplete(vec![name])
            }
            ValidationErrorKind::PropertyNames { error } => {
                at = at.get(&plain(error.instance())).unwrap_or(at);
                Fault::Name
            }
            kind => fault(kind),
        };
        found.push(Violation {
            at,
            fault,
            weight,
            law,
        });
    }
    for violation in &mut found {
        if let Fault::Incomplete(missing) = &mut violation.fault {
            let unique: BTreeSet<_> = std::mem::take(missing).into_iter().collect();
            *missing = unique.into_iter().collect();
        }
    }
    found
}

fn fault(kind: &ValidationErrorKind) -> Fault {
    use ValidationErrorKind as K;
    match kind {
        K::Type { kind } => Fault::Type {
            expected: match kind {
                TypeKind::Single(one) => vec![name(*one)],
                TypeKind::Multiple(set) => set.iter().map(name).collect(),
            },
        },
        K::Enum { options } => Fault::NotAllowed {
            allowed: options
                .as_array()
                .map(|all| all.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
        },
        K::Constant { expected_value } => Fault::NotAllowed {
            allowed: vec![expected_value.to_string()],
        },
        K::Minimum { limit } | K::ExclusiveMinimum { limit } => Fault::TooSmall(limit.to_string()),
        K::Maximum { limit } | K::ExclusiveMaximum { limit } => Fault::TooLarge(limit.to_string()),
        K::MinLength { limit } | K::MinItems { limit } | K::MinProperties { limit } => {
            Fault::TooShort(*limit)
        }
        K::MaxLength { limit } | K::MaxItems { limit } | K::MaxProperties { limit } => {
            Fault::TooLong(*limit)
        }
        K::Pattern { pattern } => Fault::Pattern(pattern.clone()),
        K::Format { format } => Fault::Format(format.clone()),
        K::Required { property } => Fault::Missing(plain(property)),
        // `not: {}` forbids every value, anything else some values
        K::Not { schema } if schema.as_object().is_some_and(|s| !s.is_empty()) => Fault::Forbidden,
        other => Fault::Other(other.keyword().to_owned()),
    }
}

fn name(kind: JsonType) -> String {
    kind.to_string()
}

fn plain(value: &Plain) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Keywords of one schema that did not hold before, each by its URI: where they stand and what they weigh.
#[derive(Debug, Default)]
pub(super) struct Laws(RwLock<HashMap<String, (Location, Weight)>>);

impl Laws {
    fn of(&self, error: &ValidationError<'_>, documents: &Documents) -> (Location, Weight) {
        let uri = error.absolute_keyword_location().map(|uri| uri.as_str());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = uri.and_then(|uri| known.get(uri)) {
            return known.clone();
        }
        drop(known);
        let law = law(error);
        let weight = weight(documents, &law);
        if let Some(uri) = uri {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(uri.to_owned(), (law.clone(), weight));
        }
        (law, weight)
    }
}

fn law(error: &ValidationError<'_>) -> Location {
    match error.absolute_keyword_location() {
        Some(uri) => {
            let uri = uri.as_str();
            let pointer = uri.split_once('#').map_or("", |(_, pointer)| pointer);
            let decoded = if pointer.contains('%') {
                pointer.replace("%24", "$").replace("%7E", "~")
            } else {
                pointer.to_owned()
            };
            Location {
                pointer: decoded,
                ..Location::of(uri, "")
            }
        }
        None => Location::of(&format!("#{}", error.schema_path()), ""),
    }
}

/// Reads `x-severity` of the innermost schema around a keyword that has it.
fn weight(documents: &Documents, law: &Location) -> Weight {
    let file = || documents.parsed(&law.path);
    let Some(document) = documents.has_weights(&law.path).then(file).flatten() else {
        return Weight::Error;
    };
    let mut at = &*document;
    let mut weight = Weight::Error;
    let mut steps = law.pointer.split('/').skip(1);
    loop {
        match at.get(WEIGHT).and_then(Plain::as_str) {
            Some("warning") => weight = Weight::Warning,
            Some("info") => weight = Weight::Info,
            Some("error") => weight = Weight::Error,
            _ => {}
        }
        let Some(step) = steps.next() else {
            return weight;
        };
        let step = unescaped(step);
        let next = match at {
            Plain::Array(elements) => step.parse().ok().and_then(|i: usize| elements.get(i)),
            other => other.get(&*step),
        };
        let Some(next) = next else {
            return weight;
        };
        at = next;
    }
}

/// Returns a part of a pointer as the key that it stands for.
fn unescaped(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(step)
    }
}

pub(super) fn find<'d>(root: Value<'d>, pointer: &str) -> Option<Value<'d>> {
    pointer.split('/').skip(1).try_fold(root, |at, step| {
        let step = unescaped(step);
        match at.kind() {
            Kind::Array => at.element(step.parse().ok()?),
            _ => at.get(&step),
        }
    })
}

/// False for what the reader put where nothing stood, for placeholders and for masks.
fn is_written(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Missing | Kind::Placeholder => false,
        Kind::String => !stands_for_another(value.raw()),
        _ => true,
    }
}

/// True for `"<storage connection string>"`, `"***"` and a text with a mask in it.
fn stands_for_another(raw: &str) -> bool {
    let inner = raw.trim_matches('"');
    inner.starts_with('<') && inner.ends_with('>')
        || raw.contains("***")
        || raw.contains('\u{2022}')
}
