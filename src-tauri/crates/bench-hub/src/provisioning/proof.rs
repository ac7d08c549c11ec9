//! How a device proved who it is: what it uses on its hub from then on, and what its record tells of it.

use hub::Key;
use reprovision::{Json, Record};
use serde_json::{Value, json};
use twin::Document;

use super::Credentials;
use super::attestation::Attestation;
use super::fault::{Refusal, Stop};
use super::login::Admitted;
use super::store::enrollments::{Enrolled, Kind};

/// Members of a record that tell how the device proved who it is.
const MEMBERS: [&str; 2] = ["symmetricKey", "x509"];

/// What the device uses on its hub: the same as here.
pub(super) fn credentials(device: &Admitted, enrolled: &Enrolled) -> Result<Credentials, Stop> {
    let attestation = Attestation::of(&enrolled.members()?, &enrolled.id)?;
    let hashed = device.registration_id.to_ascii_lowercase();
    let own = |key: &Key| match device.kind {
        Kind::Individual => key.clone(),
        Kind::Group => key.derived(&hashed),
    };
    match (attestation, &device.certificate) {
        (Attestation::Keys([primary, secondary]), None) => Ok(Credentials::Keys {
            primary: own(&primary),
            secondary: own(&secondary),
        }),
        (Attestation::Certificates(known), Some((shown, signer))) => {
            let of_enrollment = known.into_iter().flatten().map(|known| known.thumbprint);
            let mut thumbprints: Vec<_> = match signer {
                Some(_) => vec![shown.thumbprint.clone()],
                None => of_enrollment.collect(),
            };
            thumbprints.truncate(2);
            let mut thumbprints = thumbprints.into_iter();
            Ok(Credentials::Thumbprints {
                primary: thumbprints
                    .next()
                    .unwrap_or_else(|| shown.thumbprint.clone()),
                secondary: thumbprints.next(),
            })
        }
        (Attestation::References(_), Some((shown, Some(_)))) => Ok(Credentials::Thumbprints {
            primary: shown.thumbprint.clone(),
            secondary: None,
        }),
        _ => {
            let id = &enrolled.id;
            let reason =
                format!("enrollment `{id}` wants another proof than the device logged in with");
            Err(Refusal::unauthorized(reason).into())
        }
    }
}

/// How the device proved who it is, as its record tells.
pub(super) fn told(device: &Admitted, enrollment: &str) -> Option<(String, Json)> {
    let group = (device.kind == Kind::Group).then_some(enrollment);
    let (name, value) = match (&device.certificate, group) {
        (None, None) => return None,
        (None, Some(group)) => (MEMBERS[0], json!({"enrollmentGroupId": group})),
        (Some((own, signer)), group) => {
            let mut value = json!({"certificateInfo": own.info});
            if let (Some(signer), Some(group)) = (signer, group) {
                value["enrollmentGroupId"] = json!(group);
                value["signingCertificateInfo"] = signer.info.clone();
            }
            (MEMBERS[1], value)
        }
    };
    Some((name.to_owned(), carried(&value)?))
}

/// The record without it.
pub(super) fn without(mut record: Record) -> Record {
    record
        .other
        .retain(|(name, _)| !MEMBERS.contains(&name.as_str()));
    record
}

fn carried(value: &Value) -> Option<Json> {
    let doc = Document::read_str(&value.to_string()).ok()?;
    doc.root().map(Json::of)
}
