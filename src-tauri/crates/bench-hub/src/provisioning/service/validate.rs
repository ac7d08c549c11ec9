//! An enrollment is checked before it is kept: by `reprovision` what it decides with, here what it carries.

use reprovision::{Enrollment, Severity};
use twin::Document;
use twin::secret::cut;

use crate::provisioning::Kind;
use crate::provisioning::document::{Members, is_device_id, is_id};
use crate::provisioning::fault::Refusal;
use crate::state::TwinState;
use crate::time::NEVER;

/// Members that the service writes itself.
const OF_SERVICE: [&str; 4] = [
    "etag",
    "createdDateTimeUtc",
    "lastUpdatedDateTimeUtc",
    "registrationState",
];

/// Reads an enrollment for an id, without what only the service writes.
pub(super) fn read(kind: Kind, id: &str, text: &str) -> Result<Members, Refusal> {
    if !is_id(id) {
        let message = format!("`{}` is no id of an enrollment", cut(id, 60));
        return Err(Refusal::invalid(message));
    }
    let mut members = Members::read(text)
        .map_err(|error| Refusal::invalid(format!("the enrollment is no JSON object ({error})")))?;
    let name = kind.id_member();
    if members.get(name).is_none() {
        members.set_text(name, id);
    }
    let written = members.text(name).unwrap_or_default();
    if !written.eq_ignore_ascii_case(id) {
        let written = cut(&written, 60);
        let message = format!("`{name}` is `{written}`, the path is for `{id}`");
        return Err(Refusal::invalid(message));
    }
    let other = match kind {
        Kind::Individual => Kind::Group,
        Kind::Group => Kind::Individual,
    };
    if members.get(other.id_member()).is_some() {
        let message = format!("`{}` is of {}", other.id_member(), other.words());
        return Err(Refusal::invalid(message));
    }
    for name in OF_SERVICE {
        members.remove(name);
    }
    check_device_id(&members)?;
    check(text, &members)?;
    check_twin(&members)?;
    if members.get("provisioningStatus").is_none() {
        members.set_text("provisioningStatus", "enabled");
    }
    Ok(members)
}

fn check_device_id(members: &Members) -> Result<(), Refusal> {
    match members.text("deviceId") {
        Some(id) if !id.is_empty() && !is_device_id(&id) => {
            let message = format!(
                "`deviceId` is `{}`, which is no id of a device",
                cut(&id, 60)
            );
            Err(Refusal::invalid(message))
        }
        _ => Ok(()),
    }
}

/// A twin that no hub takes would fail every registration.
fn check_twin(members: &Members) -> Result<(), Refusal> {
    let Some(twin) = members.get("initialTwin") else {
        return Ok(());
    };
    // only whether it is taken counts here, not when
    let taken = TwinState::import(twin, NEVER);
    taken.map(drop).map_err(|fault| {
        let message = fault.message;
        Refusal::invalid(format!("`initialTwin`: {message}"))
    })
}

/// What `reprovision` could not decide with is refused, at its place in the text that was sent.
fn check(text: &str, members: &Members) -> Result<(), Refusal> {
    let written = members.to_json();
    let unreadable = || Refusal::invalid("the enrollment is too large");
    let doc = Document::read_str(&written).map_err(|_| unreadable())?;
    let (_, problems) = Enrollment::read(&doc);
    let mut errors = problems.iter().filter(|p| p.severity() == Severity::Error);
    let Some(error) = errors.next() else {
        return Ok(());
    };
    // the place that is told is that in the sender's own text
    let sent = Document::read_str(text).map_err(|_| unreadable())?;
    let (_, problems) = Enrollment::read(&sent);
    let same = problems
        .iter()
        .find(|p| p.message == error.message && p.pointer == error.pointer);
    let place = same.and_then(|same| same.place);
    let place = place.map(|place| format!(", line {}, column {}", place.line, place.column));
    Err(Refusal::invalid(format!(
        "{}: {}{}. {}",
        error.pointer,
        error.message,
        place.unwrap_or_default(),
        error.advice
    )))
}
