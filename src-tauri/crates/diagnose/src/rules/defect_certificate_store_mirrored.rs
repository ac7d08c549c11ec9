//! # defect-certificate-store-mirrored
//!
//! `certificateStore_My_System` shows the certificates of `certificateStore_My_User`.
//!
//! ## Why
//! The agent fills the list of the system's own certificates from the list of the user's. This is a defect
//! of the agent: what is in the store of the system cannot be seen in the twin, and a difference from
//! what was asked for says nothing.
//!
//! ## Do
//! Leave desired as it is. Ask the device with `GetDetailedCertificateInfoCmd` if you need to know.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::Direction;
use std::collections::BTreeSet;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "defect-certificate-store-mirrored",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("defect_certificate_store_mirrored.rs"),
    check,
};

const SYSTEM: &str = "certificateStore_My_System";
const USER: &str = "certificateStore_My_User";

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(side) = cx.side("certificates", Direction::Reported) else {
        return;
    };
    let has_defect = side.property().member(SYSTEM).is_some_and(|p| p.defect.is_some());
    let (Some(system), Some(user)) = (side.node.get(SYSTEM), side.node.get(USER)) else {
        return;
    };
    // one list is the other, letter by letter
    let names = system.children().map(Value::raw_key);
    if !has_defect || !names.eq(user.children().map(Value::raw_key)) {
        return;
    }
    let shown = thumbprints(system, |_| true);
    let wanted = side.group.desired.and_then(|node| node.get(SYSTEM));
    let asked = wanted.map(|store| thumbprints(store, is_installed)).unwrap_or_default();
    // where it shows what was asked for nobody is misled
    if shown == asked {
        return;
    }
    out.push(
        side.finding(Place::key(system), format!("{SYSTEM} shows what is in {USER}"))
            .because("A defect of the agent, not of what was asked for: it fills this list from that of the user, so that a difference from desired says nothing.")
            .advise("Leave desired as it is, and ask the device with `GetDetailedCertificateInfoCmd` if you need to know.")
            .related("the same thumbprints", Place::key(user)),
    );
}

fn is_installed(certificate: Value<'_>) -> bool {
    certificate.get("state").is_some_and(|state| state.is_str("installed"))
}

fn thumbprints(store: Value<'_>, counts: fn(Value<'_>) -> bool) -> BTreeSet<String> {
    let members = store.children().filter(|member| counts(*member));
    members.filter_map(|member| Some(member.key()?.to_ascii_lowercase())).collect()
}
