//! Members of an object that count, one after another, and two objects side by side: quick where nothing was repaired
//! and both are in about the same order, which is nearly always; right in any other case.

use crate::value::{Children, Value};

/// Iterates over the members that count.
#[derive(Clone)]
pub struct Members<'d> {
    object: Value<'d>,
    all: Children<'d>,
    is_clean: bool,
}

impl<'d> Members<'d> {
    #[inline]
    pub(crate) fn of(object: Value<'d>) -> Self {
        let mut all = object.children();
        if !object.is_object() {
            all.at = all.end;
        }
        Self {
            object,
            all,
            is_clean: object.document().repairs().is_empty(),
        }
    }

    /// A key that stands twice is repaired, and the last one counts.
    fn next_of_repaired(&mut self) -> Option<Value<'d>> {
        let object = self.object;
        let counts = |m: &Value<'d>| m.key().and_then(|key| object.get(&key)) == Some(*m);
        self.all.find(counts)
    }
}

impl<'d> Iterator for Members<'d> {
    type Item = Value<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Value<'d>> {
        if self.is_clean {
            return self.all.next();
        }
        self.next_of_repaired()
    }
}

/// Looks members up that are asked for in about the order in which they stand: the next one is tried first.
#[derive(Clone)]
pub struct InOrder<'d> {
    object: Value<'d>,
    rest: Children<'d>,
    is_clean: bool,
    is_in_order: bool,
}

impl<'d> InOrder<'d> {
    #[inline]
    pub(crate) fn of(object: Value<'d>) -> Self {
        Self {
            object,
            rest: object.children(),
            is_clean: object.document().repairs().is_empty(),
            is_in_order: true,
        }
    }

    /// Returns the member with this key, as [`Value::get`] does.
    #[must_use]
    #[inline]
    pub fn get(&mut self, key: &str) -> Option<Value<'d>> {
        let mut after = self.rest.clone();
        match after.next() {
            Some(next) if self.is_clean && next.is_key(key) => {
                self.rest = after;
                Some(next)
            }
            _ => self.jump(key),
        }
    }

    fn next(&mut self) -> Option<Value<'d>> {
        self.rest.next()
    }

    fn jump(&mut self, key: &str) -> Option<Value<'d>> {
        let found = self.object.get(key)?;
        self.is_in_order = false;
        self.rest.at = found.next_id();
        Some(found)
    }

    /// True where every member was asked for, and in the order in which they stand.
    fn is_used_up(&self) -> bool {
        self.is_in_order && self.rest.at >= self.rest.end
    }
}

/// Bytes that are compared at a time.
const AHEAD: usize = 4 << 10;

/// Goes through the members of an object that count, each with the one of that name in another object. Stretches of
/// text that are the same in both are compared as such, and the members in them need not be.
#[derive(Clone)]
pub struct Beside<'d> {
    members: Members<'d>,
    partners: Option<InOrder<'d>>,
    /// The text of the object up to this byte is that of the other one from its member that comes next.
    alike: usize,
}

/// A member beside the one of that name in another object.
#[derive(Debug, Clone, Copy)]
pub struct Couple<'d> {
    /// The member.
    pub member: Value<'d>,
    /// The one of its name.
    pub partner: Option<Value<'d>>,
    /// Both are written letter by letter alike. Where this is false they may be so all the same.
    pub is_alike: bool,
}

impl<'d> Beside<'d> {
    #[inline]
    pub(crate) fn of(object: Value<'d>, other: Option<Value<'d>>) -> Self {
        Self {
            members: object.members(),
            partners: other.map(Value::in_order),
            alike: 0,
        }
    }

    /// Returns the next member with its partner.
    #[inline]
    #[must_use]
    pub fn step(&mut self) -> Option<Couple<'d>> {
        let member = self.members.next()?;
        // the byte behind it is the same, too: neither value goes on
        let mut is_alike = member.span().end < self.alike;
        let partner = match (&mut self.partners, is_alike) {
            (Some(partners), true) => partners.next(),
            (Some(partners), false) => partners.get(&member.key().unwrap_or_default()),
            (None, _) => None,
        };
        if let Some(partner) = partner.filter(|_| !is_alike) {
            self.alike = self.alike_from(member, partner);
            is_alike = member.span().end < self.alike;
        }
        Some(Couple {
            member,
            partner,
            is_alike,
        })
    }

    /// Returns up to which byte the text from a member on is the same as that from its partner on.
    fn alike_from(&self, member: Value<'d>, partner: Value<'d>) -> usize {
        let Some(partners) = self.partners.as_ref().filter(|p| p.is_clean) else {
            return 0;
        };
        if !self.members.is_clean {
            return 0;
        }
        let from = |member: Value<'d>, object: Value<'d>| {
            let start = member.key_span().start;
            let end = object.span().end.min(start + AHEAD);
            let text = object.document().text().as_bytes();
            text.get(start..end).unwrap_or_default()
        };
        let text = from(member, self.members.object);
        let length = common(text, from(partner, partners.object));
        member.key_span().start + length
    }

    /// True where every member of the other object was met, and in the order in which they stand.
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.partners.as_ref().is_some_and(InOrder::is_used_up)
    }
}

/// Counts the bytes that both begin with.
fn common(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.as_chunks::<16>().0.iter();
    let blocks = blocks.zip(other.as_chunks::<16>().0);
    let at = 16 * blocks.take_while(|(one, other)| one == other).count();
    let rest = one[at..].iter().zip(&other[at..]);
    at + rest.take_while(|(one, other)| one == other).count()
}
