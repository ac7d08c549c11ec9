//! What a schema says about one property, for people: references resolved, annotations read.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;
use serde_json::{Map, Value as Plain};

use super::documents::{Documents, Location};

/// Deepest nesting followed; a schema of somebody may refer to itself.
const DEEPEST: usize = 24;

/// One value and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The value as JSON text.
    pub value: String,
    /// What it means, where the schema says so.
    pub meaning: Option<String>,
}

/// How a desired property comes back in reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reported {
    /// Under the same name.
    #[default]
    Same,
    /// Not at all, by design.
    Never,
    /// Only where desired has it.
    WhenDesired,
    /// As the thumbprint of a certificate.
    ByThumbprint,
    /// In a spelling of the device.
    Normalised,
}

/// How two texts of a property are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Letter by letter.
    AsWritten,
    /// As points in time.
    Time,
    /// As points in time of which the day does not count.
    TimeOfDay,
    /// As GUIDs.
    Guid,
    /// Without heeding the case.
    AnyCase,
}

/// What members beyond the named ones are to an object.
#[derive(Debug, Clone, Default)]
pub enum Rest {
    /// Nobody reads them.
    #[default]
    Unknown,
    /// Anything may stand there.
    Free,
    /// Each is an element of this kind.
    Each(Arc<Property>),
}

/// One property, or a whole group.
#[derive(Debug, Clone, Default)]
pub struct Property {
    /// Short name for people.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// JSON types it may have; empty for any.
    pub types: Vec<String>,
    /// Unit as a word.
    pub unit: Option<String>,
    /// The values it may have, where they can be counted.
    pub allowed: Vec<Allowed>,
    /// Whether `allowed` is a complete list (an `enum`) or a gloss on some values.
    pub is_closed: bool,
    /// Smallest number.
    pub minimum: Option<String>,
    /// Largest number.
    pub maximum: Option<String>,
    /// Shortest text in characters.
    pub shortest: Option<u64>,
    /// Longest text in characters.
    pub longest: Option<u64>,
    /// Regular expression of the text.
    pub pattern: Option<String>,
    /// Value that stands where none is given, as JSON text.
    pub default: Option<String>,
    /// Values that fit, as JSON text.
    pub examples: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// Node of the configuration service provider behind it.
    pub csp: Option<String>,
    /// Never to be shown.
    pub is_secret: bool,
    /// How it comes back.
    pub reported: Reported,
    /// How its texts are compared, where the schema says so.
    pub compared: Option<Compared>,
    /// State of the device that nobody can ask for.
    pub is_read_only: bool,
    /// Names that are used for it and that nobody reads.
    pub aliases: Vec<String>,
    /// What documents say differently.
    pub documented: Option<String>,
    /// A defect of the agent that shows here.
    pub defect: Option<String>,
    /// Properties that are applied and fail together.
    pub sub_group: Option<String>,
    /// What one member of the map is.
    pub element: Option<String>,
    /// Member by which elements correspond.
    pub identity: Option<String>,
    /// Members that a complete value has, whatever else it has.
    pub required: Vec<String>,
    /// Members that have a schema of their own, by name.
    pub members: BTreeMap<String, Arc<Property>>,
    /// Members that have a schema by the form of their name.
    pub patterns: Vec<(Regex, Arc<Property>)>,
    /// The other members.
    pub rest: Rest,
    /// Elements of an array.
    pub items: Option<Arc<Property>>,
    /// True where it is an object that may have members.
    pub is_object: bool,
}

impl Property {
    /// Returns what a member of that name is held against.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Arc<Property>> {
        let by_form = || self.patterns.iter().find(|(form, _)| form.is_match(name));
        let own = self.members.get(name).or_else(|| Some(&by_form()?.1));
        own.or(match &self.rest {
            Rest::Each(each) => Some(each),
            Rest::Free | Rest::Unknown => None,
        })
    }

    /// True where nobody reads a member of that name.
    #[must_use]
    pub fn ignores(&self, name: &str) -> bool {
        self.is_object && matches!(self.rest, Rest::Unknown) && self.member(name).is_none()
    }

    /// Returns the property that a name is commonly used for in place of its own.
    #[must_use]
    pub fn meant_by(&self, alias: &str) -> Option<&str> {
        let by_alias = |(_, p): &(&String, &Arc<Property>)| p.aliases.iter().any(|a| a == alias);
        self.members
            .iter()
            .find(by_alias)
            .map(|(own, _)| own.as_str())
    }
}

/// Reads properties out of schemas.
pub(super) struct Reader<'c> {
    documents: &'c Documents,
}

impl<'c> Reader<'c> {
    pub fn new(documents: &'c Documents) -> Self {
        Self { documents }
    }

    /// Reads the schema of a whole file.
    pub fn read(&self, path: &str) -> Property {
        let root = Location::of("#", path);
        let mut property = Property::default();
        self.into(&root, 0, &mut property);
        property
    }

    fn into(&self, at: &Location, depth: usize, property: &mut Property) {
        let Some(Plain::Object(schema)) = self.documents.at(at) else {
            return;
        };
        if depth > DEEPEST {
            property.rest = Rest::Free;
            return;
        }
        if let Some(Plain::String(reference)) = schema.get("$ref") {
            self.into(&Location::of(reference, &at.path), depth + 1, property);
        }
        describe(&schema, property);
        constrain(&schema, property);
        for branches in ["allOf", "anyOf", "oneOf"] {
            let count = schema
                .get(branches)
                .and_then(Plain::as_array)
                .map_or(0, Vec::len);
            let branches = at.join(branches);
            for number in 0..count {
                let required = property.required.clone();
                self.branch(&branches.join(&number.to_string()), depth, property);
                if !branches.pointer.ends_with("/allOf") {
                    property.required = required;
                }
            }
        }
        for branch in ["then", "else"] {
            if schema.contains_key(branch) {
                let required = property.required.clone();
                self.branch(&at.join(branch), depth, property);
                property.required = required;
            }
        }
        self.members(&schema, at, depth, property);
    }

    /// Reads what a branch adds; what already has a name keeps it.
    fn branch(&self, at: &Location, depth: usize, property: &mut Property) {
        let (title, description) = (property.title.clone(), property.description.clone());
        self.into(at, depth + 1, property);
        if !title.is_empty() {
            property.title = title;
        }
        if !description.is_empty() {
            property.description = description;
        }
    }

    fn members(&self, schema: &Map<String, Plain>, at: &Location, depth: usize, to: &mut Property) {
        let read = |at: Location| {
            let mut member = Property::default();
            self.into(&at, depth + 1, &mut member);
            Arc::new(member)
        };
        if let Some(Plain::Object(properties)) = schema.get("properties") {
            to.is_object = true;
            for name in properties.keys() {
                let member = read(at.join("properties").join(name));
                to.members.insert(name.clone(), member);
            }
        }
        if let Some(Plain::Object(patterns)) = schema.get("patternProperties") {
            to.is_object = true;
            for pattern in patterns.keys() {
                // a pattern that is none is told when the schema is compiled
                let Ok(form) = Regex::new(pattern) else {
                    continue;
                };
                to.patterns
                    .push((form, read(at.join("patternProperties").join(pattern))));
            }
        }
        match schema.get("additionalProperties") {
            Some(Plain::Object(_)) => {
                to.is_object = true;
                to.rest = Rest::Each(read(at.join("additionalProperties")));
            }
            Some(Plain::Bool(true)) => to.rest = Rest::Free,
            _ => {}
        }
        if schema.get("items").is_some_and(Plain::is_object) {
            to.items = Some(read(at.join("items")));
        }
    }
}

fn text(schema: &Map<String, Plain>, name: &str) -> Option<String> {
    schema.get(name)?.as_str().map(str::to_owned)
}

fn texts(schema: &Map<String, Plain>, name: &str) -> Option<Vec<String>> {
    match schema.get(name)? {
        Plain::String(one) => Some(vec![one.clone()]),
        Plain::Array(all) => Some(
            all.iter()
                .filter_map(Plain::as_str)
                .map(str::to_owned)
                .collect(),
        ),
        _ => None,
    }
}

fn describe(schema: &Map<String, Plain>, to: &mut Property) {
    let put = |to: &mut Option<String>, name| {
        if let Some(text) = text(schema, name) {
            *to = Some(text);
        }
    };
    put(&mut to.unit, "x-unit");
    put(&mut to.csp, "x-csp");
    put(&mut to.documented, "x-documented");
    put(&mut to.defect, "x-defect");
    put(&mut to.sub_group, "x-sub-group");
    put(&mut to.element, "x-element");
    put(&mut to.identity, "x-identity");
    for (to, name) in [
        (&mut to.title, "title"),
        (&mut to.description, "description"),
    ] {
        if let Some(text) = text(schema, name) {
            *to = text;
        }
    }
    if let Some(sources) = texts(schema, "x-source") {
        to.sources = sources;
    }
    if let Some(aliases) = texts(schema, "x-aliases") {
        to.aliases = aliases;
    }
    if let Some(default) = schema.get("default") {
        to.default = Some(default.to_string());
    }
    if let Some(Plain::Array(examples)) = schema.get("examples") {
        to.examples = examples.iter().map(ToString::to_string).collect();
    }
    to.is_secret |= schema.get("x-secret") == Some(&Plain::Bool(true));
    to.is_read_only |= text(schema, "x-only").as_deref() == Some("reported");
    to.reported = match text(schema, "x-reported").as_deref() {
        Some("never") => Reported::Never,
        Some("whenDesired") => Reported::WhenDesired,
        Some("byThumbprint") => Reported::ByThumbprint,
        Some("normalised") => Reported::Normalised,
        _ => to.reported,
    };
    to.compared = match text(schema, "x-compared").as_deref() {
        Some("asWritten") => Some(Compared::AsWritten),
        Some("time") => Some(Compared::Time),
        Some("timeOfDay") => Some(Compared::TimeOfDay),
        Some("guid") => Some(Compared::Guid),
        Some("anyCase") => Some(Compared::AnyCase),
        _ => to.compared,
    };
    if let Some(Plain::Object(values)) = schema.get("x-values") {
        let is_text = to.types.iter().any(|t| t == "string")
            || text(schema, "type").as_deref() == Some("string");
        gloss(values, is_text, &mut to.allowed);
    }
}

/// Adds meanings to values, and the values that nothing else lists.
fn gloss(meanings: &Map<String, Plain>, is_text: bool, allowed: &mut Vec<Allowed>) {
    for (value, meaning) in meanings {
        let meaning = meaning.as_str().map(str::to_owned);
        let plain = if is_text {
            Plain::String(value.clone()).to_string()
        } else {
            value.clone()
        };
        match allowed.iter_mut().find(|a| a.value == plain) {
            Some(known) => known.meaning = meaning,
            None => allowed.push(Allowed {
                value: plain,
                meaning,
            }),
        }
    }
}

/// True for the limits of 32 bits, which hold for every number of an agent: nothing to tell of a property.
fn is_of_the_machine(limit: &Plain) -> bool {
    matches!(limit.as_i64(), Some(n) if n == i64::from(i32::MIN) || n == i64::from(i32::MAX))
}

fn constrain(schema: &Map<String, Plain>, to: &mut Property) {
    if let Some(types) = texts(schema, "type") {
        to.is_object |= types.iter().any(|t| t == "object");
        to.types = types;
    }
    let listed = schema.get("enum").and_then(Plain::as_array);
    let one = schema.get("const").map(std::slice::from_ref);
    if let Some(values) = listed.map(Vec::as_slice).or(one) {
        let meaning = |value: &str| {
            to.allowed
                .iter()
                .find(|a| a.value == value)
                .and_then(|a| a.meaning.clone())
        };
        let allowed = values.iter().map(ToString::to_string);
        to.allowed = allowed
            .map(|value| Allowed {
                meaning: meaning(&value),
                value,
            })
            .collect();
        to.is_closed = true;
    }
    let limit = |name| schema.get(name).filter(|limit| !is_of_the_machine(limit));
    let number = |name| limit(name).map(ToString::to_string);
    to.minimum = number("minimum").or(to.minimum.take());
    to.maximum = number("maximum").or(to.maximum.take());
    let count = |name| schema.get(name).and_then(Plain::as_u64);
    to.shortest = count("minLength").or(to.shortest);
    to.longest = count("maxLength").or(to.longest);
    to.pattern = text(schema, "pattern").or(to.pattern.take());
    for name in texts(schema, "required").unwrap_or_default() {
        if !to.required.contains(&name) {
            to.required.push(name);
        }
    }
}
