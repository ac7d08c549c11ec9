//! Members of an object that count, one after another, and two objects side by side: quick where nothing was repaired
//! and both are in about the same order, which is nearly always; right in any other case.

use crate::node::{Kind, NodeId};
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
    /// The text of the object up to this byte is that of the other one up to where its next member stands.
    alike: usize,
    /// By how many values the next member of the other object is further on in its document.
    apart: u32,
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
    /// JSON type of the member.
    pub kind: Kind,
    /// Its key, unless that is written with escapes.
    pub name: Option<&'d [u8]>,
}

impl<'d> Beside<'d> {
    #[inline]
    pub(crate) fn of(object: Value<'d>, other: Option<Value<'d>>) -> Self {
        let mut beside = Self {
            members: object.members(),
            partners: other.filter(|o| o.is_object()).map(Value::in_order),
            alike: 0,
            apart: 0,
        };
        beside.keep_apart();
        beside
    }

    /// Returns the next member with its partner.
    #[inline]
    #[must_use]
    pub fn step(&mut self) -> Option<Couple<'d>> {
        match self.next_alike_if(|_| true) {
            Some(couple) => Some(couple),
            None => self.next_by_name(),
        }
    }

    /// Returns the next member with its partner where both stand in text that is the same and it is wanted; stays before
    /// it else.
    #[inline]
    pub fn next_alike_if(
        &mut self,
        is_wanted: impl FnOnce(&Couple<'d>) -> bool,
    ) -> Option<Couple<'d>> {
        let (member, node) = self.members.all.peek()?;
        if self.alike < node.key_end as usize {
            self.look_ahead();
        }
        // the byte behind it is the same, too: neither value goes on
        if node.end as usize >= self.alike {
            return None;
        }
        // the same text is the same values
        let partner = NodeId(member.id().0.wrapping_add(self.apart));
        let couple = Couple {
            member,
            partner: Some(self.partners.as_ref()?.object.document().value(partner)),
            is_alike: true,
            kind: node.kind,
            name: node.plain_key(member.document()),
        };
        if !is_wanted(&couple) {
            return None;
        }
        self.members.all.at = node.next;
        Some(couple)
    }

    fn next_by_name(&mut self) -> Option<Couple<'d>> {
        self.catch_up();
        let member = self.members.next()?;
        // the key is written like that of the next one, its quotes included
        let has_next = self.alike >= member.key_span().end;
        let partner = self.partners.as_mut().and_then(|all| match has_next {
            true => all.rest.next(),
            false => all.get(&member.key().unwrap_or_default()),
        });
        self.keep_apart();
        Some(Couple {
            member,
            partner,
            is_alike: false,
            kind: member.kind(),
            name: member.plain_key(),
        })
    }

    /// Finds how far the text from the next member on is the same as that from the next one of the other object on.
    fn look_ahead(&mut self) {
        self.catch_up();
        let next = self.members.all.peek().zip(self.next_partner());
        self.alike = next.map_or(0, |((member, _), next)| self.alike_from(member, next));
    }

    /// Returns the next member of the other object, unless one of the documents was repaired.
    fn next_partner(&self) -> Option<Value<'d>> {
        let partners = self.partners.as_ref()?;
        let next = partners.rest.peek().filter(|_| partners.is_clean)?;
        self.members.is_clean.then_some(next.0)
    }

    /// Brings the other object to where this one has come in text that is the same.
    #[inline]
    fn catch_up(&mut self) {
        if let Some(partners) = &mut self.partners {
            partners.rest.at = self.members.all.at.wrapping_add(self.apart);
        }
    }

    #[inline]
    fn keep_apart(&mut self) {
        if let Some(partners) = &self.partners {
            self.apart = partners.rest.at.wrapping_sub(self.members.all.at);
        }
    }

    /// Returns up to which byte the text from a member on is the same as that from its partner on.
    fn alike_from(&self, member: Value<'d>, partner: Value<'d>) -> usize {
        let from = |member: Value<'d>, object: Option<Value<'d>>| {
            let start = member.key_span().start;
            let end = object.map_or(start, |object| object.span().end);
            let text = member.document().text().as_bytes();
            text.get(start..end.min(start + AHEAD)).unwrap_or_default()
        };
        let text = from(member, member.parent());
        member.key_span().start + common(text, from(partner, partner.parent()))
    }

    /// True where every member of the other object was met, and in the order in which they stand.
    #[must_use]
    pub fn is_used_up(&mut self) -> bool {
        self.catch_up();
        self.partners.as_ref().is_some_and(InOrder::is_used_up)
    }
}

/// Counts the bytes that both begin with.
fn common(one: &[u8], other: &[u8]) -> usize {
    let words = one.as_chunks().0.iter().zip(other.as_chunks().0);
    for (at, (one, other)) in words.enumerate() {
        let differing = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differing != 0 {
            return 8 * at + differing.trailing_zeros() as usize / 8;
        }
    }
    let at = one.len().min(other.len()) / 8 * 8;
    let rest = one[at..].iter().zip(&other[at..]);
    at + rest.take_while(|(one, other)| one == other).count()
}
