//! Error codes looked up: what a number, a name or words mean, why it comes, and the way out.

mod unknown;

use groups::codes::{self, Asked, Code, CodeError, Family, Origin, about};
use serde::Serialize;

use crate::wire::{CodeFamily, CodeRow, CodesPage};

/// One meaning of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meaning {
    /// Who gives the code out: `agent`, `win32`, `iot-hub` …
    pub family: &'static str,
    /// The same for people.
    pub family_title: &'static str,
    /// The number as its family writes it; none for a status in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// A Windows code as HRESULT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hresult: Option<String>,
    /// The symbolic name.
    pub name: &'static str,
    /// Further names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<&'static str>,
    /// What.
    pub words: &'static str,
    /// Why.
    pub cause: &'static str,
    /// Do.
    #[serde(rename = "do")]
    pub way_out: &'static str,
    /// Where the facts are from.
    pub source: &'static str,
}

/// A number in its spellings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spellings {
    /// As twins have it.
    pub signed: i32,
    /// Without sign.
    pub unsigned: u32,
    /// Hexadecimal, eight digits.
    pub hex: String,
    /// What its bits tell, where they tell something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoded: Option<String>,
}

/// What came of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// As it was asked.
    pub asked: String,
    /// The number, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Spellings>,
    /// Its meanings, the likeliest first.
    pub meanings: Vec<Meaning>,
    /// Why there is none, with what can still be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Looks up codes, each perhaps after its family; a subsystem narrows to what a device reports.
#[must_use]
pub fn look_up<T: AsRef<str>>(parts: &[T], subsystem: Option<&str>) -> Vec<Answer> {
    let origin = subsystem.map_or(Origin::Anywhere, |name| Origin::Device(Some(name)));
    let one = |asked: Result<Asked, CodeError>| match asked {
        Ok(asked) => answer(&asked, origin),
        Err(error) => Answer {
            asked: String::new(),
            number: None,
            meanings: Vec::new(),
            problem: Some(error.to_string()),
        },
    };
    codes::read(parts).into_iter().map(one).collect()
}

fn answer(asked: &Asked, origin: Origin<'_>) -> Answer {
    let found = codes::find(asked, origin);
    let problem = found.is_empty().then(|| unknown::problem(asked, origin));
    Answer {
        asked: asked.text.clone(),
        number: number(asked).map(spellings),
        meanings: found.into_iter().map(meaning).collect(),
        problem,
    }
}

/// The number that is meant: the reading that anybody knows, else the last.
fn number(asked: &Asked) -> Option<u32> {
    let known = |n: &&u32| !codes::of(**n, Origin::Anywhere).is_empty();
    let known = asked.numbers.iter().find(known);
    known.or(asked.numbers.last()).copied()
}

fn spellings(number: u32) -> Spellings {
    Spellings {
        signed: number.cast_signed(),
        unsigned: number,
        hex: hex(number),
        decoded: codes::decode(number).map(|d| d.to_string()),
    }
}

fn hex(number: u32) -> String {
    format!("0x{number:08X}")
}

/// Returns the codes that have all the words.
#[must_use]
pub fn search(words: &str) -> Vec<Meaning> {
    codes::search(words).into_iter().map(meaning).collect()
}

/// Returns every code, family by family.
#[must_use]
pub fn list() -> Vec<Meaning> {
    codes::all().iter().map(meaning).collect()
}

fn meaning(code: &'static Code) -> Meaning {
    let about = about(code.family);
    Meaning {
        family: code.family.name(),
        family_title: about.title,
        code: code.spelled,
        hresult: hresult(code),
        name: code.name,
        also: code.also.clone(),
        words: code.words,
        cause: code.cause,
        way_out: code.way_out,
        source: about.source,
    }
}

/// A plain code of Windows, other than success, as HRESULT.
fn hresult(code: &Code) -> Option<String> {
    let number = code.number.filter(|n| (1..=0xFFFF).contains(n));
    let number = number.filter(|_| code.family.is_windows())?;
    Some(hex(0x8007_0000 | number))
}

/// Most codes that a search box gets at once.
const MOST: u32 = 1_000;

/// Answers a search box: codes and names exactly, families as a whole, everything else by words.
#[must_use]
pub fn page(text: &str, count: u32) -> CodesPage {
    let asked = codes::read(&[text]).remove(0);
    let found = found(text, asked.as_ref().ok());
    let unknown = || match &asked {
        Ok(asked) => Some(unknown::problem(asked, Origin::Anywhere)),
        Err(CodeError::Empty) => None,
        Err(error) => Some(error.to_string()),
    };
    let number = asked.as_ref().ok().and_then(number);
    let most = usize::try_from(count.min(MOST)).unwrap_or(usize::MAX);
    CodesPage {
        total: u32::try_from(found.len()).unwrap_or(u32::MAX),
        rows: found.iter().take(most).map(|code| row(code)).collect(),
        decoded: number.and_then(codes::decode).map(|d| d.to_string()),
        problem: if found.is_empty() { unknown() } else { None },
        families: families(),
    }
}

fn found(text: &str, asked: Option<&Asked>) -> Vec<&'static Code> {
    if let Some(families) = Family::called(text.trim()) {
        let codes = codes::all().iter();
        return codes.filter(|c| families.contains(&c.family)).collect();
    }
    let mut found = asked.map_or_else(Vec::new, |asked| codes::find(asked, Origin::Anywhere));
    if found.is_empty() || asked.is_some_and(|asked| asked.name.is_some()) {
        for code in codes::search(text) {
            if !found.contains(&code) {
                found.push(code);
            }
        }
    }
    found
}

fn families() -> Vec<CodeFamily> {
    let one = |family: Family| {
        let about = about(family);
        let codes = codes::all().iter().filter(|code| code.family == family);
        CodeFamily {
            name: family.name().to_owned(),
            title: about.title.to_owned(),
            about: about.about.to_owned(),
            codes: u32::try_from(codes.count()).unwrap_or(u32::MAX),
        }
    };
    Family::ALL.into_iter().map(one).collect()
}

fn row(code: &'static Code) -> CodeRow {
    let meaning = meaning(code);
    CodeRow {
        key: format!(
            "{}:{}",
            meaning.family,
            meaning.code.unwrap_or(meaning.name)
        ),
        markdown: markdown(&meaning),
        family: meaning.family.to_owned(),
        family_title: meaning.family_title.to_owned(),
        code: meaning.code.map(str::to_owned),
        hresult: meaning.hresult,
        names: code.names().map(str::to_owned).collect(),
        words: meaning.words.to_owned(),
        cause: meaning.cause.to_owned(),
        way_out: meaning.way_out.to_owned(),
        source: meaning.source.to_owned(),
    }
}

/// A meaning for a ticket.
fn markdown(meaning: &Meaning) -> String {
    let numbers: Vec<_> = meaning.code.into_iter().map(str::to_owned).collect();
    let numbers = [numbers, meaning.hresult.clone().into_iter().collect()].concat();
    let names: Vec<_> = std::iter::once(meaning.name)
        .chain(meaning.also.clone())
        .collect();
    let before = if numbers.is_empty() {
        String::new()
    } else {
        format!("{} ", numbers.join(" = "))
    };
    format!(
        "**{before}{}** ({}): {}\n\n- Why: {}\n- Do: {}\n",
        names.join(", "),
        meaning.family_title,
        meaning.words,
        meaning.cause,
        meaning.way_out
    )
}

#[cfg(test)]
mod tests;
