//! Sentences for people: what the flowchart says, which fact decided, what happened, what is lost, what was assumed.
//! Window and command line show the same ones.

mod doubts;
mod results;

pub(crate) use doubts::{doubts, of_allocation, of_groups};

use crate::age::{Age, Evidence, Judged};
use crate::assumption::{Assumption, Inference, SameHubReset, UnknownAge};
use crate::chart::{End, Fact, Node};
use crate::policy::PolicyKind;

impl Node {
    /// What stands in the node.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Contact => "Device contacts the provisioning service to be provisioned again",
            Self::HasPolicy => "Does the enrollment have a reprovisioning policy?",
            Self::IsOld => "Is the device's API version from before reprovisioning?",
            Self::ByPolicy => "Provisioned again as the policy says",
            Self::Moves => "Moved to a new hub, if applicable",
            Self::Sticks => "Sticks to the hub it was assigned to",
        }
    }

    /// The rule that the node stands for.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Contact => {
                "Policies act when a device registers, usually when it starts; nothing happens to one that runs."
            }
            Self::HasPolicy => {
                "A saved policy takes precedence over the compatibility behaviour, whatever the device's version. No policy means that `reprovisionPolicy` is absent or null."
            }
            Self::IsOld => {
                "Without a policy, devices with an API version up to and including the last one without reprovisioning keep the behaviour they were tested with."
            }
            Self::ByPolicy => {
                "Migrate and reset choose the hub again; migrate takes the data along, reset starts from the initial configuration. Never keeps the hub."
            }
            Self::Moves => {
                "The hub is chosen again, and the device's data goes along if it changes."
            }
            Self::Sticks => "The device is only ever assigned to the hub it was assigned to first.",
        }
    }
}

impl Fact {
    /// What decided at a node.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Asked => "The device registers again.".to_owned(),
            Self::Policy(policy) => {
                let (update, migrate) = match policy {
                    PolicyKind::Migrate => (true, true),
                    PolicyKind::Reset => (true, false),
                    PolicyKind::Never => (false, false),
                    PolicyKind::Unnamed => (false, true),
                };
                format!(
                    "Yes: {} (`updateHubAssignment` {update}, `migrateDeviceData` {migrate}).",
                    policy.title()
                )
            }
            Self::NoPolicy => {
                "No: `reprovisionPolicy` is absent, so that the device's version decides."
                    .to_owned()
            }
            Self::Age(judged) => judged.sentence(),
            Self::AgeAssumed(_, assumed) => {
                let as_if = match assumed {
                    UnknownAge::Old => "from before reprovisioning",
                    UnknownAge::New => "with reprovisioning",
                };
                format!("Unknown: the device's version does not tell. Assumed to be {as_if}.")
            }
            Self::Reached(end) => end.sentence().to_owned(),
        }
    }
}

impl End {
    /// What the end means.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ByPolicy(PolicyKind::Migrate) => {
                "The hub is chosen again; if it changes, twin and capabilities go along."
            }
            Self::ByPolicy(PolicyKind::Reset) => {
                "The hub is chosen again; the device starts from the initial configuration."
            }
            Self::ByPolicy(PolicyKind::Never) => "The device keeps its hub and its data.",
            Self::ByPolicy(PolicyKind::Unnamed) => {
                "The device keeps its hub; without a change of hub there is nothing to migrate."
            }
            Self::Moves => {
                "As with migrate: the hub is chosen again, and data goes along if it changes."
            }
            Self::Sticks => "As with never: the device keeps its hub and its data.",
        }
    }
}

impl Judged {
    fn sentence(&self) -> String {
        let answer = match self.age {
            Age::Old => "Yes",
            Age::Native => "No",
            Age::Unknown => "Unknown",
        };
        let compared = match self.age {
            Age::Old => "is not later than",
            _ => "is later than",
        };
        match &self.by {
            Evidence::Api {
                version,
                last_before,
            } => format!(
                "{answer}: the API version {version} {compared} {last_before}, the last one without reprovisioning."
            ),
            Evidence::Sdk {
                language,
                version,
                last_before,
            } => format!(
                "{answer}: version {version} of the {} SDK {compared} {last_before}, the last one without reprovisioning.",
                language.title()
            ),
            Evidence::Nothing => format!("{answer}: nothing tells the device's version."),
        }
    }
}

impl Assumption {
    /// What the switch decides, as it stands.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::SameHubReset(SameHubReset::Resets) => {
                "A reset on the same hub replaces the twin with the initial configuration, as the article on reprovisioning has it (factory reset)."
            }
            Self::SameHubReset(SameHubReset::Keeps) => {
                "A reset on the same hub changes nothing, as the states of a registration are described (data is reset with a change of hub)."
            }
            Self::UnknownAge(UnknownAge::Old) => {
                "A device whose version does not tell is treated as one from before reprovisioning: it stays."
            }
            Self::UnknownAge(UnknownAge::New) => {
                "A device whose version does not tell is treated as one with reprovisioning: it may move."
            }
        }
    }
}

impl Inference {
    /// What was concluded, and why it may be otherwise.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::HashIsOurs => {
                "The service does not publish its hash: the same id, hubs and weights always lead to one hub, but perhaps to another one than here."
            }
            Self::HashedByDefault => {
                "The enrollment has no allocation policy; the service's default was taken to be hashed."
            }
            Self::NotMeasured => {
                "No latency was given: the device was left on its hub, or put on the first one."
            }
            Self::WebhookNotAsked => {
                "The webhook's answer is not known: the device was left on its hub, or put on the first one."
            }
            Self::UnnamedPolicy => {
                "A policy that keeps the hub and migrates data is none of the service's; it was treated as never."
            }
            Self::VersionsMigrate => {
                "Versions and stamps of the properties go along (the version of the reported ones has been seen); the twin gets a new entity tag."
            }
            Self::RecreatedAnew => {
                "The identity was deleted on its hub; it is made again with the initial configuration."
            }
            Self::NothingToMigrate => {
                "The identity was deleted on the old hub, so that there is nothing to migrate: the initial configuration is used."
            }
            Self::TwinKept => {
                "The service had no record of the device, but the hub had its identity: the twin there was taken to be kept."
            }
            Self::SubstatusOfNever => {
                "What the service calls an assignment that never moves is documented for old API versions only."
            }
            Self::ApiVersionUnknown => {
                "API versions up to 2019-03-31 call a repeated assignment `initialAssignment`; which one this device uses is not known."
            }
            Self::LeftoverReplaced => {
                "The device had an identity on its new hub already; it was taken to be replaced."
            }
            Self::FromUnlinked => {
                "The old hub is not linked to the service any more; it was taken to reach the identity there all the same."
            }
            Self::EqualLatencies => {
                "Several hubs answer equally quickly: the device was left on its hub, or put on the first of them."
            }
            Self::DeviceIdKept => {
                "The id of the registration record counts until the record is deleted."
            }
            Self::FirstGroupTaken => {
                "A device belongs to a group by its key or its certificate, which are not looked at here: of several groups, the first one given was taken."
            }
        }
    }
}
