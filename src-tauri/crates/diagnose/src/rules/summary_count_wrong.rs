//! # summary-count-wrong
//!
//! `__summary` counts another number of groups than it names.
//!
//! ## Why
//! `failedCount` and `pendingCount` are the numbers of the names in `failedGroups` and `pendingGroups`.
//! Queries and dashboards use the count and would be wrong by the difference.
//!
//! ## Do
//! Go by the groups themselves, and let the program that reports `__summary` write both together.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::summary::{self, Side};

pub static RULE: Rule = Rule {
    name: "summary-count-wrong",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("summary_count_wrong.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(summary) = cx.groups().summary else {
        return;
    };
    for side in Side::BOTH {
        let (Some(counted), Some(names)) =
            (summary.get(side.count_key()), summary.get(side.names_key()))
        else {
            continue;
        };
        let (Some(number), Some(text)) = (counted.integer(), names.str()) else {
            continue;
        };
        let (groups, instances) = summary::count(&groups::status::names(&text));
        if [Ok(groups), Ok(instances)].contains(&usize::try_from(number)) || number < 0 {
            continue;
        }
        out.push(
            Finding::at(Place::value(counted), format!("{} is {number}, and {} names {groups}", side.count_key(), side.names_key()))
                .because("The count is the number of the names; queries that use it are wrong by the difference.")
                .advise("Go by the groups themselves, and let the program that reports the summary write both together.")
                .group("__summary")
                .related("the names", Place::value(names))
                .evidence(twin::secret::shown(names, 120)),
        );
    }
}
