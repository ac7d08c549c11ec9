//! A device is registered: everything that decides about it is put together, `reprovision` decides, and what comes of it
//! is written.

use reprovision::{
    AllocationPolicy, Answer, Device, Enrollment, Hub, Outcome, Record, Request, Status,
    WebhookAnswer,
};
use twin::Document;
use twin::escape::quote;
use twin::secret::cut;

use super::device::{DeviceReply, asked, done};
use super::fault::Stop;
use super::hubs::Credentials;
use super::login::Admitted;
use super::proof::{credentials, told, without};
use super::store::enrollments::{Enrolled, Kind};
use super::store::registrations::{self, Operation, Registered};
use super::{Event, Fault, Provisioning};
use crate::random;

/// What a webhook comes to whose answer nobody has set: the bench asks none.
const NO_WEBHOOK: i64 = 404;

impl Provisioning<'_> {
    pub(super) fn registered(
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
        let record = remembered.map(|remembered| without(remembered.record));
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

    /// Keeps record and operation, and answers for now: a disabled enrollment at once, everything else later.
    fn keep(
        &mut self,
        device: &Admitted,
        enrollment: &str,
        answer: &mut Answer,
    ) -> Result<DeviceReply, Fault> {
        let etag = random::document_tag();
        sign(&mut answer.result, &etag, device, enrollment);
        if let Some(record) = &mut answer.record {
            sign(record, &etag, device, enrollment);
        }
        if answer.outcome == Outcome::Disabled {
            self.remember(device, answer, self.now.as_millisecond())?;
            return Ok(done(result("", &answer.result)));
        }
        let delay = i64::try_from(self.settings.delay.as_millis()).unwrap_or(i64::MAX);
        let ready = self.now.as_millisecond().saturating_add(delay);
        self.remember(device, answer, ready)?;
        let operation = random::operation_id();
        let begun = Operation {
            id: operation.clone(),
            registration: device.registration_id.to_ascii_lowercase(),
            ready,
            result: result(&operation, &answer.result),
        };
        registrations::begin(self.db, &begun)?;
        Ok(self.assigning(operation))
    }

    /// Keeps the record twice: as the service shows it, and as this device was told.
    fn remember(&self, device: &Admitted, answer: &Answer, ready: i64) -> Result<(), Fault> {
        let Some(record) = &answer.record else {
            return Ok(());
        };
        let told = match answer.outcome.is_assigned() {
            true => &answer.result,
            false => record,
        };
        let kept = Registered {
            id: device.registration_id.to_ascii_lowercase(),
            group: (device.kind == Kind::Group).then(|| device.enrollment.clone()),
            record: record.clone(),
            told: told.clone(),
            ready,
        };
        Ok(registrations::write(self.db, &kept)?)
    }
}

/// What the service adds to a record: a new entity tag, and how an assigned device proved who it is.
fn sign(record: &mut Record, etag: &str, device: &Admitted, enrollment: &str) {
    record.etag = Some(etag.to_owned());
    if record.status == Some(Status::Assigned) {
        record.other.extend(told(device, enrollment));
    }
}

/// The final answer to a registration.
fn result(operation: &str, record: &Record) -> String {
    let status = record.status.map(Status::name).unwrap_or_default();
    format!(
        "{{\"operationId\":{},\"status\":{},\"registrationState\":{}}}",
        quote(operation),
        quote(status),
        record.to_json()
    )
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
