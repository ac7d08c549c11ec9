//! # date-impossible
//!
//! A time names a day or an hour that no calendar has.
//!
//! ## Why
//! The form is right, so that the agent hands the text on; Windows refuses the 31st of February, the
//! 13th month and the 25th hour, or takes them for another time. In a date of a time zone whose year
//! is 0000 the day is the week of the month: 1 to 4, or 5 for the last one.
//!
//! ## Do
//! Write a day and an hour that exist.
//!
//! ```json
//! { "timeZoneDaylightDate": "0000-03-05T02:00:00" }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Side;
use groups::Direction;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "date-impossible",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("date_impossible.rs"),
    check,
};

/// Groups with the members that are points in time.
const TIMES: [(&str, &[&str]); 3] = [
    ("rebootInfo", &["singleRebootTime", "dailyRebootTime"]),
    ("DirectRebootInfo", &["singleRebootTime", "dailyRebootTime"]),
    ("timeInfo", &["timeZoneDaylightDate", "timeZoneStandardDate"]),
];
const DAYS: [u16; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (group, judged) in cx.judged().filter(|(_, j)| j.direction == Direction::Desired) {
        let key = judged.choice.schema.key.group.as_str();
        let Some((_, members)) = TIMES.iter().find(|(group, _)| *group == key) else {
            continue;
        };
        for value in members.iter().filter_map(|name| group.desired?.get(name)) {
            // what has not even the form is told by the schema
            if judged.violations.iter().any(|v| v.at == value) {
                continue;
            }
            let Some(fault) = value.str().and_then(|text| fault(&text)) else {
                continue;
            };
            let side = Side { group, judged, node: value };
            let finding: Finding = side.finding(Place::value(value), format!("{} has {fault}", crate::words::name_of(value)));
            out.push(
                finding
                    .evidence(shown(value, 40))
                    .because("The agent hands it to Windows as it is, which refuses such a time or takes it for another one.")
                    .advise("Write a day and an hour that exist; in a date of a time zone with the year 0000 the day is the week of the month, 1 to 5."),
            );
        }
    }
}

/// Says what no calendar has of a text such as `2026-10-10T17:00:00`; what is behind the seconds is not
/// looked at.
fn fault(text: &str) -> Option<String> {
    let [year, month, day, hour, minute, second] = numbers(text)?;
    if [month, day, hour, minute, second] == [0; 5] && year == 0 {
        // a time zone without daylight time
        return None;
    }
    if !(1..=12).contains(&month) {
        return Some(format!("no month {month}"));
    }
    match year {
        0 if !(1..=5).contains(&day) => return Some(format!("no week {day} of a month")),
        0 => {}
        _ if day == 0 || day > days(year, month) => {
            return Some(format!("no day {day} in month {month} of {year}"));
        }
        _ => {}
    }
    // the end of a day may be written as 24:00:00, and a leap second is one
    let is_end = [hour, minute, second] == [24, 0, 0];
    match () {
        () if is_end => None,
        () if hour > 23 => Some(format!("no hour {hour}")),
        () if minute > 59 => Some(format!("no minute {minute}")),
        () if second > 60 => Some(format!("no second {second}")),
        () => None,
    }
}

fn days(year: u16, month: u16) -> u16 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match DAYS.get(usize::from(month) - 1) {
        Some(29) if !is_leap => 28,
        Some(days) => *days,
        None => 0,
    }
}

/// Reads the six numbers; nothing where the text has another form.
fn numbers(text: &str) -> Option<[u16; 6]> {
    let bytes = text.as_bytes();
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if signs.iter().any(|(at, sign)| bytes.get(*at) != Some(sign)) {
        return None;
    }
    let places = [0..4, 5..7, 8..10, 11..13, 14..16, 17..19];
    let mut numbers = [0; 6];
    for (number, place) in numbers.iter_mut().zip(places) {
        let digits = text.get(place).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        *number = digits.parse().ok()?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn days_and_hours_that_exist_are_nobodys_fault() {
        for text in [
            "2028-02-29T00:00:00Z",
            "2026-10-10T24:00:00",
            "0000-03-05T02:00:00",
            "0000-00-00T00:00:00",
            "2016-12-31T23:59:60Z",
            "17:00",
            "",
            "2026-10-1\u{fc}T00:00:00",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_calendar_has_is_named() {
        for (text, what) in [
            ("2030-02-31T00:00:00Z", "no day 31 in month 2 of 2030"),
            ("2100-02-29T00:00:00Z", "no day 29 in month 2 of 2100"),
            ("0000-13-01T02:00:00", "no month 13"),
            ("0000-03-09T02:00:00", "no week 9 of a month"),
            ("2026-10-10T25:00:00", "no hour 25"),
            ("2026-10-10T24:00:01", "no hour 24"),
            ("2026-10-10T23:60:00", "no minute 60"),
        ] {
            assert_eq!(fault(text).as_deref(), Some(what), "{text}");
        }
    }
}
