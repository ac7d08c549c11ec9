//! What goes wrong: refusals, which the caller is told, and faults, which are the bench's own.

use jiff::Timestamp;
use serde_json::json;

use crate::random;

/// Why the service could not do its work; nothing that the caller could have done better.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database.
    #[error("the tables of the provisioning service: {0}")]
    Storage(#[from] rusqlite::Error),
    /// A hub.
    #[error("hub `{hub}`: {source}")]
    Hub {
        /// Its name.
        hub: String,
        /// What it said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A document that was stored cannot be read.
    #[error("the stored {what} of `{id}` cannot be read")]
    Spoilt {
        /// Which document.
        what: &'static str,
        /// Whose.
        id: String,
    },
}

/// A call that the service refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status, also of an answer over MQTT.
    pub status: u16,
    /// The service's number for it.
    pub code: u32,
    /// What the caller is told.
    pub message: String,
    /// What really is the matter, for the log: names things, never a secret.
    pub reason: String,
}

/// Everything that ends a call early.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(Refusal),
    Fault(Fault),
}

impl Refusal {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            code,
            reason: message.clone(),
            message,
        }
    }

    /// Something of the request cannot be read or is not allowed.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, 400_004, message)
    }

    /// The caller is told no more than that; the log is.
    pub(crate) fn unauthorized(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            ..Self::new(401, 401_002, "Unauthorized")
        }
    }

    /// The body of an error, as the service writes it.
    #[must_use]
    pub fn body(&self, now: Timestamp) -> serde_json::Value {
        json!({
            "errorCode": self.code,
            "trackingId": random::guid(),
            "message": self.message,
            "info": {},
            "timestampUtc": format!("{now:.7}"),
        })
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Fault(error.into())
    }
}
