//! The dictionary of error codes: from the palette, from a finding, from a value; by number, family and words.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{catch_copies, choose, command, copied, id, settled, tree_row};

/// Types a search in place of the one that is there.
async fn search(desktop: &Desktop, text: &str) -> Result<()> {
    let css = id("codes-search");
    desktop.keys(&css, "\u{e009}a\u{e000}").await?;
    desktop.keys(&css, text).await
}

/// The keyboard is in the search box, so that the next letter goes there.
async fn typing(desktop: &Desktop) -> Result<()> {
    let active = "return document.activeElement.dataset.testid ?? document.activeElement.outerHTML";
    let active = desktop.run(active, vec![]).await?;
    ensure!(active == "codes-search", "the keyboard is on {active}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_code_is_looked_up_by_number_by_family_and_by_words() -> Result<()> {
    scenario("codes", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        command(desktop, "error codes").await?;
        desktop.read(&id("codes"), "look through a family").await?;
        typing(desktop).await?;
        desktop.shot("codes-families").await?;
        search(desktop, "-2147024891").await?;
        let denied = "[data-testid=code-row][data-key='win32:5']";
        desktop
            .read(denied, "Run the agent as the system account")
            .await?;
        desktop
            .read(&id("codes"), "HRESULT of the Windows code 5")
            .await?;
        typing(desktop).await?;
        desktop.shot("codes-number").await?;
        catch_copies(desktop).await?;
        desktop.push("Copy for a ticket").await?;
        let ticket = copied(desktop).await?;
        ensure!(
            ticket.starts_with("**5 = 0x80070005 ERROR_ACCESS_DENIED"),
            "{ticket}"
        );
        search(desktop, "certificate expired").await?;
        desktop.read(&id("code-row"), "certificate").await?;
        desktop.press("ArrowDown").await?;
        desktop
            .see("[data-testid=code-row]:nth-child(2) dl")
            .await?;
        search(desktop, "0x8007ABCD").await?;
        desktop.read(&id("codes"), "net helpmsg 43981").await?;
        desktop.shot("codes-unknown").await?;
        // Escape empties the box first, then closes the page
        desktop.press("Escape").await?;
        desktop.read(&id("codes"), "look through a family").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_finding_and_a_value_lead_to_what_their_code_means() -> Result<()> {
    scenario("codes-linked", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&tree_row("group:rebootInfo")).await?;
        desktop.click(&id("tab-findings")).await?;
        desktop.read(&id("finding-row"), "2019").await?;
        let failed = "[...document.querySelectorAll('[data-testid=finding-row]')]
            .find((row) => row.textContent.includes('group-failed')).click()";
        desktop.run(failed, vec![]).await?;
        desktop.click(&id("open-code")).await?;
        let version = "[data-testid=code-row][data-key='plug-in:2019']";
        desktop.read(version, "__deviceSchemas").await?;
        let box_says = format!(
            "return document.querySelector('{}').value",
            id("codes-search")
        );
        let said = desktop.run(&box_says, vec![]).await?;
        ensure!(said == json!("plug-in 2019"), "{said}");
        desktop.press("Escape").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await?;
        desktop.click(&id("tab-values")).await?;
        desktop
            .click("[data-key='/__errors/rebootInfo/code'] [data-side=reported]")
            .await?;
        desktop.press("Shift+F10").await?;
        desktop.see(&id("menu")).await?;
        desktop.push("Look up the code").await?;
        desktop.read(version, "__deviceSchemas").await.map(drop)
    })
    .await
}
