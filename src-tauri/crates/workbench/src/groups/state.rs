//! How the two sides of a property stand to each other: what the schema requires, and else what the one engine of
//! drift decides.

use std::borrow::Cow;
use std::collections::HashSet;

use diff::drift::{Judge, Pair as Judged, Reason, State, Verdict};
use groups::catalogue::Property;
use groups::names::without_suffix;
use twin::{Kind, NodeId, Value};

use super::pairs::Pair;
use crate::drift::words;
use crate::wire::PropertyState;

/// What is known of the group around a property.
pub(crate) struct Around<'d, 'c> {
    /// Decides about drift.
    pub judge: Judge<'d, 'c>,
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

/// Tells the state of a pair below another one.
pub(crate) fn state<'d>(
    (pair, above): (&Pair<'d>, &Pair<'d>),
    judged: &Judged<'d, '_>,
    around: &Around<'d, '_>,
) -> Said {
    let name = without_suffix(&pair.name);
    if let Some(unknown) = unknown(pair, above, name, around) {
        return unknown;
    }
    if let Some(missing) = missing(pair, above, name, around) {
        return missing;
    }
    if pair.desired.is_none() && pair.reported.is_none() {
        return said(PropertyState::NotSet, "");
    }
    // elements of an array have rows of their own
    let sides = [pair.desired, pair.reported];
    let is_array = sides.into_iter().flatten().any(|v| v.kind() == Kind::Array);
    let said = decided(&around.judge.decide(judged));
    Said {
        settled: said.settled && !is_array,
        ..said
    }
}

/// Puts what is decided into the words of the table.
fn decided(verdict: &Verdict) -> Said {
    let state = match (verdict.state, verdict.reason) {
        (State::Failed, _) => PropertyState::Failed,
        (State::Drifted, _) => PropertyState::Drifted,
        (State::Pending, _) => PropertyState::Pending,
        (State::NotReported, reason) if reason.is_by_design() => PropertyState::ByDesign,
        (State::NotReported, _) | (State::Unknown, Reason::NotSeen) => PropertyState::NotReported,
        (State::Unknown, _) => PropertyState::Different,
        (State::Overridden, _) => PropertyState::Overridden,
        (State::Ignored, Reason::Unread) => PropertyState::Unknown,
        (State::Ignored, _) => PropertyState::Ignored,
        (State::InSync, Reason::Respelled) => PropertyState::Respelled,
        (State::InSync, _) => PropertyState::Same,
        (State::ReportedOnly, Reason::ReadOnly) => PropertyState::ReadOnly,
        (State::ReportedOnly, Reason::Default) => PropertyState::Same,
        (State::ReportedOnly, _) => PropertyState::NotAsked,
    };
    let note = match verdict.reason {
        // the name of the state says it
        Reason::Respelled | Reason::ReadOnly | Reason::NotAsked | Reason::ByDesign => "",
        Reason::LeftOut | Reason::NeverReported | Reason::NotSeen => "",
        reason => words::reason(reason),
    };
    Said {
        settled: verdict.is_settled && verdict.state != State::Pending,
        ..said(state, note)
    }
}

fn unknown(pair: &Pair<'_>, above: &Pair<'_>, name: &str, around: &Around<'_, '_>) -> Option<Said> {
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

fn missing(pair: &Pair<'_>, above: &Pair<'_>, name: &str, around: &Around<'_, '_>) -> Option<Said> {
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

/// Tells the state of a part from the states of what stands in it.
pub(crate) fn of_part(inside: &[PropertyState], own: PropertyState) -> PropertyState {
    use PropertyState as S;
    let needs_a_look = |s: &&S| {
        matches!(
            s,
            S::Missing
                | S::Failed
                | S::Drifted
                | S::Different
                | S::Unknown
                | S::Ignored
                | S::Pending
                | S::Overridden
                | S::NotReported
                | S::NotAsked
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
