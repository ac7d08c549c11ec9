//! One law before and after: whether it lets more through, less, or something else.

use std::collections::BTreeSet;

use serde_json::Value as Plain;
use twin::secret::cut;

use super::change::Kind;
use super::flat::Law;
use crate::catalogue::violation::Weight;

/// Says what became of a law; nothing where it demands the same.
pub(super) fn compared(keyword: &str, before: &[Law], after: &[Law]) -> Option<(Kind, String)> {
    if before == after {
        return None;
    }
    let values = |laws: &[Law]| laws.iter().map(|law| law.value.clone()).collect::<Vec<_>>();
    let is_advice = |laws: &[Law]| laws.iter().all(|law| law.weight != Weight::Error);
    if values(before) == values(after) {
        return Some(reweighed(keyword, is_advice(before), is_advice(after)));
    }
    let (old, new) = (shown(before), shown(after));
    if is_advice(before) && is_advice(after) {
        let what = format!("the advice of `{keyword}` was {old} and is {new}");
        return Some((Kind::Advice, what));
    }
    match keyword {
        "type" => Some((Kind::Retyped, format!("the type was {old} and is {new}"))),
        "enum" | "const" => Some(listed(before, after)),
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties"
        | "minContains" => ranged(keyword, before, after, |old, new| new > old),
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties"
        | "maxContains" => ranged(keyword, before, after, |old, new| new < old),
        "additionalProperties" | "items" if is_bool(before) && is_bool(after) => {
            Some(freed(keyword, after))
        }
        "pattern" | "format" | "multipleOf" | "uniqueItems" => {
            Some(one_or_other(keyword, before, after))
        }
        _ => {
            let what = format!(
                "`{keyword}` is different; whether all that was right still is cannot be told"
            );
            Some((Kind::Other, what))
        }
    }
}

fn shown(laws: &[Law]) -> String {
    let all: Vec<_> = laws
        .iter()
        .map(|law| cut(&law.value.to_string(), 80))
        .collect();
    match all.as_slice() {
        [] => "open".to_owned(),
        all => format!("`{}`", all.join("` and `")),
    }
}

fn reweighed(keyword: &str, was_advice: bool, is_advice: bool) -> (Kind, String) {
    match (was_advice, is_advice) {
        (false, true) => (Kind::Widened, format!("`{keyword}` was law and is advice")),
        (true, false) => (Kind::Narrowed, format!("`{keyword}` was advice and is law")),
        _ => (
            Kind::Advice,
            format!("a breach of `{keyword}` weighs differently"),
        ),
    }
}

fn listed(before: &[Law], after: &[Law]) -> (Kind, String) {
    let values = |laws: &[Law]| -> Option<BTreeSet<String>> {
        let sets = laws.iter().map(|law| match &law.value {
            Plain::Array(all) => all.iter().map(ToString::to_string).collect::<BTreeSet<_>>(),
            one => BTreeSet::from([one.to_string()]),
        });
        sets.reduce(|a, b| a.intersection(&b).cloned().collect())
    };
    let words = |values: &BTreeSet<String>| {
        let all: Vec<_> = values.iter().map(|v| format!("`{}`", cut(v, 40))).collect();
        cut(&all.join(", "), 200)
    };
    match (values(before), values(after)) {
        (None, Some(new)) => (
            Kind::Narrowed,
            format!("only some values are allowed now: {}", words(&new)),
        ),
        (Some(_), None) | (None, None) => (Kind::Widened, "any value is allowed now".to_owned()),
        (Some(old), Some(new)) => {
            let gone: BTreeSet<_> = old.difference(&new).cloned().collect();
            let more: BTreeSet<_> = new.difference(&old).cloned().collect();
            match (gone.is_empty(), more.is_empty()) {
                (true, _) => (Kind::Widened, format!("further values: {}", words(&more))),
                (false, true) => (
                    Kind::Narrowed,
                    format!("values taken away: {}", words(&gone)),
                ),
                (false, false) => {
                    let what = format!(
                        "values taken away: {}; further values: {}",
                        words(&gone),
                        words(&more)
                    );
                    (Kind::Narrowed, what)
                }
            }
        }
    }
}

/// A limit; `is_tighter` compares the old number with the new one.
fn ranged(
    keyword: &str,
    before: &[Law],
    after: &[Law],
    is_tighter: fn(f64, f64) -> bool,
) -> Option<(Kind, String)> {
    let tightest = |laws: &[Law]| {
        let numbers = laws.iter().filter_map(|law| law.value.as_f64());
        numbers.reduce(|a, b| if is_tighter(a, b) { b } else { a })
    };
    let (old, new) = (tightest(before), tightest(after));
    let (before, after) = (shown(before), shown(after));
    let what = format!("`{keyword}` was {before} and is {after}");
    match (old, new) {
        (None, Some(_)) => Some((Kind::Narrowed, what)),
        (Some(old), Some(new)) if is_tighter(old, new) => Some((Kind::Narrowed, what)),
        (Some(old), Some(new)) if !is_tighter(new, old) => None,
        _ => Some((Kind::Widened, what)),
    }
}

fn is_bool(laws: &[Law]) -> bool {
    laws.iter().all(|law| law.value.is_boolean())
}

fn freed(keyword: &str, after: &[Law]) -> (Kind, String) {
    let is_free = after.iter().any(|law| law.value == Plain::Bool(true));
    if is_free && keyword == "additionalProperties" {
        (
            Kind::Opened,
            "further members may stand here now, of any name".to_owned(),
        )
    } else if keyword == "additionalProperties" {
        (
            Kind::Closed,
            "further members are no longer read".to_owned(),
        )
    } else {
        (Kind::Other, format!("`{keyword}` is different"))
    }
}

fn one_or_other(keyword: &str, before: &[Law], after: &[Law]) -> (Kind, String) {
    let (old, new) = (shown(before), shown(after));
    match (before.is_empty(), after.is_empty()) {
        (true, _) => (Kind::Narrowed, format!("`{keyword}` is {new} now")),
        (_, true) => (Kind::Widened, format!("`{keyword}` was {old} and is gone")),
        _ => {
            let what = format!(
                "`{keyword}` was {old} and is {new}; whether all that was right still is cannot be told"
            );
            (Kind::Narrowed, what)
        }
    }
}
