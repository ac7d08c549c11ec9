//! The simulator of provisioning: the three ends of its flowchart by mouse and by keyboard, what is tried out with its
//! undo, broken documents, sequences, exports, and how all of it looks.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::harness::{Desktop, scenario};
use crate::page::{accessible, catch_copies, copied, id};
use crate::processes::Home;

const WEST: &str = "plant-west.azure-devices.net";

/// Opens the simulator with the sample.
pub(crate) async fn open(desktop: &Desktop) -> Result<()> {
    desktop.see(&id("empty-state")).await?;
    desktop.press("Ctrl+P").await?;
    desktop.see(&id("reprovision")).await?;
    start(desktop).await
}

async fn start(desktop: &Desktop) -> Result<()> {
    choose(desktop, "reprovision-sample", "quarantine").await?;
    desktop.see(&id("reprovision-said")).await?;
    choose(desktop, "what-if-hub", WEST).await?;
    // the device has a twin there, and the enrollment names the other hub
    choose(desktop, "what-if-target", "quarantine.azure-devices.net").await?;
    ends(desktop, "by-policy").await?;
    outcome(desktop, "migrated").await
}

/// Chooses an option of a list as a user does: the page is told of the change.
pub(crate) async fn choose(desktop: &Desktop, testid: &str, value: &str) -> Result<()> {
    let css = id(testid);
    desktop
        .until(&format!("{value} among {testid}"), async || {
            Ok(desktop
                .count(&format!("{css} option[value='{value}']"))
                .await?
                > 0)
        })
        .await?;
    let script = "const list = document.querySelector(arguments[0]);
        if (![...list.options].some((o) => o.value === arguments[1])) return [...list.options].map((o) => o.value).join();
        list.value = arguments[1];
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return true;";
    let chosen = desktop.run(script, vec![json!(css), json!(value)]).await?;
    ensure!(chosen == true, "{testid} has no {value}, only {chosen}");
    Ok(())
}

/// Puts a text into the box, as a paste does.
pub(crate) async fn write(desktop: &Desktop, text: &str) -> Result<()> {
    let script = "const box = document.querySelector(arguments[0]);
        box.value = arguments[1];
        box.dispatchEvent(new Event('input', { bubbles: true }));";
    let css = id("reprovision-text");
    let given = vec![json!(css), json!(text)];
    desktop.run(script, given).await.map(drop)
}

/// The device has reported and was tagged, so that there is something to lose.
async fn lived(desktop: &Desktop) -> Result<()> {
    desktop.click("[data-input=hubs]").await?;
    let twin = r#"{ "tags": { "site": "west", "line": "7" }, "properties": {
      "desired": { "telemetry": { "intervalSeconds": 30 }, "$version": 4 },
      "reported": { "firmware": "3.1.0", "$version": 9 } } }"#;
    let hubs = format!(
        "[\n  {{ \"hostName\": \"{WEST}\", \"assigned\": true, \"twin\": {twin},\n    \"modules\": [{{ \"moduleId\": \"edgeAgent\" }}] }},\n  {{ \"hostName\": \"quarantine.azure-devices.net\" }}\n]"
    );
    write(desktop, &hubs).await?;
    desktop.read(&id("reprovision-hub"), "1 module").await?;
    desktop.click("[data-input=enrollment]").await
}

pub(crate) async fn outcome(desktop: &Desktop, outcome: &str) -> Result<()> {
    let said = format!("{}[data-outcome='{outcome}']", id("reprovision-said"));
    desktop.see(&said).await.map(drop)
}

/// The way that is lit ends at this node, and the way there is drawn.
async fn ends(desktop: &Desktop, node: &str) -> Result<()> {
    let lit = "return [...document.querySelectorAll('[data-testid=chart-node].taken')].map((e) => e.dataset.node)";
    let mut last = json!(null);
    let waited = desktop
        .until(&format!("a way to {node}"), async || {
            last = desktop.run(lit, vec![]).await?;
            Ok(last
                .as_array()
                .is_some_and(|all| all.iter().any(|n| n == node)))
        })
        .await;
    waited.with_context(|| format!("lit are {last}"))?;
    let ends = ["by-policy", "moves", "sticks"];
    let others = |lit: &serde_json::Value| {
        let lit = lit.as_array().cloned().unwrap_or_default();
        lit.iter()
            .filter(|n| ends.iter().any(|end| **n == *end))
            .count()
    };
    ensure!(others(&last) == 1, "more than one end is lit: {last}");
    let edges = desktop
        .count("[data-testid=reprovision] .edge.taken")
        .await?;
    let nodes = last.as_array().map_or(0, Vec::len);
    ensure!(
        edges == nodes - 1,
        "{edges} edges are lit for {nodes} nodes"
    );
    Ok(())
}

fn cell(name: &str) -> String {
    format!("{}[data-cell='{name}']", id("reprovision-cell"))
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_three_ends_are_lit_by_mouse_and_told_with_their_reasons() -> Result<()> {
    scenario("reprovision", &[], async |desktop| {
        open(desktop).await?;
        desktop
            .read(&id("chart-node-detail"), "Step 3 of 3")
            .await?;
        desktop.click("[data-node=has-policy] .shape").await?;
        desktop
            .read(&id("chart-node-detail"), "Step 2 of 3")
            .await?;
        desktop.read(&id("chart-node-detail"), "The rule:").await?;
        desktop.click(&cell("none new")).await?;
        ends(desktop, "moves").await?;
        desktop
            .see(&format!("{}.current", cell("none new")))
            .await?;
        desktop.click(&cell("none old")).await?;
        ends(desktop, "sticks").await?;
        outcome(desktop, "stuck").await?;
        // what was tried out stands in the documents, and undo takes it out again
        desktop.click("[data-input=device]").await?;
        let text = format!(
            "return document.querySelector('{}').value",
            id("reprovision-text")
        );
        let device = desktop.run(&text, vec![]).await?;
        ensure!(
            device.as_str().is_some_and(|d| d.contains("2018-04-01")),
            "{device}"
        );
        desktop.click(&id("reprovision-undo")).await?;
        ends(desktop, "moves").await?;
        desktop.click(&id("reprovision-redo")).await?;
        ends(desktop, "sticks").await?;
        choose(desktop, "what-if-policy", "reset").await?;
        outcome(desktop, "reset").await?;
        desktop.click(&id("what-if-enabled")).await?;
        outcome(desktop, "disabled").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_three_ends_are_reached_by_keyboard_and_the_way_is_walked_by_arrows() -> Result<()> {
    scenario("reprovision-keys", &[], async |desktop| {
        open(desktop).await?;
        let focus = "document.querySelector(arguments[0]).focus()";
        for (name, end, steps) in [
            ("none old", "sticks", 4),
            ("none new", "moves", 4),
            ("migrate new", "by-policy", 3),
        ] {
            desktop.run(focus, vec![json!(cell(name))]).await?;
            desktop.press("Enter").await?;
            ends(desktop, end).await?;
            let contact = "[data-testid=chart-node][data-node=contact]";
            desktop.run(focus, vec![json!(contact)]).await?;
            for step in 1..=steps {
                desktop
                    .read(&id("chart-node-detail"), &format!("Step {step} of {steps}"))
                    .await?;
                let spoken = "return document.activeElement.getAttribute('aria-label')";
                let spoken = desktop.run(spoken, vec![]).await?;
                let begins = format!("step {step} of {steps}: ");
                ensure!(
                    spoken.as_str().is_some_and(|s| s.starts_with(&begins)),
                    "{spoken}"
                );
                desktop.press("ArrowDown").await?;
            }
            let at = "return document.activeElement.dataset.node";
            ensure!(desktop.run(at, vec![]).await? == end);
            desktop.press("Home").await?;
            ensure!(desktop.run(at, vec![]).await? == "contact");
        }
        desktop.press("Ctrl+Z").await?;
        ends(desktop, "moves").await?;
        desktop.press("Ctrl+Shift+Z").await?;
        ends(desktop, "by-policy").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_broken_document_shows_its_problem_and_the_click_goes_there() -> Result<()> {
    scenario("reprovision-broken", &[], async |desktop| {
        open(desktop).await?;
        desktop.click("[data-input=enrollment]").await?;
        write(
            desktop,
            "{\n \"registrationId\": \"pump-0042\",\n \"reprovisionPolicy\": { \"migrate\": true }\n \"x\": 1 }",
        )
        .await?;
        desktop
            .read(&id("reprovision-problem"), "not JSON as it stands")
            .await?;
        desktop.shot("reprovision-error").await?;
        let unknown = "[...document.querySelectorAll('[data-testid=reprovision-problem]')]
            .find((one) => one.textContent.includes('migrate')).querySelector('button').click()";
        desktop.run(unknown, vec![]).await?;
        let picked = "const box = document.activeElement;
            return box.tagName === 'TEXTAREA' ? box.value.slice(box.selectionStart, box.selectionEnd) : box.tagName";
        let mut said = json!(null);
        let waited = desktop
            .until("the place of the problem", async || {
                said = desktop.run(picked, vec![]).await?;
                Ok(said.as_str().is_some_and(|s| s.contains("migrate") || s == "true"))
            })
            .await;
        waited.with_context(|| format!("picked is {said}"))?;
        write(desktop, "{ }").await?;
        desktop
            .read(&id("reprovision-problem"), "Enrollment")
            .await?;
        accessible(desktop, "a broken document").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_sequence_is_stepped_through_and_stages_too() -> Result<()> {
    scenario("reprovision-sequence", &[], async |desktop| {
        open(desktop).await?;
        desktop.push("Sequence").await?;
        desktop.see(&id("reprovision-step")).await?;
        let count = desktop.count(&id("reprovision-step")).await?;
        ensure!(count > 2, "{count} steps");
        let now = format!("{}[aria-current=step]", id("reprovision-step"));
        desktop.read(&now, "1").await?;
        desktop.push("Next").await?;
        desktop.read(&now, "2").await?;
        desktop.shot("reprovision-sequence").await?;
        desktop.push("Next").await?;
        desktop.read(&now, "3").await?;
        let stages = id("reprovision-stage");
        desktop.click(&format!("li:first-child {stages}")).await?;
        desktop.read(&id("reprovision"), "Stage 1 of").await?;
        desktop.push("Next stage").await?;
        desktop.read(&id("reprovision"), "Stage 2 of").await?;
        desktop.push("Play the stages").await?;
        desktop
            .see(&format!("li:last-child {stages}[aria-current=step]"))
            .await?;
        desktop.push("Previous").await?;
        desktop.read(&now, "2").await?;
        accessible(desktop, "a sequence").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn files_are_opened_masked_and_exports_are_written_and_copied() -> Result<()> {
    let home = Home::new()?;
    let folder = home.path().to_owned();
    let enrollment = folder.join("enrollment.json");
    let key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmU=";
    std::fs::write(
        &enrollment,
        format!(
            "{{ \"registrationId\": \"pump-7\", \"attestation\": {{ \"type\": \"symmetricKey\", \"symmetricKey\": {{ \"primaryKey\": \"{key}\" }} }} }}"
        ),
    )?;
    let environment = [
        ("TWINSCOPE_TEST_PICK", enrollment.display().to_string()),
        ("TWINSCOPE_TEST_SAVE", folder.display().to_string()),
    ];
    let desktop = Desktop::open_at(home, &[], &environment).await?;
    crate::harness::played("reprovision-export", desktop, async |desktop| {
        open(desktop).await?;
        for (what, file, part) in [
            ("SVG", "provisioning.svg", &b"<svg"[..]),
            ("PNG", "provisioning.png", &b"\x89PNG"[..]),
            ("Markdown", "provisioning.md", &b"#"[..]),
            ("Mermaid", "provisioning.mmd", &b"flowchart"[..]),
            ("JSON", "provisioning.json", &b"{"[..]),
        ] {
            desktop.click(&id("reprovision-export")).await?;
            desktop.push(&format!("Save as {what}…")).await?;
            let path = folder.join(file);
            desktop
                .until(&format!("{file} is there"), async || Ok(path.exists()))
                .await?;
            let bytes = std::fs::read(&path)?;
            ensure!(
                bytes.windows(part.len()).any(|w| w == part),
                "{file} is {} bytes of something else",
                bytes.len()
            );
            ensure!(bytes.len() > 200, "{file} has {} bytes", bytes.len());
        }
        keep_png(&folder.join("provisioning.png"))?;
        catch_copies(desktop).await?;
        desktop.click(&id("reprovision-export")).await?;
        desktop.push("Copy as Mermaid").await?;
        let text = copied(desktop).await?;
        ensure!(text.contains("flowchart"), "{text}");
        desktop.click("[data-input=enrollment]").await?;
        desktop.click(&id("reprovision-open")).await?;
        let shown = format!(
            "return document.querySelector('{}').value",
            id("reprovision-text")
        );
        desktop
            .until("the file is shown", async || {
                let shown = desktop.run(&shown, vec![]).await?;
                Ok(shown.as_str().is_some_and(|s| {
                    s.contains("pump-7") && s.contains('•') && !s.contains("c2Vjc")
                }))
            })
            .await
    })
    .await
    .map(drop)
}

/// The image beside the pictures of the window, to be looked at.
fn keep_png(from: &std::path::Path) -> Result<()> {
    let shots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/shots");
    std::fs::create_dir_all(&shots)?;
    std::fs::copy(from, shots.join("reprovision-export.png"))?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn sample_and_switches_come_back_and_no_document_is_remembered() -> Result<()> {
    let home = Home::new()?;
    let desktop = Desktop::open_at(home, &[], &[]).await?;
    open(&desktop).await?;
    choose(&desktop, "what-if-policy", "none").await?;
    ends(&desktop, "moves").await?;
    choose(&desktop, "what-if-policy", "reset").await?;
    outcome(&desktop, "reset").await?;
    desktop.click(&id("reprovision-undo")).await?;
    ends(&desktop, "moves").await?;
    let kept = desktop
        .home()
        .join("config/dev.twinscope.desktop/window.json");
    desktop
        .until("it is remembered", async || {
            let text = std::fs::read_to_string(&kept).unwrap_or_default();
            Ok(text.contains("\"held\": 3"))
        })
        .await?;
    let text = std::fs::read_to_string(&kept)?;
    ensure!(
        !text.contains("pump-0042"),
        "a document is remembered: {text}"
    );
    desktop.press("Escape").await?;
    desktop.gone("dialog[open]").await?;
    let home = desktop.quit().await?;
    let desktop = Desktop::open_at(home, &[], &[]).await?;
    crate::harness::played("reprovision-again", desktop, async |desktop| {
        desktop.click(&id("empty-reprovision")).await?;
        ends(desktop, "moves").await?;
        desktop.click(&id("reprovision-redo")).await?;
        outcome(desktop, "reset").await
    })
    .await
    .map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn it_is_accessible_at_every_end_in_light_and_dark_and_narrow() -> Result<()> {
    scenario("reprovision-looks", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        for theme in ["light", "dark"] {
            desktop.click(&id("theme-toggle")).await?;
            desktop.see(&format!("html[data-theme={theme}]")).await?;
            desktop.click(&id("open-reprovision")).await?;
            desktop.see(&id("reprovision")).await?;
            if theme == "light" {
                desktop.shot("reprovision-empty").await?;
                accessible(desktop, "the empty simulator").await?;
            }
            start(desktop).await?;
            lived(desktop).await?;
            for (name, end) in [
                ("reset new", "by-policy"),
                ("none new", "moves"),
                ("none old", "sticks"),
            ] {
                desktop.click(&cell(name)).await?;
                ends(desktop, end).await?;
                desktop
                    .run("document.querySelector('.pane.way').scrollTop = 0", vec![])
                    .await?;
                desktop.shot(&format!("reprovision-{theme}-{end}")).await?;
                accessible(desktop, &format!("{end} in {theme}")).await?;
            }
            desktop.press("Escape").await?;
            desktop.gone("dialog[open]").await?;
        }
        desktop.click(&id("open-reprovision")).await?;
        for width in [900, 480] {
            desktop.resize(width, 720).await?;
            desktop.shot(&format!("reprovision-{width}")).await?;
        }
        for part in ["Given", "Effect", "Decision"] {
            desktop.push(part).await?;
            desktop.shot(&format!("reprovision-480-{part}")).await?;
            accessible(desktop, &format!("480 wide, {part}")).await?;
            sticks_in(desktop).await?;
        }
        Ok(())
    })
    .await
}

/// Nothing of the page is wider than the window.
pub(crate) async fn sticks_in(desktop: &Desktop) -> Result<()> {
    let script = "return [...document.querySelectorAll('[data-testid=reprovision] *')].filter((e) => {
        const { right, width } = e.getBoundingClientRect();
        const scrolls = (p) => p !== null && (['auto', 'hidden', 'scroll'].includes(getComputedStyle(p).overflowX) && p.tagName !== 'DIALOG' && !p.classList.contains('pane') && !p.classList.contains('panes') || scrolls(p.parentElement));
        return width > 1 && right > innerWidth + 0.5 && !scrolls(e.parentElement);
    }).map((e) => e.outerHTML.slice(0, 160))";
    let out = desktop.run(script, vec![]).await?;
    ensure!(out == json!([]), "{out}");
    Ok(())
}
