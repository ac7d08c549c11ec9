//! # agent-slots-equal
//!
//! Two identities share a slot of the TPM.
//!
//! ## Why
//! Equal numbers in `deviceSlotNumber` and `dmModuleSlotNumber` tell the agent to manage the device's
//! own twin; different ones, to create a module for itself and to manage the twin of that. The
//! documents give 1 as the default of `dmModuleSlotNumber`; the agent goes by 0, so that a
//! `dmModuleId` alone makes no module. Slots of other modules must differ from these and from each
//! other: the identity that is stored last is the only one left.
//!
//! ## Do
//! Write both numbers. Keep 0 for the device, give the agent's module 1 and every other module a
//! number of its own.

use crate::agent_files::{Effective, configuration, count_in, members};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use std::collections::HashMap;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "agent-slots-equal",
    severity: Severity::Info,
    category: Category::Agent,
    source: include_str!("agent_slots_equal.rs"),
    check,
};

const DEVICE: &str = "deviceSlotNumber";
const MODULE: &str = "dmModuleSlotNumber";

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    // the preview had one slot
    if root.get("connectionStringSlotNumber").is_some() && root.get(DEVICE).is_none() {
        return;
    }
    let agent = Effective(root);
    if agent.count(DEVICE) == agent.count(MODULE) {
        device_twin(root, &agent, out);
    }
    other_modules(&agent, out);
}

fn device_twin(root: Value<'_>, agent: &Effective<'_>, out: &mut Findings) {
    let slot = agent.count(DEVICE);
    let named = agent.written("dmModuleId");
    let slots = [MODULE, DEVICE].map(|name| agent.written(name));
    let at = slots.into_iter().flatten().next();
    let place = at.map_or_else(|| named.map_or_else(|| Place::whole(root), Place::key), Place::value);
    let finding = Finding::at(
        place,
        format!("device and agent share slot {slot}: the agent manages the device twin, not a module twin"),
    )
    .confidence(Confidence::Likely)
    .because("Equal slots tell the agent to manage the device's own twin; different ones, to create a module for itself. The agent's default of `dmModuleSlotNumber` is 0, although the documents say 1.");
    // a module that is named and never made is a surprise where the slot was left to the default
    let is_surprise = named.is_some() && agent.written(MODULE).is_none();
    let severity = if is_surprise {
        Severity::Warning
    } else {
        Severity::Info
    };
    let finding = match named {
        Some(name) => finding.related("has no effect", Place::key(name)),
        None => finding,
    };
    out.push_as(
        severity,
        finding.advise("Nothing, if the device twin is meant; for a module twin write `dmModuleSlotNumber`, for instance 1."),
    );
}

fn other_modules(agent: &Effective<'_>, out: &mut Findings) {
    let mut taken: HashMap<u32, (String, Option<Value<'_>>)> = HashMap::new();
    for (name, owner) in [(DEVICE, "the device"), (MODULE, "the agent's module")] {
        taken
            .entry(agent.count(name))
            .or_insert((owner.to_owned(), agent.written(name)));
    }
    let others = agent.written("otherModuleIds");
    for module in others.into_iter().flat_map(members) {
        let Some(slot) = count_in(module) else {
            continue;
        };
        let name = format!("`{}`", name_of(module));
        let Some((owner, at)) = taken.get(&slot) else {
            taken.insert(slot, (name, Some(module)));
            continue;
        };
        let finding = Finding::at(
            Place::value(module),
            format!("the module {name} has slot {slot}, which is that of {owner}"),
        );
        let finding = match at {
            Some(at) => finding.related(format!("slot of {owner}"), Place::value(*at)),
            None => finding,
        };
        out.push_as(
            Severity::Warning,
            finding
                .confidence(Confidence::Likely)
                .because("The agent stores the identity of each module in its slot: of two in one slot, the one that is stored last is left, and the other cannot connect.")
                .advise("Give every module a slot of its own."),
        );
    }
}
