//! The words, names, values and signs that a query is made of.

use std::borrow::Cow;

use super::error::{Place, QueryError};
use super::number::Number;

/// One of the parts of a query, and the byte where it begins.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) at: usize,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(super) enum Kind<'t> {
    /// A word of the language, and as it was written.
    Key(Key, &'t str),
    /// Any other word.
    Word(&'t str),
    /// `[[a name]]`, without its brackets.
    Name(&'t str),
    /// A text in quotes.
    Text(Cow<'t, str>),
    Number(Number),
    Sign(Sign),
    End,
}

/// The words that no property can be called by without escaping. That `group` is one was seen in the field; the others
/// are taken to be like it. Names of functions are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Select,
    Top,
    From,
    Where,
    Group,
    By,
    As,
    And,
    Or,
    Not,
    In,
    NotIn,
    True,
    False,
    Null,
    Undefined,
}

const KEYS: [(&str, Key); 16] = [
    ("SELECT", Key::Select),
    ("TOP", Key::Top),
    ("FROM", Key::From),
    ("WHERE", Key::Where),
    ("GROUP", Key::Group),
    ("BY", Key::By),
    ("AS", Key::As),
    ("AND", Key::And),
    ("OR", Key::Or),
    ("NOT", Key::Not),
    ("IN", Key::In),
    ("NIN", Key::NotIn),
    ("TRUE", Key::True),
    ("FALSE", Key::False),
    ("NULL", Key::Null),
    ("UNDEFINED", Key::Undefined),
];

/// Punctuation and operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    NotEqual,
    Unlike,
    AtMost,
    AtLeast,
    Equal,
    Below,
    Above,
    Dot,
    Comma,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
}

/// Longer ones first.
const SIGNS: [(&str, Sign); 18] = [
    ("!=", Sign::NotEqual),
    ("<>", Sign::Unlike),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("=", Sign::Equal),
    ("<", Sign::Below),
    (">", Sign::Above),
    (".", Sign::Dot),
    (",", Sign::Comma),
    ("(", Sign::Open),
    (")", Sign::Close),
    ("[", Sign::OpenBracket),
    ("]", Sign::CloseBracket),
    ("+", Sign::Plus),
    ("-", Sign::Minus),
    ("*", Sign::Star),
    ("/", Sign::Slash),
    ("%", Sign::Percent),
];

/// Characters of a word that a message repeats.
const SHOWN: usize = 40;

impl Kind<'_> {
    /// Names the part for a message.
    pub(super) fn spoken(&self) -> String {
        match self {
            Self::Key(_, word) | Self::Word(word) => shown(word),
            Self::Name(name) => format!("[[{}]]", shown(name)),
            Self::Text(_) => "a text".to_owned(),
            Self::Number(_) => "a number".to_owned(),
            Self::Sign(sign) => SIGNS
                .iter()
                .find(|(_, known)| known == sign)
                .map_or_else(String::new, |(text, _)| format!("'{text}'")),
            Self::End => "the end of the query".to_owned(),
        }
    }
}

/// Shortens what a message repeats, and keeps it to one line.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Parts a query. The last part is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, QueryError> {
    let mut scanner = Scanner { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        scanner.skip(char::is_whitespace);
        let at = scanner.at;
        let kind = scanner.kind()?;
        let last = matches!(kind, Kind::End);
        tokens.push(Token { kind, at });
        if last {
            return Ok(tokens);
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes over characters and returns them.
    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn unexpected(&self, found: String, expected: &'static str) -> QueryError {
        QueryError::Unexpected {
            at: Place::of(self.text, self.at),
            found,
            expected,
        }
    }

    fn kind(&mut self) -> Result<Kind<'t>, QueryError> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok(Kind::End);
        };
        if first.is_alphabetic() || matches!(first, '_' | '$') {
            return Ok(word(self.skip(is_of_word)));
        }
        if first.is_ascii_digit() {
            return self.number().map(Kind::Number);
        }
        if matches!(first, '\'' | '"') {
            return self.quoted(first).map(Kind::Text);
        }
        if rest.starts_with("[[") {
            return self.name().map(Kind::Name);
        }
        let Some((text, sign)) = SIGNS.iter().find(|(text, _)| rest.starts_with(text)) else {
            let found = format!("'{}'", shown(first.encode_utf8(&mut [0; 4])));
            return Err(self.unexpected(found, "a name, a value or an operator"));
        };
        self.at += text.len();
        Ok(Kind::Sign(*sign))
    }

    /// Reads `[[a name]]`.
    fn name(&mut self) -> Result<&'t str, QueryError> {
        let inside = &self.rest()[2..];
        let Some(end) = inside.find("]]") else {
            return Err(QueryError::Unclosed {
                at: Place::of(self.text, self.at),
                what: "name",
                end: "]]",
            });
        };
        self.at += 2 + end + 2;
        Ok(&inside[..end])
    }

    /// Reads a text up to the quote that it begins with.
    fn quoted(&mut self, quote: char) -> Result<Cow<'t, str>, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let plain = self.skip(|c| c != quote && c != '\\');
            text += plain;
            if self.rest().starts_with(quote) {
                self.at += 1;
                return Ok(text);
            }
            if self.rest().is_empty() {
                return Err(QueryError::Unclosed {
                    at: Place::of(self.text, start),
                    what: "text",
                    end: if quote == '"' { "\"" } else { "'" },
                });
            }
            text.to_mut().push(self.escape()?);
        }
    }

    /// Reads an escape. The documentation has these four, others have no meaning there.
    fn escape(&mut self) -> Result<char, QueryError> {
        let rest = self.rest();
        let escaped = match rest.chars().nth(1) {
            Some(plain @ ('\'' | '"' | '\\')) => Some((plain, 2)),
            Some('u') => unicode(rest),
            _ => None,
        };
        let Some((escaped, length)) = escaped else {
            let found = format!(
                "escape {}",
                shown(&rest.chars().take(2).collect::<String>())
            );
            return Err(self.unexpected(found, r#"\', \", \\ or \u and four hexadecimal digits"#));
        };
        self.at += length;
        Ok(escaped)
    }

    fn number(&mut self) -> Result<Number, QueryError> {
        let start = self.at;
        let text = self.number_text();
        let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => i128::from_str_radix(digits, 16).ok().map(Number::Whole),
            None => Number::parse(text),
        };
        let goes_on = self.rest().starts_with(is_of_word);
        number.filter(|_| !goes_on).ok_or_else(|| {
            self.skip(is_of_word);
            let found = shown(self.text.get(start..self.at).unwrap_or_default());
            self.at = start;
            self.unexpected(
                found,
                "a decimal or hexadecimal number; a property of this name is escaped, as [[name]]",
            )
        })
    }

    fn number_text(&mut self) -> &'t str {
        let rest = self.rest();
        let digits = self.skip(|c| c.is_ascii_digit()).len();
        if digits == 1 && self.rest().starts_with(['x', 'X']) && rest.starts_with('0') {
            self.at += 1;
            return &rest[..2 + self.skip(|c| c.is_ascii_hexdigit()).len()];
        }
        let start = self.at - digits;
        if self.digits_after(1, self.rest().starts_with('.')) {
            self.skip(|c| c.is_ascii_digit());
        }
        let signed = self
            .rest()
            .get(1..)
            .is_some_and(|r| r.starts_with(['+', '-']));
        if self.digits_after(1 + usize::from(signed), self.rest().starts_with(['e', 'E'])) {
            self.skip(|c| c.is_ascii_digit());
        }
        &rest[..self.at - start]
    }

    /// Passes over the mark of a fraction or an exponent where it is one: where digits follow it.
    fn digits_after(&mut self, mark: usize, is_marked: bool) -> bool {
        let after = self.rest().get(mark..);
        let is_followed = after.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        let is_part = is_marked && is_followed;
        if is_part {
            self.at += mark;
        }
        is_part
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

fn word(text: &str) -> Kind<'_> {
    KEYS.iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(text))
        .map_or(Kind::Word(text), |(_, key)| Kind::Key(*key, text))
}

/// Reads `\uXXXX`, or two of them that make one character, and the length of what was read.
fn unicode(text: &str) -> Option<(char, usize)> {
    let first = hexadecimal(text)?;
    if let Some(plain) = char::from_u32(first.into()) {
        return Some((plain, 6));
    }
    let second = hexadecimal(text.get(6..)?)?;
    let both = char::decode_utf16([first, second]).next()?.ok()?;
    Some((both, 12))
}

fn hexadecimal(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_plain.then(|| u16::from_str_radix(digits, 16).ok())?
}
