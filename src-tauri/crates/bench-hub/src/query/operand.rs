//! The expressions of a query, from the loosest operator (OR) to the tightest (a sign before a number).

use twin::Step;

use super::MOST_DEPTH;
use super::aggregate::Aggregate;
use super::cursor::Parser;
use super::error::QueryError;
use super::expression::{
    Among, Calculation, Comparison, Expression, List, Literal, Reading, Relation, Wanted,
};
use super::function::{Signature, named};
use super::lexer::{Key, Kind, Sign};
use super::number::{Arithmetic, Number};
use super::path::{Path, Written};

const A_VALUE: &str = "a value, a property or a function";

impl Parser<'_> {
    /// Reads an expression.
    pub(super) fn expression(&mut self) -> Result<Expression, QueryError> {
        let any = self.joined(Key::Or, Self::conjunction)?;
        Ok(one_or(any, Expression::Any))
    }

    fn conjunction(&mut self) -> Result<Expression, QueryError> {
        let all = self.joined(Key::And, Self::negation)?;
        Ok(one_or(all, Expression::All))
    }

    fn joined(
        &mut self,
        key: Key,
        operand: fn(&mut Self) -> Result<Expression, QueryError>,
    ) -> Result<Vec<Expression>, QueryError> {
        let mut operands = vec![operand(self)?];
        while self.eat_key(key) {
            operands.push(operand(self)?);
        }
        Ok(operands)
    }

    fn negation(&mut self) -> Result<Expression, QueryError> {
        if !self.eat_key(Key::Not) {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        Ok(Expression::Not(Box::new(inner)))
    }

    fn comparison(&mut self) -> Result<Expression, QueryError> {
        let left = self.sum()?;
        if let Some(relation) = relation(self.peek()) {
            self.take();
            let right = self.sum()?;
            let reading = match left.reading() {
                Reading::Times => Reading::Times,
                Reading::Letters => right.reading(),
            };
            let comparison = Comparison {
                left,
                relation,
                right,
                reading,
            };
            return Ok(Expression::Compare(Box::new(comparison)));
        }
        let wanted = match self.peek() {
            Kind::Key(Key::In, _) => Wanted::Inside,
            Kind::Key(Key::NotIn, _) => Wanted::Outside,
            _ => return Ok(left),
        };
        self.take();
        let list = self.list(left.reading())?;
        Ok(Expression::Among(Box::new(Among {
            value: left,
            wanted,
            list,
        })))
    }

    /// Reads `['a', 'b']`, constants only.
    fn list(&mut self, reading: Reading) -> Result<List, QueryError> {
        self.expect(
            Sign::OpenBracket,
            "a list of constants in brackets, as ['a', 'b']",
        )?;
        let mut list = List::default();
        if self.eat(Sign::CloseBracket) {
            return Ok(list);
        }
        loop {
            list.add(self.constant()?, reading);
            if self.eat(Sign::Comma) {
                continue;
            }
            self.expect(Sign::CloseBracket, "',' or ']'")?;
            return Ok(list);
        }
    }

    fn constant(&mut self) -> Result<Literal, QueryError> {
        let is_negative = self.eat(Sign::Minus);
        let constant = literal(self.peek()).and_then(|literal| match (literal, is_negative) {
            (Literal::Number(number), true) => number.negated().map(Literal::Number),
            (literal, false) => Some(literal),
            (_, true) => None,
        });
        let constant = constant.ok_or_else(|| self.unexpected("a constant"))?;
        self.take();
        Ok(constant)
    }

    fn sum(&mut self) -> Result<Expression, QueryError> {
        self.calculation(Self::product, |sign| match sign {
            Sign::Plus => Some(Arithmetic::Plus),
            Sign::Minus => Some(Arithmetic::Minus),
            _ => None,
        })
    }

    fn product(&mut self) -> Result<Expression, QueryError> {
        self.calculation(Self::signed, |sign| match sign {
            Sign::Star => Some(Arithmetic::Times),
            Sign::Slash => Some(Arithmetic::Over),
            Sign::Percent => Some(Arithmetic::Modulo),
            _ => None,
        })
    }

    fn calculation(
        &mut self,
        operand: fn(&mut Self) -> Result<Expression, QueryError>,
        operator: fn(Sign) -> Option<Arithmetic>,
    ) -> Result<Expression, QueryError> {
        let first = operand(self)?;
        let mut rest = Vec::new();
        while let Kind::Sign(sign) = *self.peek()
            && let Some(how) = operator(sign)
        {
            self.take();
            rest.push((how, operand(self)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Expression::Calculate(Box::new(Calculation { first, rest })))
    }

    fn signed(&mut self) -> Result<Expression, QueryError> {
        if !self.eat(Sign::Minus) {
            return self.operand();
        }
        let inner = self.deeper(Self::signed)?;
        Ok(Expression::Negated(Box::new(inner)))
    }

    fn operand(&mut self) -> Result<Expression, QueryError> {
        if let Some(literal) = literal(self.peek()) {
            self.take();
            return Ok(Expression::Literal(literal));
        }
        match *self.peek() {
            Kind::Sign(Sign::Open) => {
                let inner = self.deeper(|parser| {
                    parser.take();
                    parser.expression()
                })?;
                self.expect(Sign::Close, "an operator, AND, OR or ')'")?;
                Ok(inner)
            }
            Kind::Sign(Sign::OpenBracket) => {
                Err(self.unsupported_at(self.next, "a list", "expected it after IN or NIN only"))
            }
            Kind::Word(word) if self.is_sign(self.next + 1, Sign::Open) => self.call(word),
            Kind::Word(_) | Kind::Name(_) => self.path().map(Expression::Path),
            _ => Err(self.unexpected(A_VALUE)),
        }
    }

    fn call(&mut self, name: &str) -> Result<Expression, QueryError> {
        let at = self.next;
        let Some(signature) = named(name) else {
            if Aggregate::named(name).is_some() {
                let instead = "expected it as a column by itself";
                return Err(self.unsupported_at(at, "an aggregate within an expression", instead));
            }
            return Err(self.unexpected("the name of a function, as IS_DEFINED"));
        };
        self.take();
        let arguments = self.deeper(Self::arguments)?;
        self.check(signature, arguments.len(), at)?;
        Ok(Expression::Call(signature.function, arguments))
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, QueryError> {
        self.take();
        let mut arguments = Vec::new();
        if self.eat(Sign::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if self.eat(Sign::Comma) {
                continue;
            }
            self.expect(Sign::Close, "an operator, ',' or ')'")?;
            return Ok(arguments);
        }
    }

    fn check(&self, signature: &Signature, found: usize, at: usize) -> Result<(), QueryError> {
        if signature.arguments.contains(&found) {
            return Ok(());
        }
        Err(QueryError::Arguments {
            at: self.place_of(at),
            function: signature.name,
            found,
            expected: signature.spoken,
        })
    }

    /// Reads the path of a property.
    pub(super) fn path(&mut self) -> Result<Path, QueryError> {
        let mut steps = vec![self.named_step()?];
        loop {
            if self.eat(Sign::Dot) {
                steps.push(self.named_step()?);
            } else if self.eat(Sign::OpenBracket) {
                let step = self.bracketed_step()?;
                self.expect(Sign::CloseBracket, "']'")?;
                steps.push(step);
            } else {
                return Ok(self.scope.path(steps));
            }
        }
    }

    fn named_step(&mut self) -> Result<Written, QueryError> {
        let is_escaped = matches!(self.peek(), Kind::Name(_));
        let step = Step::Key(self.name()?.into());
        Ok(Written { step, is_escaped })
    }

    fn bracketed_step(&mut self) -> Result<Written, QueryError> {
        let step = match self.peek() {
            Kind::Text(name) => Some(Step::Key((&**name).into())),
            Kind::Number(Number::Whole(index)) => usize::try_from(*index).ok().map(Step::Index),
            _ => None,
        };
        let step =
            step.ok_or_else(|| self.unexpected("a name in quotes, or a place in an array from 0"))?;
        self.take();
        Ok(Written {
            step,
            is_escaped: true,
        })
    }

    /// Reads what is nested in something else.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        if self.depth == MOST_DEPTH {
            return Err(QueryError::TooDeep { at: self.place() });
        }
        self.depth += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }
}

fn one_or(
    mut expressions: Vec<Expression>,
    several: fn(Vec<Expression>) -> Expression,
) -> Expression {
    match expressions.pop() {
        Some(only) if expressions.is_empty() => only,
        last => {
            expressions.extend(last);
            several(expressions)
        }
    }
}

fn relation(kind: &Kind<'_>) -> Option<Relation> {
    let Kind::Sign(sign) = kind else {
        return None;
    };
    match sign {
        Sign::Equal => Some(Relation::Equal),
        Sign::NotEqual | Sign::Unlike => Some(Relation::Unequal),
        Sign::Below => Some(Relation::Below),
        Sign::AtMost => Some(Relation::AtMost),
        Sign::Above => Some(Relation::Above),
        Sign::AtLeast => Some(Relation::AtLeast),
        _ => None,
    }
}

fn literal(kind: &Kind<'_>) -> Option<Literal> {
    match kind {
        Kind::Text(text) => Some(Literal::Text((&**text).into())),
        Kind::Number(number) => Some(Literal::Number(*number)),
        Kind::Key(Key::True, _) => Some(Literal::Truth(true)),
        Kind::Key(Key::False, _) => Some(Literal::Truth(false)),
        Kind::Key(Key::Null, _) => Some(Literal::Null),
        Kind::Key(Key::Undefined, _) => Some(Literal::Undefined),
        _ => None,
    }
}
