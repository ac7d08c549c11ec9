//! What a value must be, merged from every schema that speaks of it; and whether it is.

use std::sync::Arc;

use twin::{Kind, Value};

use super::Answer;
use super::names::Names;
use super::pattern::Pattern;

/// Position of a law among those of its schema.
pub(super) type LawId = u32;

/// The law that every value keeps.
pub(super) const ANY: LawId = 0;

/// What one value must be.
#[derive(Debug, Default)]
pub(super) struct Law {
    /// Bits of the kinds it may have.
    pub kinds: u8,
    /// How it is asked most quickly.
    pub quick: Quick,
    /// A number is to be an integer.
    pub whole: bool,
    /// Something else is asked that nothing here can answer.
    pub unsure: bool,
    pub allowed: Option<Box<Allowed>>,
    pub range: Option<Range>,
    pub text: Option<Box<Text>>,
    pub object: Option<Box<Object>>,
    pub array: Option<Box<Array>>,
    /// What holds as well, by laws of its own.
    pub also: Vec<Also>,
}

/// What little a law may ask beside the kind of a value.
#[derive(Debug, Default)]
pub(super) enum Quick {
    /// Nothing.
    Kind,
    /// That an integer is in a range.
    Integer(Range),
    /// That a text matches a pattern.
    Pattern(Arc<Pattern>),
    /// That a text matches patterns.
    Patterns(Box<[Arc<Pattern>]>),
    /// More than that.
    #[default]
    Not,
}

/// The bit of a kind.
#[inline]
pub(super) fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

/// Every kind that JSON has; none that stands for what nobody wrote.
pub(super) const KINDS: u8 = 63;

/// The values there are.
#[derive(Debug)]
pub(super) struct Allowed {
    pub texts: Names<()>,
    pub integers: Vec<i64>,
    pub booleans: [bool; 2],
    pub null: bool,
    /// Numbers with a fraction, objects or arrays are among them.
    pub others: bool,
}

/// Smallest and largest integer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub from: i64,
    pub to: i64,
}

impl Range {
    /// Every integer.
    pub const ALL: Self = Self {
        from: i64::MIN,
        to: i64::MAX,
    };

    #[inline]
    fn has(self, integer: i64) -> bool {
        self.from <= integer && integer <= self.to
    }
}

/// What a text must be.
#[derive(Debug, Default, Clone)]
pub(super) struct Text {
    pub shortest: u64,
    pub longest: Option<u64>,
    pub patterns: Vec<Arc<Pattern>>,
}

/// What the members of an object must be.
#[derive(Debug)]
pub(super) struct Object {
    pub names: Names<Member>,
    /// Members by the form of their name.
    pub formed: Option<(Arc<Pattern>, Member)>,
    /// All other members.
    pub rest: Member,
    /// What names that are not among `names` must be.
    pub name: Option<Box<Text>>,
    /// Bits of the members that must be there.
    pub required: u64,
    /// Bits of members, and of those that must be there where they are.
    pub dependent: Vec<(u64, u64)>,
    pub fewest: u64,
    pub most: Option<u64>,
}

/// One member.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub law: LawId,
    /// Bits of the kinds that it may have, where nothing else is asked or to be told; none elsewhere.
    pub kinds: u8,
    /// Nobody reads it.
    pub is_unread: bool,
    /// Its bit, where it is required by anything.
    pub bit: u64,
}

/// What elements must be.
#[derive(Debug)]
pub(super) struct Array {
    pub items: LawId,
    pub fewest: u64,
    pub most: Option<u64>,
}

/// What holds beside the rest.
#[derive(Debug)]
pub(super) enum Also {
    All(LawId),
    Any(Vec<LawId>),
    One(Vec<LawId>),
    Not(LawId),
    If(LawId, LawId, LawId),
}

/// A look at one value.
pub(super) struct Look<'a, 'd> {
    pub laws: &'a [Law],
    /// Whether a member with `null` is absent.
    pub null_deletes: bool,
    /// Members that nobody reads, as they are found.
    pub unread: Vec<Value<'d>>,
}

impl<'d> Look<'_, 'd> {
    /// Says whether a value keeps a law.
    pub fn keeps(&mut self, law: LawId, value: Value<'d>, kind: Kind) -> Answer {
        let law = &self.laws[law as usize];
        if law.kinds & bit(kind) == 0 {
            return if KINDS & bit(kind) == 0 {
                Answer::Unsure
            } else {
                Answer::No
            };
        }
        match &law.quick {
            Quick::Integer(range) if kind == Kind::Number => match integer(value) {
                Some(integer) => Answer::of(range.has(integer)),
                None => Answer::Unsure,
            },
            Quick::Pattern(pattern) if kind == Kind::String => {
                with_text(value, |text| pattern.matches(text))
            }
            Quick::Patterns(patterns) if kind == Kind::String => {
                with_text(value, |text| patterns.iter().all(|p| p.matches(text)))
            }
            Quick::Not => self.keeps_all(law, value, kind),
            _ => Answer::Yes,
        }
    }

    /// Says the same of a law that asks more than a little.
    #[inline(never)]
    fn keeps_all(&mut self, law: &Law, value: Value<'d>, kind: Kind) -> Answer {
        if let Some(allowed) = &law.allowed {
            let answer = allowed.has(value, kind);
            if answer != Answer::Yes {
                return answer;
            }
        }
        let answer = match kind {
            Kind::Number => number(law, value),
            Kind::String => match &law.text {
                Some(text) => with_text(value, |bytes| text.fits(bytes)),
                None => Answer::Yes,
            },
            Kind::Object => match &law.object {
                Some(object) => self.object(object, value),
                None => Answer::Yes,
            },
            Kind::Array => match &law.array {
                Some(array) => self.array(array, value),
                None => Answer::Yes,
            },
            _ => Answer::Yes,
        };
        if answer != Answer::Yes {
            return answer;
        }
        for also in &law.also {
            let answer = self.also(also, value, kind);
            if answer != Answer::Yes {
                return answer;
            }
        }
        if law.unsure {
            Answer::Unsure
        } else {
            Answer::Yes
        }
    }

    #[inline(never)]
    fn object(&mut self, object: &Object, value: Value<'d>) -> Answer {
        let ignored = if self.null_deletes {
            Kind::Null
        } else {
            Kind::Missing
        };
        let (mut seen, mut count, mut last) = (0, 0, 0);
        for (value, kind, name) in value.plain_members() {
            if kind == ignored {
                continue;
            }
            let Some(name) = name else {
                return Answer::Unsure;
            };
            let member = match object.names.next(name, &mut last) {
                Some(member) => member,
                None => match object.other(name) {
                    Ok(member) => member,
                    Err(answer) => return answer,
                },
            };
            count += 1;
            seen |= member.bit;
            if member.kinds & bit(kind) == 0 {
                if member.is_unread {
                    self.unread.push(value);
                }
                let answer = self.keeps(member.law, value, kind);
                if answer != Answer::Yes {
                    return answer;
                }
            }
        }
        let lacks = |needed: u64| seen & needed != needed;
        let mut dependent = object.dependent.iter();
        Answer::of(
            !lacks(object.required)
                && !dependent.any(|&(there, needed)| seen & there != 0 && lacks(needed))
                && count >= object.fewest
                && object.most.is_none_or(|most| count <= most),
        )
    }

    #[inline(never)]
    fn array(&mut self, array: &Array, value: Value<'d>) -> Answer {
        let mut count = 0;
        for element in value.children() {
            count += 1;
            let answer = self.keeps(array.items, element, element.kind());
            if answer != Answer::Yes {
                return answer;
            }
        }
        Answer::of(count >= array.fewest && array.most.is_none_or(|most| count <= most))
    }

    #[inline(never)]
    fn also(&mut self, also: &Also, value: Value<'d>, kind: Kind) -> Answer {
        match also {
            Also::All(law) => self.keeps(*law, value, kind),
            Also::Not(law) => self.keeps(*law, value, kind).opposite(),
            Also::If(condition, then, otherwise) => {
                let then = self.keeps(*then, value, kind);
                if then == Answer::Yes && *otherwise == ANY {
                    // whatever the condition says
                    return then;
                }
                match self.keeps(*condition, value, kind) {
                    Answer::Yes => then,
                    Answer::No => self.keeps(*otherwise, value, kind),
                    Answer::Unsure => Answer::Unsure,
                }
            }
            Also::Any(laws) => {
                let mut all = Answer::No;
                for law in laws {
                    match self.keeps(*law, value, kind) {
                        Answer::Yes => return Answer::Yes,
                        Answer::Unsure => all = Answer::Unsure,
                        Answer::No => {}
                    }
                }
                all
            }
            Also::One(laws) => {
                let mut kept = 0;
                for law in laws {
                    match self.keeps(*law, value, kind) {
                        Answer::Yes => kept += 1,
                        Answer::Unsure => return Answer::Unsure,
                        Answer::No => {}
                    }
                }
                Answer::of(kept == 1)
            }
        }
    }
}

impl Object {
    /// Returns what a member is whose name is in no list.
    #[inline(never)]
    fn other(&self, name: &[u8]) -> Result<&Member, Answer> {
        if let Some(law) = &self.name
            && !law.fits(name)
        {
            return Err(Answer::No);
        }
        match &self.formed {
            Some((form, member)) if form.matches(name) => Ok(member),
            _ => Ok(&self.rest),
        }
    }
}

impl Text {
    /// True where a text fits, without its quotes and with escapes resolved.
    pub fn fits(&self, text: &[u8]) -> bool {
        self.shortest_fits(text)
            && self.longest.is_none_or(|longest| {
                // no text has more characters than bytes
                text.len() as u64 <= longest || characters(text) <= longest
            })
            && self.patterns.iter().all(|pattern| pattern.matches(text))
    }

    /// Returns the patterns where nothing else is asked.
    pub fn only_patterns(&self) -> Option<&[Arc<Pattern>]> {
        (self.shortest == 0 && self.longest.is_none()).then_some(&*self.patterns)
    }

    #[inline]
    fn shortest_fits(&self, text: &[u8]) -> bool {
        self.shortest == 0 || characters(text) >= self.shortest
    }
}

fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64
}

impl Allowed {
    fn has(&self, value: Value<'_>, kind: Kind) -> Answer {
        match kind {
            Kind::String => with_text(value, |text| self.texts.get(text).is_some()),
            Kind::Number => match integer(value) {
                Some(integer) if self.integers.contains(&integer) => Answer::Yes,
                Some(_) if !self.others => Answer::No,
                _ => Answer::Unsure,
            },
            Kind::Boolean => match value.bool() {
                Some(boolean) => Answer::of(self.booleans[usize::from(boolean)]),
                None => Answer::Unsure,
            },
            Kind::Null => Answer::of(self.null),
            _ if self.others => Answer::Unsure,
            _ => Answer::No,
        }
    }
}

/// Looks at a string's content, without the quotes and with escapes resolved.
#[inline]
fn with_text(value: Value<'_>, fits: impl FnOnce(&[u8]) -> bool) -> Answer {
    match value.plain_str() {
        Some(text) => Answer::of(fits(text)),
        None => with_resolved(value, fits),
    }
}

#[inline(never)]
fn with_resolved(value: Value<'_>, fits: impl FnOnce(&[u8]) -> bool) -> Answer {
    let mut room = [0; 256];
    let raw = value.raw().as_bytes();
    let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    if let Some(text) = resolved(inner, &mut room) {
        return Answer::of(fits(text));
    }
    match value.str() {
        Some(text) => Answer::of(fits(text.as_bytes())),
        None => Answer::Unsure,
    }
}

/// Resolves escapes of one letter; nothing where there are others, or the text is too long.
fn resolved<'r>(raw: &[u8], room: &'r mut [u8; 256]) -> Option<&'r [u8]> {
    let mut length = 0;
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        let byte = match byte {
            b'\\' => match bytes.next()? {
                sign @ (b'\\' | b'"' | b'/') => *sign,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => return None,
            },
            byte => byte,
        };
        *room.get_mut(length)? = byte;
        length += 1;
    }
    room.get(..length)
}

fn number(law: &Law, value: Value<'_>) -> Answer {
    if let Some(range) = law.range {
        return match integer(value) {
            Some(integer) => Answer::of(range.has(integer)),
            None => Answer::Unsure,
        };
    }
    // `1.0` is an integer, too
    if law.whole && integer(value).is_none() {
        Answer::Unsure
    } else {
        Answer::Yes
    }
}

/// Returns an integer of up to eighteen digits, also one written with a fraction of zeros.
#[inline]
fn integer(value: Value<'_>) -> Option<i64> {
    let text = value.raw().as_bytes();
    let (is_negative, mut digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut integer = 0;
    let mut left = 18;
    while let [digit @ b'0'..=b'9', rest @ ..] = digits {
        if left == 0 {
            return None;
        }
        left -= 1;
        integer = integer * 10 + i64::from(digit - b'0');
        digits = rest;
    }
    let is_whole = match digits {
        [] => true,
        [b'.', zeros @ ..] => left > 2 && zeros.iter().all(|&zero| zero == b'0'),
        _ => false,
    };
    is_whole.then_some(if is_negative { -integer } else { integer })
}
