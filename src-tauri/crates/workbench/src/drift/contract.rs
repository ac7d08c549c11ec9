//! What is known of one group, and what its device says, in the words of the engine that compares.

use std::sync::Arc;

use ::groups::status::{ErrorEntry, Status};
use ::groups::{Dialect, Direction, Group, Groups, Outcome, Role};
use diff::Habits;
use diff::drift::{Contract, Failure, Reason, Sides, Standing};
use groups::catalogue::{Catalogue, Choice};
use groups::names::without_suffix;
use twin::metadata::node_for;
use twin::{Kind, Section, Twin, Value};

use super::habits::{Schemas, habits};

/// Members about a group of an agent: its status is told apart from its properties.
const ASIDE: &[&str] = &["__meta", "__errors", "lastChange"];

/// Returns both sides of a group, with the stamps of the hub.
pub(crate) fn sides<'d>(twin: &Twin<'d>, group: &Group<'d>) -> Sides<'d> {
    let stamps = |section: Option<Section<'d>>, side: Option<Value<'d>>| node_for(section?, side?);
    Sides {
        desired: group.desired,
        reported: group.reported,
        desired_stamps: stamps(twin.desired, group.desired),
        reported_stamps: stamps(twin.reported, group.reported),
        has_reported: twin.reported.is_some(),
    }
}

/// Returns what is known of a group.
pub(crate) fn contract<'d>(
    group: &Group<'d>,
    groups: &Groups<'d>,
    catalogue: &Catalogue,
) -> Contract<'d> {
    let is_agents = group.dialect != Dialect::Undeclared;
    let meta = group.meta_reported();
    Contract {
        name: group.name.clone(),
        habits: of_group(group, groups, catalogue),
        ignored: ignored(group, groups),
        standing: standing(group),
        is_refreshing: is_agents
            && (group.is_refreshing_desired() || group.is_refreshing_reported()),
        is_of_other_deployment: is_of_other_deployment(group),
        is_unreported: is_agents && is_unreported(group),
        is_silent: is_agents.then_some(is_silent),
        is_local: is_local(group),
        errors: failures(group),
        device_time: meta
            .and_then(|m| m.get("time"))
            .or_else(|| group.last_change()?.get("time")),
        aside: if is_agents { ASIDE } else { &[] },
        plain: (group.dialect == Dialect::Draft).then_some(without_suffix),
    }
}

/// Returns what the schemas in force say of a group's properties; nothing where there are none.
pub(crate) fn of_group(
    group: &Group<'_>,
    groups: &Groups<'_>,
    catalogue: &Catalogue,
) -> Option<Arc<Habits>> {
    habits(&schemas(group, groups, catalogue))
}

fn schemas(group: &Group<'_>, groups: &Groups<'_>, catalogue: &Catalogue) -> Schemas {
    let [desired, reported] = [Direction::Desired, Direction::Reported]
        .map(|side| catalogue.in_force(group, groups, side));
    let judges = desired
        .as_ref()
        .is_some_and(|choice| !choice.may_be_outgrown());
    // a name alone is no evidence: another product may have a group of that name
    let is_known = groups.dialect != Dialect::Undeclared;
    let property = |choice: Option<Choice>| {
        let choice = choice.filter(|c| c.is_binding() && (is_known || c.assumed.is_none()));
        choice.map(|c| c.schema.property().clone())
    };
    Schemas {
        desired: property(desired),
        reported: property(reported),
        judges,
    }
}

/// Says why nobody reads what is desired of a group.
fn ignored(group: &Group<'_>, groups: &Groups<'_>) -> Option<Reason> {
    match group.role {
        Role::Command => return Some(Reason::Command),
        Role::Summary | Role::PortalSchemas => return Some(Reason::Declaration),
        Role::DeviceSchemas | Role::Gen1Section | Role::Plain => return None,
        Role::Configuration | Role::Own | Role::Custom => {}
    }
    let is_agents = groups.dialect != Dialect::Undeclared && group.role != Role::Custom;
    if group.dialect == Dialect::Undeclared && !is_agents {
        return None;
    }
    if groups.lists_all_handlers(&group.name) && group.schema_entry.is_none() {
        return Some(Reason::UnknownGroup);
    }
    let negotiation = ::groups::negotiate(group, groups, group.dialect.profile());
    (negotiation.desired.outcome == Outcome::Ignored).then_some(Reason::NoVersion)
}

fn standing(group: &Group<'_>) -> Standing {
    match ::groups::status::of(group) {
        Some((Status::Pending, _)) => Standing::Pending,
        Some((Status::Succeeded, _)) => Standing::Succeeded,
        Some((Status::Failed, _)) => Standing::Failed,
        Some((Status::NotStarted | Status::Unknown(_), _)) | None => Standing::Unsaid,
    }
}

fn is_of_other_deployment(group: &Group<'_>) -> bool {
    let sides = group.deployment_desired.zip(group.deployment_reported);
    let texts = sides.and_then(|(asked, told)| Some((asked.str()?, told.str()?)));
    texts.is_some_and(|(asked, told)| asked != told)
}

/// The agents read one word for a whole group, and each its own: anything else is no report.
fn is_unreported(group: &Group<'_>) -> bool {
    let mode = group.meta_desired().and_then(|m| m.get("reportingMode"));
    let is = |word: &str| mode.is_some_and(|m| m.is_str(word));
    match group.dialect {
        Dialect::Preview => is("never"),
        Dialect::Staging | Dialect::Ga => {
            mode.is_some() && !is("detailed") && group.name != "eventTracingCollectors"
        }
        Dialect::Draft => {
            let reporting = group
                .meta_desired()
                .and_then(|m| m.get("reporting")?.get("report"));
            reporting.and_then(Value::bool) == Some(false)
        }
        Dialect::Gen1 | Dialect::Undeclared => false,
    }
}

/// Collectors may ask for themselves not to be reported, in the words of either agent.
fn is_silent(element: Value<'_>) -> bool {
    let mode = element.get("__meta").and_then(|m| m.get("reportingMode"));
    let is_none = mode.is_some_and(|m| m.is_str("none"));
    is_none
        || element
            .get("reportProperties")
            .is_some_and(|v| v.is_str("no"))
}

/// The draft's policy and the older agent's priority let the device's own settings win.
fn is_local(group: &Group<'_>) -> bool {
    let meta = [group.meta_desired(), group.meta_reported()];
    let by_policy = meta.into_iter().flatten().filter_map(|m| m.get("policy"));
    let desired = group.desired.filter(|_| group.role == Role::Gen1Section);
    let applied = desired
        .and_then(|d| d.get("applyProperties"))
        .filter(|a| a.is_object());
    let by_priority = [desired, applied]
        .into_iter()
        .flatten()
        .filter_map(|d| d.get("sourcePriority"));
    by_policy
        .chain(by_priority)
        .any(|word| word.is_str("local"))
}

/// Returns the errors that a group reports: by operation, by element in the draft, one in all in the older agent.
fn failures<'d>(group: &Group<'d>) -> Vec<Failure<'d>> {
    let of = |operation: &str, entry: &ErrorEntry<'d>| Failure {
        operation: operation.into(),
        code: entry.code,
        value: entry.value,
    };
    let mut found: Vec<_> = ::groups::status::errors(group)
        .map(|e| of(&e.operation, &e))
        .collect();
    for element in group.elements(Direction::Reported) {
        let own = element.get("__errors").filter(|e| e.is_object());
        let name = element.key().unwrap_or_default();
        let first = own.and_then(|errors| errors.children().next());
        found.extend(first.map(|error| of(&name, &ErrorEntry::of(error))));
    }
    if let Some(change) = group.last_change()
        && let Some(code) = change.get("errCode").filter(|c| c.kind() != Kind::Null)
        && standing(group) == Standing::Failed
    {
        let short = group.name.strip_prefix("windows.").unwrap_or(&group.name);
        found.push(Failure {
            operation: short.into(),
            code: code.integer(),
            value: change,
        });
    }
    found
}
