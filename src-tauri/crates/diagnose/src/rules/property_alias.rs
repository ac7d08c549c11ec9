//! # property-alias
//!
//! A property stands under a name that documents use, but no agent reads.
//!
//! ## Why
//! Documents and samples name some properties otherwise than the agent does, such as
//! `deferFeatureUpdatesPeriod` for `deferFeatureUpdatesPeriodInDays`. The agent ignores a name it
//! does not know without a trace.
//!
//! ## Do
//! Rename the property.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::managed::is_marked;
use crate::naming::rename;
use crate::rule::{Category, Rule};
use groups::{Dialect, Direction, Group, Profile};

pub static RULE: Rule = Rule {
    name: "property-alias",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("property_alias.rs"),
    check,
};

/// Group, name in the documents, name that the agent reads.
const ALIASES: [(&str, &str, &str); 10] = [
    (
        "windowsUpdate",
        "deferFeatureUpdatesPeriod",
        "deferFeatureUpdatesPeriodInDays",
    ),
    (
        "windowsUpdate",
        "deferQualityUpdatesPeriod",
        "deferQualityUpdatesPeriodInDays",
    ),
    ("windowsUpdate", "allowAutoUpdates", "allowAutoUpdate"),
    ("rebootInfo", "dailyReboot", "dailyRebootTime"),
    ("rebootInfo", "dailySchedule", "dailyRebootTime"),
    ("rebootInfo", "oneTimeReboot", "singleRebootTime"),
    ("uwpApps", "app", "apps"),
    ("", "startUp", "startup"),
    ("", "packageFamilyId", "pkgFamilyName"),
    ("", "launchAfterinstall", "launchAfterInstall"),
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let is_read = |g: &&Group<'_>| !matches!(g.dialect, Dialect::Draft | Dialect::Gen1);
    if matches!(cx.forced_profile(), Some(Profile::Draft | Profile::Gen1)) {
        return;
    }
    for (alias_group, alias, name) in ALIASES {
        let of = if alias_group.is_empty() {
            "uwpApps"
        } else {
            alias_group
        };
        let Some(group) = cx.groups().get(of).filter(is_read).filter(|g| is_marked(g)) else {
            continue;
        };
        let node = group.desired.filter(|_| !alias_group.is_empty());
        let elements = group
            .elements(Direction::Desired)
            .filter(|_| alias_group.is_empty());
        for member in node
            .into_iter()
            .chain(elements)
            .filter_map(|v| v.get(alias))
        {
            out.push(
                rename(member, name, format!("the agent does not read `{alias}`; it is `{name}`"))
                    .confidence(Confidence::Likely)
                    .because("Documents name it so, but the agent ignores a name it does not know without a trace.")
                    .advise(format!("Rename it to `{name}`.")),
            );
        }
    }
}
