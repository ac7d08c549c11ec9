//! What the rules about `reportingMode` share: where it stands, and who reads its words.

use groups::{Dialect, Direction, Group};
use twin::Value;

/// True for a group of an agent that knows `none`, `minimal` and `detailed`.
pub(crate) fn reads_words(group: &Group<'_>) -> bool {
    matches!(
        group.dialect,
        Dialect::Staging | Dialect::Ga | Dialect::Undeclared
    )
}

/// The words of the documents.
pub(crate) fn modes() -> [&'static str; 3] {
    ["none", "minimal", "detailed"]
}

/// The words of the preview.
pub(crate) const EARLY_MODES: [&str; 2] = ["never", "always"];

/// Returns the mode of a whole group.
pub(crate) fn mode<'d>(group: &Group<'d>) -> Option<Value<'d>> {
    group.meta_desired()?.get("reportingMode")
}

/// Returns the modes of single collectors: only they have modes of their own.
pub(crate) fn collectors<'d>(group: &Group<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    group
        .elements(Direction::Desired)
        .filter_map(|collector| collector.get("__meta")?.get("reportingMode"))
}
