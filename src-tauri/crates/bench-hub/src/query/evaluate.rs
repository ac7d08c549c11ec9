//! Computes an expression for a document.
//!
//! Logic has three values. What is missing makes a comparison undefined, NOT leaves undefined as it is, AND is false as
//! soon as one side is, OR true as soon as one side is; only true is a match. So neither a condition nor its negation
//! finds twins that lack the property: IS_DEFINED does.

use std::borrow::Cow;

use serde_json::Value;

use super::compare::{is_among, standing};
use super::expression::{Calculation, Expression, Literal, Wanted};
use super::function;
use super::number::Arithmetic;
use super::value::Val;

/// Bytes of a computed text; a longer one is undefined.
pub(super) const MOST_TEXT: usize = 64 * 1024;

/// Computes a value.
pub(super) fn value<'a>(expression: &'a Expression, document: &'a Value) -> Val<'a> {
    match expression {
        Expression::Literal(literal) => constant(literal),
        Expression::Path(path) => path.of(document).map_or(Val::Undefined, Val::of),
        Expression::Calculate(calculation) => calculate(calculation, document),
        Expression::Negated(inner) => match value(inner, document) {
            Val::Number(number) => Val::number(number.negated()),
            _ => Val::Undefined,
        },
        Expression::Call(function, arguments) => function::call(*function, arguments, document),
        _ => truth(expression, document).map_or(Val::Undefined, Val::Truth),
    }
}

/// Decides a condition; none where it is undefined.
pub(super) fn truth(expression: &Expression, document: &Value) -> Option<bool> {
    match expression {
        Expression::Not(inner) => truth(inner, document).map(|inner| !inner),
        Expression::All(all) => joined(all, document, false),
        Expression::Any(any) => joined(any, document, true),
        Expression::Compare(pair) => {
            let (left, right) = (value(&pair.left, document), value(&pair.right, document));
            pair.relation.holds(standing(&left, &right, pair.reading))
        }
        Expression::Among(among) => {
            let looked_for = value(&among.value, document);
            let inside = is_among(&looked_for, &among.list, among.value.reading())?;
            Some(inside == (among.wanted == Wanted::Inside))
        }
        _ => value(expression, document).truth(),
    }
}

/// Joins conditions: one that is `decisive` decides, else one that is undefined leaves it undefined.
fn joined(conditions: &[Expression], document: &Value, decisive: bool) -> Option<bool> {
    let mut result = Some(!decisive);
    for condition in conditions {
        match truth(condition, document) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

fn constant(literal: &Literal) -> Val<'_> {
    match literal {
        Literal::Undefined => Val::Undefined,
        Literal::Null => Val::Null,
        Literal::Truth(truth) => Val::Truth(*truth),
        Literal::Number(number) => Val::Number(*number),
        Literal::Text(text) => Val::Text(Cow::Borrowed(text)),
    }
}

fn calculate<'a>(calculation: &'a Calculation, document: &'a Value) -> Val<'a> {
    let mut result = value(&calculation.first, document);
    for (how, operand) in &calculation.rest {
        result = match (result, how, value(operand, document)) {
            (Val::Number(left), how, Val::Number(right)) => Val::number(left.with(*how, right)),
            (Val::Text(left), Arithmetic::Plus, Val::Text(right)) => together(left, &right),
            _ => return Val::Undefined,
        };
    }
    result
}

/// Puts one text behind the other.
pub(super) fn together<'a>(first: Cow<'a, str>, second: &str) -> Val<'a> {
    if first.len() + second.len() > MOST_TEXT {
        return Val::Undefined;
    }
    let mut both = first.into_owned();
    both.push_str(second);
    Val::Text(Cow::Owned(both))
}
