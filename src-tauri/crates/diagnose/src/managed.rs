//! Which nodes a device agent is concerned with, and what they say about their status. Twins of
//! other products have properties such as `deviceInfo`, too: a name alone is no evidence.

use groups::status::Status;
use groups::{Dialect, Group, Groups, Profile, Role};
use jiff::{SignedDuration, Timestamp};
use twin::Value;

use crate::context::Context;
use crate::finding::Severity;

/// Age from which something that should pass has probably got stuck.
pub(crate) const STUCK: SignedDuration = SignedDuration::from_mins(10);

/// Returns the indices of the groups that an agent is concerned with.
///
/// Names count where anything in the twin is an agent's, or the user says by which rules to judge.
/// A group of a pack always is: choosing the pack is the user's word for it. A plain group of a pack
/// is only where it carries an agent's nodes all the same.
pub(crate) fn of(groups: &Groups<'_>, is_agents: bool) -> Vec<usize> {
    let is_agents = is_agents || groups.dialect != Dialect::Undeclared;
    let fits = |group: &Group<'_>| match group.role {
        Role::Configuration | Role::Command => is_agents,
        Role::Gen1Section | Role::Own => true,
        // what the device describes is asked for without versions, in the draft's figures and by the preview
        Role::DeviceSchemas => is_marked(group) || asks_for_schemas(group),
        Role::Custom | Role::Plain => is_marked(group),
        Role::PortalSchemas | Role::Summary => false,
    };
    // longer names are no names for the hub, and would make every message long
    let is_name = |group: &Group<'_>| group.name.len() as u64 <= twin::limits::KEY_BYTES;
    let all = groups.iter().enumerate();
    all.filter(|(_, group)| fits(group) && is_name(group))
        .map(|(at, _)| at)
        .collect()
}

/// Names that other products do not use by chance.
const DISTINCTIVE: [&str; 5] = [
    "rebootInfo",
    "windowsUpdate",
    "windowsTelemetry",
    "uwpApps",
    "eventTracingCollectors",
];

/// True for a group whose name alone says whose it is.
pub(crate) fn is_distinctive(group: &Group<'_>) -> bool {
    DISTINCTIVE.contains(&group.name.as_str())
}

/// True for a group whose versions need no look: every side says the interface that every shipped
/// handler has, and nothing was refused. Most groups of a healthy fleet are like this.
pub(crate) fn is_settled(group: &Group<'_>, profile: Profile) -> bool {
    let is_built_in = |version: Option<Value<'_>>| version.is_none_or(|v| v.is_str("1.0.0"));
    matches!(profile, Profile::GaDoc | Profile::GaAgent)
        && group.dialect == Dialect::Ga
        && group.service_interface.is_some()
        && group.reported.is_some()
        && group.portal_entry.is_none()
        && group.device_max_in == group.interface
        && group.errors().is_none()
        && [
            group.service_interface,
            group.interface,
            group.device_interface,
        ]
        .into_iter()
        .all(is_built_in)
}

/// True for a group that carries an agent's own nodes, or is declared.
pub(crate) fn is_marked(group: &Group<'_>) -> bool {
    let nodes = [
        group.meta_desired(),
        group.meta_reported(),
        group.schema_entry,
        group.portal_entry,
    ];
    nodes.into_iter().flatten().any(Value::is_object)
}

/// True where desired says what the device shall describe of itself.
fn asks_for_schemas(group: &Group<'_>) -> bool {
    let members = group.desired.into_iter().flat_map(Value::children);
    members
        .filter(|member| groups::names::without_suffix(member.raw_key()) == "reporting")
        .any(Value::is_object)
}

/// Returns the value with which a group reports its status, in any dialect.
pub(crate) fn status<'d>(group: &Group<'d>) -> Option<Value<'d>> {
    groups::status::of(group).map(|(_, value)| value)
}

/// True where a group reports this status.
pub(crate) fn has_status(group: &Group<'_>, wanted: &str) -> bool {
    status(group).is_some_and(|status| status.is_str(wanted))
}

/// True where a group reports that it failed; the draft says `nonCompliant`, too.
pub(crate) fn has_failed(group: &Group<'_>) -> bool {
    groups::status::of(group).is_some_and(|(status, _)| status == Status::Failed)
}

/// Returns the errors of a group, those of the elements of a list included: key and error.
pub(crate) fn errors<'d>(group: &Group<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    let elements = group.elements(groups::Direction::Reported);
    let nested = elements.filter_map(|element| element.get("__errors"));
    let maps = group.errors().into_iter().chain(nested);
    maps.filter(|errors| errors.is_object())
        .flat_map(Value::children)
}

/// True for the failure that deleting a whole group from desired leaves behind. The same code has other
/// causes, which the message tells; and a command never stands in desired.
pub(crate) fn is_deletion_noise(cx: &Context<'_>, group: &Group<'_>) -> bool {
    let mut errors = errors(group);
    let only = errors.next().filter(|_| errors.next().is_none());
    let speaks_of_null = |message: Value<'_>| {
        let text = message.str().unwrap_or_default();
        text.is_empty() || text.starts_with('<') || text.to_ascii_lowercase().contains("null")
    };
    let is_1001 = only.is_some_and(|e| {
        e.is_key(&group.name)
            && e.get("code").is_some_and(|c| c.integer() == Some(1001))
            && e.get("message").is_none_or(speaks_of_null)
    });
    is_1001 && group.role != Role::Command && group.desired.is_none() && cx.groups().has_desired
}

/// Returns how long ago a value of desired or reported was written, where that can be told.
pub(crate) fn age<'d>(cx: &Context<'d>, value: Value<'d>) -> Option<SignedDuration> {
    let written: Timestamp = cx.last_updated(value)?;
    Some(cx.now()?.duration_since(written))
}

/// Returns a warning for what has lasted too long, information for what may yet pass.
pub(crate) fn severity_at(age: Option<SignedDuration>) -> Severity {
    if age.is_some_and(|age| age > STUCK) {
        Severity::Warning
    } else {
        Severity::Info
    }
}

/// Says an age after a message: ` for 3 h 20 min`.
pub(crate) fn since(age: Option<SignedDuration>) -> String {
    let known = age.filter(|age| !age.is_negative());
    known.map_or_else(String::new, |age| {
        format!(" for {}", twin::time::spoken(age))
    })
}

/// Quotes a value for a message: masked and cut.
pub(crate) fn quoted(value: Value<'_>) -> String {
    twin::secret::shown(value, 40)
}

/// Returns a warning for what should have happened by now, information where it may yet happen.
pub(crate) fn unless_fresh(age: Option<SignedDuration>) -> Severity {
    if age.is_some_and(|age| age <= STUCK) {
        Severity::Info
    } else {
        Severity::Warning
    }
}
