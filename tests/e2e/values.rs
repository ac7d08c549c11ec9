//! Values side by side with their ages; what is secret never reaches the page.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{catch_copies, choose, copied, id, settled, tree_row};

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn metadata_is_hidden_until_asked_for_and_every_property_has_its_age() -> Result<()> {
    scenario("values", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&tree_row("desired")).await?;
        let deployment = "[data-key='/rebootInfo/__meta/deploymentId']";
        desktop.read(deployment, "\"reboot_v5\"").await?;
        desktop.read(&format!("{deployment} .age"), "ago").await?;
        desktop
            .see(&format!("{deployment} .age[title*='2026-02-']"))
            .await?;
        ensure!(desktop.count("[data-key='/$metadata']").await? == 0);
        ensure!(desktop.count("[data-key='/$version']").await? == 0);
        desktop.click(&id("show-metadata")).await?;
        desktop.read(&id("value-row"), "$lastUpdated").await?;
        desktop.shot("values-metadata").await?;
        desktop.click(&id("show-metadata")).await?;
        desktop.gone("[data-key='/$metadata']").await?;
        desktop.keys(&id("values-search"), "deferQuality").await?;
        desktop.gone(deployment).await?;
        desktop
            .read(&id("value-row"), "deferQualityUpdatesPeriodInDays")
            .await?;
        desktop.shot("values-search").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_value_is_copied_as_it_stands_as_path_and_as_pointer() -> Result<()> {
    scenario("copy-value", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.click(&tree_row("group:rebootInfo")).await?;
        desktop.click(&id("tab-values")).await?;
        catch_copies(desktop).await?;
        desktop
            .click("[data-key='/__meta/deploymentId'] [data-side=desired]")
            .await?;
        for (item, wanted) in [
            ("Copy value", "\"reboot_v5\""),
            (
                "Copy as query path",
                "properties.desired.rebootInfo.__meta.deploymentId",
            ),
            (
                "Copy JSON pointer",
                "/properties/desired/rebootInfo/__meta/deploymentId",
            ),
            (
                "Copy as Markdown",
                "`properties.desired.rebootInfo.__meta.deploymentId`: `\"reboot_v5\"`",
            ),
        ] {
            desktop.press("Shift+F10").await?;
            desktop.see(&id("menu")).await?;
            desktop
                .click(&format!(
                    "{} button:nth-of-type({})",
                    id("menu"),
                    place(item)
                ))
                .await?;
            let text = copied(desktop).await?;
            ensure!(text == wanted, "{item}: {text}");
        }
        Ok(())
    })
    .await
}

fn place(item: &str) -> usize {
    let items = [
        "Copy value",
        "Copy as query path",
        "Copy JSON pointer",
        "Copy as Markdown",
    ];
    items.iter().position(|i| *i == item).map_or(1, |i| i + 1)
}

/// Values that stand for secrets, and the forms in which they could leak.
const SECRETS: [&str; 3] = ["swordfish", "bm90LWEtcmVhbC1rZXk", "Zmlyc3Qga2V5"];

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_secret_occurs_in_no_answer_and_nowhere_on_the_page() -> Result<()> {
    scenario("secrets", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let file = desktop.home().join("gateway.json");
        fs::write(&file, TWIN_WITH_SECRETS)?;
        desktop.drop_files(&[&file]).await?;
        settled(desktop, 1).await?;
        for tab in ["tab-values", "tab-findings", "tab-json"] {
            desktop.click(&id(tab)).await?;
            for part in ["overview", "tags", "desired", "reported", "group:storage"] {
                desktop.click(&tree_row(part)).await?;
                desktop
                    .see(&format!("{}[aria-selected=true]", tree_row(part)))
                    .await?;
                page_is_clean(desktop, &format!("{tab} of {part}")).await?;
            }
        }
        desktop.click(&tree_row("group:storage")).await?;
        desktop.click(&id("tab-group")).await?;
        desktop.see(&id("property-row")).await?;
        page_is_clean(desktop, "the group").await?;
        desktop.click(&id("tab-values")).await?;
        desktop.click(&tree_row("desired")).await?;
        desktop.see("[title='A secret, masked']").await?;
        desktop.shot("values-secret").await?;
        desktop.click(&id("tab-json")).await?;
        desktop
            .read(&id("text-row"), "\u{2022}\u{2022}\u{2022}\u{2022}")
            .await?;
        desktop.shot("json-secret").await?;
        answers_are_clean(desktop).await
    })
    .await
}

const TWIN_WITH_SECRETS: &str = r#"{
  "deviceId": "gateway-09", "etag": "AAAAAAAAAAE=",
  "tags": { "password": "swordfish", "site": "oslo" },
  "properties": {
    "desired": {
      "storage": { "upload": "https://store.example.net/a?sv=1&sig=bm90LWEtcmVhbC1rZXk", "retries": 3 },
      "hub": "HostName=hub.example.net;DeviceId=d;SharedAccessKey=bm90LWEtcmVhbC1rZXk=",
      "$version": 3
    },
    "reported": { "storage": { "authentication": { "symmetricKey": { "primaryKey": "Zmlyc3Qga2V5" } } }, "$version": 4, }
  }
}"#;

fn clean(what: &str, text: &str) -> Result<()> {
    match SECRETS.iter().find(|secret| text.contains(**secret)) {
        Some(secret) => anyhow::bail!("{what} holds {secret}: {text}"),
        None => Ok(()),
    }
}

async fn page_is_clean(desktop: &Desktop, what: &str) -> Result<()> {
    let script = "return document.documentElement.outerHTML
        + [...document.querySelectorAll('input, textarea')].map((box) => box.value).join()";
    let html = desktop.run(script, vec![]).await?;
    clean(what, html.as_str().context("the page's HTML")?)
}

async fn answers_are_clean(desktop: &Desktop) -> Result<()> {
    let whole = json!({ "kind": "twin", "group": "" });
    let list = json!({ "filter": { "text": "", "atLeast": null, "worstFirst": false }, "first": 0, "count": 9 });
    let values = json!({ "request": { "twin": 0, "scope": whole, "showMetadata": true, "search": "", "folded": [], "first": 0, "count": 900 } });
    let group = json!({ "request": { "twin": 0, "group": "storage", "unset": true, "search": "", "toggled": [], "open": null, "first": 0, "count": 900 } });
    for (command, arguments) in [
        ("startup", json!({})),
        ("status", json!({})),
        ("list", list),
        ("tree", json!({ "twin": 0 })),
        ("overview", json!({ "twin": 0 })),
        ("values", values),
        (
            "findings",
            json!({ "twin": 0, "scope": whole, "first": 0, "count": 900 }),
        ),
        ("text", json!({ "twin": 0, "first": 0, "count": 900 })),
        ("discover", json!({ "group": "storage", "version": "" })),
        ("group", group),
        (
            "migration",
            json!({ "twin": 0, "group": "storage", "to": null }),
        ),
    ] {
        let answer = desktop.invoke(command, arguments).await?;
        clean(command, &answer.to_string())?;
    }
    for secret in SECRETS {
        let asked = json!({ "twin": 0, "needle": secret, "from": [0, 0], "backwards": false });
        ensure!(
            desktop.invoke("find_text", asked).await? == Value::Null,
            "the search finds {secret}"
        );
        let search = json!({ "request": { "twin": 0, "scope": whole, "showMetadata": true, "search": secret, "folded": [], "first": 0, "count": 9 } });
        ensure!(
            desktop.invoke("values", search).await?["total"] == 0,
            "the values' search finds {secret}"
        );
    }
    copies_are_clean(desktop).await
}

async fn copies_are_clean(desktop: &Desktop) -> Result<()> {
    let pointers = [
        "",
        "/tags",
        "/tags/password",
        "/properties",
        "/properties/desired/hub",
        "/properties/desired/storage/upload",
        "/properties/reported/storage/authentication/symmetricKey/primaryKey",
    ];
    for pointer in pointers {
        for format in ["path", "pointer", "value", "markdown", "repaired"] {
            for finding in [Value::Null, json!(0), json!(1), json!(2), json!(3)] {
                let request =
                    json!({ "twin": 0, "pointer": pointer, "finding": finding, "format": format });
                let text = desktop
                    .invoke("copy", json!({ "request": request }))
                    .await?;
                clean(&format!("{pointer} copied as {format}"), &text.to_string())?;
            }
        }
    }
    Ok(())
}
