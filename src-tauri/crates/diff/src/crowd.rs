//! One against many: how many others have the same value at each place, what is rare first.

use std::collections::HashMap;

use twin::limits::is_platform_key;
use twin::write::{Layout, Secrets, to_json};
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

/// Which members count.
type Fits = fn(Value<'_>) -> bool;

/// Gathers others one after another; nothing of them is kept but counts and a few values. Crowds around the same one can
/// be gathered apart and joined.
#[derive(Debug)]
pub struct Crowd<'d> {
    root: Value<'d>,
    fits: Fits,
    /// Places of the one; the first is itself.
    own: Vec<Own<'d>>,
    foreign: HashMap<TwinPath, Others>,
    members: u32,
}

/// A place of the one.
#[derive(Debug)]
struct Own<'d> {
    value: Value<'d>,
    /// Places of its members.
    members: HashMap<Box<str>, u32>,
    /// It is compared as a whole.
    is_whole: bool,
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
                let shown = to_json(value, Layout::Compact, Secrets::Masked);
                let shown = twin::secret::cut(&shown, 200);
                self.values.insert(print, (shown.into(), 1));
            }
            None => {}
        }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        let mut values: Vec<_> = other.values.into_iter().collect();
        // which ones find room must not hang on the order of a map
        values.sort_by(|(_, a), (_, b)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (print, (shown, times)) in values {
            let room = self.values.len() < VALUES;
            match self.values.get_mut(&print) {
                Some((_, count)) => *count += times,
                None if room => {
                    self.values.insert(print, (shown, times));
                }
                None => {}
            }
        }
    }

    fn most(&self) -> Option<(Box<str>, u32)> {
        let most = self
            .values
            .values()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.cloned()
    }
}

/// Number of the place around a value, and its key there.
type Around = (u32, Box<str>);

/// Where a value of another one stands: at a place of the one, or at none.
enum Place {
    Own(u32),
    Foreign(TwinPath),
}

impl<'d> Crowd<'d> {
    /// Begins with the one that is compared, by those members of objects that fit.
    #[must_use]
    pub fn around(one: Value<'d>, fits: Fits) -> Self {
        let mut crowd = Self {
            root: one,
            fits,
            own: Vec::new(),
            foreign: HashMap::new(),
            members: 0,
        };
        let mut open: Vec<(Option<Around>, Value<'d>)> = vec![(None, one)];
        while let Some((parent, value)) = open.pop() {
            let at = u32::try_from(crowd.own.len()).unwrap_or(u32::MAX);
            let members = members(value, fits);
            let is_whole = members.is_empty() && !is_hollow(value);
            crowd.own.push(Own {
                value,
                members: HashMap::new(),
                is_whole,
                print: match is_whole {
                    true => prints::of(value),
                    false => 0,
                },
                same: 0,
                others: Others::default(),
            });
            open.extend(members.into_iter().map(|(key, m)| (Some((at, key)), m)));
            if let Some((parent, key)) = parent {
                crowd.own[parent as usize].members.insert(key, at);
            }
        }
        crowd
    }

    /// Adds another one.
    pub fn add(&mut self, other: Value<'_>) {
        self.members += 1;
        let mut open = vec![(Place::Own(0), other)];
        while let Some((place, value)) = open.pop() {
            let members = members(value, self.fits);
            let (own, is_whole) = match &place {
                Place::Own(at) => (Some(*at), self.own[*at as usize].is_whole),
                Place::Foreign(_) => (None, false),
            };
            if !members.is_empty() {
                for (key, member) in members {
                    let known = own.and_then(|at| self.own[at as usize].members.get(&key));
                    let place = match (known, &place) {
                        (Some(at), _) => Place::Own(*at),
                        (None, Place::Own(at)) => Place::Foreign(self.path(*at).child(&key)),
                        (None, Place::Foreign(path)) => Place::Foreign(path.child(&key)),
                    };
                    open.push((place, member));
                }
                continue;
            }
            if is_hollow(value) {
                continue;
            }
            let print = prints::of(value);
            match place {
                Place::Own(at) if is_whole => {
                    let own = &mut self.own[at as usize];
                    match own.print == print {
                        true => own.same += 1,
                        false => own.others.add(print, value),
                    }
                }
                Place::Own(at) => self.add_foreign(self.path(at), print, value),
                Place::Foreign(path) => self.add_foreign(path, print, value),
            }
        }
    }

    /// Adds another one that has nothing at all to compare.
    pub fn add_without(&mut self) {
        self.members += 1;
    }

    /// Adds those who were gathered around the same one elsewhere.
    pub fn join(&mut self, other: Self) {
        self.members += other.members;
        for (own, theirs) in self.own.iter_mut().zip(other.own) {
            own.same += theirs.same;
            own.others.join(theirs.others);
        }
        let mut foreign: Vec<_> = other.foreign.into_iter().collect();
        foreign.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (path, others) in foreign {
            let room = self.foreign.len() < KEPT;
            if room || self.foreign.contains_key(&path) {
                self.foreign.entry(path).or_default().join(others);
            }
        }
    }

    /// Returns how many others there are.
    #[must_use]
    pub fn members(&self) -> u32 {
        self.members
    }

    fn add_foreign(&mut self, path: TwinPath, print: u64, value: Value<'_>) {
        let room = self.foreign.len() < KEPT;
        if room || self.foreign.contains_key(&path) {
            self.foreign.entry(path).or_default().add(print, value);
        }
    }

    /// Returns where a place of the one stands below it.
    fn path(&self, at: u32) -> TwinPath {
        let above = self.root.path().steps().len();
        let path = self.own[at as usize].value.path();
        TwinPath::new(path.steps().get(above..).unwrap_or_default().to_vec())
    }

    /// Returns every place of the one, and those that at least half of the others have and it has not; what is rare
    /// comes first.
    #[must_use]
    pub fn shares(self) -> Vec<Share<'d>> {
        let members = self.members;
        let whole = (0..self.own.len()).filter(|at| self.own[*at].is_whole);
        let own = whole.map(|at| {
            let place = &self.own[at];
            Share {
                path: self.path(u32::try_from(at).unwrap_or(u32::MAX)),
                value: Some(place.value),
                same: place.same,
                other: place.others.count,
                without: members.saturating_sub(place.same + place.others.count),
                most: place.others.most(),
            }
        });
        let foreign = self.foreign.iter().map(|(path, others)| Share {
            path: path.clone(),
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

/// True for an object that has members of which, it is known, none counts: there is nothing to compare in it.
fn is_hollow(value: Value<'_>) -> bool {
    value.is_object() && value.children().next().is_some()
}

/// Returns the members of an object that count, of equal keys the last; none of anything else.
fn members<'d>(value: Value<'d>, fits: Fits) -> Vec<(Box<str>, Value<'d>)> {
    if !value.is_object() {
        return Vec::new();
    }
    let clean = value.document().repairs().is_empty();
    let members = value
        .children()
        .filter(|m| !is_platform_key(*m) && fits(*m));
    let members = members.filter_map(|member| {
        let key = member.key().unwrap_or_default();
        let counts = clean || value.get(&key) == Some(member);
        counts.then(|| (key.into(), member))
    });
    members.collect()
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
        let mut crowd = Crowd::around(one.root().expect("a value"), |_| true);
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
        let mut crowd = Crowd::around(one.root().expect("a value"), |_| true);
        crowd.add(
            read(r#"{"password":"hunter2-other"}"#)
                .root()
                .expect("a value"),
        );
        let most = crowd.shares()[0].most.clone().expect("a value");
        assert!(!most.0.contains("hunter2"), "{most:?}");
    }

    #[test]
    fn crowds_gathered_apart_say_the_same_as_one() {
        let one = read(r#"{"a":{"b":1,"c":[1,2],"d":{}},"e":"x","noise":1}"#);
        let others: Vec<_> = (0..40)
            .map(|n| {
                read(&format!(
                    r#"{{"a":{{"b":{},"c":[1,{}],"d":{{"deep":{n}}}}},"e":{{"x":1}},"far":{{"a":{}}},"noise":{n}}}"#,
                    n % 3,
                    n % 2,
                    n % 5
                ))
            })
            .collect();
        let fits = |member: Value<'_>| !member.is_key("noise");
        let around = || Crowd::around(one.root().expect("a value"), fits);
        let gather = |some: &[Document]| {
            let mut crowd = around();
            some.iter()
                .for_each(|other| crowd.add(other.root().expect("a value")));
            crowd
        };
        let mut joined = gather(&others[..7]);
        joined.join(gather(&others[7..9]));
        joined.join(around());
        joined.join(gather(&others[9..]));
        assert_eq!(joined.members(), 40);
        let told = |crowd: Crowd<'_>| -> Vec<String> {
            let all = crowd.shares().into_iter();
            all.map(|s| {
                format!(
                    "{} {} {} {} {:?}",
                    s.path, s.same, s.other, s.without, s.most
                )
            })
            .collect()
        };
        let (apart, whole) = (told(joined), told(gather(&others)));
        assert_eq!(apart, whole);
        // an object that the one has empty, or as a text, is another place for those that have more in it
        assert_eq!(
            whole,
            [
                "/a/c 0 40 0 Some((\"[1,0]\", 20))",
                "/a/d 0 0 40 None",
                "/a/d/deep 0 40 0 Some((\"0\", 1))",
                "/e 0 0 40 None",
                "/e/x 0 40 0 Some((\"1\", 40))",
                "/far/a 0 40 0 Some((\"0\", 8))",
                "/a/b 13 27 0 Some((\"0\", 14))",
            ]
        );
    }

    #[test]
    fn alone_everything_agrees() {
        let one = read(r#"{"a":1}"#);
        let shares = Crowd::around(one.root().expect("a value"), |_| true).shares();
        assert!((shares[0].part() - 1.0).abs() < f64::EPSILON);
    }
}
