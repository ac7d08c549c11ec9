//! Which elements of two arrays belong together: by identity where elements have one, else the longest common
//! subsequence, then what moved, then by place between those that stayed.

use std::borrow::Cow;
use std::collections::HashMap;

use twin::{Kind, Value};

use crate::lcs;
use crate::prints::Prints;

/// Elements of two arrays, brought together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alignment {
    /// Places that belong together, ascending in the new array.
    pub pairs: Vec<Pair>,
    /// A shorter list of changes may exist: the effort is bounded.
    pub approximate: bool,
}

/// An element of each array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub old: u32,
    pub new: u32,
    /// It stands elsewhere among those that stayed.
    pub moved: bool,
}

/// Aligns two arrays. `identity` names the member by which elements correspond.
pub(crate) fn align<'d>(
    old: &[Value<'d>],
    new: &[Value<'d>],
    prints: (&Prints, &Prints),
    identity: Option<&str>,
) -> Alignment {
    let print = |values: &[Value<'_>], prints: &Prints| -> Vec<u64> {
        values.iter().map(|v| prints.get(*v)).collect()
    };
    let (old_prints, new_prints) = (print(old, prints.0), print(new, prints.1));
    let mut partners: Vec<Option<u32>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    if let Some(identity) = identity {
        by_identity(old, new, identity, &mut partners, &mut taken);
    }
    let left_old = left(taken.iter().copied());
    let left_new = left(partners.iter().map(Option::is_some));
    let pick = |prints: &[u64], left: &[u32]| -> Vec<u64> {
        left.iter().map(|at| prints[*at as usize]).collect()
    };
    let common = lcs::common(&pick(&old_prints, &left_old), &pick(&new_prints, &left_new));
    for &(i, j) in &common.pairs {
        let (i, j) = (left_old[i as usize], left_new[j as usize]);
        partners[j as usize] = Some(i);
        taken[i as usize] = true;
    }
    elsewhere(&old_prints, &new_prints, &mut partners, &mut taken);
    // elements with identities of their own are not each other, wherever they stand
    let is_named = |v: Value<'d>| identity.is_some_and(|name| identity_of(v, name).is_some());
    let may_be_one = |old: Value<'d>, new: Value<'d>| {
        old.kind() == new.kind() && !(is_named(old) && is_named(new))
    };
    between((old, new), &mut partners, &mut taken, may_be_one);
    Alignment {
        pairs: marked(&partners),
        approximate: common.approximate,
    }
}

fn left(taken: impl Iterator<Item = bool>) -> Vec<u32> {
    (0..)
        .zip(taken)
        .filter(|(_, t)| !t)
        .map(|(at, _)| at)
        .collect()
}

fn identity_of<'d>(element: Value<'d>, name: &str) -> Option<Cow<'d, str>> {
    let own = element.get(name)?;
    match own.kind() {
        Kind::String => own.str(),
        Kind::Number => Some(own.assumed()),
        _ => None,
    }
}

/// Brings elements together whose identity occurs once on each side.
fn by_identity(
    old: &[Value<'_>],
    new: &[Value<'_>],
    name: &str,
    partners: &mut [Option<u32>],
    taken: &mut [bool],
) {
    let mut known: HashMap<Cow<'_, str>, [Vec<u32>; 2]> = HashMap::new();
    for (side, elements) in [old, new].into_iter().enumerate() {
        for (at, element) in (0..).zip(elements) {
            if let Some(id) = identity_of(*element, name) {
                known.entry(id).or_default()[side].push(at);
            }
        }
    }
    for sides in known.values() {
        if let ([i], [j]) = (&*sides[0], &*sides[1]) {
            partners[*j as usize] = Some(*i);
            taken[*i as usize] = true;
        }
    }
}

/// Brings equal elements together that are left, wherever they stand.
fn elsewhere(old: &[u64], new: &[u64], partners: &mut [Option<u32>], taken: &mut [bool]) {
    let mut places: HashMap<u64, Vec<u32>> = HashMap::new();
    for (i, _) in taken.iter().enumerate().rev().filter(|(_, t)| !**t) {
        let at = u32::try_from(i).unwrap_or(u32::MAX);
        places.entry(old[i]).or_default().push(at);
    }
    for (j, partner) in partners.iter_mut().enumerate() {
        if partner.is_none()
            && let Some(i) = places.get_mut(&new[j]).and_then(Vec::pop)
        {
            *partner = Some(i);
            taken[i as usize] = true;
        }
    }
}

/// Brings together what is left between two neighbours that stayed: first with first, second with second, as long as
/// they may be one.
fn between<'d>(
    (old, new): (&[Value<'d>], &[Value<'d>]),
    partners: &mut [Option<u32>],
    taken: &mut [bool],
    may_be_one: impl Fn(Value<'d>, Value<'d>) -> bool,
) {
    let stays = rising(partners);
    let mut old_at = 0;
    let mut j = 0;
    while j < partners.len() {
        if partners[j].is_some() {
            if let Some(i) = stays[j] {
                old_at = i as usize + 1;
            }
            j += 1;
            continue;
        }
        // the next one that stays ends the gap
        let end = (j..partners.len()).find_map(|k| stays[k].map(|i| (k, i as usize)));
        let (end_new, end_old) = end.unwrap_or((partners.len(), old.len()));
        while j < end_new {
            if partners[j].is_none() {
                while old_at < end_old && taken[old_at] {
                    old_at += 1;
                }
                if old_at < end_old && may_be_one(old[old_at], new[j]) {
                    partners[j] = u32::try_from(old_at).ok();
                    taken[old_at] = true;
                }
                old_at = (old_at + 1).min(end_old);
            }
            j += 1;
        }
    }
}

/// Returns of each new place its old one where it belongs to the longest run that keeps its order.
fn rising(partners: &[Option<u32>]) -> Vec<Option<u32>> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; partners.len()];
    for (j, partner) in partners.iter().enumerate() {
        let Some(i) = *partner else { continue };
        let length = ends.partition_point(|&end| partners[end].is_some_and(|e| e < i));
        before[j] = length.checked_sub(1).map(|at| ends[at]);
        match ends.get_mut(length) {
            Some(end) => *end = j,
            None => ends.push(j),
        }
    }
    let mut stays = vec![None; partners.len()];
    let mut next = ends.last().copied();
    while let Some(j) = next {
        stays[j] = partners[j];
        next = before[j];
    }
    stays
}

fn marked(partners: &[Option<u32>]) -> Vec<Pair> {
    let stays = rising(partners);
    let pairs = (0..).zip(partners).zip(stays);
    pairs
        .filter_map(|((new, partner), stays)| {
            Some(Pair {
                old: (*partner)?,
                new,
                moved: stays.is_none(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    /// `old>new`, moved ones with a `*`.
    fn aligned(old: &str, new: &str, identity: Option<&str>) -> String {
        let read = |text| Document::read_str(text).expect("small");
        let (old, new) = (read(old), read(new));
        let (old, new) = (old.root().expect("a value"), new.root().expect("a value"));
        let prints = (Prints::of(old), Prints::of(new));
        fn elements(array: Value<'_>) -> Vec<Value<'_>> {
            array.children().collect()
        }
        let (old, new) = (elements(old), elements(new));
        let alignment = align(&old, &new, (&prints.0, &prints.1), identity);
        assert!(!alignment.approximate);
        let pairs = alignment.pairs.iter();
        let words = pairs.map(|p| format!("{}>{}{}", p.old, p.new, if p.moved { "*" } else { "" }));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn elements_find_each_other() {
        let cases = [
            ("[]", "[]", None, ""),
            ("[1,2,3]", "[1,3]", None, "0>0 2>1"),
            ("[1,2,3]", "[3,1,2]", None, "2>0* 0>1 1>2"),
            // in place of another: edited
            ("[1,2,3]", "[1,9,3]", None, "0>0 1>1 2>2"),
            // another kind: removed and added
            ("[1,2,3]", r#"[1,"x",3]"#, None, "0>0 2>2"),
            ("[1,1,1]", "[1,1]", None, "0>0 1>1"),
            (
                r#"[{"a":1},{"b":2}]"#,
                r#"[{"a":2},{"b":2}]"#,
                None,
                "0>0 1>1",
            ),
            (
                r#"[{"id":"x","v":1},{"id":"y","v":1}]"#,
                r#"[{"id":"y","v":2},{"id":"x","v":1}]"#,
                Some("id"),
                "1>0* 0>1",
            ),
            // an identity that is not unique counts for nothing
            (
                r#"[{"id":"x","v":1},{"id":"x","v":2}]"#,
                r#"[{"id":"x","v":2}]"#,
                Some("id"),
                "1>0",
            ),
            // one goes, another comes
            (r#"[{"id":"x"}]"#, r#"[{"id":"y"}]"#, Some("id"), ""),
            (r#"[{"id":"x"}]"#, r#"[{"id":"y"}]"#, None, "0>0"),
        ];
        for (old, new, identity, expected) in cases {
            assert_eq!(aligned(old, new, identity), expected, "{old} {new}");
        }
    }
}
