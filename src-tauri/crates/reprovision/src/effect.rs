//! What one request comes to: the rows of the table, the stages it goes through, what is lost.

use crate::allocation::Failure;
use crate::identity::Identity;
use crate::json::Json;
use crate::record::Status;

/// What one request comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// First assignment.
    Initial,
    /// Moved, with its data.
    Migrated,
    /// Moved, with the initial configuration.
    Reset,
    /// Same hub, with the initial configuration.
    ResetInPlace,
    /// Same hub, because the policy never moves a device.
    KeptByPolicy,
    /// Same hub, because nobody has saved a policy and the device is from before reprovisioning.
    Stuck,
    /// Same hub, because the choice fell on it again.
    SameHub,
    /// Same hub; its identity had been deleted there and was made again.
    Recreated,
    /// Another hub; there was no identity left that could have moved.
    RecreatedElsewhere,
    /// The service did not know it, the hub did: it keeps what it has.
    Readopted,
    /// Its enrollment is disabled.
    Disabled,
    /// No hub.
    Failed(Failure),
    /// No enrollment knows it.
    NotEnrolled,
}

impl Outcome {
    /// The machine name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Migrated => "migrated",
            Self::Reset => "reset",
            Self::ResetInPlace => "reset-in-place",
            Self::KeptByPolicy => "kept-by-policy",
            Self::Stuck => "stuck",
            Self::SameHub => "same-hub",
            Self::Recreated => "recreated",
            Self::RecreatedElsewhere => "recreated-elsewhere",
            Self::Readopted => "readopted",
            Self::Disabled => "disabled",
            Self::Failed(_) => "failed",
            Self::NotEnrolled => "not-enrolled",
        }
    }

    /// True where the device is on another hub afterwards.
    #[must_use]
    pub fn is_move(&self) -> bool {
        matches!(
            self,
            Self::Migrated | Self::Reset | Self::RecreatedElsewhere
        )
    }

    /// True where the device has a hub afterwards that it may connect to.
    #[must_use]
    pub fn is_assigned(&self) -> bool {
        !matches!(self, Self::Disabled | Self::Failed(_) | Self::NotEnrolled)
    }
}

/// What happens at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageKind {
    /// The device asks.
    Asked,
    /// The service has found the enrollment and answers that it is at work.
    Answered,
    /// The hub is chosen.
    Allocated,
    /// The device's identity is made on a hub.
    IdentityCreated,
    /// The twin is carried over.
    TwinMigrated,
    /// The twin is the initial configuration.
    TwinInitial,
    /// The identity is removed from the old hub.
    IdentityRemoved,
    /// Nothing is changed on the hub.
    Untouched,
    /// The result is told.
    Ended,
}

impl StageKind {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Allocated => "allocated",
            Self::IdentityCreated => "identity-created",
            Self::TwinMigrated => "twin-migrated",
            Self::TwinInitial => "twin-initial",
            Self::IdentityRemoved => "identity-removed",
            Self::Untouched => "untouched",
            Self::Ended => "ended",
        }
    }
}

/// One stage of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What happens.
    pub kind: StageKind,
    /// What the service says of the registration at that time, if it is asked.
    pub status: Option<Status>,
    /// The hub it happens on.
    pub hub: Option<String>,
}

/// What is gone afterwards, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// Tags that are not those of the initial twin.
    Tags,
    /// Desired properties that are not those of the initial twin.
    Desired,
    /// Reported properties: gone until the device reports again.
    Reported,
    /// Capabilities that are not those of the enrollment.
    Capabilities,
    /// Modules and their twins.
    Modules(Vec<String>),
    /// Messages to the device that wait on the old hub.
    QueuedMessages(i64),
}

impl Loss {
    /// The machine name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Desired => "desired",
            Self::Reported => "reported",
            Self::Capabilities => "capabilities",
            Self::Modules(_) => "modules",
            Self::QueuedMessages(_) => "queued-messages",
        }
    }

    /// What a device loses: `after` is its identity where it is then, if it has one.
    pub(crate) fn all(before: &Identity, after: &Identity, is_move: bool) -> Vec<Self> {
        let (had, has) = (&before.state, &after.state);
        let gone = |had: &Json, has: &Json| !had.is_empty_object() && !had.is_same(has);
        let of_state = [
            (gone(&had.tags, &has.tags), Self::Tags),
            (
                gone(&had.desired.content, &has.desired.content),
                Self::Desired,
            ),
            (
                gone(&had.reported.content, &has.reported.content),
                Self::Reported,
            ),
            (had.is_edge != has.is_edge, Self::Capabilities),
        ];
        let mut lost: Vec<_> = of_state
            .into_iter()
            .filter_map(|(is_lost, loss)| is_lost.then_some(loss))
            .collect();
        if is_move && !before.modules.is_empty() {
            let ids = before.modules.iter().map(|module| module.id.clone());
            lost.push(Self::Modules(ids.collect()));
        }
        let queued = before
            .number("cloudToDeviceMessageCount")
            .unwrap_or_default();
        if is_move && queued > 0 {
            lost.push(Self::QueuedMessages(queued));
        }
        lost
    }
}
