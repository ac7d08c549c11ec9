//! What a device asks: to be registered, how that went, where it is registered. The same for MQTT and HTTPS.

use hub::Key;
use jiff::SignedDuration;
use reprovision::{
    AllocationPolicy, Answer, Device, Enrollment, Hub, Json, Outcome, Record, Request, Status,
    WebhookAnswer,
};
use serde_json::{Value, json};
use twin::Document;
use twin::escape::quote;
use twin::secret::cut;

use super::attestation::Attestation;
use super::document::Members;
use super::fault::{Refusal, Stop};
use super::hubs::Credentials;
use super::login::Admitted;
use super::store::enrollments::{self, Enrolled, Kind};
use super::store::registrations::{self, Operation, Registered};
use super::{Event, Fault, Provisioning, random};

/// Bytes of a device's request.
const LARGEST: usize = 96 * 1024;
/// What a webhook comes to whose answer nobody has set: the bench asks none.
const NO_WEBHOOK: i64 = 404;
/// Members of a record that tell how the device proved who it is.
const PROOFS: [&str; 2] = ["symmetricKey", "x509"];

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
            Err(refusal) => self.refused(&refusal),
        }
    }

    /// A refusal as a device is told it.
    ///
    /// # Errors
    /// There are no random bytes for the tracking id.
    pub fn refused(&self, refusal: &Refusal) -> Result<DeviceReply, Fault> {
        Ok(DeviceReply {
            status: refusal.status,
            retry_after: None,
            operation: None,
            code: Some(refusal.code),
            body: refusal.body(self.now)?.to_string(),
        })
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

    fn registered(
        &mut self,
        device: &Admitted,
        api_version: Option<&str>,
        body: &[u8],
    ) -> Result<DeviceReply, Stop> {
        let payload = asked(device, body)?;
        let enrolled = self.enrolled(device)?;
        let enrollment = decided_by(&enrolled)?;
        let webhook = webhook(&enrolled, &enrollment)?;
        let enrollment_id = enrollment.id().to_owned();
        let remembered = registrations::find(self.db, &device.registration_id)?;
        let record = remembered.map(|remembered| without_proof(remembered.record));
        let device_id = record.as_ref().and_then(|record| record.device_id.clone());
        let device_id =
            device_id.unwrap_or_else(|| enrollment.device_id(&device.registration_id).to_owned());
        let before = self.hubs_with(&device_id, record.as_ref())?;
        let asks = Device {
            registration_id: Some(device.registration_id.clone()),
            api_version: api_version.map(str::to_owned),
            payload,
            latencies: self.settings.latencies.clone(),
            ..Device::default()
        };
        let time = self.stamp();
        let mut answer = Request {
            enrollments: &[enrollment],
            device: &asks,
            hubs: &before,
            record: record.as_ref(),
            webhook: webhook.as_ref(),
            table: &self.settings.table,
            assumptions: self.settings.assumptions,
            time: &time,
        }
        .answer();
        if answer.outcome.is_assigned() {
            let credentials = credentials(device, &enrolled)?;
            self.write_hubs(&before, &answer, &credentials)?;
        }
        let reply = self.keep(device, &enrollment_id, &mut answer)?;
        self.events
            .push(event(device, enrollment_id, api_version, answer));
        Ok(reply)
    }

    /// The enrollment that let the device in, if it would still be the one.
    fn enrolled(&self, device: &Admitted) -> Result<Enrolled, Stop> {
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

    /// The hubs as `reprovision` wants them: the linked ones, and the one where the device is.
    fn hubs_with(&self, device_id: &str, record: Option<&Record>) -> Result<Vec<Hub>, Fault> {
        let mut hosts: Vec<_> = self
            .hubs
            .linked()
            .into_iter()
            .map(|host| (host, true))
            .collect();
        let assigned = record.and_then(|record| record.assigned_hub.clone());
        let is_new = |host: &String| {
            hosts
                .iter()
                .all(|(known, _)| !known.eq_ignore_ascii_case(host))
        };
        hosts.extend(assigned.filter(is_new).map(|host| (host, false)));
        let mut texts = Vec::with_capacity(hosts.len());
        for (host, is_linked) in hosts {
            let found = self.hubs.device(&host, device_id)?;
            let there = found
                .map(|there| format!(",\"twin\":{},\"modules\":{}", there.twin, there.modules));
            let host = quote(&host);
            let there = there.unwrap_or_default();
            texts.push(format!(
                "{{\"hostName\":{host},\"linked\":{is_linked}{there}}}"
            ));
        }
        let text = format!("[{}]", texts.join(","));
        let doc = Document::read_str(&text).map_err(|_| Fault::Spoilt {
            what: "twin",
            id: device_id.to_owned(),
        })?;
        Ok(Hub::read(&doc).0)
    }

    /// Writes the hubs that are not as they were.
    fn write_hubs(
        &mut self,
        before: &[Hub],
        answer: &Answer,
        credentials: &Credentials,
    ) -> Result<(), Fault> {
        let id = &answer.device_id;
        for (was, is) in before.iter().zip(&answer.hubs) {
            match (&was.identity, &is.identity) {
                (Some(_), None) => self.hubs.remove(&was.host, id)?,
                (old, Some(new)) if old.as_ref() != Some(new) => {
                    // modules never move: those of an identity that is replaced go with it
                    let had_modules = old.as_ref().is_some_and(|old| !old.modules.is_empty());
                    if had_modules && new.modules.is_empty() {
                        self.hubs.remove(&was.host, id)?;
                    }
                    self.hubs.put(&was.host, id, &new.to_json(), credentials)?;
                }
                (Some(_), Some(_)) if is.is_assigned => {
                    self.hubs.renew(&was.host, id, credentials)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Keeps the record and the operation, and answers for now.
    fn keep(
        &mut self,
        device: &Admitted,
        enrollment: &str,
        answer: &mut Answer,
    ) -> Result<DeviceReply, Fault> {
        let etag = random::etag()?;
        let proof = proof(device, enrollment);
        for record in [Some(&mut answer.result), answer.record.as_mut()]
            .into_iter()
            .flatten()
        {
            record.etag = Some(etag.clone());
            if record.status == Some(Status::Assigned) {
                record.other.extend(proof.clone());
            }
        }
        let is_disabled = answer.outcome == Outcome::Disabled;
        let delay = if is_disabled {
            SignedDuration::ZERO
        } else {
            self.settings.delay
        };
        let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        let ready = self.now.as_millisecond().saturating_add(delay);
        let id = device.registration_id.to_ascii_lowercase();
        let is_assigned = answer.outcome.is_assigned();
        if let Some(record) = &answer.record {
            let told = if is_assigned { &answer.result } else { record };
            let group = (device.kind == Kind::Group).then(|| device.enrollment.clone());
            let kept = Registered {
                id: id.clone(),
                group,
                record: record.clone(),
                told: told.clone(),
                ready,
            };
            registrations::write(self.db, &kept)?;
        }
        let operation = if is_disabled {
            String::new()
        } else {
            random::operation_id()?
        };
        let status = answer.result.status.map(Status::name).unwrap_or_default();
        let result = format!(
            "{{\"operationId\":{},\"status\":{},\"registrationState\":{}}}",
            quote(&operation),
            quote(status),
            answer.result.to_json()
        );
        if is_disabled {
            return Ok(done(result));
        }
        let begun = Operation {
            id: operation.clone(),
            registration: id,
            ready,
            result,
        };
        registrations::begin(self.db, &begun)?;
        Ok(self.assigning(operation))
    }

    fn assigning(&self, operation: String) -> DeviceReply {
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

fn done(body: String) -> DeviceReply {
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
fn asked(device: &Admitted, body: &[u8]) -> Result<Option<Json>, Refusal> {
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

/// The enrollment as `reprovision` reads it.
fn decided_by(enrolled: &Enrolled) -> Result<Enrollment, Fault> {
    let doc = Document::read_str(&enrolled.document).ok();
    let read = doc.and_then(|doc| Enrollment::read(&doc).0.into_iter().next());
    read.ok_or_else(|| Fault::Spoilt {
        what: "enrollment",
        id: enrolled.id.clone(),
    })
}

/// What the webhook answers: what somebody set, or that there is nobody to ask.
fn webhook(enrolled: &Enrolled, enrollment: &Enrollment) -> Result<Option<WebhookAnswer>, Fault> {
    if enrollment.allocation != Some(AllocationPolicy::Custom) {
        return Ok(None);
    }
    let Some(set) = &enrolled.webhook else {
        return Ok(Some(WebhookAnswer::Failed { status: NO_WEBHOOK }));
    };
    let doc = Document::read_str(set).ok();
    let answer = doc.and_then(|doc| WebhookAnswer::read(&doc).0);
    let answer = answer.ok_or_else(|| Fault::Spoilt {
        what: "answer of the webhook",
        id: enrolled.id.clone(),
    })?;
    Ok(Some(answer))
}

/// What the device uses on its hub: the same as here.
fn credentials(device: &Admitted, enrolled: &Enrolled) -> Result<Credentials, Stop> {
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
        _ => {
            let id = &enrolled.id;
            let reason =
                format!("enrollment `{id}` wants another proof than the device logged in with");
            Err(Refusal::unauthorized(reason).into())
        }
    }
}

/// How the device proved who it is, as its record tells.
fn proof(device: &Admitted, enrollment: &str) -> Option<(String, Json)> {
    let group = (device.kind == Kind::Group).then_some(enrollment);
    let (name, value) = match (&device.certificate, group) {
        (None, None) => return None,
        (None, Some(group)) => (PROOFS[0], json!({"enrollmentGroupId": group})),
        (Some((own, signer)), group) => {
            let mut value = json!({"certificateInfo": own.info});
            if let (Some(signer), Some(group)) = (signer, group) {
                value["enrollmentGroupId"] = json!(group);
                value["signingCertificateInfo"] = signer.info.clone();
            }
            (PROOFS[1], value)
        }
    };
    Some((name.to_owned(), carried(&value)?))
}

fn carried(value: &Value) -> Option<Json> {
    let doc = Document::read_str(&value.to_string()).ok()?;
    doc.root().map(Json::of)
}

fn without_proof(mut record: Record) -> Record {
    record
        .other
        .retain(|(name, _)| !PROOFS.contains(&name.as_str()));
    record
}

fn event(
    device: &Admitted,
    enrollment: String,
    api_version: Option<&str>,
    answer: Answer,
) -> Event {
    let hub = answer.outcome.is_assigned();
    Event::Registered {
        registration_id: device.registration_id.clone(),
        kind: device.kind,
        enrollment,
        api_version: api_version.map(|version| cut(version, 60)),
        hub: answer.result.assigned_hub.filter(|_| hub),
        error: answer.result.error,
        device_id: answer.device_id,
        outcome: answer.outcome,
        from: answer.from,
        stages: answer.stages,
        lost: answer.lost,
        webhook_request: answer.webhook_request,
    }
}
