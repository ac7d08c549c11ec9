//! Drift that is hidden, patches, a common ancestor and the fleet, in the real window: by keys, light, dark and narrow.

use std::fs;

use anyhow::{Result, ensure};

use crate::harness::{Desktop, fixture, played, scenario};
use crate::page::{alone, choose, command, focused, id, looked_at, seen, settled};
use crate::processes::Home;

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn drift_is_hidden_by_its_key_after_a_preview_counted_and_undone() -> Result<()> {
    let folder = alone("pump-03 version refused.json")?;
    let given = folder.path().display().to_string();
    let settings = folder.path().join("twinscope.json");
    scenario("drift-hidden", &[&given], async |desktop| {
        settled(desktop, 1).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("F7").await?;
        desktop.read(&id("diff-count"), "1 of 3").await?;
        let rows = id("diff-rows");
        focused(desktop, &rows).await?;
        desktop.press("h").await?;
        desktop
            .read(&id("hide-page"), "1 property of 1 twin")
            .await?;
        looked_at(desktop, "drift-hide-preview").await?;
        desktop.click(&id("hide-confirm")).await?;
        let chip = "[data-testid=diff-state][data-state=hidden]";
        desktop.read(chip, "1 hidden").await?;
        desktop.read(&id("diff-count"), "2 differences").await?;
        ensure!(fs::read_to_string(&settings)?.contains("\"drift\""));
        desktop.click(chip).await?;
        desktop
            .see("[data-testid=diff-row][data-state=hidden]")
            .await?;
        looked_at(desktop, "drift-hidden").await?;
        focused(desktop, &rows).await?;
        desktop.press("Ctrl+Z").await?;
        desktop.gone(chip).await?;
        ensure!(!settings.exists(), "the file is gone, as it was before");
        // nothing is left that could be undone, and it is said
        desktop.press("Ctrl+Z").await?;
        desktop
            .read(&id("notice"), "Nothing was changed that could be undone")
            .await
            .map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_time_that_a_change_may_be_pending_is_set_in_the_settings() -> Result<()> {
    let folder = alone("pump-02 waits for ever.json")?;
    let given = folder.path().display().to_string();
    scenario("stuck-after", &[&given], async |desktop| {
        settled(desktop, 1).await?;
        command(desktop, "settings: what").await?;
        desktop.see(&id("stuck-after")).await?;
        let type_time = async |text: &str| -> Result<()> {
            let select = "const box = document.querySelector('[data-testid=stuck-after]'); box.focus(); box.select()";
            desktop.run(select, vec![]).await?;
            desktop.type_text(text).await?;
            desktop.press("Enter").await
        };
        type_time("soon").await?;
        desktop
            .read(&id("settings-page"), "is no length of time")
            .await?;
        looked_at(desktop, "stuck-after-wrong").await?;
        type_time("90000d").await?;
        desktop.gone("[data-testid=stuck-after][aria-invalid=true]").await?;
        desktop
            .until("it is written", async || {
                let text = fs::read_to_string(folder.path().join("twinscope.json"));
                Ok(text.is_ok_and(|text| text.contains("\"stuckAfter\": \"90000d\"")))
            })
            .await?;
        seen(desktop, "stuck-after-set").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_patch_is_copied_and_saved_and_an_ancestor_says_who_changed_what() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let saved = [("TWINSCOPE_TEST_SAVE", folder.path().display().to_string())];
    let given = fixture("workspace");
    let desktop = Desktop::open_at(Home::new()?, &[&given], &saved).await?;
    let body = async |desktop: &Desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("Ctrl+D").await?;
        desktop.see(&id("compare-row")).await?;
        desktop.type_text("pump-01").await?;
        only_one(desktop).await?;
        desktop.press("Enter").await?;
        desktop
            .see("[data-testid=diff-row][data-state=edited]")
            .await?;
        desktop.click(&id("compare-patches")).await?;
        desktop.read(&id("menu"), "applied and checked").await?;
        seen(desktop, "compare-patches").await?;
        desktop.press("Enter").await?;
        desktop
            .read(&id("notice"), "Copied the JSON Patch, applied and checked")
            .await?;
        save(desktop, "Save JSON Patch…").await?;
        desktop
            .read(&id("notice"), "Saved the JSON Patch in ")
            .await?;
        seen(desktop, "compare-saved").await?;
        let patch = fs::read_to_string(folder.path().join("patch.json"))?;
        let patch: serde_json::Value = serde_json::from_str(&patch)?;
        ensure!(patch[0]["op"].is_string(), "{patch}");
        save(desktop, "Save the changes as Markdown…").await?;
        desktop.read(&id("notice"), "changes.md").await?;
        desktop.click(&id("compare-base")).await?;
        desktop.see(&id("compare-row")).await?;
        desktop.type_text("pump-02").await?;
        only_one(desktop).await?;
        seen(desktop, "compare-choose-ancestor").await?;
        desktop.press("Enter").await?;
        desktop
            .see("[data-testid=diff-row][data-state=conflict]")
            .await?;
        desktop
            .see("[data-testid=diff-row][data-state=changedLeft]")
            .await?;
        desktop
            .read(&id("compare"), "pump-03 and pump-01, from pump-02")
            .await?;
        looked_at(desktop, "compare-ancestor").await?;
        desktop.click(&id("compare-base")).await?;
        desktop
            .gone("[data-testid=diff-row][data-state=conflict]")
            .await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await
    };
    played("ancestor", desktop, body).await.map(drop)
}

/// Chooses one of the patches by its words.
async fn save(desktop: &Desktop, words: &str) -> Result<()> {
    desktop.click(&id("compare-patches")).await?;
    desktop.see(&id("menu")).await?;
    desktop.push(words).await
}

async fn only_one(desktop: &Desktop) -> Result<()> {
    desktop
        .until("only what matches", async || {
            Ok(desktop.count(&id("compare-row")).await? == 1)
        })
        .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_twin_is_held_against_all_others() -> Result<()> {
    scenario("fleet", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("Ctrl+Shift+D").await?;
        desktop.read(&id("fleet-said"), "unlike the others").await?;
        desktop.see(&id("fleet-row")).await?;
        looked_at(desktop, "fleet").await?;
        desktop.click(&id("fleet-search")).await?;
        desktop.type_text("nothing has this").await?;
        desktop.gone(&id("fleet-row")).await?;
        seen(desktop, "fleet-nothing").await?;
        desktop.press("Escape").await?;
        desktop.see(&id("fleet-row")).await?;
        desktop.press("Escape").await?;
        desktop.gone(&id("fleet")).await?;
        desktop.click(&id("open-fleet")).await?;
        desktop.see(&id("fleet-row")).await?;
        desktop.press("Escape").await?;
        desktop.gone(&id("fleet")).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn ten_thousand_others_are_counted_in_the_background_and_it_can_be_stopped() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let twin: serde_json::Value = serde_json::from_str(&fs::read_to_string(fixture(
        "twins/healthy-rebootinfo.json",
    ))?)?;
    let lines: Vec<_> = (0..10_000)
        .map(|n| {
            let mut twin = twin.clone();
            twin["deviceId"] = format!("pump-{n:05}").into();
            twin.to_string()
        })
        .collect();
    fs::write(folder.path().join("fleet.ndjson"), lines.join("\n"))?;
    let given = folder.path().display().to_string();
    scenario("fleet-large", &[&given], async |desktop| {
        // as many take longer than a step may take
        while settled(desktop, 10_000).await.is_err() {}
        desktop.click(&id("open-fleet")).await?;
        desktop.click(&id("fleet-stop")).await?;
        desktop.read(&id("fleet"), "Stopped: only").await?;
        seen(desktop, "fleet-stopped").await?;
        desktop.click(&id("fleet-again")).await?;
        desktop.see(&id("fleet-stop")).await?;
        desktop.shot("fleet-counting").await?;
        desktop
            .read(&id("fleet-said"), "Beside 9,999 other twins")
            .await?;
        seen(desktop, "fleet-like-all").await
    })
    .await
}
