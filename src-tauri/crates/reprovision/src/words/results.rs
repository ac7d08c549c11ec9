//! What one request came to, in words.

use crate::allocation::{Allocation, Because, Failure};
use crate::effect::{Loss, Outcome, Stage, StageKind};
use crate::record::Status;
use crate::request::Answer;

impl Answer {
    /// The answer in one sentence: what happens, where to, with which data.
    #[must_use]
    pub fn sentence(&self) -> String {
        let to = self.result.assigned_hub.as_deref().unwrap_or_default();
        let from = self.from.as_deref().unwrap_or_default();
        match &self.outcome {
            Outcome::Initial => format!("The device is assigned to {to} for the first time, with the initial configuration."),
            Outcome::Migrated => format!("The device moves from {from} to {to}, and its data goes along."),
            Outcome::Reset => format!("The device moves from {from} to {to} and starts from the initial configuration."),
            Outcome::ResetInPlace => format!("The device stays on {to}, and its twin is replaced with the initial configuration."),
            Outcome::KeptByPolicy => format!("The device stays on {to}: its policy never moves it."),
            Outcome::Stuck => format!("The device sticks to {to}: no policy is saved, and it is from before reprovisioning."),
            Outcome::SameHub => format!("The device stays on {to}: the choice falls on the same hub, and nothing changes."),
            Outcome::Recreated => format!("The device stays on {to}; its identity, deleted there, is made again with the initial configuration."),
            Outcome::RecreatedElsewhere => format!("The device is assigned to {to}; on {from} nothing is known that could move."),
            Outcome::Readopted => format!("The service did not know the device, {to} did: it is assigned there and keeps its twin."),
            Outcome::Disabled => "The registration ends at once: the enrollment is disabled. An identity on a hub is not removed and still works.".to_owned(),
            Outcome::Failed(failure) => format!("The registration fails: {}. Nothing on any hub changes.", failure.words()),
            Outcome::NotEnrolled => "The service refuses the device: no enrollment knows it.".to_owned(),
        }
    }
}

impl Failure {
    /// Why there is no hub.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NoHub => "there is no linked hub to choose from".to_owned(),
            Self::NotLinked { host } => format!("{host} is not linked to the service"),
            Self::Webhook { status } => format!("the webhook answers with HTTP {status}"),
            Self::WebhookNames { host } if host.is_empty() => "the webhook names no hub".to_owned(),
            Self::WebhookNames { host } => {
                format!("the webhook names {host}, which it was not offered")
            }
        }
    }
}

impl Allocation {
    /// Why this hub.
    #[must_use]
    pub fn sentence(&self) -> String {
        let hub = match &self.hub {
            Ok(hub) => hub,
            Err(failure) => return format!("No hub: {}.", failure.words()),
        };
        match self.because {
            Because::Kept => format!("{hub}: the hub is not chosen again."),
            Because::Only => format!("{hub}: there is no other to choose."),
            Because::Hash => format!("{hub}: the hash of the registration id leads there."),
            Because::Nearest(milliseconds) => {
                format!("{hub}: {milliseconds} ms, the quickest of those measured.")
            }
            Because::Named => format!("{hub}: the enrollment names it."),
            Because::Webhook => format!("{hub}: the webhook names it."),
            Because::Guess => format!("{hub}: a guess, for want of anything that tells."),
        }
    }
}

impl Stage {
    /// What happens at the stage.
    #[must_use]
    pub fn sentence(&self) -> String {
        let hub = self.hub.as_deref().unwrap_or_default();
        match self.kind {
            StageKind::Asked => "The device sends its registration request.".to_owned(),
            StageKind::Answered => {
                "The service finds the enrollment and answers with an operation to ask for."
                    .to_owned()
            }
            StageKind::Allocated => format!("The hub is chosen: {hub}."),
            StageKind::IdentityCreated => format!("The device gets an identity on {hub}."),
            StageKind::TwinMigrated => format!("Twin and capabilities are carried over to {hub}."),
            StageKind::TwinInitial => format!("The twin on {hub} is the initial configuration."),
            StageKind::IdentityRemoved => {
                format!("The identity on {hub} is removed, with its twin and its modules.")
            }
            StageKind::Untouched => format!("Nothing is changed on {hub}."),
            StageKind::Ended => match self.status {
                Some(Status::Assigned) => format!("The device is told {hub} and connects there."),
                Some(Status::Disabled) => {
                    "The device is told that its enrollment is disabled.".to_owned()
                }
                _ => "The device is told that its registration failed.".to_owned(),
            },
        }
    }
}

impl Loss {
    /// What is gone.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Tags => "Tags that are not those of the initial twin are gone.".to_owned(),
            Self::Desired => {
                "Desired properties that are not those of the initial twin are gone.".to_owned()
            }
            Self::Reported => {
                "Reported properties are gone until the device reports again.".to_owned()
            }
            Self::Capabilities => "Capabilities are those of the enrollment again.".to_owned(),
            Self::Modules(ids) => format!(
                "Modules do not move; {} and their twins are gone.",
                ids.iter()
                    .map(|id| format!("`{id}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::QueuedMessages(1) => {
                "A message to the device that waits on the old hub is lost.".to_owned()
            }
            Self::QueuedMessages(count) => {
                format!("{count} messages to the device that wait on the old hub are lost.")
            }
        }
    }
}
