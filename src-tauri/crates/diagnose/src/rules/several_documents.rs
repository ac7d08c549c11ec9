//! # several-documents
//!
//! More than one JSON document stands in the text.
//!
//! ## Why
//! Each was read as an input of its own, as lines of NDJSON are. A service takes one document a
//! request.
//!
//! ## Do
//! Nothing, if the text is a list of twins; otherwise check that no comma or bracket was lost
//! between the two.
//!
//! ```text
//! { "deviceId": "pump-17" }
//! { "deviceId": "pump-18" }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "several-documents",
    severity: Severity::Info,
    category: Category::Syntax,
    source: include_str!("several_documents.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    each(cx, out, RepairKind::SeveralDocuments, |m| {
        m.bare("a further document starts here")
            .because("Each document was read as an input of its own, as lines of NDJSON are; a service takes one a request.")
            .advise("Nothing, if the text is a list of twins; otherwise check that no comma or bracket was lost between the two.")
    });
}
