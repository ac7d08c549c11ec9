//! Custom allocation: what the service asks the user's function, and what that answers.

use twin::Document;
use twin::write::Secrets;

use crate::device::Device;
use crate::enrollment::Enrollment;
use crate::json::{Json, ObjectWriter, list};
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, objects};
use crate::record::Record;

/// What the function answered.
#[derive(Debug, Clone, PartialEq)]
pub enum WebhookAnswer {
    /// It failed, with this HTTP status.
    Failed {
        /// HTTP status.
        status: i64,
    },
    /// It chose.
    Chose {
        /// The hub.
        host: String,
        /// Tags and desired properties that take the place of the enrollment's, where it sent any.
        initial: Option<(Json, Json)>,
        /// What goes back to the device.
        payload: Option<Json>,
    },
}

impl WebhookAnswer {
    /// Reads `{iotHubHostName, initialTwin?, payload?}`, or `{statusCode}` for a function that failed.
    #[must_use]
    pub fn read(doc: &Document) -> (Option<Self>, Vec<Problem>) {
        let mut told = Vec::new();
        let Some(&object) = objects(doc, Input::Webhook, &mut told).first() else {
            return (None, told);
        };
        let mut members = Members {
            input: Input::Webhook,
            object,
            told: &mut told,
        };
        let known = ["iotHubHostName", "initialTwin", "payload", "statusCode"];
        members.unknown(&known, ProblemKind::UnknownMember);
        let status = members.integer("statusCode");
        if let Some(status) = status.filter(|status| !(200..300).contains(status)) {
            return (Some(Self::Failed { status }), told);
        }
        let initial = members.object("initialTwin");
        let initial = initial.map(|twin| members.within(twin).initial_twin());
        let host = members.text("iotHubHostName").unwrap_or_default();
        if host.is_empty() {
            let message = "the answer names no hub";
            let advice = "Write `iotHubHostName`: the service fails the registration without it.";
            members.tell(ProblemKind::WrongShape, object, message, advice);
        }
        let payload = members.json("payload");
        let answer = Self::Chose {
            host,
            initial,
            payload,
        };
        (Some(answer), told)
    }
}

/// Writes what the service sends to the function; the keys of the enrollment and the function's own address are left out.
/// The rest is as the function gets it: whoever shows it masks it first.
#[must_use]
pub fn webhook_request(
    enrollment: &Enrollment,
    registration_id: &str,
    device: &Device,
    record: Option<&Record>,
    linked: &[String],
) -> String {
    let mut context = ObjectWriter::new();
    context.text("registrationId", registration_id);
    if let Some(record) = record {
        context
            .text_if("currentIotHubHostName", record.assigned_hub.as_deref())
            .text_if("currentDeviceId", record.device_id.as_deref());
    }
    if let Some(attestation) = &enrollment.attestation {
        context.raw(attestation.name(), "{}");
    }
    context.json_if("payload", device.payload.as_ref());
    let kind = match enrollment.is_individual() {
        true => "individualEnrollment",
        false => "enrollmentGroup",
    };
    ObjectWriter::new()
        .raw(kind, &enrollment.written(Secrets::Masked))
        .raw("deviceRuntimeContext", &context.end())
        .raw("linkedHubs", &list(linked))
        .end()
}
