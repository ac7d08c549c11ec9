//! What devices ask over HTTPS: the same as over MQTT, told apart by method and path.

use super::fault::Refusal;
use super::login::{Admitted, Proof};
use super::{DeviceReply, Fault, Provisioning};
use crate::http::{Call, Reply};

/// First segments of the service interface, which are no id scopes.
const OF_SERVICE: [&str; 2] = ["enrollments", "enrollmentgroups"];

/// What a device asks, and as whom.
#[derive(Debug, Clone, Copy)]
pub struct DeviceRequest<'a> {
    /// The id scope in the path.
    pub id_scope: &'a str,
    /// The registration in the path.
    pub registration_id: &'a str,
    asked: Asked<'a>,
}

/// What a device asks.
#[derive(Debug, Clone, Copy)]
enum Asked<'a> {
    Register,
    Poll(&'a str),
    Lookup,
}

impl<'a> DeviceRequest<'a> {
    /// Reads a device's call; nothing where the path is none of a device's.
    #[must_use]
    pub fn read(call: &'a Call) -> Option<Self> {
        let parts: Vec<&'a str> = call.path.iter().map(String::as_str).collect();
        let [id_scope, "registrations", registration_id, rest @ ..] = &parts[..] else {
            return None;
        };
        if OF_SERVICE.contains(&id_scope.to_ascii_lowercase().as_str()) {
            return None;
        }
        let asked = match (call.method.as_str(), rest) {
            ("PUT", ["register"]) => Asked::Register,
            ("GET", ["operations", operation]) => Asked::Poll(operation),
            ("POST", []) => Asked::Lookup,
            _ => return None,
        };
        Some(Self {
            id_scope: *id_scope,
            registration_id: *registration_id,
            asked,
        })
    }
}

impl Provisioning<'_> {
    /// Lets the device in that calls, or says why not.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn let_in(
        &mut self,
        request: &DeviceRequest<'_>,
        call: &Call,
    ) -> Result<Result<Admitted, Refusal>, Fault> {
        let proof = match &call.authorization {
            Some(token) => Proof::Token(token),
            None => Proof::Certificates(&call.certificates),
        };
        self.authorize(request.id_scope, request.registration_id, proof)
    }

    /// Answers a device that was let in.
    ///
    /// # Errors
    /// Tables or hubs cannot be read or written; the caller rolls everything back.
    pub fn answer_device(
        &mut self,
        device: &Admitted,
        request: &DeviceRequest<'_>,
        call: &Call,
    ) -> Result<Reply, Fault> {
        let reply = match request.asked {
            Asked::Register => self.register(device, call.query.get("api-version"), &call.body)?,
            Asked::Poll(operation) => self.poll(device, operation)?,
            Asked::Lookup => self.lookup(device, &call.body)?,
        };
        let DeviceRequest {
            id_scope,
            registration_id,
            ..
        } = request;
        Ok(over_http(reply, call, id_scope, registration_id))
    }

    /// A refusal over HTTP.
    #[must_use]
    pub fn refuse(&self, refusal: &Refusal) -> Reply {
        let reply = Reply::json(refusal.status, &refusal.body(self.now));
        let reply = reply.with("x-ms-error-code", refusal.code.to_string());
        match refusal.status {
            429 => reply.with("Retry-After", self.settings.retry_after.to_string()),
            _ => reply,
        }
    }
}

fn over_http(told: DeviceReply, call: &Call, scope: &str, id: &str) -> Reply {
    let mut reply = Reply {
        status: told.status,
        headers: Vec::new(),
        body: told.body,
        bytes: None,
    };
    if let Some(code) = told.code {
        reply = reply.with("x-ms-error-code", code.to_string());
    }
    if let Some(seconds) = told.retry_after {
        reply = reply.with("Retry-After", seconds.to_string());
    }
    if let Some(operation) = told.operation {
        let host = &call.host;
        let version = call.query.get("api-version").unwrap_or_default();
        let place = format!("https://{host}/{scope}/registrations/{id}/operations/{operation}");
        reply = reply.with("Location", format!("{place}?api-version={version}"));
    }
    reply
}
