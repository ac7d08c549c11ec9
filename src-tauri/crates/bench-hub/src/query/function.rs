//! The functions of the language, all of them from one table. A wrong kind of argument makes the result undefined.
//!
//! The documentation promises IS_DEFINED for twins, and the others for conditions of routes; they are one language.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::RangeInclusive;

use serde_json::Value;

use super::compare::{Standing, standing};
use super::evaluate::{MOST_TEXT, together, value};
use super::expression::{Expression, Reading};
use super::number::{Arithmetic, Number};
use super::value::Val;

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    IsDefined,
    IsNull,
    IsBool,
    IsNumber,
    IsString,
    IsObject,
    IsArray,
    IsPrimitive,
    AsNumber,
    Abs,
    Ceiling,
    Floor,
    Exp,
    Sign,
    Sqrt,
    Square,
    Power,
    StartsWith,
    EndsWith,
    Contains,
    IndexOf,
    Length,
    Lower,
    Upper,
    Substring,
    Concat,
    ArrayContains,
}

/// A function's name, and how many arguments it takes, in numbers and in words.
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) arguments: RangeInclusive<usize>,
    pub(super) spoken: &'static str,
}

const fn one(name: &'static str, function: Function) -> Signature {
    Signature {
        name,
        function,
        arguments: 1..=1,
        spoken: "one",
    }
}

const fn two(name: &'static str, function: Function) -> Signature {
    Signature {
        name,
        function,
        arguments: 2..=2,
        spoken: "two",
    }
}

const TABLE: [Signature; 29] = [
    one("IS_DEFINED", Function::IsDefined),
    one("IS_NULL", Function::IsNull),
    one("IS_BOOL", Function::IsBool),
    one("IS_NUMBER", Function::IsNumber),
    one("IS_STRING", Function::IsString),
    one("IS_OBJECT", Function::IsObject),
    one("IS_ARRAY", Function::IsArray),
    one("IS_PRIMITIVE", Function::IsPrimitive),
    one("AS_NUMBER", Function::AsNumber),
    one("ABS", Function::Abs),
    one("CEILING", Function::Ceiling),
    one("FLOOR", Function::Floor),
    one("EXP", Function::Exp),
    one("SIGN", Function::Sign),
    one("SQRT", Function::Sqrt),
    one("SQUARE", Function::Square),
    two("POWER", Function::Power),
    two("STARTSWITH", Function::StartsWith),
    two("STARTS_WITH", Function::StartsWith),
    two("ENDSWITH", Function::EndsWith),
    two("ENDS_WITH", Function::EndsWith),
    two("CONTAINS", Function::Contains),
    two("INDEX_OF", Function::IndexOf),
    two("ARRAY_CONTAINS", Function::ArrayContains),
    one("LENGTH", Function::Length),
    one("LOWER", Function::Lower),
    one("UPPER", Function::Upper),
    Signature {
        name: "SUBSTRING",
        function: Function::Substring,
        arguments: 2..=3,
        spoken: "two or three",
    },
    Signature {
        name: "CONCAT",
        function: Function::Concat,
        arguments: 2..=usize::MAX,
        spoken: "two or more",
    },
];

/// Finds a function by its name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Signature> {
    TABLE
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))
}

/// Computes a function.
pub(super) fn call<'a>(
    function: Function,
    arguments: &'a [Expression],
    document: &'a Value,
) -> Val<'a> {
    let argument = |index: usize| {
        let argument = arguments.get(index);
        argument.map_or(Val::Undefined, |argument| value(argument, document))
    };
    match function {
        Function::IsDefined
        | Function::IsNull
        | Function::IsBool
        | Function::IsNumber
        | Function::IsString
        | Function::IsObject
        | Function::IsArray
        | Function::IsPrimitive => Val::Truth(is_kind(function, &argument(0))),
        Function::Concat => concat(arguments, document),
        Function::ArrayContains => match argument(0) {
            Val::Tree(Value::Array(items)) => among(items, &argument(1)),
            _ => Val::Undefined,
        },
        Function::Substring => match (argument(0), argument(1), arguments.get(2)) {
            (Val::Text(text), Val::Number(start), None) => substring(text, start, None),
            (Val::Text(text), Val::Number(start), Some(length)) => match value(length, document) {
                Val::Number(length) => substring(text, start, Some(length)),
                _ => Val::Undefined,
            },
            _ => Val::Undefined,
        },
        Function::Power
        | Function::StartsWith
        | Function::EndsWith
        | Function::Contains
        | Function::IndexOf => match (argument(0), argument(1)) {
            (Val::Number(left), Val::Number(right)) => of_numbers(function, left, right),
            (Val::Text(text), Val::Text(part)) => of_texts(function, &text, &part),
            _ => Val::Undefined,
        },
        _ => match argument(0) {
            Val::Number(number) => Val::number(of_number(function, number)),
            Val::Text(text) => of_text(function, &text),
            _ => Val::Undefined,
        },
    }
}

fn is_kind(function: Function, value: &Val<'_>) -> bool {
    match value {
        Val::Undefined => false,
        _ if function == Function::IsDefined => true,
        Val::Null => matches!(function, Function::IsNull | Function::IsPrimitive),
        Val::Truth(_) => matches!(function, Function::IsBool | Function::IsPrimitive),
        Val::Number(_) => matches!(function, Function::IsNumber | Function::IsPrimitive),
        Val::Text(_) => matches!(function, Function::IsString | Function::IsPrimitive),
        Val::Tree(Value::Array(_)) => function == Function::IsArray,
        Val::Tree(_) => function == Function::IsObject,
    }
}

fn of_number(function: Function, number: Number) -> Option<Number> {
    let real = number.as_real();
    match (function, number) {
        (Function::AsNumber, _) => Some(number),
        (Function::Abs, _) if real < 0.0 => number.negated(),
        (Function::Abs, _) => Some(number),
        (Function::Ceiling | Function::Floor, Number::Whole(_)) => Some(number),
        (Function::Ceiling, _) => Number::computed(real.ceil()),
        (Function::Floor, _) => Number::computed(real.floor()),
        (Function::Exp, _) => Number::computed(real.exp()),
        (Function::Sqrt, _) => Number::computed(real.sqrt()),
        (Function::Square, _) => number.with(Arithmetic::Times, number),
        // 0.0 has a sign of its own for real numbers
        (Function::Sign, _) if real == 0.0 => Some(Number::Whole(0)),
        (Function::Sign, _) => Number::computed(real.signum()),
        _ => None,
    }
}

fn of_numbers<'a>(function: Function, left: Number, right: Number) -> Val<'a> {
    match function {
        Function::Power => Val::number(power(left, right)),
        _ => Val::Undefined,
    }
}

fn power(base: Number, exponent: Number) -> Option<Number> {
    if let (Number::Whole(base), Number::Whole(exponent)) = (base, exponent)
        && let Ok(exponent) = u32::try_from(exponent)
        && let Some(exact) = base.checked_pow(exponent)
    {
        return Some(Number::Whole(exact));
    }
    Number::computed(base.as_real().powf(exponent.as_real()))
}

fn of_text<'a>(function: Function, text: &str) -> Val<'a> {
    let change: fn(&str) -> String = match function {
        Function::AsNumber => return Val::number(Number::parse(text)),
        Function::Length => return Val::Number(Number::Whole(characters(text))),
        Function::Lower => str::to_lowercase,
        Function::Upper => str::to_uppercase,
        _ => return Val::Undefined,
    };
    if text.len() > MOST_TEXT {
        return Val::Undefined;
    }
    Val::Text(Cow::Owned(change(text)))
}

fn of_texts<'a>(function: Function, text: &str, part: &str) -> Val<'a> {
    match function {
        Function::StartsWith => Val::Truth(text.starts_with(part)),
        Function::EndsWith => Val::Truth(text.ends_with(part)),
        Function::Contains => Val::Truth(text.contains(part)),
        Function::IndexOf => {
            let before = text.split_once(part).map(|(before, _)| before);
            Val::Number(Number::Whole(before.map_or(-1, characters)))
        }
        _ => Val::Undefined,
    }
}

fn characters(text: &str) -> i128 {
    // no text has more characters than the largest whole number
    i128::try_from(text.chars().count()).unwrap_or(i128::MAX)
}

/// Takes characters from `start` on, from 0, at most `length`: that the third argument is a length is what the
/// documentation explains, although it calls it an end.
fn substring<'a>(text: Cow<'a, str>, start: Number, length: Option<Number>) -> Val<'a> {
    let length = length.map_or(Some(usize::MAX), position);
    let (Some(start), Some(length)) = (position(start), length) else {
        return Val::Undefined;
    };
    match text {
        Cow::Borrowed(text) => Val::Text(Cow::Borrowed(part(text, start, length))),
        Cow::Owned(text) => Val::Text(Cow::Owned(part(&text, start, length).to_owned())),
    }
}

fn part(text: &str, start: usize, length: usize) -> &str {
    let byte = |text: &str, character: usize| {
        let found = text.char_indices().nth(character);
        found.map_or(text.len(), |(byte, _)| byte)
    };
    let rest = &text[byte(text, start)..];
    &rest[..byte(rest, length)]
}

fn position(number: Number) -> Option<usize> {
    match number.plain() {
        Number::Whole(whole) if whole >= 0 => Some(usize::try_from(whole).unwrap_or(usize::MAX)),
        _ => None,
    }
}

/// Looks for a value in an array; objects and arrays are not compared.
fn among<'a>(items: &[Value], wanted: &Val<'_>) -> Val<'a> {
    if matches!(wanted, Val::Undefined | Val::Tree(_)) {
        return Val::Undefined;
    }
    let is_it = |item| standing(&Val::of(item), wanted, Reading::Letters);
    let mut found = items.iter().map(is_it);
    Val::Truth(found.any(|standing| standing == Standing::Ordered(Ordering::Equal)))
}

fn concat<'a>(arguments: &'a [Expression], document: &'a Value) -> Val<'a> {
    let mut all = Val::Text(Cow::Borrowed(""));
    for argument in arguments {
        all = match (all, value(argument, document)) {
            (Val::Text(all), Val::Text(next)) => together(all, &next),
            _ => return Val::Undefined,
        };
    }
    all
}
