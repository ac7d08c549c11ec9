//! The five dialects and the four profiles that judge them.

use twin::NodeId;

/// A way to write groups, versions and status that exists in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// 2017–2018: sections below `windows`, `lastChange`, no versions.
    Gen1,
    /// The documents of September 2018: `__portalSchemas`, "major.minor".
    Draft,
    /// January to April 2019: integers in `__deviceSchemas`, never compared.
    Preview,
    /// April 2019: as the preview, with `reportingMode` none, minimal, detailed.
    Staging,
    /// Since April 2019: `serviceInterfaceVersion`, "major.minor.patch".
    Ga,
    /// Nothing in the group tells.
    Undeclared,
}

impl Dialect {
    /// Every dialect, the undeclared one last.
    pub const ALL: [Self; 6] = [
        Self::Gen1,
        Self::Draft,
        Self::Preview,
        Self::Staging,
        Self::Ga,
        Self::Undeclared,
    ];

    /// The machine name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gen1 => "gen1",
            Self::Draft => "draft",
            Self::Preview => "preview",
            Self::Staging => "staging",
            Self::Ga => "ga",
            Self::Undeclared => "undeclared",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Gen1 => "older agent, 2017–2018 (windows sections)",
            Self::Draft => "draft documents, September 2018",
            Self::Preview => "preview agent, January to April 2019",
            Self::Staging => "staging agent, April 2019",
            Self::Ga => "released agent, since April 2019",
            Self::Undeclared => "no dialect can be told",
        }
    }

    /// The rules that judge it unless the user asks for others.
    #[must_use]
    pub fn profile(self) -> Profile {
        match self {
            Self::Gen1 => Profile::Gen1,
            Self::Draft => Profile::Draft,
            Self::Preview | Self::Staging | Self::Ga | Self::Undeclared => Profile::GaAgent,
        }
    }
}

/// The rules a group is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// The draft documents: a reader reads its maximum or lower.
    Draft,
    /// The final documents: the device at least as new as the service.
    GaDoc,
    /// The agent as shipped: equal major numbers.
    GaAgent,
    /// The older agent: no versions at all.
    Gen1,
}

impl Profile {
    /// Every profile, in the order of their names in the help.
    pub const ALL: [Self; 4] = [Self::Draft, Self::GaDoc, Self::GaAgent, Self::Gen1];

    /// The machine name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::GaDoc => "ga-doc",
            Self::GaAgent => "ga-agent",
            Self::Gen1 => "gen1",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "draft documents: a reader reads its maximum version or lower",
            Self::GaDoc => "final documents: the device is at least as new as the service",
            Self::GaAgent => "shipped agent: major versions are equal",
            Self::Gen1 => "older agent: no versions",
        }
    }

    /// Returns the profile of that machine name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }
}

/// What speaks for a dialect, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The dialect it speaks for.
    pub dialect: Dialect,
    /// What was seen.
    pub because: String,
    /// The value that shows it.
    pub node: NodeId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_found_by_its_name() {
        for profile in Profile::ALL {
            assert_eq!(Profile::parse(profile.name()), Some(profile));
        }
        assert_eq!(Profile::parse("GA-DOC"), None);
    }

    #[test]
    fn names_of_dialects_are_distinct() {
        let names: std::collections::HashSet<_> = Dialect::ALL.iter().map(|d| d.name()).collect();
        assert_eq!(names.len(), Dialect::ALL.len());
        assert_eq!(Dialect::Draft.profile(), Profile::Draft);
        assert_eq!(Dialect::Staging.profile(), Profile::GaAgent);
    }
}
