//! A repaired copy of a document: safe repairs only, each an edit at its place, beside the input and
//! never over it. What can be meant in more than one way stays as it is.

mod copy;
#[cfg(test)]
mod tests;

use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use diagnose::{CATALOGUE, Circumstances, Confidence, Finding, Policy, Severity, Subject, Units};
use twin::{Document, Kind, LineColumn, ReadError, Repair, RepairKind};

use crate::examine::{Examination, locate};
use crate::files::Unwritten;
use crate::pieces::{self, Obstacle, Piece};

pub use copy::fix_file;

/// Repairs uncover others: a key can be renamed only once its quotes are right, and of a rule no more
/// than a hundred findings are listed. Every document has that many rounds at least.
const ROUNDS: usize = 6;
/// Bytes that are read for all rounds of a document, beyond these.
const WORK: usize = 16 << 20;
/// Faults of the text as a whole, which are gone once it is written anew.
const OF_TEXT: [&str; 4] = [
    "byte-order-mark",
    "utf16-text",
    "line-prefix",
    "escaped-text",
];

/// One repair that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The rule whose finding it mends.
    pub rule: &'static str,
    /// What the finding says.
    pub message: String,
    /// Where it stood, in the text of its round.
    pub at: LineColumn,
}

/// A document after its repairs.
#[derive(Debug, Clone, Default)]
pub struct Fixed {
    /// The repaired text.
    pub text: String,
    /// What was done, in the order it was done.
    pub made: Vec<Made>,
    /// Findings of each severity that `check` has of the repaired text: errors, warnings, infos.
    pub left: [usize; 3],
    /// Whether the text is JSON by now; if not, what is unsure was left as it stood.
    pub is_json: bool,
    /// Whether there was more to repair than one run does.
    pub is_unfinished: bool,
}

/// Why there is no repaired document.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// The input cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The input.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The input is a folder.
    #[error(
        "{0} is a folder: its files were checked, and none was repaired; name the files to repair"
    )]
    Folder(String),
    /// The input is no file, or larger than any document of twins.
    #[error("{0}: only a file of at most 64 MB can be repaired")]
    NoFile(String),
    /// Which characters were meant cannot be told.
    #[error(
        "{0} is no UTF-8: which characters its bytes stand for is not known; save it as UTF-8 first"
    )]
    NoText(String),
    /// The reader gives up.
    #[error("{path}: {source}")]
    Read {
        /// The input.
        path: String,
        /// Why.
        source: ReadError,
    },
    /// The input cannot be taken apart.
    #[error("{0}")]
    Obstacle(#[from] Obstacle),
    /// Something of that name is there already.
    #[error("{0} is there already; name another file with --fix-to")]
    Exists(String),
    /// The output cannot be written.
    #[error(transparent)]
    Unwritten(Unwritten),
}

/// By what is judged what has to be repaired.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Profile, time and packs.
    pub circumstances: Circumstances,
    /// Severities and ignores of the settings: what they hide is not repaired.
    pub policy: Arc<Policy>,
}

/// Repairs each document of a file: what findings offer as a repair and are sure of, again and again
/// until nothing is left to do. A round that would make more errors than it mends is not made.
///
/// # Errors
/// Where the bytes are no text, or a document is too large to be read.
pub fn fix(name: &str, bytes: &[u8], terms: &Terms) -> Result<Fixed, FixError> {
    let mut all = Fixed {
        is_json: true,
        ..Fixed::default()
    };
    let mut text = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for piece in taken_apart(name, bytes)? {
        let from = usize::try_from(piece.origin.offset).unwrap_or(at).max(at);
        // empty lines between documents of a collection
        text.extend_from_slice(&bytes[at..from]);
        at = from + piece.bytes.len();
        let (own, fixed) = of_piece(name, piece, terms)?;
        text.extend_from_slice(own.as_deref().map_or(&bytes[from..at], str::as_bytes));
        all.made.extend(fixed.made);
        all.is_json &= fixed.is_json;
        all.is_unfinished |= fixed.is_unfinished;
    }
    text.extend_from_slice(&bytes[at..]);
    all.left = left(name, &text, terms)?;
    all.text = String::from_utf8(text).map_err(|_| FixError::NoText(name.to_owned()))?;
    Ok(all)
}

fn taken_apart(name: &str, bytes: &[u8]) -> Result<Vec<Piece>, Obstacle> {
    let mut all = Vec::new();
    pieces::of_reader(name, bytes.len() as u64, bytes, &mut |piece| {
        all.push(piece);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// Returns what the check says of a text.
fn left(name: &str, text: &[u8], terms: &Terms) -> Result<[usize; 3], FixError> {
    let mut examination = Examination {
        circumstances: terms.circumstances.clone(),
        policy: terms.policy.clone(),
        ..Examination::default()
    };
    let mut left = [0; 3];
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let never = AtomicBool::new(false);
    let _ = examination.examine(taken_apart(name, text)?, &never, &mut |told| {
        if let Ok(examined) = told {
            for (left, severity) in left.iter_mut().zip(severities) {
                *left += examined.count(severity);
            }
        }
        ControlFlow::Continue(())
    });
    Ok(left)
}

/// Repairs one document; returns its new text, or nothing where it stays as it is.
fn of_piece(name: &str, piece: Piece, terms: &Terms) -> Result<(Option<String>, Fixed), FixError> {
    let failed = |source| FixError::Read {
        path: name.to_owned(),
        source,
    };
    let mut doc = Document::read(piece.bytes).map_err(failed)?;
    if doc.repairs().iter().any(|repair| is_lost(&doc, repair)) {
        return Err(FixError::NoText(name.to_owned()));
    }
    let lines_before = piece.origin.lines_before();
    let mut findings = diagnosed(&doc, terms);
    let whole = findings.iter().filter(|f| OF_TEXT.contains(&f.rule));
    let mut made = told(whole.cloned().collect(), &doc, lines_before);
    if !made.is_empty() {
        let plain = twin::without_line_prefixes(doc.text());
        doc = Document::read_str(plain.as_deref().unwrap_or(doc.text())).map_err(failed)?;
        findings = diagnosed(&doc, terms);
    }
    let rounds = ROUNDS.max(WORK / doc.text().len().max(1));
    let mut is_unfinished = true;
    for _ in 0..rounds {
        let next = match round(&doc, &findings) {
            Some((text, done)) => {
                let next = Document::read_str(&text).map_err(failed)?;
                let after = diagnosed(&next, terms);
                (errors(&after) <= errors(&findings)).then_some((next, after, done))
            }
            None => None,
        };
        let Some((next, after, done)) = next else {
            is_unfinished = false;
            break;
        };
        made.extend(told(done, &doc, lines_before));
        (doc, findings) = (next, after);
    }
    let text = (!made.is_empty()).then(|| doc.text().to_owned());
    let fixed = Fixed {
        made,
        is_json: doc
            .repairs()
            .iter()
            .all(|r| r.kind == RepairKind::SeveralDocuments),
        is_unfinished,
        ..Fixed::default()
    };
    Ok((text, fixed))
}

/// True where a character of the input is not in the text any more.
fn is_lost(doc: &Document, repair: &Repair) -> bool {
    let seen = &doc.text()[repair.span.clone()];
    match repair.kind {
        RepairKind::InvalidUtf8 => true,
        RepairKind::LoneSurrogate => seen == "\u{fffd}",
        _ => false,
    }
}

/// Returns the findings that the settings do not hide.
fn diagnosed(doc: &Document, terms: &Terms) -> Vec<Finding> {
    let catalogue = terms.circumstances.catalogue();
    let units = Units::of(doc).known_to(catalogue);
    let of = |number| {
        let twin = units.twin(number)?;
        let found = units.diagnose(CATALOGUE, number, &twin, &terms.circumstances, None);
        let (device, module) = (twin.device_id(), twin.module_id());
        let subject = Subject {
            root: &twin.root.path(),
            device: device.as_deref(),
            module: module.as_deref(),
        };
        Some(terms.policy.sift(found, &subject, catalogue).shown)
    };
    (0..units.len()).filter_map(of).flatten().collect()
}

fn errors(findings: &[Finding]) -> usize {
    findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count()
}

fn told(done: Vec<Finding>, doc: &Document, lines_before: u32) -> Vec<Made> {
    let located = locate(done, doc, lines_before).into_iter();
    let made = located.map(|located| Made {
        rule: located.finding.rule,
        message: located.finding.message,
        at: located.start,
    });
    made.collect()
}

/// Makes every sure repair that touches no other; nothing where there is none.
fn round(doc: &Document, findings: &[Finding]) -> Option<(String, Vec<Finding>)> {
    let mut edits: Vec<_> = findings.iter().filter_map(edit).collect();
    edits.extend(undoubled(doc, findings));
    edits.sort_by_key(|(span, ..)| (span.start, span.end));
    let mut text = String::with_capacity(doc.text().len());
    let mut at = 0;
    let mut done = Vec::new();
    for (span, repair, finding) in edits {
        if span.start < at || doc.text()[span.clone()] == *repair {
            continue;
        }
        text.push_str(&doc.text()[at..span.start]);
        text.push_str(&repair);
        at = span.end;
        done.push(finding);
    }
    text.push_str(&doc.text()[at..]);
    (!done.is_empty()).then_some((text, done))
}

/// A place, what is to stand there, and the finding that it mends.
type Edit = (Range<usize>, String, Finding);

fn edit(finding: &Finding) -> Option<Edit> {
    let repair = finding.repair.clone()?;
    let is_sure = finding.confidence != Confidence::Possible;
    is_sure.then(|| (finding.place.span.clone(), repair, finding.clone()))
}

/// Where every quote of a text is doubled, that is one finding and many edits.
fn undoubled<'f>(
    doc: &'f Document,
    findings: &'f [Finding],
) -> impl Iterator<Item = Edit> + use<'f> {
    let told = findings.iter().find(|f| f.rule == "doubled-quote");
    let repairs = doc
        .repairs()
        .iter()
        .filter(|r| r.kind == RepairKind::DoubledQuote);
    let of = move |repair: &Repair| {
        let finding = Finding {
            place: diagnose::Place::repair(doc, repair),
            ..told?.clone()
        };
        if repair.assumed.is_empty() {
            return Some((repair.span.clone(), String::new(), finding));
        }
        let start = repair.span.start;
        let value = doc.value_at(start)?;
        let (span, content) = if value.key_span().start == start && !value.key_span().is_empty() {
            (value.key_span(), value.key()?)
        } else {
            (
                value.span(),
                value.str().filter(|_| value.kind() == Kind::String)?,
            )
        };
        (span.start == start).then(|| (span, twin::escape::quote(&content), finding))
    };
    repairs.filter_map(of)
}
