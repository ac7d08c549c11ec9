//! # agent-setting-defaulted
//!
//! Settings that the agent needs are not written, and it goes by its defaults.
//!
//! ## Why
//! What is missing is replaced without a word. Most defaults are what the agent is shipped with. One
//! pair is not: without `dpsUri` and `dpsScopeId` there is no service to provision the device, and
//! it connects only where its slot of the TPM holds an identity already. With a connection string it
//! needs neither, nor a slot; where its plug-ins are and when it renews its token it has to know all the same.
//!
//! ## Do
//! Write the settings that matter, so that the file says what the agent does. Fill in `dpsUri` and
//! `dpsScopeId`, or set `dpsEnabled` to `false` where another program fills the TPM.

use crate::agent_files::{Effective, configuration, setting};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::rules::count;
use crate::words::either;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "agent-setting-defaulted",
    severity: Severity::Info,
    category: Category::Agent,
    source: include_str!("agent_setting_defaulted.rs"),
    check,
};

const PROVISIONING: [&str; 2] = ["dpsUri", "dpsScopeId"];
/// Settings that the reference page calls required, the two of provisioning aside.
const REQUIRED: [&str; 5] = [
    "pluginManifestsPath",
    "sasExpiryInterval",
    "sasRenewalGracePeriod",
    "dpsEnabled",
    "deviceSlotNumber",
];
/// Those that count with a connection string, which stands for provisioning and the TPM.
const REQUIRED_WITH_STRING: [&str; 2] = ["pluginManifestsPath", "sasRenewalGracePeriod"];
/// Settings that the preview agent did not have.
const NOT_IN_PREVIEW: [&str; 2] = ["dpsEnabled", "deviceSlotNumber"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let agent = Effective(root);
    let strings = ["connectionString", "debugConnectionString"];
    let has_string = strings
        .iter()
        .any(|name| root.get(name).is_some_and(|v| v.str().is_some_and(|s| !s.is_empty())));
    if agent.flag("dpsEnabled") && !has_string {
        cannot_provision(root, out);
    }
    let is_preview = root.get("connectionStringSlotNumber").is_some();
    let missing: Vec<_> = REQUIRED
        .into_iter()
        .filter(|name| !(is_preview && NOT_IN_PREVIEW.contains(name)))
        .filter(|name| !has_string || REQUIRED_WITH_STRING.contains(name))
        .filter(|name| root.get(name).is_none())
        .filter_map(setting)
        .collect();
    if missing.is_empty() {
        return;
    }
    let message = format!("{} not written; the agent goes by its defaults", are(missing.len()));
    let finding = Finding::at(Place::whole(root), message);
    out.push(
        missing
            .iter()
            .fold(finding, |finding, setting| {
                finding.evidence(format!("{}: {}", setting.name, setting.default_words()))
            })
            .because("The agent replaces what is missing without a word; the reference page calls these settings required.")
            .advise("Write them, so that the file says what the agent does, or leave them out where the default is meant."),
    );
}

fn are(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", count(number, "setting"))
}

/// Tells that nothing can give the device an identity but the TPM.
fn cannot_provision(root: Value<'_>, out: &mut Findings) {
    let is_empty = |name: &&str| match root.get(name) {
        None => true,
        // a wrong type and a placeholder are told by themselves
        Some(value) => value.is_str("") || value.kind() == Kind::Null,
    };
    let empty: Vec<_> = PROVISIONING.into_iter().filter(is_empty).collect();
    let Some(first) = empty.first() else {
        return;
    };
    let place = root.get(first).map_or_else(|| Place::whole(root), Place::value);
    let names = either(&empty).replace(" or ", " and ");
    out.push_as(
        Severity::Warning,
        Finding::at(place, format!("without {names} the agent cannot provision the device"))
            .confidence(Confidence::Likely)
            .because("`dpsEnabled` is true and there is no connection string: where the TPM holds no identity yet, the agent asks a provisioning service it has no address or scope of, fails, and tries again every minute.")
            .advise("Write `global.azure-devices-provisioning.net` as `dpsUri` and the ID scope of your service as `dpsScopeId`; set `dpsEnabled` to `false` where another program fills the TPM."),
    );
}
