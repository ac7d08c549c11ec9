//! Keys that end in the draft documents' mark for nesting depth, told from names that look alike.

use groups::names::{DepthSuffix, depth_suffix, is_draft_only};
use twin::limits::Remark;
use twin::{SectionKind, Value};

use crate::context::Context;
use crate::naming::has_agent;

/// Names that a customer may well number: alone they are no sign of the draft documents.
const COMMON: [&str; 8] = [
    "errors",
    "context",
    "parameters",
    "reporting",
    "install",
    "certificates",
    "deviceInfo",
    "testInfo",
];

/// Returns the keys with a depth mark, in the order of the text.
pub(crate) fn of<'d>(
    cx: &Context<'d>,
) -> impl Iterator<Item = (Value<'d>, DepthSuffix<'d>)> + use<'d> {
    let numbered = numbered(cx);
    let is_telling = |s: &DepthSuffix<'_>| !is_draft_only(s.name) && !COMMON.contains(&s.name);
    let tells =
        numbered.iter().any(|(_, s)| is_telling(s)) || (!numbered.is_empty() && has_agent(cx));
    numbered.into_iter().filter(move |_| tells)
}

fn numbered<'d>(cx: &Context<'d>) -> Vec<(Value<'d>, DepthSuffix<'d>)> {
    let mut found = Vec::new();
    for (section, survey) in cx.surveys().filter(|(s, _)| s.kind != SectionKind::Tags) {
        for (_, value) in survey.with(|r| r == Remark::NumberedKey) {
            let depth = value.depth().saturating_sub(section.value.depth());
            found.extend(
                depth_suffix(value.raw_key(), u32::try_from(depth).unwrap_or(u32::MAX))
                    .map(|s| (value, s)),
            );
        }
    }
    found
}

/// Returns the depth of a value below its section; a member of desired or reported has 1.
pub(crate) fn depth(cx: &Context<'_>, value: Value<'_>) -> Option<usize> {
    let section = cx.twin().section_of(value)?;
    Some(value.depth().saturating_sub(section.value.depth()))
}
