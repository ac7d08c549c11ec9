//! Drift in words: one table from what the engine decides to what people read.

use ::groups::codes::{self, Origin};
use ::groups::status::ErrorEntry;
use diff::drift::{Contract, Failure, Reason, Skew, SkewKind, State, Verdict};
use jiff::Timestamp;
use twin::time::spoken;

/// Names a state.
#[must_use]
pub fn state(state: State) -> &'static str {
    match state {
        State::Failed => "failed",
        State::Drifted => "drifted",
        State::Pending => "pending",
        State::NotReported => "not reported",
        State::Unknown => "different",
        State::Overridden => "overridden",
        State::Ignored => "ignored",
        State::InSync => "in sync",
        State::ReportedOnly => "reported only",
    }
}

/// Says why, in one clause; empty where the name of the state says it all.
#[must_use]
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Equal | Reason::Inside | Reason::Error => "",
        Reason::Respelled => "in the device's own spelling",
        Reason::InShort => "the device only reports that it is there",
        Reason::GoneAsAsked => "gone, as desired",
        Reason::Deleted => "null deletes it, and it is not reported",
        Reason::NothingAsked => "nothing is asked for in it",
        Reason::StatusPending => "the device reports the group as pending",
        Reason::Refreshing => "the device is about to report it anew",
        Reason::AskedLater => "asked after the last report",
        Reason::OtherDeployment => "the last report is of another deployment",
        Reason::NeverReported => "the device never reported the group",
        Reason::StatusFailed => "the device reports the group as failed",
        Reason::ReportedLater => "reported after it was asked",
        Reason::StatusSucceeded => "the device reports success with another value",
        Reason::StillThere => "shall be gone and is still reported",
        Reason::LocalPolicy => "the device's own setting has precedence",
        Reason::ReadOnly => "state of the device; nobody can ask for it",
        Reason::NotAsked => "nobody asks for it",
        Reason::Default => "the default, for which nobody asks",
        Reason::ByDesign => "never reported, by design",
        Reason::NotRequested => "the reporting mode asks for no report",
        Reason::LeftOut => "the group is reported without it",
        Reason::NoVersion => "the group has no version, and is ignored without one",
        Reason::UnknownGroup => "the device lists no such group",
        Reason::Command => "a command, not a configuration",
        Reason::Declaration => "says something about the twin; no device applies it",
        Reason::Unread => "no schema has a place for it; nobody reads it",
        Reason::NoTimes => "no times and no status tell which side is the later one",
        Reason::NotSeen => "the document has no reported section",
        Reason::Defect => "a defect of the agent: it reports something else here",
    }
}

/// Says everything about a verdict in one clause.
#[must_use]
pub fn verdict(verdict: &Verdict, contract: &Contract<'_>, now: Option<Timestamp>) -> String {
    let mut parts = Vec::new();
    if let Some(error) = verdict.error {
        parts.extend(contract.errors.get(error as usize).map(failure));
    }
    let why = reason(verdict.reason);
    if !why.is_empty() {
        parts.push(why.to_owned());
    }
    parts.extend(since(verdict, now));
    if verdict.is_stuck {
        parts.push("longer than it should take".to_owned());
    }
    parts.join(", ")
}

/// Says everything about a group in one clause; `told` is what the settings leave of what was decided.
#[must_use]
pub(crate) fn group(
    decided: &Verdict,
    told: &Verdict,
    contract: &Contract<'_>,
    now: Option<Timestamp>,
) -> String {
    if decided.is_difference() && !told.is_difference() {
        return "but for what is hidden".to_owned();
    }
    verdict(told, contract, now)
}

fn since(verdict: &Verdict, now: Option<Timestamp>) -> Option<String> {
    let since = verdict.since?;
    let age = now
        .map(|now| now.duration_since(since))
        .filter(|age| age.is_positive());
    Some(match age {
        Some(age) => format!("for {}", spoken(age)),
        None => format!("since {}", since.strftime("%Y-%m-%d %H:%M:%S UTC")),
    })
}

/// Says an error in words: what failed, the code, what the code means.
fn failure(failure: &Failure<'_>) -> String {
    let of = twin::secret::cut(&failure.operation, 60);
    let code = failure.code.map(|code| format!("error {code}"));
    let code = code.unwrap_or_else(|| "an error without a code".to_owned());
    let entry = ErrorEntry::of(failure.value);
    let is_older = failure.value.get("errCode").is_some();
    let meaning = match is_older {
        true => failure
            .code
            .and_then(|code| codes::reported(code, Origin::OlderDevice)),
        false => entry.meaning().filter(|_| !entry.is_leftover()),
    };
    if let Some(meaning) = meaning {
        return format!("{code} of `{of}`: {}", meaning.words);
    }
    let message = ["message", "errContext"]
        .iter()
        .find_map(|key| failure.value.get(key));
    match message.filter(|m| !m.is_str("")) {
        Some(message) => format!("{code} of `{of}`: {}", twin::secret::shown(message, 160)),
        None => format!("{code} of `{of}`"),
    }
}

/// Says which times contradict each other.
#[must_use]
pub fn skew(skew: &Skew) -> String {
    let by = spoken(skew.by);
    match skew.kind {
        SkewKind::Here => format!("the hub's stamps are {by} later than this machine's clock"),
        SkewKind::Device => format!(
            "the device's time of its report is at least {by} away from the hub's stamp; no time zone explains it"
        ),
    }
}
