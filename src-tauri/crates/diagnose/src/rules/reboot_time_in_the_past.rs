//! # reboot-time-in-the-past
//!
//! The next restart is planned for a time that is over.
//!
//! ## Why
//! A single restart happens once. What stands in desired afterwards asks for nothing more, and the agent
//! hands it to Windows again at every connection. A twin that was kept in a file does not age: the time is
//! compared with the newest stamp in it, and with the clock only where it has none. A scenario's case is
//! run again and again, and its times are not looked at.
//!
//! ## Do
//! Plan a new time, or write an empty text to take the plan back.
//!
//! ```json
//! { "rebootInfo": { "singleRebootTime": "" } }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use groups::Direction;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use twin::Value;
use twin::shape::Shape;
use twin::time::{When, spoken};

pub static RULE: Rule = Rule {
    name: "reboot-time-in-the-past",
    severity: Severity::Info,
    category: Category::Schema,
    source: include_str!("reboot_time_in_the_past.rs"),
    check,
};

/// How far the local time of a device may be from UTC.
const ANYWHERE: SignedDuration = SignedDuration::from_hours(14);

fn check(cx: &Context<'_>, out: &mut Findings) {
    if cx.twin().recognition.shape == Shape::ScenarioCase {
        return;
    }
    for (group, judged) in cx.judged().filter(|(_, j)| j.direction == Direction::Desired) {
        let key = judged.choice.schema.key.group.as_str();
        if !matches!(key, "rebootInfo" | "DirectRebootInfo") || !judged.choice.is_binding() {
            continue;
        }
        let Some(time) = group.desired.and_then(|node| node.get("singleRebootTime")) else {
            continue;
        };
        let Some(passed) = since(time, cx.as_of()).filter(|passed| passed.is_positive()) else {
            continue;
        };
        let side = Side { group, judged, node: time };
        out.push(
            side.finding(Place::value(time), format!("the restart was planned for a time that is {} ago", spoken(passed)))
                .because("A single restart happens once; what stands here now asks for nothing more.")
                .advise("Plan a new time, or write an empty text to take the plan back."),
        );
    }
}

/// Returns how long ago a time was, at least: without a zone it may be anywhere on earth.
fn since(time: Value<'_>, now: Option<Timestamp>) -> Option<SignedDuration> {
    let now = now?;
    match When::parse(&time.str()?)? {
        When::Utc(stamp) => Some(now.duration_since(stamp)),
        When::Local(local) => {
            let as_utc = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
            Some(now.duration_since(as_utc) - ANYWHERE)
        }
    }
}
