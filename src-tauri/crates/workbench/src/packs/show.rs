//! What a schema says, property by property.

use std::sync::Arc;

use groups::catalogue::{Property, Reported, Rest, Schema};
use serde::Serialize;

/// Lines of one schema; nothing real has as many.
const LINES: usize = 2_000;

/// A schema for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownSchema {
    /// What it is found by.
    pub key: String,
    /// Name for people.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// Name of the pack it comes from; none for what is built in.
    pub pack: Option<String>,
    /// Its properties, each before what stands below it.
    pub properties: Vec<PropertyLine>,
}

/// One property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyLine {
    /// Name; `*` for each member of a map, `[]` for each element, a pattern between `/`.
    pub name: String,
    /// How many properties it stands below.
    pub depth: usize,
    /// Name for people.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// JSON types; empty for any.
    pub types: Vec<String>,
    /// Unit as a word.
    pub unit: Option<String>,
    /// Values there are.
    pub values: Vec<Value>,
    /// True where only those values are allowed.
    pub is_closed: bool,
    /// Other limits, in words.
    pub limits: Vec<String>,
    /// Whether a complete group has it.
    pub is_required: bool,
    /// Remarks on how it comes back, in words.
    pub remarks: Vec<String>,
    /// Where the facts come from, where that differs from the group.
    pub sources: Vec<String>,
}

/// One value that a property may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Value {
    /// As JSON text.
    pub value: String,
    /// What it means.
    pub meaning: Option<String>,
}

/// Shows a schema.
#[must_use]
pub fn show(schema: &Schema) -> ShownSchema {
    let group = schema.property();
    let mut properties = Vec::new();
    below(group, 0, &mut properties);
    ShownSchema {
        key: schema.key.to_string(),
        title: group.title.clone(),
        description: group.description.clone(),
        sources: group.sources.clone(),
        pack: schema.pack.as_deref().map(str::to_owned),
        properties,
    }
}

fn below(property: &Property, depth: usize, lines: &mut Vec<PropertyLine>) {
    let named = property.members.iter();
    let named = named.map(|(name, member)| (name.clone(), member));
    let formed = property.patterns.iter();
    let formed = formed.map(|(form, member)| (format!("/{form}/"), member));
    let each = match &property.rest {
        Rest::Each(each) => Some(("*".to_owned(), each)),
        Rest::Free | Rest::Unknown => None,
    };
    let element = property.items.as_ref();
    let element = element.map(|element| ("[]".to_owned(), element));
    for (name, member) in named.chain(formed).chain(each).chain(element) {
        if lines.len() >= LINES {
            return;
        }
        let is_required = property.required.contains(&name);
        lines.push(line(name, member, depth, is_required));
        below(member, depth + 1, lines);
    }
}

fn line(name: String, property: &Arc<Property>, depth: usize, is_required: bool) -> PropertyLine {
    let values = property.allowed.iter().map(|allowed| Value {
        value: allowed.value.clone(),
        meaning: allowed.meaning.clone(),
    });
    PropertyLine {
        name,
        depth,
        title: property.title.clone(),
        description: property.description.clone(),
        types: property.types.clone(),
        unit: property.unit.clone(),
        values: values.collect(),
        is_closed: property.is_closed,
        limits: limits(property),
        is_required,
        remarks: remarks(property),
        sources: property.sources.clone(),
    }
}

fn limits(property: &Property) -> Vec<String> {
    let mut all = Vec::new();
    match (&property.minimum, &property.maximum) {
        (Some(least), Some(most)) => all.push(format!("{least} to {most}")),
        (Some(least), None) => all.push(format!("at least {least}")),
        (None, Some(most)) => all.push(format!("at most {most}")),
        (None, None) => {}
    }
    match (property.shortest, property.longest) {
        (Some(least), Some(most)) => all.push(format!("{least} to {most} characters")),
        (Some(least), None) => all.push(format!("at least {least} characters")),
        (None, Some(most)) => all.push(format!("at most {most} characters")),
        (None, None) => {}
    }
    if let Some(pattern) = &property.pattern {
        all.push(format!("matches {pattern}"));
    }
    if let Some(default) = &property.default {
        all.push(format!("{default} if absent"));
    }
    all
}

fn remarks(property: &Property) -> Vec<String> {
    let mut all = Vec::new();
    if property.is_read_only {
        all.push("only reported".to_owned());
    }
    match property.reported {
        Reported::Same => {}
        Reported::Never => all.push("never reported".to_owned()),
        Reported::WhenDesired => all.push("reported only if desired".to_owned()),
        Reported::ByThumbprint => all.push("reported by thumbprint".to_owned()),
        Reported::Normalised => all.push("reported in the device's spelling".to_owned()),
    }
    if property.is_secret {
        all.push("secret".to_owned());
    }
    if let Some(sub_group) = &property.sub_group {
        all.push(format!("applied with the others of {sub_group}"));
    }
    all
}
