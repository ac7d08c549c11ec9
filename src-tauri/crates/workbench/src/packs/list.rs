//! The schemas there are, one line each.

use groups::catalogue::{Catalogue, Schema, folder};
use serde::Serialize;

/// One schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedSchema {
    /// What it is found by, as `ga/rebootInfo/desired-1.0.0`.
    pub key: String,
    /// Its dialect's folder.
    pub dialect: &'static str,
    /// The group.
    pub group: String,
    /// `desired`, `reported`, `input` or `output`.
    pub direction: &'static str,
    /// The version, as its file has it; empty where there is none.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// Name of the pack it comes from; none for what is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
}

/// Lists the schemas of a catalogue by key, those of one dialect only if asked for.
#[must_use]
pub fn list(catalogue: &Catalogue, dialect: Option<&str>) -> Vec<ListedSchema> {
    let mut all: Vec<_> = catalogue.iter().map(|schema| listed(schema)).collect();
    all.retain(|schema| dialect.is_none_or(|wanted| wanted == schema.dialect));
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

fn listed(schema: &Schema) -> ListedSchema {
    let key = &schema.key;
    ListedSchema {
        key: key.to_string(),
        dialect: folder(key.dialect),
        group: key.group.clone(),
        direction: key.flow.name(),
        version: key.version_text.clone(),
        title: schema.property().title.clone(),
        pack: schema.pack.as_deref().map(str::to_owned),
    }
}
