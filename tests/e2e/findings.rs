//! A finding in full: what, why, do, where, the rule's page; and from a finding to its row and back.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::harness::{fixture, scenario};
use crate::page::{catch_copies, choose, copied, id, lists, settled, tree_row, twin};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_finding_says_what_why_and_do_and_opens_its_rules_page() -> Result<()> {
    scenario("finding", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&tree_row("group:rebootInfo")).await?;
        desktop.click(&id("tab-findings")).await?;
        let whole = json!({ "kind": "group", "group": "rebootInfo" });
        let asked = json!({ "twin": twin(desktop, "pump-03").await?, "scope": whole, "first": 0, "count": 1 });
        let finding = desktop.invoke("findings", asked).await?["rows"][0].take();
        let detail = id("finding-detail");
        for part in ["reason", "advice", "rule"] {
            desktop.read(&detail, finding[part].as_str().context("a text")?).await?;
        }
        desktop.read(&detail, "31:11").await?;
        catch_copies(desktop).await?;
        desktop.push("Copy as Markdown").await?;
        let markdown = copied(desktop).await?;
        ensure!(markdown.contains("service-version-too-new") && markdown.contains("31"), "{markdown}");
        desktop.push("Copy as query path").await?;
        ensure!(copied(desktop).await? == "properties.desired.rebootInfo.__meta.serviceInterfaceVersion");
        desktop.push("Copy JSON pointer").await?;
        ensure!(copied(desktop).await? == "/properties/desired/rebootInfo/__meta/serviceInterfaceVersion");
        desktop.click(&id("open-rule")).await?;
        let rule = desktop
            .invoke("rule_page", json!({ "rule": "service-version-too-new" }))
            .await?;
        let markdown = rule["markdown"].as_str().context("a page")?;
        ensure!(markdown.len() > 300, "a rule's page with little on it: {markdown}");
        desktop.see(&format!("{} .markdown", id("rule-page"))).await?;
        desktop.read(&format!("{} .markdown", id("rule-page")), "Why").await?;
        desktop.shot("findings-rule-page").await?;
        desktop.push("Twins with this finding").await?;
        lists(desktop, &["pump-03"]).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn severities_are_hidden_and_the_next_finding_is_one_key_away() -> Result<()> {
    scenario("severities", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "valve-11").await?;
        desktop.click(&id("tab-findings")).await?;
        desktop
            .read(&id("finding-row"), "newer-minor-desired")
            .await?;
        desktop.shot("findings-full").await?;
        desktop.push("3 Notes").await?;
        desktop
            .gone("[data-testid=finding-row] [aria-label=Note]")
            .await?;
        let selected = "[data-testid=finding-row][aria-selected=true]";
        desktop.read(selected, "group-without-versions").await?;
        desktop.press("F8").await?;
        desktop.read(selected, "reported-version-too-new").await?;
        desktop.press("F8").await?;
        desktop.read(selected, "group-without-versions").await?;
        desktop.press("Shift+F8").await?;
        desktop
            .read(selected, "reported-version-too-new")
            .await
            .map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_mark_beside_the_text_leads_to_its_finding_and_the_finding_back_to_its_row() -> Result<()>
{
    scenario("both-ways", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&id("tab-findings")).await?;
        desktop
            .read(&id("finding-row"), "service-version-too-new")
            .await?;
        // line 31 is the row with index 30
        desktop
            .click(&format!("{} .place", id("finding-detail")))
            .await?;
        let row = "[data-testid=text-row][data-row='30']";
        desktop.read(row, "serviceInterfaceVersion").await?;
        desktop.shot("findings-row").await?;
        desktop.press("F8").await?;
        desktop
            .see("[data-testid=text-row][data-row='159']")
            .await?;
        desktop
            .click("[data-testid=text-row][data-row='159'] [data-testid=gutter-mark]")
            .await?;
        desktop
            .read(&id("finding-detail"), "group-failed")
            .await
            .map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_text_is_found_in_the_original_hit_by_hit() -> Result<()> {
    scenario("find", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&id("tab-json")).await?;
        desktop.see(&id("gutter-mark")).await?;
        desktop.press("Ctrl+F").await?;
        desktop.keys(&id("find-text"), "REBOOT_V5").await?;
        desktop.read("[role=search]", "1 of 2").await?;
        desktop.read(".hit", "reboot_v5").await?;
        desktop.press("Enter").await?;
        desktop.read("[role=search]", "2 of 2").await?;
        desktop.shot("json-find").await?;
        desktop.press("Escape").await?;
        desktop.gone("[role=search]").await
    })
    .await
}

/// A whole twin in one line: its rows are pieces of that line, and several hits share a row.
#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn every_hit_of_a_long_line_is_reached_forwards_and_backwards() -> Result<()> {
    let file = fixture("workspace/lyon export.ndjson");
    let needle = "lastupdated\": \"2026";
    let text = std::fs::read_to_string(&file)?.to_lowercase();
    // counted here: what is typed letter by letter is looked for wherever the typing pauses, too
    let total = text
        .lines()
        .next()
        .context("a twin")?
        .matches(needle)
        .count();
    ensure!(total > 20, "{total}");
    scenario("find-in-a-line", &[&file], async |desktop| {
        settled(desktop, 12).await?;
        desktop.click(&id("tab-json")).await?;
        desktop.see(&id("text-row")).await?;
        desktop.press("Ctrl+F").await?;
        desktop.keys(&id("find-text"), needle).await?;
        desktop
            .read("[role=search]", &format!("1 of {total}"))
            .await?;
        for hit in 2..=6 {
            desktop.press("Enter").await?;
            desktop
                .read("[role=search]", &format!("{hit} of {total}"))
                .await?;
        }
        for hit in (1..=5).rev() {
            desktop.press("Shift+Enter").await?;
            desktop
                .read("[role=search]", &format!("{hit} of {total}"))
                .await?;
        }
        desktop.press("Shift+Enter").await?;
        desktop
            .read("[role=search]", &format!("{total} of {total}"))
            .await
            .map(drop)
    })
    .await
}
