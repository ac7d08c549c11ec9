//! Carries a document over to another schema: by name, else by alias; what neither leads anywhere is told.

use std::collections::{HashMap, HashSet};

use crate::catalogue::{Property, Rest, Schema};
use crate::dialect::Dialect;

use super::sheet::{Body, Sheet, pointer};
use super::{Fate, ROWS_KEPT, Reading, Row, words};

/// What is told on the way.
pub(super) struct Told {
    pub reading: Reading,
    /// Dialect of the reader.
    pub dialect: Dialect,
    rows: Vec<Row>,
    at: HashMap<String, usize>,
    kept: usize,
    not_kept: Vec<Fate>,
}

impl Told {
    pub fn new(reading: Reading, to: &Schema) -> Self {
        Self {
            reading,
            dialect: to.key.dialect,
            rows: Vec::new(),
            at: HashMap::new(),
            kept: 0,
            not_kept: Vec::new(),
        }
    }

    pub fn is_anew(&self) -> bool {
        self.reading == Reading::WrittenAnew
    }

    /// Adds a row; rows that need no look do not crowd out those that do.
    pub fn push(&mut self, row: Row) {
        let is_kept = row.fate == Fate::Kept;
        self.kept += usize::from(is_kept);
        if self.rows.len() >= ROWS_KEPT || (is_kept && self.kept > ROWS_KEPT / 2) {
            self.not_kept.push(row.fate);
            return;
        }
        if let Some(to) = &row.to {
            self.at.insert(to.clone(), self.rows.len());
        }
        self.rows.push(row);
    }

    /// True where a place at the counterpart has been told.
    pub fn has(&self, to: &str) -> bool {
        self.at.contains_key(to)
    }

    /// Returns the row of a place at the counterpart.
    pub fn row_mut(&mut self, to: &str) -> Option<&mut Row> {
        self.at.get(to).map(|&at| &mut self.rows[at])
    }

    /// Ends: the rows, how many there are of each fate, and how many are not among the rows.
    pub fn ended(self) -> (Vec<Row>, Vec<(Fate, usize)>, usize) {
        let fates = self.rows.iter().map(|row| row.fate);
        let all: Vec<Fate> = fates.chain(self.not_kept.iter().copied()).collect();
        let count = |fate: Fate| all.iter().filter(|f| **f == fate).count();
        let counts = Fate::ALL.map(|fate| (fate, count(fate)));
        let counts = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        (self.rows, counts, self.not_kept.len())
    }
}

/// One value on its way.
struct Step<'p> {
    /// What is said of it where it comes from.
    a: Option<&'p Property>,
    /// What is said of it where it goes.
    b: &'p Property,
    /// Its name there; empty for an element.
    name: &'p str,
    /// Its place there.
    to: String,
    /// The row that says that it has another name.
    renamed: Option<&'p str>,
}

/// Carries the content of a group over.
pub(super) fn carry(sheet: Sheet, a: Option<&Property>, b: &Property, told: &mut Told) -> Sheet {
    let step = Step {
        a,
        b,
        name: "",
        to: String::new(),
        renamed: None,
    };
    value(sheet, &step, told)
}

fn value(sheet: Sheet, step: &Step<'_>, told: &mut Told) -> Sheet {
    let Sheet { origin, body } = sheet;
    match body {
        Body::Object(members) if step.b.is_object && !members.is_empty() => {
            if step.renamed.is_some() {
                told.push(scalar_row(step, &origin, String::new()));
            }
            let members = object(members, step, told);
            Sheet::object(origin, members)
        }
        Body::Array(elements) if step.b.items.is_some() && !elements.is_empty() => {
            let items = step.b.items.as_deref().unwrap_or(step.b);
            let below = |at: usize| Step {
                a: step.a.and_then(|a| a.items.as_deref()),
                b: items,
                name: "",
                to: pointer(&step.to, &at.to_string()),
                renamed: None,
            };
            let carried = elements.into_iter().enumerate();
            let elements = carried.map(|(at, e)| value(e, &below(at), told)).collect();
            Sheet {
                origin,
                body: Body::Array(elements),
            }
        }
        body => scalar(Sheet { origin, body }, step, told),
    }
}

fn object(members: Vec<(String, Sheet)>, step: &Step<'_>, told: &mut Told) -> Vec<(String, Sheet)> {
    let present: HashSet<String> = members.iter().map(|(name, _)| name.clone()).collect();
    let mut out = Vec::with_capacity(members.len());
    for (name, sheet) in members {
        let a = step.a.and_then(|a| a.member(&name)).map(|a| &**a);
        match target(&name, a, step.b, &present) {
            Target::Same(b) => {
                let below = Step {
                    a,
                    b,
                    name: &name,
                    to: pointer(&step.to, &name),
                    renamed: None,
                };
                let carried = value(sheet, &below, told);
                out.push((name, carried));
            }
            Target::Other(new, b) if told.is_anew() => {
                let below = Step {
                    a,
                    b,
                    name: new,
                    to: pointer(&step.to, new),
                    renamed: Some(&name),
                };
                out.push((new.to_owned(), value(sheet, &below, told)));
            }
            Target::Free => {
                told.push(kept(&sheet, pointer(&step.to, &name)));
                out.push((name, sheet));
            }
            Target::Other(new, _) => {
                told.push(left_out(&sheet, a, &name, Some(new), told));
                out.push((name, sheet));
            }
            Target::Nowhere => {
                told.push(left_out(&sheet, a, &name, None, told));
                if !told.is_anew() {
                    out.push((name, sheet));
                }
            }
        }
    }
    out
}

/// Where a member leads.
enum Target<'p> {
    /// To one of the same name.
    Same(&'p Property),
    /// To one of another name.
    Other(&'p str, &'p Property),
    /// Anything may stand there.
    Free,
    /// Nowhere.
    Nowhere,
}

fn target<'p>(
    name: &str,
    a: Option<&Property>,
    b: &'p Property,
    present: &HashSet<String>,
) -> Target<'p> {
    if let Some(own) = b.members.get(name) {
        return Target::Same(own);
    }
    let is_alias = |(new, of): &(&'p String, &'p std::sync::Arc<Property>)| {
        let known_here = a.is_some_and(|a| a.aliases.iter().any(|alias| alias == *new));
        let known_there = of.aliases.iter().any(|alias| alias == name);
        (known_here || known_there) && !present.contains(*new)
    };
    if let Some((new, of)) = b.members.iter().find(is_alias) {
        return Target::Other(new, of);
    }
    match (b.member(name), &b.rest) {
        (Some(of), _) => Target::Same(of),
        (None, Rest::Free) => Target::Free,
        (None, _) => Target::Nowhere,
    }
}

fn scalar(mut sheet: Sheet, step: &Step<'_>, told: &mut Told) -> Sheet {
    let is_secret = step.b.is_secret || step.a.is_some_and(|a| a.is_secret);
    if is_secret && matches!(sheet.body, Body::Plain(_)) {
        sheet.body = Body::secret(step.name, String::new());
    }
    if told.has(&step.to) {
        return sheet;
    }
    let shown = sheet.shown();
    let mut row = scalar_row(step, &sheet.origin, shown);
    if let Some((json, sentence)) = told
        .is_anew()
        .then(|| words::reworded(&sheet, step.name, step.b, told.dialect))
        .flatten()
    {
        row.fate = Fate::Reworded;
        row.sentence = match step.renamed {
            Some(_) => format!("{} {sentence}", row.sentence),
            None => sentence,
        };
        sheet.body = Body::Plain(json);
        row.new_value = Some(sheet.shown());
    }
    if sheet.origin.is_none() {
        row.fate = Fate::Added;
    }
    if let Some((fate, sentence)) = step.a.and_then(|a| less(a, step.b))
        && row.fate == Fate::Kept
    {
        (row.fate, row.sentence) = (fate, sentence);
    }
    told.push(row);
    sheet
}

fn scalar_row(step: &Step<'_>, origin: &Option<String>, value: String) -> Row {
    let (fate, sentence) = match step.renamed {
        Some(_) => (
            Fate::Renamed,
            format!(
                "It is called `{}` there; nobody reads the old name.",
                step.name
            ),
        ),
        None => (Fate::Kept, "It is read as it is.".to_owned()),
    };
    Row {
        fate,
        from: origin.clone(),
        to: Some(step.to.clone()),
        title: title(step.a, Some(step.b)),
        value,
        new_value: None,
        sentence,
        breaks: None,
    }
}

pub(super) fn title(a: Option<&Property>, b: Option<&Property>) -> String {
    let named = [a, b].into_iter().flatten().find(|p| !p.title.is_empty());
    named.map(|p| p.title.clone()).unwrap_or_default()
}

fn kept(sheet: &Sheet, to: String) -> Row {
    Row {
        fate: Fate::Kept,
        from: sheet.origin.clone(),
        to: Some(to),
        title: String::new(),
        value: sheet.shown(),
        new_value: None,
        sentence: "Anything may stand there.".to_owned(),
        breaks: None,
    }
}

/// Tells a value that has no place at the counterpart.
pub(super) fn left_out(
    sheet: &Sheet,
    a: Option<&Property>,
    name: &str,
    called: Option<&str>,
    told: &Told,
) -> Row {
    let (fate, plain) = if told.is_anew() {
        (
            Fate::Dropped,
            "Nothing there corresponds to it; it is left out.",
        )
    } else {
        (
            Fate::Ignored,
            "It is not known there: a reader passes over it.",
        )
    };
    let sentence = match (words::why_not(name, told.dialect), called) {
        (_, Some(called)) => {
            format!("It is called `{called}` there; under this name a reader passes over it.")
        }
        (Some(why), _) if told.is_anew() => why.to_owned(),
        _ => plain.to_owned(),
    };
    let is_secret = a.is_some_and(|a| a.is_secret);
    Row {
        fate,
        from: sheet.origin.clone(),
        to: None,
        title: title(a, None),
        value: if is_secret {
            Sheet::added(Body::secret(name, String::new())).shown()
        } else {
            sheet.shown()
        },
        new_value: None,
        sentence,
        breaks: None,
    }
}

/// Says where a reader allows less than the writer, whatever stands there now.
fn less(a: &Property, b: &Property) -> Option<(Fate, String)> {
    let is_taken = |t: &String| {
        b.types.contains(t) || (t == "integer" && b.types.iter().any(|b| b == "number"))
    };
    let refused = a.types.iter().filter(|t| !is_taken(t));
    if !b.types.is_empty() && refused.count() > 0 {
        let sentence = format!("Only {} is read there.", kinds(&b.types));
        return Some((Fate::TypeChanged, sentence));
    }
    let number = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<f64>().ok());
    let above = number(&b.minimum).is_some_and(|b| number(&a.minimum).is_none_or(|a| a < b));
    let below = number(&b.maximum).is_some_and(|b| number(&a.maximum).is_none_or(|a| a > b));
    if above || below {
        let from = b.minimum.as_deref().unwrap_or("any number");
        let to = b.maximum.as_deref().unwrap_or("any number");
        return Some((
            Fate::Narrower,
            format!("Only {from} to {to} is allowed there."),
        ));
    }
    let is_allowed = |value: &String| b.allowed.iter().any(|known| known.value == *value);
    let fewer = !a.is_closed || !a.allowed.iter().all(|known| is_allowed(&known.value));
    if b.is_closed && fewer {
        let all: Vec<_> = b.allowed.iter().map(|a| format!("`{}`", a.value)).collect();
        return Some((
            Fate::Narrower,
            format!("Only {} is allowed there.", words::or(&all)),
        ));
    }
    let longest = b.longest.filter(|b| a.longest.is_none_or(|a| a > *b))?;
    Some((
        Fate::Narrower,
        format!("Only {longest} characters are allowed there."),
    ))
}

/// Names JSON types for a sentence.
pub(super) fn kinds(types: &[String]) -> String {
    let named = types.iter().map(|t| match t.as_str() {
        "integer" => "an integer".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "string" => "text".to_owned(),
        "object" => "an object".to_owned(),
        "array" => "a list".to_owned(),
        _ => "null".to_owned(),
    });
    words::or(&named.collect::<Vec<_>>())
}
