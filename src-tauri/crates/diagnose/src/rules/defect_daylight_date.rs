//! # defect-daylight-date
//!
//! Daylight time is reported to begin on the day on which standard time does.
//!
//! ## Why
//! The agent applies the date of standard time in place of the date of daylight time, and reports what it
//! applied. This is a defect of the agent. While `dynamicDaylightTimeDisabled` is false, Windows looks the
//! rules up by the name of the time zone, and the clock is right all the same.
//!
//! ## Do
//! Leave desired as it is, and let `dynamicDaylightTimeDisabled` be `false` where the zone has rules.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::Direction;

pub static RULE: Rule = Rule {
    name: "defect-daylight-date",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("defect_daylight_date.rs"),
    check,
};

const DAYLIGHT: &str = "timeZoneDaylightDate";
const STANDARD: &str = "timeZoneStandardDate";

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(side) = cx.side("timeInfo", Direction::Reported) else {
        return;
    };
    let has_defect = side.property().member(DAYLIGHT).is_some_and(|p| p.defect.is_some());
    let text = |name| side.node.get(name)?.str().filter(|text| !text.is_empty());
    let asked = side.group.desired.and_then(|node| node.get(DAYLIGHT)?.str());
    let (Some(shown), Some(asked)) = (side.node.get(DAYLIGHT), asked) else {
        return;
    };
    let daylight = text(DAYLIGHT);
    if !has_defect || daylight.is_none() || daylight != text(STANDARD) || daylight == Some(asked) {
        return;
    }
    let message = format!("daylight time is reported to begin with standard time: {}", quoted(shown));
    let mut finding = side
        .finding(Place::value(shown), message)
        .because("A defect of the agent, not of what was asked for: it applies the date of standard time in place of this one.")
        .advise("Leave desired as it is; with `dynamicDaylightTimeDisabled` false, Windows goes by the name of the time zone.");
    if let Some(date) = side.group.desired.and_then(|node| node.get(DAYLIGHT)) {
        finding = finding.related("what was asked for", Place::value(date));
    }
    out.push(finding);
}
