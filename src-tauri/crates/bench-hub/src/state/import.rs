//! Twins from elsewhere: another hub's, a file's, what provisioning decided. Content is held against the limits;
//! counters and stamps are kept where there are some.

use serde_json::{Map, Value};
use twin::SectionKind;

use crate::Fault;
use crate::state::check::{checked, fits};
use crate::state::merge::{Stamp, merge};
use crate::state::{Section, TwinState};

impl TwinState {
    /// Takes a twin as a service or a device writes it.
    ///
    /// # Errors
    /// Where it is none, or more than a hub may hold.
    pub fn import(text: &str, time: &str) -> Result<Self, Fault> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Fault::argument(format!("the twin is not JSON: {error}")))?;
        let sections = value
            .get("properties")
            .filter(|properties| properties.is_object());
        let sections = sections.unwrap_or(&value);
        let tags = match value.get("tags") {
            Some(tags @ Value::Object(_)) => {
                let tags =
                    Value::Object(checked(SectionKind::Tags, &tags.to_string())?).to_string();
                fits(SectionKind::Tags, tags.len(), || &tags)?;
                tags
            }
            _ => "{}".to_owned(),
        };
        Ok(Self {
            tags,
            desired: section(SectionKind::Desired, sections.get("desired"), time)?,
            reported: section(SectionKind::Reported, sections.get("reported"), time)?,
            counter: 1,
        })
    }
}

fn section(kind: SectionKind, value: Option<&Value>, time: &str) -> Result<Section, Fault> {
    let Some(Value::Object(members)) = value else {
        return Ok(Section::new(time));
    };
    let mut members = members.clone();
    let version = members
        .remove("$version")
        .and_then(|version| version.as_i64());
    let metadata = members.remove("$metadata");
    let content = checked(kind, &Value::Object(members).to_string())?;
    let text = Value::Object(content.clone()).to_string();
    fits(kind, text.len(), || &text)?;
    let version = version.filter(|version| *version > 0).unwrap_or(1);
    let metadata = match metadata {
        Some(metadata @ Value::Object(_)) => metadata.to_string(),
        _ => stamps(kind, &content, version, time),
    };
    Ok(Section {
        content: text,
        metadata,
        version,
    })
}

/// Stamps of what was all written at once.
fn stamps(kind: SectionKind, content: &Map<String, Value>, version: i64, time: &str) -> String {
    let is_written = kind == SectionKind::Desired && !content.is_empty();
    let stamp = Stamp {
        time,
        version: is_written.then_some(version),
    };
    let mut metadata = Map::new();
    merge(&mut Map::new(), &mut metadata, content, stamp);
    Value::Object(metadata).to_string()
}
