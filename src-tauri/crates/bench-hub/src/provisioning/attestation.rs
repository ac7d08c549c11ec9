//! How the devices of an enrollment prove who they are: taken in with what the service adds, kept whole, shown without
//! secrets.

use hub::Key;
use serde_json::{Map, Value, json};

use super::certificate::Certificate;
use super::document::Members;
use super::fault::{Refusal, Stop};
use super::{Fault, Kind};
use crate::random;

/// The two members of everything that there are two of.
const BOTH: [&str; 2] = ["primary", "secondary"];
const KEYS: [&str; 2] = ["primaryKey", "secondaryKey"];

const REFERENCES: &str = "caReferences";

/// How devices prove who they are.
#[derive(Debug, Clone)]
pub(super) enum Attestation {
    /// The device's keys, or those that its keys are derived from.
    Keys([Key; 2]),
    /// The device's certificates, or those that signed them.
    Certificates([Option<Certificate>; 2]),
    /// The names of authorities that signed the devices' certificates.
    References([Option<String>; 2]),
    /// A trusted platform module, which is kept and not offered.
    Tpm,
}

/// Whether an answer has the keys in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Shown,
    Hidden,
}

impl Attestation {
    /// Reads the attestation of a stored enrollment.
    pub fn of(enrollment: &Members, id: &str) -> Result<Self, Fault> {
        let spoilt = || Fault::Spoilt {
            what: "attestation",
            id: id.to_owned(),
        };
        let value = enrollment.value("attestation").ok_or_else(spoilt)?;
        match value["type"].as_str() {
            Some("symmetricKey") => {
                let key = |name: &str| Key::read(value["symmetricKey"][name].as_str()?).ok();
                let keys = (key(KEYS[0]), key(KEYS[1]));
                let (Some(primary), Some(secondary)) = keys else {
                    return Err(spoilt());
                };
                Ok(Self::Keys([primary, secondary]))
            }
            Some("x509") => {
                let references = &value["x509"][REFERENCES];
                if references.is_object() {
                    let name = |name| references[name].as_str().map(str::to_owned);
                    return Ok(Self::References(BOTH.map(name)));
                }
                let roles = ["clientCertificates", "signingCertificates"];
                let role = roles.iter().find(|role| value["x509"][**role].is_object());
                let held = &value["x509"][*role.ok_or_else(spoilt)?];
                let read = |name| Certificate::read_text(held[name]["certificate"].as_str()?);
                Ok(Self::Certificates(BOTH.map(read)))
            }
            Some("tpm") => Ok(Self::Tpm),
            _ => Err(spoilt()),
        }
    }
}

/// Takes in the attestation of an enrollment: keys are made where none were sent and none are known, certificates are
/// read. What was not sent again stays as it was, because clients send back what they were shown.
pub(super) fn take_in(
    kind: Kind,
    enrollment: &mut Members,
    before: Option<&Attestation>,
) -> Result<(), Stop> {
    let Some(Value::Object(mut sent)) = enrollment.value("attestation") else {
        return Err(Refusal::invalid("the enrollment has no `attestation`").into());
    };
    let word = sent.get("type").and_then(Value::as_str).unwrap_or_default();
    let word = ["symmetricKey", "x509", "tpm"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(word));
    let Some(word) = word else {
        let message = "`attestation.type` is none of `symmetricKey`, `x509`, `tpm`";
        return Err(Refusal::invalid(message).into());
    };
    match word {
        "symmetricKey" => take_in_keys(&mut sent, before)?,
        "x509" => take_in_certificates(kind, &mut sent, before)?,
        _ => {
            let endorsement = sent
                .get("tpm")
                .and_then(|tpm| tpm["endorsementKey"].as_str());
            if endorsement.is_none_or(str::is_empty) {
                let message = "`attestation.tpm.endorsementKey` is missing";
                return Err(Refusal::invalid(message).into());
            }
        }
    }
    sent.insert("type".to_owned(), json!(word));
    enrollment.set("attestation", &Value::Object(sent));
    Ok(())
}

fn take_in_keys(sent: &mut Map<String, Value>, before: Option<&Attestation>) -> Result<(), Stop> {
    let known = match before {
        Some(Attestation::Keys(known)) => known.each_ref().map(Some),
        _ => [None, None],
    };
    let mut keys = Map::new();
    for (name, known) in KEYS.into_iter().zip(known) {
        let given = sent.get("symmetricKey").map(|keys| &keys[name]);
        let key = match given.unwrap_or(&Value::Null) {
            Value::String(text) if !text.is_empty() => Key::read(text).map_err(|error| {
                Refusal::invalid(format!("`attestation.symmetricKey.{name}`: {error}"))
            })?,
            Value::Null | Value::String(_) => match known {
                Some(known) => known.clone(),
                None => random::long_key(),
            },
            _ => {
                let message = format!("`attestation.symmetricKey.{name}` is no string");
                return Err(Refusal::invalid(message).into());
            }
        };
        keys.insert(name.to_owned(), json!(key.expose()));
    }
    sent.insert("symmetricKey".to_owned(), Value::Object(keys));
    Ok(())
}

fn take_in_certificates(
    kind: Kind,
    sent: &mut Map<String, Value>,
    before: Option<&Attestation>,
) -> Result<(), Refusal> {
    let (role, other) = match kind {
        Kind::Individual => ("clientCertificates", "signingCertificates"),
        Kind::Group => ("signingCertificates", "clientCertificates"),
    };
    let x509 = sent.get("x509").unwrap_or(&Value::Null);
    if !x509[other].is_null() {
        let message = format!(
            "`attestation.x509.{other}` is not offered for {}; send `{role}`",
            kind.words()
        );
        return Err(Refusal::invalid(message));
    }
    if !x509[REFERENCES].is_null() {
        let taken = take_in_references(x509, role)?;
        sent.insert("x509".to_owned(), taken);
        return Ok(());
    }
    let mut held = Map::new();
    for name in BOTH {
        let given = &x509[role][name];
        let place = format!("attestation.x509.{role}.{name}");
        if let Some(certificate) = given_certificate(given, &place, before)? {
            let kept = json!({"certificate": certificate.text(), "info": certificate.info});
            held.insert(name.to_owned(), kept);
        }
    }
    if held.is_empty() {
        let message = format!("`attestation.x509.{role}` has no certificate");
        return Err(Refusal::invalid(message));
    }
    let mut taken = Map::new();
    taken.insert(role.to_owned(), Value::Object(held));
    sent.insert("x509".to_owned(), Value::Object(taken));
    Ok(())
}

/// Names of authorities: whether the bench has them is asked when a device shows what they signed.
fn take_in_references(x509: &Value, role: &str) -> Result<Value, Refusal> {
    if !x509[role].is_null() {
        let message = format!("`attestation.x509` has both `{REFERENCES}` and `{role}`");
        return Err(Refusal::invalid(message));
    }
    let mut taken = Map::new();
    for name in BOTH {
        match &x509[REFERENCES][name] {
            Value::String(text) if !text.is_empty() => {
                taken.insert(name.to_owned(), json!(text));
            }
            Value::Null | Value::String(_) => {}
            _ => {
                let message = format!("`attestation.x509.{REFERENCES}.{name}` is no name");
                return Err(Refusal::invalid(message));
            }
        }
    }
    if taken.is_empty() {
        let message = format!("`attestation.x509.{REFERENCES}` names no authority");
        return Err(Refusal::invalid(message));
    }
    Ok(json!({REFERENCES: taken}))
}

/// A certificate that was sent; or the one that was shown, of which only the description was sent back.
fn given_certificate(
    given: &Value,
    place: &str,
    before: Option<&Attestation>,
) -> Result<Option<Certificate>, Refusal> {
    if let Some(text) = given["certificate"]
        .as_str()
        .filter(|text| !text.is_empty())
    {
        let read = Certificate::read_text(text);
        return match read {
            Some(certificate) => Ok(Some(certificate)),
            None => Err(Refusal::invalid(format!(
                "`{place}.certificate` is no certificate in PEM or base64"
            ))),
        };
    }
    let Some(thumbprint) = given["info"]["sha256Thumbprint"].as_str() else {
        return Ok(None);
    };
    let known = match before {
        Some(Attestation::Certificates(known)) => known
            .iter()
            .flatten()
            .find(|known| known.thumbprint.eq_ignore_ascii_case(thumbprint)),
        _ => None,
    };
    match known {
        Some(known) => Ok(Some(known.clone())),
        None => Err(Refusal::invalid(format!("`{place}` has no `certificate`"))),
    }
}

/// The attestation as it is answered: certificates by their description, keys where they are asked for.
pub(super) fn shown(enrollment: &Members, keys: Keys) -> Value {
    let mut value = enrollment.value("attestation").unwrap_or(Value::Null);
    if keys == Keys::Hidden && value["symmetricKey"].is_object() {
        value["symmetricKey"] = json!({});
    }
    for role in ["clientCertificates", "signingCertificates"] {
        for name in BOTH {
            let pointer = format!("/x509/{role}/{name}");
            if let Some(Value::Object(held)) = value.pointer_mut(&pointer) {
                held.remove("certificate");
            }
        }
    }
    value
}
