//! What a schema wants of a value, in words: values, ranges, examples, and why.

use groups::catalogue::{Allowed, Property};
use twin::Value;
use twin::escape::unescape;
use twin::secret::cut;

use crate::finding::Severity;
use crate::managed::quoted;
use crate::schemas::{Broken, Source};
use crate::words::slips;

/// Values told one by one; of longer lists the first.
const TOLD: usize = 12;

/// Lists values with what they mean: `` `2` (Windows Insider, fast), `4` (…) or `8` ``.
pub(crate) fn values(values: &[String], meanings: &[Allowed]) -> String {
    let told = |value: &String| {
        let known = meanings.iter().find(|known| known.value == *value);
        match known.and_then(|known| known.meaning.as_deref()) {
            Some(meaning) => format!("`{}` ({meaning})", cut(value, 60)),
            None => format!("`{}`", cut(value, 60)),
        }
    };
    let mut parts: Vec<_> = values.iter().take(TOLD).map(told).collect();
    if values.len() > TOLD {
        parts.push(format!("{} more", values.len() - TOLD));
    }
    either(parts)
}

/// Joins parts for people: `a, b or c`.
pub(crate) fn either(parts: Vec<String>) -> String {
    match parts.as_slice() {
        [many @ .., last] if !many.is_empty() => format!("{} or {last}", many.join(", ")),
        _ => parts.concat(),
    }
}

/// Joins names for people: `` `a`, `b` and `c` ``; of long lists the first.
pub(crate) fn all(names: &[String]) -> String {
    let mut quoted: Vec<_> = names
        .iter()
        .take(TOLD)
        .map(|n| format!("`{}`", cut(n, 60)))
        .collect();
    if names.len() > TOLD {
        quoted.push(format!("{} more", names.len() - TOLD));
    }
    match quoted.as_slice() {
        [many @ .., last] if !many.is_empty() => format!("{} and {last}", many.join(", ")),
        _ => quoted.concat(),
    }
}

/// Says which numbers a property may have, with the unit: `from 0 to 23 hours`, `from 0 on, in hours`.
pub(crate) fn range(property: &Property) -> Option<String> {
    let unit = property
        .unit
        .as_ref()
        .map_or_else(String::new, |unit| format!(" {unit}"));
    match (&property.minimum, &property.maximum) {
        (Some(least), Some(most)) => Some(format!("from {least} to {most}{unit}")),
        // "from 0 hours" reads as if another unit followed
        (Some(least), None) => Some(match &property.unit {
            Some(unit) => format!("from {least} on, in {unit}"),
            None => format!("from {least} on"),
        }),
        (None, Some(most)) => Some(format!("up to {most}{unit}")),
        (None, None) => None,
    }
}

/// Returns the value that a text was probably meant to be: the same letters in another case, or one
/// slip away from this value and no other.
pub(crate) fn meant_value(text: &str, values: &[String]) -> Option<String> {
    let plain =
        |value: &String| Some(unescape(value.strip_prefix('"')?.strip_suffix('"')?).into_owned());
    let names: Vec<String> = values.iter().filter_map(plain).collect();
    let of_case = names.iter().find(|name| name.eq_ignore_ascii_case(text));
    let mut near = names
        .iter()
        .filter(|name| slips(text, name) == Some(1) && name.len() > 2);
    let only = near.next().filter(|_| near.next().is_none());
    of_case.or(only).map(|name| twin::escape::quote(name))
}

/// Returns the texts that a property glosses, as JSON text.
pub(crate) fn texts(property: &Property) -> Vec<String> {
    property
        .allowed
        .iter()
        .map(|a| a.value.clone())
        .filter(|v| v.starts_with('"'))
        .collect()
}

/// Gives the reason of a finding: what happens, what the property is, what documents say instead.
pub(crate) fn why(what_happens: &str, property: Option<&Property>) -> String {
    let mut reason = what_happens.to_owned();
    let told = property
        .into_iter()
        .flat_map(|p| [Some(&p.description), p.documented.as_ref()]);
    for sentence in told.flatten().filter(|s| !s.is_empty()) {
        reason.push(' ');
        reason.push_str(sentence);
    }
    reason
}

/// Says what comes of a value that does not fit.
pub(crate) fn effect(broken: &Broken<'_>) -> String {
    let effect = match (broken.source(), broken.is_desired(), broken.severity()) {
        (Source::Pack(pack), _, Severity::Error) => {
            return format!("The schema in the pack `{pack}` refuses it.");
        }
        (Source::Pack(pack), ..) => {
            return format!("The schema in the pack `{pack}` advises otherwise.");
        }
        (Source::Draft, ..) => "The draft documents show it otherwise.",
        (Source::Agent, true, Severity::Error) => "The agent refuses it, and the operation fails.",
        (Source::Agent, true, _) => {
            "The agent does not check it; Windows may refuse it, or it does not do what it says."
        }
        (Source::Agent, false, _) => {
            "No published agent reports it so; queries and programs expect otherwise."
        }
    };
    effect.to_owned()
}

/// Says what to write, to whoever writes the section.
pub(crate) fn write(broken: &Broken<'_>, what: &str) -> String {
    if broken.is_desired() {
        format!("Write {what}.")
    } else {
        format!("If a program of yours reports the group, let it write {what}.")
    }
}

/// Quotes a value for a message; nothing of one that the schema calls secret.
pub(crate) fn shown(value: Value<'_>, property: Option<&Property>) -> String {
    if property.is_some_and(|p| p.is_secret) && !value.kind().is_container() {
        return "\u{2022}\u{2022}\u{2022}".to_owned();
    }
    quoted(value)
}

/// Names an example or what stands where nothing is given: ``, such as `"1.2.0.0"` ``.
pub(crate) fn example(property: &Property) -> String {
    match property.examples.first() {
        Some(example) => format!(", such as `{example}`"),
        None => String::new(),
    }
}
