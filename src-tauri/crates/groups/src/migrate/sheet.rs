//! A document being written anew: numbers keep their text, members their order, secrets their silence.

use twin::escape::quote;
use twin::limits::is_platform_key;
use twin::write::{Layout, Secrets, to_json};
use twin::{Kind, Value, secret};

use crate::names::without_suffix;

/// What stands for a secret where it is shown.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";
/// Deepest nesting taken apart; the platform allows ten levels.
const DEEPEST: usize = 24;

/// One value of a document being written.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// JSON pointer below the group's node of the value it comes from; none for what is added.
    pub origin: Option<String>,
    /// The value.
    pub body: Body,
}

/// The kinds of values.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// Members in their order.
    Object(Vec<(String, Sheet)>),
    /// Elements.
    Array(Vec<Sheet>),
    /// A scalar as JSON text; also what is nested too deeply to be looked at.
    Plain(String),
    /// A secret: how it is shown, and what stands for it in a copy.
    Secret { shown: String, stand_in: String },
}

impl Sheet {
    /// Takes a value of a twin; what deletes and what only the platform writes is left out.
    pub fn of(value: Value<'_>) -> Self {
        Self::below(value, String::new(), 0)
    }

    fn below(value: Value<'_>, origin: String, depth: usize) -> Self {
        let body = match value.kind() {
            Kind::Object if depth < DEEPEST => {
                let counts = |member: &Value<'_>| {
                    member.kind() != Kind::Null
                        && !is_platform_key(*member)
                        && member.key().and_then(|key| value.get(&key)) == Some(*member)
                };
                let members = value.children().filter(counts).map(|member| {
                    let key = member.key().unwrap_or_default();
                    let below = Self::below(member, pointer(&origin, &key), depth + 1);
                    // a depth marker is no part of the name
                    (without_suffix(&key).to_owned(), below)
                });
                Body::Object(members.collect())
            }
            Kind::Array if depth < DEEPEST => {
                let elements = value.children().enumerate().map(|(at, element)| {
                    Self::below(element, pointer(&origin, &at.to_string()), depth + 1)
                });
                Body::Array(elements.collect())
            }
            _ => match secret::masked(value) {
                Some(shown) => Body::secret(&value.key().unwrap_or_default(), shown),
                None => Body::Plain(to_json(value, Layout::Compact, Secrets::Masked)),
            },
        };
        Self {
            origin: Some(origin),
            body,
        }
    }

    /// Makes a value that stands nowhere yet.
    pub fn added(body: Body) -> Self {
        Self { origin: None, body }
    }

    /// Makes an object with members taken from elsewhere.
    pub fn object(origin: Option<String>, members: Vec<(String, Self)>) -> Self {
        Self {
            origin,
            body: Body::Object(members),
        }
    }

    /// Returns the members of an object.
    pub fn members(&self) -> &[(String, Self)] {
        match &self.body {
            Body::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the members of an object to be changed.
    pub fn members_mut(&mut self) -> Option<&mut Vec<(String, Self)>> {
        match &mut self.body {
            Body::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Returns a member.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(n, _)| n == name).map(|m| &m.1)
    }

    /// Takes a member out.
    pub fn take(&mut self, name: &str) -> Option<Self> {
        let members = self.members_mut()?;
        let at = members.iter().position(|(n, _)| n == name)?;
        Some(members.remove(at).1)
    }

    /// Puts a member in, in place of one of that name.
    pub fn put(&mut self, name: &str, sheet: Self) {
        if let Some(members) = self.members_mut() {
            match members.iter_mut().find(|(n, _)| n == name) {
                Some(member) => member.1 = sheet,
                None => members.push((name.to_owned(), sheet)),
            }
        }
    }

    /// Returns the member of that name, an empty object where there was none.
    pub fn entry(&mut self, name: &str) -> Option<&mut Self> {
        if self.get(name).is_none() {
            self.put(name, Self::object(None, Vec::new()));
        }
        let members = self.members_mut()?;
        members
            .iter_mut()
            .find(|(n, _)| n == name)
            .map(|m| &mut m.1)
    }

    /// Puts a member into the object at a pointer, where there is one.
    pub fn put_at(&mut self, pointer: &str, name: &str, sheet: Self) -> bool {
        let mut at = self;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let next = at
                .members_mut()
                .and_then(|all| all.iter_mut().find(|(n, _)| *n == step));
            let Some((_, next)) = next else {
                return false;
            };
            at = next;
        }
        let is_object = matches!(at.body, Body::Object(_));
        at.put(name, sheet);
        is_object
    }

    /// Returns the content of a text.
    pub fn text(&self) -> Option<String> {
        match &self.body {
            Body::Plain(json) if json.starts_with('"') => serde_json::from_str(json).ok(),
            _ => None,
        }
    }

    /// Returns a scalar to be shown: as written, secrets masked; how many members of a container.
    pub fn shown(&self) -> String {
        let counted = |count: usize, noun: &str| match count {
            1 => format!("1 {noun}"),
            count => format!("{count} {noun}s"),
        };
        match &self.body {
            Body::Object(members) => counted(members.len(), "member"),
            Body::Array(elements) => counted(elements.len(), "element"),
            Body::Plain(json) => secret::cut(json, 200),
            Body::Secret { shown, .. } => secret::cut(&quote(shown), 200),
        }
    }

    /// Writes it as JSON; secrets are masked where it is to be shown, and a placeholder names them in a copy.
    pub fn json(&self, purpose: Purpose) -> String {
        let mut out = String::new();
        self.write(purpose, 0, &mut out);
        out
    }

    fn write(&self, purpose: Purpose, depth: usize, out: &mut String) {
        match &self.body {
            Body::Plain(json) => out.push_str(json),
            Body::Secret { shown, stand_in } => out.push_str(&quote(match purpose {
                Purpose::Show => shown,
                Purpose::Copy => stand_in,
            })),
            Body::Object(members) => {
                let members = members.iter().map(|(name, sheet)| (Some(&**name), sheet));
                list(members, ['{', '}'], purpose, depth, out);
            }
            Body::Array(elements) => {
                let elements = elements.iter().map(|sheet| (None, sheet));
                list(elements, ['[', ']'], purpose, depth, out);
            }
        }
    }
}

impl Body {
    /// Makes a secret, named by its key where it is copied.
    pub fn secret(key: &str, shown: String) -> Self {
        let stand_in = match key {
            "connectionString" => "<storage connection string>".to_owned(),
            key => format!("<{}>", key.replace(['<', '>'], "")),
        };
        let shown = if shown.is_empty() {
            MASK.to_owned()
        } else {
            shown
        };
        Self::Secret { shown, stand_in }
    }

    /// Makes a text.
    pub fn text(text: &str) -> Self {
        Self::Plain(quote(text))
    }
}

/// What a document is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be looked at: secrets are masked.
    Show,
    /// To be used: a placeholder says what belongs where a secret was.
    Copy,
}

/// Returns the JSON pointer of a member.
pub(super) fn pointer(above: &str, name: &str) -> String {
    format!("{above}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn list<'s>(
    all: impl ExactSizeIterator<Item = (Option<&'s str>, &'s Sheet)>,
    [open, close]: [char; 2],
    purpose: Purpose,
    depth: usize,
    out: &mut String,
) {
    let (last, indent) = (all.len(), "  ".repeat(depth + 1));
    out.push(open);
    for (at, (name, sheet)) in all.enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&indent);
        if let Some(name) = name {
            out.push_str(&quote(name));
            out.push_str(": ");
        }
        sheet.write(purpose, depth + 1, out);
    }
    if last > 0 {
        out.push('\n');
        out.push_str(&indent[2..]);
    }
    out.push(close);
}
