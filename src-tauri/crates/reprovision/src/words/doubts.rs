//! Problems that show only when everything is put together: versions that say nothing, hubs that are not there.

use twin::secret::cut;

use crate::age::{Age, Doubt, Judged};
use crate::allocation::{Allocation, Failure};
use crate::assumption::Inference;
use crate::enrollment::Enrollment;
use crate::hub::Hub;
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::QUOTED;
use crate::version::VersionFault;

const VERSION_ADVICE: &str = "Give `apiVersion` as the device sends it, `2019-03-31`; or `sdk` with the version of the package, `1.2.9`.";

/// What is doubtful about a device's version. Where a policy answers, a missing version is nobody's fault.
pub(crate) fn doubts(judged: &Judged, has_policy: bool) -> Vec<Problem> {
    let doubts = judged.doubts.iter();
    let told = doubts.filter(|doubt| !(has_policy && matches!(doubt, Doubt::Missing)));
    told.map(|doubt| of(doubt, judged)).collect()
}

impl Judged {
    /// What is doubtful about the device's version.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        doubts(self, false)
    }
}

fn of(doubt: &Doubt, judged: &Judged) -> Problem {
    let (kind, pointer, message, advice) = match doubt {
        Doubt::Missing => (
            ProblemKind::VersionMissing,
            "",
            "neither `apiVersion` nor `sdk` is given".to_owned(),
            VERSION_ADVICE,
        ),
        Doubt::Api { text } => (
            ProblemKind::VersionInvalid,
            "/apiVersion",
            format!("`{}` is no API version", cut(text, QUOTED)),
            "Write the date that the device sends, `2019-03-31`, with its suffix if it has one.",
        ),
        Doubt::Sdk {
            text,
            fault: VersionFault::DateTag,
        } => (
            ProblemKind::VersionDateTag,
            "/sdk/version",
            format!(
                "`{}` is a tag with a date, not the version of a package",
                cut(text, QUOTED)
            ),
            "Look the version of the package up in that release, `1.2.9`, or give `apiVersion`.",
        ),
        Doubt::Sdk { text, .. } => (
            ProblemKind::VersionInvalid,
            "/sdk/version",
            format!("`{}` is no version of a package", cut(text, QUOTED)),
            "Write numbers with dots, `1.2.9`.",
        ),
        Doubt::SdkWithoutVersion => (
            ProblemKind::VersionMissing,
            "/sdk",
            "the SDK's version is not given".to_owned(),
            VERSION_ADVICE,
        ),
        Doubt::Language { text } => (
            ProblemKind::LanguageUnknown,
            "/sdk/language",
            format!("`{}` is no SDK of the table", cut(text, QUOTED)),
            "Write `c`, `python`, `node`, `java` or `dotnet`, or give `apiVersion`.",
        ),
        Doubt::Contradiction { by_sdk } => {
            let says = if *by_sdk == Age::Old { "old" } else { "new" };
            (
                ProblemKind::VersionsContradict,
                "/sdk",
                format!("by its SDK the device is {says}, by its API version it is not"),
                "Correct the one that is wrong; the API version was believed.",
            )
        }
        Doubt::Gap { asks } => (
            ProblemKind::VersionGap,
            "/sdk/version",
            format!("the table calls this release new, but it asks with the API version {asks}"),
            "Give `apiVersion`, which the service goes by; with that of this release the answer would be the other one.",
        ),
    };
    debug_assert!(judged.age != Age::Native || !matches!(doubt, Doubt::Missing));
    Problem {
        pointer: pointer.to_owned(),
        ..Problem::of(Input::Device, kind, message, advice)
    }
}

/// What is doubtful about the choice of the hub.
pub(crate) fn of_allocation(
    enrollment: &Enrollment,
    allocation: &Allocation,
    hubs: &[Hub],
    nth: usize,
) -> Vec<Problem> {
    let mut told = Vec::new();
    let is_linked = |host: &str| hubs.iter().any(|hub| hub.is(host) && hub.is_linked);
    let named = enrollment
        .host
        .iter()
        .map(|host| (host, "/iotHubHostName".to_owned()));
    let listed = enrollment.hubs.iter().enumerate();
    let listed = listed.map(|(at, host)| (host, format!("/iotHubs/{at}")));
    for (host, pointer) in named.chain(listed).filter(|(host, _)| !is_linked(host)) {
        let message = format!("`{}` is not linked to the service", cut(host, QUOTED));
        let advice =
            "Link the hub, take it out of the enrollment, or add it to the hubs given here.";
        told.push(Problem {
            pointer,
            nth,
            ..Problem::of(
                Input::Enrollment,
                ProblemKind::HubNotLinked,
                message,
                advice,
            )
        });
    }
    let needed = match &allocation.hub {
        Err(Failure::NoHub) => {
            let message = "there is no linked hub to choose from";
            let advice = "Give the linked hubs, `[{\"hostName\": …}]`.";
            Some((
                Input::Hubs,
                ProblemKind::HubsMissing,
                message.to_owned(),
                advice,
            ))
        }
        Err(Failure::NotLinked { host }) if told.is_empty() => {
            let message = format!(
                "the device needs `{}`, which is not linked",
                cut(host, QUOTED)
            );
            let advice = "Link the hub again, or let a policy choose another one.";
            Some((Input::Hubs, ProblemKind::HubNotLinked, message, advice))
        }
        Err(Failure::WebhookNames { host }) => {
            let message = format!(
                "the webhook names `{}`, which it was not offered",
                cut(host, QUOTED)
            );
            let advice = "Answer with one of `linkedHubs`.";
            Some((Input::Webhook, ProblemKind::HubNotLinked, message, advice))
        }
        _ => None,
    };
    told.extend(
        needed.map(|(input, kind, message, advice)| Problem::of(input, kind, message, advice)),
    );
    told.extend(allocation.inferences.iter().filter_map(of_guess));
    told
}

/// Groups named when several could be meant.
const GROUPS_NAMED: usize = 3;

/// Which of several groups was taken, and why not the others.
pub(crate) fn of_groups(taken: &Enrollment, others: &[&Enrollment], nth: usize) -> Problem {
    let quoted = |group: &Enrollment| format!("`{}`", cut(group.id(), QUOTED));
    let named: Vec<_> = others
        .iter()
        .take(GROUPS_NAMED)
        .map(|group| quoted(group))
        .collect();
    let more = match others.len().saturating_sub(GROUPS_NAMED) {
        0 => String::new(),
        further => format!(" and {further} more"),
    };
    let message = format!(
        "the device was taken for one of {}, the first enrollment group given, and not of {}{more}",
        quoted(taken),
        named.join(", ")
    );
    let advice = "Give the group whose key or certificate the device has, and no other one.";
    Problem {
        nth,
        ..Problem::of(
            Input::Enrollment,
            ProblemKind::GroupsAmbiguous,
            message,
            advice,
        )
    }
}

/// What would have to be known for the choice to be more than a guess.
fn of_guess(inference: &Inference) -> Option<Problem> {
    let (input, kind, message, advice) = match inference {
        Inference::NotMeasured => (
            Input::Device,
            ProblemKind::LatencyMissing,
            "the hub is chosen by latency, and none is given",
            "Give `latencies` with the milliseconds to each hub.",
        ),
        Inference::WebhookNotAsked => (
            Input::Webhook,
            ProblemKind::WebhookMissing,
            "the hub is chosen by a webhook, and its answer is not given",
            "Give the answer, `{\"iotHubHostName\": …}`; what it is asked is part of this answer.",
        ),
        _ => return None,
    };
    Some(Problem::of(input, kind, message, advice))
}
