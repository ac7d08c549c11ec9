//! Every way in: the dialog, a drop, a paste, a second start, what was open before, a patch wrapped.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{Desktop, fixture, played, scenario};
use crate::page::{command, id, lists, paste, settled, twin};
use crate::processes::Home;

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn files_picked_in_the_dialog_open_and_are_recent_afterwards() -> Result<()> {
    let files = ["twins/module-dm-agent.json", "twins/failed-version.json"].map(fixture);
    let picked = [("TWINSCOPE_TEST_PICK", files.join("\n"))];
    let desktop = Desktop::open_at(Home::new()?, &[], &picked).await?;
    let body = async |desktop: &Desktop| {
        desktop.click(&id("open-files")).await?;
        settled(desktop, 2).await?;
        desktop
            .read(&id("twin-row"), "module-dm-agent.json")
            .await?;
        desktop.read(&id("twin-row"), "pump-19").await?;
        // from the menu of the toolbar, everything is closed; the way back is on the first page
        desktop.push("Open").await?;
        desktop.read(&id("menu"), "failed-version.json").await?;
        desktop.shot("opening-menu").await?;
        desktop.push("Close all twins").await?;
        desktop.see(&id("empty-state")).await?;
        desktop.read(&id("recent"), "module-dm-agent.json").await?;
        desktop.shot("opening-recent").await?;
        desktop.click(&id("recent")).await?;
        settled(desktop, 1).await
    };
    played("picked", desktop, body).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_file_several_files_and_a_folder_fall_on_the_window() -> Result<()> {
    scenario("dropped", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let folder = desktop.home().join("exports");
        fs::create_dir_all(folder.join("inner"))?;
        for (file, device) in [
            ("a.json", "alpha"),
            ("b.json", "beta"),
            ("inner/c.json", "gamma"),
        ] {
            fs::write(folder.join(file), device_twin(device))?;
        }
        fs::write(folder.join("notes.md"), "not a twin")?;
        desktop.drop_files(&[&folder.join("a.json")]).await?;
        settled(desktop, 1).await?;
        desktop
            .drop_files(&[&folder.join("b.json"), &folder.join("inner/c.json")])
            .await?;
        settled(desktop, 3).await?;
        lists(desktop, &["alpha", "beta", "gamma"]).await?;
        desktop.drop_files(&[&folder]).await?;
        settled(desktop, 6).await?;
        lists(
            desktop,
            &["alpha", "beta", "gamma", "alpha", "beta", "gamma"],
        )
        .await
    })
    .await
}

fn device_twin(device: &str) -> String {
    format!(
        "{{\"deviceId\":\"{device}\",\"etag\":\"AAAAAAAAAAE=\",\"properties\":{{\"desired\":{{}},\"reported\":{{}}}}}}"
    )
}

/// The only scenario that uses the system's own clipboard, which all windows share.
#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn what_is_copied_in_one_place_is_pasted_on_the_window_by_the_clipboard() -> Result<()> {
    scenario("clipboard", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        command(desktop, "paste").await?;
        desktop
            .keys(&id("paste-text"), &device_twin("through-the-system"))
            .await?;
        desktop.press("Ctrl+A").await?;
        desktop.press("Ctrl+C").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await?;
        desktop.press("Ctrl+V").await?;
        settled(desktop, 1).await?;
        desktop
            .read(&id("twin-row"), "through-the-system")
            .await
            .map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_pasted_text_opens_on_the_window_and_from_the_box() -> Result<()> {
    scenario("pasted", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        paste(desktop, &device_twin("from-the-clipboard")).await?;
        settled(desktop, 1).await?;
        desktop.read(&id("twin-row"), "from-the-clipboard").await?;
        command(desktop, "paste").await?;
        desktop
            .keys(&id("paste-text"), &device_twin("from-the-box"))
            .await?;
        desktop.shot("opening-paste").await?;
        desktop.press("Ctrl+Enter").await?;
        settled(desktop, 2).await?;
        lists(desktop, &["from-the-clipboard", "from-the-box"]).await?;
        paste(desktop, "  ").await?;
        desktop.read(&id("notice"), "no text").await.map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_second_start_hands_its_file_to_the_window_that_is_there() -> Result<()> {
    scenario(
        "second",
        &[&fixture("twins/failed-version.json")],
        async |desktop| {
            settled(desktop, 1).await?;
            desktop
                .start_again(&[&fixture("twins/module-dm-agent.json")])
                .await?;
            settled(desktop, 2).await?;
            desktop
                .read(&id("twin-row"), "module-dm-agent.json")
                .await?;
            // what was handed over is looked at
            desktop
                .read(
                    &format!("{}[aria-selected=true]", id("twin-row")),
                    "module-dm-agent.json",
                )
                .await?;
            // and kept for the next start, as if it had been opened here
            desktop
                .until("the handed file is remembered", async || {
                    let startup = desktop.invoke("startup", json!({})).await?;
                    Ok(startup["recent"]
                        .to_string()
                        .contains("module-dm-agent.json"))
                })
                .await
        },
    )
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_merge_patch_says_so_and_opens_wrapped_into_a_twin() -> Result<()> {
    scenario(
        "wrap",
        &[&fixture("workspace/rollback patch.json")],
        async |desktop| {
            settled(desktop, 1).await?;
            desktop.read(&id("overview"), "merge patch").await?;
            desktop.shot("opening-patch").await?;
            desktop.push("Wrap into a twin").await?;
            settled(desktop, 2).await?;
            desktop.read(&id("overview"), "device twin").await?;
            let wrapped = twin(desktop, "wrapped").await?;
            let overview = desktop
                .invoke("overview", json!({ "twin": wrapped }))
                .await?;
            ensure!(overview["takenFor"]["kind"] == "service-twin", "{overview}");
            let text = desktop
                .invoke("text", json!({ "twin": wrapped, "first": 0, "count": 100 }))
                .await?;
            ensure!(text.to_string().contains("activeHoursEnd"), "{text}");
            ensure!(
                !text.to_string().contains("null,"),
                "a twin never holds a null: {text}"
            );
            Ok(())
        },
    )
    .await
}
