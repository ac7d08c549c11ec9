//! # agent-connection-string-debug
//!
//! The agent's configuration holds a connection string.
//!
//! ## Why
//! A connection string in the file is used as it is: neither the TPM nor the provisioning service is
//! asked. It is meant for debugging. It holds the key of the device in clear text, for everyone who
//! can read the file, and every device with a copy of the file is the same device to the hub.
//!
//! The slots have their say all the same: equal slots make the agent connect as a device, different
//! ones as a module, so the string must be of that kind.
//!
//! ## Do
//! Empty it on devices that leave the house, and provision them through the TPM. Change the key if
//! the file left the house with it.

use crate::agent_files::{Effective, configuration};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Value;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "agent-connection-string-debug",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("agent_connection_string_debug.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let strings = [
        ("connectionString", "the agent"),
        ("debugConnectionString", "the preview agent"),
    ];
    for (name, agent) in strings {
        let Some(string) = root.get(name).filter(|v| has_text(*v)) else {
            continue;
        };
        out.push(
            Finding::at(Place::value(string), format!("{agent} uses `{name}` as it is, in place of TPM and provisioning"))
                .evidence(shown(string, 60))
                .because("It is meant for debugging: the key of the device stands in clear text in the file, and every device with a copy of it is the same device to the hub.")
                .advise("Empty it on devices that leave the house, and provision them through the TPM; change the key if the file left the house."),
        );
    }
    if let Some(string) = root.get("connectionString").filter(|v| has_text(*v)) {
        wrong_kind(root, string, out);
    }
}

fn has_text(value: Value<'_>) -> bool {
    value.str().is_some_and(|text| !text.is_empty())
}

/// Tells a string of a module that is used for a device, or the reverse.
fn wrong_kind(root: Value<'_>, string: Value<'_>, out: &mut Findings) {
    let Some(text) = string.str().filter(|text| text.contains("DeviceId=")) else {
        return;
    };
    let agent = Effective(root);
    let is_module = text.contains("ModuleId=");
    let as_module = agent.count("deviceSlotNumber") != agent.count("dmModuleSlotNumber");
    if is_module == as_module {
        return;
    }
    let (of, connects, advice) = if is_module {
        ("a module", "a device", "Give `dmModuleSlotNumber` another number than `deviceSlotNumber`, or use the device's own connection string.")
    } else {
        ("a device", "a module", "Give both slots the same number, or use the connection string of a module.")
    };
    let slots = ["deviceSlotNumber", "dmModuleSlotNumber"].map(|name| agent.written(name));
    let finding = Finding::at(
        Place::value(string),
        format!("the connection string is that of {of}, and the slots make the agent connect as {connects}"),
    );
    let finding = slots.into_iter().flatten().fold(finding, |finding, slot| {
        finding.related("slot", Place::value(slot))
    });
    out.push(
        finding
            .confidence(Confidence::Likely)
            .because("Equal slots make the agent a client of the device twin, different ones of a module twin, whatever the connection string says.")
            .advise(advice),
    );
}
