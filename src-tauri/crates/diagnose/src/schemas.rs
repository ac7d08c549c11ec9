//! Managed groups held against the schemas in force: once, for all rules that speak of it.

use std::sync::Arc;

use groups::catalogue::{Choice, Fault, Flow, Form, Property, Violation, Weight};
use groups::{Dialect, Direction, Group, Groups, Profile, Role};
use twin::shape::Shape;
use twin::{Document, Value};

use crate::context::{Context, Question};
use crate::finding::{Confidence, Finding, Severity};
use crate::place::Place;

/// Nodes of a group that rules of their own speak about.
const META: [&str; 3] = ["__meta", "__errors", "lastChange"];

/// One side of a group beside the schema in force.
pub(crate) struct Judged<'d> {
    /// Position of the group.
    pub group: usize,
    /// Which side.
    pub direction: Direction,
    /// The schema, and why this one.
    pub choice: Choice,
    /// What does not fit; nothing where the schema does not bind.
    pub violations: Vec<Violation<'d>>,
}

/// One side of a group, its node and what it was held against.
#[derive(Clone, Copy)]
pub(crate) struct Side<'d> {
    pub group: &'d Group<'d>,
    pub judged: &'d Judged<'d>,
    pub node: Value<'d>,
}

impl Side<'_> {
    /// What the schema says about the whole group.
    pub fn property(&self) -> &Arc<Property> {
        self.judged.choice.schema.property()
    }

    /// Starts a finding about the group.
    pub fn finding(&self, place: Place, message: String) -> Finding {
        Finding::at(place, message)
            .confidence(confidence(&self.judged.choice))
            .group(&self.group.name)
    }
}

/// Where a schema comes from, and with it what becomes of a value that does not fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source<'d> {
    /// A published agent, which reads by it.
    Agent,
    /// The draft documents, for which no agent was published.
    Draft,
    /// A pack of the user, by its name.
    Pack(&'d str),
}

/// One value that does not fit, with everything around it.
#[derive(Clone, Copy)]
pub(crate) struct Broken<'d> {
    pub group: &'d Group<'d>,
    pub judged: &'d Judged<'d>,
    pub violation: &'d Violation<'d>,
}

impl<'d> Broken<'d> {
    /// The severity that the schema gives; nobody refuses what does not fit the published draft.
    pub fn severity(&self) -> Severity {
        match self.violation.weight {
            Weight::Error if self.source() == Source::Draft => Severity::Warning,
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
            Weight::Info => Severity::Info,
        }
    }

    /// Who says what is right.
    pub fn source(&self) -> Source<'d> {
        match (&self.judged.choice.schema.pack, self.dialect()) {
            (Some(pack), _) => Source::Pack(pack),
            (None, Dialect::Draft) => Source::Draft,
            (None, _) => Source::Agent,
        }
    }

    /// The dialect of the schema.
    pub fn dialect(&self) -> Dialect {
        self.judged.choice.schema.key.dialect
    }

    /// The group as the schema names it: a section of the older agent without `windows.`.
    pub fn group_key(&self) -> &'d str {
        &self.judged.choice.schema.key.group
    }

    /// True for what the back end writes.
    pub fn is_desired(&self) -> bool {
        self.judged.direction == Direction::Desired
    }

    /// The section, for a sentence.
    pub fn section(&self) -> &'static str {
        Flow::from(self.judged.direction).name()
    }

    /// What the schema says about the value, or about the object that lacks a member.
    pub fn property(&self) -> Option<Arc<Property>> {
        self.property_of(self.violation.at)
    }

    /// What the schema says about the object around the value.
    pub fn around(&self) -> Option<Arc<Property>> {
        self.property_of(self.violation.at.parent()?)
    }

    /// True for a member of the group itself.
    pub fn is_top(&self) -> bool {
        self.violation.at.parent() == self.node()
    }

    /// True for the group itself.
    pub fn is_group(&self) -> bool {
        Some(self.violation.at) == self.node()
    }

    /// What the schema of the other side says about a value that only the device may write.
    pub fn read_only(&self, cx: &Context<'_>) -> Option<Arc<Property>> {
        let choice = &self.judged.choice;
        let key = &choice.schema.key;
        let flow = Flow::Reported;
        let catalogue = cx.catalogue();
        let reported = catalogue.nearest(key.dialect, &key.group, flow, choice.declared)?;
        let root = reported.schema.property();
        let around = property_of(self.node()?, root, self.violation.at.parent()?)?;
        // an element that the device may name so is no property that it has
        let own = around.members.get(&*self.violation.at.key()?)?;
        own.is_read_only.then(|| own.clone())
    }

    /// True where the schema has nothing against a text in the place of the value: a repair that
    /// leaves another fault behind is none.
    pub fn would_take(&self, text: &str) -> bool {
        let Some(node) = self.node() else {
            return false;
        };
        let (around, own) = (node.span(), self.violation.at.span());
        let all = node.document().text();
        let mended = format!(
            "{}{text}{}",
            &all[around.start..own.start],
            &all[own.end..around.end]
        );
        let from = own.start - around.start;
        let place = from..from + text.len();
        let Ok(mended) = Document::read_str(&mended) else {
            return false;
        };
        let schema = &self.judged.choice.schema;
        let speaks_of_it = |v: &Violation<'_>| place.contains(&v.at.span().start);
        mended
            .root()
            .is_some_and(|root| !schema.validate(root, Form::Delta).iter().any(speaks_of_it))
    }

    /// Starts a finding about the group.
    pub fn finding(&self, place: Place, message: String) -> Finding {
        Finding::at(place, message)
            .confidence(confidence(&self.judged.choice))
            .group(&self.group.name)
    }

    fn node(&self) -> Option<Value<'d>> {
        self.group.node(self.judged.direction)
    }

    fn property_of(&self, value: Value<'d>) -> Option<Arc<Property>> {
        property_of(self.node()?, self.judged.choice.schema.property(), value)
    }
}

/// What agents do is known, and which agent it is where the group says so.
fn confidence(choice: &Choice) -> Confidence {
    if choice.assumed.is_some() || choice.may_be_outgrown() {
        Confidence::Possible
    } else {
        Confidence::Likely
    }
}

/// Follows the way from a group's node to a value in what the schema says.
pub(crate) fn property_of(
    node: Value<'_>,
    of: &Arc<Property>,
    value: Value<'_>,
) -> Option<Arc<Property>> {
    if node == value {
        return Some(of.clone());
    }
    let parent = property_of(node, of, value.parent()?)?;
    match value.key() {
        Some(key) => parent.member(&key).cloned(),
        None => parent.items.clone(),
    }
}

/// Holds every managed group against its schemas, and the plain groups of packs.
pub(crate) fn judge<'d>(
    question: &Question<'d>,
    groups: &Groups<'d>,
    managed: &[usize],
) -> Vec<Judged<'d>> {
    let form = form(question.twin.recognition.shape);
    let mut judged = Vec::new();
    let all = groups.iter().enumerate();
    let plain = all.filter(|(at, group)| group.role == Role::Plain && !managed.contains(at));
    let plain = plain.map(|(at, _)| at);
    for at in managed.iter().copied().chain(plain) {
        let group = &groups.all[at];
        for direction in [Direction::Desired, Direction::Reported] {
            let Some(node) = group.node(direction).filter(|_| is_ours(group, direction)) else {
                continue;
            };
            let Some(choice) = choose(question, group, groups, direction) else {
                continue;
            };
            let violations = if choice.is_binding() {
                let mut all = choice.schema.validate(node, form);
                all.retain(|v| tells(node, v, &choice));
                all
            } else {
                Vec::new()
            };
            judged.push(Judged {
                group: at,
                direction,
                choice,
                violations,
            });
        }
    }
    judged.extend(undeclared(question, groups));
    judged
}

/// Returns what no published agent takes as it stands, in groups of a twin that tells no dialect, with
/// the weight of the mildest of them. A customer's own property may have a group's name: its members
/// have to be the group's, too.
fn undeclared<'d>(question: &Question<'d>, groups: &Groups<'d>) -> Vec<Judged<'d>> {
    const OTHERS: [Dialect; 3] = [Dialect::Staging, Dialect::Preview, Dialect::Draft];
    if question.profile.is_some() || groups.dialect != Dialect::Undeclared {
        return Vec::new();
    }
    let direction = Direction::Desired;
    let judged = groups.iter().enumerate().filter_map(|(at, group)| {
        let is_it = group.role == Role::Configuration
            && crate::managed::is_distinctive(group)
            && !crate::managed::is_marked(group);
        let node = group.desired.filter(|node| is_it && node.is_object())?;
        let choice = choose(question, group, groups, direction)?;
        let members = &choice.schema.property().members;
        let is_known = |m: Value<'_>| m.key().is_some_and(|key| members.contains_key(&*key));
        if !node.children().all(is_known) {
            return None;
        }
        let mut violations = wrong_values(node, &choice);
        violations.retain(|v| v.weight == Weight::Error);
        for dialect in OTHERS {
            let other = question
                .catalogue
                .nearest(dialect, &group.name, direction.into(), None);
            if let Some(other) = other.filter(|_| !violations.is_empty()) {
                let theirs = wrong_values(node, &other);
                violations.retain_mut(|own| match theirs.iter().find(|v| v.at == own.at) {
                    Some(same) if same.weight != Weight::Error => {
                        own.weight = same.weight;
                        true
                    }
                    Some(_) => true,
                    None => false,
                });
            }
        }
        (!violations.is_empty()).then_some(Judged {
            group: at,
            direction,
            choice,
            violations,
        })
    });
    judged.collect()
}

/// Returns the values below a node that a schema refuses for what they are, not for what is around them.
fn wrong_values<'d>(node: Value<'d>, choice: &Choice) -> Vec<Violation<'d>> {
    let is_value = |fault: &Fault| {
        !matches!(
            fault,
            Fault::Missing(_) | Fault::Incomplete(_) | Fault::Unknown | Fault::Name
        )
    };
    let mut all = choice.schema.validate(node, Form::Delta);
    all.retain(|v| v.at != node && v.weight != Weight::Info && is_value(&v.fault));
    all
}

/// Returns the schema in force; where nothing tells the dialect, by the rules the user insists on.
fn choose<'d>(
    question: &Question<'d>,
    group: &Group<'d>,
    groups: &Groups<'d>,
    direction: Direction,
) -> Option<Choice> {
    if group.dialect != Dialect::Undeclared || group.role == Role::Plain {
        return question.catalogue.in_force(group, groups, direction);
    }
    match (question.profile, groups.dialect) {
        // the older agent's sections stand below `windows` only
        (Some(Profile::Gen1), _) | (None, Dialect::Gen1) => None,
        (Some(Profile::Draft), _) => {
            let flow = Flow::from(direction);
            let nearest = question
                .catalogue
                .nearest(Dialect::Draft, &group.name, flow, None)?;
            Some(Choice {
                assumed: Some(Dialect::Draft),
                ..nearest
            })
        }
        _ => question.catalogue.in_force(group, groups, direction),
    }
}

/// What is only a part of a twin need not be complete.
pub(crate) fn form(shape: Shape) -> Form {
    match shape {
        Shape::MergePatch | Shape::ScenarioCase | Shape::Configuration => Form::Delta,
        _ => Form::Complete,
    }
}

/// Declarations of versions have rules of their own.
fn is_ours(group: &Group<'_>, direction: Direction) -> bool {
    match group.role {
        Role::DeviceSchemas => direction == Direction::Desired,
        Role::PortalSchemas | Role::Summary => false,
        Role::Configuration
        | Role::Command
        | Role::Gen1Section
        | Role::Own
        | Role::Plain
        | Role::Custom => true,
    }
}

/// False for what another rule tells, and for members that a later version may have.
fn tells(node: Value<'_>, violation: &Violation<'_>, choice: &Choice) -> bool {
    match &violation.fault {
        Fault::Unknown if choice.may_be_outgrown() => return false,
        Fault::Missing(name) if violation.at == node && is_meta(name) => return false,
        // what nobody reads has no rule of its own there, nor has the deployment
        Fault::Other(keyword) if keyword == "not" => return true,
        _ => {}
    }
    if is_draft_control(violation, choice) {
        return true;
    }
    let is_type = matches!(violation.fault, Fault::Type { .. });
    if is_type && (violation.at.is_key("deploymentId") || violation.at.is_key("deployment")) {
        return true;
    }
    let mut at = violation.at;
    while let Some(parent) = at.parent() {
        if parent == node {
            return !is_meta(&at.key().unwrap_or_default());
        }
        at = parent;
    }
    true
}

/// True for a value in what the draft's `__meta` controls, which no rule of its own speaks about.
fn is_draft_control(violation: &Violation<'_>, choice: &Choice) -> bool {
    const CONTROLS: [&str; 3] = ["policy", "dependencies", "reporting"];
    if choice.schema.key.dialect != Dialect::Draft {
        return false;
    }
    let around = std::iter::successors(Some(violation.at), |at| at.parent());
    let control = around.take(3).find(|at| CONTROLS.contains(&at.raw_key()));
    let is_in_meta = |at: Value<'_>| {
        let parent = at.parent();
        parent.is_some_and(|p| groups::names::without_suffix(p.raw_key()) == "__meta")
    };
    !matches!(violation.fault, Fault::Unknown) && control.is_some_and(is_in_meta)
}

/// True for a node of a group that rules of their own speak about.
pub(crate) fn is_meta(name: &str) -> bool {
    META.contains(&groups::names::without_suffix(name))
}
