//! The released agent's rules: one interface version a handler, as the documents say or as the
//! shipped agent does. And the preview's integers, which nobody compares.

use twin::{Kind, Value};

use super::rows::verdict;
use super::{Direction, Remark, RowId, SideRow, draft};
use crate::dialect::{Dialect, Profile};
use crate::group::{Group, Groups, Role, is_refreshing};
use crate::version::{Format, Parsed, Version, parse};

/// The interface that every handler of the shipped agent has.
const BUILT_IN: Version = Version {
    major: 1,
    minor: 0,
    patch: Some(0),
};

/// Error code of a refused interface version.
const REFUSED: i64 = 2019;

/// Rows that hold, each with its sentence.
type Held = Vec<(RowId, String)>;

fn format_of(profile: Profile) -> Format {
    match profile {
        Profile::GaAgent => Format::GaAgent,
        _ => Format::GaStrict,
    }
}

/// Judges what the device makes of desired, by rows C1 to C8, C11 and C12.
pub(super) fn desired(group: &Group<'_>, groups: &Groups<'_>, profile: Profile) -> SideRow {
    let written = parse(group.service_interface, format_of(profile));
    let mut held = desired_rows(group, groups, profile, &written);
    if draft::mechanisms_disagree(group) {
        let because = format!(
            "the draft's versions and the interface versions of {} name different majors",
            group.called()
        );
        held.push((RowId::S2, because));
    }
    let mut row = decisive(Direction::Desired, profile, held);
    row = row.between(group.service_interface, group.interface);
    let node = group.service_interface.map(Value::id);
    let faults = written.faults().iter().cloned();
    row.remarks = faults
        .filter_map(|fault| Some(Remark { node: node?, fault }))
        .collect();
    row
}

/// Takes the worst row for the decisive one, the first of equals.
fn decisive(direction: Direction, profile: Profile, mut held: Held) -> SideRow {
    let worst = held.iter().map(|(row, _)| verdict(*row, profile)).max();
    let at = held
        .iter()
        .position(|(row, _)| Some(verdict(*row, profile)) == worst)
        .unwrap_or(0);
    let (id, because) = held.remove(at);
    let mut row = SideRow::new(direction, id, verdict(id, profile), because);
    row.also = held.into_iter().map(|(id, _)| id).collect();
    row
}

fn desired_rows(
    group: &Group<'_>,
    groups: &Groups<'_>,
    profile: Profile,
    written: &Parsed,
) -> Held {
    let name = &group.called();
    let Some(node) = group.desired.filter(|d| d.kind() != Kind::Null) else {
        return vec![(RowId::U1, format!("{name} is not configured in desired"))];
    };
    if is_refreshing(node) {
        let because =
            format!("desired holds a placeholder for {name}: there is nothing to read yet");
        return vec![(RowId::U1, because)];
    }
    let has_handler = group.schema_entry.is_some() || group.reported.is_some();
    if !has_handler && groups.lists_all_handlers(name) {
        let because = format!(
            "the device lists its handlers in `__deviceSchemas`, and {name} is not among them: it ignores the group and reports nothing"
        );
        return vec![(RowId::C11, because)];
    }
    let Some(device) = interface_of(group) else {
        let because = format!("the device does not say which interface version it has for {name}");
        return vec![(RowId::U2, because)];
    };
    match written {
        Parsed::Missing => vec![without_version(group)],
        Parsed::Malformed(_) | Parsed::WrongType(_) => {
            vec![(RowId::C8, unreadable(group, written))]
        }
        Parsed::Fine(service, _) => compared(group, profile, *service, device),
    }
}

/// The device's interface: declared, reported before, or built into every shipped handler.
fn interface_of(group: &Group<'_>) -> Option<Version> {
    let read = |value| parse(value, Format::GaAgent).version();
    let built_in = matches!(
        group.role,
        Role::Configuration | Role::Command | Role::DeviceSchemas
    ) && !crate::names::is_draft_only(&group.name);
    let known = built_in.then_some(BUILT_IN);
    read(group.interface)
        .or_else(|| read(group.device_interface))
        .or(known)
}

fn without_version(group: &Group<'_>) -> (RowId, String) {
    let name = &group.called();
    if group.meta_desired.is_some_and(|m| m.is_object()) {
        let because = format!(
            "`__meta` of {name} in desired has no `serviceInterfaceVersion`, which is required"
        );
        return (RowId::C7, because);
    }
    let accepted = group
        .device_interface
        .is_some_and(|v| !v.is_str("") && v.kind() != Kind::Null);
    if accepted {
        let because = format!(
            "{name} has no `__meta` in desired; the device accepted a version before and keeps it until its agent starts again"
        );
        return (RowId::C6, because);
    }
    let because = format!(
        "{name} has no `__meta` in desired, and the device has not accepted a version of it yet: no version is found"
    );
    (RowId::C5, because)
}

fn unreadable(group: &Group<'_>, written: &Parsed) -> String {
    let value = group
        .service_interface
        .map_or_else(String::new, |v| twin::secret::shown(v, 40));
    let words = match written {
        Parsed::Malformed(fault) => fault.words(),
        Parsed::WrongType(kind) => kind.with_article(),
        Parsed::Fine(..) | Parsed::Missing => "",
    };
    let verb = if matches!(written, Parsed::WrongType(_)) {
        "is "
    } else {
        ""
    };
    format!(
        "`serviceInterfaceVersion` {value} of {} {verb}{words}: the agent finds no version in it",
        group.called()
    )
}

fn compared(group: &Group<'_>, profile: Profile, service: Version, device: Version) -> Held {
    let name = &group.called();
    let both =
        format!("the service writes {name} for interface {service} and the device has {device}");
    if service.major < device.major {
        let end = match profile {
            Profile::GaAgent => "the shipped agent refuses unequal major versions",
            _ => "by the documents a newer device reads older services",
        };
        return vec![(RowId::C2, format!("{both}: {end}"))];
    }
    if service.major > device.major {
        return vec![(RowId::C3, format!("{both}: the device is too old for it"))];
    }
    let mut held = Vec::new();
    if service.minor > device.minor {
        let because =
            format!("{both}: the device ignores the optional properties that {service} adds");
        held.push((RowId::C4, because));
    }
    if has_refusal(group) {
        let because = format!(
            "{both}, yet reported still shows error 2019: the device has not processed desired since, or was offline"
        );
        held.push((RowId::C12, because));
    }
    held.push((RowId::C1, both));
    held
}

/// True where reported holds the refusal of a version: error 2019 under the group's own name.
fn has_refusal(group: &Group<'_>) -> bool {
    let own = group.errors.and_then(|errors| errors.get(&group.name));
    own.and_then(|e| e.get("code")?.integer()) == Some(REFUSED)
}

/// Judges what the group itself reports as its version, by rows C9 and C10.
pub(super) fn reported(group: &Group<'_>, profile: Profile) -> SideRow {
    let name = &group.called();
    let held = match (group.device_interface, group.interface) {
        (Some(own), _) if own.is_str("") => {
            let because = format!(
                "reported {name} has an empty `deviceInterfaceVersion`: no version was accepted since the agent started"
            );
            (RowId::C10, because)
        }
        (Some(own), Some(declared)) if !same(own, declared) => {
            let because = format!(
                "reported {name} says interface {}, `__deviceSchemas` says {}: an old state, or the agent was upgraded",
                twin::secret::shown(own, 40),
                twin::secret::shown(declared, 40)
            );
            (RowId::C9, because)
        }
        (Some(own), _) => {
            let own = twin::secret::shown(own, 40);
            (
                RowId::C1,
                format!("the device reports {name} for interface {own}"),
            )
        }
        (None, Some(declared)) => {
            let declared = twin::secret::shown(declared, 40);
            (
                RowId::C1,
                format!("the device declares interface {declared} for {name}"),
            )
        }
        (None, None) => {
            let because = format!("the device reports no interface version for {name}");
            (RowId::U0, because)
        }
    };
    decisive(Direction::Reported, profile, vec![held]).between(
        group.service_interface,
        group.device_interface.or(group.interface),
    )
}

fn same(a: Value<'_>, b: Value<'_>) -> bool {
    let read = |v| parse(Some(v), Format::GaAgent).version();
    match (read(a), read(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.str() == b.str(),
    }
}

/// Judges a group of the preview or staging agent, which compared nothing.
pub(super) fn preview(group: &Group<'_>, direction: Direction) -> SideRow {
    let (name, dialect) = (&group.called(), group.dialect);
    let agent = if dialect == Dialect::Staging {
        "staging"
    } else {
        "preview"
    };
    let declared = match direction {
        Direction::Desired => group.device_max_in,
        Direction::Reported => group.device_out,
    };
    let standard = declared.is_none_or(|v| v.integer() == Some(1));
    let (row, because) = match declared.filter(|_| !standard) {
        Some(value) => {
            let value = twin::secret::shown(value, 40);
            let because = format!(
                "the device declares {value} for {name}, and the {agent} agent wrote 1 only; nobody compares it"
            );
            (RowId::P2, because)
        }
        None => {
            let because = format!(
                "the {agent} agent compares no versions: {name} is applied whatever they are"
            );
            (RowId::P1, because)
        }
    };
    SideRow::new(direction, row, verdict(row, Profile::GaAgent), because).between(None, declared)
}

#[cfg(test)]
#[path = "interface_tests.rs"]
mod tests;
