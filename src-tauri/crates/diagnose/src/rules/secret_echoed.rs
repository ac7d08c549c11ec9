//! # secret-echoed
//!
//! The device repeats a connection string, key included, in what it reports.
//!
//! ## Why
//! The older agent reports the storage account of `externalStorage` as it got it. Everyone who may read the
//! twin can read the key, and so can whatever evaluates reported properties: queries, logs, exports. No
//! setting keeps it from that.
//!
//! ## Do
//! Use a key that may do no more than read this account's files, or a SAS address that expires. Change the
//! key if the file left the house.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::secrets::echoed;

pub static RULE: Rule = Rule {
    name: "secret-echoed",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("secret_echoed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if let Some(value) = echoed(cx) {
        out.push(
            Finding::at(Place::value(value), "the device reports the storage account's connection string")
                .confidence(Confidence::Likely)
                .because("It is a habit of the older agent, not a slip of yours: it repeats what it got, key included, where every reader of the twin sees it.")
                .advise("Use a key that may do no more than read these files, or a SAS address that expires; change the key if the file left the house.")
                .group("windows.externalStorage"),
        );
    }
}
