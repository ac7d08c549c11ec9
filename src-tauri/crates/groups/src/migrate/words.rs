//! Words and names that changed between the dialects where no alias of a schema says so, and why some
//! things have no successor.

use crate::catalogue::{Flow, Property, Rest, Schema};
use crate::dialect::Dialect;

use super::carry::Told;
use super::sheet::{Body, Sheet};
use super::{Fate, Row};

/// Words of properties: property, word, word there, dialects that use the latter.
const WORDS: [(&str, &str, &str, &[Dialect]); 14] = [
    ("reportingMode", "always", "detailed", LATER),
    ("reportingMode", "never", "none", LATER),
    ("reportingMode", "yes", "detailed", LATER),
    ("reportingMode", "no", "none", LATER),
    ("reportingMode", "detailed", "always", PREVIEW),
    ("reportingMode", "none", "never", PREVIEW),
    ("reportingMode", "minimal", "never", PREVIEW),
    ("reportingMode", "yes", "always", PREVIEW),
    ("reportingMode", "no", "never", PREVIEW),
    ("deploymentStatus", "completed", "succeeded", AGENTS),
    ("deploymentStatus", "committed", "succeeded", AGENTS),
    ("deploymentStatus", "compliant", "succeeded", AGENTS),
    ("deploymentStatus", "nonCompliant", "failed", AGENTS),
    ("state", "notStarted", "pending", &[Dialect::Draft]),
];

const LATER: &[Dialect] = &[Dialect::Staging, Dialect::Ga];
const PREVIEW: &[Dialect] = &[Dialect::Preview];
const AGENTS: &[Dialect] = &[Dialect::Preview, Dialect::Staging, Dialect::Ga];

/// Times that the later agents want without a zone.
const LOCAL_TIMES: [&str; 2] = ["timeZoneDaylightDate", "timeZoneStandardDate"];

/// Why a property has no place at a later agent.
const WHY_NOT: [(&str, &str); 19] = [
    (
        "?",
        "Later agents answer a command instead: `GetInstalledUwpAppsCmd` lists the apps; collectors are reported when desired names them.",
    ),
    ("ring", "Later agents know no rings."),
    (
        "sourcePriority",
        "Later agents know no priorities: what the twin says is applied.",
    ),
    (
        "certSource",
        "Later agents install certificates by the group `certificates`, under their thumbprint.",
    ),
    (
        "certStore",
        "Later agents install certificates by the group `certificates`, where each store has its own name.",
    ),
    (
        "commercializationOperator",
        "Later agents do not report it.",
    ),
    ("totalStorage", "Later agents do not report it."),
    ("localTime", "Later agents do not report it."),
    ("installDate", "Later agents do not report it."),
    (
        "errorCode",
        "Later agents report errors in `__errors`, under the app's name.",
    ),
    (
        "errorMessage",
        "Later agents report errors in `__errors`, under the app's name.",
    ),
    (
        "errSubSystem",
        "Later agents report errors in `__errors`, one for each operation.",
    ),
    (
        "errCode",
        "Later agents report errors in `__errors`, one for each operation.",
    ),
    (
        "errContext",
        "Later agents report errors in `__errors`, one for each operation.",
    ),
    (
        "type",
        "Whatever stands in `providers` is a provider there; the word is not needed.",
    ),
    (
        "policy",
        "No agent reads it: what the twin says is applied.",
    ),
    (
        "dependencies",
        "The plug-in's manifest says what is applied before; the group does not.",
    ),
    (
        "serviceInterfaceVersion",
        "Nothing in the group says a version there.",
    ),
    (
        "deviceInterfaceVersion",
        "Nothing in the group says a version there.",
    ),
];

/// Returns why a property has no place in a dialect, where that is known.
pub(super) fn why_not(name: &str, there: Dialect) -> Option<&'static str> {
    // the reasons are those of the agents that came later
    if there == Dialect::Draft && !name.ends_with("InterfaceVersion") {
        return None;
    }
    let known = WHY_NOT.iter().find(|(known, _)| *known == name);
    known.map(|(_, why)| *why)
}

/// Returns a scalar as it is said at the counterpart, where that is otherwise, and a sentence.
pub(super) fn reworded(
    sheet: &Sheet,
    name: &str,
    there: &Property,
    dialect: Dialect,
) -> Option<(String, String)> {
    let Body::Plain(json) = &sheet.body else {
        return None;
    };
    let only = |wanted: &[&str]| {
        !there.types.is_empty() && there.types.iter().all(|t| wanted.contains(&t.as_str()))
    };
    let Some(text) = sheet.text() else {
        let is_number = json.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        return (is_number && only(&["string"]) && !there.is_closed).then(|| {
            let sentence = "It is read as text there and belongs in quotes.".to_owned();
            (twin::escape::quote(json), sentence)
        });
    };
    let word = WORDS.iter().find(|(of, here, _, dialects)| {
        *of == name && *here == text && dialects.contains(&dialect)
    });
    if let Some((_, here, new, _)) = word {
        let sentence = format!("`{here}` is called `{new}` there.");
        return Some((twin::escape::quote(new), sentence));
    }
    let is_agent = AGENTS.contains(&dialect);
    if let Some(local) = text.strip_suffix('Z')
        && is_agent
        && LOCAL_TIMES.contains(&name)
    {
        let sentence = "Times are read without a zone there; one with a `Z` is refused.".to_owned();
        return Some((twin::escape::quote(local), sentence));
    }
    if only(&["integer", "number"]) && text.parse::<i64>().is_ok_and(|n| n.to_string() == text) {
        return Some((
            text,
            "It is read as a number there, without quotes.".to_owned(),
        ));
    }
    let truth = match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => "true",
        "false" | "no" => "false",
        _ => return None,
    };
    only(&["boolean"]).then(|| {
        let sentence = format!("It is read as a truth value there: `{truth}`, without quotes.");
        (truth.to_owned(), sentence)
    })
}

/// Puts in order what stands elsewhere at the counterpart: `__meta.reporting` of the draft, and
/// elements that stand directly in the group.
pub(super) fn rebuild(sheet: &mut Sheet, from: Option<&Property>, to: &Schema, told: &mut Told) {
    if !told.is_anew() {
        return;
    }
    let has_mode = to.key.flow == Flow::Desired && AGENTS.contains(&to.key.dialect);
    if has_mode && sheet.get("__meta").is_some() {
        let reporting = sheet
            .entry("__meta")
            .and_then(|meta| meta.take("reporting"));
        if let Some(reporting) = reporting {
            say_mode(sheet, reporting, to.key.dialect, told);
        }
    }
    if let Some(from) = from {
        nest(sheet, from, to.property(), told);
    }
}

/// `reporting` with its two members becomes one word.
fn say_mode(sheet: &mut Sheet, reporting: Sheet, dialect: Dialect, told: &mut Told) {
    let says = |name: &str, json: &str| {
        let member = reporting.get(name);
        member.is_some_and(|s| matches!(&s.body, Body::Plain(is) if is == json))
    };
    let mode = match (says("report", "false"), says("details", "\"minimal\"")) {
        (true, _) => "none",
        (false, true) => "minimal",
        (false, false) => "detailed",
    };
    set_mode(sheet, &reporting, mode, dialect, ("", told));
}

/// Puts `reportingMode` into `__meta`, in the words of the dialect.
pub(super) fn set_mode(
    sheet: &mut Sheet,
    source: &Sheet,
    mode: &str,
    dialect: Dialect,
    (above, told): (&str, &mut Told),
) {
    let word = match (dialect, mode) {
        (Dialect::Preview, "detailed") => "always",
        (Dialect::Preview, _) => "never",
        (_, mode) => mode,
    };
    let said = Sheet {
        origin: source.origin.clone(),
        body: Body::text(word),
    };
    told.push(Row {
        fate: Fate::Reworded,
        value: source.shown(),
        new_value: Some(said.shown()),
        sentence: "One word in `__meta` says there what is reported.".to_owned(),
        ..moved(
            source.origin.as_deref().unwrap_or_default(),
            &format!("{above}/__meta/reportingMode"),
            "",
        )
    });
    if let Some(meta) = sheet.entry("__meta") {
        meta.put("reportingMode", said);
    }
}

/// Elements that stand directly in the group here stand one level below there.
fn nest(sheet: &mut Sheet, from: &Property, there: &Property, told: &mut Told) {
    let Some(element) = from.element.as_deref().filter(|_| is_map(from)) else {
        return;
    };
    let of_same = |of: &Property| of.element.as_deref() == Some(element);
    let found = there.members.iter().find(|(_, of)| of_same(of));
    let Some((name, _)) = found.filter(|_| !of_same(there)) else {
        return;
    };
    let Some(members) = sheet.members_mut() else {
        return;
    };
    let is_own = |name: &str| from.members.contains_key(name);
    let all = std::mem::take(members).into_iter();
    let (own, elements): (Vec<_>, Vec<_>) = all.partition(|(n, _)| is_own(n));
    *members = own;
    members.push((name.clone(), Sheet::object(None, elements)));
    let sentence = format!("Each {element} stands in `{name}` there.");
    told.push(moved("", &format!("/{name}"), &sentence));
}

fn is_map(of: &Property) -> bool {
    matches!(of.rest, Rest::Each(_))
}

/// Tells that members stand elsewhere.
pub(super) fn moved(from: &str, to: &str, sentence: &str) -> Row {
    Row {
        fate: Fate::Renamed,
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        title: String::new(),
        value: String::new(),
        new_value: None,
        sentence: sentence.to_owned(),
        breaks: None,
    }
}

/// Joins alternatives: `a, b or c`.
pub(super) fn or(all: &[String]) -> String {
    const NAMED: usize = 12;
    match all {
        [] => String::new(),
        [one] => one.clone(),
        many if many.len() > NAMED => {
            format!("one of {} values", many.len())
        }
        [many @ .., last] => format!("{} or {last}", many.join(", ")),
    }
}
