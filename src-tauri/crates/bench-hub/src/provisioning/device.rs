//! What a device asks: to be registered, how that went, where it is registered. The same for MQTT and HTTPS.

use reprovision::{Json, Status};
use serde_json::json;
use twin::Document;
use twin::secret::cut;

use super::document::Members;
use super::fault::{Refusal, Stop};
use super::login::Admitted;
use super::store::enrollments::{self, Enrolled, Kind};
use super::store::registrations;
use super::{Fault, Provisioning};

/// Bytes of a device's request.
const LARGEST: usize = 96 * 1024;

/// An answer to a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReply {
    /// HTTP status, which is in the topic over MQTT.
    pub status: u16,
    /// Seconds after which to ask again.
    pub retry_after: Option<u32>,
    /// The operation to ask after, while there is one under way.
    pub operation: Option<String>,
    /// The service's number of an error.
    pub code: Option<u32>,
    /// JSON.
    pub body: String,
}

impl Provisioning<'_> {
    /// Registers a device.
    ///
    /// # Errors
    /// Tables or hubs cannot be read or written; the caller rolls everything back.
    pub fn register(
        &mut self,
        device: &Admitted,
        api_version: Option<&str>,
        body: &[u8],
    ) -> Result<DeviceReply, Fault> {
        let registered = self.registered(device, api_version, body);
        self.replied(device, registered)
    }

    /// Tells how a registration goes, or how it went.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn poll(&mut self, device: &Admitted, operation: &str) -> Result<DeviceReply, Fault> {
        let polled = self.polled(device, operation);
        self.replied(device, polled)
    }

    /// Tells where a device is registered, without registering it again.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn lookup(&mut self, device: &Admitted, body: &[u8]) -> Result<DeviceReply, Fault> {
        let found = self.looked_up(device, body);
        self.replied(device, found)
    }

    fn replied(
        &mut self,
        device: &Admitted,
        result: Result<DeviceReply, Stop>,
    ) -> Result<DeviceReply, Fault> {
        match self.settle(&device.registration_id, result)? {
            Ok(reply) => Ok(reply),
            Err(refusal) => Ok(self.refused(&refusal)),
        }
    }

    /// A refusal as a device is told it.
    #[must_use]
    pub fn refused(&self, refusal: &Refusal) -> DeviceReply {
        DeviceReply {
            status: refusal.status,
            retry_after: None,
            operation: None,
            code: Some(refusal.code),
            body: refusal.body(self.now).to_string(),
        }
    }

    fn looked_up(&self, device: &Admitted, body: &[u8]) -> Result<DeviceReply, Stop> {
        asked(device, body)?;
        self.enrolled(device)?;
        let id = &device.registration_id;
        let found = registrations::find(self.db, id)?;
        let found = found.ok_or_else(|| no_registration(id))?;
        Ok(done(found.seen(self.now.as_millisecond()).to_json()))
    }

    fn polled(&self, device: &Admitted, operation: &str) -> Result<DeviceReply, Stop> {
        let found = registrations::operation(self.db, operation)?;
        let id = device.registration_id.to_ascii_lowercase();
        let Some(found) = found.filter(|found| found.registration == id) else {
            let operation = cut(operation, 60);
            return Err(Refusal {
                reason: format!("`{id}` has no operation `{operation}`"),
                ..Refusal::new(404, 404_203, "Operation not found.")
            }
            .into());
        };
        if self.now.as_millisecond() < found.ready {
            return Ok(self.assigning(found.id));
        }
        Ok(done(found.result))
    }

    /// The enrollment that let the device in, if it would still be the one.
    pub(super) fn enrolled(&self, device: &Admitted) -> Result<Enrolled, Stop> {
        let id = &device.registration_id;
        let own = enrollments::find(self.db, Kind::Individual, id)?;
        match (device.kind, own) {
            (Kind::Individual, Some(own)) => Ok(own),
            (Kind::Group, None) => {
                let group = enrollments::find(self.db, Kind::Group, &device.enrollment)?;
                Ok(group.ok_or_else(|| no_enrollment(id))?)
            }
            (Kind::Individual, None) => Err(no_enrollment(id).into()),
            (Kind::Group, Some(_)) => {
                let reason = format!(
                    "`{id}` came in by group `{}` and has an enrollment of its own since",
                    device.enrollment
                );
                Err(Refusal::unauthorized(reason).into())
            }
        }
    }

    pub(super) fn assigning(&self, operation: String) -> DeviceReply {
        let body = json!({"operationId": operation, "status": Status::Assigning.name()});
        DeviceReply {
            status: 202,
            retry_after: Some(self.settings.retry_after),
            operation: Some(operation),
            code: None,
            body: body.to_string(),
        }
    }
}

pub(super) fn done(body: String) -> DeviceReply {
    DeviceReply {
        status: 200,
        retry_after: None,
        operation: None,
        code: None,
        body,
    }
}

fn no_enrollment(id: &str) -> Refusal {
    Refusal {
        reason: format!("the enrollment of `{id}` is gone"),
        ..Refusal::new(404, 404_201, "Enrollment not found.")
    }
}

pub(super) fn no_registration(id: &str) -> Refusal {
    Refusal {
        reason: format!("`{}` has no registration record", cut(id, 128)),
        ..Refusal::new(404, 404_202, "Registration not found.")
    }
}

/// Reads what a device sends along: its id, which has to be its own, and its payload. Nothing is as good as `{}`.
pub(super) fn asked(device: &Admitted, body: &[u8]) -> Result<Option<Json>, Refusal> {
    if body.len() > LARGEST {
        let message = format!(
            "the request has {} bytes; {LARGEST} are allowed",
            body.len()
        );
        return Err(Refusal::invalid(message));
    }
    let text = std::str::from_utf8(body);
    let text = text.map_err(|_| Refusal::invalid("the request is not UTF-8"))?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let members = Members::read(text)
        .map_err(|error| Refusal::invalid(format!("the request is no JSON object ({error})")))?;
    if members.get("registrationId").is_some() {
        let id = members.text("registrationId").unwrap_or_default();
        if !id.eq_ignore_ascii_case(&device.registration_id) {
            let (id, own) = (cut(&id, 60), &device.registration_id);
            let message = format!("`registrationId` is `{id}`, the caller is `{own}`");
            return Err(Refusal::invalid(message));
        }
    }
    let payload = members.get("payload").map(Document::read_str);
    let payload = payload.transpose();
    let payload = payload.map_err(|_| Refusal::invalid("`payload` is too large"))?;
    Ok(payload.and_then(|payload| payload.root().map(Json::of)))
}
