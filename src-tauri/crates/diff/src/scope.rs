//! What of a value is compared and written: members that count, and secrets behind their masks.

use twin::escape::quote;
use twin::write::{Layout, Secrets, to_json_filtered};
use twin::{Value, secret};

/// Which members count, and whether secrets may be shown.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// What becomes of secrets.
    pub secrets: Secrets,
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
        secrets: Secrets::Shown,
        fits: &|_| true,
    };

    pub(crate) fn has(&self, member: Value<'_>) -> bool {
        (self.fits)(member)
    }

    /// Returns a key in quotes.
    pub(crate) fn key(&self, key: &str) -> String {
        match self.secrets {
            Secrets::Shown => quote(key),
            Secrets::Masked => quote(&secret::without(key)),
        }
    }

    /// Returns a value as JSON on one line.
    pub(crate) fn json(&self, value: Value<'_>) -> String {
        to_json_filtered(value, Layout::Compact, self.secrets, self.fits)
    }
}
