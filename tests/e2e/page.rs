//! The page as every scenario knows it: names of its parts, its list, its dialogs, its accessibility.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::Desktop;

/// The selector of everything that has this name in `ui/src/testids.ts`.
pub(crate) fn id(testid: &str) -> String {
    format!("[data-testid={testid}]")
}

/// The selector of the tree's line with this key.
pub(crate) fn tree_row(key: &str) -> String {
    format!("{}[data-key='{key}']", id("tree-row"))
}

/// Waits until so many twins are loaded and all work is done.
pub(crate) async fn settled(desktop: &Desktop, loaded: u32) -> Result<()> {
    desktop
        .until(
            &format!("{loaded} twins are loaded and checked"),
            async || {
                let status = desktop.invoke("status", json!({})).await?;
                Ok(status["loaded"] == loaded && status["activities"] == json!([]))
            },
        )
        .await?;
    desktop.see(&id("twin-row")).await.map(drop)
}

/// The first twin in the engine's list that fits the text of a filter.
pub(crate) async fn twin(desktop: &Desktop, text: &str) -> Result<u64> {
    let filter = json!({ "text": text, "atLeast": null, "worstFirst": false });
    let page = desktop
        .invoke("list", json!({ "filter": filter, "first": 0, "count": 1 }))
        .await?;
    page["rows"][0]["id"]
        .as_u64()
        .with_context(|| format!("no twin fits {text}"))
}

/// Clicks the line of a device in the list, once it is on screen.
pub(crate) async fn choose(desktop: &Desktop, name: &str) -> Result<()> {
    let twin = twin(desktop, name).await?;
    let line = format!("{}[data-twin='{twin}']", id("twin-row"));
    desktop.click(&line).await?;
    desktop.see(&format!("{line}[aria-selected=true]")).await?;
    desktop.see(&id("tree-row")).await.map(drop)
}

/// The names in the list as far as it is on screen, in their order.
pub(crate) async fn names(desktop: &Desktop) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('[data-testid=twin-row] .name')].map((e) => e.textContent.trim())";
    texts(&desktop.run(script, vec![]).await?)
}

fn texts(found: &Value) -> Result<Vec<String>> {
    let found = found.as_array().context("a list of texts")?;
    let text = |t: &Value| t.as_str().map(str::to_owned).context("a text");
    found.iter().map(text).collect()
}

/// Waits until the list shows exactly these names.
pub(crate) async fn lists(desktop: &Desktop, wanted: &[&str]) -> Result<()> {
    let mut seen = Vec::new();
    let waited = desktop
        .until(&format!("the list {wanted:?}"), async || {
            seen = names(desktop).await?;
            Ok(seen == wanted)
        })
        .await;
    waited.with_context(|| format!("the list shows {seen:?}"))
}

/// Types a filter in place of the one that is there.
pub(crate) async fn filter(desktop: &Desktop, text: &str) -> Result<()> {
    let css = id("filter");
    desktop.keys(&css, "\u{e009}a\u{e000}").await?;
    desktop.keys(&css, "\u{e003}").await?;
    desktop.keys(&css, text).await
}

/// Lets a text be pasted on the window, as the engine announces it: the system's own clipboard is one for all tests.
pub(crate) async fn paste(desktop: &Desktop, text: &str) -> Result<()> {
    let script = "const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    desktop.run(script, vec![json!(text)]).await.map(drop)
}

/// Catches what the page puts on the clipboard from now on, for `copied`.
pub(crate) async fn catch_copies(desktop: &Desktop) -> Result<()> {
    let script = "window.twinscopeCopied = null;
        navigator.clipboard.write = async ([item]) => {
            const blob = await item.getType('text/plain');
            window.twinscopeCopied = await blob.text();
        };";
    desktop.run(script, vec![]).await.map(drop)
}

/// What the page has copied since it was asked last.
pub(crate) async fn copied(desktop: &Desktop) -> Result<String> {
    let mut text = None;
    let script = "const text = window.twinscopeCopied; window.twinscopeCopied = null; return text;";
    desktop
        .until("something is copied", async || {
            text = desktop
                .run(script, vec![])
                .await?
                .as_str()
                .map(str::to_owned);
            Ok(text.is_some())
        })
        .await?;
    text.context("a text copied a moment ago")
}

/// Every fault that axe-core sees on the page as it is now.
pub(crate) async fn accessible(desktop: &Desktop, what: &str) -> Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe =
        std::fs::read_to_string(&file).context("axe-core is not installed: run 'make setup'")?;
    let there = desktop.run("return typeof window.axe", vec![]).await?;
    if there != "object" {
        desktop.run(&axe, vec![]).await?;
    }
    let found = desktop.wait_for(AXE).await?;
    let passes = found["passes"].as_u64().unwrap_or_default();
    ensure!(passes > 10, "axe-core looked at nothing: {found}");
    ensure!(
        found["violations"] == json!([]),
        "{what}: {:#}",
        found["violations"]
    );
    Ok(())
}

const AXE: &str = "window.axe.run(document, { resultTypes: ['violations'] }).then(
    ({ violations, passes }) => done({
        passes: passes.length,
        violations: violations.map(({ id, help, nodes }) => ({
            id, help, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html} ${failureSummary}`),
        })),
    }),
    (error) => done({ failed: String(error) }),
);";

/// Takes a picture, and asks whether everybody can use what is in it.
pub(crate) async fn seen(desktop: &Desktop, name: &str) -> Result<()> {
    desktop.shot(name).await?;
    accessible(desktop, name).await
}

/// Takes a picture in both colours, and one as narrow as a window may be.
pub(crate) async fn looked_at(desktop: &Desktop, name: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        let script = format!("document.documentElement.dataset.theme = '{theme}'");
        desktop.run(&script, vec![]).await?;
        seen(desktop, &format!("{name}-{theme}")).await?;
    }
    desktop.resize(760, 700).await?;
    seen(desktop, &format!("{name}-760")).await?;
    desktop.resize(1280, 860).await
}

/// Copies one twin of the sample workspace into a folder of its own.
pub(crate) fn alone(name: &str) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let from = crate::harness::fixture(&format!("workspace/{name}"));
    std::fs::copy(from, folder.path().join(name))?;
    Ok(folder)
}

/// Runs a command of the palette by its first words.
pub(crate) async fn command(desktop: &Desktop, words: &str) -> Result<()> {
    desktop.press("Ctrl+K").await?;
    desktop.see(&id("palette")).await?;
    desktop.type_text(words).await?;
    desktop.press("Enter").await
}

/// Gives the keyboard to what a selector finds.
pub(crate) async fn focused(desktop: &Desktop, selector: &str) -> Result<()> {
    let script = "document.querySelector(arguments[0]).focus()";
    desktop.run(script, vec![json!(selector)]).await.map(drop)
}
