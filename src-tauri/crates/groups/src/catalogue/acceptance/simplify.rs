//! Conditions that need not be asked at every value: what they come to is known from the schema.

use std::sync::Arc;

use twin::Kind;

use super::law::{ANY, Also, KINDS, Law, LawId, Quick, bit};
use super::pattern::Pattern;

/// Turns conditions into kinds and patterns where they ask for nothing else, and drops patterns that
/// others imply.
pub(super) fn simplify(law: &mut Law, laws: &[Law]) {
    let conditions = std::mem::take(&mut law.also);
    for condition in conditions {
        if !is_absorbed(&condition, law, laws) {
            law.also.push(condition);
        }
    }
    if let Some(text) = &mut law.text {
        let mut kept: Vec<Arc<Pattern>> = Vec::new();
        for (at, pattern) in text.patterns.iter().enumerate() {
            let later = &text.patterns[at + 1..];
            if !kept.iter().chain(later).any(|other| other.implies(pattern)) {
                kept.push(pattern.clone());
            }
        }
        text.patterns = kept;
    }
}

/// True where the law says as much without the condition.
fn is_absorbed(condition: &Also, law: &mut Law, laws: &[Law]) -> bool {
    let of = |id: LawId| &laws[id as usize];
    match condition {
        Also::Not(not) => {
            let not = of(*not);
            if let Quick::Kind = not.quick {
                law.kinds &= !not.kinds;
                return true;
            }
            // a text of that form is refused, and what is no text is not
            match asked_of_texts(not) {
                Some([pattern]) if not.kinds == bit(Kind::String) => {
                    let opposite = Arc::new(pattern.opposite());
                    law.text.get_or_insert_default().patterns.push(opposite);
                    true
                }
                _ => false,
            }
        }
        Also::If(condition, then, ANY) => {
            let (condition, then) = (of(*condition), of(*then));
            if let (Quick::Kind, Quick::Kind) = (&condition.quick, &then.quick) {
                law.kinds &= !condition.kinds | then.kinds;
                return true;
            }
            let (Some(asked), Some(wanted)) = (asked_of_texts(condition), asked_of_texts(then))
            else {
                return false;
            };
            // what the law asks anyway is true of every text that comes so far
            let text = law.text.get_or_insert_default();
            let is_own =
                |asked: &Arc<Pattern>| text.patterns.iter().any(|own| Arc::ptr_eq(own, asked));
            let is_true =
                condition.kinds == KINDS && then.kinds == KINDS && asked.iter().all(is_own);
            if is_true {
                text.patterns.extend(wanted.iter().cloned());
            }
            is_true
        }
        _ => false,
    }
}

/// Returns the patterns of a law that asks for nothing else, its kinds aside.
fn asked_of_texts(law: &Law) -> Option<&[Arc<Pattern>]> {
    match &law.quick {
        Quick::Pattern(only) => Some(std::slice::from_ref(only)),
        Quick::Patterns(patterns) => Some(patterns),
        _ => None,
    }
}
