//! The draft's rules: each direction by itself, a reader reads its maximum or lower.

use twin::{Kind, Value};

use super::{Direction, Outcome, Remark, RowId, SideRow};
use crate::group::{Group, Groups};
use crate::version::{Format, Parsed, parse};

/// One direction: who writes, who reads, and what the rows are called there.
struct Exchange<'d> {
    direction: Direction,
    writer: &'static str,
    reader: &'static str,
    written: Option<Value<'d>>,
    highest: Option<Value<'d>>,
    rows: [RowId; 7],
}

/// Judges one direction by rows A1 to A7 or B1 to B7.
pub(super) fn side(group: &Group<'_>, groups: &Groups<'_>, direction: Direction) -> SideRow {
    let exchange = exchange(group, direction);
    let written = parse(exchange.written, Format::Draft);
    let highest = parse(exchange.highest, Format::Draft);
    let (at, outcome, because) = decide(group, groups, &exchange, &written, &highest);
    let mut row = SideRow::new(direction, exchange.rows[at - 1], outcome, because);
    row = match direction {
        Direction::Desired => row.between(exchange.written, exchange.highest),
        Direction::Reported => row.between(exchange.highest, exchange.written),
    };
    row.remarks = remarks(exchange.written, &written)
        .chain(remarks(exchange.highest, &highest))
        .collect();
    if group.declared_only() {
        row.also.push(RowId::U1);
    }
    if writes_above_own_input(group, direction) {
        row.also.push(RowId::S1);
    }
    if direction == Direction::Desired && mechanisms_disagree(group) {
        row.also.push(RowId::S2);
    }
    row
}

fn exchange<'d>(group: &Group<'d>, direction: Direction) -> Exchange<'d> {
    match direction {
        Direction::Desired => Exchange {
            direction,
            writer: "portal",
            reader: "device",
            written: group.portal_out,
            highest: group.device_max_in,
            rows: [
                RowId::A1,
                RowId::A2,
                RowId::A3,
                RowId::A4,
                RowId::A5,
                RowId::A6,
                RowId::A7,
            ],
        },
        Direction::Reported => Exchange {
            direction,
            writer: "device",
            reader: "portal",
            written: group.device_out,
            highest: portal_reads(group),
            rows: [
                RowId::B1,
                RowId::B2,
                RowId::B3,
                RowId::B4,
                RowId::B5,
                RowId::B6,
                RowId::B7,
            ],
        },
    }
}

/// The released agent's portal declares one version only; it reads what it writes.
fn portal_reads<'d>(group: &Group<'d>) -> Option<Value<'d>> {
    match group.portal_entry {
        None => group.portal_max_in.or(group.service_interface),
        Some(_) => group.portal_max_in,
    }
}

fn decide(
    group: &Group<'_>,
    groups: &Groups<'_>,
    exchange: &Exchange<'_>,
    written: &Parsed,
    highest: &Parsed,
) -> (usize, Outcome, String) {
    let Exchange {
        direction,
        writer,
        reader,
        ..
    } = exchange;
    let name = &group.called();
    for (parsed, value, who) in [
        (written, exchange.written, writer),
        (highest, exchange.highest, reader),
    ] {
        if let Some(words) = unreadable(parsed) {
            let value = value.map_or_else(String::new, |v| twin::secret::shown(v, 40));
            let because = format!(
                "the version {value} that the {who} declares for {name} {words}, so nothing can be told about {direction}"
            );
            return (1, Outcome::Undetermined, because);
        }
    }
    let Some(w) = written.version() else {
        let why = absence(groups, group, writer);
        let because = format!(
            "the {writer} declares no output version for {name}{why}: the {reader} ignores {direction}"
        );
        return (2, Outcome::Ignored, because);
    };
    let Some(h) = highest.version() else {
        let why = absence(groups, group, reader);
        let because = format!(
            "the {writer} writes {name} in version {w}, but the {reader} declares no highest version for it{why}: it does not read {direction}"
        );
        return (3, Outcome::Ignored, because);
    };
    let both =
        format!("the {writer} writes {name} in version {w} and the {reader} reads {h} or lower");
    if w.major < h.major {
        return (4, Outcome::Ok, both);
    }
    if w.major > h.major {
        let because =
            format!("{both}: it cannot read {direction}, the {writer} must write {h} or lower");
        return (7, Outcome::Error, because);
    }
    if w.minor <= h.minor {
        return (5, Outcome::Ok, both);
    }
    let because = format!("{both}: it ignores the optional fields that {w} adds to {h}");
    (6, Outcome::Note, because)
}

/// Says why a declaration may be missing.
fn absence(groups: &Groups<'_>, group: &Group<'_>, who: &str) -> &'static str {
    let (has_section, schemas, entry) = if who == "portal" {
        (
            groups.has_desired,
            groups.portal_schemas,
            group.portal_entry,
        )
    } else {
        (
            groups.has_reported,
            groups.device_schemas,
            group.schema_entry,
        )
    };
    match (has_section, schemas, entry) {
        (false, _, _) if who == "portal" => " (the document has no desired properties)",
        (false, _, _) => " (the document has no reported properties)",
        (true, None, _) if who == "portal" => " (there is no `__portalSchemas`)",
        (true, None, _) => " (there is no `__deviceSchemas`, or it was not reported yet)",
        (true, Some(_), None) => " (it has no entry)",
        (true, Some(_), Some(_)) => "",
    }
}

fn unreadable(parsed: &Parsed) -> Option<&'static str> {
    match parsed {
        Parsed::Malformed(fault) => Some(fault.words()),
        Parsed::WrongType(Kind::Boolean) => Some("is a boolean"),
        Parsed::WrongType(Kind::Array) => Some("is an array"),
        Parsed::WrongType(_) => Some("is an object"),
        Parsed::Fine(..) | Parsed::Missing => None,
    }
}

fn remarks(value: Option<Value<'_>>, parsed: &Parsed) -> impl Iterator<Item = Remark> {
    let node = value.map(Value::id);
    let faults = parsed.faults().iter().cloned();
    faults.filter_map(move |fault| Some(Remark { node: node?, fault }))
}

/// Legal, as the directions are independent, but worth knowing.
fn writes_above_own_input(group: &Group<'_>, direction: Direction) -> bool {
    let (output, input) = match direction {
        Direction::Desired => (group.portal_out, group.portal_max_in),
        Direction::Reported => (group.device_out, group.device_max_in),
    };
    major(output)
        .zip(major(input))
        .is_some_and(|(output, input)| output > input)
}

/// True where draft and interface versions of a side name different majors.
pub(super) fn mechanisms_disagree(group: &Group<'_>) -> bool {
    let differ = |entry: Option<Value<'_>>, key, interface| {
        let Some(declared) = entry.and_then(|e| e.get(key)) else {
            return false;
        };
        major(Some(declared))
            .zip(major(interface))
            .is_some_and(|(a, b)| a != b)
    };
    differ(group.portal_entry, "outputVersion", group.service_interface)
        || differ(group.schema_entry, "maxInputVersion", group.interface)
}

fn major(value: Option<Value<'_>>) -> Option<u64> {
    parse(value, Format::Draft).version().map(|v| v.major)
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
