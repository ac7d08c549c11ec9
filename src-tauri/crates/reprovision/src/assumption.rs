//! What no document settles. Some of it the reader may settle otherwise; all of it is named in every answer that rests
//! on it.

/// What the reset policy does to a device that stays on its hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SameHubReset {
    /// The twin is replaced with the initial configuration: a factory reset, as the article on reprovisioning has it.
    #[default]
    Resets,
    /// Nothing happens to it: data is reset only when the hub changes, as the states of a registration are described.
    Keeps,
}

/// What is assumed of a device whose age cannot be told, where no policy answers for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum UnknownAge {
    /// It is from before reprovisioning, so that nothing moves.
    #[default]
    Old,
    /// It has reprovisioning.
    New,
}

/// What the reader may settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumptions {
    /// The reset policy on the same hub.
    pub same_hub_reset: SameHubReset,
    /// A device of unknown age.
    pub unknown_age: UnknownAge,
}

/// A switch, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assumption {
    /// The reset policy on the same hub.
    SameHubReset(SameHubReset),
    /// A device of unknown age.
    UnknownAge(UnknownAge),
}

impl Assumption {
    /// The name of the switch.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SameHubReset(_) => "same-hub-reset",
            Self::UnknownAge(_) => "unknown-version",
        }
    }

    /// How it stands.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::SameHubReset(SameHubReset::Resets) => "resets",
            Self::SameHubReset(SameHubReset::Keeps) => "keeps",
            Self::UnknownAge(UnknownAge::Old) => "old",
            Self::UnknownAge(UnknownAge::New) => "new",
        }
    }

    /// How else it could stand.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::SameHubReset(SameHubReset::Resets) => Self::SameHubReset(SameHubReset::Keeps),
            Self::SameHubReset(SameHubReset::Keeps) => Self::SameHubReset(SameHubReset::Resets),
            Self::UnknownAge(UnknownAge::Old) => Self::UnknownAge(UnknownAge::New),
            Self::UnknownAge(UnknownAge::New) => Self::UnknownAge(UnknownAge::Old),
        }
    }

    /// Reads `same-hub-reset=keeps`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|known| text.split_once('=') == Some((known.name(), known.value())))
    }

    /// Every switch in every way it can stand.
    pub const ALL: [Self; 4] = [
        Self::SameHubReset(SameHubReset::Resets),
        Self::SameHubReset(SameHubReset::Keeps),
        Self::UnknownAge(UnknownAge::Old),
        Self::UnknownAge(UnknownAge::New),
    ];
}

impl Assumptions {
    /// Sets one switch.
    #[must_use]
    pub fn with(mut self, assumption: Assumption) -> Self {
        match assumption {
            Assumption::SameHubReset(value) => self.same_hub_reset = value,
            Assumption::UnknownAge(value) => self.unknown_age = value,
        }
        self
    }
}

/// What was concluded where no document says it, and nobody needs to settle it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Inference {
    /// Which hub a hash leads to.
    HashIsOurs,
    /// Without an allocation policy of its own, an enrollment is hashed, as the service's default is.
    HashedByDefault,
    /// Hubs were not measured: the device stays where it is, or gets the first hub.
    NotMeasured,
    /// The webhook's answer is not known: the device stays where it is, or gets the first hub.
    WebhookNotAsked,
    /// A policy without a name comes to the same as never.
    UnnamedPolicy,
    /// Counters and stamps go along with a migrated twin; it gets a new entity tag.
    VersionsMigrate,
    /// An identity that was deleted by hand is made again with the initial twin.
    RecreatedAnew,
    /// There is nothing to migrate from, so that the initial twin is used.
    NothingToMigrate,
    /// An identity that the record did not know keeps its twin.
    TwinKept,
    /// What a policy that never moves anything calls an assignment.
    SubstatusOfNever,
    /// What the API version is that the device asks with; the substatus depends on it.
    ApiVersionUnknown,
    /// Identity and twin that were on the chosen hub before are replaced.
    LeftoverReplaced,
    /// The old hub is not linked any more; the service was taken to reach it all the same.
    FromUnlinked,
    /// Several hubs answer equally quickly: the device stays where it is, or gets the first of them.
    EqualLatencies,
    /// The id of the registration record counts, not that of the enrollment.
    DeviceIdKept,
    /// Of several enrollment groups the first one is the device's.
    FirstGroupTaken,
}

impl Inference {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HashIsOurs => "hash-is-ours",
            Self::HashedByDefault => "hashed-by-default",
            Self::NotMeasured => "latency-not-measured",
            Self::WebhookNotAsked => "webhook-not-asked",
            Self::UnnamedPolicy => "unnamed-policy-is-never",
            Self::VersionsMigrate => "versions-migrate",
            Self::RecreatedAnew => "identity-recreated-anew",
            Self::NothingToMigrate => "nothing-to-migrate",
            Self::TwinKept => "twin-kept-without-record",
            Self::SubstatusOfNever => "substatus-of-never",
            Self::ApiVersionUnknown => "api-version-unknown",
            Self::LeftoverReplaced => "leftover-replaced",
            Self::FromUnlinked => "from-unlinked-hub",
            Self::EqualLatencies => "equal-latencies",
            Self::DeviceIdKept => "device-id-kept",
            Self::FirstGroupTaken => "first-group-taken",
        }
    }
}
