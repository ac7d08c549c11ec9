//! The words of a schema: the keywords of draft 2020-12, and Twinscope's own annotations.

use twin::{Kind, Value};

/// Where the schemas below a keyword stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalogue) enum Holds {
    /// Its value is a schema.
    Schema,
    /// Each element is a schema.
    List,
    /// Each member is a schema.
    Map,
}

/// Returns where the schemas below a keyword stand; nothing for keywords without.
pub(in crate::catalogue) fn holds(keyword: &str) -> Option<Holds> {
    Some(match keyword {
        "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "$defs" | "dependentSchemas" | "patternProperties" | "properties" => Holds::Map,
        _ => return None,
    })
}

/// Keywords without schemas below them.
const PLAIN: [&str; 34] = [
    "$comment",
    "$id",
    "$ref",
    "$schema",
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "dependentRequired",
    "deprecated",
    "description",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
];

/// Keywords with schemas below them, for suggestions.
const APPLICATORS: [&str; 19] = [
    "$defs",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "dependentSchemas",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// How a keyword is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Of the draft.
    Known,
    /// An annotation of Twinscope.
    Annotation(Takes),
    /// A way to refer that a catalogue has not.
    Unsupported,
    /// An annotation that there is not; perhaps one is meant.
    UnknownAnnotation(Option<&'static str>),
    /// A keyword that there is not; perhaps one is meant.
    Unknown(Option<&'static str>),
}

/// Says what a keyword is.
pub(super) fn standing(keyword: &str) -> Standing {
    if let Some((_, takes)) = ANNOTATIONS.iter().find(|(name, _)| *name == keyword) {
        return Standing::Annotation(*takes);
    }
    if keyword.starts_with("x-") {
        let names = ANNOTATIONS.iter().map(|(name, _)| *name);
        return Standing::UnknownAnnotation(crate::names::nearest(keyword, names));
    }
    match keyword {
        "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveAnchor" | "$recursiveRef"
        | "$vocabulary" => Standing::Unsupported,
        _ if holds(keyword).is_some() || PLAIN.contains(&keyword) => Standing::Known,
        "definitions" => Standing::Unknown(Some("$defs")),
        "dependencies" => Standing::Unknown(Some("dependentRequired")),
        "additionalItems" => Standing::Unknown(Some("items")),
        _ => {
            let all = PLAIN.into_iter().chain(APPLICATORS);
            Standing::Unknown(crate::names::nearest(keyword, all))
        }
    }
}

/// What an annotation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Texts,
    TextByValue,
    True,
    OneOf(&'static [&'static str]),
}

/// Every annotation there is.
const ANNOTATIONS: [(&str, Takes); 15] = [
    ("x-source", Takes::Texts),
    ("x-unit", Takes::Text),
    ("x-values", Takes::TextByValue),
    ("x-csp", Takes::Text),
    ("x-secret", Takes::True),
    ("x-severity", Takes::OneOf(&["error", "warning", "info"])),
    (
        "x-reported",
        Takes::OneOf(&["never", "whenDesired", "byThumbprint", "normalised"]),
    ),
    (
        "x-compared",
        Takes::OneOf(&["asWritten", "time", "timeOfDay", "guid", "anyCase"]),
    ),
    ("x-only", Takes::OneOf(&["reported"])),
    ("x-aliases", Takes::Texts),
    ("x-documented", Takes::Text),
    ("x-defect", Takes::Text),
    ("x-sub-group", Takes::Text),
    ("x-element", Takes::Text),
    ("x-identity", Takes::Text),
];

impl Takes {
    /// True for a value that the annotation may have.
    pub fn fits(self, value: Value<'_>) -> bool {
        let is_text = |v: Value<'_>| v.kind() == Kind::String;
        match self {
            Self::Text => is_text(value),
            Self::Texts => {
                is_text(value) || value.kind() == Kind::Array && value.children().all(is_text)
            }
            Self::TextByValue => value.is_object() && value.children().all(is_text),
            Self::True => value.kind() == Kind::Boolean,
            Self::OneOf(words) => words.iter().any(|word| value.is_str(word)),
        }
    }

    /// Says what it takes.
    pub fn words(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Texts => "a text or a list of texts".to_owned(),
            Self::TextByValue => "an object: value as text, meaning as text".to_owned(),
            Self::True => "`true`".to_owned(),
            Self::OneOf(words) => {
                let words: Vec<_> = words.iter().map(|w| format!("`{w}`")).collect();
                words.join(" or ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_that_holds_schemas_is_suggested_too() {
        for keyword in APPLICATORS {
            assert!(holds(keyword).is_some(), "{keyword}");
        }
        assert_eq!(standing("propertys"), Standing::Unknown(Some("properties")));
        assert_eq!(standing("requried"), Standing::Unknown(Some("required")));
        assert_eq!(standing("nullable"), Standing::Unknown(None));
        assert_eq!(standing("definitions"), Standing::Unknown(Some("$defs")));
        assert_eq!(
            standing("x-unti"),
            Standing::UnknownAnnotation(Some("x-unit"))
        );
    }

    #[test]
    fn every_annotation_of_the_built_in_catalogue_is_known() {
        use crate::catalogue::EMBEDDED;
        for (path, text) in EMBEDDED {
            for part in text.split("\"x-").skip(1) {
                let name = format!("x-{}", part.split('"').next().unwrap_or_default());
                assert!(
                    matches!(standing(&name), Standing::Annotation(_)),
                    "{path}: {name}"
                );
            }
        }
    }
}
