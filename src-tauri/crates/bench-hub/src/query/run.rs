//! One run of a query over documents, which come in one after the other, and the page of rows that is wanted of it.

use serde_json::{Map, Value};

use super::aggregate::Groups;
use super::evaluate::{truth, value};
use super::{Query, Select};

/// Bytes of rows after which a page ends, even if it is not full: clients expect short pages.
const PAGE: usize = 16 * 1024 * 1024;

/// A run of a query: every document is shown to it, until it has seen enough.
#[derive(Debug)]
pub struct Run<'q> {
    query: &'q Query,
    skip: usize,
    most: Option<usize>,
    found: usize,
    bytes: usize,
    page: Page,
    groups: Option<Groups<'q>>,
}

/// The rows of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The rows: twins or jobs as they are, or objects of the columns asked for.
    pub rows: Vec<Value>,
    /// True where there are rows behind these. The next page skips as many rows more as this one has.
    pub more: bool,
}

impl<'q> Run<'q> {
    pub(super) fn new(query: &'q Query) -> Self {
        let groups = match &query.select {
            Select::Groups(grouping) => Some(Groups::new(grouping)),
            Select::Whole | Select::Columns(_) => None,
        };
        Self {
            query,
            skip: 0,
            most: None,
            found: 0,
            bytes: 0,
            page: Page::default(),
            groups,
        }
    }

    /// Leaves out the first rows, at no cost of memory.
    #[must_use]
    pub fn skipping(mut self, rows: usize) -> Self {
        self.skip = rows;
        self
    }

    /// Goes on after the last of so many rows: the documents of all of them are behind, and not shown again.
    #[must_use]
    pub fn after(mut self, rows: usize) -> Self {
        (self.skip, self.found) = (rows, rows);
        self
    }

    /// Returns how many rows are on the page by now.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.page.rows.len()
    }

    /// Ends the page after this many rows. It ends earlier after 16 MiB of rows, but has one.
    #[must_use]
    pub fn at_most(mut self, rows: usize) -> Self {
        self.most = Some(rows);
        self
    }

    /// Looks at a document; returns true when it needs no others.
    pub fn see(&mut self, document: &Value) -> bool {
        if self.has_all() {
            return true;
        }
        if !self.query.matches(document) {
            return false;
        }
        if let Some(groups) = &mut self.groups {
            groups.add(document);
            return false;
        }
        self.offer(|query| query.row(document));
        self.has_all()
    }

    /// Returns the rows.
    #[must_use]
    pub fn page(mut self) -> Page {
        if let Some(groups) = self.groups.take() {
            for row in groups.rows() {
                if self.has_all() {
                    break;
                }
                self.offer(|_| row);
            }
        }
        self.page
    }

    fn has_all(&self) -> bool {
        self.page.more || self.query.top.is_some_and(|top| self.found >= top)
    }

    /// Takes a row if it is on the page.
    fn offer(&mut self, row: impl FnOnce(&Query) -> Value) {
        self.found = self.found.saturating_add(1);
        if self.found <= self.skip {
            return;
        }
        let is_full = self
            .most
            .is_some_and(|most| self.page.rows.len() >= most || self.bytes > PAGE);
        if is_full {
            self.page.more = true;
            return;
        }
        let row = row(self.query);
        if self.most.is_some() {
            self.bytes += weight(&row);
        }
        self.page.rows.push(row);
    }
}

impl Query {
    /// True for a document that meets the condition.
    #[must_use]
    pub fn matches(&self, document: &Value) -> bool {
        let filter = self.filter.as_ref();
        filter.is_none_or(|filter| truth(filter, document) == Some(true))
    }

    fn row(&self, document: &Value) -> Value {
        let Select::Columns(columns) = &self.select else {
            return document.clone();
        };
        let present = columns.iter().filter_map(|(name, column)| {
            let value = value(column, document).json();
            Some((name.clone(), value?))
        });
        Value::Object(present.collect::<Map<_, _>>())
    }
}

/// Estimates the bytes of a value as text.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(all) => 2 + all.iter().map(|one| weight(one) + 1).sum::<usize>(),
        Value::Object(all) => {
            2 + all
                .iter()
                .map(|(key, one)| key.len() + weight(one) + 4)
                .sum::<usize>()
        }
    }
}
