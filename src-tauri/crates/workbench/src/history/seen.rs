//! A twin as it is kept: whose it is, its versions, and its text with the secrets masked.

use std::borrow::Cow;
use std::sync::Arc;
use std::{fs, path};

use jiff::Timestamp;
use store::{Device, Snapshot, Way};
use twin::shape::Shape;
use twin::{Masked, Section, Twin, metadata};

use crate::pieces::Origin;

/// Says whose history a twin belongs to: its device's, or that of its name where it has no id. Nothing for what is no
/// twin.
pub(crate) fn device_of(twin: &Twin<'_>, name: &str) -> Option<Device> {
    is_twin(twin).then(|| named(twin).unwrap_or_else(|| Device::named(name)))
}

fn is_twin(twin: &Twin<'_>) -> bool {
    matches!(
        twin.recognition.shape,
        Shape::ServiceTwin | Shape::ModuleTwin | Shape::DeviceTwin | Shape::PartialTwin
    )
}

/// The device that a twin itself names.
fn named(twin: &Twin<'_>) -> Option<Device> {
    let text = |id: Option<Cow<'_, str>>| id.map(Cow::into_owned);
    let id = text(twin.device_id()).filter(|id| !id.is_empty())?;
    Some(Device {
        module: text(twin.module_id()).unwrap_or_default(),
        ..Device::named(id)
    })
}

/// Names a twin by its place: the file, its line, its number in an array.
pub(crate) fn name_of(origin: &Origin, unit: (u32, u32)) -> String {
    of_file(&origin.source, origin.record, unit)
}

/// A twin that was seen.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub device: Device,
    pub source: String,
    pub at: Timestamp,
    /// Until when it is known to have been there; nothing for a single look.
    pub until: Option<Timestamp>,
    pub way: Way,
    etag: Option<String>,
    desired: Option<i64>,
    reported: Option<i64>,
    twin: Arc<Masked>,
}

/// Why something is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotKept {
    /// It is no twin.
    NoTwin,
    /// It has no id, and what it comes from has no name of its own.
    Nameless,
}

/// Returns what a twin of a file goes by where it has no id: two files of one name are two devices.
pub(super) fn of_file(file: &str, record: Option<u32>, (number, units): (u32, u32)) -> String {
    // Windows writes a path that is followed to its end in a form of its own
    let full = if cfg!(windows) {
        path::absolute(file)
    } else {
        fs::canonicalize(file).or_else(|_| path::absolute(file))
    };
    let full = full.map_or_else(|_| file.to_owned(), |full| full.display().to_string());
    match (record, units) {
        (Some(record), _) => format!("{full}:{record}"),
        (None, 1) => full,
        (None, _) => format!("{full}#{}", number + 1),
    }
}

impl Seen {
    /// Takes a twin down. One without an id goes by a name that its source has in all the world, so
    /// that a file that changes has a history, too.
    ///
    /// # Errors
    /// Where it is no twin, or nobody knows whose it is.
    pub fn of(
        twin: &Twin<'_>,
        source: &str,
        name: Option<Device>,
        at: Timestamp,
        way: Way,
    ) -> Result<Self, NotKept> {
        if !is_twin(twin) {
            return Err(NotKept::NoTwin);
        }
        let device = named(twin).or(name).ok_or(NotKept::Nameless)?;
        let text = |id: Option<Cow<'_, str>>| id.map(Cow::into_owned);
        let version = |section: Option<Section<'_>>| metadata::revision(section?.version()?);
        Ok(Self {
            device,
            source: source.to_owned(),
            at,
            until: None,
            way,
            etag: text(twin.root.get("etag").and_then(|e| e.str())),
            desired: version(twin.desired),
            reported: version(twin.reported),
            twin: Arc::new(Masked::of(twin)),
        })
    }

    /// Bytes of its text.
    pub fn len(&self) -> usize {
        self.twin.text().len()
    }

    /// The same, as the store wants it.
    pub fn snapshot(&self) -> Snapshot<'_> {
        Snapshot {
            device: &self.device,
            seen: self.at,
            until: self.until,
            way: self.way,
            source: &self.source,
            etag: self.etag.as_deref(),
            desired: self.desired,
            reported: self.reported,
            twin: &self.twin,
        }
    }
}
