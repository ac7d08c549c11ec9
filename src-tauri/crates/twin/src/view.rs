//! The parts of a twin by name, wherever they stand in the document.

use std::borrow::Cow;
use std::ops::Range;

use crate::limits::is_platform_key;
use crate::shape::Recognition;
use crate::value::Value;

/// The parts of a twin that the platform keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionKind {
    /// `tags`: the back end's, never seen by the device.
    Tags,
    /// `properties.desired`.
    Desired,
    /// `properties.reported`.
    Reported,
}

/// Members of the root that a service writes anew with every change.
const STAMPS: [&str; 7] = [
    "etag",
    "deviceEtag",
    "version",
    "lastActivityTime",
    "statusUpdateTime",
    "statusUpdatedTime",
    "connectionStateUpdatedTime",
];

impl SectionKind {
    /// The name in a twin.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Desired => "desired",
            Self::Reported => "reported",
        }
    }

    /// Bytes the platform allows in it.
    #[must_use]
    pub fn bytes_limit(self) -> u64 {
        match self {
            Self::Tags => crate::limits::TAGS_BYTES,
            Self::Desired | Self::Reported => crate::limits::PROPERTIES_BYTES,
        }
    }
}

/// One section of a twin.
#[derive(Debug, Clone, Copy)]
pub struct Section<'d> {
    /// Which one.
    pub kind: SectionKind,
    /// The object (or what stands in its place).
    pub value: Value<'d>,
    /// What its members' keys start with: `properties.desired.` where the hub's form of a device
    /// configuration names each property by its path, else nothing.
    pub prefix: &'static str,
}

impl<'d> Section<'d> {
    /// Returns the members that are data: all but `$metadata`, `$version` and `$etag`.
    pub fn members(self) -> impl Iterator<Item = Value<'d>> {
        let is_object = self.value.is_object();
        self.value.children().filter(move |m| {
            is_object && !is_platform_key(*m) && m.raw_key().starts_with(self.prefix)
        })
    }

    /// Returns the member with this name, platform members excluded.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        let member = match self.prefix {
            "" => self.value.get(name),
            prefix => self.value.get(&format!("{prefix}{name}")),
        };
        member.filter(|m| !is_platform_key(*m))
    }

    /// Returns the name of a member in the twin: its key, without what all keys start with.
    #[must_use]
    pub fn name_of(self, member: Value<'d>) -> Cow<'d, str> {
        match member.key() {
            Some(Cow::Borrowed(key)) => Cow::Borrowed(key.strip_prefix(self.prefix).unwrap_or(key)),
            Some(Cow::Owned(key)) => match key.strip_prefix(self.prefix) {
                Some(name) => Cow::Owned(name.to_owned()),
                None => Cow::Owned(key),
            },
            None => Cow::Borrowed(""),
        }
    }

    /// Returns `$metadata`.
    #[must_use]
    pub fn metadata(self) -> Option<Value<'d>> {
        self.value.get("$metadata")
    }

    /// Returns `$version`.
    #[must_use]
    pub fn version(self) -> Option<Value<'d>> {
        self.value.get("$version")
    }
}

/// A twin, or what there is of one.
#[derive(Debug, Clone)]
pub struct Twin<'d> {
    /// The value taken for a twin; the document itself, or a part of it.
    pub root: Value<'d>,
    /// What it was taken for, and why.
    pub recognition: Recognition,
    /// `tags`.
    pub tags: Option<Section<'d>>,
    /// `properties.desired`.
    pub desired: Option<Section<'d>>,
    /// `properties.reported`.
    pub reported: Option<Section<'d>>,
}

impl<'d> Twin<'d> {
    /// Returns the sections that are there.
    pub fn sections(&self) -> impl Iterator<Item = Section<'d>> {
        [self.tags, self.desired, self.reported]
            .into_iter()
            .flatten()
    }

    /// Returns one section, if it is there.
    #[must_use]
    pub fn section(&self, kind: SectionKind) -> Option<Section<'d>> {
        match kind {
            SectionKind::Tags => self.tags,
            SectionKind::Desired => self.desired,
            SectionKind::Reported => self.reported,
        }
    }

    /// Returns the section a value stands in.
    #[must_use]
    pub fn section_of(&self, value: Value<'_>) -> Option<Section<'d>> {
        self.sections().find(|s| s.value.contains(value))
    }

    /// Returns `deviceId`, if it is text.
    #[must_use]
    pub fn device_id(&self) -> Option<Cow<'d, str>> {
        self.identifying("deviceId")
    }

    /// Returns `moduleId`, if it is text and not empty.
    #[must_use]
    pub fn module_id(&self) -> Option<Cow<'d, str>> {
        self.identifying("moduleId").filter(|id| !id.is_empty())
    }

    /// A file of the agent identifies nothing: its `moduleId` is a setting that nobody reads. Nor does an enrollment: its
    /// `deviceId` is an id to be.
    fn identifying(&self, name: &str) -> Option<Cow<'d, str>> {
        if self.recognition.shape.is_of_another_kind() {
            return None;
        }
        self.root.get(name)?.str()
    }

    /// Returns the group of desired or reported a value stands in: the section's member around it.
    #[must_use]
    pub fn group_of(&self, value: Value<'d>) -> Option<Value<'d>> {
        let section = self.section_of(value)?;
        let mut at = value;
        while let Some(parent) = at.parent() {
            if parent == section.value {
                return (section.kind != SectionKind::Tags && !is_platform_key(at)).then_some(at);
            }
            at = parent;
        }
        None
    }

    /// Returns the name of the group a value stands in, as the twin has it.
    #[must_use]
    pub fn group_name_of(&self, value: Value<'d>) -> Option<Cow<'d, str>> {
        let section = self.section_of(value)?;
        Some(section.name_of(self.group_of(value)?))
    }

    /// True where any section carries what only a live service writes: `$metadata` or `$version`.
    #[must_use]
    pub fn is_live_export(&self) -> bool {
        self.sections().any(|s| s.metadata().is_some())
    }

    /// Returns what a service writes by itself with every change, times and counters: as byte ranges
    /// of the document, in order. What is left are the values somebody set.
    #[must_use]
    pub fn stamps(&self) -> Vec<Range<usize>> {
        if self.recognition.shape.is_of_another_kind() {
            return Vec::new();
        }
        let named = |names: &'static [&'static str]| {
            move |member: &Value<'d>| names.contains(&member.raw_key())
        };
        let of_root = self.root.children().filter(named(&STAMPS));
        let of_section = |s: Section<'d>| {
            let members = s.value.children();
            members.filter(named(&["$metadata", "$version", "$etag"]))
        };
        let all = of_root.chain(self.sections().flat_map(of_section));
        let mut stamps: Vec<_> = all.map(Value::span).collect();
        stamps.sort_by_key(|s| (s.start, s.end));
        // a fault in the text may make one member reach into another
        let mut end = 0;
        stamps.retain(|s| {
            let is_apart = s.start >= end && !s.is_empty();
            end = end.max(s.end);
            is_apart
        });
        stamps
    }

    /// Returns the members of the root that are scalars: identity and counters. The settings of an
    /// agent's file are neither, nor are the members of an enrollment.
    pub fn identity(&self) -> impl Iterator<Item = Value<'d>> {
        let is_twin = !self.recognition.shape.is_of_another_kind();
        self.root
            .children()
            .filter(move |m| is_twin && !m.kind().is_container())
    }
}
