//! What a rule may look at: the document, the twin in it, and facts gathered once for all rules.

use std::cell::OnceCell;
use std::collections::HashSet;

use groups::catalogue::{Catalogue, Form};
use groups::{Dialect, Direction, Group, Groups, Negotiation, Profile, RowId};
use jiff::Timestamp;
use twin::limits::Survey;
use twin::metadata::Audit;
use twin::shape::Shape;
use twin::{Document, NodeId, Repair, RepairKind, Section, SectionKind, Twin, Value};

use crate::place::Place;
use crate::schemas::{Broken, Judged, Side};
use crate::tellers;
use crate::verdicts::Held;

/// An earlier look at the same device, for what only two looks can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Where it was seen.
    pub source: String,
    /// `desired.$version` then.
    pub desired_version: Option<i64>,
    /// `reported.$version` then.
    pub reported_version: Option<i64>,
    /// Newest time stamp in it, as written.
    pub newest: Option<String>,
}

impl Sighting {
    /// Notes what later looks compare with.
    #[must_use]
    pub fn of(twin: &Twin<'_>, source: &str) -> Self {
        let version = |section: Option<Section<'_>>| twin::metadata::revision(section?.version()?);
        let newest = |section: Option<Section<'_>>| {
            let stamp = twin::metadata::Stamp::of(section?.metadata()?).last_updated?;
            Some(stamp.str()?.into_owned())
        };
        Self {
            source: source.to_owned(),
            desired_version: version(twin.desired),
            reported_version: version(twin.reported),
            newest: newest(twin.desired).max(newest(twin.reported)),
        }
    }
}

/// One twin to be diagnosed, and what the world adds.
#[derive(Debug, Clone, Copy)]
pub struct Question<'d> {
    /// The document.
    pub doc: &'d Document,
    /// The twin in it.
    pub twin: &'d Twin<'d>,
    /// Repairs that belong to this twin.
    pub repairs: &'d [Repair],
    /// Profile the user insists on; otherwise each group's own.
    pub profile: Option<Profile>,
    /// The time of the look; without it the newest stamp in the twin stands for it.
    pub now: Option<Timestamp>,
    /// The schemas that groups are held against.
    pub catalogue: &'d Catalogue,
    /// An earlier look at the same device.
    pub earlier: Option<&'d Sighting>,
}

/// Facts gathered once.
pub(crate) struct Facts<'d> {
    groups: Groups<'d>,
    managed: Vec<usize>,
    negotiations: Vec<(usize, Negotiation)>,
    judged: Vec<Judged<'d>>,
    /// For each value that does not fit the rule that speaks of it; decided when a rule asks.
    tellers: OnceCell<Vec<&'static str>>,
    /// Nodes of managed groups; gathered when a rule asks.
    nodes: OnceCell<HashSet<NodeId>>,
    surveys: [Option<Survey<'d>>; 3],
    audits: [Option<Audit<'d>>; 2],
}

impl<'d> Facts<'d> {
    pub(crate) fn of(question: &Question<'d>) -> Self {
        let twin = question.twin;
        let survey = |kind| twin.section(kind).map(Survey::of);
        let audit = |kind| twin.section(kind).map(Audit::of);
        let groups = Groups::known_to(question.catalogue, twin);
        let managed = crate::managed::of(&groups, question.profile.is_some());
        let judged = managed.iter().filter_map(|&at| {
            let group = &groups.all[at];
            let profile = question.profile.unwrap_or_else(|| group.dialect.profile());
            let known = crate::managed::is_settled(group, profile);
            (!known).then(|| (at, groups::negotiate(group, &groups, profile)))
        });
        Self {
            negotiations: judged.collect(),
            judged: crate::schemas::judge(question, &groups, &managed),
            tellers: OnceCell::new(),
            nodes: OnceCell::new(),
            managed,
            groups,
            surveys: [
                survey(SectionKind::Tags),
                survey(SectionKind::Desired),
                survey(SectionKind::Reported),
            ],
            audits: [audit(SectionKind::Desired), audit(SectionKind::Reported)],
        }
    }
}

/// What a rule sees.
pub struct Context<'d> {
    question: Question<'d>,
    facts: &'d Facts<'d>,
}

impl<'d> Context<'d> {
    pub(crate) fn new<'q: 'd>(question: &'q Question<'d>, facts: &'d Facts<'d>) -> Self {
        Self {
            question: *question,
            facts,
        }
    }

    /// Returns the document.
    #[must_use]
    pub fn doc(&self) -> &'d Document {
        self.question.doc
    }

    /// Returns the twin.
    #[must_use]
    pub fn twin(&self) -> &'d Twin<'d> {
        self.question.twin
    }

    /// Returns the configuration groups of the twin.
    #[must_use]
    pub fn groups(&self) -> &'d Groups<'d> {
        &self.facts.groups
    }

    /// Returns the groups that a device agent is concerned with, as [`crate::managed`] tells them
    /// from a customer's own properties.
    pub fn managed(&self) -> impl Iterator<Item = &'d Group<'d>> + use<'d> {
        let facts = self.facts;
        facts.managed.iter().map(move |&at| &facts.groups.all[at])
    }

    /// Returns the managed groups for which a row of the decision tables holds, on either side.
    pub(crate) fn rows(&self, row: RowId) -> impl Iterator<Item = Held<'d>> + use<'d> {
        let facts = self.facts;
        facts
            .negotiations
            .iter()
            .flat_map(move |(at, negotiation)| {
                let sides = negotiation
                    .sides()
                    .into_iter()
                    .filter(move |side| side.has(row));
                sides.map(move |side| Held {
                    group: &facts.groups.all[*at],
                    profile: negotiation.profile,
                    side,
                    row,
                })
            })
    }

    /// True where a row of the decision tables holds for a managed group, on either side.
    pub(crate) fn holds(&self, row: RowId, group: &Group<'_>) -> bool {
        let Some(at) = self.facts.groups.position(&group.name) else {
            return false;
        };
        // in the order of the groups: a twin may have thousands, and each of them may ask
        let all = &self.facts.negotiations;
        let found = all.binary_search_by_key(&at, |(at, _)| *at);
        found.is_ok_and(|found| all[found].1.sides().iter().any(|side| side.has(row)))
    }

    /// True for a value in a managed group, on either side.
    pub(crate) fn is_in_managed(&self, value: Value<'_>) -> bool {
        let nodes = self.facts.nodes.get_or_init(|| {
            let sides = self.managed().flat_map(|g| [g.desired, g.reported]);
            sides.flatten().map(Value::id).collect()
        });
        std::iter::successors(Some(value), |at| at.parent()).any(|at| nodes.contains(&at.id()))
    }

    /// Returns the sides of managed groups that the catalogue has a schema for.
    pub(crate) fn judged(&self) -> impl Iterator<Item = (&'d Group<'d>, &'d Judged<'d>)> + use<'d> {
        let facts = self.facts;
        let judged = facts.judged.iter();
        judged.map(move |judged| (&facts.groups.all[judged.group], judged))
    }

    /// Returns everything in managed groups that does not fit the schema in force.
    pub(crate) fn broken(&self) -> impl Iterator<Item = Broken<'d>> + use<'d> {
        self.judged().flat_map(|(group, judged)| {
            judged.violations.iter().map(move |violation| Broken {
                group,
                judged,
                violation,
            })
        })
    }

    /// Returns what does not fit and is left to one rule to tell.
    pub(crate) fn told_by(&self, rule: &'static str) -> impl Iterator<Item = Broken<'d>> + use<'d> {
        let tellers = self.facts.tellers.get_or_init(|| tellers::of(self));
        // the tellers first: mostly there are none, and then no group is looked at
        let all = tellers.iter().zip(self.broken());
        all.filter(move |(teller, _)| **teller == rule)
            .map(|(_, broken)| broken)
    }

    /// Returns one side of a group where it is an object, a schema binds it, and it belongs to the
    /// agent of configuration groups: neither the draft's nor the older agent's.
    pub(crate) fn side(&self, group: &str, direction: Direction) -> Option<Side<'d>> {
        let is_wanted = |judged: &Judged<'_>| {
            let key = &judged.choice.schema.key;
            judged.direction == direction
                && key.group == group
                && !matches!(key.dialect, Dialect::Draft | Dialect::Gen1)
                && judged.choice.is_binding()
        };
        let (group, judged) = self.judged().find(|(_, judged)| is_wanted(judged))?;
        let node = group.node(direction).filter(|node| node.is_object())?;
        Some(Side {
            group,
            judged,
            node,
        })
    }

    /// True for a twin as a hub has it, which holds no `null`: it was read, or has an identity, which
    /// no patch has.
    pub(crate) fn is_stored(&self) -> bool {
        let twin = self.twin();
        let has_identity = matches!(
            twin.recognition.shape,
            Shape::ServiceTwin | Shape::ModuleTwin
        );
        has_identity || twin.is_live_export()
    }

    /// True where only a part of a twin is at hand, which need not be complete.
    pub(crate) fn is_delta(&self) -> bool {
        crate::schemas::form(self.twin().recognition.shape) == Form::Delta
    }

    /// Returns the schemas that groups are held against.
    #[must_use]
    pub fn catalogue(&self) -> &'d Catalogue {
        self.question.catalogue
    }

    /// Returns the walk over a section's values, where the section is there.
    #[must_use]
    pub fn survey(&self, kind: SectionKind) -> Option<&'d Survey<'d>> {
        let index = match kind {
            SectionKind::Tags => 0,
            SectionKind::Desired => 1,
            SectionKind::Reported => 2,
        };
        self.facts.surveys[index].as_ref()
    }

    /// Returns the walks over all sections that are there.
    pub fn surveys(&self) -> impl Iterator<Item = (Section<'d>, &'d Survey<'d>)> {
        let facts = self.facts;
        self.twin().sections().filter_map(move |section| {
            let index = section.kind as usize;
            Some((section, facts.surveys[index].as_ref()?))
        })
    }

    /// Returns the walks over `$metadata` of desired and reported.
    pub fn audits(&self) -> impl Iterator<Item = (Section<'d>, &'d Audit<'d>)> {
        let facts = self.facts;
        let kinds = [SectionKind::Desired, SectionKind::Reported];
        let twin = self.twin();
        kinds
            .into_iter()
            .zip(&facts.audits)
            .filter_map(move |(kind, audit)| Some((twin.section(kind)?, audit.as_ref()?)))
    }

    /// Returns the repairs of one kind.
    pub fn repairs(&self, kind: RepairKind) -> impl Iterator<Item = &'d Repair> {
        self.question.repairs.iter().filter(move |r| r.kind == kind)
    }

    /// Returns every repair, in the order of the text.
    pub(crate) fn every_repair(&self) -> &'d [Repair] {
        self.question.repairs
    }

    /// Returns where a repair stands.
    #[must_use]
    pub fn at(&self, repair: &Repair) -> Place {
        Place::repair(self.doc(), repair)
    }

    /// Returns the text a repair concerns, on one line, cut to be quoted.
    #[must_use]
    pub fn quoted(&self, repair: &Repair) -> String {
        let text = &self.doc().text()[repair.span.clone()];
        let masked = !twin::secret::in_text(text).is_empty();
        if masked {
            "•••".to_owned()
        } else {
            twin::secret::cut(text.lines().next().unwrap_or_default(), 60)
        }
    }

    /// Returns the profile the user insists on.
    #[must_use]
    pub fn forced_profile(&self) -> Option<Profile> {
        self.question.profile
    }

    /// Returns the profile a group is judged by: the user's, else the one of its dialect.
    #[must_use]
    pub fn profile_of(&self, group: &Group<'_>) -> Profile {
        self.question
            .profile
            .unwrap_or_else(|| group.dialect.profile())
    }

    /// Returns the time of the look, or the newest stamp in the twin where no time was given.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        self.question.now.or_else(|| self.newest_stamp())
    }

    /// Returns the time that the twin shows, for what must not age with the file: the newest stamp of
    /// the hub in it, else the time of the look.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        self.newest_stamp().or(self.question.now)
    }

    fn newest_stamp(&self) -> Option<Timestamp> {
        let root = self.twin().root;
        let activity = root.get("lastActivityTime");
        let newest = self.audits().filter_map(|(_, audit)| audit.newest);
        let stamps = newest.chain(activity);
        let times = stamps.filter_map(|v| twin::time::hub_time(&v.str()?));
        // the hub writes the first day of the calendar for "never"
        times.filter(|time| *time > Timestamp::UNIX_EPOCH).max()
    }

    /// Returns the earlier look at the same device.
    #[must_use]
    pub fn earlier(&self) -> Option<&'d Sighting> {
        self.question.earlier
    }

    /// Returns `$lastUpdated` of a value of desired or reported, as a time.
    #[must_use]
    pub fn last_updated(&self, value: Value<'d>) -> Option<Timestamp> {
        let section = self.twin().section_of(value)?;
        let node = twin::metadata::node_for(section, value)?;
        twin::time::hub_time(&twin::metadata::Stamp::of(node).last_updated?.str()?)
    }

    /// True where the place is a value that is or holds a secret.
    pub(crate) fn is_secret_at(&self, place: &Place) -> bool {
        let value = self.doc().value_at(place.span.start);
        value.is_some_and(|value| value.span() == place.span && twin::secret::has_secret(value))
    }

    pub(crate) fn group_name_at(&self, place: &Place) -> Option<String> {
        let value = self.doc().value_at(place.span.start)?;
        let name = self.twin().group_name_of(value)?;
        Some(groups::names::without_suffix(&name).to_owned())
    }
}
