//! What is tried out, written into the documents: the simulation then needs to know nothing of it.

use reprovision::{Assumption, Policy, PolicyKind};
use twin::escape::quote;
use twin::{Document, Value};

use super::documents::{Documents, GivenError};
use super::edit::{objects, set};
use crate::wire::{SimulationRequest, WhatIf};

/// Milliseconds to the hub that is to be the nearest, and to the others.
const NEAR_AND_FAR: (u32, u32) = (10, 90);

/// Writes everything that is tried out into the documents, one after the other.
///
/// # Errors
/// A switch that there is not, or a document too large to be read.
pub fn what_if(
    request: SimulationRequest,
    tried: &[WhatIf],
) -> Result<SimulationRequest, GivenError> {
    tried.iter().try_fold(request, one)
}

fn one(mut request: SimulationRequest, change: &WhatIf) -> Result<SimulationRequest, GivenError> {
    let read = Documents::read(&request)?;
    let nth = read.request("").answer().enrollment.unwrap_or_default();
    match change {
        WhatIf::Policy { policy } => {
            let kind = PolicyKind::named(policy).map(Policy::of).map(|policy| {
                format!(
                    "{{ \"updateHubAssignment\": {}, \"migrateDeviceData\": {} }}",
                    policy.update_hub_assignment, policy.migrate_device_data
                )
            });
            enrollment(&mut request, nth, "reprovisionPolicy", kind);
        }
        WhatIf::Enabled { enabled } => {
            let word = if *enabled { "enabled" } else { "disabled" };
            enrollment(&mut request, nth, "provisioningStatus", Some(quote(word)));
        }
        WhatIf::ApiVersion { version } => {
            device(&mut request, &["sdk"], None);
            device(&mut request, &["apiVersion"], Some(&quote(version)));
        }
        WhatIf::Sdk { language, version } => {
            device(&mut request, &["apiVersion"], None);
            device(&mut request, &["sdk", "language"], Some(&quote(language)));
            device(&mut request, &["sdk", "version"], Some(&quote(version)));
        }
        WhatIf::CurrentHub { host } => current_hub(&mut request, nth, host.as_deref()),
        WhatIf::Allocation { policy, host } => {
            enrollment(&mut request, nth, "allocationPolicy", Some(quote(policy)));
            if let Some(host) = host {
                target(&mut request, nth, policy, host, &read);
            }
        }
        WhatIf::Weight { host, weight } => {
            if let Some(at) = hub_at(&request.hubs, host) {
                let weight = weight.to_string();
                request.hubs = set(&request.hubs, at, &["allocationWeight"], Some(&weight));
            }
        }
        WhatIf::Latency { host, milliseconds } => {
            let milliseconds = milliseconds.map(|milliseconds| milliseconds.to_string());
            let path = ["latencies", measured(&read, host)];
            device(&mut request, &path, milliseconds.as_deref());
        }
        WhatIf::Assumption { name, value } => {
            let text = format!("{name}={value}");
            let known = Assumption::named(&text);
            request
                .assumptions
                .retain(|one| one.split_once('=').is_none_or(|(switch, _)| switch != name));
            // an unknown one is told as such by whoever reads the request
            request.assumptions.push(text);
            if known.is_none() {
                Documents::read(&request)?;
            }
        }
    }
    Ok(request)
}

fn enrollment(request: &mut SimulationRequest, nth: usize, member: &str, value: Option<String>) {
    request.enrollment = set(&request.enrollment, nth, &[member], value.as_deref());
}

fn device(request: &mut SimulationRequest, path: &[&str], value: Option<&str>) {
    request.device = set(&request.device, 0, path, value);
}

/// The name by which a hub was measured, in whatever case that is written.
fn measured<'h>(read: &'h Documents, host: &'h str) -> &'h str {
    let mut names = read.device.latencies.iter().map(|(name, _)| name.as_str());
    let known = names.find(|known| known.eq_ignore_ascii_case(host));
    known.unwrap_or(host)
}

/// Lets an allocation choose a hub, by whatever it goes by. A hash goes by nothing that could be said.
fn target(request: &mut SimulationRequest, nth: usize, policy: &str, host: &str, read: &Documents) {
    match policy {
        "static" => {
            let has_list = has(&request.enrollment, nth, "iotHubs");
            let (member, value) = match has_list {
                true => ("iotHubs", format!("[{}]", quote(host))),
                false => ("iotHubHostName", quote(host)),
            };
            enrollment(request, nth, member, Some(value));
        }
        "custom" => {
            request.webhook = set(&request.webhook, 0, &["iotHubHostName"], Some(&quote(host)));
        }
        "geoLatency" => {
            for hub in &read.hubs {
                let (near, far) = NEAR_AND_FAR;
                let milliseconds = if hub.is(host) { near } else { far }.to_string();
                let path = ["latencies", measured(read, &hub.host)];
                device(request, &path, Some(&milliseconds));
            }
        }
        _ => {}
    }
}

/// Which object of the hubs' text is a hub.
fn hub_at(text: &str, host: &str) -> Option<usize> {
    let doc = Document::read_str(text).ok()?;
    objects(&doc).iter().position(|hub| is_named(*hub, host))
}

/// True for a hub of that name, by either of the two members that the service and its command line name it by.
fn is_named(hub: Value<'_>, host: &str) -> bool {
    let name = hub.get("hostName").or_else(|| hub.get("name"));
    name.and_then(|name| name.str())
        .is_some_and(|name| name.eq_ignore_ascii_case(host))
}

fn has(text: &str, nth: usize, member: &str) -> bool {
    let doc = Document::read_str(text).ok();
    let doc = doc.as_ref();
    let object = doc.and_then(|doc| objects(doc).get(nth).copied());
    object.is_some_and(|object| object.get(member).is_some())
}

/// The device is on another hub: what was on its hub goes along, and every record says so.
fn current_hub(request: &mut SimulationRequest, nth: usize, host: Option<&str>) {
    let record = host.map(quote);
    if request.record.trim().is_empty() || host.is_none() {
        request.record = String::new();
    } else {
        let path = ["assignedHub"];
        request.record = set(&request.record, 0, &path, record.as_deref());
    }
    if has(&request.enrollment, nth, "registrationState") {
        let path: &[&str] = match host {
            Some(_) => &["registrationState", "assignedHub"],
            None => &["registrationState"],
        };
        request.enrollment = set(&request.enrollment, nth, path, record.as_deref());
    }
    request.hubs = hubs(&request.hubs, host);
}

fn hubs(text: &str, host: Option<&str>) -> String {
    let doc = Document::read_str(text).ok();
    let all = doc.as_ref().map(objects).unwrap_or_default();
    let at = |wanted: &str| all.iter().position(|hub| is_named(*hub, wanted));
    let is_assigned = |at: &usize| all[*at].get("assigned").and_then(|a| a.bool()) == Some(true);
    let from = (0..all.len()).find(is_assigned);
    let to = host.and_then(at);
    let part = |at: Option<usize>, member: &str| Some(all[at?].get(member)?.raw().to_owned());
    let parts = ["twin", "modules"].map(|member| (member, part(from, member), part(to, member)));
    let mut out = text.to_owned();
    for (at, hub) in all.iter().enumerate() {
        let is_target = to == Some(at);
        if is_target || hub.get("assigned").is_some() {
            out = set(&out, at, &["assigned"], is_target.then_some("true"));
        }
        for (member, moved, there) in &parts {
            let is_twin = *member == "twin";
            let value = match (is_target, from == Some(at)) {
                (true, true) => there.clone(),
                // without a twin it would be an identity that somebody deleted
                (true, false) => moved
                    .clone()
                    .or_else(|| there.clone())
                    .or(is_twin.then(|| "{}".to_owned())),
                (false, true) => None,
                (false, false) if host.is_none() => None,
                (false, false) => continue,
            };
            out = set(&out, at, &[member], value.as_deref());
        }
    }
    out
}
