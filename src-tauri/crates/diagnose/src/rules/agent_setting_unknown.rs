//! # agent-setting-unknown
//!
//! A file of the agent has a member that the agent does not read.
//!
//! ## Why
//! The agent looks for exact names, upper and lower case included. Under another name a setting is
//! ignored and its default is used. The documents have some of the slips themselves:
//! `AgentPluginProtocolVersion` for `agentPluginProtocolVersion`, `textLogFile` for
//! `textLogFilesPath`. In a block of `handlers` a plug-in may read names of its own, so only near
//! misses of the two common ones are told there.
//!
//! ## Do
//! Rename the member, or remove it. Names that start with `$`, `_` or `//` are taken for remarks.

use crate::agent_files::{
    MANIFEST, SETTINGS, configuration, each, handlers, manifest, members, misnamed,
};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "agent-setting-unknown",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("agent_setting_unknown.rs"),
    check,
};

/// Names that other rules speak of.
const ELSEWHERE: [&str; 4] = [
    "moduleId",
    "debugConnectionString",
    "connectionStringSlotNumber",
    "connectionStringExpiry",
];
/// Names that documents and people use for a setting, too far from it for a slip.
const ALIASES: [(&str, &str); 8] = [
    ("textLogFile", "textLogFilesPath"),
    ("textLogPath", "textLogFilesPath"),
    ("logFilesPath", "textLogFilesPath"),
    ("manifestsPath", "pluginManifestsPath"),
    ("dataPath", "pluginsDataPath"),
    ("scopeId", "dpsScopeId"),
    ("idScope", "dpsScopeId"),
    ("globalDeviceEndpoint", "dpsUri"),
];
const TOLD_TO_HANDLERS: [&str; 2] = ["reportOnConnect", "handlerTestMode"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    if let Some(root) = configuration(cx) {
        let names: Vec<_> = SETTINGS.iter().map(|s| s.name).collect();
        unread(root, &names, "setting of the agent", out);
        let blocks = root.get("handlers").into_iter().flat_map(Value::children);
        for block in blocks.filter(|b| b.is_object()) {
            near_misses(block, &TOLD_TO_HANDLERS, "setting that handlers read", out);
        }
    }
    if let Some(root) = manifest(cx) {
        unread(root, &MANIFEST, "member of a manifest", out);
        for handler in handlers(root) {
            near_misses(handler, &["id", "dependencyList"], "member of a handler", out);
        }
    }
}

/// Tells every member of another name.
fn unread(root: Value<'_>, names: &[&str], of: &str, out: &mut Findings) {
    let is_unread = |member: &Value<'_>| {
        let key = member.key().unwrap_or_default();
        !(names.contains(&&*key) || ELSEWHERE.contains(&&*key) || is_remark(&key))
    };
    each(members(root).filter(is_unread), out, |member, out| {
        match close(root, &member.key().unwrap_or_default(), names) {
            Some(name) => out.push(slip(member, name, of)),
            None => out.push_as(Severity::Info, nothing(member, of)),
        }
    });
}

fn near_misses(object: Value<'_>, names: &[&str], of: &str, out: &mut Findings) {
    for member in members(object) {
        let key = member.key().unwrap_or_default();
        if let Some(name) = close(object, &key, names) {
            out.push(slip(member, name, of));
        }
    }
}

/// Returns the name that was meant, unless it is there as well.
fn close<'n>(object: Value<'_>, key: &str, names: &[&'n str]) -> Option<&'n str> {
    const DEPENDENCIES: [&str; 3] = ["dependencies", "dependsOn", "dependency"];
    let is_alias = |name: &&str| {
        let is_setting = ALIASES
            .iter()
            .any(|(alias, of)| of == name && alias.eq_ignore_ascii_case(key));
        is_setting || *name == "dependencyList" && DEPENDENCIES.contains(&key)
    };
    if names.contains(&key) {
        return None;
    }
    let found = meant(key, names).or_else(|| names.iter().copied().find(is_alias));
    found.filter(|name| object.get(name).is_none())
}

fn slip(member: Value<'_>, name: &str, of: &str) -> Finding {
    let is_case = member
        .key()
        .is_some_and(|key| key.eq_ignore_ascii_case(name));
    let reason = if is_case {
        "The agent tells upper from lower case: under this name the member is ignored, and what is missing is replaced by its default or refused."
    } else {
        "The agent looks for exact names: under this one the member is ignored, and what is missing is replaced by its default or refused."
    };
    misnamed(member, name, of)
        .confidence(Confidence::Likely)
        .because(reason)
}

fn nothing(member: Value<'_>, of: &str) -> Finding {
    Finding::at(Place::key(member), format!("`{}` is no {of}, and is ignored", name_of(member)))
        .because("The agent reads the names it knows and nothing else; it does not complain about others.")
        .advise("Remove it, or correct the name if it was meant for a setting.")
}

/// True for a name that was given to a remark on purpose.
fn is_remark(key: &str) -> bool {
    key.starts_with(['$', '_', '#']) || key.starts_with("//") || key.eq_ignore_ascii_case("comment")
}
