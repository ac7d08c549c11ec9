//! The device agent's own files as the agent sees them: which settings there are, what each is taken
//! for where it is not written or has another type, and which handlers the agent brings along.
//!
//! Facts: the agent's source (`ServiceParameters.cpp`, `PluginManifest.cpp`) and its reference pages,
//! as of its last release in 2019. What was read in the source and not run says `Likely`.

mod jsoncpp;
mod settings;

use twin::shape::Shape;
use twin::{Kind, Value};

use crate::KEPT_PER_RULE;
use crate::context::Context;
use crate::finding::{Finding, Findings};
use crate::naming::rename;
use crate::words::{meant, name_of};

pub(crate) use jsoncpp::{refused, whole};
pub(crate) use settings::{Effective, Holds, SETTINGS, Setting, count_in, setting};

/// Handlers of the released agent and its plug-ins, built-in ones included, then those of its samples.
pub(crate) const HANDLERS: [&str; 22] = [
    "__deviceSchemas",
    "clearReportedCmd",
    "certificates",
    "GetDetailedCertificateInfoCmd",
    "deviceInfo",
    "eventTracingCollectors",
    "EnumerateLogFoldersCmd",
    "EnumerateLogFilesCmd",
    "DeleteLogFileCmd",
    "UploadLogFileCmd",
    "StartFactoryResetCmd",
    "rebootInfo",
    "StartRebootCmd",
    "StartRemoteWipeCmd",
    "timeInfo",
    "uwpApps",
    "GetInstalledUwpAppsCmd",
    "ManageAppLifeCycleCmd",
    "windowsTelemetry",
    "windowsUpdate",
    "testInfo",
    "testCmd",
];

/// Handlers of the preview with the name that the release gave them.
pub(crate) const RENAMED: [(&str, &str); 4] = [
    ("rebootCmd", "StartRebootCmd"),
    ("factoryResetCmd", "StartFactoryResetCmd"),
    ("remoteWipeCmd", "StartRemoteWipeCmd"),
    (
        "getDetailedCertificateInfo",
        "GetDetailedCertificateInfoCmd",
    ),
];

/// Members of a manifest that the agent reads.
pub(crate) const MANIFEST: [&str; 6] = [
    "codeFileName",
    "agentPluginProtocolVersion",
    "direct",
    "outOfProc",
    "keepAliveTime",
    "handlers",
];

/// What becomes of a plug-in whose manifest the agent refuses.
pub(crate) const NOT_LOADED: &str = "The agent leaves such a plug-in out and goes on: its groups stay without an answer, its direct methods answer that there is no such handler.";

/// What becomes of all groups where handlers cannot be put into an order.
pub(crate) const NO_ORDER: &str = "The agent puts the handlers of all plug-ins into one order; where that fails (error 1028) every group of the device is reported as failed, without `__errors`.";

/// Returns the configuration, where the input is one.
pub(crate) fn configuration<'d>(cx: &Context<'d>) -> Option<Value<'d>> {
    of_shape(cx, Shape::AgentConfiguration)
}

/// Returns the manifest, where the input is one.
pub(crate) fn manifest<'d>(cx: &Context<'d>) -> Option<Value<'d>> {
    of_shape(cx, Shape::PluginManifest)
}

fn of_shape<'d>(cx: &Context<'d>, shape: Shape) -> Option<Value<'d>> {
    let twin = cx.twin();
    (twin.recognition.shape == shape).then_some(twin.root)
}

/// Returns the texts of an agent's file; nothing for a twin, whose sections are surveyed.
pub(crate) fn texts<'d>(cx: &Context<'d>) -> impl Iterator<Item = Value<'d>> {
    const MOST: usize = 1_000;
    let root = configuration(cx).or_else(|| manifest(cx));
    let all = root.into_iter().flat_map(Value::descendants);
    all.filter(|v| v.kind() == Kind::String).take(MOST)
}

/// Tells of as many as are listed of one rule, and counts the rest without a look: inputs may be
/// hostile, and names are compared one by one.
pub(crate) fn each<T>(
    mut all: impl Iterator<Item = T>,
    out: &mut Findings,
    mut tell: impl FnMut(T, &mut Findings),
) {
    for one in all.by_ref().take(KEPT_PER_RULE) {
        tell(one, out);
    }
    out.count_further(all.count() as u64);
}

/// Returns the members of an object once each: of equal keys the last, which is the one that counts.
pub(crate) fn members(object: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    object
        .children()
        .filter(move |m| m.key().is_some_and(|key| object.get(&key) == Some(*m)))
}

/// Returns a value that says something: neither `null`, which the agent takes for nothing, nor one
/// that is not there or only stands for something.
pub(crate) fn given<'d>(object: Value<'d>, name: &str) -> Option<Value<'d>> {
    object
        .get(name)
        .filter(|v| !matches!(v.kind(), Kind::Null | Kind::Missing | Kind::Placeholder))
}

/// Returns the handlers of a manifest, each the object that describes one.
pub(crate) fn handlers(manifest: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let list = manifest
        .get("handlers")
        .filter(|list| list.kind() == Kind::Array);
    list.into_iter()
        .flat_map(Value::children)
        .filter(|handler| handler.is_object())
}

/// Returns the member that was probably meant to have a name that is not there.
pub(crate) fn stand_in<'d>(object: Value<'d>, name: &str) -> Option<Value<'d>> {
    const LOOKED_AT: usize = 200;
    let fits = |m: &Value<'d>| m.key().is_some_and(|key| meant(&key, &[name]).is_some());
    object.children().take(LOOKED_AT).find(fits)
}

/// Starts a finding about a member with a name that nobody reads, and offers the one that is read.
pub(crate) fn misnamed(member: Value<'_>, name: &str, of: &str) -> Finding {
    let message = format!("`{}` is no {of}; `{name}` is", name_of(member));
    rename(member, name, message).advise(format!("Rename it to `{name}`."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin::Document;

    #[test]
    fn of_equal_keys_the_last_counts() {
        let doc = Document::read_str(r#"{ "a": 1, "b": 2, "a": 3 }"#).expect("small");
        let root = doc.root().expect("a root");
        let seen: Vec<_> = members(root).map(Value::raw).collect();
        assert_eq!(seen, ["2", "3"]);
    }

    #[test]
    fn null_and_placeholders_give_nothing() {
        let doc = Document::read_str(r#"{ "a": null, "b": <time>, "c": "", "d": false }"#)
            .expect("small");
        let root = doc.root().expect("a root");
        let given: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|n| given(root, n).is_some())
            .into();
        assert_eq!(given, [false, false, true, true, false]);
    }

    #[test]
    fn a_slip_stands_in_for_the_name() {
        let doc =
            Document::read_str(r#"{ "AgentPluginProtocolVersion": "1.0.0", "outOfProc": true }"#)
                .expect("small");
        let root = doc.root().expect("a root");
        let found = stand_in(root, "agentPluginProtocolVersion").map(Value::raw_key);
        assert_eq!(found, Some("AgentPluginProtocolVersion"));
        assert!(stand_in(root, "direct").is_none());
        assert!(stand_in(root, "outOfProc").is_none());
    }
}
