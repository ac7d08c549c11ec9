//! The names that exist: groups, commands, meta nodes, sections of the older agent; and the
//! misspellings people make of them.

pub use crate::suffix::{DepthSuffix, depth_suffix, without_suffix};

/// Groups that a published agent or its samples own.
pub const GROUPS: [&str; 10] = [
    "certificates",
    "deviceInfo",
    "rebootInfo",
    "timeInfo",
    "windowsUpdate",
    "windowsTelemetry",
    "uwpApps",
    "eventTracingCollectors",
    "testInfo",
    "DirectRebootInfo",
];

/// Groups that only the figures of the draft documents show.
pub const DRAFT_GROUPS: [&str; 6] = [
    "apps",
    "applications",
    "azureStorage",
    "timeSettings",
    "wifi",
    "windowsUpdates",
];

/// Direct methods of the agent since April 2019, by handler id.
pub const COMMANDS: [&str; 12] = [
    "StartRebootCmd",
    "StartFactoryResetCmd",
    "StartRemoteWipeCmd",
    "clearReportedCmd",
    "GetDetailedCertificateInfoCmd",
    "EnumerateLogFoldersCmd",
    "EnumerateLogFilesCmd",
    "UploadLogFileCmd",
    "DeleteLogFileCmd",
    "GetInstalledUwpAppsCmd",
    "ManageAppLifeCycleCmd",
    "testCmd",
];

/// Direct methods of the preview that were renamed later.
pub const PREVIEW_COMMANDS: [&str; 4] = [
    "rebootCmd",
    "factoryResetCmd",
    "remoteWipeCmd",
    "getDetailedCertificateInfo",
];

/// Commands that leave a node of their own in reported.
const REPORTING_COMMANDS: [&str; 8] = [
    "StartRebootCmd",
    "StartFactoryResetCmd",
    "StartRemoteWipeCmd",
    "clearReportedCmd",
    "testCmd",
    "rebootCmd",
    "factoryResetCmd",
    "remoteWipeCmd",
];

/// Nodes that talk to or about the agent.
const META_NODES: [&str; 3] = ["__deviceSchemas", "__portalSchemas", "__summary"];

/// Sections below `windows` that the older agent knew.
const GEN1_SECTIONS: [&str; 19] = [
    "externalStorage",
    "deviceInfo",
    "rebootInfo",
    "rebootCmd",
    "timeInfo",
    "timeService",
    "windowsTelemetry",
    "windowsUpdatePolicy",
    "windowsUpdates",
    "certificates",
    "apps",
    "eventTracingCollectors",
    "wifi",
    "deviceHealthAttestation",
    "factoryReset",
    "remoteWipe",
    "usoClientCmd",
    "manageAppLifeCycleCmd",
    "dmAppStoreUpdate",
];

/// Keys below a group that the draft documents mark with their depth.
const DRAFT_KEYS: [&str; 9] = [
    "__meta",
    "__errors",
    "errors",
    "reporting",
    "context",
    "parameters",
    "dailyRebootTime",
    "singleRebootTime",
    "install",
];

/// Names that the documents use for a group that has another one.
const ALIASES: [(&str, &str); 7] = [
    ("windowsUpdates", "windowsUpdate"),
    ("WindowsUpdate", "windowsUpdate"),
    ("WindowsUpdates", "windowsUpdate"),
    ("applications", "uwpApps"),
    ("application", "uwpApps"),
    ("apps", "uwpApps"),
    ("timeSettings", "timeInfo"),
];

/// True for a configuration group (also of the drafts and samples), a node that declares schemas,
/// or a command that reports; not for `__summary`.
#[must_use]
pub fn is_group(name: &str) -> bool {
    is_configuration(name)
        || matches!(name, "__deviceSchemas" | "__portalSchemas")
        || REPORTING_COMMANDS.contains(&name)
}

/// True for a configuration group of any dialect, samples and draft figures included.
#[must_use]
pub fn is_configuration(name: &str) -> bool {
    GROUPS.contains(&name) || DRAFT_GROUPS.contains(&name)
}

/// True for a group, a command or a meta node.
#[must_use]
pub fn is_known(name: &str) -> bool {
    is_configuration(name) || is_meta_node(name) || is_command(name)
}

/// True for a direct method's handler id, of the shipped agent or of the preview.
#[must_use]
pub fn is_command(name: &str) -> bool {
    COMMANDS.contains(&name) || PREVIEW_COMMANDS.contains(&name)
}

/// True for a command under the name that only the preview used.
#[must_use]
pub fn is_preview_command(name: &str) -> bool {
    PREVIEW_COMMANDS.contains(&name)
}

/// True for `__deviceSchemas`, `__portalSchemas` and `__summary`.
#[must_use]
pub fn is_meta_node(name: &str) -> bool {
    name.starts_with("__") && META_NODES.contains(&name)
}

/// True for a section that the older agent knew below `windows`.
#[must_use]
pub fn is_gen1_section(name: &str) -> bool {
    GEN1_SECTIONS.contains(&name)
}

/// True for a group that only the draft's figures show; legitimate there, unknown to every agent.
#[must_use]
pub fn is_draft_only(name: &str) -> bool {
    DRAFT_GROUPS.contains(&name)
}

/// True for a group whose children are elements, so that one version entry covers all of them.
#[must_use]
pub fn is_list(name: &str) -> bool {
    matches!(
        name,
        "apps" | "applications" | "uwpApps" | "eventTracingCollectors" | "certificates"
    )
}

/// True for a key below a group that the draft documents mark with its depth.
pub(crate) fn is_draft_key(name: &str) -> bool {
    DRAFT_KEYS.contains(&name)
}

/// True for a member that declares a version, of any dialect.
#[must_use]
pub fn is_version_key(key: &str) -> bool {
    matches!(
        key,
        "maxInputVersion"
            | "outputVersion"
            | "interfaceVersion"
            | "serviceInterfaceVersion"
            | "deviceInterfaceVersion"
    )
}

/// Returns the group that a name of the documents stands for. `apps`, `applications`,
/// `timeSettings` and `windowsUpdates` are legitimate in the draft: see [`is_draft_only`].
#[must_use]
pub fn alias_of(name: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(a, _)| *a == name).map(|&(_, of)| of)
}

/// Returns the known name that differs in upper and lower case only.
#[must_use]
pub fn other_case(name: &str) -> Option<&'static str> {
    if is_known(name) || alias_of(name).is_some() {
        return None;
    }
    all().find(|known| known.eq_ignore_ascii_case(name))
}

/// Returns the known name that is one or two slips of the finger away; never for a known name or alias.
#[must_use]
pub fn closest(name: &str) -> Option<&'static str> {
    if name.len() < 4 || is_known(name) || alias_of(name).is_some() {
        return None;
    }
    nearest(name, all())
}

/// Returns the word that is one or two slips of the finger away from another.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    known
        .into_iter()
        .filter(|known| is_slip(word, known))
        .min_by_key(|known| slips(word, known))
}

/// True where one name becomes the other by one slip of the finger; by two in names of eight letters
/// and more. Names of two letters, and endless ones, are nobody's slip.
#[must_use]
pub fn is_slip(word: &str, name: &str) -> bool {
    let allowed = match word.len().min(name.len()) {
        0..=2 => return false,
        3..=7 => 1,
        _ if word.len() > LONGEST_SLIP => return false,
        _ => 2,
    };
    word.len().abs_diff(name.len()) <= allowed
        // a slip takes one letter at the most, and brings one
        && (letters(word) ^ letters(name)).count_ones() as usize <= 2 * allowed
        && slips(word, name) <= allowed
}

/// Returns which letters there are, a bit for each; case is ignored, and some share a bit.
fn letters(word: &str) -> u64 {
    let bit = |letter: char| 1 << (u32::from(letter.to_ascii_lowercase()) & 63);
    word.chars().fold(0, |all, letter| all | bit(letter))
}

/// Longest name that is compared, in bytes: names are short, and inputs may not be.
pub const LONGEST_SLIP: usize = 48;

/// Counts letters left out, put in, mistaken, and swapped with their neighbour; case is ignored.
#[must_use]
pub fn slips(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_ascii_lowercase(), &b.to_ascii_lowercase())
}

fn all() -> impl Iterator<Item = &'static str> {
    [
        &GROUPS[..],
        &META_NODES,
        &COMMANDS,
        &DRAFT_GROUPS,
        &PREVIEW_COMMANDS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_slip_is_missed_because_of_its_letters() {
        for name in all().filter(|name| name.len() >= 8) {
            for (at, letter) in name.char_indices() {
                let (before, after) = (&name[..at], &name[at + letter.len_utf8()..]);
                for slip in [
                    format!("{before}{after}"),
                    format!("{before}ß{after}"),
                    format!("q{before}Ö{after}"),
                ] {
                    let is_near = slips(&slip, name) <= 2 && slip.len().abs_diff(name.len()) <= 2;
                    assert_eq!(is_slip(&slip, name), is_near, "{slip} {name}");
                }
            }
        }
    }

    #[test]
    fn summary_is_known_but_no_group() {
        assert!(is_known("__summary") && is_meta_node("__summary") && !is_group("__summary"));
        assert!(is_group("__deviceSchemas") && is_group("rebootInfo") && is_group("wifi"));
        assert!(is_group("StartRebootCmd") && !is_group("UploadLogFileCmd"));
        assert!(is_command("UploadLogFileCmd") && is_command("getDetailedCertificateInfo"));
        assert!(!is_known("camera") && !is_known("windows") && !is_known("__meta"));
    }

    #[test]
    fn sections_of_the_older_agent_are_no_groups_by_themselves() {
        assert!(is_gen1_section("windowsUpdatePolicy") && !is_known("windowsUpdatePolicy"));
        assert!(!is_gen1_section("uwpApps"));
    }

    #[test]
    fn aliases_lead_to_the_name_the_agent_knows() {
        assert_eq!(alias_of("WindowsUpdate"), Some("windowsUpdate"));
        assert_eq!(alias_of("apps"), Some("uwpApps"));
        assert_eq!(alias_of("timeSettings"), Some("timeInfo"));
        assert_eq!(alias_of("windowsUpdate"), None);
        assert!(is_draft_only("apps") && !is_draft_only("uwpApps"));
    }

    #[test]
    fn another_case_is_told_from_another_name() {
        assert_eq!(other_case("RebootInfo"), Some("rebootInfo"));
        assert_eq!(other_case("__DEVICESCHEMAS"), Some("__deviceSchemas"));
        assert_eq!(other_case("startRebootCmd"), Some("StartRebootCmd"));
        assert_eq!(other_case("rebootInfo"), None);
        assert_eq!(other_case("rebotInfo"), None);
    }

    #[test]
    fn a_few_slips_still_lead_to_the_name() {
        for (slip, name) in [
            ("rebotInfo", "rebootInfo"),
            ("rebootInof", "rebootInfo"),
            ("_deviceSchemas", "__deviceSchemas"),
            ("certificate", "certificates"),
            ("uwpApp", "uwpApps"),
        ] {
            assert_eq!(closest(slip), Some(name), "{slip}");
        }
    }

    #[test]
    fn known_short_and_far_names_have_no_neighbour() {
        for name in [
            "rebootInfo",
            "apps",
            "app",
            "telemetryInterval",
            "eventTraceCollectors",
            "",
            &"x".repeat(5000),
        ] {
            assert_eq!(closest(name), None, "{name}");
        }
    }

    #[test]
    fn swapped_neighbours_are_one_slip() {
        assert_eq!(slips("ab", "ba"), 1);
        assert_eq!(slips("", "abc"), 3);
        assert_eq!(slips("Kitten", "sitting"), 3);
        assert!(is_slip("tag", "tags") && !is_slip("ta", "tag") && !is_slip("tags", "tggss"));
    }
}
