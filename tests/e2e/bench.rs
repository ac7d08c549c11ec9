//! The page of the bench hub: started, a device made and connected for real, seen among the events, refused by a fault,
//! removed and put back; taken ports; the start with the window; how all of it looks.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::device;
use crate::harness::{Desktop, fixture, played};
use crate::page::{accessible, catch_copies, copied, id, looked_at, seen};
use crate::processes::Home;

/// Opens a window whose bench hub takes these ports.
async fn open(ports: &str, arguments: &[&str]) -> Result<Desktop> {
    let environment = [("TWINSCOPE_BENCH_PORTS", ports.to_owned())];
    Desktop::open_at(Home::new()?, arguments, &environment).await
}

async fn page(desktop: &Desktop) -> Result<()> {
    desktop.see(&id("open-bench")).await?;
    desktop.press("Ctrl+B").await?;
    desktop.see(&id("bench")).await.map(drop)
}

async fn address(desktop: &Desktop) -> Result<String> {
    desktop.read(&id("bench-address"), "localhost:").await
}

fn ca(desktop: &Desktop) -> PathBuf {
    let folder = desktop.home().join("data/dev.twinscope.desktop/bench");
    let found = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut pems = found.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".pem") && !name.contains("key")
    });
    pems.next().unwrap_or(folder)
}

/// Makes a device by keyboard; gives its connection string, as it is copied.
async fn made(desktop: &Desktop, name: &str) -> Result<String> {
    desktop.click(&id("bench-add")).await?;
    desktop.keys(&id("bench-id"), name).await?;
    desktop.keys(&id("bench-id"), "\u{e007}").await?;
    let row = format!("{}[data-device='{name}']", id("bench-device"));
    desktop.see(&row).await?;
    desktop.click(&row).await?;
    desktop.press("Ctrl+C").await?;
    copied(desktop).await
}

fn event(kind: &str) -> String {
    format!("{}[data-kind={kind}]", id("bench-event"))
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn a_device_is_made_connects_is_seen_and_is_refused_by_a_fault() -> Result<()> {
    let desktop = open("0,0", &[]).await?;
    played("bench", desktop, async |desktop| {
        page(desktop).await?;
        desktop.read(&id("bench"), "Provisioning Service").await?;
        looked_at(desktop, "bench-stopped").await?;
        desktop.click(&id("bench-start")).await?;
        let address = address(desktop).await?;
        catch_copies(desktop).await?;
        let string = made(desktop, "pump-1").await?;
        ensure!(string.contains("DeviceId=pump-1"), "another string");
        let text = desktop.run("return document.body.textContent", vec![]).await?;
        let key = string.rsplit("SharedAccessKey=").next().unwrap_or_default();
        let key = key.split(';').next().unwrap_or_default();
        ensure!(
            !text.as_str().context("a text")?.contains(key),
            "a key is on the page"
        );
        let ca = ca(desktop);
        let (code, device) = device::connect(&address, &ca, &string)?;
        ensure!(code == 0, "the device is refused with {code}");
        desktop.read(&event("connected"), "pump-1").await?;
        desktop.read(&id("bench-device"), "Connected").await?;
        drop(device);
        desktop.read(&event("disconnected"), "pump-1").await?;
        let kind = "const list = document.querySelector(arguments[0]);
            list.value = 'refuseToken'; list.dispatchEvent(new Event('change', { bubbles: true }));";
        desktop
            .run(kind, vec![json!(id("bench-trouble-kind"))])
            .await?;
        desktop.click(&id("bench-trouble-add")).await?;
        desktop.see(&id("bench-trouble")).await?;
        let (code, _device) = device::connect(&address, &ca, &string)?;
        ensure!(code == 5, "the fault lets it in with {code}");
        desktop.read(&event("refused"), "pump-1").await?;
        desktop.click(&event("refused")).await?;
        looked_at(desktop, "bench-running").await?;
        desktop.click(&id("bench-calm")).await?;
        desktop.gone(&id("bench-trouble")).await?;
        desktop.click(&id("bench-stop")).await?;
        desktop.see(&id("bench-start")).await?;
        let gone = device::connect(&address, &ca, &string).is_err();
        ensure!(gone, "the port is open after the end");
        Ok(())
    })
    .await
    .map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn taken_ports_are_told_and_free_ones_are_the_way_out() -> Result<()> {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = taken.local_addr()?.port();
    let desktop = open(&format!("{port},0"), &[]).await?;
    played("bench-taken", desktop, async |desktop| {
        page(desktop).await?;
        desktop.click(&id("bench-start")).await?;
        desktop
            .read(&id("trouble"), &format!("port {port}"))
            .await?;
        seen(desktop, "bench-taken").await?;
        desktop.click(&id("bench-start-free")).await?;
        let address = address(desktop).await?;
        ensure!(!address.ends_with(&format!(":{port}")), "{address}");
        desktop.read(&id("bench"), "Other ports").await.map(drop)
    })
    .await
    .map(drop)
}

#[tokio::test]
#[ignore = "needs a display and the built shell: make test"]
async fn it_starts_with_the_window_filled_from_the_sample_and_its_twins_open() -> Result<()> {
    let sample = fixture("workspace");
    let desktop = open("0,0", &["--bench", &sample]).await?;
    played("bench-ready", desktop, async |desktop| {
        desktop.read(&id("bench-runs"), "localhost:").await?;
        desktop.click(&id("bench-runs")).await?;
        desktop.see(&id("bench-device")).await?;
        desktop.read(&id("bench"), "made from the sample").await?;
        // by keyboard: a device is removed, put back, and its twin opened
        let focus = "document.querySelector(arguments[0]).focus()";
        let list = id("bench-devices");
        desktop.run(focus, vec![json!(list)]).await?;
        desktop.press("ArrowDown").await?;
        let chosen = "return document.querySelector('[data-testid=bench-device][aria-selected=true]')?.dataset.device";
        let name = desktop.run(chosen, vec![]).await?;
        let name = name.as_str().context("a device is chosen")?.to_owned();
        let row = format!("{}[data-device='{name}']", id("bench-device"));
        desktop.press("Ctrl+Z").await?;
        desktop.click(&id("bench-remove")).await?;
        desktop.gone(&row).await?;
        desktop.click(&id("bench-undo")).await?;
        desktop.see(&row).await?;
        desktop.shot("bench-ready").await?;
        accessible(desktop, "the bench, filled").await?;
        desktop.click(&row).await?;
        desktop.press("Enter").await?;
        desktop.gone(&id("bench")).await?;
        desktop
            .read(&id("twin-row"), &format!("bench: {name}"))
            .await
            .map(drop)
    })
    .await
    .map(drop)
}
