//! Where the reader of a query stands: what comes next, and the errors that say what should.

use super::error::{Place, QueryError};
use super::lexer::{Key, Kind, Sign, Token};
use super::path::Scope;

/// The parts of a query, and how far they are read.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token<'t>>,
    pub(super) next: usize,
    pub(super) depth: usize,
    pub(super) scope: Scope,
}

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> &Kind<'t> {
        self.kind(self.next)
    }

    pub(super) fn kind(&self, index: usize) -> &Kind<'t> {
        self.tokens
            .get(index)
            .map_or(&Kind::End, |token| &token.kind)
    }

    /// Takes the part at hand.
    pub(super) fn take(&mut self) -> Kind<'t> {
        let kind = self.peek().clone();
        self.next += 1;
        kind
    }

    pub(super) fn is_sign(&self, index: usize, sign: Sign) -> bool {
        matches!(self.kind(index), Kind::Sign(found) if *found == sign)
    }

    pub(super) fn eat(&mut self, sign: Sign) -> bool {
        let is_next = self.is_sign(self.next, sign);
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn eat_key(&mut self, key: Key) -> bool {
        let is_next = matches!(self.peek(), Kind::Key(found, _) if *found == key);
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Kind::Word(found) if found.eq_ignore_ascii_case(word));
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn expect(&mut self, sign: Sign, spoken: &'static str) -> Result<(), QueryError> {
        if self.eat(sign) {
            Ok(())
        } else {
            Err(self.unexpected(spoken))
        }
    }

    pub(super) fn expect_key(&mut self, key: Key, spoken: &'static str) -> Result<(), QueryError> {
        if self.eat_key(key) {
            Ok(())
        } else {
            Err(self.unexpected(spoken))
        }
    }

    /// Reads a name: a word that is none of the language's, or any in double brackets.
    pub(super) fn name(&mut self) -> Result<String, QueryError> {
        let name = match self.peek() {
            Kind::Word(name) | Kind::Name(name) => (*name).to_owned(),
            Kind::Key(_, word) => {
                let word = (*word).to_owned();
                return Err(QueryError::Reserved {
                    at: self.place(),
                    word,
                });
            }
            _ => return Err(self.unexpected("a name")),
        };
        self.next += 1;
        Ok(name)
    }

    /// Returns the place of the part at hand.
    pub(super) fn place(&self) -> Place {
        self.place_of(self.next)
    }

    pub(super) fn place_of(&self, index: usize) -> Place {
        let byte = self
            .tokens
            .get(index)
            .map_or(self.text.len(), |token| token.at);
        Place::of(self.text, byte)
    }

    pub(super) fn unexpected(&self, expected: &'static str) -> QueryError {
        QueryError::Unexpected {
            at: self.place(),
            found: self.peek().spoken(),
            expected,
        }
    }

    pub(super) fn unsupported_at(
        &self,
        index: usize,
        found: &'static str,
        instead: &'static str,
    ) -> QueryError {
        QueryError::Unsupported {
            at: self.place_of(index),
            found,
            instead,
        }
    }
}
