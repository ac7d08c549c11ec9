//! What a hub is chosen by, where that is a measure somebody can slide: weights, or latencies.

use reprovision::{AllocationPolicy, Answer, Because, Enrollment, Hub, Request};

use crate::wire::{ChosenBy, HubMeasure};

/// Returns the measure that the hub is chosen by, if it is one.
pub(super) fn chosen_by(answer: &Answer, enrollment: Option<&Enrollment>) -> Option<ChosenBy> {
    let made = answer.allocation.as_ref().map(|made| made.policy);
    match made.or(enrollment?.allocation)? {
        AllocationPolicy::Hashed => Some(ChosenBy::Weight),
        AllocationPolicy::GeoLatency => Some(ChosenBy::Latency),
        AllocationPolicy::Static | AllocationPolicy::Custom => None,
    }
}

/// Returns the measure of each hub, and why it changes nothing where it does not.
pub(super) fn measures(
    answer: &Answer,
    request: Request<'_>,
    enrollment: Option<&Enrollment>,
) -> Vec<HubMeasure> {
    let Some(by) = chosen_by(answer, enrollment) else {
        return Vec::new();
    };
    let hubs = request.hubs.iter();
    let measure = |hub: &Hub| HubMeasure {
        host: hub.host.clone(),
        value: match by {
            ChosenBy::Weight => Some(hub.weight.to_string()),
            ChosenBy::Latency => latency(request, hub),
        },
        idle: idle(answer, hub).map(str::to_owned),
    };
    hubs.map(measure).collect()
}

fn latency(request: Request<'_>, hub: &Hub) -> Option<String> {
    let mut measured = request.device.latencies.iter();
    let (_, milliseconds) = measured.find(|(host, _)| hub.is(host))?;
    Some(milliseconds.to_string())
}

fn idle(answer: &Answer, hub: &Hub) -> Option<&'static str> {
    let Some(allocation) = &answer.allocation else {
        return Some("the request ends before a hub is chosen");
    };
    let is_candidate = allocation.candidates.iter().any(|host| hub.is(host));
    match allocation.because {
        Because::Kept => Some("the device keeps its hub: it is not chosen again"),
        _ if !hub.is_linked => Some("it is not linked to the service"),
        _ if !is_candidate => Some("it is not among the hubs to choose from"),
        Because::Only => Some("there is no other hub to choose"),
        _ => None,
    }
}
