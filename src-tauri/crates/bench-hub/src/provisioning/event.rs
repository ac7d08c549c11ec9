//! What happened, for whoever keeps a log.

use reprovision::{Json, Loss, Outcome, Stage};

use super::{Kind, Refusal};

/// What became of an enrollment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Created,
    /// It is another than before.
    Updated,
    /// It is gone.
    Deleted,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A device asked to be registered, and was answered: assigned, moved, reset, disabled, failed.
    Registered {
        /// Who asked.
        registration_id: String,
        /// Its id on the hub.
        device_id: String,
        /// Whether it is enrolled alone or in a group.
        kind: Kind,
        /// Id of its enrollment.
        enrollment: String,
        /// The API version it asked with.
        api_version: Option<String>,
        /// The row of the table.
        outcome: Outcome,
        /// The hub it was on.
        from: Option<String>,
        /// The hub it is on now; nothing where it was not assigned.
        hub: Option<String>,
        /// Code and text of a registration that failed.
        error: Option<(i64, String)>,
        /// How it went on.
        stages: Vec<Stage>,
        /// What is gone.
        lost: Vec<Loss>,
        /// What the webhook of a custom allocation would have been asked; whoever shows it masks it first.
        webhook_request: Option<Json>,
    },
    /// Somebody changed an enrollment.
    Enrollment {
        /// Of one device or of many.
        kind: Kind,
        /// Its id.
        id: String,
        /// What became of it.
        change: Change,
    },
    /// Somebody deleted a registration record; identity and twin stay on their hub.
    RegistrationDeleted {
        /// Whose.
        registration_id: String,
    },
    /// A call was refused.
    Refused {
        /// Who called: a registration id, or the method and path of a service's call.
        who: String,
        /// Why.
        refusal: Refusal,
    },
}

impl Event {
    /// The machine name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Registered { outcome, .. } => outcome.name(),
            Self::Enrollment { change, .. } => match change {
                Change::Created => "enrollment-created",
                Change::Updated => "enrollment-updated",
                Change::Deleted => "enrollment-deleted",
            },
            Self::RegistrationDeleted { .. } => "registration-deleted",
            Self::Refused { .. } => "refused",
        }
    }
}
