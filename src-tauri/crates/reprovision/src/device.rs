//! The device that asks: who it is, how old its API is, and what its request carries.

use twin::Document;

use crate::json::Json;
use crate::places::Places;
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, objects};

/// SDK that a device was built with, as somebody named it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sdk {
    /// Its language.
    pub language: String,
    /// Version of its package.
    pub version: Option<String>,
}

/// A device and its request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Device {
    /// Who it says it is.
    pub registration_id: Option<String>,
    /// The API version it asks with, as it was given.
    pub api_version: Option<String>,
    /// What it was built with.
    pub sdk: Option<Sdk>,
    /// What it sends along, for the webhook.
    pub payload: Option<Json>,
    /// Milliseconds to each hub, where somebody has measured them.
    pub latencies: Vec<(String, f64)>,
    /// Where its version stands.
    pub places: Places,
}

const MEMBERS: [&str; 7] = [
    "registrationId",
    "apiVersion",
    "sdk",
    "payload",
    "latencies",
    "tpm",
    "csr",
];

/// What doubts about a version point to.
const PLACES: [&str; 5] = [
    "/registrationId",
    "/apiVersion",
    "/sdk",
    "/sdk/version",
    "/sdk/language",
];

impl Device {
    /// Reads `{registrationId, apiVersion}` or `{registrationId, sdk: {language, version}}`, with `payload` and
    /// `latencies` (milliseconds by hub) where the request has them.
    #[must_use]
    pub fn read(doc: &Document) -> (Self, Vec<Problem>) {
        let mut told = Vec::new();
        let Some(&object) = objects(doc, Input::Device, &mut told).first() else {
            return (Self::default(), told);
        };
        let mut members = Members {
            input: Input::Device,
            object,
            told: &mut told,
        };
        let device = members.device();
        (device, told)
    }
}

impl Members<'_, '_> {
    pub(crate) fn device(&mut self) -> Device {
        self.unknown(&MEMBERS, ProblemKind::UnknownMember);
        Device {
            registration_id: self.text("registrationId").filter(|id| !id.is_empty()),
            api_version: self.text("apiVersion"),
            sdk: self.sdk(),
            payload: self.json("payload"),
            latencies: self.latencies(),
            places: Places::of(self.object, &PLACES),
        }
    }

    fn sdk(&mut self) -> Option<Sdk> {
        let sdk = self.object("sdk")?;
        let mut sdk = self.within(sdk);
        sdk.unknown(&["language", "version"], ProblemKind::UnknownMember);
        Some(Sdk {
            language: sdk.text("language").unwrap_or_default(),
            version: sdk.text("version"),
        })
    }

    fn latencies(&mut self) -> Vec<(String, f64)> {
        let Some(latencies) = self.object("latencies") else {
            return Vec::new();
        };
        let mut measured = Vec::new();
        for member in latencies.children() {
            let milliseconds = member
                .number()
                .and_then(|number| number.parse::<f64>().ok());
            let usable = milliseconds.filter(|ms| ms.is_finite() && *ms >= 0.0);
            match (member.key(), usable) {
                (Some(hub), Some(milliseconds)) => measured.push((hub.into_owned(), milliseconds)),
                _ => self.tell(
                    ProblemKind::WrongValue,
                    member,
                    "a latency is no number of milliseconds",
                    "Write a number that is not negative.",
                ),
            }
        }
        measured
    }
}
