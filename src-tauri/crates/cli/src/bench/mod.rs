//! `twinscope bench`: the bench hub in a terminal.

pub(crate) mod arguments;

use std::fmt::Write as _;

use workbench::bench::{Access, BenchHub, Event, EventKind, Options, SeedReport};

use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use arguments::{BenchArguments, BenchCommand, HubArguments, HubForm};

/// Reasons shown of what a seed left out.
const SHOWN: usize = 10;

/// Does what was asked.
pub(crate) fn run(asked: &BenchArguments, output: &Output) -> Ending {
    let BenchCommand::Hub(asked) = &asked.command;
    match hub(asked, output) {
        Ok(ending) => ending,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            Ending::CouldNotLook
        }
    }
}

fn hub(asked: &HubArguments, output: &Output) -> anyhow::Result<Ending> {
    if let Some(address) = asked.address.filter(|address| !address.is_loopback()) {
        output.remark(&format!(
            "the bench hub listens on {address}: everybody who reaches it can try its keys"
        ));
    }
    let bench = BenchHub::start(&Options {
        folder: asked.data.clone(),
        port: Some(asked.port),
        https_port: Some(asked.https_port),
        hubs: asked.hubs.clone(),
        id_scope: asked.id_scope.clone(),
        address: asked.address,
        names: asked.names.clone(),
        without_443: asked.without_443,
    })?;
    for authority in &asked.authorities {
        bench.trust(authority)?;
    }
    let events = bench.events();
    let seeded = asked.seed.as_deref().map(|path| bench.seed(path));
    if let Some(report) = &seeded {
        complain(report, output);
    }
    let mut access = bench.access();
    for device in &asked.devices {
        access.devices.push(bench.device(device)?);
    }
    let told = match asked.format {
        HubForm::Json => serde_json::to_string(&access)? + "\n",
        HubForm::Human => in_words(&access, seeded.as_ref()),
    };
    if output.write(&told).is_break() {
        return Ok(Ending::Clean);
    }
    for event in events {
        if asked.log && output.write(&line(&event, asked.format)?).is_break() {
            break;
        }
    }
    Ok(Ending::Clean)
}

fn complain(report: &SeedReport, output: &Output) {
    for unseeded in report.left_out.iter().take(SHOWN) {
        output.remark(&plain(&format!("{}: {}", unseeded.name, unseeded.reason)));
    }
    if let Some(more @ 1..) = report.left_out.len().checked_sub(SHOWN) {
        output.remark(&format!("{more} more are left out"));
    }
}

fn in_words(access: &Access, seeded: Option<&SeedReport>) -> String {
    let mut out = String::new();
    let port = access.port;
    let _ = writeln!(out, "The bench hub is ready; Ctrl-C ends it.\n");
    let _ = writeln!(
        out,
        "Devices    localhost:{port}, MQTT over TLS; WebSocket, too"
    );
    let _ = writeln!(out, "CA file    {}", access.ca);
    let _ = writeln!(out, "Id scope   {}", access.id_scope);
    if access.has443 {
        let _ = writeln!(out, "Port 443   open, for SDKs that know no other");
    }
    if let Some(report) = seeded {
        let (made, known) = (report.made, report.known);
        let enrolled = report.enrolled;
        let _ = writeln!(
            out,
            "From files {made} devices and {enrolled} enrollments made, {known} were there before"
        );
    }
    let _ = writeln!(
        out,
        "\nProvisioning service\n  {}",
        access.provisioning.connection_string
    );
    for hub in &access.hubs {
        let _ = writeln!(out, "\nHub {}", hub.host_name);
        for policy in &hub.policies {
            let _ = writeln!(out, "  {}", policy.connection_string);
        }
    }
    if !access.devices.is_empty() {
        let _ = writeln!(out, "\nDevices");
    }
    for device in &access.devices {
        let _ = writeln!(out, "  {}", device.connection_string);
    }
    out.push('\n');
    out
}

fn line(event: &Event, form: HubForm) -> anyhow::Result<String> {
    if form == HubForm::Json {
        return Ok(serde_json::to_string(event)? + "\n");
    }
    let time = event.time.get(11..23).unwrap_or(&event.time);
    let kind = kind(event.kind);
    let who = match (&event.device, &event.hub) {
        (Some(device), Some(hub)) => format!("{device}@{} ", hub.split('.').next().unwrap_or(hub)),
        (Some(device), None) => format!("{device} "),
        _ => String::new(),
    };
    let mut line = format!("{time} {kind:<12} {who}{}", event.message);
    if let Some(detail) = &event.detail {
        line.push_str("  ");
        line.push_str(detail);
    }
    Ok(plain(&line) + "\n")
}

fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Connected => "connected",
        EventKind::Disconnected => "disconnected",
        EventKind::Refused => "refused",
        EventKind::Reported => "reported",
        EventKind::Written => "written",
        EventKind::Method => "method",
        EventKind::Telemetry => "telemetry",
        EventKind::Message => "message",
        EventKind::Identity => "identity",
        EventKind::Provisioned => "provisioned",
        EventKind::Fault => "fault",
    }
}
