//! The twin document as `jsonschema` wants to see values: read where they stand, nothing copied.
//!
//! `null` deletes in a twin, so that a member with it counts as absent; of equal keys the last one counts.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use serde_json::Value as Plain;
use twin::{Children, Kind, RepairKind, Value};

/// Levels of a value that are compared with a schema.
const DEEPEST: usize = 100;

/// The representation.
pub(super) struct Written;

/// One value, or the name of a member.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    Value(Value<'a>, Habits),
    Name(&'a str),
}

/// How the members of objects are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// Whether the text has equal keys in any object.
    has_duplicates: bool,
    /// Whether `null` is an absence.
    null_deletes: bool,
}

impl Habits {
    pub fn of(value: Value<'_>, null_deletes: bool) -> Self {
        let repairs = value.document().repairs();
        Self {
            has_duplicates: repairs.iter().any(|r| r.kind == RepairKind::DuplicateKey),
            null_deletes,
        }
    }

    /// True for a member that a reader in the field would see.
    pub fn counts(self, object: Value<'_>, member: Value<'_>) -> bool {
        if self.null_deletes && member.kind() == Kind::Null {
            return false;
        }
        !self.has_duplicates || member.key().and_then(|k| object.get(&k)) == Some(member)
    }
}

impl Json for Written {
    type Node<'a> = Seen<'a>;
    type PreparedKey = String;
    type StringBuffer = ();
    // a lookup walks the members, so that one pass over them is as cheap as one lookup
    const KEYS_PER_LOOKUP: usize = 64;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Seen<'_>) -> T) -> T {
        f(Seen::Name(string))
    }
}

impl<'a> Node<'a, Written> for Seen<'a> {
    type Object = Members<'a>;
    type Array = Elements<'a>;
    type Number = Digits<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        match *self {
            Self::Value(value, habits) if value.is_object() => Some(Members { value, habits }),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Elements<'a>> {
        match *self {
            Self::Value(value, habits) if value.kind() == Kind::Array => {
                Some(Elements { value, habits })
            }
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::Value(value, _) => value.str(),
            Self::Name(name) => Some(Cow::Borrowed(name)),
        }
    }

    fn as_number(&self) -> Option<Digits<'a>> {
        match *self {
            Self::Value(value, _) if value.kind() == Kind::Number => Some(Digits(value.assumed())),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match *self {
            Self::Value(value, _) => value.bool(),
            Self::Name(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn is_number(&self) -> bool {
        self.json_type() == JsonType::Number
    }

    fn json_type(&self) -> JsonType {
        let Self::Value(value, _) = self else {
            return JsonType::String;
        };
        match value.kind() {
            Kind::Null | Kind::Missing | Kind::Placeholder => JsonType::Null,
            Kind::Boolean => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Plain) -> bool {
        match expected {
            Plain::String(expected) => self.as_string().is_some_and(|s| s == expected.as_str()),
            expected => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Plain> {
        Cow::Owned(match *self {
            Self::Value(value, _) => plain(value, DEEPEST),
            Self::Name(name) => Plain::String(name.to_owned()),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match *self {
            Self::Value(value, _) => Some(NodeIdentity::tagged(
                std::ptr::from_ref(value.document()).addr(),
                u32::try_from(value.span().start).ok()?,
            )),
            Self::Name(name) => Some(NodeIdentity::new(name.as_ptr().addr())),
        }
    }
}

/// Returns a value as `jsonschema` puts it into an error and compares it with what a schema lists. What is
/// nested deeper than any schema of a twin is left out.
fn plain(value: Value<'_>, depth: usize) -> Plain {
    match value.kind() {
        Kind::Null | Kind::Missing => Plain::Null,
        Kind::Boolean => Plain::Bool(value.bool() == Some(true)),
        Kind::Number => Plain::Number(Digits(value.assumed()).to_number().into_owned()),
        Kind::String => Plain::String(value.str().unwrap_or_default().into_owned()),
        Kind::Placeholder => Plain::String(value.raw().to_owned()),
        _ if depth == 0 => Plain::Null,
        Kind::Array => {
            let elements = value.children().map(|element| plain(element, depth - 1));
            Plain::Array(elements.collect())
        }
        Kind::Object => {
            let named =
                |member: Value<'_>| Some((member.key()?.into_owned(), plain(member, depth - 1)));
            Plain::Object(value.children().filter_map(named).collect())
        }
    }
}

/// The members of an object that count.
pub(super) struct Members<'a> {
    value: Value<'a>,
    habits: Habits,
}

impl<'a> Object<'a, Written> for Members<'a> {
    type Node = Seen<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        // asked of every object, again and again
        if self.habits.has_duplicates {
            return self.members().count();
        }
        let counts = |m: &Value<'_>| !self.habits.null_deletes || m.kind() != Kind::Null;
        self.value.children().filter(counts).count()
    }

    fn get(&self, key: &String) -> Option<Seen<'a>> {
        let member = self.value.get(key)?;
        let counts = !self.habits.null_deletes || member.kind() != Kind::Null;
        counts.then_some(Seen::Value(member, self.habits))
    }

    fn members(&self) -> MembersIter<'a> {
        MembersIter {
            object: self.value,
            members: self.value.children(),
            habits: self.habits,
        }
    }
}

/// Iterates over members that count.
pub(super) struct MembersIter<'a> {
    object: Value<'a>,
    members: Children<'a>,
    habits: Habits,
}

impl<'a> Iterator for MembersIter<'a> {
    type Item = (Cow<'a, str>, Seen<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (object, habits) = (self.object, self.habits);
        let member = self.members.find(|m| habits.counts(object, *m))?;
        Some((member.key()?, Seen::Value(member, habits)))
    }
}

/// The elements of an array.
pub(super) struct Elements<'a> {
    value: Value<'a>,
    habits: Habits,
}

impl<'a> Array<'a, Written> for Elements<'a> {
    type Node = Seen<'a>;
    type ElementsIter = ElementsIter<'a>;

    fn len(&self) -> usize {
        self.value.children().count()
    }

    fn elements(&self) -> ElementsIter<'a> {
        ElementsIter(self.value.children(), self.habits)
    }
}

/// Iterates over elements.
pub(super) struct ElementsIter<'a>(Children<'a>, Habits);

impl<'a> Iterator for ElementsIter<'a> {
    type Item = Seen<'a>;

    fn next(&mut self) -> Option<Seen<'a>> {
        self.0.next().map(|value| Seen::Value(value, self.1))
    }
}

/// A number as written.
pub(super) struct Digits<'a>(Cow<'a, str>);

impl JsonNumber for Digits<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        // a number beyond every double is told by a rule of its own
        Cow::Owned(serde_json::from_str(&self.0).unwrap_or_else(|_| i64::MAX.into()))
    }

    fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E']) || self.as_f64().is_some_and(|n| n.fract() == 0.0)
    }
}
