//! Enrollments and groups, one at a time.

use serde_json::Value;

use super::{check, validate};
use crate::http::Reply;
use crate::if_match::IfMatch;
use crate::provisioning::attestation::{self, Attestation, Keys};
use crate::provisioning::document::Members;
use crate::provisioning::fault::{Refusal, Stop};
use crate::provisioning::login::GROUPS;
use crate::provisioning::store::enrollments::{self as store, Enrolled};
use crate::provisioning::store::registrations;
use crate::provisioning::{Change, Event, Kind, Provisioning};
use crate::random;

impl Provisioning<'_> {
    pub(super) fn get(&mut self, kind: Kind, id: &str) -> Result<Reply, Stop> {
        let found = self.found(kind, id)?;
        self.told(&found, Keys::Hidden)
    }

    pub(super) fn put(
        &mut self,
        kind: Kind,
        id: &str,
        condition: &IfMatch,
        text: &str,
    ) -> Result<Reply, Stop> {
        let written = self.write(kind, id, condition, text)?;
        self.told(&written, Keys::Shown)
    }

    pub(super) fn attestation_of(&mut self, kind: Kind, id: &str) -> Result<Reply, Stop> {
        let members = self.found(kind, id)?.members()?;
        Ok(Reply::json(200, &attestation::shown(&members, Keys::Shown)))
    }

    pub(super) fn delete(
        &mut self,
        kind: Kind,
        id: &str,
        condition: &IfMatch,
    ) -> Result<Reply, Stop> {
        let found = self.found(kind, id)?;
        check(condition, &found.etag)?;
        store::delete(self.db, kind, id)?;
        // records belong to their enrollment; identities stay on their hubs
        match kind {
            Kind::Individual => registrations::delete(self.db, id)?,
            Kind::Group => registrations::delete_group(self.db, id)?,
        }
        self.changed(kind, id, Change::Deleted);
        Ok(Reply::empty(204))
    }

    /// Makes or changes an enrollment. Without a condition it has to be new: the service answers 409 to a client that
    /// changes what it has not seen.
    pub(super) fn write(
        &mut self,
        kind: Kind,
        id: &str,
        condition: &IfMatch,
        text: &str,
    ) -> Result<Enrolled, Stop> {
        let before = store::find(self.db, kind, id)?;
        match (&before, condition) {
            (Some(_), IfMatch::Absent) => return Err(conflict(kind, id).into()),
            (Some(before), condition) => check(condition, &before.etag)?,
            (None, IfMatch::Absent) => {}
            (None, _) => return Err(not_found(kind, id).into()),
        }
        if before.is_none() && kind == Kind::Group {
            self.check_room()?;
        }
        let mut members = validate::read(kind, id, text)?;
        let known = match &before {
            Some(before) => Some(Attestation::of(&before.members()?, &before.id)?),
            None => None,
        };
        attestation::take_in(kind, &mut members, known.as_ref())?;
        let now = self.stamp();
        let change = match before {
            Some(_) => Change::Updated,
            None => Change::Created,
        };
        let (created, webhook) = before.map_or((now.clone(), None), |b| (b.created, b.webhook));
        let written = Enrolled {
            kind,
            id: id.to_ascii_lowercase(),
            document: members.to_json(),
            etag: random::document_tag(),
            created,
            updated: now,
            webhook,
        };
        store::write(self.db, &written)?;
        self.changed(kind, id, change);
        Ok(written)
    }

    /// Sets what the webhook of a custom allocation answers, `{iotHubHostName, initialTwin?, payload?}` or
    /// `{statusCode}`; nothing for one that cannot be reached. The bench never asks a webhook.
    ///
    /// # Errors
    /// The tables cannot be read or written.
    pub fn set_webhook_answer(
        &mut self,
        kind: Kind,
        id: &str,
        answer: Option<&str>,
    ) -> Result<Result<(), Refusal>, crate::provisioning::Fault> {
        let set = self.webhook_set(kind, id, answer);
        self.settle(id, set)
    }

    fn webhook_set(&mut self, kind: Kind, id: &str, answer: Option<&str>) -> Result<(), Stop> {
        self.found(kind, id)?;
        if let Some(answer) = answer {
            // what is kept goes into answers as it is: it has to be JSON, not only readable
            Members::read(answer).map_err(|error| {
                Refusal::invalid(format!("the webhook's answer is no JSON object ({error})"))
            })?;
            let unreadable = || Refusal::invalid("the webhook's answer is too large");
            let doc = twin::Document::read_str(answer).map_err(|_| unreadable())?;
            let (_, problems) = reprovision::WebhookAnswer::read(&doc);
            let is_error = |p: &&reprovision::Problem| p.severity() == reprovision::Severity::Error;
            if let Some(error) = problems.iter().find(is_error) {
                let message = format!("{}: {}. {}", error.pointer, error.message, error.advice);
                return Err(Refusal::invalid(message).into());
            }
        }
        Ok(store::set_webhook(self.db, kind, id, answer)?)
    }

    fn check_room(&self) -> Result<(), Stop> {
        if store::count(self.db, Kind::Group)? < i64::try_from(GROUPS).unwrap_or(i64::MAX) {
            return Ok(());
        }
        let message = format!("there are {GROUPS} enrollment groups, and no more are allowed");
        Err(Refusal::new(403, 403_001, message).into())
    }

    pub(super) fn found(&self, kind: Kind, id: &str) -> Result<Enrolled, Stop> {
        let found = store::find(self.db, kind, id)?;
        Ok(found.ok_or_else(|| not_found(kind, id))?)
    }

    fn changed(&mut self, kind: Kind, id: &str, change: Change) {
        let id = id.to_owned();
        self.events.push(Event::Enrollment { kind, id, change });
    }

    fn told(&self, enrolled: &Enrolled, keys: Keys) -> Result<Reply, Stop> {
        Ok(Reply {
            status: 200,
            headers: vec![("ETag".into(), format!("\"{}\"", enrolled.etag))],
            body: self.shown(enrolled, keys)?,
            bytes: None,
        })
    }

    /// The enrollment as the service answers it.
    pub(super) fn shown(&self, enrolled: &Enrolled, keys: Keys) -> Result<String, Stop> {
        let mut members = enrolled.members()?;
        members.set("attestation", &attestation::shown(&members, keys));
        if enrolled.kind == Kind::Individual
            && let Some(found) = registrations::find(self.db, &enrolled.id)?
        {
            let shown = found.shown(self.now.as_millisecond());
            members.set_raw("registrationState", shown.to_json());
        }
        for (name, value) in [
            ("etag", &enrolled.etag),
            ("createdDateTimeUtc", &enrolled.created),
            ("lastUpdatedDateTimeUtc", &enrolled.updated),
        ] {
            members.set(name, &Value::from(value.as_str()));
        }
        Ok(members.to_json())
    }
}

pub(super) fn not_found(kind: Kind, id: &str) -> Refusal {
    let id = twin::secret::cut(id, 60);
    match kind {
        Kind::Individual => Refusal {
            reason: format!("there is no enrollment `{id}`"),
            ..Refusal::new(404, 404_201, "Enrollment not found.")
        },
        Kind::Group => Refusal {
            reason: format!("there is no enrollment group `{id}`"),
            ..Refusal::new(404, 404_204, "Enrollment group not found.")
        },
    }
}

fn conflict(kind: Kind, id: &str) -> Refusal {
    let (code, message) = match kind {
        Kind::Individual => (409_201, "Enrollment already exists."),
        Kind::Group => (409_202, "Enrollment group already exists."),
    };
    Refusal {
        reason: format!("`{id}` exists; a change needs `If-Match`"),
        ..Refusal::new(409, code, message)
    }
}
