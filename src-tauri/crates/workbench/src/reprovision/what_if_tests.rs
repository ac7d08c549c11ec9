//! What is tried out, written into the documents and found again in the answer.

use super::edit::set;
use super::{samples, simulate, what_if};
use crate::wire::{ChosenBy, Simulation, SimulationRequest, WhatIf};

fn start() -> SimulationRequest {
    samples().remove(0).start
}

fn told(request: &SimulationRequest) -> Simulation {
    let time = "2026-01-02T03:04:05Z".parse().expect("a time");
    let told = simulate(request, time).expect("small documents");
    assert!(
        told.problems
            .iter()
            .all(|problem| problem.severity != "error"),
        "{:?}",
        told.problems
    );
    told
}

fn tried(changes: &[WhatIf]) -> Simulation {
    told(&what_if(start(), changes).expect("known switches"))
}

fn policy(name: &str) -> WhatIf {
    WhatIf::Policy {
        policy: name.to_owned(),
    }
}

fn on(host: &str) -> WhatIf {
    WhatIf::CurrentHub {
        host: Some(host.to_owned()),
    }
}

#[test]
fn every_policy_is_found_again_in_what_was_written() {
    for name in ["migrate", "reset", "never", "unnamed", "none"] {
        assert_eq!(tried(&[policy(name)]).given.policy, name);
    }
}

#[test]
fn versions_replace_each_other() {
    let api = WhatIf::ApiVersion {
        version: "2017-11-15".to_owned(),
    };
    let sdk = WhatIf::Sdk {
        language: "java".to_owned(),
        version: "1.17.0".to_owned(),
    };
    let given = tried(&[sdk.clone(), api.clone()]).given;
    assert_eq!((given.age.as_str(), given.sdk_language), ("old", None));
    let given = tried(&[api, sdk]).given;
    assert_eq!((given.age.as_str(), given.api_version), ("new", None));
    assert_eq!(given.sdk_language.as_deref(), Some("java"));
}

#[test]
fn the_device_takes_its_twin_to_the_hub_that_it_is_said_to_be_on() {
    let mut request = start();
    request.hubs = "[{\"hostName\": \"plant-west.azure-devices.net\", \"assigned\": true, \"twin\": {\"tags\": {\"a\": 1.0}}},\
         {\"hostName\": \"quarantine.azure-devices.net\"}]"
        .to_owned();
    let moved = what_if(request.clone(), &[on("quarantine.azure-devices.net")]);
    let moved = moved.expect("known switches");
    let simulation = told(&moved);
    let from = simulation.from.as_deref();
    assert_eq!(from, Some("quarantine.azure-devices.net"));
    assert_eq!(simulation.outcome, "migrated");
    assert!(moved.hubs.contains("{\"a\": 1.0}"), "{}", moved.hubs);
    let again = what_if(moved, &[on("plant-west.azure-devices.net")]);
    let again = again.expect("known switches");
    assert_eq!(
        told(&again).from.as_deref(),
        Some("plant-west.azure-devices.net")
    );
    let nowhere = what_if(again, &[WhatIf::CurrentHub { host: None }]);
    assert_eq!(told(&nowhere.expect("known switches")).outcome, "initial");
}

#[test]
fn every_allocation_that_can_be_told_leads_to_the_hub_that_is_wanted() {
    for (name, host) in [
        ("static", "quarantine.azure-devices.net"),
        ("custom", "quarantine.azure-devices.net"),
        ("geoLatency", "quarantine.azure-devices.net"),
        ("geoLatency", "plant-west.azure-devices.net"),
    ] {
        let mut request = start();
        // the one hub of a static allocation would be the only one to choose from
        request.enrollment = set(&request.enrollment, 0, &["iotHubHostName"], None);
        let change = WhatIf::Allocation {
            policy: name.to_owned(),
            host: Some(host.to_owned()),
        };
        let asked = what_if(request, &[change]).expect("known switches");
        assert_eq!(told(&asked).to.as_deref(), Some(host), "{name}");
    }
}

/// Three hubs and a device that is on none of them.
fn spread(allocation: &str) -> SimulationRequest {
    SimulationRequest {
        enrollment: format!(
            "{{\"registrationId\": \"pump-7\", \"allocationPolicy\": \"{allocation}\"}}"
        ),
        device: "{\"registrationId\": \"pump-7\", \"apiVersion\": \"2021-06-01\", \"latencies\": {\"A.azure-devices.net\": 12.5}}"
            .to_owned(),
        hubs: "[{\"hostName\": \"a.azure-devices.net\"}, {\"hostName\": \"b.azure-devices.net\", \"location\": 1.0},\
             {\"name\": \"c.azure-devices.net\", \"linked\": false}]"
            .to_owned(),
        ..SimulationRequest::default()
    }
}

fn measured(request: &SimulationRequest) -> Vec<(Option<String>, bool)> {
    let measures = told(request).given.measures.into_iter();
    measures
        .map(|hub| (hub.value, hub.idle.is_none()))
        .collect()
}

#[test]
fn weights_are_written_into_their_hubs_and_lead_the_hash() {
    let text = |value: &str| Some(value.to_owned());
    let start = spread("hashed");
    assert_eq!(told(&start).given.chosen_by, Some(ChosenBy::Weight));
    let alike = [(text("1"), true), (text("1"), true), (text("1"), false)];
    assert_eq!(measured(&start), alike);
    for host in ["a.azure-devices.net", "B.azure-devices.net"] {
        let heavy = WhatIf::Weight {
            host: host.to_owned(),
            weight: 1000,
        };
        let asked = what_if(start.clone(), &[heavy]).expect("known");
        let to = told(&asked).to.unwrap_or_default();
        assert!(to.eq_ignore_ascii_case(host), "{to}");
    }
    let light = WhatIf::Weight {
        host: "c.azure-devices.net".to_owned(),
        weight: 7,
    };
    let asked = what_if(start, &[light]).expect("known");
    assert!(
        asked
            .hubs
            .contains("\"linked\": false, \"allocationWeight\": 7}"),
        "{}",
        asked.hubs
    );
    assert!(asked.hubs.contains("\"location\": 1.0"), "{}", asked.hubs);
}

#[test]
fn latencies_are_written_into_the_device_under_the_names_they_have_and_taken_out_again() {
    let text = |value: &str| Some(value.to_owned());
    let slide = |host: &str, milliseconds| WhatIf::Latency {
        host: host.to_owned(),
        milliseconds,
    };
    let start = spread("geoLatency");
    assert_eq!(told(&start).given.chosen_by, Some(ChosenBy::Latency));
    let begun = [(text("12.5"), true), (None, true), (None, false)];
    assert_eq!(measured(&start), begun);
    let near = slide("b.azure-devices.net", Some(4));
    let asked = what_if(start.clone(), &[near]).expect("known");
    assert_eq!(told(&asked).to.as_deref(), Some("b.azure-devices.net"));
    let nearer = slide("a.azure-devices.net", Some(3));
    let asked = what_if(asked, &[nearer]).expect("known");
    assert!(
        asked.device.contains("\"A.azure-devices.net\": 3"),
        "{}",
        asked.device
    );
    assert_eq!(told(&asked).to.as_deref(), Some("a.azure-devices.net"));
    let gone = slide("b.azure-devices.net", None);
    let asked = what_if(asked, &[gone]).expect("known");
    assert_eq!(measured(&asked)[1], (None, true));
}

#[test]
fn what_is_not_chosen_by_a_measure_has_none_and_what_changes_nothing_says_why() {
    for name in ["static", "custom"] {
        let mut named = spread(name);
        let host = Some("\"a.azure-devices.net\"");
        named.enrollment = set(&named.enrollment, 0, &["iotHubHostName"], host);
        let given = told(&named).given;
        assert_eq!((given.chosen_by, given.measures), (None, vec![]), "{name}");
    }
    let mut stays = spread("hashed");
    stays.hubs = set(&stays.hubs, 0, &["assigned"], Some("true"));
    let stays = what_if(stays, &[policy("never")]).expect("known");
    for hub in told(&stays).given.measures {
        let why = hub.idle.unwrap_or_default();
        assert!(why.contains("not chosen again"), "{}: {why}", hub.host);
    }
    let mut one = spread("hashed");
    one.hubs = "[{\"hostName\": \"a.azure-devices.net\"}]".to_owned();
    assert_eq!(measured(&one), [(Some("1".to_owned()), false)]);
}

#[test]
fn a_disabled_enrollment_and_a_switch_are_what_they_were_set_to() {
    let off = WhatIf::Enabled { enabled: false };
    assert_eq!(tried(&[off]).outcome, "disabled");
    let switch = |value: &str| WhatIf::Assumption {
        name: "same-hub-reset".to_owned(),
        value: value.to_owned(),
    };
    let here = on("plant-west.azure-devices.net");
    let reset = [here, policy("reset")];
    assert_eq!(tried(&reset).outcome, "reset-in-place");
    let keeps = [&reset[..], &[switch("keeps")]].concat();
    assert_eq!(tried(&keeps).outcome, "same-hub");
    let back = [&keeps[..], &[switch("resets")]].concat();
    assert_eq!(tried(&back).outcome, "reset-in-place");
    assert!(what_if(start(), &[switch("perhaps")]).is_err());
}

/// The same hubs as the command line of the service lists them: by `name`.
fn by_name(request: SimulationRequest) -> SimulationRequest {
    SimulationRequest {
        hubs: request.hubs.replace("\"hostName\"", "\"name\""),
        ..request
    }
}

#[test]
fn the_twin_goes_along_between_hubs_that_are_listed_by_name() {
    let first = told(&start());
    let there = on(first.to.as_deref().expect("a hub"));
    let placed = what_if(start(), std::slice::from_ref(&there)).expect("known switches");
    let other = first
        .given
        .hubs
        .iter()
        .find(|hub| Some(*hub) != first.to.as_ref());
    let away = on(other.expect("another hub"));
    let by_host = told(&what_if(placed.clone(), std::slice::from_ref(&away)).expect("known"));
    let by_name = told(&what_if(by_name(placed), &[away]).expect("known switches"));
    assert_eq!(by_host.given.current_hub, by_name.given.current_hub);
    assert!(by_host.hubs.iter().any(|hub| hub.before.is_some()));
    assert_eq!(by_host.hubs, by_name.hubs);
}

#[test]
fn a_nearest_hub_takes_the_place_of_what_was_measured_in_another_case() {
    let hosts = told(&start()).given.hubs;
    let measured = format!("{{\"{}\": 1}}", hosts[0].to_uppercase());
    let request = SimulationRequest {
        device: set(&start().device, 0, &["latencies"], Some(&measured)),
        ..start()
    };
    let nearest = WhatIf::Allocation {
        policy: "geoLatency".to_owned(),
        host: Some(hosts[1].to_uppercase()),
    };
    let request = what_if(request, &[nearest]).expect("known switches");
    let told = told(&request);
    assert_eq!(told.to.as_ref(), Some(&hosts[1]), "{}", request.device);
    let times = request.device.matches(".azure-devices.net").count()
        + request.device.matches(".AZURE-DEVICES.NET").count();
    assert_eq!(times, hosts.len(), "{}", request.device);
}
