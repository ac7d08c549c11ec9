//! What the page is shown of a bench hub: no key, no more than it asked for.

use bench_hub::{DeviceState, EventKind, Happened, Trouble, TroubleKind};

use super::{Access, SeedReport};
use crate::wire::{
    BenchAccess, BenchDevice, BenchDevices, BenchDevicesRequest, BenchEvent, BenchEventKind,
    BenchEvents, BenchHost, BenchPolicy, BenchSeeded, BenchTrouble, BenchTroubleKind,
};

/// Reasons shown of what a seed left out.
const SHOWN: usize = 20;
/// Characters shown of what a device or service said.
const SAID: usize = 600;
/// What stands for a key.
const MASK: &str = "••••••••";

pub(super) fn access(
    access: &Access,
    instead_of: Option<(u16, u16)>,
    seeded: Option<&SeedReport>,
) -> BenchAccess {
    let provisioning = &access.provisioning;
    BenchAccess {
        devices: format!("localhost:{}", access.port),
        has443: access.has443,
        instead_of: instead_of.map(|(devices, services)| format!("{devices} and {services}")),
        ca: access.ca.clone(),
        id_scope: access.id_scope.clone(),
        hubs: access
            .hubs
            .iter()
            .map(|hub| {
                let policies = hub.policies.iter();
                let policies = policies.map(|one| policy(&one.name, &one.connection_string));
                host(&hub.host_name, hub.https_port, policies.collect())
            })
            .collect(),
        provisioning: host(
            &provisioning.host_name,
            access.https_port,
            vec![policy(
                &access.provisioning_policy,
                &provisioning.connection_string,
            )],
        ),
        seeded: seeded.map(report),
    }
}

fn host(name: &str, port: u16, policies: Vec<BenchPolicy>) -> BenchHost {
    BenchHost {
        host: name.to_owned(),
        services: format!("localhost:{port}"),
        policies,
    }
}

fn policy(name: &str, string: &str) -> BenchPolicy {
    const KEY: &str = "SharedAccessKey=";
    let before = string.find(KEY).map_or(0, |at| at + KEY.len());
    BenchPolicy {
        name: name.to_owned(),
        masked: format!("{}{MASK}", &string[..before]),
    }
}

fn report(report: &SeedReport) -> BenchSeeded {
    let left_out = report.left_out.iter().take(SHOWN);
    BenchSeeded {
        made: number(report.made),
        known: number(report.known),
        left_out: left_out
            .map(|one| format!("{}: {}", one.name, one.reason))
            .collect(),
        left_out_count: number(report.left_out.len()),
    }
}

pub(super) fn devices(all: Vec<DeviceState>, request: &BenchDevicesRequest) -> BenchDevices {
    let words: Vec<_> = request
        .text
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let fits = |state: &DeviceState| {
        let (device, hub) = (state.device.to_lowercase(), &state.hub);
        (state.is_connected || !request.connected)
            && words
                .iter()
                .all(|word| device.contains(word) || hub.contains(word))
    };
    let (count, connected) = (all.len(), all.iter().filter(|s| s.is_connected).count());
    let found: Vec<_> = all.into_iter().filter(fits).collect();
    let total = number(found.len());
    let rows = found
        .into_iter()
        .skip(request.first as usize)
        .take(request.count as usize);
    BenchDevices {
        all: number(count),
        connected: number(connected),
        total,
        first: request.first,
        rows: rows.map(device).collect(),
    }
}

fn device(state: DeviceState) -> BenchDevice {
    BenchDevice {
        hub: state.hub,
        device: state.device,
        enabled: state.is_enabled,
        connected: state.is_connected,
        activity: state.activity,
    }
}

pub(super) fn events(happened: Happened) -> BenchEvents {
    BenchEvents {
        events: happened.events.into_iter().map(event).collect(),
        missed: happened.missed,
        has_more: happened.has_more,
    }
}

fn event(event: bench_hub::Event) -> BenchEvent {
    BenchEvent {
        number: event.number,
        time: event.time,
        kind: match event.kind {
            EventKind::Connected => BenchEventKind::Connected,
            EventKind::Disconnected => BenchEventKind::Disconnected,
            EventKind::Refused => BenchEventKind::Refused,
            EventKind::Reported => BenchEventKind::Reported,
            EventKind::Written => BenchEventKind::Written,
            EventKind::Method => BenchEventKind::Method,
            EventKind::Telemetry => BenchEventKind::Telemetry,
            EventKind::Message => BenchEventKind::Message,
            EventKind::Identity => BenchEventKind::Identity,
            EventKind::Provisioned => BenchEventKind::Provisioned,
            EventKind::Fault => BenchEventKind::Fault,
        },
        hub: event.hub,
        device: event.device,
        message: event.message,
        detail: event.detail.map(|said| twin::secret::cut(&said, SAID)),
    }
}

pub(super) fn trouble(trouble: Trouble) -> BenchTrouble {
    BenchTrouble {
        kind: match trouble.kind {
            TroubleKind::Latency => BenchTroubleKind::Latency,
            TroubleKind::DropConnection => BenchTroubleKind::DropConnection,
            TroubleKind::RefuseToken => BenchTroubleKind::RefuseToken,
            TroubleKind::Throttle => BenchTroubleKind::Throttle,
            TroubleKind::StaleRead => BenchTroubleKind::StaleRead,
            TroubleKind::ClockSkew => BenchTroubleKind::ClockSkew,
            TroubleKind::DuplicateDelivery => BenchTroubleKind::DuplicateDelivery,
        },
        hub: trouble.hub,
        device: trouble.device,
        times: trouble.times,
        amount: trouble.amount,
    }
}

pub(super) fn meant(trouble: BenchTrouble) -> Trouble {
    Trouble {
        kind: match trouble.kind {
            BenchTroubleKind::Latency => TroubleKind::Latency,
            BenchTroubleKind::DropConnection => TroubleKind::DropConnection,
            BenchTroubleKind::RefuseToken => TroubleKind::RefuseToken,
            BenchTroubleKind::Throttle => TroubleKind::Throttle,
            BenchTroubleKind::StaleRead => TroubleKind::StaleRead,
            BenchTroubleKind::ClockSkew => TroubleKind::ClockSkew,
            BenchTroubleKind::DuplicateDelivery => TroubleKind::DuplicateDelivery,
        },
        hub: trouble.hub,
        device: trouble.device,
        times: trouble.times,
        amount: trouble.amount,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
