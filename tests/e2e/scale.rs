//! Much data: the page holds no more than it shows. And, for `make bench`, how long it takes and how much it needs.

#[path = "../bench/fleet.rs"]
mod fleet;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::harness::{Desktop, scenario};
use crate::page::{filter, id, lists, settled};

/// Elements of the whole page, however much is loaded.
const ELEMENTS: u64 = 2_500;

/// The page holds no more elements than it shows.
pub(crate) async fn is_bounded(desktop: &Desktop) -> Result<()> {
    let count = desktop
        .run("return document.querySelectorAll('*').length", vec![])
        .await?;
    let count = count.as_u64().context("a number")?;
    ensure!(count < ELEMENTS, "the page has {count} elements");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn ten_thousand_twins_are_a_screenful_of_rows() -> Result<()> {
    scenario("ten-thousand", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let file = desktop.home().join("fleet.ndjson");
        let line = |n: u32| {
            format!("{{\"deviceId\":\"pump-{n:05}\",\"etag\":\"AAAAAAAAAAE=\",\"tags\":{{\"line\":{}}},\"properties\":{{\"desired\":{{}},\"reported\":{{}}}}}}\n", n % 7)
        };
        fs::write(&file, (0..10_000).map(line).collect::<String>())?;
        desktop.drop_files(&[&file]).await?;
        settled(desktop, 10_000).await?;
        is_bounded(desktop).await?;
        desktop.click(&id("twin-row")).await?;
        // what the list knows of its length may be a moment old
        desktop
            .until("the last twin is selected", async || {
                desktop.press("End").await?;
                let last = "return document.querySelector('[data-testid=twin-row][aria-selected=true]')?.textContent";
                let text = desktop.run(last, vec![]).await?;
                Ok(text.as_str().is_some_and(|t| t.contains("pump-09999")))
            })
            .await?;
        is_bounded(desktop).await?;
        filter(desktop, "pump-0777 tag:line=3").await?;
        lists(desktop, &["pump-07773"]).await?;
        desktop.shot("scale-ten-thousand").await.map(drop)
    })
    .await
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_twin_of_thousands_of_lines_is_a_screenful_of_rows() -> Result<()> {
    scenario("long", &[], async |desktop| {
        desktop.see(&id("empty-state")).await?;
        let (file, lines) = long_twin(desktop.home())?;
        desktop.drop_files(&[&file]).await?;
        settled(desktop, 1).await?;
        desktop.see(&id("overview")).await?;
        is_bounded(desktop).await?;
        for (tab, row) in [("tab-findings", "finding-row"), ("tab-json", "text-row")] {
            desktop.click(&id(tab)).await?;
            desktop.see(&id(row)).await?;
            is_bounded(desktop).await?;
        }
        desktop.click(&format!("{} .text", id("text-row"))).await?;
        desktop.press("End").await?;
        desktop
            .see(&format!("{}[data-row='{}']", id("text-row"), lines - 1))
            .await?;
        is_bounded(desktop).await?;
        desktop.shot("scale-text").await?;
        desktop.press("Ctrl+1").await?;
        desktop.push("All values").await?;
        desktop.see(&id("value-row")).await?;
        is_bounded(desktop).await
    })
    .await
}

/// A twin of 450 KB and about 23,000 lines, as it is promised to open in.
fn long_twin(folder: &Path) -> Result<(PathBuf, usize)> {
    let text = fleet::pretty(&fleet::twin(1, LONG));
    let text: String = text
        .lines()
        .map(|l| format!("{}\n", l.trim_start()))
        .collect();
    let file = folder.join("long.json");
    fs::write(&file, &text)?;
    Ok((file, text.lines().count()))
}

/// Groups of the long twin.
const LONG: u32 = 84;
/// Groups of a twin of 22 KB.
const SHORT: u32 = 3;

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn measured_first_findings_and_scrolling_of_a_long_twin() -> Result<()> {
    let desktop = Desktop::open(&[]).await?;
    desktop.see(&id("empty-state")).await?;
    let (file, lines) = long_twin(desktop.home())?;
    let length = fs::metadata(&file)?.len();
    println!("a twin of {} KB and {lines} lines", length / 1_000);
    let shown = dropped_until(&desktop, &file, "[data-testid=overview] .message").await?;
    println!("  first findings on screen after the drop: {shown:.0} ms");
    settled(&desktop, 1).await?;
    desktop.click(&id("tab-json")).await?;
    desktop.see(&id("text-row")).await?;
    scrolled(&desktop, ".frame .box", 1_200).await?;
    is_bounded(&desktop).await?;
    desktop.close().await.map(drop)
}

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn measured_ten_thousand_twins() -> Result<()> {
    let desktop = Desktop::open(&[]).await?;
    desktop.see(&id("empty-state")).await?;
    println!(
        "an empty window: {} MB (PSS)",
        memory(desktop.home())? / 1_000
    );
    let folder = desktop.home().join("fleet");
    fs::create_dir(&folder)?;
    let mut bytes = 0;
    for number in 0..10_000 {
        let twin = fleet::twin(number, SHORT);
        bytes += twin.len();
        fs::write(folder.join(format!("{number:05}.json")), twin)?;
    }
    println!("10,000 twins of {} KB", bytes / 10_000_000);
    let started = Instant::now();
    let usable = dropped_until(&desktop, &folder, "[data-testid=twin-row] .name").await?;
    println!("  first twins in the list: {usable:.0} ms");
    let mut most = 0;
    loop {
        let status = desktop.invoke("status", json!({})).await?;
        most = most.max(memory(desktop.home())?);
        if status["activities"] == json!([]) && status["checked"] == 10_000 {
            break;
        }
        ensure!(
            started.elapsed() < Duration::from_secs(300),
            "never ready: {status}"
        );
        listed(&status, started.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("  all findings: {:.1} s", started.elapsed().as_secs_f64());
    scrolled(&desktop, "[data-testid=twin-list]", 900).await?;
    most = most.max(memory(desktop.home())?);
    println!(
        "  memory: {} MB at most (PSS of the shell and its web processes)",
        most / 1_000
    );
    is_bounded(&desktop).await?;
    desktop.close().await.map(drop)
}

/// Tells once when every twin is in the list.
fn listed(status: &Value, since: Duration) {
    static TOLD: std::sync::Once = std::sync::Once::new();
    if status["loaded"] == 10_000 {
        TOLD.call_once(|| println!("  every twin in the list: {:.1} s", since.as_secs_f64()));
    }
}

/// Lets a path fall on the window; milliseconds until the first element that fits is painted.
async fn dropped_until(desktop: &Desktop, path: &Path, css: &str) -> Result<f64> {
    let payload = json!({ "paths": [path], "position": { "x": 200, "y": 200 } });
    let script = format!(
        "const event = 'tauri://drag-drop';
        const ids = Object.getOwnPropertyNames(window['__internal_unstable_listeners_object_id__'][event] ?? {{}});
        const start = performance.now();
        window['__internal_unstable_listeners_function_id__']({{ event, payload: {payload} }}, ids);
        const look = () => document.querySelector({}) === null
            ? requestAnimationFrame(look)
            : requestAnimationFrame(() => done(performance.now() - start));
        look();",
        json!(css)
    );
    desktop.wait_for(&script).await?.as_f64().context("a time")
}

/// Scrolls a list from end to end, so many pixels a frame; prints what a frame takes.
async fn scrolled(desktop: &Desktop, css: &str, step: u32) -> Result<()> {
    let script = format!(
        "const box = document.querySelector({});
        const frames = [];
        let last = performance.now();
        const go = (now) => {{
            frames.push(now - last);
            last = now;
            box.scrollTop += {step};
            const over = box.scrollTop + box.clientHeight >= box.scrollHeight - 1 || frames.length >= 300;
            if (!over) return requestAnimationFrame(go);
            const sorted = frames.slice(1).sort((a, b) => a - b);
            const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
            done({{ frames: sorted.length, median: at(0.5), p95: at(0.95), most: at(1) }});
        }};
        requestAnimationFrame(go);",
        json!(css)
    );
    let took = desktop.wait_for(&script).await?;
    println!(
        "  {step} px a frame through the rows: {:.0} ms a frame (95 %: {:.0}, most: {:.0}; {} frames)",
        took["median"].as_f64().unwrap_or(f64::NAN),
        took["p95"].as_f64().unwrap_or(f64::NAN),
        took["most"].as_f64().unwrap_or(f64::NAN),
        took["frames"]
    );
    Ok(())
}

/// Proportional memory in kB of the processes that run the window of this home.
fn memory(home: &Path) -> Result<u64> {
    let mark = format!("HOME={}\0", home.display());
    let mut sum = 0;
    for process in fs::read_dir("/proc")?.flatten() {
        let read = |file: &str| fs::read(process.path().join(file)).unwrap_or_default();
        let name = String::from_utf8_lossy(&read("comm")).trim().to_owned();
        let ours = String::from_utf8_lossy(&read("environ")).contains(&mark);
        if !ours
            || !(name.starts_with("twinscope") || name.starts_with("WebKit"))
            || name.starts_with("WebKitWebDriv")
        {
            continue;
        }
        let rollup = String::from_utf8_lossy(&read("smaps_rollup")).into_owned();
        let pss = rollup.lines().find_map(|l| l.strip_prefix("Pss:"));
        sum += pss
            .and_then(|l| l.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok())
            .unwrap_or(0);
    }
    ensure!(sum > 0, "no process of the window was found");
    Ok(sum)
}
