//! The counterparts that a group may meet: every version of it that a catalogue knows, under the name it has there.

use std::sync::Arc;

use crate::catalogue::{Catalogue, Flow, Schema};
use crate::dialect::Dialect;
use crate::names;
use crate::version::Version;

/// Groups and commands under the name that a later agent gives them.
const RENAMED: [(&str, &str); 4] = [
    ("rebootCmd", "StartRebootCmd"),
    ("factoryResetCmd", "StartFactoryResetCmd"),
    ("remoteWipeCmd", "StartRemoteWipeCmd"),
    (
        "getDetailedCertificateInfo",
        "GetDetailedCertificateInfoCmd",
    ),
];

/// Sections of the older agent under the name that later agents give them.
const SECTIONS: [(&str, &str); 5] = [
    ("windowsUpdatePolicy", "windowsUpdate"),
    ("apps", "uwpApps"),
    ("rebootCmd", "StartRebootCmd"),
    ("factoryReset", "StartFactoryResetCmd"),
    ("remoteWipe", "StartRemoteWipeCmd"),
];

/// Sections of the older agent that no later agent has, and why.
const ENDED: [(&str, &str); 8] = [
    (
        "externalStorage",
        "no group of its own: each group that loads files names its storage account itself, in `connectionString`",
    ),
    (
        "timeService",
        "no later agent sets up the time service; `timeInfo` has the server it asks",
    ),
    (
        "windowsUpdates",
        "no later agent approves updates one by one; `windowsUpdate` has the policy",
    ),
    ("wifi", "no later agent has a group for wireless profiles"),
    (
        "deviceHealthAttestation",
        "no later agent attests the device's health",
    ),
    ("usoClientCmd", "no later agent has this command"),
    (
        "manageAppLifeCycleCmd",
        "the command `ManageAppLifeCycleCmd` of later agents leaves nothing in the twin",
    ),
    (
        "dmAppStoreUpdate",
        "no later agent updates itself from the store",
    ),
];

/// On which side of the group a counterpart is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Before it.
    Older,
    /// The very same.
    Same,
    /// After it.
    Newer,
}

/// One version of a group that the other end may have.
#[derive(Debug, Clone)]
pub struct Counterpart {
    /// Its dialect.
    pub dialect: Dialect,
    /// The group's name there.
    pub group: String,
    /// Its version as the catalogue writes it; empty where the dialect has none.
    pub version: String,
    /// On which side of the group it is.
    pub age: Age,
    /// What it reads, or writes, in desired.
    pub desired: Option<Arc<Schema>>,
    /// What it writes, or reads, in reported.
    pub reported: Option<Arc<Schema>>,
}

impl Counterpart {
    /// Returns its schema for one direction.
    #[must_use]
    pub fn schema(&self, flow: Flow) -> Option<&Arc<Schema>> {
        match flow {
            Flow::Desired => self.desired.as_ref(),
            Flow::Reported => self.reported.as_ref(),
            Flow::Input | Flow::Output => None,
        }
    }

    /// Returns the name to ask for it by: `ga@1.0.0`, `draft`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.version.as_str() {
            "" => self.dialect.name().to_owned(),
            version => format!("{}@{version}", self.dialect.name()),
        }
    }
}

/// Lists the counterparts of a group, the oldest first.
///
/// `is` says how the group itself is written: its dialect, and its version where it has one.
/// A section of the older agent meets the released agent, which came in its place.
#[must_use]
pub fn counterparts(
    catalogue: &Catalogue,
    group: &str,
    is: (Dialect, Option<Version>),
) -> Vec<Counterpart> {
    let mut found: Vec<Counterpart> = Vec::new();
    for schema in catalogue.iter() {
        let key = &schema.key;
        let slot = match key.flow {
            Flow::Desired | Flow::Reported => key.flow,
            Flow::Input | Flow::Output => continue,
        };
        if key.dialect == Dialect::Gen1
            || name_in(group, is.0, key.dialect) != Some(key.group.as_str())
        {
            continue;
        }
        let same = |c: &&mut Counterpart| c.dialect == key.dialect && c.version == key.version_text;
        let counterpart = match found.iter_mut().find(same) {
            Some(known) => known,
            None => {
                found.push(Counterpart {
                    dialect: key.dialect,
                    group: key.group.clone(),
                    version: key.version_text.clone(),
                    age: age(is, (key.dialect, key.version)),
                    desired: None,
                    reported: None,
                });
                let last = found.len() - 1;
                &mut found[last]
            }
        };
        match slot {
            Flow::Desired => counterpart.desired = Some(schema.clone()),
            _ => counterpart.reported = Some(schema.clone()),
        }
    }
    let key = |c: &Counterpart| {
        c.desired
            .as_ref()
            .or(c.reported.as_ref())
            .map(|s| s.key.version)
    };
    found.sort_by_key(|c| (c.dialect, key(c)));
    found
}

fn age(is: (Dialect, Option<Version>), there: (Dialect, Option<Version>)) -> Age {
    let by_version = || match (there.1, is.1) {
        (Some(there), Some(is)) => there.cmp(&is),
        _ => std::cmp::Ordering::Equal,
    };
    match there.0.cmp(&is.0).then_with(by_version) {
        std::cmp::Ordering::Less => Age::Older,
        std::cmp::Ordering::Equal => Age::Same,
        std::cmp::Ordering::Greater => Age::Newer,
    }
}

/// Returns the name that a group has in another dialect; none where it has no place there.
fn name_in(group: &str, here: Dialect, there: Dialect) -> Option<&str> {
    if here == there {
        return Some(group);
    }
    if here == Dialect::Gen1 {
        let section = group.strip_prefix("windows.").unwrap_or(group);
        let renamed = SECTIONS.iter().find(|(old, _)| *old == section);
        let has_ended = ENDED.iter().any(|(old, _)| *old == section);
        let new = renamed.map_or(section, |(_, new)| new);
        return (there == Dialect::Ga && !has_ended).then_some(new);
    }
    let later = there == Dialect::Staging || there == Dialect::Ga;
    if later {
        let renamed = RENAMED.iter().find(|(old, _)| *old == group);
        let new = renamed.map(|(_, new)| *new);
        return new.or_else(|| names::alias_of(group)).or(Some(group));
    }
    let earlier = RENAMED.iter().find(|(_, new)| *new == group);
    match (earlier, there) {
        (Some((old, _)), Dialect::Preview) => Some(old),
        (None, Dialect::Preview) => names::alias_of(group).or(Some(group)),
        _ => Some(group),
    }
}

/// Returns why a section of the older agent has no successor; none for one that has.
#[must_use]
pub fn no_successor(section: &str) -> Option<&'static str> {
    let section = section.strip_prefix("windows.").unwrap_or(section);
    let ended = ENDED.iter().find(|(old, _)| *old == section);
    ended.map(|(_, why)| *why)
}
