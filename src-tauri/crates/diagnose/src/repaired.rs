//! The common part of the rules about repaired text: where it stands, what was seen there, what
//! it was read as. Each rule adds its own words.

use std::borrow::Cow;
use std::ops::Range;

use twin::{Document, Kind, Repair, RepairKind, Value, secret};

use crate::KEPT_PER_RULE;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings};
use crate::place::Place;

/// Characters of a quotation.
const QUOTED: usize = 60;

/// Makes a finding of each repair of a kind; those beyond what is listed are only counted.
pub(crate) fn each<'d>(
    cx: &Context<'d>,
    out: &mut Findings,
    kind: RepairKind,
    tell: impl Fn(Mended<'d>) -> Finding,
) {
    let mut repairs = cx.repairs(kind);
    for repair in repairs.by_ref().take(KEPT_PER_RULE) {
        out.push(tell(Mended {
            doc: cx.doc(),
            repair,
        }));
    }
    out.count_further(repairs.count() as u64);
}

/// One repaired place.
#[derive(Clone, Copy)]
pub(crate) struct Mended<'d> {
    pub doc: &'d Document,
    pub repair: &'d Repair,
}

impl<'d> Mended<'d> {
    /// Starts a finding that offers what was assumed as the text to stand there.
    pub(crate) fn fixable(self, message: impl Into<String>) -> Finding {
        let finding = self.told(message);
        if self.is_secret() {
            finding
        } else {
            finding.repair(self.repair.assumed.as_str())
        }
    }

    /// Starts a finding that tells neither what was seen nor what was assumed: its words do.
    pub(crate) fn bare(self, message: impl Into<String>) -> Finding {
        Finding::at(Place::repair(self.doc, self.repair), message)
    }

    /// Starts a finding that tells what was assumed, and offers nothing.
    pub(crate) fn told(self, message: impl Into<String>) -> Finding {
        let finding = self.bare(message);
        let seen = self.seen();
        let finding = if seen.is_empty() {
            finding
        } else {
            finding.evidence(seen)
        };
        finding.evidence(self.read_as())
    }

    /// Starts a finding about a whole string (or key) in quotes that are not JSON's, and offers it
    /// in proper ones.
    pub(crate) fn requoted(self, message: impl Into<String>) -> Finding {
        let Some((span, content, hides)) = self.string() else {
            return self.told(message);
        };
        let mut finding = self.bare(message);
        finding.place.span = span.clone();
        if hides || self.is_secret() || !secret::in_text(&self.doc.text()[span.clone()]).is_empty()
        {
            return finding.evidence(MASK);
        }
        let quoted = twin::escape::quote(&content);
        finding
            .evidence(secret::cut(one_line(&self.doc.text()[span]), QUOTED))
            .evidence(format!("read as {}", secret::cut(&quoted, QUOTED)))
            .repair(quoted)
    }

    /// Adds the other place of the repair, with the bracket or sign that stands there.
    pub(crate) fn with_other(self, finding: Finding, label: &str) -> Finding {
        match self.repair.other {
            Some(at) => finding.related(label, Place::character(self.doc, at)),
            None => finding,
        }
    }

    /// Names the opening bracket that belongs to the repair: ``the `{` of `rebootInfo` ``.
    pub(crate) fn opening(self) -> String {
        let Some(at) = self.repair.other else {
            return "a bracket".to_owned();
        };
        let bracket = self.doc.text()[at..].chars().next().unwrap_or('{');
        let owner = self.doc.value_at(at).filter(|v| !v.key_span().is_empty());
        match owner {
            Some(value) => format!("the `{bracket}` of `{}`", secret::cut(value.raw_key(), 40)),
            None => format!("the outer `{bracket}`"),
        }
    }

    /// Returns the key of the member that ends at the place, cut to be named.
    pub(crate) fn member_before(self) -> Option<String> {
        let mut value = self.doc.value_at(self.repair.span.start.checked_sub(1)?)?;
        while value.key_span().is_empty() {
            // an element: the array it stands in is not the member before, unless it ends here, too
            value = value
                .parent()
                .filter(|p| p.span().end == self.repair.span.start)?;
        }
        Some(secret::cut(value.raw_key(), 40))
    }

    /// Returns the key before the place, cut to be named.
    pub(crate) fn key_before(self) -> Option<String> {
        let value = self.doc.value_at(self.repair.span.start.checked_sub(1)?)?;
        let fits = !value.key_span().is_empty() && value.key_span().end == self.repair.span.start;
        fits.then(|| secret::cut(value.raw_key(), 40))
    }

    /// Says how sure a repair is that closes what was left open: where the text ends, the rest of it
    /// may be missing.
    pub(crate) fn unless_cut_off(self) -> Confidence {
        if self.doc.text()[self.repair.span.end..].trim().is_empty() {
            Confidence::Possible
        } else {
            Confidence::Likely
        }
    }

    /// True where a character of that kind stands directly before the place or behind it.
    pub(crate) fn touches(self, is_it: impl Fn(char) -> bool) -> bool {
        let text = self.doc.text();
        let before = text[..self.repair.span.start].chars().next_back();
        let behind = text[self.repair.span.end..].chars().next();
        before.into_iter().chain(behind).any(is_it)
    }

    /// Returns what stands there, masked, on one line.
    pub(crate) fn seen(self) -> String {
        if self.is_secret() {
            return MASK.to_owned();
        }
        secret::cut(one_line(&self.doc.text()[self.repair.span.clone()]), QUOTED)
    }

    /// True where showing the place would show a secret.
    pub(crate) fn is_secret(self) -> bool {
        let text = &self.doc.text()[self.repair.span.clone()];
        let scalar = self
            .doc
            .value_at(self.repair.span.start)
            .filter(|v| !v.kind().is_container());
        let of_value =
            scalar.is_some_and(|v| covers(v, &self.repair.span) && secret::has_secret(v));
        of_value || !secret::in_text(text).is_empty()
    }

    fn read_as(self) -> String {
        if self.repair.assumed.is_empty() {
            return "read as if it were not there".to_owned();
        }
        let assumed = if self.is_secret() {
            MASK.to_owned()
        } else {
            secret::cut(&self.repair.assumed, QUOTED)
        };
        format!("read as `{assumed}`")
    }

    /// Returns the string or key that starts at the repair, with its content, and whether that is a
    /// secret by its key.
    fn string(self) -> Option<(Range<usize>, Cow<'d, str>, bool)> {
        let start = self.repair.span.start;
        let value = self.doc.value_at(start)?;
        if value.key_span().start == start && !value.key_span().is_empty() {
            return Some((value.key_span(), value.key()?, false));
        }
        (value.span().start == start && value.kind() == Kind::String)
            .then(|| Some((value.span(), value.str()?, secret::has_secret(value))))?
    }
}

const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// True where a place is more of a value than a sign or two beside it.
fn covers(value: Value<'_>, span: &Range<usize>) -> bool {
    span.end > value.span().start && span.len() > 2
}

fn one_line(text: &str) -> &str {
    text.trim_end().lines().next().unwrap_or_default()
}
