//! Identities: what a hub knows of a device or module before it connects. Read and written as the service's JSON.

use hub::Key;
use ring::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use twin::limits::ID_CHARACTERS;

use crate::Fault;
use crate::random;
use crate::time::NEVER;

/// An identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The device.
    pub device_id: String,
    /// The module, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_id: Option<String>,
    /// Who made the module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    /// Tells it from another of the same name, before or after.
    pub generation_id: String,
    /// Entity tag: base64 of a number.
    pub etag: String,
    /// Whether it may connect.
    #[serde(default)]
    pub status: Status,
    /// Why, in the words of whoever set it.
    #[serde(default)]
    pub status_reason: Option<String>,
    /// When that changed.
    #[serde(default = "never")]
    pub status_updated_time: String,
    /// When it last connected or disconnected.
    #[serde(default = "never")]
    pub connection_state_updated_time: String,
    /// How it proves who it is.
    pub authentication: Authentication,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// The scope of an edge device; of another device, that of its parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_scope: Option<String>,
    /// The scope of its parent, if it has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parent_scopes: Vec<String>,
}

/// Whether an identity may connect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It may.
    #[default]
    Enabled,
    /// It may not.
    Disabled,
}

/// What a device can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// It is an edge device.
    #[serde(default)]
    pub iot_edge: bool,
}

/// How an identity proves who it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authentication {
    /// Which of the two below.
    #[serde(default, rename = "type")]
    pub kind: Kind,
    /// Keys in base64.
    #[serde(default)]
    pub symmetric_key: Option<Pair>,
    /// Thumbprints in hex digits: SHA-1 or SHA-256.
    #[serde(default)]
    pub x509_thumbprint: Option<Thumbprints>,
}

/// The kinds of proof.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A token, signed with a key.
    #[default]
    Sas,
    /// A certificate, known by its thumbprint.
    SelfSigned,
    /// A certificate, signed by an authority that the hub knows.
    CertificateAuthority,
    /// None: it cannot connect.
    None,
}

/// A primary and a secondary key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// The first.
    pub primary_key: Option<String>,
    /// The second.
    pub secondary_key: Option<String>,
}

/// A primary and a secondary thumbprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thumbprints {
    /// The first.
    pub primary_thumbprint: Option<String>,
    /// The second.
    pub secondary_thumbprint: Option<String>,
}

// keys never reach a log
impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Authentication({})", self.kind.name())
    }
}

fn never() -> String {
    NEVER.to_owned()
}

impl Status {
    /// As the service writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }
}

impl Kind {
    /// As the service writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sas => "sas",
            Self::SelfSigned => "selfSigned",
            Self::CertificateAuthority => "certificateAuthority",
            Self::None => "none",
        }
    }
}

/// What a caller sends to make or change an identity; what the hub sets itself is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wish {
    pub device_id: Option<String>,
    pub module_id: Option<String>,
    pub managed_by: Option<String>,
    pub status: Option<Status>,
    pub status_reason: Option<String>,
    pub authentication: Option<Authentication>,
    pub capabilities: Option<Capabilities>,
    pub device_scope: Option<String>,
    pub parent_scopes: Option<Vec<String>>,
}

impl Wish {
    pub(crate) fn read(body: &[u8]) -> Result<Self, Fault> {
        let read = serde_json::from_slice(body);
        read.map_err(|error| Fault::argument(format!("the body is not an identity: {error}")))
    }

    pub(crate) fn of(value: Value) -> Result<Self, Fault> {
        let read = serde_json::from_value(value);
        read.map_err(|error| Fault::argument(format!("not an identity: {error}")))
    }
}

impl Identity {
    /// Makes a new identity; keys are made where none are given.
    pub(crate) fn make(device: &str, module: Option<&str>, wish: Wish) -> Result<Self, Fault> {
        is_id(device)?;
        module.map_or(Ok(()), is_id)?;
        let mut identity = Self {
            device_id: device.to_owned(),
            module_id: module.map(str::to_owned),
            managed_by: wish.managed_by.clone(),
            generation_id: random::generation(),
            etag: random::identity_tag(),
            status: Status::Enabled,
            status_reason: None,
            status_updated_time: never(),
            connection_state_updated_time: never(),
            authentication: Authentication::default(),
            capabilities: Capabilities::default(),
            device_scope: None,
            parent_scopes: Vec::new(),
        };
        identity.set(wish, NEVER)?;
        Ok(identity)
    }

    /// Changes it: what a wish does not name stays, keys of the same kind too.
    pub(crate) fn changed(&self, wish: Wish, now: &str) -> Result<Self, Fault> {
        let mut identity = self.clone();
        identity.set(wish, now)?;
        identity.etag = random::identity_tag();
        Ok(identity)
    }

    fn set(&mut self, wish: Wish, now: &str) -> Result<(), Fault> {
        if let Some(status) = wish.status
            && status != self.status
        {
            self.status = status;
            self.status_updated_time = now.to_owned();
        }
        if let Some(reason) = wish.status_reason {
            is_short("statusReason", &reason)?;
            self.status_reason = Some(reason);
        }
        if let Some(capabilities) = wish.capabilities {
            self.capabilities = capabilities;
        }
        if let Some(managed_by) = wish.managed_by {
            self.managed_by = Some(managed_by);
        }
        if let Some(authentication) = wish.authentication {
            self.authentication = authentication.completed(&self.authentication)?;
        } else if self.authentication.symmetric_key.is_none() {
            self.authentication = Authentication::default().completed(&self.authentication)?;
        }
        if self.module_id.is_none() {
            self.set_parent(wish.device_scope, wish.parent_scopes)?;
        }
        Ok(())
    }

    /// Its keys, both or fewer.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        let pair = self.authentication.symmetric_key.as_ref();
        let texts = pair.map(|pair| [&pair.primary_key, &pair.secondary_key]);
        texts
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|text| Key::read(text).ok())
    }

    /// True for the certificate of this identity, in DER.
    pub(crate) fn has_thumbprint_of(&self, certificate: &[u8]) -> bool {
        let Some(known) = &self.authentication.x509_thumbprint else {
            return false;
        };
        let known = [&known.primary_thumbprint, &known.secondary_thumbprint];
        let algorithms = [&digest::SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA256];
        algorithms.into_iter().any(|algorithm| {
            let print = hex(digest::digest(algorithm, certificate).as_ref());
            let mut known = known.into_iter().flatten();
            known.any(|known| known.replace([':', ' '], "").eq_ignore_ascii_case(&print))
        })
    }
}

impl Authentication {
    /// Fills in keys that are not given, and refuses what is none.
    fn completed(mut self, before: &Self) -> Result<Self, Fault> {
        let prints = self.x509_thumbprint.clone().unwrap_or_default();
        let has_print =
            prints.primary_thumbprint.is_some() || prints.secondary_thumbprint.is_some();
        // older clients name no type: a thumbprint tells it
        if self.kind == Kind::Sas && has_print && self.symmetric_key.is_none() {
            self.kind = Kind::SelfSigned;
        }
        if self.kind != Kind::Sas {
            self.symmetric_key = Some(Pair::default());
            if self.kind == Kind::SelfSigned {
                is_thumbprint(prints.primary_thumbprint.as_deref())?;
                is_thumbprint(prints.secondary_thumbprint.as_deref())?;
            }
            return Ok(self);
        }
        let given = self.symmetric_key.take().unwrap_or_default();
        let before = before.symmetric_key.clone().unwrap_or_default();
        self.symmetric_key = Some(Pair {
            primary_key: Some(key(given.primary_key, before.primary_key)?),
            secondary_key: Some(key(given.secondary_key, before.secondary_key)?),
        });
        self.x509_thumbprint = Some(Thumbprints::default());
        Ok(self)
    }
}

fn key(given: Option<String>, before: Option<String>) -> Result<String, Fault> {
    let text = given.filter(|text| !text.is_empty()).or(before);
    let Some(text) = text else {
        return Ok(random::key().expose());
    };
    let key = Key::read(&text).map_err(|error| Fault::argument(error.to_string()))?;
    Ok(key.expose())
}

fn is_thumbprint(text: Option<&str>) -> Result<(), Fault> {
    let digits = text.unwrap_or_default().replace([':', ' '], "");
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.is_empty() || is_hex && [40, 64].contains(&digits.len()) {
        return Ok(());
    }
    let message = "a thumbprint has 40 hex digits (SHA-1) or 64 (SHA-256)";
    Err(Fault::argument(message))
}

fn is_short(name: &str, text: &str) -> Result<(), Fault> {
    match text.chars().count() {
        0..=ID_CHARACTERS => Ok(()),
        count => Err(Fault::argument(format!(
            "{name} has {count} characters; {ID_CHARACTERS} are allowed"
        ))),
    }
}

/// Refuses what is no id of a device or module.
pub(crate) fn is_id(id: &str) -> Result<(), Fault> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-:.+%_#*?!(),=@;$'".contains(c);
    if let Some(found) = id.chars().find(|c| !is_allowed(*c)) {
        let message = format!("an id may not have `{}`", found.escape_debug());
        return Err(Fault::argument(message));
    }
    if id.is_empty() {
        return Err(Fault::argument("the id is empty"));
    }
    is_short("the id", id)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let written = write!(out, "{byte:02X}");
        written.expect("a string takes everything");
        out
    })
}
