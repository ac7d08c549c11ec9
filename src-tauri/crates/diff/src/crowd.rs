//! One against many: how many others have the same value at each place, what is rare first.

use std::collections::{BTreeMap, HashMap};

use twin::limits::is_platform_key;
use twin::{TwinPath, Value};

use crate::prints;

/// Places that only others have, and different values of a place, that are kept; further ones are counted as one.
const KEPT: usize = 10_000;
const VALUES: usize = 64;

/// One place.
#[derive(Debug, Clone)]
pub struct Share<'d> {
    /// Where, below the value that is compared.
    pub path: TwinPath,
    /// The value; nothing where only others have one.
    pub value: Option<Value<'d>>,
    /// Others with the same value, or without any where this one has none.
    pub same: u32,
    /// Others with another value.
    pub other: u32,
    /// Others without any.
    pub without: u32,
    /// The value that most others have, as JSON text, and how many have it.
    pub most: Option<(Box<str>, u32)>,
}

impl Share<'_> {
    /// Returns the part of the others that agree, from 0 to 1.
    #[must_use]
    pub fn part(&self) -> f64 {
        let all = self.same + self.other + self.without;
        if all == 0 {
            1.0
        } else {
            f64::from(self.same) / f64::from(all)
        }
    }
}

/// Gathers others one after another; nothing of them is kept but counts and a few values.
#[derive(Debug)]
pub struct Crowd<'d> {
    own: BTreeMap<TwinPath, Own<'d>>,
    foreign: HashMap<TwinPath, Others>,
    members: u32,
}

#[derive(Debug)]
struct Own<'d> {
    value: Value<'d>,
    print: u64,
    same: u32,
    others: Others,
}

/// Values of others at one place.
#[derive(Debug, Default)]
struct Others {
    count: u32,
    values: HashMap<u64, (Box<str>, u32)>,
}

impl Others {
    fn add(&mut self, print: u64, value: Value<'_>) {
        self.count += 1;
        let room = self.values.len() < VALUES;
        match self.values.get_mut(&print) {
            Some((_, count)) => *count += 1,
            None if room => {
                let shown = twin::secret::shown(value, 200);
                self.values.insert(print, (shown.into(), 1));
            }
            None => {}
        }
    }

    fn most(&self) -> Option<(Box<str>, u32)> {
        let most = self
            .values
            .values()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        most.cloned()
    }
}

impl<'d> Crowd<'d> {
    /// Begins with the one that is compared.
    #[must_use]
    pub fn around(one: Value<'d>) -> Self {
        let own = leaves(one).into_iter().map(|(path, value)| {
            let own = Own {
                value,
                print: prints::of(value),
                same: 0,
                others: Others::default(),
            };
            (path, own)
        });
        Self {
            own: own.collect(),
            foreign: HashMap::new(),
            members: 0,
        }
    }

    /// Adds another one.
    pub fn add(&mut self, other: Value<'_>) {
        self.members += 1;
        for (path, value) in leaves(other) {
            let print = prints::of(value);
            match self.own.get_mut(&path) {
                Some(own) if own.print == print => own.same += 1,
                Some(own) => own.others.add(print, value),
                None => {
                    let room = self.foreign.len() < KEPT;
                    if room || self.foreign.contains_key(&path) {
                        self.foreign.entry(path).or_default().add(print, value);
                    }
                }
            }
        }
    }

    /// Returns every place of the one, and those that at least half of the others have and it has not; what is rare
    /// comes first.
    #[must_use]
    pub fn shares(self) -> Vec<Share<'d>> {
        let members = self.members;
        let own = self.own.into_iter().map(|(path, own)| Share {
            path,
            value: Some(own.value),
            same: own.same,
            other: own.others.count,
            without: members.saturating_sub(own.same + own.others.count),
            most: own.others.most(),
        });
        let foreign = self.foreign.into_iter().map(|(path, others)| Share {
            path,
            value: None,
            same: members.saturating_sub(others.count),
            other: others.count,
            without: 0,
            most: others.most(),
        });
        let mut all: Vec<_> = own
            .chain(foreign.filter(|share| share.other * 2 >= members))
            .collect();
        all.sort_by(|a, b| {
            a.part()
                .total_cmp(&b.part())
                .then_with(|| a.path.cmp(&b.path))
        });
        all
    }
}

/// Returns the single values, arrays and empty objects of a value with their paths below it; of equal keys the last.
fn leaves(root: Value<'_>) -> Vec<(TwinPath, Value<'_>)> {
    let clean = root.document().repairs().is_empty();
    let mut found = Vec::new();
    let mut open = vec![(TwinPath::default(), root)];
    while let Some((path, value)) = open.pop() {
        let from = open.len();
        if value.is_object() {
            for member in value.children().filter(|m| !is_platform_key(*m)) {
                let key = member.key().unwrap_or_default();
                if clean || value.get(&key) == Some(member) {
                    open.push((path.child(&key), member));
                }
            }
        }
        if open.len() == from {
            found.push((path, value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    fn read(text: &str) -> Document {
        Document::read_str(text).expect("small")
    }

    #[test]
    fn what_is_rare_comes_first_and_what_most_others_have_is_named() {
        let one = read(r#"{"odd":1,"usual":2,"own":3,"$version":7}"#);
        let mut crowd = Crowd::around(one.root().expect("a value"));
        for other in [
            r#"{"odd":9,"usual":2,"common":5}"#,
            r#"{"odd":9.0,"usual":2.0,"common":5}"#,
            r#"{"odd":1,"usual":2,"rare":5}"#,
        ] {
            crowd.add(read(other).root().expect("a value"));
        }
        let shares = crowd.shares();
        let shown: Vec<_> = shares
            .iter()
            .map(|s| {
                (
                    s.path.to_string(),
                    s.same,
                    s.other,
                    s.without,
                    s.most.clone().map(|m| m.0),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("/own".to_owned(), 0, 0, 3, None),
                ("/common".to_owned(), 1, 2, 0, Some("5".into())),
                ("/odd".to_owned(), 1, 2, 0, Some("9".into())),
                ("/usual".to_owned(), 3, 0, 0, None),
            ]
        );
    }

    #[test]
    fn secrets_of_others_are_never_kept_in_clear() {
        let one = read(r#"{"password":"hunter2-own"}"#);
        let mut crowd = Crowd::around(one.root().expect("a value"));
        crowd.add(
            read(r#"{"password":"hunter2-other"}"#)
                .root()
                .expect("a value"),
        );
        let most = crowd.shares()[0].most.clone().expect("a value");
        assert!(!most.0.contains("hunter2"), "{most:?}");
    }

    #[test]
    fn alone_everything_agrees() {
        let one = read(r#"{"a":1}"#);
        let shares = Crowd::around(one.root().expect("a value")).shares();
        assert!((shares[0].part() - 1.0).abs() < f64::EPSILON);
    }
}
