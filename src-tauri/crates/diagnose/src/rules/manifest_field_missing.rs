//! # manifest-field-missing
//!
//! The manifest of a plug-in lacks a member that the agent asks for.
//!
//! ## Why
//! The agent refuses the manifest and leaves the plug-in out. `codeFileName` (error 2007),
//! `agentPluginProtocolVersion` (2008) and `direct` (2009) are asked for always, `outOfProc` (2010)
//! where `direct` is false, `keepAliveTime` (2011) where the plug-in runs in a process of its own.
//! The manifests of the preview agent of January 2019 had no protocol version yet.
//!
//! ## Do
//! Write the member. Plug-ins that are shipped with the agent have `"direct": false`,
//! `"outOfProc": true` and `"keepAliveTime": 50000`.

use crate::agent_files::{NOT_LOADED, manifest, stand_in};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "manifest-field-missing",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_field_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let is = |name: &str, wanted: bool| root.get(name).and_then(Value::bool) == Some(wanted);
    let marshalled = is("direct", false);
    let own_process = marshalled && is("outOfProc", true);
    let fields = [
        ("codeFileName", 2007, true, "Write the file of the plug-in's code, as `\"PumpPlugin.dll\"`."),
        ("agentPluginProtocolVersion", 2008, true, "Write `\"1.0.0\"`; only a preview agent of January 2019 does without."),
        ("direct", 2009, true, "Write `false` for a plug-in that the agent talks to through its calls, `true` for one that is called directly."),
        ("outOfProc", 2010, marshalled, "Write `true` for a process of its own, `false` to run the plug-in inside the agent."),
        ("keepAliveTime", 2011, own_process, "Write the milliseconds after which an idle process is ended, 50000 as the shipped plug-ins have it, or -1 to keep it."),
    ];
    for (name, code, is_asked, advice) in fields {
        let written = root.get(name);
        let is_missing = written.is_none_or(|v| v.kind() == Kind::Null);
        if is_asked && is_missing {
            out.push(missing(root, name, code, written).advise(advice));
        }
    }
    if let Some(empty) = root.get("codeFileName").filter(|v| v.is_str("")) {
        out.push(
            Finding::at(Place::value(empty), "`codeFileName` is empty")
                .because(format!("There is no code to load. {NOT_LOADED}"))
                .advise("Write the file of the plug-in's code, as `\"PumpPlugin.dll\"`."),
        );
    }
}

fn missing<'d>(root: Value<'d>, name: &str, code: u32, written: Option<Value<'d>>) -> Finding {
    let (place, message) = match written {
        Some(null) => (Place::value(null), format!("`{name}` is null (error {code})")),
        None => (Place::whole(root), format!("the manifest has no `{name}` (error {code})")),
    };
    let why = match name {
        "outOfProc" => "Where `direct` is false, the agent asks for it and refuses the manifest without it.",
        "keepAliveTime" => "Where the plug-in runs in a process of its own, the agent asks for it and refuses the manifest without it.",
        _ => "The agent asks for it and refuses the manifest without it.",
    };
    let finding = Finding::at(place, message).because(format!("{why} {NOT_LOADED}"));
    match stand_in(root, name).filter(|_| written.is_none()) {
        Some(member) => finding.related("probably meant for it", Place::key(member)),
        None => finding,
    }
}
