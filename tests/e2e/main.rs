//! The real desktop window, driven by WebDriver. Ignored in a plain test run, because they need a display and the
//! built shell: `make test` gives them both and runs them.

mod bench;
mod codes;
mod comparing;
mod device;
mod drift;
mod findings;
mod group;
mod harness;
mod hiding;
mod history;
mod list;
mod looks;
mod memory;
mod opening;
mod page;
mod processes;
mod reprovision;
mod reprovision_given;
mod scale;
mod triage;
mod values;

use anyhow::{Result, ensure};
use harness::{fixture, scenario};
use serde_json::json;

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_window_opens_with_its_title_and_reaches_the_shell() -> Result<()> {
    scenario("window", &[&fixture("workspace")], async |desktop| {
        ensure!(desktop.title().await? == "Twinscope");
        let startup = desktop.invoke("startup", json!({})).await?;
        ensure!(startup["version"] == env!("CARGO_PKG_VERSION"), "{startup}");
        desktop.shot("window").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_page_gets_no_right_that_is_not_listed() -> Result<()> {
    scenario("rights", &[], async |desktop| {
        let refused = desktop.invoke("plugin:window|close", json!({})).await;
        ensure!(
            refused.is_err_and(|error| error.to_string().contains("not allowed")),
            "the page may close the window"
        );
        let evaluated = desktop
            .run(
                "try { return eval('1 + 1'); } catch (error) { return error.name; }",
                vec![],
            )
            .await?;
        ensure!(
            evaluated == "EvalError",
            "the content security policy lets eval through: {evaluated}"
        );
        Ok(())
    })
    .await
}

/// The harness against a page of its own making, so that a scenario that is red is red for its own reason.
#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_harness_sees_clicks_types_and_waits() -> Result<()> {
    scenario("harness", &[], async |desktop| {
        desktop.run(PAGE_WITH_A_FORM, vec![]).await?;
        desktop.keys("#name", "alpha").await?;
        desktop.click("#go").await?;
        desktop.read("#answer", "hello alpha").await?;
        ensure!(desktop.count("#answer").await? == 1);
        desktop.gone("#go").await?;
        Ok(())
    })
    .await
}

const PAGE_WITH_A_FORM: &str = "
    document.body.innerHTML = '<input id=name><button id=go>go</button><p id=answer></p>';
    document.querySelector('#go').onclick = () => setTimeout(() => {
        document.querySelector('#answer').textContent = 'hello ' + document.querySelector('#name').value;
        document.querySelector('#go').hidden = true;
    }, 300);";

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn files_that_fall_on_the_window_reach_the_page() -> Result<()> {
    scenario("drop", &[], async |desktop| {
        let dropped = desktop.home().join("dropped.json");
        std::fs::write(&dropped, "{}")?;
        desktop.run(LISTEN_FOR_DROPS, vec![]).await?;
        desktop
            .until("the listener is there", async || {
                Ok(desktop.run("return window.listens", vec![]).await? == true)
            })
            .await?;
        desktop.drop_files(&[&dropped]).await?;
        desktop.read("#dropped", "dropped.json").await?;
        Ok(())
    })
    .await
}

const LISTEN_FOR_DROPS: &str = "
    document.body.innerHTML = '<p id=dropped>nothing</p>';
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
    const handler = transformCallback((event) => {
        document.querySelector('#dropped').textContent = event.payload.paths.join();
    });
    invoke('plugin:event|listen', { event: 'tauri://drag-drop', target: { kind: 'Any' }, handler })
        .then(() => { window.listens = true; });";

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_page_may_copy_text_after_it_has_asked_the_shell() -> Result<()> {
    scenario("copy", &[], async |desktop| {
        desktop.run(COPY_AFTER_ASKING, vec![]).await?;
        desktop.click("#copy").await?;
        desktop.read("#copied", "copied").await?;
        Ok(())
    })
    .await
}

const COPY_AFTER_ASKING: &str = "
    document.body.innerHTML = '<button id=copy>copy</button><p id=copied>nothing</p>';
    const say = (text) => { document.querySelector('#copied').textContent = text; };
    document.querySelector('#copy').onclick = () => {
        const text = window.__TAURI_INTERNALS__.invoke('startup').then(({ version }) => new Blob([version], { type: 'text/plain' }));
        navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
            .then(() => say('copied'), (error) => say(String(error)));
    };";
