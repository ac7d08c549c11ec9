//! Findings are hidden after a preview, counted, shown again, undone; packs are chosen. The settings lie
//! beside the twins.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::harness::{Desktop, played, scenario};
use crate::page::{accessible, alone, choose, command, id, settled};
use crate::processes::Home;

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_finding_is_hidden_after_a_preview_and_shown_again() -> Result<()> {
    let folder = alone("pump-03 version refused.json")?;
    let given = folder.path().display().to_string();
    scenario("hiding", &[&given], async |desktop| {
        settled(desktop, 1).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&id("tab-findings")).await?;
        desktop
            .read(&id("finding-detail"), "service-version-too-new")
            .await?;
        desktop.click(&id("hide")).await?;
        desktop
            .read(&id("hide-page"), "1 finding of 1 twin")
            .await?;
        accessible(desktop, "the page that hides findings").await?;
        desktop.shot("hiding-preview").await?;
        desktop.click(&id("hide-confirm")).await?;
        desktop.read(&id("hidden-all"), "1 hidden").await?;
        let settings = fs::read_to_string(folder.path().join("twinscope.json"))?;
        ensure!(settings.contains("service-version-too-new"), "{settings}");
        desktop.click(&id("hidden-count")).await?;
        desktop
            .read(&id("hidden-row"), "service-version-too-new")
            .await?;
        desktop.shot("hiding-hidden").await?;
        desktop.click(&id("show-again")).await?;
        desktop.gone(&id("hidden-all")).await?;
        // both changes are undone, the last one first; then the file is gone, as it was before
        settings_page(desktop).await?;
        desktop.click(&id("undo-settings")).await?;
        desktop
            .read(&id("settings-page"), "1 finding hidden")
            .await?;
        desktop.click(&id("undo-settings")).await?;
        desktop
            .read(&id("settings-page"), "0 findings hidden")
            .await?;
        let disabled = format!("{}:disabled", id("undo-settings"));
        desktop.see(&disabled).await?;
        ensure!(!folder.path().join("twinscope.json").exists());
        desktop.press("Escape").await?;
        desktop.gone(&id("settings-page")).await?;
        desktop
            .read(&id("finding-row"), "is written for interface")
            .await
            .map(drop)
    })
    .await
}

/// Opens the settings from the palette.
async fn settings_page(desktop: &Desktop) -> Result<()> {
    command(desktop, "settings").await?;
    desktop.see(&id("settings-page")).await.map(drop)
}

const FAN: &str = r#"{
  "title": "Fan",
  "description": "How the fan of the cabinet runs.",
  "type": "object",
  "properties": {
    "speed": { "description": "Speed of the fan.", "type": "integer", "maximum": 100 }
  }
}"#;

/// A folder with one twin, settings further down, and a pack that is not chosen yet and has an error.
fn site(folder: &Path) -> Result<()> {
    let twin =
        r#"{"deviceId":"fan-7","properties":{"desired":{"fan":{"speed":300}},"reported":{}}}"#;
    let manifest = r#"{"name":"our-groups","title":"Our groups","description":"Our fans."}"#;
    for (path, text) in [
        ("fan-7.json", twin),
        ("line-2/fan-8.json", &twin.replace('7', "8")),
        ("line-2/twinscope.json", "{}"),
        ("our-groups/pack.json", manifest),
        (
            "our-groups/plain/fan/desired.json",
            &FAN.replace("\"integer\"", "\"intiger\""),
        ),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("below the folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_pack_is_chosen_tells_its_errors_judges_at_once_and_is_undone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    site(folder.path())?;
    let pack = folder.path().join("our-groups");
    let picked = [("TWINSCOPE_TEST_PICK", pack.display().to_string())];
    let twin = folder.path().display().to_string();
    let desktop = Desktop::open_at(Home::new()?, &[&twin], &picked).await?;
    let body = async |desktop: &Desktop| {
        choose(desktop, "fan-7").await?;
        desktop.click(&id("tab-findings")).await?;
        settings_page(desktop).await?;
        desktop
            .read(
                &id("nested"),
                "Not applied: 1 file of settings further down",
            )
            .await?;
        desktop.click(&id("add-pack")).await?;
        desktop
            .read(&id("pack"), "desired.json:6:")
            .await
            .context("the error of the pack at its line")?;
        accessible(desktop, "the settings with a pack that has an error").await?;
        desktop.shot("packs-error").await?;
        let settings = fs::read_to_string(folder.path().join("twinscope.json"))?;
        ensure!(settings.contains("\"our-groups\""), "{settings}");
        // what stands in the pack is nobody's twin
        desktop.read("footer", "2 twins").await?;

        fs::write(pack.join("plain/fan/desired.json"), FAN)?;
        desktop.click(&id("reload-settings")).await?;
        desktop
            .read(&id("pack"), "Our groups, 1 schema in use")
            .await?;
        desktop.shot("packs-chosen").await?;
        desktop.press("Escape").await?;
        desktop.gone(&id("settings-page")).await?;
        desktop.read(&id("finding-row"), "more than 100").await?;

        settings_page(desktop).await?;
        desktop.click(&id("undo-settings")).await?;
        desktop.gone(&id("pack")).await?;
        desktop.click(&id("add-pack")).await?;
        desktop.click(&id("remove-pack")).await?;
        desktop.gone(&id("pack")).await
    };
    played("packs", desktop, body).await.map(drop)
}
