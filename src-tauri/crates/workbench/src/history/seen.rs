//! A twin as it is kept: whose it is, its versions, and its text with the secrets masked.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use store::{Device, Snapshot, Way};
use twin::shape::Shape;
use twin::{Masked, Section, Twin, metadata};

use crate::pieces::Origin;

/// Says whose history a twin belongs to: its device's, or that of its name where it has no id. Nothing for what is no
/// twin.
pub(crate) fn device_of(twin: &Twin<'_>, name: &str) -> Option<Device> {
    let is_twin = matches!(
        twin.recognition.shape,
        Shape::ServiceTwin | Shape::ModuleTwin | Shape::DeviceTwin | Shape::PartialTwin
    );
    let text = |id: Option<Cow<'_, str>>| id.map(Cow::into_owned);
    is_twin.then(|| Device {
        name: text(twin.device_id())
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| name.to_owned()),
        module: text(twin.module_id()).unwrap_or_default(),
        ..Device::default()
    })
}

/// Names a twin by its place: the file, its line, its number in an array.
pub(crate) fn name_of(origin: &Origin, unit: (u32, u32)) -> String {
    let source = &origin.source;
    match (origin.record, unit) {
        (Some(record), _) => format!("{source}:{record}"),
        (None, (_, 1)) => source.to_string(),
        (None, (number, _)) => format!("{source}#{}", number + 1),
    }
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

impl Seen {
    /// Takes a twin down; nothing for what is none. One without an id goes by the name of its
    /// source, so that a file that changes has a history, too.
    pub fn of(twin: &Twin<'_>, source: &str, name: &str, at: Timestamp, way: Way) -> Option<Self> {
        let device = device_of(twin, name)?;
        let text = |id: Option<Cow<'_, str>>| id.map(Cow::into_owned);
        let version = |section: Option<Section<'_>>| metadata::revision(section?.version()?);
        Some(Self {
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
