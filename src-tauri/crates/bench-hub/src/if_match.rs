//! `If-Match`: what a caller expects to change, of a hub or of the provisioning service.

use crate::Fault;

/// What a caller expects a document, a twin or an identity to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// Nothing expected.
    Absent,
    /// There is one, of any tag.
    Any,
    /// This tag.
    Tag(String),
}

impl IfMatch {
    /// Reads the header: `*`, `"*"`, a tag with or without quotes.
    pub fn read(header: Option<&str>) -> Self {
        let Some(text) = header.map(str::trim).filter(|text| !text.is_empty()) else {
            return Self::Absent;
        };
        let text = text.strip_prefix("W/").unwrap_or(text);
        match text.trim_matches('"') {
            "*" => Self::Any,
            tag => Self::Tag(tag.to_owned()),
        }
    }

    /// False for another tag than the expected one.
    pub fn fits(&self, etag: &str) -> bool {
        !matches!(self, Self::Tag(expected) if expected != etag.trim_matches('"'))
    }

    /// Refuses another tag than the expected one.
    pub fn check(&self, etag: &str) -> Result<(), Fault> {
        match self {
            Self::Tag(expected) if !self.fits(etag) => Err(Fault::precondition(format!(
                "Precondition failed: the entity tag is {etag}, If-Match expects {expected}"
            ))),
            _ => Ok(()),
        }
    }
}
