//! How the two sides of a property stand to each other.

use std::borrow::Cow;
use std::collections::HashSet;

use groups::catalogue::{Property, Reported};
use groups::names::without_suffix;
use twin::{Kind, NodeId, Value};

use super::pairs::{Of, Pair};
use crate::wire::{PropertyKind, PropertyState};

/// What is known of the group around a property.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    /// The device is at it, or about to report it anew.
    pub pending: bool,
    /// Objects that lack a member which their schema requires, with its name.
    pub lacks: HashSet<(NodeId, String)>,
    /// The schema of each side may judge: its major number is the one that is declared.
    pub binding: [bool; 2],
    /// Schema of each side may be older than what is written.
    pub outgrown: bool,
}

/// A state and what is to be said about it.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub state: PropertyState,
    /// One clause; empty where the name of the state says it all.
    pub note: Cow<'static, str>,
    /// What stands below does not matter: it is reported in another way, or not read at all.
    pub settled: bool,
}

fn said(state: PropertyState, note: &'static str) -> Said {
    Said {
        state,
        note: Cow::Borrowed(note),
        settled: matches!(state, PropertyState::Unknown | PropertyState::ByDesign),
    }
}

fn settled(state: PropertyState, note: &'static str) -> Said {
    Said {
        settled: true,
        ..said(state, note)
    }
}

/// Tells the state of a pair below another one.
pub(crate) fn state(pair: &Pair<'_>, above: &Pair<'_>, around: &Around) -> Said {
    let name = without_suffix(&pair.name);
    if let Some(unknown) = unknown(pair, above, name, around) {
        return unknown;
    }
    if let Some(missing) = missing(pair, above, name, around) {
        return missing;
    }
    if is_by_thumbprint(&above.of) && pair.kind == PropertyKind::Element {
        return by_thumbprint(pair, around);
    }
    match (pair.desired, pair.reported) {
        (Some(desired), Some(reported)) => both(desired, reported, &pair.of),
        (Some(desired), None) => desired_only(desired, pair, around),
        (None, Some(_)) => reported_only(pair, above),
        (None, None) => said(PropertyState::NotSet, ""),
    }
}

fn unknown(pair: &Pair<'_>, above: &Pair<'_>, name: &str, around: &Around) -> Option<Said> {
    let sides = [
        (pair.desired, &above.of.desired, around.binding[0]),
        (
            // one level higher it has another name
            pair.reported.filter(|_| !pair.hoisted),
            &above.of.reported,
            around.binding[1],
        ),
    ];
    let ignoring = sides.into_iter().find_map(|(side, of, binding)| {
        let of = of.as_ref().filter(|_| binding)?;
        (side.is_some() && of.ignores(name)).then_some(of)
    })?;
    let meant = meant(ignoring, name);
    let note = match (meant, around.outgrown) {
        (Some(meant), _) => Cow::Owned(format!("`{meant}` is read")),
        (None, true) => Cow::Borrowed("may be of a later version"),
        (None, false) => Cow::Borrowed("nobody reads it"),
    };
    Some(Said {
        note,
        ..said(PropertyState::Unknown, "")
    })
}

/// Returns the member that an unknown name is an alias of.
fn meant<'p>(of: &'p Property, name: &str) -> Option<&'p str> {
    let is_alias = |of: &Property| of.aliases.iter().any(|alias| alias == name);
    let found = of.members.iter().find(|(_, member)| is_alias(member));
    found.map(|(name, _)| name.as_str())
}

fn missing(pair: &Pair<'_>, above: &Pair<'_>, name: &str, around: &Around) -> Option<Said> {
    let lacks = |of: Option<Value<'_>>| {
        let of = of.map(Value::id);
        of.is_some_and(|of| around.lacks.contains(&(of, name.to_owned())))
    };
    if pair.desired.is_none() && lacks(above.desired) {
        return Some(said(PropertyState::Missing, "required in desired"));
    }
    let is_unreported = pair.desired.is_none() && pair.reported.is_none() && lacks(above.reported);
    is_unreported.then(|| said(PropertyState::Missing, "a complete report has it"))
}

fn is_by_thumbprint(of: &Of) -> bool {
    let of = of.desired.as_ref();
    of.is_some_and(|p| p.reported == Reported::ByThumbprint && p.element.is_some())
}

/// A certificate is reported by its thumbprint alone: there, or not there.
fn by_thumbprint(pair: &Pair<'_>, around: &Around) -> Said {
    let wanted = pair.desired.and_then(|d| d.get("state"));
    let is_wanted = |word: &str| wanted.is_some_and(|w| w.is_str(word));
    match (pair.desired, pair.reported) {
        (Some(_), Some(_)) if is_wanted("uninstalled") => {
            settled(PropertyState::Different, "still reported")
        }
        (Some(_), None) if is_wanted("uninstalled") => {
            settled(PropertyState::Same, "gone, as desired")
        }
        (Some(_), Some(_)) => settled(PropertyState::Same, "reported by its thumbprint"),
        (Some(_), None) => Said {
            settled: true,
            ..not_reported(around)
        },
        (None, _) => settled(PropertyState::NotAsked, ""),
    }
}

fn both(desired: Value<'_>, reported: Value<'_>, of: &Of) -> Said {
    let habit = of.desired.as_ref().map(|p| p.reported).unwrap_or_default();
    match (
        desired.kind().is_container(),
        reported.kind().is_container(),
    ) {
        // what stands below decides
        (true, true) => return said(PropertyState::Same, ""),
        (false, false) if is_same(desired, reported) => return said(PropertyState::Same, ""),
        (true, false) if reported.is_str("") => {
            return settled(PropertyState::Same, "reported in short");
        }
        _ => {}
    }
    match habit {
        Reported::Normalised if is_alike(desired, reported) => said(PropertyState::Respelled, ""),
        Reported::Normalised => said(
            PropertyState::Different,
            "the device writes it in its own spelling",
        ),
        _ => said(PropertyState::Different, ""),
    }
}

/// True for texts that may be two spellings of one thing: other case, something added, nothing and 0.
fn is_alike(desired: Value<'_>, reported: Value<'_>) -> bool {
    let (Some(desired), Some(reported)) = (desired.str(), reported.str()) else {
        return false;
    };
    let (desired, reported) = (desired.to_lowercase(), reported.to_lowercase());
    match (desired.as_str(), reported.as_str()) {
        ("", other) | (other, "") => other == "0",
        (desired, reported) => desired.contains(reported) || reported.contains(desired),
    }
}

/// Compares as written: numbers by their text.
fn is_same(a: Value<'_>, b: Value<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::String, Kind::String) => a.str() == b.str(),
        (a_kind, b_kind) => a_kind == b_kind && a.assumed() == b.assumed(),
    }
}

fn desired_only(desired: Value<'_>, pair: &Pair<'_>, around: &Around) -> Said {
    if desired.kind() == Kind::Null {
        return said(
            PropertyState::Same,
            "null deletes it, and it is not reported",
        );
    }
    let habit = pair.of.desired.as_ref().map(|p| p.reported);
    match habit {
        Some(Reported::Never) => said(PropertyState::ByDesign, ""),
        _ => not_reported(around),
    }
}

fn not_reported(around: &Around) -> Said {
    if around.pending {
        said(PropertyState::Pending, "")
    } else {
        said(PropertyState::NotReported, "")
    }
}

fn reported_only(pair: &Pair<'_>, above: &Pair<'_>) -> Said {
    let is_state = pair.of.reported.as_ref().is_some_and(|p| p.is_read_only);
    // a schema of desired that has no place for it, where there is one for reported
    let is_known = above.of.desired.is_some() || above.of.reported.is_some();
    if is_state || (is_known && pair.of.desired.is_none()) {
        return said(PropertyState::ReadOnly, "");
    }
    let default = pair.of.desired.as_ref().and_then(|p| p.default.as_deref());
    if default.is_some_and(|default| pair.reported.is_some_and(|r| r.raw() == default)) {
        return said(PropertyState::Same, "the default");
    }
    said(PropertyState::NotAsked, "")
}

/// Tells the state of a part from the states of what stands in it.
pub(crate) fn of_part(inside: &[PropertyState], own: PropertyState) -> PropertyState {
    use PropertyState as S;
    let needs_a_look = |s: &&S| {
        matches!(
            s,
            S::Missing | S::Different | S::Unknown | S::Pending | S::NotReported | S::NotAsked
        )
    };
    if let Some(worst) = inside.iter().filter(needs_a_look).min() {
        return *worst;
    }
    if inside.iter().any(|s| matches!(s, S::Same | S::Respelled)) {
        return S::Same;
    }
    let least = inside.iter().filter(|s| **s != S::NotSet).min();
    least.copied().unwrap_or(own)
}
