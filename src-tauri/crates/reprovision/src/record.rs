//! The registration record: what the service remembers of a device, and what it answers to it.

use twin::{Document, Value};

use crate::hash::digest;
use crate::json::{Json, ObjectWriter};
use crate::problem::{Input, Problem};
use crate::reading::{Members, objects};

/// State of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Registered, without a hub so far.
    Unassigned,
    /// In progress, a migration too.
    Assigning,
    /// Done.
    Assigned,
    /// Ended with an error.
    Failed,
    /// Its enrollment is disabled.
    Disabled,
}

/// What an assignment was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Substatus {
    /// The first one; for old API versions also one that changed nothing.
    InitialAssignment,
    /// Another hub, data carried over.
    DeviceDataMigrated,
    /// Another hub, or the same, with the initial configuration.
    DeviceDataReset,
    /// The hub it had before.
    ReprovisionedToInitialAssignment,
}

impl Status {
    const WORDS: [(&str, Self); 5] = [
        ("unassigned", Self::Unassigned),
        ("assigning", Self::Assigning),
        ("assigned", Self::Assigned),
        ("failed", Self::Failed),
        ("disabled", Self::Disabled),
    ];

    /// The service's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Assigning => "assigning",
            Self::Assigned => "assigned",
            Self::Failed => "failed",
            Self::Disabled => "disabled",
        }
    }
}

impl Substatus {
    const WORDS: [(&str, Self); 4] = [
        ("initialAssignment", Self::InitialAssignment),
        ("deviceDataMigrated", Self::DeviceDataMigrated),
        ("deviceDataReset", Self::DeviceDataReset),
        (
            "reprovisionedToInitialAssignment",
            Self::ReprovisionedToInitialAssignment,
        ),
    ];

    /// The service's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InitialAssignment => "initialAssignment",
            Self::DeviceDataMigrated => "deviceDataMigrated",
            Self::DeviceDataReset => "deviceDataReset",
            Self::ReprovisionedToInitialAssignment => "reprovisionedToInitialAssignment",
        }
    }
}

/// A registration record, `registrationState` in the service's JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Who registered.
    pub registration_id: Option<String>,
    /// When it did for the first time, RFC 3339.
    pub created: Option<String>,
    /// Its hub.
    pub assigned_hub: Option<String>,
    /// Its id there.
    pub device_id: Option<String>,
    /// How it stands.
    pub status: Option<Status>,
    /// What the last assignment was. A word that nobody here knows is kept and counts for nothing.
    pub substatus: Option<Substatus>,
    /// Code and text of the error.
    pub error: Option<(i64, String)>,
    /// When it changed, RFC 3339.
    pub updated: Option<String>,
    /// Its entity tag: another one after each write.
    pub etag: Option<String>,
    /// What the webhook returned to the device.
    pub payload: Option<Json>,
    /// What nobody here interprets.
    pub other: Vec<(String, Json)>,
}

const MEMBERS: [&str; 11] = [
    "registrationId",
    "createdDateTimeUtc",
    "assignedHub",
    "deviceId",
    "status",
    "substatus",
    "errorCode",
    "errorMessage",
    "lastUpdatedDateTimeUtc",
    "etag",
    "payload",
];

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self {
            registration_id: None,
            created: None,
            assigned_hub: None,
            device_id: None,
            status: None,
            substatus: None,
            error: None,
            updated: None,
            etag: None,
            payload: None,
            other: Vec::new(),
        }
    }

    /// Reads a record, by itself or as the result of a registration that holds one.
    #[must_use]
    pub fn read(doc: &Document) -> (Option<Self>, Vec<Problem>) {
        let mut told = Vec::new();
        let object = objects(doc, Input::Record, &mut told).first().copied();
        let record = object.map(|object| {
            let within = object.get("registrationState").filter(|v| v.is_object());
            Self::of(Input::Record, within.unwrap_or(object), &mut told)
        });
        (record, told)
    }

    pub(crate) fn of(input: Input, object: Value<'_>, told: &mut Vec<Problem>) -> Self {
        let mut members = Members {
            input,
            object,
            told,
        };
        let message = members.text("errorMessage").unwrap_or_default();
        let substatus = members.get("substatus").and_then(|value| value.str());
        let known = |(word, _): &&(&str, _)| Some(*word) == substatus.as_deref();
        let mut other = members.others(&MEMBERS);
        let known = Substatus::WORDS.iter().find(known).map(|(_, known)| *known);
        if let (None, Some(unknown)) = (known, members.json("substatus")) {
            other.push(("substatus".to_owned(), unknown));
        }
        Self {
            registration_id: members.text("registrationId"),
            created: members.text("createdDateTimeUtc"),
            assigned_hub: members.text("assignedHub").filter(|hub| !hub.is_empty()),
            device_id: members.text("deviceId"),
            status: members.word("status", &Status::WORDS),
            substatus: known,
            error: members
                .integer("errorCode")
                .filter(|code| *code != 0)
                .map(|code| (code, message)),
            updated: members.text("lastUpdatedDateTimeUtc"),
            etag: members.text("etag"),
            payload: members.json("payload"),
            other,
        }
    }

    /// The entity tag after another write: made of the one before, so that it differs, and as the service writes it,
    /// base64 of a GUID in quotation marks.
    pub(crate) fn next_etag(&self, registration_id: &str, time: &str) -> String {
        let before = self.etag.as_deref().unwrap_or_default();
        let id = registration_id.to_ascii_lowercase();
        let digest = digest(&[id.as_bytes(), before.as_bytes(), time.as_bytes()]);
        let hex = format!("{digest:032x}");
        let guid = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        base64(format!("\"{}\"", guid.join("-")).as_bytes())
    }

    /// Writes the record as the service does.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = ObjectWriter::new();
        out.text_if("registrationId", self.registration_id.as_deref())
            .text_if("createdDateTimeUtc", self.created.as_deref())
            .text_if("assignedHub", self.assigned_hub.as_deref())
            .text_if("deviceId", self.device_id.as_deref())
            .text_if("status", self.status.map(Status::name))
            .text_if("substatus", self.substatus.map(Substatus::name));
        if let Some((code, message)) = &self.error {
            out.raw("errorCode", &code.to_string())
                .text("errorMessage", message);
        }
        out.text_if("lastUpdatedDateTimeUtc", self.updated.as_deref())
            .text_if("etag", self.etag.as_deref())
            .json_if("payload", self.payload.as_ref())
            .others(&self.other)
            .end()
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// Base64 with padding, for the one text that is written so.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() {
                letter.into()
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_is_a_guid_in_quotation_marks_and_each_write_makes_another() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        let mut record = Record::new();
        let mut seen = Vec::new();
        for time in ["1", "1", "2"] {
            let etag = record.next_etag("Pump-7", time);
            assert_eq!(etag, record.next_etag("pump-7", time), "the same write");
            assert_eq!(etag.len(), 52, "{etag}");
            assert!(etag.starts_with('I') && !seen.contains(&etag), "{etag}");
            record.etag = Some(etag.clone());
            seen.push(etag);
        }
        assert_ne!(Record::new().next_etag("pump-8", "1"), seen[0]);
    }
}
