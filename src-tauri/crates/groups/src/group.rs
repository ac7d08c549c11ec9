//! One configuration group with both sides and everything that declares a version for it.

use std::borrow::Cow;
use std::collections::HashMap;

use twin::{Kind, Twin, Value};

use crate::catalogue::Catalogue;
use crate::clues::Clues;
use crate::collect::{self, Listing};
use crate::dialect::{Dialect, Evidence};
use crate::names;
use crate::negotiate::Direction;

/// Groups kept of one twin: more than a section of 32 KB can hold; further ones are counted.
pub const NODES_KEPT: usize = 20_000;

/// What a top-level node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A known configuration group.
    Configuration,
    /// A direct method's handler that has a node.
    Command,
    /// `__deviceSchemas`.
    DeviceSchemas,
    /// `__portalSchemas`.
    PortalSchemas,
    /// `__summary`.
    Summary,
    /// A section below `windows`, of the older agent.
    Gen1Section,
    /// A group that a pack of the user declares.
    Own,
    /// A group of a pack that carries none of an agent's nodes.
    Plain,
    /// Anything else: a plug-in of somebody, or no group at all.
    Custom,
}

/// One group: its node in desired and reported and whatever declares a version for it.
#[derive(Debug, Clone)]
pub struct Group<'d> {
    /// Name without depth marker; `windows.<section>` for the older agent's sections.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Its node in desired.
    pub desired: Option<Value<'d>>,
    /// Its node in reported.
    pub reported: Option<Value<'d>>,
    /// Further nodes of the same name, written with another depth marker.
    pub others: Vec<Value<'d>>,
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// What speaks for the dialect.
    pub because: String,
    /// Version that the portal writes: `outputVersion`, else `serviceInterfaceVersion`.
    pub portal_out: Option<Value<'d>>,
    /// Highest version that the portal reads: `maxInputVersion`.
    pub portal_max_in: Option<Value<'d>>,
    /// Highest version that the device reads: `maxInputVersion`, else `interfaceVersion`.
    pub device_max_in: Option<Value<'d>>,
    /// Version that the device writes: `outputVersion`, else `deviceInterfaceVersion`, else `interfaceVersion`.
    pub device_out: Option<Value<'d>>,
    /// `__meta.serviceInterfaceVersion` in desired.
    pub service_interface: Option<Value<'d>>,
    /// `interfaceVersion` of its entry in reported `__deviceSchemas`.
    pub interface: Option<Value<'d>>,
    /// `__meta.deviceInterfaceVersion` in reported.
    pub device_interface: Option<Value<'d>>,
    /// Its entry in reported `__deviceSchemas`.
    pub schema_entry: Option<Value<'d>>,
    /// Its entry in desired `__portalSchemas`.
    pub portal_entry: Option<Value<'d>>,
    /// `__meta.deploymentId` or `deployment` in desired.
    pub deployment_desired: Option<Value<'d>>,
    /// `__meta.deploymentId` or `deployment` in reported.
    pub deployment_reported: Option<Value<'d>>,
    pub(crate) meta_desired: Option<Value<'d>>,
    pub(crate) meta_reported: Option<Value<'d>>,
    pub(crate) errors: Option<Value<'d>>,
    pub(crate) last_change: Option<Value<'d>>,
}

impl<'d> Group<'d> {
    pub(crate) fn new(name: String, role: Role) -> Self {
        Self {
            name,
            role,
            desired: None,
            reported: None,
            others: Vec::new(),
            dialect: Dialect::Undeclared,
            because: String::new(),
            portal_out: None,
            portal_max_in: None,
            device_max_in: None,
            device_out: None,
            service_interface: None,
            interface: None,
            device_interface: None,
            schema_entry: None,
            portal_entry: None,
            deployment_desired: None,
            deployment_reported: None,
            meta_desired: None,
            meta_reported: None,
            errors: None,
            last_change: None,
        }
    }

    /// Returns its node on one side.
    #[must_use]
    pub fn node(&self, direction: Direction) -> Option<Value<'d>> {
        match direction {
            Direction::Desired => self.desired,
            Direction::Reported => self.reported,
        }
    }

    /// Returns `__meta` in desired, also with a depth marker.
    #[must_use]
    pub fn meta_desired(&self) -> Option<Value<'d>> {
        self.meta_desired
    }

    /// Returns `__meta` in reported, also with a depth marker.
    #[must_use]
    pub fn meta_reported(&self) -> Option<Value<'d>> {
        self.meta_reported
    }

    /// Returns `__errors` in reported, also with a depth marker.
    #[must_use]
    pub fn errors(&self) -> Option<Value<'d>> {
        self.errors
    }

    /// Returns `lastChange` in reported, where the older agent keeps its status.
    #[must_use]
    pub fn last_change(&self) -> Option<Value<'d>> {
        self.last_change
    }

    /// True where desired holds "refreshing" in place of the group.
    #[must_use]
    pub fn is_refreshing_desired(&self) -> bool {
        self.desired.is_some_and(is_refreshing)
    }

    /// True where reported holds "refreshing" in place of the group.
    #[must_use]
    pub fn is_refreshing_reported(&self) -> bool {
        self.reported.is_some_and(is_refreshing)
    }

    /// True where only an entry in `__deviceSchemas` or `__portalSchemas` names it.
    #[must_use]
    pub fn declared_only(&self) -> bool {
        self.desired.is_none() && self.reported.is_none()
    }

    /// Returns its name for a sentence: cut where it is longer than a key may reasonably be.
    pub(crate) fn called(&self) -> Cow<'_, str> {
        if self.name.len() <= 80 {
            return Cow::Borrowed(&self.name);
        }
        Cow::Owned(twin::secret::cut(&self.name, 80))
    }

    /// True where its node in desired is there and is no deletion.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.desired.is_some_and(|v| v.kind() != Kind::Null)
    }

    /// Returns everything that speaks for a dialect, one piece a dialect; several are a mix.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        Clues::of(self).evidence(self)
    }

    /// Returns the elements of a configuration group list on one side.
    pub fn elements(&self, direction: Direction) -> impl Iterator<Item = Value<'d>> + use<'d> {
        let list = self.node(direction).filter(|_| names::is_list(&self.name));
        // uwpApps and certificates keep their elements one level below, the others directly
        let nested = matches!(self.name.as_str(), "uwpApps" | "certificates");
        let maps = list.into_iter().flat_map(Value::children);
        maps.filter(|v| v.is_object() && !v.key_starts_with("__"))
            .flat_map(move |v| {
                let inner = nested.then(|| v.children());
                let outer = (!nested).then_some(v);
                inner.into_iter().flatten().chain(outer)
            })
    }

    /// Returns version declarations inside the elements of a list, where nobody reads them.
    #[must_use]
    pub fn versions_inside(&self) -> Vec<Value<'d>> {
        [Direction::Desired, Direction::Reported]
            .into_iter()
            .flat_map(|d| self.elements(d))
            .flat_map(|element| std::iter::once(element).chain(collect::meta_of(element)))
            .flat_map(Value::children)
            .filter(|m| names::is_version_key(m.raw_key()))
            .collect()
    }
}

/// True for "refreshing" in any case: the node is about to be replaced.
pub(crate) fn is_refreshing(value: Value<'_>) -> bool {
    value
        .str()
        .is_some_and(|s| s.eq_ignore_ascii_case("refreshing"))
}

/// All groups of a twin, in the order of the text: desired, reported, declarations.
#[derive(Debug, Clone)]
pub struct Groups<'d> {
    /// The groups, meta nodes and sections of the older agent included.
    pub all: Vec<Group<'d>>,
    /// The dialect of most groups.
    pub dialect: Dialect,
    /// `__deviceSchemas` in reported: what the device declares.
    pub device_schemas: Option<Value<'d>>,
    /// `__portalSchemas` in desired: what the portal declares.
    pub portal_schemas: Option<Value<'d>>,
    /// `__summary` in reported.
    pub summary: Option<Value<'d>>,
    /// Nodes beyond the groups kept.
    pub not_kept: u64,
    /// True where the document has desired properties.
    pub has_desired: bool,
    /// True where the document has reported properties.
    pub has_reported: bool,
    pub(crate) listing: Listing,
    pub(crate) index: HashMap<Cow<'d, str>, usize>,
}

impl<'d> Groups<'d> {
    /// Collects the groups of a twin without walking into them.
    #[must_use]
    pub fn of(twin: &Twin<'d>) -> Self {
        Self::known_to(Catalogue::built_in(), twin)
    }

    /// Collects the groups of a twin; those of the catalogue's packs are known, too.
    #[must_use]
    pub fn known_to(catalogue: &Catalogue, twin: &Twin<'d>) -> Self {
        collect::groups(twin, catalogue)
    }

    /// Returns the group of that name (without depth marker).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Group<'d>> {
        self.index.get(name).map(|&at| &self.all[at])
    }

    /// Returns where the group of that name stands among all.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// Iterates over the groups.
    pub fn iter(&self) -> std::slice::Iter<'_, Group<'d>> {
        self.all.iter()
    }

    /// True where a handler of this name would be in `__deviceSchemas`: that has entries, is not
    /// being replaced, neither pending nor failed, and no filter of the operator hides the name.
    #[must_use]
    pub fn lists_all_handlers(&self, name: &str) -> bool {
        self.listing.covers(name)
    }
}

impl<'a, 'd> IntoIterator for &'a Groups<'d> {
    type Item = &'a Group<'d>;
    type IntoIter = std::slice::Iter<'a, Group<'d>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
