//! The clauses of a query: SELECT, FROM, WHERE, GROUP BY. What FROM says is read first, for it gives the names that
//! all other clauses may use.

use super::aggregate::{Aggregate, Fold, Grouping, Source};
use super::cursor::Parser;
use super::error::QueryError;
use super::expression::Expression;
use super::lexer::{Key, Kind, Sign, shown, tokens};
use super::number::Number;
use super::path::{Path, Scope};
use super::{Collection, MOST_COLUMNS, Query, Select};

/// Reads a query.
pub(super) fn query(text: &str) -> Result<Query, QueryError> {
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        scope: Scope {
            collection: Collection::Devices,
            alias: None,
        },
    };
    parser.query()
}

/// A column as it is written.
struct Column {
    at: usize,
    alias: Option<String>,
    value: ColumnValue,
}

enum ColumnValue {
    Expression(Expression),
    Fold(&'static str, Fold),
}

impl Parser<'_> {
    fn query(&mut self) -> Result<Query, QueryError> {
        self.expect_key(Key::Select, "SELECT")?;
        let list = self.next;
        self.next = self.from();
        self.expect_key(Key::From, "FROM")?;
        self.collection()?;
        let behind = self.next;
        self.next = list;
        let top = self.top()?;
        let columns_at = self.next;
        let columns = self.columns()?;
        self.next = behind;
        let mut expected = "WHERE, GROUP BY or the end of the query";
        let mut filter = None;
        if self.eat_key(Key::Where) {
            filter = Some(self.expression()?);
            expected = "an operator, AND, OR, GROUP BY or the end of the query";
        }
        let by = self.group_by()?;
        if by.is_some() {
            expected = "',' or the end of the query";
        }
        self.refuse_order()?;
        if !matches!(self.peek(), Kind::End) {
            return Err(self.unexpected(expected));
        }
        let select = match (columns, by) {
            (None, None) => Select::Whole,
            (None, Some(_)) => {
                let instead = "expected columns and aggregates";
                return Err(self.unsupported_at(columns_at, "* beside GROUP BY", instead));
            }
            (Some(columns), by) => self.select(columns, by)?,
        };
        Ok(Query {
            collection: self.scope.collection,
            top,
            select,
            filter,
        })
    }

    /// Finds FROM; the end where there is none.
    fn from(&self) -> usize {
        let is_from = |index: &usize| {
            let is_name = index
                .checked_sub(1)
                .is_some_and(|before| self.is_sign(before, Sign::Dot));
            !is_name && matches!(self.kind(*index), Kind::Key(Key::From, _))
        };
        let last = self.tokens.len().saturating_sub(1);
        (0..last).find(is_from).unwrap_or(last)
    }

    fn collection(&mut self) -> Result<(), QueryError> {
        const EXPECTED: &str = "devices, devices.modules or devices.jobs";
        if !self.eat_word("devices") {
            return Err(self.unexpected(EXPECTED));
        }
        self.scope.collection = if !self.eat(Sign::Dot) {
            Collection::Devices
        } else if self.eat_word("modules") {
            Collection::Modules
        } else if self.eat_word("jobs") {
            Collection::Jobs
        } else {
            return Err(self.unexpected(EXPECTED));
        };
        self.refuse_order()?;
        let is_named = self.eat_key(Key::As);
        if is_named || matches!(self.peek(), Kind::Word(_) | Kind::Name(_)) {
            self.scope.alias = Some(self.name()?);
        }
        Ok(())
    }

    fn top(&mut self) -> Result<Option<usize>, QueryError> {
        const EXPECTED: &str = "how many rows at most, a whole number from 0";
        if !self.eat_key(Key::Top) {
            return Ok(None);
        }
        let Kind::Number(Number::Whole(top)) = *self.peek() else {
            return Err(self.unexpected(EXPECTED));
        };
        self.next += 1;
        // more than there can be is all
        Ok(Some(usize::try_from(top).unwrap_or(usize::MAX)))
    }

    /// Reads the columns up to FROM; none for `*`.
    fn columns(&mut self) -> Result<Option<Vec<Column>>, QueryError> {
        if self.eat(Sign::Star) {
            return self.columns_end("FROM").map(|()| None);
        }
        if self.scope.collection == Collection::Jobs {
            let instead = "expected * in queries of devices.jobs";
            return Err(self.unsupported_at(self.next, "columns", instead));
        }
        let mut columns = Vec::new();
        loop {
            if columns.len() == MOST_COLUMNS {
                return Err(QueryError::TooManyColumns { at: self.place() });
            }
            columns.push(self.column()?);
            if !self.eat(Sign::Comma) {
                return self
                    .columns_end("an operator, AS, ',' or FROM")
                    .map(|()| Some(columns));
            }
        }
    }

    fn columns_end(&self, expected: &'static str) -> Result<(), QueryError> {
        match self.peek() {
            Kind::Key(Key::From, _) => Ok(()),
            _ => Err(self.unexpected(expected)),
        }
    }

    fn column(&mut self) -> Result<Column, QueryError> {
        let at = self.next;
        let value = match self.aggregate()? {
            Some((name, fold)) => ColumnValue::Fold(name, fold),
            None => ColumnValue::Expression(self.expression()?),
        };
        let alias = if self.eat_key(Key::As) {
            Some(self.name()?)
        } else {
            None
        };
        Ok(Column { at, alias, value })
    }

    fn aggregate(&mut self) -> Result<Option<(&'static str, Fold)>, QueryError> {
        let Kind::Word(word) = *self.peek() else {
            return Ok(None);
        };
        let called = self.is_sign(self.next + 1, Sign::Open);
        let Some((name, how)) = Aggregate::named(word).filter(|_| called) else {
            return Ok(None);
        };
        self.next += 2;
        let counts_all = how == Aggregate::Count
            && (self.eat(Sign::Star) || self.is_sign(self.next, Sign::Close));
        let of = if counts_all {
            None
        } else {
            Some(self.expression()?)
        };
        self.expect(Sign::Close, "')'")?;
        Ok(Some((name, Fold { how, of })))
    }

    fn group_by(&mut self) -> Result<Option<Vec<Path>>, QueryError> {
        let at = self.next;
        if !self.eat_key(Key::Group) {
            return Ok(None);
        }
        if self.scope.collection != Collection::Devices {
            let instead = "expected it in queries of devices only";
            return Err(self.unsupported_at(at, "GROUP BY", instead));
        }
        self.expect_key(Key::By, "BY")?;
        let mut by = Vec::new();
        loop {
            let path = self.path()?;
            if !by.contains(&path) {
                by.push(path);
            }
            if !self.eat(Sign::Comma) {
                return Ok(Some(by));
            }
        }
    }

    /// The service has no order of rows: its documentation knows no such clause.
    fn refuse_order(&self) -> Result<(), QueryError> {
        let is_order =
            matches!(self.peek(), Kind::Word(word) if word.eq_ignore_ascii_case("ORDER"));
        if is_order && matches!(self.kind(self.next + 1), Kind::Key(Key::By, _)) {
            let instead = "which the hub does not have; sort the rows after they arrived";
            return Err(self.unsupported_at(self.next, "ORDER BY", instead));
        }
        Ok(())
    }

    fn select(&self, columns: Vec<Column>, by: Option<Vec<Path>>) -> Result<Select, QueryError> {
        let mut names: Vec<String> = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let name = column.name(index);
            if names.contains(&name) {
                return Err(QueryError::SecondColumn {
                    at: self.place_of(column.at),
                    column: shown(&name),
                });
            }
            names.push(name);
        }
        let is_plain = |column: &Column| matches!(column.value, ColumnValue::Expression(_));
        if by.is_none() && columns.iter().all(is_plain) {
            let values = columns.into_iter().filter_map(|column| match column.value {
                ColumnValue::Expression(value) => Some(value),
                ColumnValue::Fold(..) => None,
            });
            return Ok(Select::Columns(names.into_iter().zip(values).collect()));
        }
        self.grouping(names, columns, by.unwrap_or_default())
            .map(Select::Groups)
    }

    fn grouping(
        &self,
        names: Vec<String>,
        columns: Vec<Column>,
        by: Vec<Path>,
    ) -> Result<Grouping, QueryError> {
        let mut grouping = Grouping {
            by,
            folds: Vec::new(),
            columns: Vec::new(),
        };
        for (name, column) in names.into_iter().zip(columns) {
            let key = match &column.value {
                ColumnValue::Expression(Expression::Path(path)) => {
                    grouping.by.iter().position(|by| by == path)
                }
                _ => None,
            };
            let source = match (key, column.value) {
                (Some(index), _) => Source::Key(index),
                (None, ColumnValue::Fold(_, fold)) => {
                    grouping.folds.push(fold);
                    Source::Fold(grouping.folds.len() - 1)
                }
                (None, ColumnValue::Expression(_)) => {
                    return Err(QueryError::Ungrouped {
                        at: self.place_of(column.at),
                        column: shown(&name),
                    });
                }
            };
            grouping.columns.push((name, source));
        }
        Ok(grouping)
    }
}

impl Column {
    fn name(&self, index: usize) -> String {
        match (&self.alias, &self.value) {
            (Some(alias), _) => alias.clone(),
            (None, ColumnValue::Expression(Expression::Path(path))) => path.name.clone(),
            (None, ColumnValue::Fold(name, _)) => (*name).to_owned(),
            (None, ColumnValue::Expression(_)) => format!("${}", index + 1),
        }
    }
}
