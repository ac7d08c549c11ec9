//! What is wrong with an input: what, where, why, and what to do about it. Nothing here ends the simulation.

use twin::{LineColumn, Value};

/// Which input a problem is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// An enrollment.
    Enrollment,
    /// The device and its request.
    Device,
    /// The hubs.
    Hubs,
    /// The registration record.
    Record,
    /// What the webhook answers.
    Webhook,
    /// The table of versions.
    Versions,
    /// A sequence of requests.
    Scenario,
}

impl Input {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Enrollment => "enrollment",
            Self::Device => "device",
            Self::Hubs => "hubs",
            Self::Record => "registration record",
            Self::Webhook => "webhook's answer",
            Self::Versions => "table of versions",
            Self::Scenario => "scenario",
        }
    }
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant.
    Warning,
    /// The service would refuse it, or the answer rests on a guess.
    Error,
}

impl Severity {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares the kinds with their machine name, their weight, and why they matter.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal, $severity:ident, $why:literal;)+) => {
        /// What kind of problem it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ProblemKind { $($(#[doc = $doc])+ $kind,)+ }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The machine name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }

            /// How much it weighs.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$kind => Severity::$severity),+ }
            }

            /// Says why it matters.
            #[must_use]
            pub fn why(self) -> &'static str {
                match self { $(Self::$kind => $why),+ }
            }
        }
    };
}

kinds! {
    /// The text is not JSON as it stands; what it was taken for is used.
    NotJson = "reprovision-not-json", Warning, "The service reads strict JSON; what is used here rests on an assumed repair.";
    /// Nothing of the kind that was asked for.
    WrongShape = "reprovision-wrong-shape", Error, "Nothing can be read from it, so that the simulation goes on without it.";
    /// A member has another type than the service gives it.
    WrongType = "reprovision-wrong-type", Error, "The service refuses a member of the wrong type; the simulation goes on as if it were not there.";
    /// A member has a value that there is not.
    WrongValue = "reprovision-wrong-value", Error, "The service refuses a value that it does not know; the simulation goes on as if it were not there.";
    /// A member that the service does not know.
    UnknownMember = "reprovision-unknown-member", Warning, "The service passes over what it does not know, so that it changes nothing.";
    /// Neither `registrationId` nor `enrollmentGroupId`.
    EnrollmentWithoutId = "enrollment-without-id", Error, "The service finds an individual enrollment by `registrationId` and a group by `enrollmentGroupId`.";
    /// Both ids.
    EnrollmentOfBothKinds = "enrollment-of-both-kinds", Warning, "An enrollment is individual or a group; it was taken for an individual one.";
    /// Several enrollment groups for one device.
    GroupsAmbiguous = "enrollment-groups-ambiguous", Warning, "A device proves by its key or its certificate which group it belongs to; neither is looked at here.";
    /// An id with characters that no registration may have.
    IdIllegal = "registration-id-illegal", Error, "A registration id has at most 128 letters, digits and `. _ : -`, the last one a letter, a digit or a hyphen.";
    /// A member of `reprovisionPolicy` that there is not.
    PolicyUnknownField = "policy-unknown-field", Error, "Only `updateHubAssignment` and `migrateDeviceData` are read, and both count as `true` where they are missing.";
    /// `updateHubAssignment` false with `migrateDeviceData` true.
    PolicyUnnamed = "policy-unnamed", Warning, "Data is migrated only when the hub changes, and this policy keeps the hub: it comes to the same as never.";
    /// `initialTwin` with `reported`.
    InitialTwinReported = "initial-twin-reported", Error, "Only the device writes reported properties; an initial twin has tags and desired properties.";
    /// `additional_properties` in an initial twin.
    AdditionalProperties = "initial-twin-additional-properties", Error, "A known fault of a command line put the whole initial twin under this key, so that devices get one property of that name and none of the others.";
    /// Stamps of the hub in an initial twin.
    InitialTwinStamps = "initial-twin-stamps", Warning, "The hub writes `$metadata` and `$version` by itself and passes over those it is given.";
    /// A hub that is named and not linked.
    HubNotLinked = "hub-not-linked", Error, "The service assigns devices to linked hubs only; a registration that needs another one fails.";
    /// No hub at all.
    HubsMissing = "hubs-missing", Error, "Without a linked hub there is nothing a device could be assigned to.";
    /// The same hub twice.
    HubTwice = "hub-twice", Error, "A hub has one name; the first of them is used.";
    /// A hub without a name.
    HubWithoutName = "hub-without-name", Error, "A hub that has no name cannot be told from the others; it is left out.";
    /// Two hubs that both hold the device.
    AssignedTwice = "assigned-twice", Error, "The registration record names one hub; the first of them is used.";
    /// Record and hubs disagree about where the device is.
    RecordContradicts = "record-contradicts", Warning, "The hubs say where the device is now; the record says something else.";
    /// The same device on a hub that is not the assigned one.
    IdentityLeftBehind = "identity-left-behind", Warning, "Nobody removes an identity that the registration record does not know; the device could still connect there with its old address.";
    /// Neither API version nor SDK.
    VersionMissing = "device-version-missing", Warning, "Without it nobody can say what the device gets where the enrollment has no policy.";
    /// A version that cannot be read.
    VersionInvalid = "device-version-invalid", Error, "What is no version is neither old nor new: the answer would be a guess.";
    /// A tag with a date where the version of a package is asked for.
    VersionDateTag = "device-version-date-tag", Error, "Tags of releases are no versions of packages, and the table knows packages.";
    /// A language that the table does not have.
    LanguageUnknown = "sdk-language-unknown", Error, "The table has a column for each SDK; without one there is nothing to compare with.";
    /// The API version on the wire and the SDK's version say different things.
    VersionsContradict = "device-versions-contradict", Warning, "The service sees the API version and nothing else; what the SDK's version says counts only without one.";
    /// Newer than the table's last old version, but still of the old API on the wire.
    VersionGap = "device-version-gap", Warning, "The table calls this release new, but it still asked with the old API version, and the service goes by that.";
    /// The device is in none of the enrollments.
    NotEnrolled = "device-not-enrolled", Error, "The service refuses a device that no enrollment knows.";
    /// The id of the device is not that of the individual enrollment.
    DeviceWithoutId = "device-without-id", Warning, "An individual enrollment is found by the id of the registration.";
    /// The enrollment's device id is not that of the record.
    DeviceIdIgnored = "device-id-ignored", Warning, "The service keeps the device id of the registration record until the record is deleted.";
    /// A hub cannot be chosen by latency without having measured it.
    LatencyMissing = "latency-missing", Warning, "The service measures by itself; here nobody has, so that the choice is a guess.";
    /// The webhook's answer is not known.
    WebhookMissing = "webhook-missing", Warning, "A custom allocation asks a function of yours, and what it answers decides.";
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind it is.
    pub kind: ProblemKind,
    /// The input it is in.
    pub input: Input,
    /// Which of several inputs of that kind, from 0.
    pub nth: usize,
    /// JSON pointer of the value; empty for the whole.
    pub pointer: String,
    /// Where it starts, if it stands in a text.
    pub place: Option<LineColumn>,
    /// What.
    pub message: String,
    /// Do.
    pub advice: String,
}

impl Problem {
    /// A problem of an input as a whole.
    #[must_use]
    pub fn of(
        input: Input,
        kind: ProblemKind,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            input,
            nth: 0,
            pointer: String::new(),
            place: None,
            message: message.into(),
            advice: advice.into(),
        }
    }

    /// A problem at a value, key included.
    #[must_use]
    pub fn at(
        input: Input,
        kind: ProblemKind,
        value: Value<'_>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let (key, doc) = (value.key_span(), value.document());
        let start = match key.is_empty() {
            true => value.span().start,
            false => key.start,
        };
        Self {
            pointer: value.path().to_string(),
            place: Some(doc.lines().locate(doc.text(), start)),
            ..Self::of(input, kind, message, advice)
        }
    }

    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let names: BTreeSet<_> = ProblemKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), ProblemKind::ALL.len());
    }
}
