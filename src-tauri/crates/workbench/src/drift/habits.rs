//! What the catalogue knows of a group's properties, in the words of the engine that compares. Made once for a pair of
//! schemas.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use diff::{Echo, Habits, Meaning, Members};
use groups::catalogue::{Compared, Property, Reported, Rest};
use twin::time::When;

/// Pairs of schemas whose habits are kept.
const KEPT: usize = 1_000;
/// Deepest nesting followed: schemas are read no deeper either.
const DEEPEST: usize = 26;

/// Schemas of both sides, and whether the one of desired says who reads what is not in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schemas {
    pub desired: Option<Arc<Property>>,
    pub reported: Option<Arc<Property>>,
    pub judges: bool,
}

type Key = (usize, usize, bool);
/// The schemas are kept beside, so that no other one ever has their address.
type Made = HashMap<Key, (Schemas, Arc<Habits>)>;

static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);

/// Returns what is known of a group with these schemas; nothing where there are none.
pub(crate) fn habits(schemas: &Schemas) -> Option<Arc<Habits>> {
    if schemas.desired.is_none() && schemas.reported.is_none() {
        return None;
    }
    let address = |of: &Option<Arc<Property>>| of.as_ref().map_or(0, |p| Arc::as_ptr(p) as usize);
    let key = (
        address(&schemas.desired),
        address(&schemas.reported),
        schemas.judges,
    );
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, habits)) = made.get(&key) {
        return Some(habits.clone());
    }
    if made.len() >= KEPT {
        made.clear();
    }
    let sides = Both {
        desired: schemas.desired.as_deref(),
        reported: schemas.reported.as_deref(),
    };
    let habits = Arc::new(of(sides, schemas.judges, 0));
    made.insert(key, (schemas.clone(), habits.clone()));
    Some(habits)
}

/// What the two schemas say of one place.
#[derive(Clone, Copy, Default)]
struct Both<'p> {
    desired: Option<&'p Property>,
    reported: Option<&'p Property>,
}

impl<'p> Both<'p> {
    fn each(self) -> impl Iterator<Item = &'p Property> {
        self.desired.into_iter().chain(self.reported)
    }
}

fn of(sides: Both<'_>, judges: bool, depth: usize) -> Habits {
    let desired = sides.desired;
    let echo = desired.map_or(Echo::Same, echo);
    let is_map = echo == Echo::ByPresence && sides.each().any(|p| p.element.is_some());
    let mut habits = Habits {
        meaning: meaning(sides),
        echo: if echo == Echo::ByPresence && !is_map {
            Echo::Same
        } else {
            echo
        },
        is_read_only: sides.reported.is_some_and(|p| p.is_read_only),
        is_secret: sides.each().any(|p| p.is_secret),
        sub_group: text(desired.and_then(|p| p.sub_group.as_deref())),
        gone: desired.and_then(gone),
        identity: text(sides.each().find_map(|p| p.identity.as_deref())),
        default: text(desired.and_then(|p| p.default.as_deref())),
        names: names(sides, is_map),
        is_closed: judges
            && desired.is_some_and(|p| p.is_object && matches!(p.rest, Rest::Unknown)),
        ..Habits::default()
    };
    if depth < DEEPEST {
        below(&mut habits, sides, judges, depth);
    }
    // what the agent lists there is of another store
    if is_map && sides.reported.is_some_and(|p| p.defect.is_some()) {
        habits.others = habits.others.map(|each| {
            Arc::new(Habits {
                is_unreliable: true,
                ..(*each).clone()
            })
        });
    }
    habits
}

fn below(habits: &mut Habits, sides: Both<'_>, judges: bool, depth: usize) {
    habits.members = members(sides, judges, depth);
    lift(habits);
    for (form, _) in sides.each().flat_map(|p| &p.patterns) {
        let is_known = habits
            .forms
            .iter()
            .any(|(known, _)| known.as_str() == form.as_str());
        let of_side = |side: Option<&'_ Property>| {
            let mut patterns = side.into_iter().flat_map(|p| &p.patterns);
            let found = patterns.find(|(other, _)| other.as_str() == form.as_str());
            found.map(|(_, of)| of.clone())
        };
        if !is_known && let Some(part) = part(sides, &of_side, judges, depth) {
            habits.forms.push((form.clone(), part));
        }
    }
    let each = |side: Option<&'_ Property>| match side.map(|p| &p.rest) {
        Some(Rest::Each(each)) => Some(each.clone()),
        _ => None,
    };
    habits.others = part(sides, &each, judges, depth);
    let items = |side: Option<&'_ Property>| side.and_then(|p| p.items.clone());
    habits.items = part(sides, &items, judges, depth);
}

/// Makes the habits of what both schemas have in one place; nothing where neither has anything there.
fn part(
    sides: Both<'_>,
    of_side: &dyn Fn(Option<&Property>) -> Option<Arc<Property>>,
    judges: bool,
    depth: usize,
) -> Option<Arc<Habits>> {
    let (desired, reported) = (of_side(sides.desired), of_side(sides.reported));
    let both = Both {
        desired: desired.as_deref(),
        reported: reported.as_deref(),
    };
    both.each().next()?;
    Some(Arc::new(of(both, judges, depth + 1)))
}

fn members(sides: Both<'_>, judges: bool, depth: usize) -> Members {
    let names = sides.each().flat_map(|p| p.members.keys());
    let mut members = Members::default();
    for name in names {
        let member = |side: Option<&Property>| side.and_then(|p| p.member(name).cloned());
        let Some(known) = part(sides, &member, judges, depth) else {
            continue;
        };
        let is_unread = judges && sides.desired.is_some_and(|p| p.ignores(name));
        let is_lifted = name == APPLIED && known.echo == Echo::Never;
        let known = match is_unread || is_lifted {
            true => Arc::new(Habits {
                is_unread,
                echo: if is_lifted { Echo::Hoisted } else { known.echo },
                ..(*known).clone()
            }),
            false => known,
        };
        members.insert(Box::from(&**name), known);
    }
    members
}

/// What is applied from an object of its own is reported beside it: it is asked for there.
fn lift(habits: &mut Habits) {
    let lifted = habits
        .members
        .get(APPLIED)
        .filter(|h| h.echo == Echo::Hoisted);
    let Some(lifted) = lifted.cloned() else {
        return;
    };
    for (name, known) in lifted.members.iter() {
        let own = habits.members.get(name);
        if own.is_none_or(|own| own.is_unread && !own.is_read_only) {
            habits.members.insert(name.into(), known.clone());
        }
    }
}

/// The member of the older agent's sections that holds what is to be applied.
const APPLIED: &str = "applyProperties";

fn text(text: Option<&str>) -> Option<Box<str>> {
    text.map(Box::from)
}

fn echo(property: &Property) -> Echo {
    match property.reported {
        Reported::Same => Echo::Same,
        Reported::Never => Echo::Never,
        Reported::WhenDesired => Echo::WhenDesired,
        Reported::ByThumbprint => Echo::ByPresence,
        Reported::Normalised => Echo::Normalised,
    }
}

/// Tells how texts are compared by the word of the schema, else times and GUIDs by its examples: each such property has
/// one.
fn meaning(sides: Both<'_>) -> Meaning {
    if let Some(compared) = sides.each().find_map(|p| p.compared) {
        return match compared {
            Compared::AsWritten => Meaning::AsWritten,
            Compared::Time => Meaning::Time,
            Compared::TimeOfDay => Meaning::TimeOfDay,
            Compared::Guid => Meaning::Guid,
            Compared::AnyCase => Meaning::AnyCase,
        };
    }
    let examples = || sides.each().flat_map(|p| &p.examples);
    let all = |is: &dyn Fn(&str) -> bool| {
        let mut examples = examples()
            .map(|e| e.trim_matches('"'))
            .filter(|e| !e.is_empty())
            .peekable();
        examples.peek().is_some() && examples.all(is)
    };
    match () {
        () if all(&|text| When::parse(text).is_some()) => Meaning::Time,
        () if all(&is_guid) => Meaning::Guid,
        () => Meaning::AsWritten,
    }
}

fn is_guid(text: &str) -> bool {
    let bare = text.trim_start_matches('{').trim_end_matches('}');
    let parts: Vec<_> = bare.split('-').collect();
    let lengths: Vec<_> = parts.iter().map(|p| p.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

fn names(sides: Both<'_>, is_map: bool) -> Meaning {
    let element = sides.each().find_map(|p| p.element.as_deref());
    match element {
        Some("certificate") => Meaning::AnyCase,
        Some("provider") => Meaning::Guid,
        _ if is_map => Meaning::AnyCase,
        _ => Meaning::AsWritten,
    }
}

/// Words by which operators ask for the absence of something.
const GONE: [&str; 3] = ["\"uninstalled\"", "\"uninstall\"", "\"not installed\""];

fn gone(property: &Property) -> Option<(Box<str>, Box<str>)> {
    let word = |property: &Property| {
        let mut all = property.allowed.iter();
        let found = all.find(|allowed| GONE.contains(&&*allowed.value))?;
        Some(Box::from(found.value.trim_matches('"')))
    };
    if let Some(word) = word(property) {
        return Some((Box::default(), word));
    }
    let mut members = property.members.iter();
    members.find_map(|(name, member)| Some((Box::from(&**name), word(member)?)))
}
