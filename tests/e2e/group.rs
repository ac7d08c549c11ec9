//! One group beside its schema: states, texts, fixes, what is not set, lists of any length, other versions.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{accessible, catch_copies, copied, id, settled, tree_row};

fn property(key: &str) -> String {
    format!("{}[data-key='{key}']", id("property-row"))
}

/// Clicks the group's line in the tree and waits for its properties.
async fn show(desktop: &Desktop, group: &str) -> Result<()> {
    desktop.click(&tree_row(&format!("group:{group}"))).await?;
    desktop.see(&id("group-head")).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_group_stands_beside_its_schema_with_findings_and_fixes() -> Result<()> {
    scenario("group", &[&fixture("cli/groups.json")], async |desktop| {
        settled(desktop, 1).await?;
        show(desktop, "windowsUpdate").await?;
        let head = id("group-head");
        desktop
            .read(&head, "the version that is declared, 1.0.0")
            .await?;
        let start = property("/activeHoursStart");
        desktop.see(&format!("{start}[data-state=drifted]")).await?;
        desktop.read(&start, "Active hours, start").await?;
        desktop
            .read(&property("/deferFeatureUpdatesPeriod"), "is read")
            .await?;
        desktop.shot("group").await?;
        desktop.click(&start).await?;
        desktop.read(&id("property-text"), "0 to 23").await?;
        desktop.shot("group-open").await?;
        accessible(desktop, "group").await?;
        catch_copies(desktop).await?;
        desktop.click(&id("group-fixes")).await?;
        desktop
            .click(&format!("{} button:nth-of-type(1)", id("menu")))
            .await?;
        let patch: Value = serde_json::from_str(&copied(desktop).await?)?;
        ensure!(
            patch["properties"]["desired"]["windowsUpdate"]["activeHoursStart"] == 8,
            "{patch}"
        );
        desktop.click(&format!("{start} .mark")).await?;
        desktop
            .read(&id("finding-detail"), "an integer is expected")
            .await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_keyboard_opens_folds_and_searches_a_group() -> Result<()> {
    scenario(
        "group-keys",
        &[&fixture("cli/groups.json")],
        async |desktop| {
            settled(desktop, 1).await?;
            show(desktop, "windowsUpdate").await?;
            desktop.see(&property("/activeHoursStart")).await?;
            desktop.click(&id("show-unset")).await?;
            desktop
                .see(&format!(
                    "{}[data-state=notSet]",
                    property("/pauseFeatureUpdates")
                ))
                .await?;
            desktop.press("Ctrl+F").await?;
            desktop.type_text("branch").await?;
            desktop.gone(&property("/activeHoursStart")).await?;
            desktop.press("ArrowDown").await?;
            desktop.press("Enter").await?;
            desktop.read(&id("property-text"), "Semi-Annual").await?;
            desktop.shot("group-unset").await?;
            desktop.press("Ctrl+1").await?;
            desktop.see(&id("value-row")).await?;
            desktop.press("Ctrl+G").await?;
            desktop.see(&id("property-row")).await?;
            Ok(())
        },
    )
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn other_versions_are_compared_and_an_older_section_is_proposed_as_a_group() -> Result<()> {
    scenario(
        "migration",
        &[&fixture("cli/groups.json")],
        async |desktop| {
            settled(desktop, 1).await?;
            show(desktop, "windowsUpdate").await?;
            desktop.click(&id("open-migration")).await?;
            desktop
                .click(&format!("{}[data-name='preview@1']", id("counterpart")))
                .await?;
            desktop
                .read(
                    &id("fate-row"),
                    "Nothing in the group says a version there.",
                )
                .await?;
            desktop.shot("migration").await?;
            accessible(desktop, "migration").await?;
            desktop.press("Escape").await?;
            show(desktop, "windows.windowsUpdatePolicy").await?;
            desktop.click(&id("open-migration")).await?;
            desktop
                .read(&id("proposal"), "deferFeatureUpdatesPeriodInDays")
                .await?;
            desktop.shot("migration-gen1").await?;
            catch_copies(desktop).await?;
            desktop.push("Copy").await?;
            let document: Value = serde_json::from_str(&copied(desktop).await?)?;
            ensure!(
                document["properties"]["desired"]["windowsUpdate"]["__meta"]["reportingMode"]
                    == "detailed",
                "{document}"
            );
            desktop.press("Escape").await?;
            show(desktop, "windows.wifi").await?;
            desktop.click(&id("open-migration")).await?;
            desktop.read(&id("migration"), "wireless").await?;
            Ok(())
        },
    )
    .await
}

fn many_apps(count: usize) -> Value {
    let app = |n: usize| {
        let name = format!("Contoso.Press{n:05}_8wekyb3d8bbwe");
        (
            name.replace('.', "_"),
            json!({ "pkgFamilyName": name, "version": "1.0.0.0" }),
        )
    };
    let apps: serde_json::Map<_, _> = (0..count).map(app).collect();
    json!({
        "deviceId": "press-line-9", "etag": "AAAAAAAAAAE=",
        "properties": {
            "desired": { "uwpApps": { "apps": apps, "__meta": { "serviceInterfaceVersion": "1.0.0" } } },
            "reported": { "uwpApps": "Refreshing" }
        }
    })
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_list_of_ten_thousand_elements_is_a_window_full_of_rows() -> Result<()> {
    scenario("group-many", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let file = desktop.home().join("many.json");
        fs::write(&file, many_apps(10_000).to_string())?;
        desktop.drop_files(&[&file]).await?;
        settled(desktop, 1).await?;
        show(desktop, "uwpApps").await?;
        let first = property("/apps/Contoso_Press00000_8wekyb3d8bbwe");
        desktop.see(&first).await?;
        desktop.click(&format!("{first} .fold")).await?;
        desktop
            .see(&property("/apps/Contoso_Press00000_8wekyb3d8bbwe/version"))
            .await?;
        ensure!(desktop.count(&id("property-row")).await? < 60);
        desktop.press("End").await?;
        desktop
            .see(&property("/__meta/serviceInterfaceVersion"))
            .await?;
        ensure!(desktop.count(&id("property-row")).await? < 60);
        let script = "return document.querySelectorAll('*').length";
        let elements = desktop.run(script, vec![]).await?;
        let elements = elements.as_u64().context("a number of elements")?;
        ensure!(elements < 2_500, "{elements} elements");
        desktop.shot("group-many").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_group_that_no_schema_knows_says_so_and_how_to_describe_it() -> Result<()> {
    scenario("group-unknown", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let file = desktop.home().join("camera.json");
        let twin = json!({ "deviceId": "cam-1", "properties": {
            "desired": { "camera": { "zoom": 2, "__meta": { "serviceInterfaceVersion": "1.0.0" } } }, "reported": { "camera": { "zoom": 3 } }
        } });
        fs::write(&file, twin.to_string())?;
        desktop.drop_files(&[&file]).await?;
        settled(desktop, 1).await?;
        show(desktop, "camera").await?;
        desktop
            .see(&format!("{}[data-state=different]", property("/zoom")))
            .await?;
        desktop.push("Describe it in a pack").await?;
        desktop
            .read(&id("group-head"), "ga/camera/desired-1.0.0.json")
            .await?;
        desktop.shot("group-unknown").await?;
        accessible(desktop, "group-unknown").await
    })
    .await
}
