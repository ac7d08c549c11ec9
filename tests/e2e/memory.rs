//! What a window remembers at its next start, and long work that is stopped.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, fixture, played, scenario};
use crate::page::{choose, id, settled, tree_row};
use crate::processes::Home;

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_next_start_shows_what_the_last_one_showed() -> Result<()> {
    let first = Desktop::open_at(Home::new()?, &[&fixture("workspace")], &[]).await?;
    let leave = async |desktop: &Desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&tree_row("group:windowsUpdate")).await?;
        desktop.click(&id("theme-toggle")).await?;
        desktop.click(&id("theme-toggle")).await?;
        desktop.see("html[data-theme=dark]").await?;
        desktop.click(&id("tab-findings")).await?;
        desktop
            .until("the window has told what it shows", async || {
                let remembered = desktop.invoke("startup", json!({})).await?["remembered"].take();
                Ok(remembered["tab"] == "findings" && remembered["twin"] == "pump-03")
            })
            .await
    };
    let home = played("remember", first, leave).await?;
    let second = Desktop::open_at(home, &[], &[]).await?;
    let find = async |desktop: &Desktop| {
        settled(desktop, 21).await?;
        desktop.see("html[data-theme=dark]").await?;
        desktop
            .read("[data-testid=twin-row][aria-selected=true]", "pump-03")
            .await?;
        desktop
            .see(&format!(
                "{}[aria-selected=true]",
                tree_row("group:windowsUpdate")
            ))
            .await?;
        desktop
            .see(&format!("{}[aria-selected=true]", id("tab-findings")))
            .await?;
        desktop.read(&id("finding-row"), "refreshing").await?;
        desktop.shot("memory-second-start").await.map(drop)
    };
    played("remembered", second, find).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_window_comes_back_in_its_size() -> Result<()> {
    let first = Desktop::open_at(Home::new()?, &[], &[]).await?;
    first.see(&id("empty-state")).await?;
    first.resize(933, 655).await?;
    let home = first.quit().await?;
    let second = Desktop::open_at(home, &[], &[]).await?;
    let look = async |desktop: &Desktop| {
        desktop
            .until("the size of the last time", async || {
                let size = "return [window.innerWidth, window.innerHeight]";
                Ok(desktop.run(size, vec![]).await? == json!([933, 655]))
            })
            .await
    };
    played("size", second, look).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_module_and_an_input_without_a_name_are_selected_again() -> Result<()> {
    let mut desktop = Desktop::open_at(Home::new()?, &[&fixture("workspace")], &[]).await?;
    for (chosen, remembered) in [
        ("rollback", "rollback patch.json"),
        ("gateway-02", "gateway-02/collector"),
    ] {
        let leave = async |desktop: &Desktop| {
            settled(desktop, 21).await?;
            choose(desktop, chosen).await?;
            desktop
                .read(&format!("{} h2", id("overview")), remembered)
                .await?;
            desktop
                .until("the choice is told", async || {
                    let kept = desktop.invoke("startup", json!({})).await?["remembered"].take();
                    Ok(kept["twin"] == remembered)
                })
                .await
        };
        let home = played("unnamed", desktop, leave).await?;
        desktop = Desktop::open_at(home, &[], &[]).await?;
        settled(&desktop, 21).await?;
        desktop
            .read("[data-testid=twin-row][aria-selected=true]", remembered)
            .await?;
    }
    desktop.close().await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn what_a_second_start_brought_is_open_at_the_next_start_too() -> Result<()> {
    let first =
        Desktop::open_at(Home::new()?, &[&fixture("twins/failed-version.json")], &[]).await?;
    let leave = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop
            .start_again(&[&fixture("twins/module-dm-agent.json")])
            .await?;
        settled(desktop, 2).await?;
        desktop
            .until("both files are remembered", async || {
                let kept = desktop
                    .home()
                    .join("config/dev.twinscope.desktop/window.json");
                let kept: Value = serde_json::from_slice(&fs::read(kept)?)?;
                let open = kept["remembered"]["open"].to_string();
                Ok(open.contains("module-dm-agent.json") && open.contains("failed-version.json"))
            })
            .await
    };
    let home = played("handed-over", first, leave).await?;
    let second = Desktop::open_at(home, &[], &[]).await?;
    let find = async |desktop: &Desktop| settled(desktop, 2).await;
    played("handed-over-again", second, find).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn opening_a_folder_of_thousands_is_seen_and_stopped_and_keeps_what_it_has() -> Result<()> {
    scenario("cancel", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let folder = desktop.home().join("thousands");
        fs::create_dir(&folder)?;
        let twin = fs::read_to_string(fixture("twins/healthy-many-groups.json"))?;
        for number in 0..4_000 {
            fs::write(folder.join(format!("{number:04}.json")), &twin)?;
        }
        desktop.drop_files(&[&folder]).await?;
        desktop.see(&id("progress")).await?;
        desktop
            .until("some are checked", async || {
                let status = desktop.invoke("status", json!({})).await?;
                Ok(status["checked"].as_u64().is_some_and(|n| n > 20))
            })
            .await?;
        desktop.shot("memory-progress").await?;
        desktop.click(&id("cancel")).await?;
        desktop.gone(&id("progress")).await?;
        let status = desktop.invoke("status", json!({})).await?;
        let (loaded, checked) = (status["loaded"].as_u64(), status["checked"].as_u64());
        ensure!(status["activities"] == json!([]), "{status}");
        ensure!(
            loaded == checked,
            "twins that were never read stay in the list: {status}"
        );
        let loaded = loaded.context("a number of twins")?;
        ensure!(loaded > 20 && loaded < 4_000, "{loaded} twins are left");
        desktop.see(&id("twin-row")).await?;
        desktop.read("[aria-live=polite]", "twins").await.map(drop)
    })
    .await
}
