//! Twins for the tests of this crate.

use twin::{Document, shape};

use crate::group::Groups;
use crate::names;

/// Reads a text as users paste it and hands the groups of its first twin to a check.
pub(crate) fn with_groups<R>(text: &str, check: impl FnOnce(&Groups<'_>) -> R) -> R {
    let document = Document::read_str(text).expect("a small text is read");
    let root = document.root().expect("the text is not empty");
    check(&Groups::of(&shape::recognise(root, &names::is_group)))
}

/// Writes a twin of two sections, each the inside of an object.
pub(crate) fn twin(desired: &str, reported: &str) -> String {
    format!(r#"{{"properties":{{"desired":{{{desired}}},"reported":{{{reported}}}}}}}"#)
}
