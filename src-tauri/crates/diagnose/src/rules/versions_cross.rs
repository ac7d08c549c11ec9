//! # versions-cross
//!
//! One side writes a higher major version than it reads itself.
//!
//! ## Why
//! Input and output versions are independent, so this is legal. It is unusual, and often the two were
//! exchanged by mistake.
//!
//! ## Do
//! Check that `maxInputVersion` and `outputVersion` are not the wrong way round.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Direction, RowId};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "versions-cross",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("versions_cross.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::S1) {
        let (who, written, read) = match held.side.direction {
            Direction::Desired => ("portal", held.group.portal_out, held.group.portal_max_in),
            Direction::Reported => ("device", held.group.device_out, held.group.device_max_in),
        };
        let (Some(written), Some(read)) = (written, read) else {
            continue;
        };
        let (out_version, in_version) = (shown(written, 20), shown(read, 20));
        out.push(
            Finding::at(
                Place::key(written),
                format!("the {who} writes {} in {out_version}, but reads up to {in_version}", held.group.name),
            )
            .because("Input and output versions are independent, so this is legal; often the two were exchanged by mistake.")
            .advise("Check that `maxInputVersion` and `outputVersion` are not the wrong way round.")
            .related(format!("what the {who} reads"), Place::key(read)),
        );
    }
}
