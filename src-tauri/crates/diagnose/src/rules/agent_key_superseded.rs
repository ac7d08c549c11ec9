//! # agent-key-superseded
//!
//! A setting of an older agent, or one that no agent reads.
//!
//! ## Why
//! The preview of January 2019 had `debugConnectionString` and `connectionStringSlotNumber`; the
//! released agent reads `connectionString`, `deviceSlotNumber` and `dmModuleSlotNumber` in their
//! place and ignores the old names. `connectionStringExpiry` stands in the documents and is read by
//! neither.
//!
//! ## Do
//! Write the setting that the device's agent reads. A file with nothing but the preview's names
//! belongs to a preview agent and is fine there.

use crate::agent_files::{configuration, given};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "agent-key-superseded",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("agent_key_superseded.rs"),
    check,
};

/// Settings that came with the release; a file with one of them is no file of the preview.
const RELEASED: [&str; 6] = [
    "dpsEnabled",
    "pluginsDataPath",
    "connectionString",
    "azureInterfaceType",
    "deviceSlotNumber",
    "dmModuleSlotNumber",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let is_released = RELEASED.iter().any(|name| root.get(name).is_some());
    for (name, finding) in [
        ("debugConnectionString", connection_string as fn(_, _) -> _),
        ("connectionStringSlotNumber", slot),
    ] {
        let Some(member) = root.get(name) else {
            continue;
        };
        // an empty text and slot 0 are what the released agent goes by, too
        let says_something = given(root, name).is_some_and(|v| !v.is_str("") && v.raw() != "0");
        let severity = if is_released && says_something {
            Severity::Warning
        } else {
            Severity::Info
        };
        out.push_as(severity, finding(root, member));
    }
    if let Some(member) = root.get("connectionStringExpiry") {
        out.push_as(
            Severity::Info,
            Finding::at(Place::key(member), "no agent reads `connectionStringExpiry`")
                .confidence(Confidence::Likely)
                .because("It stands in the reference page; the life of a token comes from `sasExpiryInterval` alone.")
                .advise("Remove it, and write what was meant into `sasExpiryInterval`."),
        );
    }
}

fn connection_string(root: Value<'_>, member: Value<'_>) -> Finding {
    let message = "`debugConnectionString` is a setting of the preview agent; the released one reads `connectionString`";
    let finding = if root.get("connectionString").is_none() {
        rename(member, "connectionString", message.to_owned())
    } else {
        Finding::at(Place::key(member), message)
    };
    finding
        .confidence(Confidence::Likely)
        .because("The released agent ignores the old name, and takes its identity from the TPM or the provisioning service.")
        .advise("Write `connectionString` for the released agent, on the bench only; leave it if the device runs the preview of January 2019.")
}

fn slot(_: Value<'_>, member: Value<'_>) -> Finding {
    Finding::at(
        Place::key(member),
        "`connectionStringSlotNumber` is a setting of the preview agent; the released one reads `deviceSlotNumber` and `dmModuleSlotNumber`",
    )
    .confidence(Confidence::Likely)
    .because("The released agent ignores the old name and goes by slot 0 for both, where these are not written.")
    .advise("Write `deviceSlotNumber` and `dmModuleSlotNumber` for the released agent; leave it if the device runs the preview of January 2019.")
}
