//! Keywords about single values, merged into a law. Each says whether it understood what it was given.

use serde_json::Value as Plain;

use super::compile::Compiler;
use super::law::{Allowed, Also, KINDS, Law, Range, bit};
use super::members::lower;
use super::names::Names;
use twin::Kind;

/// Merges `type`.
pub(super) fn kinds(value: &Plain, law: &mut Law) -> bool {
    let one = std::slice::from_ref(value);
    let types = value.as_array().map_or(one, Vec::as_slice);
    let (mut kinds, mut has_integer, mut has_number) = (0, false, false);
    for kind in types {
        kinds |= match kind.as_str() {
            Some("null") => bit(Kind::Null),
            Some("boolean") => bit(Kind::Boolean),
            Some("string") => bit(Kind::String),
            Some("array") => bit(Kind::Array),
            Some("object") => bit(Kind::Object),
            Some("number") => {
                has_number = true;
                bit(Kind::Number)
            }
            Some("integer") => {
                has_integer = true;
                bit(Kind::Number)
            }
            _ => return false,
        };
    }
    law.kinds &= kinds;
    law.whole |= has_integer && !has_number;
    true
}

/// Merges `enum` and `const`.
pub(super) fn allowed(
    values: Option<&Vec<Plain>>,
    law: &mut Law,
    compiler: &mut Compiler<'_>,
) -> bool {
    let Some(allowed) = values.and_then(|values| listed(values)) else {
        return false;
    };
    let allowed = Some(Box::new(allowed));
    if law.allowed.is_none() {
        law.allowed = allowed;
    } else {
        let other = compiler.add(Law {
            kinds: KINDS,
            allowed,
            ..Law::default()
        });
        law.also.push(Also::All(other));
    }
    true
}

fn listed(values: &[Plain]) -> Option<Allowed> {
    let mut texts: Vec<(String, ())> = Vec::new();
    let (mut integers, mut booleans, mut null, mut others) = (Vec::new(), [false; 2], false, false);
    for value in values {
        match value {
            Plain::String(text) if texts.iter().any(|(known, ())| known == text) => {}
            Plain::String(text) => texts.push((text.clone(), ())),
            Plain::Bool(boolean) => booleans[usize::from(*boolean)] = true,
            Plain::Null => null = true,
            Plain::Number(number) => match number.as_i64() {
                Some(integer) => integers.push(integer),
                None => others = true,
            },
            Plain::Array(_) | Plain::Object(_) => others = true,
        }
    }
    Some(Allowed {
        texts: Names::of(texts)?,
        integers,
        booleans,
        null,
        others,
    })
}

/// Merges `minimum`, `maximum` and their exclusive forms, where they are integers.
pub(super) fn range(keyword: &str, value: &Plain, law: &mut Law) -> bool {
    let Some(limit) = value.as_i64() else {
        return false;
    };
    let range = law.range.get_or_insert(Range::ALL);
    match keyword {
        "minimum" => range.from = range.from.max(limit),
        "maximum" => range.to = range.to.min(limit),
        "exclusiveMinimum" => range.from = range.from.max(limit.saturating_add(1)),
        _ => range.to = range.to.min(limit.saturating_sub(1)),
    }
    true
}

/// Merges `minLength` and `maxLength`.
pub(super) fn length(keyword: &str, value: &Plain, law: &mut Law) -> bool {
    let Some(limit) = value.as_u64() else {
        return false;
    };
    let text = law.text.get_or_insert_default();
    if keyword == "minLength" {
        text.shortest = text.shortest.max(limit);
    } else {
        text.longest = lower(text.longest, Some(limit));
    }
    true
}

/// Merges `pattern`.
pub(super) fn pattern<'c>(value: &'c Plain, law: &mut Law, compiler: &mut Compiler<'c>) -> bool {
    let Some(pattern) = value.as_str().and_then(|text| compiler.pattern(text)) else {
        return false;
    };
    law.text.get_or_insert_default().patterns.push(pattern);
    true
}
