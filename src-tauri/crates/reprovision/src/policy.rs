//! Reprovisioning policies: two booleans, and what they are called.

/// `reprovisionPolicy` as the service keeps it. A missing member counts as `true`; a missing object is no policy at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Whether the choice of the hub is made again.
    pub update_hub_assignment: bool,
    /// Whether the device's data goes along.
    pub migrate_device_data: bool,
}

/// The combinations of the two, by the names that the portal has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// Re-provision and migrate data.
    Migrate,
    /// Re-provision and reset to initial config.
    Reset,
    /// Never re-provision.
    Never,
    /// Keep the hub, but migrate: nobody has a name for it. Without a change of hub there is nothing that could be
    /// migrated, so that it comes to the same as never.
    Unnamed,
}

impl Policy {
    /// The policy of a name.
    #[must_use]
    pub fn of(kind: PolicyKind) -> Self {
        let (update_hub_assignment, migrate_device_data) = match kind {
            PolicyKind::Migrate => (true, true),
            PolicyKind::Reset => (true, false),
            PolicyKind::Never => (false, false),
            PolicyKind::Unnamed => (false, true),
        };
        Self {
            update_hub_assignment,
            migrate_device_data,
        }
    }

    /// Returns the name.
    #[must_use]
    pub fn kind(self) -> PolicyKind {
        match (self.update_hub_assignment, self.migrate_device_data) {
            (true, true) => PolicyKind::Migrate,
            (true, false) => PolicyKind::Reset,
            (false, false) => PolicyKind::Never,
            (false, true) => PolicyKind::Unnamed,
        }
    }
}

impl PolicyKind {
    /// Every combination.
    pub const ALL: [Self; 4] = [Self::Migrate, Self::Reset, Self::Never, Self::Unnamed];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Migrate => "migrate",
            Self::Reset => "reset",
            Self::Never => "never",
            Self::Unnamed => "unnamed",
        }
    }

    /// The name in the portal.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Migrate => "Re-provision and migrate data",
            Self::Reset => "Re-provision and reset to initial config",
            Self::Never => "Never re-provision",
            Self::Unnamed => "keep the hub, migrate data (no standard policy)",
        }
    }

    /// Finds a policy by its machine name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = |kind: &Self| kind.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(found)
    }
}
