//! What the service answers when it refuses: status, number and name as the service has them, and a sentence that names
//! the thing. Written in the two forms of its wires, REST and MQTT.

use jiff::Timestamp;
use serde_json::json;

use crate::http::Reply;
use crate::random;
use crate::time::{american, stamp};

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} ({code}): {message}")]
pub struct Fault {
    /// HTTP status.
    pub status: u16,
    /// The service's number, such as 404001.
    pub code: u32,
    /// The service's name, such as `DeviceNotFound`.
    pub name: &'static str,
    /// What is refused, and why.
    pub message: String,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $function:ident = $status:literal $code:literal $name:literal;)*) => {
        impl Fault {
            $($(#[$doc])*
            pub(crate) fn $function(message: impl Into<String>) -> Self {
                Self { status: $status, code: $code, name: $name, message: message.into() }
            })*

            #[cfg(test)]
            fn all() -> Vec<Self> {
                vec![$(Self::$function("")),*]
            }
        }
    };
}

faults! {
    /// A key, a value, a size, or no JSON.
    argument = 400 400_004 "ArgumentInvalid";
    /// A query that cannot be read.
    query = 400 400_004 "ArgumentInvalid";
    /// A condition of a configuration that cannot be read.
    bad_condition = 400 400_401 "InvalidConfigurationTargetCondition";
    /// A content of a configuration that no twin can hold.
    bad_content = 400 400_402 "InvalidConfigurationContent";
    /// A content of a configuration that is another than before.
    content_is_kept = 400 400_403 "CannotModifyImmutableConfigurationContent";
    /// No or a wrong token.
    unauthorized = 401 401_003 "IotHubUnauthorized";
    /// The policy of the token does not allow it.
    not_permitted = 401 401_002 "IotHubUnauthorizedAccess";
    /// The queue of messages is full.
    queue_full = 403 403_004 "DeviceMaximumQueueDepthExceeded";
    /// Too many configurations of one hub.
    too_many_configurations = 413 413_101 "ConfigurationCountLimitExceeded";
    /// Too many modules of one device.
    too_many_modules = 413 413_003 "TooManyModulesOnDevice";
    /// No such identity.
    device_not_found = 404 404_001 "DeviceNotFound";
    /// No such module.
    module_not_found = 404 404_010 "ModuleNotFound";
    /// A method for a device that is not there.
    not_online = 404 404_103 "DeviceNotOnline";
    /// No such resource.
    not_found = 404 404_000 "GenericNotFound";
    /// No such configuration.
    configuration_not_found = 404 404_301 "ConfigurationNotFound";
    /// It does not go with how things are.
    conflict = 409 409_000 "GenericConflict";
    /// Made twice.
    already_exists = 409 409_001 "DeviceAlreadyExists";
    /// Made twice.
    configuration_already_exists = 409 409_401 "ConfigurationAlreadyExists";
    /// No such job.
    job_not_found = 404 404_002 "JobNotFound";
    /// Scheduled twice.
    job_exists = 409 409_104 "JobAlreadyExists";
    /// What a job of import or export needs is not there.
    no_storage = 400 400_008 "BlobContainerValidationError";
    /// Files are uploaded to a storage that no hub of the bench has.
    no_upload = 400 400_014 "DefaultStorageEndpointNotConfigured";
    /// Made twice.
    module_already_exists = 409 409_301 "ModuleAlreadyExistsOnDevice";
    /// Somebody else was quicker.
    precondition = 412 412_001 "PreconditionFailed";
    /// The lock of a message is over, or never was.
    lock_lost = 412 412_002 "DeviceMessageLockLost";
    /// More than a message may have.
    too_large = 413 413_001 "MessageTooLarge";
    /// Told to slow down.
    throttled = 429 429_001 "ThrottlingException";
    /// More jobs than may be open.
    too_many_jobs = 429 429_004 "ThrottlingMaxActiveJobCountExceeded";
    /// The bench hub itself cannot.
    server = 500 500_001 "ServerError";
    /// The device said nothing.
    timeout = 504 504_101 "GatewayTimeout";
}

impl Fault {
    /// Writes it as REST has it.
    #[must_use]
    pub fn reply(&self, now: Timestamp) -> Reply {
        let tracking = tracking(now);
        // direct methods answer in the newer of the two forms
        let body = match self.code {
            404_103 | 504_101 => {
                json!({"Message": self.body(now).to_string(), "ExceptionMessage": ""})
            }
            _ => json!({
                "Message": format!("ErrorCode:{};{}", self.name, self.message),
                "ExceptionMessage": format!("Tracking ID:{tracking}"),
            }),
        };
        let reply = Reply::json(self.status, &body).with("iothub-errorcode", self.name);
        match self.status {
            429 => reply.with("Retry-After", "1"),
            _ => reply,
        }
    }

    /// Writes it as answers on twin topics have it.
    #[must_use]
    pub fn body(&self, now: Timestamp) -> serde_json::Value {
        json!({
            "errorCode": self.code,
            "trackingId": tracking(now),
            "message": self.message,
            "info": {},
            "timestampUtc": stamp(now),
        })
    }
}

impl Fault {
    /// What cannot be read. A value that was found in the wrong place is not told: it may be a key.
    pub(crate) fn unreadable(what: &str, error: &serde_json::Error) -> Self {
        let told = error.to_string();
        let is_value = error.is_data() && !told.starts_with("missing field");
        Self::argument(match error.line() {
            _ if !is_value => format!("{what} cannot be read: {told}"),
            0 => format!("{what} has a value of the wrong kind"),
            line => {
                let column = error.column();
                format!("{what} has a value of the wrong kind at line {line} column {column}")
            }
        })
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::server(format!(
            "the state of the bench hub cannot be used: {error}"
        ))
    }
}

fn tracking(now: Timestamp) -> String {
    format!(
        "{}-G:0-TimeStamp:{}",
        random::hex(16).to_uppercase(),
        american(now)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_one_that_the_dictionary_of_codes_knows() {
        let known = include_str!("../../groups/codes/iot-hub.json");
        let known: serde_json::Value = serde_json::from_str(known).unwrap();
        let known = known["codes"].as_array().unwrap();
        for Fault {
            status, code, name, ..
        } in Fault::all()
        {
            let text = code.to_string();
            let is_named = |one: &&serde_json::Value| one["code"] == *text;
            let known = known
                .iter()
                .find(is_named)
                .unwrap_or_else(|| panic!("{code}"));
            assert_eq!((&known["name"], code / 1000), (&name.into(), status.into()));
        }
    }
}
