//! The content of a group that was pasted without its name: which group it can only be, and what of it
//! does not fit. Nothing where several groups have such members, or none.

use std::collections::BTreeSet;

use groups::catalogue::{Choice, Flow, Form, Violation};
use groups::{Dialect, Format};
use twin::Value;
use twin::shape::{Shape, is_reported_content};

use crate::context::Context;
use crate::schemas::is_meta;

/// A sample that has the very members of another group.
const TWIN_OF_ANOTHER: &str = "DirectRebootInfo";
/// Members looked at: more than any group has.
const LOOKED_AT: usize = 64;

/// The group that a content can only be of.
pub(crate) struct Pasted<'d> {
    /// The content.
    pub content: Value<'d>,
    /// The side it stands on.
    pub flow: Flow,
    /// The schema in force.
    pub choice: Choice,
}

impl<'d> Pasted<'d> {
    /// Reads what is at hand, if it is the content of one group.
    pub fn of(cx: &Context<'d>) -> Option<Self> {
        let content = cx.twin().root;
        if cx.twin().recognition.shape != Shape::GroupContent {
            return None;
        }
        let (flow, version) = match is_reported_content(content) {
            true => (Flow::Reported, "deviceInterfaceVersion"),
            false => (Flow::Desired, "serviceInterfaceVersion"),
        };
        // only the released agent has these versions
        let version = content.get("__meta")?.get(version)?;
        let group = only_one(cx, content, flow)?;
        let version = groups::parse(Some(version), Format::GaAgent).version();
        let choice = cx.catalogue().nearest(Dialect::Ga, &group, flow, version)?;
        choice.is_binding().then_some(Self {
            content,
            flow,
            choice,
        })
    }

    /// The name of the group.
    pub fn group(&self) -> &str {
        &self.choice.schema.key.group
    }

    /// Returns what does not fit.
    pub fn violations(&self) -> Vec<Violation<'d>> {
        crate::refusal::once(self.choice.schema.validate(self.content, Form::Complete))
    }
}

/// Returns the one group that has every member that any group has.
fn only_one(cx: &Context<'_>, content: Value<'_>, flow: Flow) -> Option<String> {
    let schemas = cx.catalogue().iter();
    let known: Vec<_> = schemas
        .filter(|s| s.key.dialect == Dialect::Ga && s.key.flow == flow)
        .filter(|s| s.key.group != TWIN_OF_ANOTHER)
        .collect();
    let members = content.children().take(LOOKED_AT).filter_map(Value::key);
    let mut fitting: Option<BTreeSet<&str>> = None;
    for name in members.filter(|name| !is_meta(name)) {
        let has = |members: &std::collections::BTreeMap<_, _>| members.contains_key(&*name);
        let with = known.iter().filter(|s| has(&s.property().members));
        let groups: BTreeSet<_> = with.map(|s| s.key.group.as_str()).collect();
        if !groups.is_empty() {
            fitting = Some(match fitting {
                Some(before) => before.intersection(&groups).copied().collect(),
                None => groups,
            });
        }
    }
    let mut fitting = fitting?.into_iter();
    let only = fitting.next().filter(|_| fitting.next().is_none())?;
    Some(only.to_owned())
}
