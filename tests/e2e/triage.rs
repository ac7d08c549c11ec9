//! The main job end to end: a twin comes into the window, its findings are read, each at its place.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{choose, id};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_sample_workspace_shows_twins_groups_and_findings() -> Result<()> {
    scenario("workspace", &[&fixture("workspace")], async |desktop| {
        desktop.see(&id("twin-row")).await?;
        desktop
            .until("every twin is checked", async || {
                let status = desktop.invoke("status", json!({})).await?;
                Ok(status["checked"] == 21 && status["activities"] == json!([]))
            })
            .await?;
        choose(desktop, "pump-03").await?;
        desktop.see(&id("overview")).await?;
        desktop.shot("workspace-overview").await?;
        desktop
            .click(&format!("{}[data-key='group:rebootInfo']", id("tree-row")))
            .await?;
        desktop.see(&id("property-row")).await?;
        desktop.shot("workspace-group").await?;
        desktop.click(&id("tab-values")).await?;
        desktop.see(&id("value-row")).await?;
        desktop.shot("workspace-values").await?;
        desktop.click(&id("tab-findings")).await?;
        desktop.read(&id("finding-row"), "2019").await?;
        desktop.shot("workspace-findings").await?;
        desktop.click(&id("tab-json")).await?;
        desktop.see(&id("gutter-mark")).await?;
        desktop.shot("workspace-json").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn an_empty_window_offers_ways_in() -> Result<()> {
    scenario("empty", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        desktop.shot("empty").await?;
        desktop.click(&id("open-sample")).await?;
        desktop.see(&id("twin-row")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_broken_twin_that_falls_on_the_window_is_repaired_and_named() -> Result<()> {
    scenario("broken", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let dropped = desktop.home().join("figure.json");
        fs::write(&dropped, "{ \"properties\": { \"desired\": { \"__portalSchemas_1\": { \"rebootInfo_2\": {\n\"maxInputVersion\": \"3.0\",\n\"outputVersion\": \"2.0\"\"\n} } } } }")?;
        desktop.drop_files(&[&dropped]).await?;
        desktop.see(&id("twin-row")).await?;
        desktop.click(&id("tab-findings")).await?;
        desktop.read(&id("finding-row"), "quote").await?;
        desktop.shot("broken-findings").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn what_cannot_be_opened_is_told_with_a_way_out() -> Result<()> {
    scenario("problems", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let missing = desktop.home().join("not there.json");
        desktop.drop_files(&[&missing]).await?;
        desktop.read(&id("problems"), "not there.json").await?;
        desktop.shot("problems").await?;
        Ok(())
    })
    .await
}

/// Every finding of the command line's report, as the window's engine gives it.
async fn findings_of(desktop: &Desktop, twin: &Value) -> Result<Value> {
    let scope = json!({ "kind": "twin", "group": "" });
    let asked = json!({ "twin": twin, "scope": scope, "first": 0, "count": 1000 });
    let page = desktop.invoke("findings", asked).await?;
    page["rows"]
        .as_array()
        .context("rows")
        .map(|rows| json!(rows))
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_window_asks_the_engine_for_what_it_shows_only() -> Result<()> {
    scenario("bounded", &[&fixture("workspace")], async |desktop| {
        desktop.see(&id("twin-row")).await?;
        let page = desktop.invoke("list", json!({ "filter": { "text": "", "atLeast": null, "worstFirst": true }, "first": 0, "count": 2 })).await?;
        ensure!(page["rows"].as_array().map(Vec::len) == Some(2), "{page}");
        let rows = findings_of(desktop, &page["rows"][0]["id"]).await?;
        ensure!(rows.as_array().is_some_and(|r| !r.is_empty()), "{rows}");
        Ok(())
    })
    .await
}
