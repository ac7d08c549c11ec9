//! The history of a twin in the real window: its snapshots on an axis, two handles that are dragged by mouse and moved by
//! keys, what differs between the two, and who wrote what in the margin.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use workbench::history::{History, import};
use workbench::packs::Packs;

use crate::harness::{Desktop, fixture, played};
use crate::looks::nothing_sticks_out;
use crate::page::{accessible, choose, focused, id, seen, settled, tree_row};
use crate::processes::Home;
use crate::scale::is_bounded;

const OPEN: &str = "[data-testid=tab-history][aria-selected=true]";
const MARK: &str = "\u{2264}";

/// A home with a history of `pump-7`: so many snapshots, the last of which is in a file.
fn home_with(snapshots: u32) -> Result<(Home, String)> {
    let home = Home::new()?;
    let lines: Vec<_> = (1..=snapshots).map(line).collect();
    let export = home.path().join("export.ndjson");
    std::fs::write(&export, lines.join("\n"))?;
    let mut history = History::open(&file_of(&home))?;
    let done = import(
        &mut history,
        &[export],
        &Packs::default(),
        None,
        &mut |_| {},
    )?;
    ensure!(done.snapshots == u64::from(snapshots), "{done:?}");
    let twin = home.path().join("pump-7.json");
    let newest: Value = serde_json::from_str(lines.last().context("a snapshot")?)?;
    std::fs::write(&twin, newest["twin"].as_str().context("a text")?)?;
    Ok((home, twin.display().to_string()))
}

fn file_of(home: &Home) -> PathBuf {
    home.path().join("data/dev.twinscope.desktop/history.db")
}

/// One snapshot: a report every ten minutes, something new asked for at every tenth, versions that nobody saw.
fn line(number: u32) -> String {
    let asked = number / 10;
    let missed = if number > 20 { 3 } else { 0 };
    let group = |n: u32| json!({"level": asked + n, "enabled": n.is_multiple_of(2)});
    let twin = json!({"deviceId": "pump-7", "etag": "AAAAAAAAAAE=", "tags": {"site": "A", "line": number / 25},
        "properties": {
            "desired": {"rebootInfo": {"dailyRebootTime": format!("T{:02}:00:00", asked % 24)},
                "heating": group(0), "cooling": {"level": 4}, "$version": 1 + asked},
            "reported": {"heating": {"level": number / 4}, "telemetry": {"interval": 30 + number % 3, "queue": number},
                "cooling": {"level": 4}, "$version": number + missed}}});
    let minutes = u64::from(number) * 10;
    json!({"twinscopeHistory": 1, "device": "pump-7", "seen": stamp(minutes), "last": stamp(minutes + 4),
        "way": if number.is_multiple_of(7) { "imported" } else { "watched" }, "source": "bench.azure-devices.net",
        "twin": twin.to_string()})
    .to_string()
}

fn stamp(minutes: u64) -> String {
    let (days, rest) = (minutes / 1_440, minutes % 1_440);
    let (month, day) = (1 + days / 28 % 12, 1 + days % 28);
    format!(
        "{}-{month:02}-{day:02}T{:02}:{:02}:00Z",
        2020 + days / 336,
        rest / 60,
        rest % 60
    )
}

async fn handle(desktop: &Desktop, side: u32) -> Result<i64> {
    let script = "return document.querySelector(`[role=slider][data-side='${arguments[0]}']`)?.getAttribute('aria-valuenow')";
    let value = desktop.run(script, vec![json!(side)]).await?;
    let value = value.as_str().context("a handle")?;
    Ok(value.parse()?)
}

async fn stands(desktop: &Desktop, side: u32, at: i64) -> Result<()> {
    desktop
        .until(&format!("handle {side} at {at}"), async || {
            Ok(handle(desktop, side).await? == at)
        })
        .await
}

fn slider(side: u32) -> String {
    format!("[role=slider][data-side='{side}']")
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn two_snapshots_are_chosen_on_the_timeline_by_keyboard_and_mouse() -> Result<()> {
    let (home, twin) = home_with(60)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let play = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+5").await?;
        desktop.see(OPEN).await?;
        // the newest, which is open, beside the one before it
        stands(desktop, 0, 59).await?;
        stands(desktop, 1, 60).await?;
        desktop.read(&id("history-side"), "#59").await?;
        desktop
            .see("[data-testid=diff-row][data-state=edited]")
            .await?;
        desktop.shot("history-light").await?;
        by_keyboard(desktop).await?;
        by_mouse(desktop).await?;
        desktop.press("F7").await?;
        desktop.read(&id("diff-count"), "1 of").await?;
        for axis in ["Reported $version", "Desired $version"] {
            desktop.push(axis).await?;
            desktop
                .see(&format!("{}[aria-checked=true]", id("history-axis")))
                .await?;
            desktop.shot(&format!("history-{}", &axis[..7])).await?;
        }
        accessible(desktop, "a timeline").await?;
        nothing_sticks_out(desktop).await
    };
    played("history", desktop, play).await.map(drop)
}

/// Arrow keys go one by one, with Shift to where something else was asked for; handles never pass each other.
async fn by_keyboard(desktop: &Desktop) -> Result<()> {
    focused(desktop, &slider(0)).await?;
    desktop.press("ArrowLeft").await?;
    desktop.press("ArrowLeft").await?;
    stands(desktop, 0, 57).await?;
    desktop.read(&id("history-side"), "#57").await?;
    desktop.press("Shift+ArrowLeft").await?;
    stands(desktop, 0, 50).await?;
    desktop.press("Shift+ArrowLeft").await?;
    stands(desktop, 0, 40).await?;
    desktop.press("Home").await?;
    stands(desktop, 0, 1).await?;
    desktop
        .read("[role=columnheader], .columns", "Snapshot 1")
        .await?;
    desktop.press("End").await?;
    stands(desktop, 0, 59).await?;
    desktop.press("ArrowRight").await?;
    stands(desktop, 0, 59).await
}

/// A handle is dragged to the middle of the axis, and a click beside both calls the nearer one.
async fn by_mouse(desktop: &Desktop) -> Result<()> {
    let script = "const { left, width, top } = document.querySelector('[data-testid=timeline] .over').getBoundingClientRect();
        return [left, width, top]";
    let place = desktop.run(script, vec![]).await?;
    let at = |index: usize| place[index].as_f64().context("a place");
    let (left, width, top) = (at(0)?, at(1)?, at(2)?);
    desktop
        .drag(
            &format!("{} .knob", slider(0)),
            (left + width / 2.0, top + 12.0),
        )
        .await?;
    let moved = handle(desktop, 0).await?;
    ensure!(
        (29..=32).contains(&moved),
        "the middle of 60 is not {moved}"
    );
    stands(desktop, 1, 60).await?;
    desktop
        .read(&id("history-side"), &format!("#{moved}"))
        .await?;
    desktop.click_at(left + width * 0.8, top + 12.0).await?;
    desktop
        .until("the nearer one came", async || {
            Ok((46..=50).contains(&handle(desktop, 1).await?))
        })
        .await?;
    stands(desktop, 0, moved).await?;
    // a click of the driver takes its pointer away again
    let rest = "document.querySelector('[data-testid=timeline] .over').dispatchEvent(new PointerEvent('pointermove', {
        clientX: arguments[0], clientY: arguments[1], bubbles: true }))";
    let place = [left + width * 0.4, top + 12.0];
    desktop
        .run(rest, place.map(|at| json!(at)).to_vec())
        .await?;
    desktop
        .read(&id("timeline-tip"), "bench.azure-devices.net")
        .await?;
    desktop.shot("history-tip").await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn who_wrote_what_stands_in_the_margin_and_is_remembered() -> Result<()> {
    let (home, twin) = home_with(30)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let switch_on = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+4").await?;
        desktop.see(&id("diff-row")).await?;
        ensure!(
            desktop.count(".blame").await? == 0,
            "a margin from the start"
        );
        desktop.click(&id("diff-blame")).await?;
        // no stamp tells: it is from the history, and says so
        desktop.read(".blame", MARK).await?;
        let full = "return [...document.querySelectorAll('.blame')].map((e) => e.title).find((t) => t !== '') ?? ''";
        desktop
            .until("the whole of it", async || {
                let title = desktop.run(full, vec![]).await?;
                Ok(title
                    .as_str()
                    .is_some_and(|t| t.contains("From history, no later than 2020-01-01")))
            })
            .await?;
        seen(desktop, "blame-drift").await?;
        desktop.click(&id("diff-split")).await?;
        desktop.read(".margin", MARK).await?;
        desktop.shot("blame-split").await?;
        desktop
            .until("the window has told it", async || {
                let startup = desktop.invoke("startup", json!({})).await?;
                Ok(startup["remembered"]["showBlame"] == true)
            })
            .await
    };
    let home = played("blame", desktop, switch_on).await?;
    let second = Desktop::open_at(home, &[], &[]).await?;
    let find = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop
            .see(&format!("{}[aria-pressed=true]", id("diff-blame")))
            .await?;
        desktop.read(".blame", MARK).await.map(drop)
    };
    played("blame-again", second, find).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn ten_thousand_snapshots_are_drawn_within_the_width() -> Result<()> {
    let (home, twin) = home_with(10_000)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let play = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+5").await?;
        desktop.read(&id("timeline"), "10,000 snapshots").await?;
        stands(desktop, 1, 10_000).await?;
        desktop
            .see("[data-testid=diff-row][data-state=edited]")
            .await?;
        is_bounded(desktop).await?;
        focused(desktop, &slider(0)).await?;
        desktop.press("Home").await?;
        stands(desktop, 0, 1).await?;
        desktop.read(&id("history-side"), "#1").await?;
        is_bounded(desktop).await?;
        desktop.shot("history-ten-thousand").await?;
        desktop.press("ArrowRight").await?;
        for _ in 0..4 {
            desktop.press("=").await?;
        }
        desktop.shot("history-closer").await?;
        is_bounded(desktop).await
    };
    played("history-ten-thousand", desktop, play)
        .await
        .map(drop)
}

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn measured_timeline_of_ten_thousand_snapshots() -> Result<()> {
    let (home, twin) = home_with(10_000)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    settled(&desktop, 1).await?;
    let shown = "const start = performance.now();
        window.dispatchEvent(new KeyboardEvent('keydown', { key: '5', ctrlKey: true, bubbles: true, cancelable: true }));
        const look = () => document.querySelector('[role=slider]') === null
            ? requestAnimationFrame(look)
            : requestAnimationFrame(() => done(performance.now() - start));
        look();";
    let shown = desktop.wait_for(shown).await?.as_f64().context("a time")?;
    println!("10,000 snapshots of one device on the timeline: {shown:.0} ms after the key");
    let moved = "const handle = document.querySelector('[role=slider]');
        const frames = [];
        let last = performance.now();
        const go = (now) => {
            frames.push(now - last);
            last = now;
            handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, cancelable: true }));
            if (frames.length < 200) return requestAnimationFrame(go);
            const sorted = frames.slice(1).sort((a, b) => a - b);
            done({ median: sorted[100], p95: sorted[189], most: sorted.at(-1) });
        };
        requestAnimationFrame(go);";
    let took = desktop.wait_for(moved).await?;
    println!("  a handle moved at every frame, compared anew meanwhile: {took} ms a frame");
    is_bounded(&desktop).await?;
    desktop.close().await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_timeline_is_whole_in_the_dark_and_in_a_narrow_window() -> Result<()> {
    let (home, twin) = home_with(60)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let play = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+5").await?;
        desktop.see(OPEN).await?;
        desktop.click(&id("theme-toggle")).await?;
        desktop.click(&id("theme-toggle")).await?;
        desktop.see("html[data-theme=dark]").await?;
        desktop.click(&tree_row("group:heating")).await?;
        desktop
            .see("[data-testid=diff-row][data-state=edited]")
            .await?;
        seen(desktop, "history-dark").await?;
        desktop.click(&id("diff-blame")).await?;
        desktop.read(".blame", MARK).await?;
        desktop.shot("history-dark-blame").await?;
        for width in [760, 480] {
            desktop.resize(width, 720).await?;
            desktop.press("Ctrl+5").await?;
            desktop.see(&id("timeline")).await?;
            seen(desktop, &format!("history-{width}")).await?;
            nothing_sticks_out(desktop).await?;
        }
        Ok(())
    };
    played("history-looks", desktop, play).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn where_there_is_no_history_the_window_says_why() -> Result<()> {
    let (home, twin) = home_with(1)?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let single = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+5").await?;
        desktop.read("#detail", "One snapshot so far").await?;
        seen(desktop, "history-single").await
    };
    played("history-single", desktop, single).await?;
    let sample = Desktop::open(&[]).await?;
    let unkept = async |desktop: &Desktop| {
        desktop.click(&id("open-sample")).await?;
        settled(desktop, 21).await?;
        choose(desktop, "pump-03").await?;
        desktop.press("Ctrl+5").await?;
        desktop
            .read("#detail", "Nothing of this twin is kept")
            .await?;
        seen(desktop, "history-empty").await
    };
    played("history-empty", sample, unkept).await?;
    let off = [("TWINSCOPE_HISTORY", "off".to_owned())];
    let off = Desktop::open_at(Home::new()?, &[&fixture("workspace")], &off).await?;
    let kept_nowhere = async |desktop: &Desktop| {
        settled(desktop, 21).await?;
        desktop.press("Ctrl+5").await?;
        desktop
            .read("#detail", "No history is kept on this machine")
            .await
            .map(drop)
    };
    played("history-off", off, kept_nowhere).await.map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_history_that_cannot_be_read_is_told_and_the_twin_is_shown_all_the_same() -> Result<()> {
    let (home, twin) = home_with(3)?;
    spoil(&file_of(&home))?;
    let desktop = Desktop::open_at(home, &[&twin], &[]).await?;
    let play = async |desktop: &Desktop| {
        settled(desktop, 1).await?;
        desktop.press("Ctrl+5").await?;
        desktop
            .read(&id("trouble"), "The history could not be read")
            .await?;
        desktop
            .read(&id("trouble"), "is not a history of Twinscope")
            .await?;
        desktop
            .read(&id("not-kept"), "Not kept in the history")
            .await?;
        seen(desktop, "history-trouble").await?;
        desktop.press("Ctrl+4").await?;
        desktop.see(&id("diff-row")).await.map(drop)
    };
    played("history-trouble", desktop, play).await.map(drop)
}

fn spoil(file: &Path) -> Result<()> {
    Ok(std::fs::write(
        file,
        "notes of somebody, and no database\n".repeat(300),
    )?)
}
