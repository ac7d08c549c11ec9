//! Desired beside reported in the real window: a tree and two forms of text, from one difference to the next, filtered.

use anyhow::Result;

use crate::harness::{fixture, scenario};
use crate::page::{accessible, choose, id, settled, tree_row};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn two_twins_stand_beside_each_other() -> Result<()> {
    scenario("compare", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("Ctrl+D").await?;
        desktop.see(&id("compare-row")).await?;
        desktop.type_text("pump-01").await?;
        desktop
            .until("only what matches", async || {
                Ok(desktop.count(&id("compare-row")).await? == 1)
            })
            .await?;
        desktop.press("Enter").await?;
        desktop
            .see("[data-testid=diff-row][data-state=edited]")
            .await?;
        desktop.press("F7").await?;
        desktop.read(&id("diff-count"), "1 of").await?;
        desktop.shot("compare-tree").await?;
        desktop.click(&id("diff-split")).await?;
        desktop.see(&id("diff-line")).await?;
        desktop.shot("compare-split").await?;
        accessible(desktop, "two twins").await?;
        desktop.click(&id("compare-swap")).await?;
        desktop.read(&id("compare"), "pump-01 and pump-03").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn differences_are_stepped_through_and_shown_in_three_forms() -> Result<()> {
    scenario("drift", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("F7").await?;
        desktop
            .see(&format!("{}[aria-selected=true]", id("tab-drift")))
            .await?;
        desktop.read(&id("diff-count"), "1 of").await?;
        desktop.read(&id("diff-row"), "rebootInfo").await?;
        desktop.shot("drift-twin").await?;
        desktop.press("Shift+F7").await?;
        desktop.read(&id("diff-count"), "3 of 3").await?;
        desktop.click(&id("diff-full")).await?;
        desktop
            .see("[data-testid=diff-row][data-state=reportedOnly]")
            .await?;
        desktop.shot("drift-everything").await?;
        desktop.click(&id("diff-split")).await?;
        desktop.see(&id("diff-line")).await?;
        desktop.shot("drift-split").await?;
        desktop.click(&id("diff-inline")).await?;
        desktop.read(&id("diff-line"), "{").await?;
        desktop.shot("drift-inline").await?;
        desktop.click(&tree_row("group:rebootInfo")).await?;
        desktop.click(&id("diff-tree")).await?;
        desktop.read(&id("diff-row"), "dailyRebootTime").await?;
        desktop.shot("drift-group").await?;
        desktop.click(&tree_row("overview")).await?;
        desktop
            .see("[data-testid=diff-row][data-state=pending]")
            .await?;
        desktop.click(&id("diff-state")).await?;
        desktop
            .gone("[data-testid=diff-row][data-state=pending]")
            .await
    })
    .await
}
