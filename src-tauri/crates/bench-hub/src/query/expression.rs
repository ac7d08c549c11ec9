//! What a query computes per document. Chains of AND, OR and arithmetic are lists, so that only parentheses, negations
//! and functions nest.

use std::collections::HashSet;

use jiff::civil::DateTime;

use super::function::Function;
use super::number::{Arithmetic, Number};
use super::path::Path;

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Literal(Literal),
    Path(Path),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Compare(Box<Comparison>),
    Among(Box<Among>),
    Calculate(Box<Calculation>),
    Negated(Box<Expression>),
    Call(Function, Vec<Expression>),
}

/// A value written in the query.
#[derive(Debug, Clone)]
pub(super) enum Literal {
    Undefined,
    Null,
    Truth(bool),
    Number(Number),
    Text(Box<str>),
}

/// Two sides compared.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) left: Expression,
    pub(super) relation: Relation,
    pub(super) right: Expression,
    pub(super) reading: Reading,
}

/// How the sides of a comparison shall stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Unequal,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What texts are taken for when they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Texts, character by character.
    Letters,
    /// Times, where both are; texts otherwise.
    Times,
}

/// A value looked for in a list.
#[derive(Debug, Clone)]
pub(super) struct Among {
    pub(super) value: Expression,
    pub(super) wanted: Wanted,
    pub(super) list: List,
}

/// IN or NIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Inside,
    Outside,
}

/// Constants, found without looking at each of them: lists of hundreds of device ids are usual.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    pub(super) texts: HashSet<Box<str>>,
    /// The texts that are times, where the value is one.
    pub(super) times: HashSet<DateTime>,
    pub(super) numbers: Vec<Number>,
    pub(super) truths: Vec<bool>,
    pub(super) has_null: bool,
}

/// A first operand, and what is done to it from left to right.
#[derive(Debug, Clone)]
pub(super) struct Calculation {
    pub(super) first: Expression,
    pub(super) rest: Vec<(Arithmetic, Expression)>,
}

impl Expression {
    /// Returns how texts are read that are compared with this.
    pub(super) fn reading(&self) -> Reading {
        match self {
            Self::Path(path) if path.is_time => Reading::Times,
            _ => Reading::Letters,
        }
    }

    /// Returns the device that every match has: deviceId compared with a text, by itself or joined to others by AND.
    pub(super) fn device_id(&self) -> Option<&str> {
        match self {
            // lists of AND do not nest but by parentheses
            Self::All(all) => all.iter().find_map(Self::device_id),
            Self::Compare(pair) if pair.relation == Relation::Equal => {
                match (&pair.left, &pair.right) {
                    (Self::Path(path), Self::Literal(Literal::Text(id)))
                    | (Self::Literal(Literal::Text(id)), Self::Path(path)) => {
                        path.is_field("deviceId").then_some(id)
                    }
                    _ => None,
                }
            }
            Self::Among(among) if among.wanted == Wanted::Inside => match &among.value {
                Self::Path(path) if path.is_field("deviceId") => among.list.only_text(),
                _ => None,
            },
            _ => None,
        }
    }
}

impl List {
    pub(super) fn add(&mut self, literal: Literal, reading: Reading) {
        match literal {
            // equal to nothing
            Literal::Undefined => {}
            Literal::Null => self.has_null = true,
            Literal::Truth(truth) => self.truths.push(truth),
            Literal::Number(number) => self.numbers.push(number),
            Literal::Text(text) => {
                if reading == Reading::Times {
                    self.times.extend(super::compare::moment(&text));
                }
                self.texts.insert(text);
            }
        }
    }

    /// Returns the text where the list has no other.
    fn only_text(&self) -> Option<&str> {
        let mut texts = self.texts.iter();
        let only = texts.next().filter(|_| texts.next().is_none());
        only.map(|text| &**text)
    }
}
