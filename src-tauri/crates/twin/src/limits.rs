//! What IoT Hub allows in a twin, and the one walk that finds what it does not.
//!
//! Sizes are counted by the hub's rule: UTF-8 bytes of keys and string values without control
//! characters, 8 for a number, 4 for a boolean; `$metadata` and `$version` are not counted.

use crate::node::Kind;
use crate::secret;
use crate::value::Value;
use crate::view::Section;

/// Bytes allowed in `tags`.
pub const TAGS_BYTES: u64 = 8 * 1024;
/// Bytes allowed in each of desired and reported.
pub const PROPERTIES_BYTES: u64 = 32 * 1024;
/// Containers that may be nested below a section.
pub const DEPTH: u32 = 10;
/// Bytes allowed in a key.
pub const KEY_BYTES: u64 = 1024;
/// Bytes allowed in a string value.
pub const VALUE_BYTES: u64 = 4096;
/// Smallest integer: -2^52.
pub const INTEGER_MIN: i64 = -4_503_599_627_370_496;
/// Largest integer: 2^52 - 1.
pub const INTEGER_MAX: i64 = 4_503_599_627_370_495;
/// Characters allowed in a device or module id.
pub const ID_CHARACTERS: usize = 128;

/// Remarks of one kind kept a section; further ones are counted.
pub const REMARKS_KEPT: usize = 100;

/// Something about a value that a rule wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remark {
    /// A control character, `.`, `$`, `#` or a blank in the key.
    IllegalKey(char),
    /// An empty key.
    EmptyKey,
    /// A key longer than allowed, in bytes.
    LongKey(u64),
    /// A string longer than allowed, in bytes.
    LongValue(u64),
    /// An integer outside the range, or one that cannot be told exactly.
    WideInteger,
    /// A number no double can hold.
    BeyondDouble,
    /// `null` inside an array.
    NullInArray,
    /// `null` as a member: a deletion mark.
    Null,
    /// A container nested deeper than allowed.
    TooDeep,
    /// A string that reads like a placeholder of the documentation.
    PlaceholderText,
    /// A string whose escapes look like a path's backslashes.
    PathEscape,
    /// A string with a secret in it.
    Secret,
    /// A key that ends in `_1` to `_5`, as the draft documents mark nesting depth.
    NumberedKey,
}

/// How much of the limits a section uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes by the hub's rule.
    pub bytes: u64,
    /// Deepest nesting of containers below the section.
    pub depth: u32,
    /// Longest key in bytes.
    pub longest_key: u64,
    /// Longest string value in bytes.
    pub longest_value: u64,
    /// Values counted.
    pub values: u64,
}

/// What one walk over a section found.
#[derive(Debug, Default)]
pub struct Survey<'d> {
    /// How full the section is.
    pub usage: Usage,
    /// Remarks in the order of the text.
    pub remarks: Vec<(Remark, Value<'d>)>,
    /// Remarks beyond those kept.
    pub remarks_not_kept: u64,
    kept: [u16; 13],
}

impl<'d> Survey<'d> {
    /// Walks over a section.
    #[must_use]
    pub fn of(section: Section<'d>) -> Self {
        let mut survey = Self::default();
        let (prefix, section) = (section.prefix, section.value);
        for member in section.children() {
            if section.is_object() && is_platform_key(member)
                || !member.raw_key().starts_with(prefix)
            {
                continue;
            }
            if prefix.is_empty() {
                survey.visit_key(member);
            } else {
                // a path: dots part the keys, and no key is looked at
                survey.usage.bytes += (member.raw_key().len() - prefix.len()) as u64;
            }
            survey.visit(member, section);
            for value in member.descendants() {
                survey.visit_key(value);
                survey.visit(value, section);
            }
        }
        survey
    }

    fn visit(&mut self, value: Value<'d>, section: Value<'d>) {
        self.usage.values += 1;
        match value.kind() {
            Kind::String | Kind::Placeholder => self.visit_string(value),
            Kind::Number => {
                self.usage.bytes += 8;
                self.visit_number(value);
            }
            Kind::Boolean => self.usage.bytes += 4,
            Kind::Null => self.visit_null(value, section),
            Kind::Array | Kind::Object => self.visit_container(value, section),
            Kind::Missing => {}
        }
    }

    fn visit_key(&mut self, value: Value<'d>) {
        if value.key_span().is_empty() {
            return;
        }
        let raw = value.raw_key();
        let length = raw.len() as u64;
        let bad = raw.bytes().any(|b| KEY_LOOK[b as usize]);
        if let [_, .., b'_', b'1'..=b'5'] = raw.as_bytes() {
            self.remark(Remark::NumberedKey, value);
        }
        if !bad && length <= KEY_BYTES && length > 0 {
            self.usage.bytes += length;
            self.usage.longest_key = self.usage.longest_key.max(length);
            return;
        }
        let key = value.key().unwrap_or_default();
        let counted = counted_length(&key);
        self.usage.bytes += counted;
        self.usage.longest_key = self.usage.longest_key.max(key.len() as u64);
        if key.is_empty() {
            self.remark(Remark::EmptyKey, value);
        }
        if let Some(c) = key.chars().find(|&c| is_illegal_in_key(c)) {
            self.remark(Remark::IllegalKey(c), value);
        }
        if key.len() as u64 > KEY_BYTES {
            self.remark(Remark::LongKey(key.len() as u64), value);
        }
    }

    fn visit_string(&mut self, value: Value<'d>) {
        let raw = &value.document().text()[value.content_span()];
        let has = raw.bytes().fold(0, |all, b| all | MARKS[b as usize]);
        let length = if !value.has_escapes() && has & UNUSUAL == 0 {
            raw.len() as u64
        } else {
            counted_length(&value.str().unwrap_or_default())
        };
        self.usage.bytes += length;
        self.usage.longest_value = self.usage.longest_value.max(length);
        if length > VALUE_BYTES {
            self.remark(Remark::LongValue(length), value);
        }
        if value.has_escapes() && looks_like_path(raw) {
            self.remark(Remark::PathEscape, value);
        }
        if (has & OF_PLACEHOLDER != 0 || raw.starts_with(['_', '.'])) && reads_like_placeholder(raw)
        {
            self.remark(Remark::PlaceholderText, value);
        }
        if secret::has_secret(value) {
            self.remark(Remark::Secret, value);
        }
    }

    fn visit_number(&mut self, value: Value<'d>) {
        let raw = value.raw();
        if raw.len() < 16 && !raw.bytes().any(|b| b | 0x20 == b'e') {
            return;
        }
        match raw.parse::<f64>() {
            Ok(number) if number.is_infinite() => self.remark(Remark::BeyondDouble, value),
            Ok(_) if raw.contains(['.', 'e', 'E']) => {}
            _ => {
                let fits = value
                    .integer()
                    .is_some_and(|n| (INTEGER_MIN..=INTEGER_MAX).contains(&n));
                if !fits {
                    self.remark(Remark::WideInteger, value);
                }
            }
        }
    }

    fn visit_null(&mut self, value: Value<'d>, section: Value<'d>) {
        // `NaN` and `undefined` are only read as null: nobody wrote one
        if !["null", "none", "nil"]
            .iter()
            .any(|n| value.raw().eq_ignore_ascii_case(n))
        {
            return;
        }
        // an array around the section is a list of twins, not a part of this one
        let in_array = std::iter::successors(value.parent(), |v| v.parent())
            .take(16)
            .take_while(|v| *v != section)
            .any(|v| v.kind() == Kind::Array);
        let remark = if in_array {
            Remark::NullInArray
        } else {
            Remark::Null
        };
        self.remark(remark, value);
    }

    fn visit_container(&mut self, value: Value<'d>, section: Value<'d>) {
        let depth =
            u32::try_from(value.depth().saturating_sub(section.depth())).unwrap_or(u32::MAX);
        if depth > self.usage.depth {
            self.usage.depth = depth;
        }
        if depth == DEPTH + 1 {
            self.remark(Remark::TooDeep, value);
        }
    }

    fn remark(&mut self, remark: Remark, value: Value<'d>) {
        let kept = &mut self.kept[slot(remark)];
        if usize::from(*kept) >= REMARKS_KEPT {
            self.remarks_not_kept += 1;
            return;
        }
        *kept += 1;
        self.remarks.push((remark, value));
    }

    /// Returns the values with a remark that fits.
    pub fn with(&self, fits: impl Fn(Remark) -> bool) -> impl Iterator<Item = (Remark, Value<'d>)> {
        self.remarks.iter().copied().filter(move |&(r, _)| fits(r))
    }
}

fn slot(remark: Remark) -> usize {
    match remark {
        Remark::IllegalKey(_) => 0,
        Remark::EmptyKey => 1,
        Remark::LongKey(_) => 2,
        Remark::LongValue(_) => 3,
        Remark::WideInteger => 4,
        Remark::BeyondDouble => 5,
        Remark::NullInArray => 6,
        Remark::Null => 7,
        Remark::TooDeep => 8,
        Remark::PlaceholderText => 9,
        Remark::PathEscape => 10,
        Remark::Secret => 11,
        Remark::NumberedKey => 12,
    }
}

/// True for the members of a section that the platform writes: `$metadata`, `$version`, `$etag`.
#[must_use]
pub fn is_platform_key(member: Value<'_>) -> bool {
    member.key_starts_with("$")
        && (member.is_key("$metadata") || member.is_key("$version") || member.is_key("$etag"))
}

/// True for a character that a key may not have: controls, `.`, `$`, `#` and the blank.
#[must_use]
pub fn is_illegal_in_key(c: char) -> bool {
    matches!(c, '.' | '$' | '#' | ' ') || is_control(c)
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{80}'..='\u{9f}')
}

fn counted_length(text: &str) -> u64 {
    text.chars()
        .filter(|&c| !is_control(c))
        .map(|c| c.len_utf8() as u64)
        .sum()
}

/// Bytes in a raw key that call for a closer look.
const KEY_LOOK: [bool; 256] = {
    let mut look = [false; 256];
    let mut i = 0;
    while i < 0x21 {
        look[i] = true;
        i += 1;
    }
    look[b'.' as usize] = true;
    look[b'$' as usize] = true;
    look[b'#' as usize] = true;
    look[b'\\' as usize] = true;
    // lead byte of U+0080 to U+009F
    look[0xc2] = true;
    look
};

/// A byte that is not counted as it stands: a control character, or a part of a longer character.
const UNUSUAL: u8 = 1;
/// What a placeholder has, unless it is told by its start.
const OF_PLACEHOLDER: u8 = 2;

/// What each byte of a string tells about it.
const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let mut i = 0;
    while i < 256 {
        if i < 0x20 || i >= 0x7f {
            marks[i] = UNUSUAL;
        }
        i += 1;
    }
    marks[b'<' as usize] = OF_PLACEHOLDER;
    marks[b'|' as usize] = OF_PLACEHOLDER;
    marks[b'&' as usize] = OF_PLACEHOLDER;
    marks
};

/// True for `c:\temp`, written so that `\t` became a tab.
fn looks_like_path(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let starts = (bytes.len() > 3
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && bytes[2] == b'\\')
        || raw.starts_with("\\\\\\\\");
    let single = bytes.windows(3).any(|w| {
        w[0] != b'\\' && w[1] == b'\\' && matches!(w[2], b'b' | b'f' | b'n' | b'r' | b't')
    });
    (starts && single) || (single && !raw.contains(' ') && looks_like_container_path(raw))
}

/// True for `container\blob`, as the agents' packages are named.
fn looks_like_container_path(raw: &str) -> bool {
    let mut parts = raw.split('\\');
    let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    !first.is_empty() && second.len() > 4 && second.contains('.')
}

/// True for `<time>`, `__time__`, `...`, `a|b|c` and the like.
fn reads_like_placeholder(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    match bytes.first() {
        Some(b'<') => {
            bytes.len() > 2 && bytes.ends_with(b">") && !raw.contains("</") && !raw.contains('=')
        }
        Some(b'_') => bytes.len() > 4 && raw.starts_with("__") && raw.ends_with("__"),
        Some(b'.') => raw == "..." || raw == "....",
        Some(_) if memchr::memchr(b'|', bytes).is_some() => {
            bytes.len() < 200 && raw.split('|').all(|part| is_word(part.trim()))
        }
        Some(_) if memchr::memchr(b'<', bytes).is_some() || raw.contains("&lt;") => {
            raw.split(';')
                .any(|part| part.starts_with('<') && part.ends_with('>'))
                || raw.contains("&lt;")
        }
        _ => false,
    }
}

fn is_word(part: &str) -> bool {
    !part.is_empty()
        && part.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | ';' | '&' | '<' | '>')
        })
}
