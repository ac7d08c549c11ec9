//! What the recovering reader had to assume, and where.

use std::ops::Range;

/// A fault of the text that was repaired in reading. Each is a diagnostic rule of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RepairKind {
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two members or elements.
    MissingComma,
    /// A comma with nothing before it.
    SurplusComma,
    /// `;` where a comma belongs.
    WrongSeparator,
    /// A quote too many: `"2.0""`, or every quote doubled as CSV does.
    DoubledQuote,
    /// Quotes inside a string without a backslash before them.
    UnescapedQuote,
    /// A bracket that nothing closes.
    UnclosedBracket,
    /// A closing bracket too many.
    SurplusBracket,
    /// `]` where `}` belongs, or the reverse.
    MismatchedBracket,
    /// Members without the braces around them.
    MissingBraces,
    /// No colon between key and value.
    MissingColon,
    /// A colon too many.
    SurplusColon,
    /// `=`, `==` or `=>` for a colon.
    EqualsForColon,
    /// A comment.
    Comment,
    /// A backslash that starts no escape.
    BadEscape,
    /// Half a surrogate pair.
    LoneSurrogate,
    /// A control character inside a string.
    RawControlCharacter,
    /// A string left open at the end of its line or of the text.
    UnterminatedString,
    /// Single or typographic quotes.
    WrongQuotes,
    /// Quotes or blanks written as entities of HTML: `&quot;`.
    HtmlEntity,
    /// A key without quotes.
    UnquotedKey,
    /// A value without quotes.
    UnquotedValue,
    /// `True`, `None`, `NaN`, `undefined` …
    NonJsonLiteral,
    /// `+1`, `01`, `.5`, `0x1f` …
    NumberSpelling,
    /// `<time>`, `true|false`, `...` without quotes.
    Placeholder,
    /// A key without a value.
    MissingValue,
    /// The same key twice in one object.
    DuplicateKey,
    /// Another document after the first.
    SeveralDocuments,
    /// Text before or after the document that belongs to neither.
    TextAroundDocument,
    /// Numbers or quote marks before the lines, as listings and mails have them.
    LinePrefix,
    /// A byte order mark.
    ByteOrderMark,
    /// UTF-16 instead of UTF-8.
    Utf16Text,
    /// A document as it stands in a string: every quote with a backslash before it.
    EscapedText,
    /// Bytes that are no text in UTF-8.
    InvalidUtf8,
    /// A NUL outside strings.
    NulCharacter,
    /// White space JSON does not know: no-break space and the like.
    UnusualWhitespace,
    /// A character that means nothing where it stands.
    StrayCharacter,
    /// Nested so deeply that the inside is not kept.
    NestedTooDeeply,
    /// So many values in so little text that not all are kept.
    TooManyValues,
}

/// One assumption of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What was wrong.
    pub kind: RepairKind,
    /// The bytes it concerns; empty where something is missing.
    pub span: Range<usize>,
    /// The text assumed instead: empty for a removal.
    pub assumed: String,
    /// Another place that matters: the opening bracket, the first of two equal keys.
    pub other: Option<usize>,
}
