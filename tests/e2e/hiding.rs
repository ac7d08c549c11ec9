//! Findings are hidden after a preview, counted, shown again; the settings lie beside the twins.

use std::fs;

use anyhow::{Result, ensure};

use crate::harness::{fixture, scenario};
use crate::page::{accessible, choose, id, settled};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_finding_is_hidden_after_a_preview_and_shown_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let name = "pump-03 version refused.json";
    fs::copy(
        fixture(&format!("workspace/{name}")),
        folder.path().join(name),
    )?;
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
        desktop.gone(&id("hidden-all")).await
    })
    .await
}
