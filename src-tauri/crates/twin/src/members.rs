//! Members of an object that count, one after another, and two objects side by side: quick where nothing was repaired
//! and both are in about the same order, which is nearly always; right in any other case.

use crate::document::Document;
use crate::node::{Kind, Node, NodeId, PLAIN};
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
        match self.rest.peek() {
            Some((next, node)) if self.is_clean && is_key(next, node, key) => {
                self.rest.at = node.next;
                Some(next)
            }
            _ => self.jump(key),
        }
    }

    #[inline(never)]
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
    /// The text of each document up to the end of its object; none where a document was repaired, or there is no other
    /// object: nothing is taken for alike by its text then.
    texts: Option<[&'d [u8]; 2]>,
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
    /// JSON type of the member.
    pub kind: Kind,
    /// Its key, unless that is written with escapes.
    pub name: Option<&'d [u8]>,
}

impl<'d> Beside<'d> {
    #[inline]
    pub(crate) fn of(object: Value<'d>, other: Option<Value<'d>>) -> Self {
        let members = object.members();
        let partners = other.filter(|o| o.is_object()).map(Value::in_order);
        let clean = partners.as_ref().filter(|p| p.is_clean && members.is_clean);
        let up_to_end =
            |object: Value<'d>| &object.document().text().as_bytes()[..object.span().end];
        let mut beside = Self {
            texts: clean.map(|partners| [object, partners.object].map(up_to_end)),
            members,
            partners,
            alike: 0,
            apart: 0,
        };
        beside.keep_apart();
        beside
    }

    /// Goes past the next members that stand in text that is the same as that of their partners, as long as they are
    /// wanted; stays before the first one that is not.
    #[inline]
    pub fn pass_alike(&mut self, mut is_wanted: impl FnMut(&Couple<'d>) -> bool) {
        let (Some(partners), Some([text, _])) = (&self.partners, self.texts) else {
            return;
        };
        let (doc, other) = (self.members.object.document(), partners.object.document());
        let (mut rest, mut alike) = (self.members.all.clone(), self.alike);
        while let Some((member, node)) = rest.peek() {
            if alike < node.key_end as usize {
                alike = self.look_ahead(member);
            }
            // the byte behind it is the same, too: neither value goes on
            if node.end as usize >= alike {
                break;
            }
            // the same text is the same values
            let partner = NodeId(member.id().0.wrapping_add(self.apart));
            let couple = Couple {
                member,
                partner: Some(other.value(partner)),
                kind: node.kind,
                name: match node.key_bits {
                    PLAIN => text.get(node.key_start as usize + 1..node.key_end as usize - 1),
                    _ => unusual_key(node, doc),
                },
            };
            if !is_wanted(&couple) {
                break;
            }
            rest.at = node.next;
        }
        self.members.all = rest;
        self.alike = alike;
    }

    /// Returns the next member with its partner, whether their texts are the same or not.
    #[inline]
    #[must_use]
    pub fn step(&mut self) -> Option<Couple<'d>> {
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
            kind: member.kind(),
            name: member.plain_key(),
        })
    }

    /// Returns up to which byte the text from a member on is the same as that from its partner on: what is not used up
    /// of both objects begins with them.
    #[cold]
    #[inline(never)]
    fn look_ahead(&self, member: Value<'d>) -> usize {
        let Some((partners, [text, other])) = self.partners.as_ref().zip(self.texts) else {
            return 0;
        };
        let partner = member.id().0.wrapping_add(self.apart);
        if partner >= partners.rest.end {
            return 0;
        }
        let from = |text: &'d [u8], start: usize| {
            let rest = text.get(start..).unwrap_or_default();
            &rest[..rest.len().min(AHEAD)]
        };
        let partner = partners.object.document().value(NodeId(partner));
        let starts = [member, partner].map(|member| member.key_span().start);
        starts[0] + common(from(text, starts[0]), from(other, starts[1]))
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

    /// True where every member of the other object was met, and in the order in which they stand.
    #[must_use]
    pub fn is_used_up(&mut self) -> bool {
        self.catch_up();
        self.partners.as_ref().is_some_and(InOrder::is_used_up)
    }
}

/// Returns the key of a member that is not written in plain quotes. What is seldom needed is kept out of the loop over
/// the members, so that this one has room in the registers.
#[cold]
#[inline(never)]
fn unusual_key<'d>(node: &Node, doc: &'d Document) -> Option<&'d [u8]> {
    node.plain_key(doc)
}

/// True for a member with this key; `node` is what is kept of it.
#[inline]
fn is_key<'d>(member: Value<'d>, node: &'d Node, key: &str) -> bool {
    match node.plain_key(member.document()) {
        Some(plain) => plain == key.as_bytes(),
        None => member.is_key(key),
    }
}

/// Counts the bytes that both begin with.
fn common(one: &[u8], other: &[u8]) -> usize {
    // many at a time, until some of them differ
    let blocks = one.as_chunks::<32>().0.iter().zip(other.as_chunks().0);
    let alike = 32 * blocks.take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[alike..], &other[alike..]);
    let words = one.as_chunks().0.iter().zip(other.as_chunks().0);
    for (at, (one, other)) in words.enumerate() {
        let differing = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differing != 0 {
            return alike + 8 * at + differing.trailing_zeros() as usize / 8;
        }
    }
    let at = one.len().min(other.len()) / 8 * 8;
    let rest = one[at..].iter().zip(&other[at..]);
    alike + at + rest.take_while(|(one, other)| one == other).count()
}
