//! Many devices at once: what becomes of each row of a table. A row knows less than a request, and gets less of an
//! answer: whether the device sticks, may move or may be reset.

use crate::age::{Age, Judged};
use crate::assumption::{Assumptions, UnknownAge};
use crate::chart::Decision;
use crate::device::{Device, Sdk};
use crate::enrollment::Enrollment;
use crate::policy::{Policy, PolicyKind};
use crate::table::VersionTable;

/// One device of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FleetRow {
    /// Registration id.
    pub id: String,
    /// Language of its SDK, if the table has it.
    pub sdk: Option<String>,
    /// Version of its SDK.
    pub version: Option<String>,
    /// API version.
    pub api_version: Option<String>,
    /// Its enrollment by id, or a policy: `migrate`, `reset`, `never`, `none`.
    pub enrollment: Option<String>,
}

/// What becomes of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FleetVerdict {
    /// It keeps its hub and its data.
    Sticks,
    /// Its hub is chosen again, its data goes along.
    Moves,
    /// Its hub is chosen again, it starts anew.
    Resets,
    /// Its enrollment is disabled: it gets no hub.
    Disabled,
    /// Its version does not tell, and no policy answers for it.
    Unknown,
    /// No enrollment of that name, and no policy either.
    NotEnrolled,
}

impl FleetVerdict {
    /// Every verdict.
    pub const ALL: [Self; 6] = [
        Self::Sticks,
        Self::Moves,
        Self::Resets,
        Self::Disabled,
        Self::Unknown,
        Self::NotEnrolled,
    ];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sticks => "sticks",
            Self::Moves => "moves",
            Self::Resets => "resets",
            Self::Disabled => "disabled",
            Self::Unknown => "unknown",
            Self::NotEnrolled => "not-enrolled",
        }
    }
}

impl FleetRow {
    /// Decides about the row; `enrollments` are those it may name. A version that does not tell is decided about only
    /// where somebody has settled what it is taken for.
    #[must_use]
    pub fn verdict(
        &self,
        enrollments: &[Enrollment],
        table: &VersionTable,
        settled: Option<UnknownAge>,
    ) -> (FleetVerdict, Option<Judged>) {
        let Ok((policy, is_enabled)) = self.policy(enrollments) else {
            return (FleetVerdict::NotEnrolled, None);
        };
        if !is_enabled {
            return (FleetVerdict::Disabled, None);
        }
        if let Some(policy) = policy {
            return (treated(policy.kind()), None);
        }
        let judged = Judged::of(&self.device(), table);
        if judged.age == Age::Unknown && settled.is_none() {
            return (FleetVerdict::Unknown, Some(judged));
        }
        let assumed = Assumptions {
            unknown_age: settled.unwrap_or_default(),
            ..Assumptions::default()
        };
        let decision = Decision::of(None, || judged.clone(), assumed);
        (treated(decision.end.treatment()), Some(judged))
    }

    /// The policy, and whether the enrollment is enabled; an error where nothing of that name is known.
    fn policy(&self, enrollments: &[Enrollment]) -> Result<(Option<Policy>, bool), ()> {
        let named = self.enrollment.as_deref().filter(|name| !name.is_empty());
        let by_id = |id: &str| {
            let found = enrollments.iter().find(|e| e.id().eq_ignore_ascii_case(id));
            found.map(|enrollment| (enrollment.policy, enrollment.is_enabled))
        };
        // one device of a group can have an enrollment of its own
        let individual = enrollments.iter().find(|enrollment| {
            enrollment.is_individual() && enrollment.id().eq_ignore_ascii_case(&self.id)
        });
        if let Some(individual) = individual {
            return Ok((individual.policy, individual.is_enabled));
        }
        match named {
            Some(name) => by_id(name)
                .or_else(|| PolicyKind::named(name).map(|kind| (Some(Policy::of(kind)), true)))
                .or_else(|| name.eq_ignore_ascii_case("none").then_some((None, true)))
                .ok_or(()),
            None => match enrollments {
                // nothing is said of policies at all
                [] => Ok((None, true)),
                _ => {
                    let group = enrollments.iter().find(|e| !e.is_individual());
                    group.map(|e| (e.policy, e.is_enabled)).ok_or(())
                }
            },
        }
    }

    fn device(&self) -> Device {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Device {
            registration_id: Some(self.id.clone()),
            api_version: given(&self.api_version),
            sdk: given(&self.sdk).map(|language| Sdk {
                language,
                version: given(&self.version),
            }),
            ..Device::default()
        }
    }
}

fn treated(policy: PolicyKind) -> FleetVerdict {
    match policy {
        PolicyKind::Migrate => FleetVerdict::Moves,
        PolicyKind::Reset => FleetVerdict::Resets,
        PolicyKind::Never | PolicyKind::Unnamed => FleetVerdict::Sticks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(enrollment: &str, api_version: &str) -> FleetVerdict {
        settled(enrollment, api_version, None)
    }

    fn settled(enrollment: &str, api_version: &str, age: Option<UnknownAge>) -> FleetVerdict {
        let row = FleetRow {
            id: "pump-7".to_owned(),
            api_version: Some(api_version.to_owned()),
            enrollment: Some(enrollment.to_owned()),
            ..FleetRow::default()
        };
        row.verdict(&[], VersionTable::built_in(), age).0
    }

    #[test]
    fn a_version_that_does_not_tell_is_taken_for_what_somebody_settled() {
        for (age, expected) in [
            (Some(UnknownAge::Old), FleetVerdict::Sticks),
            (Some(UnknownAge::New), FleetVerdict::Moves),
            (None, FleetVerdict::Unknown),
        ] {
            assert_eq!(settled("none", "soon", age), expected);
            assert_eq!(settled("never", "soon", age), FleetVerdict::Sticks);
        }
    }

    #[test]
    fn a_row_is_decided_by_its_policy_and_only_without_one_by_its_version() {
        for (enrollment, api_version, expected) in [
            ("migrate", "2017-11-15", FleetVerdict::Moves),
            ("Reset", "2017-11-15", FleetVerdict::Resets),
            ("never", "2021-06-01", FleetVerdict::Sticks),
            ("unnamed", "2021-06-01", FleetVerdict::Sticks),
            ("none", "2017-11-15", FleetVerdict::Sticks),
            ("none", "2021-06-01", FleetVerdict::Moves),
            ("", "2021-06-01", FleetVerdict::Moves),
            ("none", "soon", FleetVerdict::Unknown),
            ("plant-west", "2021-06-01", FleetVerdict::NotEnrolled),
        ] {
            assert_eq!(
                verdict(enrollment, api_version),
                expected,
                "{enrollment} {api_version}"
            );
        }
    }
}
