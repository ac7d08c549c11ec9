//! What the simulator is given by hand: sliders for what a hub is chosen by, a step of a sequence to be tried from, and
//! documents that are dropped and pasted; each with its undo.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, scenario};
use crate::page::{accessible, id, paste};
use crate::processes::Home;
use crate::reprovision::{choose, outcome, sticks_in, write};

const EUROPE: &str = "fleet-europe.azure-devices.net";
const ASIA: &str = "fleet-asia.azure-devices.net";

/// Opens the simulator with a sample.
async fn open(desktop: &Desktop, sample: &str) -> Result<()> {
    desktop.see(&id("empty-state")).await?;
    desktop.press("Ctrl+P").await?;
    desktop.see(&id("reprovision")).await?;
    choose(desktop, "reprovision-sample", sample).await?;
    desktop.see(&id("reprovision-said")).await.map(drop)
}

fn slider(host: &str, kind: &str) -> String {
    format!(
        "{}[data-name='{host}'] input[type={kind}]",
        id("what-if-measure")
    )
}

/// What stands in a box.
async fn value(desktop: &Desktop, css: &str) -> Result<Value> {
    let script = "return document.querySelector(arguments[0])?.value ?? null";
    desktop.run(script, vec![json!(css)]).await
}

async fn stands(desktop: &Desktop, css: &str, wanted: &str) -> Result<()> {
    desktop
        .until(&format!("{wanted} in {css}"), async || {
            Ok(value(desktop, css).await? == wanted)
        })
        .await
}

/// The device is told this hub.
async fn told(desktop: &Desktop, host: &str) -> Result<()> {
    desktop.read(&id("reprovision-said"), host).await.map(drop)
}

async fn can_undo(desktop: &Desktop) -> Result<bool> {
    let script = "return !document.querySelector(arguments[0]).disabled";
    let undo = vec![json!(id("reprovision-undo"))];
    Ok(desktop.run(script, undo).await? == true)
}

/// The text of a document of the one request comes to be as wanted; what was let go is written a moment later.
async fn document(
    desktop: &Desktop,
    input: &str,
    what: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<()> {
    let tab = format!("[data-input={input}]");
    desktop.click(&tab).await?;
    desktop.see(&format!("{tab}[aria-selected=true]")).await?;
    desktop
        .until(&format!("{what} in the {input}"), async || {
            let text = value(desktop, &id("reprovision-text")).await?;
            Ok(text.as_str().is_some_and(&is_wanted))
        })
        .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn latencies_are_slid_by_mouse_and_keys_and_typed_one_undo_each() -> Result<()> {
    scenario("reprovision-sliders", &[], async |desktop| {
        open(desktop, "geo-move").await?;
        told(desktop, EUROPE).await?;
        ensure!(!can_undo(desktop).await?, "nothing was done so far");
        let [near, far] = [slider(ASIA, "range"), slider(EUROPE, "range")];
        let script = "const { left, top, height } = document.querySelector(arguments[0]).getBoundingClientRect();
            return [left, top + height / 2]";
        let at = desktop.run(script, vec![json!(near)]).await?;
        let at: (f64, f64) = serde_json::from_value(at)?;
        desktop.drag(&near, (at.0 + 3.0, at.1)).await?;
        told(desktop, ASIA).await?;
        desktop.shot("reprovision-sliders").await?;
        let is_nearer = |text: &str| text.contains(ASIA) && !text.contains("190");
        document(desktop, "device", "a nearer hub", is_nearer).await?;
        // one drag, one undo
        desktop.click(&id("reprovision-undo")).await?;
        told(desktop, EUROPE).await?;
        stands(desktop, &slider(ASIA, "number"), "190").await?;
        ensure!(!can_undo(desktop).await?, "a drag was more than one undo");
        let focus = "document.querySelector(arguments[0]).focus()";
        desktop.run(focus, vec![json!(far)]).await?;
        desktop.press("ArrowRight").await?;
        stands(desktop, &slider(EUROPE, "number"), "19").await?;
        desktop.press("End").await?;
        stands(desktop, &slider(EUROPE, "number"), "300").await?;
        told(desktop, ASIA).await?;
        desktop.press("Ctrl+Z").await?;
        stands(desktop, &slider(EUROPE, "number"), "19").await?;
        let number = slider(EUROPE, "number");
        let select = "const box = document.querySelector(arguments[0]); box.focus(); box.select()";
        desktop.run(select, vec![json!(number)]).await?;
        desktop.type_text("450").await?;
        desktop.press("Enter").await?;
        told(desktop, ASIA).await?;
        stands(desktop, &far, "450").await?;
        // emptied: nobody has measured it
        desktop.run(select, vec![json!(number)]).await?;
        desktop.press("Delete").await?;
        desktop.press("Enter").await?;
        let is_alone = |text: &str| text.contains(ASIA) && !text.contains(EUROPE);
        document(desktop, "device", "one hub", is_alone).await?;
        accessible(desktop, "latencies").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn weights_are_slid_only_where_they_count_and_say_why_they_do_not() -> Result<()> {
    scenario("reprovision-weights", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        for theme in ["light", "dark"] {
            desktop.click(&id("theme-toggle")).await?;
            desktop.see(&format!("html[data-theme={theme}]")).await?;
        }
        open(desktop, "geo-move").await?;
        choose(desktop, "what-if-allocation", "hashed").await?;
        stands(desktop, &slider(EUROPE, "number"), "1").await?;
        for (host, other) in [(EUROPE, ASIA), (ASIA, EUROPE)] {
            desktop
                .run(
                    "document.querySelector(arguments[0]).focus()",
                    vec![json!(slider(host, "range"))],
                )
                .await?;
            desktop.press("End").await?;
            desktop
                .run(
                    "document.querySelector(arguments[0]).focus()",
                    vec![json!(slider(other, "range"))],
                )
                .await?;
            desktop.press("Home").await?;
            told(desktop, host).await?;
        }
        let weighs = |text: &str| text.contains("\"allocationWeight\": 1000");
        document(desktop, "hubs", "the weight", weighs).await?;
        desktop.shot("reprovision-weights").await?;
        choose(desktop, "what-if-hub", ASIA).await?;
        choose(desktop, "what-if-policy", "never").await?;
        desktop.read("fieldset", "not chosen again").await?;
        desktop
            .see(&format!("{}:disabled", slider(ASIA, "range")))
            .await?;
        accessible(desktop, "weights that do not count").await?;
        desktop.resize(480, 720).await?;
        desktop.push("Given").await?;
        desktop.shot("reprovision-480-weights").await?;
        sticks_in(desktop).await?;
        choose(desktop, "what-if-allocation", "static").await?;
        desktop.gone(&id("what-if-measure")).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_step_is_tried_from_and_left_again_by_its_way_back_and_by_undo() -> Result<()> {
    scenario("reprovision-try-from", &[], async |desktop| {
        open(desktop, "geo-move").await?;
        desktop.push("Sequence").await?;
        let now = format!("{}[aria-current=step]", id("reprovision-step"));
        desktop.read(&now, "1").await?;
        desktop.push("Next").await?;
        desktop
            .read(&id("reprovision"), "does not ask in this step")
            .await?;
        desktop.see(&id("chart-node")).await?;
        ensure!(desktop.count(".chart .taken").await? == 0, "a way is lit");
        desktop.shot("reprovision-unasked").await?;
        accessible(desktop, "a step without a request").await?;
        desktop.push("Next").await?;
        desktop.read(&now, "3").await?;
        outcome(desktop, "migrated").await?;
        desktop.click(&id("reprovision-try-from")).await?;
        desktop.read(&id("reprovision-came-from"), "step 3").await?;
        outcome(desktop, "migrated").await?;
        told(desktop, ASIA).await?;
        // as the steps before left it: with what the device reported, and where it is
        let is_left = |text: &str| text.contains("vaccines") && text.contains("assigned");
        document(desktop, "hubs", "what was reported", is_left).await?;
        document(desktop, "record", "its hub", |text| text.contains(EUROPE)).await?;
        choose(desktop, "what-if-policy", "reset").await?;
        outcome(desktop, "reset").await?;
        desktop.shot("reprovision-try-from").await?;
        accessible(desktop, "a step that is tried from").await?;
        desktop.push("Back to the sequence").await?;
        desktop.read(&now, "3").await?;
        outcome(desktop, "migrated").await?;
        desktop.push("One request").await?;
        outcome(desktop, "reset").await?;
        desktop.click(&id("reprovision-undo")).await?;
        outcome(desktop, "migrated").await?;
        desktop.click(&id("reprovision-undo")).await?;
        desktop.read(&now, "3").await?;
        desktop.click(&id("reprovision-redo")).await?;
        desktop.read(&id("reprovision-came-from"), "step 3").await?;
        desktop.resize(480, 720).await?;
        desktop.push("Decision").await?;
        desktop.shot("reprovision-480-try-from").await?;
        sticks_in(desktop).await?;
        desktop.push("Back to the sequence").await?;
        desktop.read(&now, "3").await?;
        desktop.shot("reprovision-480-sequence").await?;
        sticks_in(desktop).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn dropped_and_pasted_documents_go_where_they_belong_and_nothing_is_lost() -> Result<()> {
    let home = Home::new()?;
    let folder = home.path().to_owned();
    let file = |name: &str, text: &str| -> Result<std::path::PathBuf> {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    };
    let enrollment = file(
        "one.json",
        r#"{ "registrationId": "pump-7", "attestation": { "type": "x509" }, "allocationPolicy": "static", "iotHubs": ["lab.azure-devices.net"] }"#,
    )?;
    let hubs = file("two.txt", r#"[{ "hostName": "lab.azure-devices.net" }]"#)?;
    let other = file("holiday.json", r#"{ "temperature": 31 }"#)?;
    let environment = [("TWINSCOPE_TEST_SAVE", folder.display().to_string())];
    let desktop = Desktop::open_at(home, &[], &environment).await?;
    crate::harness::played("reprovision-drop", desktop, async |desktop| {
        open(desktop, "geo-move").await?;
        let drag = "const data = new DataTransfer();
            data.setData('text/plain', '{}');
            document.body.dispatchEvent(new DragEvent(arguments[0], { dataTransfer: data, bubbles: true, cancelable: true }))";
        desktop.run(drag, vec![json!("dragenter")]).await?;
        desktop
            .read(&id("drop-overlay"), "Drop into the simulator")
            .await?;
        // above the page that lies over the window
        let top = "return document.querySelector('[data-testid=drop-overlay]').matches(':popover-open')";
        ensure!(desktop.run(top, vec![]).await? == true, "it lies below");
        desktop.shot("reprovision-drag").await?;
        desktop.run(drag, vec![json!("dragleave")]).await?;
        desktop.gone(&id("drop-overlay")).await?;
        desktop.drop_files(&[&enrollment, &hubs, &other]).await?;
        let taken = id("reprovision-taken");
        desktop.read(&taken, "one.json is taken for the enrollment").await?;
        desktop.read(&taken, "two.txt is taken for the linked hub").await?;
        desktop.read(&taken, "holiday.json was not taken").await?;
        desktop.shot("reprovision-dropped").await?;
        accessible(desktop, "what was dropped").await?;
        document(desktop, "hubs", "what was dropped", |text| text.contains("lab.")).await?;
        let device = r#"{ "registrationId": "pump-7", "apiVersion": "2021-06-01" }"#;
        paste(desktop, device).await?;
        desktop.read(&taken, "pasted text is taken for the device").await?;
        told(desktop, "lab.azure-devices.net").await?;
        desktop.click(&id("reprovision-undo")).await?;
        desktop.click(&id("reprovision-undo")).await?;
        told(desktop, EUROPE).await?;
        ensure!(!can_undo(desktop).await?, "a drop was more than one undo");
        ensure!(desktop.count("[data-testid=twin-row]").await? == 0, "a twin was opened");
        let story = r#"{ "title": "Mine", "enrollment": { "registrationId": "pump-7" }, "device": { "registrationId": "pump-7", "apiVersion": "2021-06-01" },
            "hubs": [{ "hostName": "lab.azure-devices.net" }], "steps": [{ "title": "It starts" }, { "title": "It starts again" }] }"#;
        desktop.drop_files(&[&file("story.json", story)?]).await?;
        desktop.read(&id("reprovision-step"), "It starts").await?;
        write(desktop, "{ }").await?;
        desktop.click(&id("reprovision-undo")).await?;
        desktop.read(&id("reprovision-step"), "It starts").await?;
        desktop.click(&id("reprovision-undo")).await?;
        told(desktop, EUROPE).await?;
        // what a document came from is not written over
        let export = file("provisioning.json", r#"{ "registrationId": "pump-7", "apiVersion": "2021-06-01" }"#)?;
        desktop.drop_files(&[&export]).await?;
        desktop.read(&taken, "provisioning.json is taken").await?;
        desktop.click(&id("reprovision-export")).await?;
        desktop.push("Save as JSON…").await?;
        desktop.read(&id("reprovision"), "came from it").await?;
        ensure!(std::fs::read_to_string(&export)?.contains("apiVersion"), "written over");
        Ok(())
    })
    .await
    .map(drop)
}
