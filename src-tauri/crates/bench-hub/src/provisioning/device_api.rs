//! What devices ask over HTTPS: the same as over MQTT, told apart by method and path.

use super::fault::Refusal;
use super::login::Proof;
use super::{DeviceReply, Fault, Provisioning};
use crate::http::{Call, Reply};

/// First segments of the service interface, which are no id scopes.
const OF_SERVICE: [&str; 2] = ["enrollments", "enrollmentgroups"];

/// What a device asks.
enum Asked<'a> {
    Register,
    Poll(&'a str),
    Lookup,
}

impl Provisioning<'_> {
    /// Answers a device's call; nothing where the path is none of a device's.
    ///
    /// # Errors
    /// Tables or hubs cannot be read or written; the caller rolls everything back.
    pub fn device_call(&mut self, call: &Call) -> Result<Option<Reply>, Fault> {
        let segments = call.segments();
        let [scope, "registrations", id, rest @ ..] = &segments[..] else {
            return Ok(None);
        };
        if OF_SERVICE.contains(&scope.to_ascii_lowercase().as_str()) {
            return Ok(None);
        }
        let asked = match (call.method.as_str(), rest) {
            ("PUT", ["register"]) => Asked::Register,
            ("GET", ["operations", operation]) => Asked::Poll(operation),
            ("POST", []) => Asked::Lookup,
            _ => return Ok(None),
        };
        let proof = match &call.authorization {
            Some(token) => Proof::Token(token),
            None => Proof::Certificates(&call.certificates),
        };
        let device = match self.authorize(scope, id, proof)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Some(self.refuse(&refusal)?)),
        };
        let reply = match asked {
            Asked::Register => self.register(&device, call.query.get("api-version"), &call.body)?,
            Asked::Poll(operation) => self.poll(&device, operation)?,
            Asked::Lookup => self.lookup(&device, &call.body)?,
        };
        Ok(Some(over_http(reply, call, scope, id)))
    }

    /// A refusal over HTTP.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Result<Reply, Fault> {
        let reply = Reply::json(refusal.status, &refusal.body(self.now)?);
        Ok(reply.with("x-ms-error-code", refusal.code.to_string()))
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
