//! The query language of an IoT Hub: a text is read once, then run over documents that somebody else keeps. Knows no
//! store, no paging tokens and no clock.
//!
//! Where the documentation is silent, this is what the bench does:
//! - Logic has three values. A comparison with what is missing is undefined, so is one with an object or an array, and
//!   only true is a match: neither `tags.x = 1` nor `NOT tags.x = 1` nor `tags.x != 1` finds a twin without `tags.x`.
//! - Values of two kinds are unequal: `=` and every order between them is false, `!=` is true.
//! - Texts compare by letters. The hub's own times (`lastActivityTime`, `statusUpdateTime`,
//!   `connectionStateUpdatedTime`, `$lastUpdated`) compare as times where both sides are times; without a zone, in UTC.
//! - Numbers compare by value. A division by zero is undefined, and so is all that no number can hold.
//! - SUM and AVG take numbers, MIN and MAX truths, numbers and texts, in this order; they pass over all else, and
//!   without any value they are missing in the row. COUNT() and COUNT(*) count all, COUNT(x) where x is defined.
//! - Documents without the value they are grouped by are one group, whose row lacks that member.
//! - A column without alias is called by the last name of its path, an aggregate by its function (`COUNT`), and any
//!   other by its place (`$2`).

mod aggregate;
mod compare;
mod cursor;
mod error;
mod evaluate;
mod expression;
mod function;
mod lexer;
mod number;
mod operand;
mod parser;
mod path;
mod run;
mod value;

#[cfg(test)]
mod tests;

pub use error::{Place, QueryError};
pub use run::{Page, Run};

use aggregate::Grouping;
use expression::Expression;

/// Characters that the hub takes as a query.
pub const MOST_CHARACTERS: usize = 8192;
/// Parentheses, functions and negations within each other.
pub const MOST_DEPTH: usize = 64;
/// Columns of a row.
pub const MOST_COLUMNS: usize = 100;

/// A query that was read.
#[derive(Debug, Clone)]
pub struct Query {
    collection: Collection,
    top: Option<usize>,
    select: Select,
    filter: Option<Expression>,
}

/// What the documents of a query are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// `devices`: twins of devices.
    Devices,
    /// `devices.modules`: twins of modules.
    Modules,
    /// `devices.jobs`: jobs, one for each device that they are for.
    Jobs,
}

/// What the rows of a query are, as header `x-ms-item-type` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemType {
    /// Whole twins.
    Twin,
    /// Jobs of devices.
    DeviceJob,
    /// Columns.
    Raw,
}

/// What stands after SELECT.
#[derive(Debug, Clone)]
enum Select {
    Whole,
    Columns(Vec<(String, Expression)>),
    Groups(Grouping),
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Says what is wrong with the text, and where.
    pub fn read(text: &str) -> Result<Self, QueryError> {
        if text.len() > MOST_CHARACTERS {
            let length = text.chars().count();
            if length > MOST_CHARACTERS {
                return Err(QueryError::TooLong { length });
            }
        }
        parser::query(text)
    }

    /// Returns which documents it is about.
    #[must_use]
    pub fn collection(&self) -> Collection {
        self.collection
    }

    /// Returns the device that every match has, where the condition names one: nobody else need be looked at.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        self.filter.as_ref()?.device_id()
    }

    /// Returns what its rows are.
    #[must_use]
    pub fn item_type(&self) -> ItemType {
        match (&self.select, self.collection) {
            (Select::Whole, Collection::Jobs) => ItemType::DeviceJob,
            (Select::Whole, Collection::Devices | Collection::Modules) => ItemType::Twin,
            (Select::Columns(_) | Select::Groups(_), _) => ItemType::Raw,
        }
    }

    /// True where a row is made of many documents: no row is known before all have been seen.
    #[must_use]
    pub fn has_groups(&self) -> bool {
        matches!(self.select, Select::Groups(_))
    }

    /// Starts a run, of all rows unless it is told otherwise.
    #[must_use]
    pub fn runs(&self) -> Run<'_> {
        Run::new(self)
    }
}

impl Collection {
    /// Returns its name in queries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Devices => "devices",
            Self::Modules => "devices.modules",
            Self::Jobs => "devices.jobs",
        }
    }
}

impl ItemType {
    /// Returns the value of header `x-ms-item-type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Twin => "twin",
            Self::DeviceJob => "deviceJob",
            Self::Raw => "raw",
        }
    }
}
