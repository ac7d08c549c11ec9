//! A file of the device agent in the window: no twin, but its settings can be read all the same.

use std::sync::mpsc;

use super::*;
use crate::wire::{CopyFormat, CopyRequest, ScopeKind};

const CONFIGURATION: &str = r#"{
  "pluginManifestsPath": "..\\manifests",
  "dpsScopeId": "0ne00A17C40",
  "connectionString": "HostName=bench;DeviceId=pump-17;SharedAccessKey=abcdefghijklmnop",
  "moduleId": "dmModule",
  "handlers": { "deviceInfo": { "reportOnConnect": true } }
}"#;
const MANIFEST: &str =
    r#"{ "codeFileName": "PumpPlugin.dll", "direct": true, "handlers": [ { "id": "pump" } ] }"#;

/// Opens a text and returns the handle of what it was taken for.
fn opened(text: &str) -> (Workspace, u32) {
    let (tell, told) = mpsc::channel();
    let workspace = Workspace::new(move |event| {
        // the test may have gone before the last word
        let _ = tell.send(event);
    });
    workspace.open_text(text, "pasted");
    let twin = told.iter().find_map(|event| match event {
        Event::Opened(twin) => Some(twin),
        Event::Changed(_) => None,
    });
    (workspace, twin.expect("it was opened"))
}

fn values(workspace: &Workspace, twin: u32) -> Vec<(String, String)> {
    let scope = Scope {
        kind: ScopeKind::Twin,
        group: String::new(),
    };
    let request = ValuesRequest {
        twin,
        scope,
        show_metadata: false,
        search: String::new(),
        folded: Vec::new(),
        first: 0,
        count: 100,
    };
    let page = workspace.values(&request).expect("it can be shown");
    assert!(!page.two_sided);
    let rows = page.rows.into_iter();
    rows.map(|row| (row.key, row.desired.expect("one side").text))
        .collect()
}

#[test]
fn it_is_said_what_a_configuration_was_taken_for() {
    let (workspace, twin) = opened(CONFIGURATION);
    let overview = workspace.overview(twin).expect("it can be shown");
    let taken = &overview.taken_for;
    assert_eq!(taken.kind, "agent-configuration");
    assert_eq!(taken.title, "agent configuration");
    assert!(
        taken.because.contains("`pluginManifestsPath`"),
        "{}",
        taken.because
    );
    assert!(!taken.can_wrap && !taken.repaired);
    assert!(overview.identity.is_empty() && overview.meters.is_empty());
    assert!(overview.negotiation.is_empty());
    assert_eq!(overview.name, "pasted");
}

#[test]
fn the_tree_has_one_line_and_it_counts_every_finding() {
    let (workspace, twin) = opened(CONFIGURATION);
    let tree = workspace.tree(twin).expect("it can be shown");
    assert_eq!(tree.len(), 1);
    assert_eq!(
        (tree[0].label.as_str(), tree[0].note.as_str()),
        ("Overview", "agent configuration")
    );
    let badge = workspace.overview(twin).expect("it can be shown").badge;
    assert_eq!(tree[0].badge, badge);
    assert!(badge.warnings >= 2, "{badge:?}");
}

#[test]
fn the_values_are_the_settings_with_secrets_masked() {
    let (workspace, twin) = opened(CONFIGURATION);
    let rows = values(&workspace, twin);
    let text = |key: &str| {
        let row = rows.iter().find(|(at, _)| at == key);
        row.map(|(_, text)| text.as_str()).unwrap_or_default()
    };
    assert_eq!(text("/dpsScopeId"), "0ne00A17C40");
    assert_eq!(text("/handlers/deviceInfo/reportOnConnect"), "true");
    assert!(!format!("{rows:?}").contains("abcdefghijklmnop"));
    let request = CopyRequest {
        twin,
        pointer: String::new(),
        finding: None,
        format: CopyFormat::Repaired,
        snapshot: None,
    };
    let copied = workspace.copy(&request).expect("it can be copied");
    assert!(copied.contains("dpsScopeId") && !copied.contains("abcdefghijklmnop"));
}

#[test]
fn a_manifest_is_shown_as_it_is_written() {
    let (workspace, twin) = opened(MANIFEST);
    let overview = workspace.overview(twin).expect("it can be shown");
    assert_eq!(overview.taken_for.kind, "plugin-manifest");
    let rows = values(&workspace, twin);
    let keys: Vec<_> = rows.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "/codeFileName",
            "/direct",
            "/handlers",
            "/handlers/0",
            "/handlers/0/id"
        ]
    );
}
