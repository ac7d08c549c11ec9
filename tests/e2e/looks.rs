//! How the window looks: light, dark, narrow, large, empty, full, in trouble; each looked at by axe-core, too.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::harness::{Desktop, fixture, scenario};
use crate::page::{accessible, choose, id, seen, settled, tree_row};

const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn every_view_is_accessible_in_light_and_dark() -> Result<()> {
    scenario("axe", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "valve-12").await?;
        for theme in THEMES {
            desktop.click(&id("theme-toggle")).await?;
            desktop.see(&format!("html[data-theme={theme}]")).await?;
            desktop.click(&tree_row("overview")).await?;
            for (tab, part) in [
                ("values", "overview"),
                ("findings", "finding-detail"),
                ("json", "gutter-mark"),
            ] {
                desktop.click(&id(&format!("tab-{tab}"))).await?;
                desktop.see(&id(part)).await?;
                seen(desktop, &format!("looks-{theme}-{tab}")).await?;
            }
            desktop.click(&id("tab-values")).await?;
            desktop.click(&tree_row("group:rebootInfo")).await?;
            desktop.see(&id("value-row")).await?;
            seen(desktop, &format!("looks-{theme}-group-values")).await?;
            desktop.press("Ctrl+G").await?;
            desktop.see(&id("property-row")).await?;
            desktop
                .click(&format!(
                    "{}[data-key='/dailyRebootTime']",
                    id("property-row")
                ))
                .await?;
            desktop.read(&id("property-text"), "every day").await?;
            seen(desktop, &format!("looks-{theme}-group")).await?;
            desktop.click(&id("open-migration")).await?;
            desktop.see(&id("proposal")).await?;
            seen(desktop, &format!("looks-{theme}-migration")).await?;
            desktop.press("Escape").await?;
            desktop.gone("dialog[open]").await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn every_dialog_is_accessible_in_light_and_dark() -> Result<()> {
    scenario("axe-dialogs", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        for theme in THEMES {
            desktop.click(&id("theme-toggle")).await?;
            desktop.see(&format!("html[data-theme={theme}]")).await?;
            for (words, shown) in [
                ("paste a twin", "paste-text"),
                ("all rules", "rule-page"),
                ("which devices", "discover"),
                ("error codes", "codes"),
                ("keys", "keys"),
            ] {
                desktop.press("Ctrl+K").await?;
                desktop.see(&id("palette")).await?;
                desktop.type_text(words).await?;
                seen(desktop, &format!("looks-{theme}-palette")).await?;
                desktop.press("Enter").await?;
                desktop.gone(&id("palette")).await?;
                desktop.see("dialog[open]").await?;
                seen(desktop, &format!("looks-{theme}-{shown}")).await?;
                desktop.press("Escape").await?;
                desktop.gone("dialog[open]").await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn an_empty_window_and_one_in_trouble_are_accessible_in_light_and_dark() -> Result<()> {
    scenario("axe-empty", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let missing = [
            desktop.home().join("gone.json"),
            desktop.home().join("nowhere"),
        ];
        for theme in THEMES {
            desktop.click(&id("theme-toggle")).await?;
            desktop.see(&format!("html[data-theme={theme}]")).await?;
            seen(desktop, &format!("looks-{theme}-empty")).await?;
        }
        desktop.drop_files(&[&missing[0], &missing[1]]).await?;
        desktop
            .read(&id("problems"), "2 inputs could not be opened")
            .await?;
        desktop.push("Details").await?;
        desktop.read(&id("problems"), "nowhere").await?;
        seen(desktop, "looks-dark-problems").await?;
        desktop.push("Dismiss").await?;
        desktop.gone(&id("problems")).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_file_that_goes_while_it_is_shown_is_told_with_a_way_out() -> Result<()> {
    scenario("lost", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let files = ["one.json", "two.json"].map(|name| desktop.home().join(name));
        for file in &files {
            std::fs::copy(fixture("twins/failed-version.json"), file)?;
        }
        desktop.drop_files(&[&files[0], &files[1]]).await?;
        settled(desktop, 2).await?;
        for file in &files {
            std::fs::remove_file(file)?;
        }
        // the twins read last are kept; the second one was never shown
        desktop
            .click("[data-testid=twin-row][data-twin='1']")
            .await?;
        let trouble = desktop.read(&id("trouble"), "two.json").await?;
        ensure!(
            trouble.contains("Try again") || trouble.contains("Retry"),
            "{trouble}"
        );
        desktop.shot("looks-lost-file").await?;
        accessible(desktop, "a lost file").await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_narrow_window_keeps_every_pane_within_reach() -> Result<()> {
    scenario("narrow", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        for width in [760, 480] {
            desktop.resize(width, 720).await?;
            nothing_sticks_out(desktop).await?;
            desktop.press("Ctrl+2").await?;
            desktop.see(&id("finding-detail")).await?;
            desktop.shot(&format!("looks-{width}-findings")).await?;
            nothing_sticks_out(desktop).await?;
            desktop.press("Ctrl+3").await?;
            desktop.see(&id("text-row")).await?;
            desktop.shot(&format!("looks-{width}-json")).await?;
            desktop.press("Ctrl+1").await?;
            desktop.see(&id("overview")).await?;
            desktop.shot(&format!("looks-{width}-overview")).await?;
            accessible(desktop, &format!("{width} wide")).await?;
            nothing_sticks_out(desktop).await?;
        }
        desktop.push("pump-03").await?;
        desktop.see(&tree_row("overview")).await?;
        desktop.shot("looks-480-tree").await?;
        desktop.click(&tree_row("group:rebootInfo")).await?;
        for width in [480, 760] {
            desktop.resize(width, 720).await?;
            desktop.press("Ctrl+G").await?;
            desktop.see(&id("property-row")).await?;
            desktop.shot(&format!("looks-{width}-group")).await?;
            nothing_sticks_out(desktop).await?;
            accessible(desktop, &format!("a group {width} wide")).await?;
            desktop.click(&id("open-migration")).await?;
            desktop.see(&id("fate-row")).await?;
            desktop.shot(&format!("looks-{width}-migration")).await?;
            desktop.press("Escape").await?;
            desktop.gone("dialog[open]").await?;
        }
        desktop.resize(480, 720).await?;
        desktop.push("pump-03").await?;
        desktop.push("Twins").await?;
        desktop.see(&id("twin-row")).await?;
        desktop.shot("looks-480-list").await.map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn twice_the_size_is_still_usable() -> Result<()> {
    scenario("zoom", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        // 200 % in a window of 1280 leaves the page the room of one of 640
        desktop.resize(640, 480).await?;
        desktop.press("Ctrl+2").await?;
        desktop.see(&id("finding-detail")).await?;
        nothing_sticks_out(desktop).await?;
        desktop.shot("looks-zoom-findings").await?;
        desktop.press("Ctrl+1").await?;
        desktop.see(&id("overview")).await?;
        nothing_sticks_out(desktop).await?;
        desktop.shot("looks-zoom-overview").await.map(drop)
    })
    .await
}

/// Nothing makes the window itself scroll, in either direction.
pub(crate) async fn nothing_sticks_out(desktop: &Desktop) -> Result<()> {
    let script = "const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
        const scrolls = (e) => e !== null && (['auto', 'hidden', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
        const out = [...document.querySelectorAll('#app *')].filter((e) => {
            const { right, bottom, width } = e.getBoundingClientRect();
            return width > 0 && (right > innerWidth + 0.5 || bottom > innerHeight + 0.5) && !scrolls(e.parentElement === document.body ? null : e.parentElement.closest('#app *'));
        });
        return { sticks: [scrollWidth - clientWidth, scrollHeight - clientHeight].map((by) => Math.max(by, 0)), out: out.map((e) => e.outerHTML.slice(0, 200)) }";
    let found = desktop.run(script, vec![]).await?;
    ensure!(found == json!({ "sticks": [0, 0], "out": [] }), "{found}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn the_whole_job_is_done_by_keyboard() -> Result<()> {
    scenario("keyboard", &[&fixture("workspace")], async |desktop| {
        settled(desktop, 21).await?;
        desktop.press("/").await?;
        desktop.type_text("valve").await?;
        desktop.read("[aria-live=polite]", "2 of 21 twins").await?;
        desktop.press("ArrowDown").await?;
        desktop.press("ArrowDown").await?;
        let selected = "[data-testid=twin-row][aria-selected=true]";
        desktop.read(selected, "valve-1").await?;
        desktop.press("End").await?;
        desktop.read(selected, "valve-12").await?;
        desktop.press("Ctrl+2").await?;
        desktop
            .see(&format!("{}[aria-selected=true]", id("tab-findings")))
            .await?;
        desktop.press("F8").await?;
        let first = desktop
            .read("[data-testid=finding-row][aria-selected=true]", ":")
            .await?;
        desktop.press("F8").await?;
        desktop
            .until("the next finding", async || {
                Ok(desktop
                    .read("[data-testid=finding-row][aria-selected=true]", ":")
                    .await?
                    != first)
            })
            .await?;
        desktop.press("Ctrl+3").await?;
        desktop.see(&id("text-row")).await?;
        desktop.press("?").await?;
        desktop.read("dialog[open]", "Next finding").await?;
        desktop.press("Escape").await?;
        desktop.gone("dialog[open]").await?;
        desktop.press("Ctrl+1").await?;
        desktop.see(&id("overview")).await?;
        desktop.press("Ctrl+K").await?;
        desktop.see(&id("palette")).await?;
        desktop.type_text("close this").await?;
        desktop.press("Enter").await?;
        desktop.read("[aria-live=polite]", "1 of 20 twins").await?;
        focus_is_visible(desktop).await
    })
    .await
}

/// From the top of the page, Tab goes on and on, always to something that can be seen.
async fn focus_is_visible(desktop: &Desktop) -> Result<()> {
    let mut stops = Vec::new();
    for _ in 0..12 {
        desktop.press("Tab").await?;
        let script = "const e = document.activeElement; const box = e.getBoundingClientRect();
            return [e.tagName + (e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 20)), e !== document.body && box.width > 0 && box.height > 0]";
        let stop = desktop.run(script, vec![]).await?;
        ensure!(
            stop[1] == true,
            "the keyboard is lost at {stop} after {stops:?}"
        );
        stops.push(stop[0].as_str().context("a name")?.to_owned());
    }
    stops.sort();
    stops.dedup();
    ensure!(stops.len() > 5, "Tab goes nowhere: {stops:?}");
    Ok(())
}
