//! # device-id-illegal
//!
//! A device or module id is not one that the hub allows.
//!
//! ## Why
//! An id has 1 to 128 characters: ASCII letters, digits and `- : . + % _ # * ? ! ( ) , = @ ; $ '`.
//! The hub has no device of any other name, so the document is not what it was read as.
//!
//! ## Do
//! Check where the id comes from. Ids are case-sensitive; blanks and umlauts are never a part of
//! one.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::named;
use twin::limits::ID_CHARACTERS;
use twin::secret::shown;
use twin::shape::Shape;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "device-id-illegal",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("device_id_illegal.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if !matches!(
        twin.recognition.shape,
        Shape::ServiceTwin | Shape::ModuleTwin | Shape::PartialTwin | Shape::MergePatch
    ) {
        return;
    }
    for name in ["deviceId", "moduleId"] {
        if let Some((value, fault)) = twin.root.get(name).and_then(|v| Some((v, fault(v)?))) {
            out.push(
                Finding::at(Place::value(value), format!("{name} {fault}"))
                    .evidence(shown(value, 60))
                    .because("An id has 1 to 128 characters: ASCII letters, digits and - : . + % _ # * ? ! ( ) , = @ ; $ '.")
                    .advise("Check where the id comes from; the hub has no identity of this name."),
            );
        }
    }
}

fn fault(id: Value<'_>) -> Option<String> {
    match id.kind() {
        // a device has no moduleId, and some tools write that as null or as an empty text
        Kind::Null | Kind::Missing | Kind::Placeholder => return None,
        Kind::String => {}
        other => {
            return Some(format!(
                "is {} and should be a string",
                other.with_article()
            ));
        }
    }
    let text = id.str()?;
    let length = text.chars().count();
    if text.is_empty() {
        return id.is_key("deviceId").then(|| "is empty".to_owned());
    }
    if length > ID_CHARACTERS {
        return Some(format!(
            "has {length} characters of {ID_CHARACTERS} allowed"
        ));
    }
    let illegal = text
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !"-:.+%_#*?!(),=@;$'".contains(*c))?;
    Some(format!("has {} in it", named(illegal)))
}
