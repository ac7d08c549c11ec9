//! What of a value is compared and written: members that count, and secrets behind their masks.

use twin::Value;
use twin::write::{Layout, to_json_filtered};

/// Which members count, and what stands for the content of a string that must not be shown.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// Returns what stands for the content of a string; nothing where it may be shown.
    pub mask: &'s dyn Fn(Value<'_>) -> Option<String>,
    /// True for a member that counts.
    pub fits: &'s dyn Fn(Value<'_>) -> bool,
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scope")
    }
}

impl Scope<'_> {
    /// Everything, in clear.
    pub const ALL: Scope<'static> = Scope {
        mask: &|_| None,
        fits: &|_| true,
    };

    pub(crate) fn has(&self, member: Value<'_>) -> bool {
        (self.fits)(member)
    }

    /// Returns a value as JSON on one line.
    pub(crate) fn json(&self, value: Value<'_>) -> String {
        to_json_filtered(value, Layout::Compact, self.mask, self.fits)
    }
}
