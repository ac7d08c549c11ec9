//! The list and the tree: few rows of many, narrowed by words and tokens, each with its badge.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{choose, command, filter, id, lists, settled, tree_row};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_list_is_narrowed_by_id_tag_finding_group_and_version() -> Result<()> {
    scenario("filter", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        filter(desktop, "pump-3").await?;
        lists(desktop, &["pump-30", "pump-31"]).await?;
        filter(desktop, "valve kept-nowhere").await?;
        desktop.gone(&id("twin-row")).await?;
        desktop.shot("list-no-match").await?;
        desktop.push("Show all twins").await?;
        desktop.see(&id("twin-row")).await?;
        for (text, wanted) in [
            // no two after each other have the same answer
            ("tag:site=hamburg pump-03", vec!["pump-03"]),
            ("finding:refreshing", vec!["pump-03"]),
            ("group:wifi", vec!["valve-11"]),
            ("gateway-02", vec!["gateway-02/collector"]),
            ("declares:rebootInfo@5.0", vec!["valve-11"]),
        ] {
            filter(desktop, text).await?;
            lists(desktop, &wanted).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_filter_that_cannot_be_understood_says_why_and_what_there_is() -> Result<()> {
    scenario(
        "filter-problem",
        &[&fixture("workspace")],
        async |desktop| {
            settled(desktop, 21).await?;
            filter(desktop, "finding:group-fail").await?;
            desktop
                .read("[role=alert]", "there is group-failed")
                .await?;
            desktop.shot("list-problem").await?;
            filter(desktop, "finding:no-such-rule").await?;
            desktop
                .read("[role=alert]", "no rule is called no-such-rule")
                .await?;
            desktop.gone(&id("twin-row")).await?;
            desktop.push("What can be typed here").await?;
            desktop.shot("list-help").await?;
            Ok(())
        },
    )
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn twins_are_shown_by_severity_and_the_worst_first() -> Result<()> {
    scenario("worst", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        let asked = json!({ "filter": { "text": "", "atLeast": "error", "worstFirst": true }, "first": 0, "count": 100 });
        let page = desktop.invoke("list", asked).await?;
        let worst: Vec<String> = rows(&page);
        ensure!(worst.len() > 3 && worst.len() < 21, "{page}");
        desktop.click("[title='Twins with errors']").await?;
        desktop.read("[aria-live=polite]", &format!("{} of 21 twins", worst.len())).await?;
        desktop.push("Worst first").await?;
        lists(desktop, &worst.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        desktop.shot("list-worst-first").await?;
        Ok(())
    })
    .await
}

/// Names as the list shows them: a module behind its device.
fn rows(page: &serde_json::Value) -> Vec<String> {
    let rows = page["rows"].as_array().cloned().unwrap_or_default();
    let name = |row: &serde_json::Value| {
        let device = row["name"].as_str()?;
        Some(match row["module"].as_str() {
            Some(module) => format!("{device}/{module}"),
            None => device.to_owned(),
        })
    };
    rows.iter().filter_map(name).collect()
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_tree_shows_sections_and_groups_with_the_badges_of_the_engine() -> Result<()> {
    scenario("tree", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        let badge = async |desktop: &Desktop, key: &str, words: &str| {
            let name = format!(
                "{} [aria-label='{words}'], {} [title='{words}']",
                tree_row(key),
                tree_row(key)
            );
            desktop.see(&name).await.map(drop)
        };
        badge(desktop, "overview", "2 errors, 1 warning, 1 note").await?;
        badge(desktop, "group:rebootInfo", "2 errors, 1 note").await?;
        badge(desktop, "group:windowsUpdate", "1 warning").await?;
        desktop
            .read(&tree_row("group:timeInfo"), "declared only")
            .await?;
        desktop.click(&tree_row("tags")).await?;
        desktop.read(&id("value-row"), "hamburg").await.map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn loaded_twins_are_asked_which_declare_a_group() -> Result<()> {
    scenario("discover", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        command(desktop, "declare").await?;
        desktop
            .keys("[placeholder=rebootInfo]", "rebootInfo")
            .await?;
        desktop.keys("[placeholder='3.0']", "5.0").await?;
        desktop
            .read("dialog[open]", "1 twin of 21 declare rebootInfo at 5.0")
            .await?;
        desktop.read("dialog[open] pre", "rebootInfo").await?;
        desktop.shot("list-discover").await?;
        desktop.push("Show them in the list").await?;
        lists(desktop, &["valve-11"]).await
    })
    .await
}
