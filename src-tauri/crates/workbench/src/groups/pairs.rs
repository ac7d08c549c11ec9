//! The members of a group's two sides, brought together: by name, by thumbprint, by identity, by place.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use groups::catalogue::{Property, Reported};
use groups::names::without_suffix;
use twin::limits::is_platform_key;
use twin::{Kind, Value};

use crate::wire::PropertyKind;

/// What the two schemas say about one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Of {
    /// The schema of desired.
    pub desired: Option<Arc<Property>>,
    /// The schema of reported.
    pub reported: Option<Arc<Property>>,
}

impl Of {
    /// Iterates over what there is, desired first.
    pub fn both(&self) -> impl Iterator<Item = &Arc<Property>> {
        self.desired.iter().chain(&self.reported)
    }

    fn member(&self, name: &str) -> Self {
        let of = |side: &Option<Arc<Property>>| side.as_ref().and_then(|p| p.member(name).cloned());
        Self {
            desired: of(&self.desired),
            reported: of(&self.reported),
        }
    }

    fn items(&self) -> Self {
        let of = |side: &Option<Arc<Property>>| side.as_ref().and_then(|p| p.items.clone());
        Self {
            desired: of(&self.desired),
            reported: of(&self.reported),
        }
    }

    /// True where elements stand below, which have names of their own.
    fn has_own(&self, name: &str) -> bool {
        self.both().any(|p| p.members.contains_key(name))
    }
}

/// One member with both sides.
#[derive(Debug, Clone)]
pub(crate) struct Pair<'d> {
    /// Name as in the twin, or as in the schema where it is not there.
    pub name: Box<str>,
    /// Desired side.
    pub desired: Option<Value<'d>>,
    /// Reported side.
    pub reported: Option<Value<'d>>,
    /// What the schemas say.
    pub of: Of,
    /// What it stands for.
    pub kind: PropertyKind,
    /// Its members are reported one level higher: the reported side is the object around it.
    pub hoisted: bool,
}

impl Pair<'_> {
    fn is_set(&self) -> bool {
        self.desired.is_some() || self.reported.is_some()
    }
}

/// Returns the members below a pair: as written, what is not set behind them, what is about the
/// group itself last.
pub(crate) fn below<'d>(pair: &Pair<'d>) -> Vec<Pair<'d>> {
    let (desired, reported) = (container(pair.desired), container(pair.reported));
    let is_list = |side: Option<Value<'d>>| side.is_some_and(|v| v.kind() == Kind::Array);
    if is_list(desired) || is_list(reported) {
        return elements(desired, reported, &pair.of);
    }
    let mut pairs = members(desired, reported, &pair.of);
    if pair.hoisted {
        // the rest of the object around it stands there
        pairs.retain(|p| p.desired.is_some());
    }
    pairs.extend(unset(desired, reported, pair, &pairs));
    // what is about the group itself comes last
    pairs.sort_by_key(|p| p.name.starts_with("__"));
    pairs
}

fn container(side: Option<Value<'_>>) -> Option<Value<'_>> {
    side.filter(|v| v.kind().is_container())
}

fn children<'d>(side: Option<Value<'d>>) -> impl Iterator<Item = Value<'d>> {
    let all = side.into_iter().flat_map(Value::children);
    // of equal keys only the last one counts
    all.filter(move |m| {
        let counts = side.is_some_and(|s| m.key().and_then(|k| s.get(&k)) == Some(*m));
        counts && !is_platform_key(*m)
    })
}

fn members<'d>(desired: Option<Value<'d>>, reported: Option<Value<'d>>, of: &Of) -> Vec<Pair<'d>> {
    let by_thumbprint = of
        .desired
        .as_ref()
        .is_some_and(|p| p.reported == Reported::ByThumbprint);
    let fold = |name: &str| {
        let name = without_suffix(name);
        if by_thumbprint {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    };
    let key = |member: Value<'d>| member.key().unwrap_or_default();
    let partners: HashMap<String, Value<'d>> =
        children(reported).map(|m| (fold(&key(m)), m)).collect();
    let mut taken = HashSet::new();
    let mut pairs = Vec::new();
    for member in children(desired) {
        if let Some(hoisted) = hoisted(member, reported, of) {
            let below = children(Some(member)).filter_map(|m| partners.get(&fold(&key(m))));
            taken.extend(below.map(|m| m.id()));
            pairs.push(hoisted);
            continue;
        }
        let partner = partners.get(&fold(&key(member))).copied();
        let partner = partner.filter(|p| taken.insert(p.id()));
        pairs.push(pair(&key(member), (Some(member), partner), of));
    }
    let asked_below = of.desired.as_ref().and_then(hoisting);
    for member in children(reported).filter(|m| !taken.contains(&m.id())) {
        let mut pair = pair(&key(member), (None, Some(member)), of);
        let below = asked_below.and_then(|p| p.member(without_suffix(&pair.name)));
        pair.of.desired = pair.of.desired.or_else(|| below.cloned());
        pairs.push(pair);
    }
    pairs
}

/// The member of the older agent's sections that holds what is to be applied.
const APPLIED: &str = "applyProperties";

/// Returns what the schema says of the member whose own members are reported one level higher.
fn hoisting(of: &Arc<Property>) -> Option<&Arc<Property>> {
    let own = of.members.get(APPLIED)?;
    (own.reported == Reported::Never).then_some(own)
}

/// What the older agent is to apply stands in an object of its own, and is reported one level higher.
fn hoisted<'d>(member: Value<'d>, reported: Option<Value<'d>>, of: &Of) -> Option<Pair<'d>> {
    let own = hoisting(of.desired.as_ref()?)?;
    let is_hoisted = member.is_key(APPLIED) && member.is_object();
    is_hoisted.then(|| Pair {
        name: APPLIED.into(),
        desired: Some(member),
        reported: reported.filter(|v| v.is_object()),
        of: Of {
            desired: Some(own.clone()),
            reported: of.reported.clone(),
        },
        kind: PropertyKind::Property,
        hoisted: true,
    })
}

fn pair<'d>(
    name: &str,
    (desired, reported): (Option<Value<'d>>, Option<Value<'d>>),
    of: &Of,
) -> Pair<'d> {
    let plain = without_suffix(name);
    let is_element = !of.has_own(plain) && of.both().any(|p| p.element.is_some());
    Pair {
        name: name.into(),
        desired,
        reported,
        of: of.member(plain),
        kind: if is_element {
            PropertyKind::Element
        } else {
            PropertyKind::Property
        },
        hoisted: false,
    }
}

fn elements<'d>(desired: Option<Value<'d>>, reported: Option<Value<'d>>, of: &Of) -> Vec<Pair<'d>> {
    let list = |side: Option<Value<'d>>| {
        let list = side.filter(|v| v.kind() == Kind::Array);
        list.into_iter().flat_map(Value::children)
    };
    let identity = of.both().find_map(|p| p.identity.clone());
    let name_of = |value: Value<'d>| value.get(identity.as_deref()?)?.str();
    let mut partners: HashMap<_, _> = list(reported)
        .enumerate()
        .map(|(at, value)| {
            let name = name_of(value).map(|n| n.into_owned());
            (name.unwrap_or_else(|| at.to_string()), value)
        })
        .collect();
    let items = of.items();
    let made = |name: String, sides| Pair {
        name: name.into(),
        kind: PropertyKind::Element,
        ..pair("", sides, &Of::default())
    };
    let mut pairs = Vec::new();
    for (at, value) in list(desired).enumerate() {
        let name = name_of(value).map_or_else(|| at.to_string(), |n| n.into_owned());
        let partner = partners.remove(&name);
        pairs.push(made(name, (Some(value), partner)));
    }
    for (at, value) in list(reported).enumerate() {
        let name = name_of(value).map_or_else(|| at.to_string(), |n| n.into_owned());
        if partners.remove(&name).is_some() {
            pairs.push(made(name, (None, Some(value))));
        }
    }
    for pair in &mut pairs {
        pair.of = items.clone();
    }
    pairs
}

/// What the schemas know and neither side has; below an element only what its own side may have.
fn unset<'d>(
    desired: Option<Value<'d>>,
    reported: Option<Value<'d>>,
    above: &Pair<'d>,
    there: &[Pair<'d>],
) -> Vec<Pair<'d>> {
    let present: HashSet<&str> = there.iter().map(|p| without_suffix(&p.name)).collect();
    let is_group = above.name.is_empty();
    let mut names: BTreeMap<&str, ()> = BTreeMap::new();
    for (side, of) in [(desired, &above.of.desired), (reported, &above.of.reported)] {
        let Some(of) = of.as_ref().filter(|_| is_group || side.is_some()) else {
            continue;
        };
        names.extend(of.members.keys().map(|name| (name.as_str(), ())));
    }
    let missing = names.into_keys().filter(|name| !present.contains(name));
    missing
        .map(|name| pair(name, (None, None), &above.of))
        .collect()
}

/// Brings members together that are applied together, where the schema knows several of a kind:
/// each heading stands where its first member stood.
pub(crate) fn sub_groups<'d>(pairs: Vec<Pair<'d>>) -> Vec<(Option<Box<str>>, Vec<Pair<'d>>)> {
    let name_of = |pair: &Pair<'d>| {
        let of = pair.of.both().find_map(|p| p.sub_group.as_deref());
        of.filter(|_| pair.kind == PropertyKind::Property)
            .map(Box::<str>::from)
    };
    let mut counts: HashMap<Box<str>, usize> = HashMap::new();
    for pair in &pairs {
        if let Some(name) = name_of(pair) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut out: Vec<(Option<Box<str>>, Vec<Pair<'d>>)> = Vec::new();
    let mut at: HashMap<Box<str>, usize> = HashMap::new();
    for pair in pairs {
        match name_of(&pair).filter(|name| counts.get(name).is_some_and(|c| *c > 1)) {
            None => out.push((None, vec![pair])),
            Some(name) => match at.get(&name) {
                Some(&at) => out[at].1.push(pair),
                None => {
                    at.insert(name.clone(), out.len());
                    out.push((Some(name), vec![pair]));
                }
            },
        }
    }
    // a heading of nothing that is set stands behind what is
    out.sort_by_key(|(_, pairs)| {
        let is_meta = pairs.iter().all(|p| p.name.starts_with("__"));
        (is_meta, !pairs.iter().any(Pair::is_set))
    });
    out
}
