//! A repaired copy of a document: safe repairs only, each an edit at its place, beside the input and
//! never over it. What can be meant in more than one way stays as it is.

use std::fs;
use std::io::Write as _;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use diagnose::{CATALOGUE, Circumstances, Confidence, Finding, Policy, Severity, Subject, Units};
use twin::{Document, Kind, LineColumn, ReadError, Repair, RepairKind};

use crate::examine::{Examination, locate};
use crate::pieces::{self, Obstacle, Piece};

/// Repairs uncover others: a key can be renamed only once its quotes are right, and of a rule no more
/// than a hundred findings are listed. Every document has that many rounds at least.
const ROUNDS: usize = 6;
/// Bytes that are read for all rounds of a document, beyond these.
const WORK: usize = 16 << 20;
/// Largest file that is repaired, in bytes: no twin comes near, and every round reads it again.
const LARGEST: u64 = 64 << 20;
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
    #[error("{path} cannot be written: {source}")]
    Unwritable {
        /// The output.
        path: String,
        /// Why.
        source: std::io::Error,
    },
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

/// Repairs a file into another one, which must not be there; returns it with its path. Where there
/// is nothing to repair and no other file is named, there is none.
///
/// # Errors
/// Says which file cannot be read or written, and why.
pub fn fix_file(
    path: &Path,
    to: Option<&Path>,
    terms: &Terms,
) -> Result<(Option<PathBuf>, Fixed), FixError> {
    let name = path.display().to_string();
    let unreadable = |source| FixError::Unreadable {
        path: name.clone(),
        source,
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        return Err(FixError::Folder(name));
    }
    if !about.is_file() || about.len() > LARGEST {
        return Err(FixError::NoFile(name));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let fixed = fix(&name, &bytes, terms)?;
    let to = match to {
        Some(to) => to.to_path_buf(),
        None if fixed.made.is_empty() => return Ok((None, fixed)),
        None => beside(path),
    };
    write_new(&to, &fixed.text, &about)?;
    Ok((Some(to), fixed))
}

/// `twin.json` becomes `twin.fixed.json`; what was cut out of a table is one document a line.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or_else(
        || "json".to_owned(),
        |extension| extension.to_string_lossy().into_owned(),
    );
    let is_table = ["csv", "tsv"]
        .iter()
        .any(|table| extension.eq_ignore_ascii_case(table));
    let extension = if is_table {
        "ndjson".to_owned()
    } else {
        extension
    };
    path.with_file_name(format!("{stem}.fixed.{extension}"))
}

/// Writes a file that nobody has written yet, readable by whom the input is.
fn write_new(to: &Path, text: &str, like: &fs::Metadata) -> Result<(), FixError> {
    let path = to.display().to_string();
    let mut file = match fs::OpenOptions::new().write(true).create_new(true).open(to) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(FixError::Exists(path));
        }
        Err(source) => return Err(FixError::Unwritable { path, source }),
    };
    file.set_permissions(like.permissions())
        .and_then(|()| file.write_all(text.as_bytes()))
        .map_err(|source| FixError::Unwritable { path, source })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Fixed {
        fix("twin.json", text.as_bytes(), &Terms::default()).expect("small")
    }

    #[test]
    fn broken_text_becomes_json_and_keeps_its_form() {
        let fixed = fixed(
            "{\n  // a note\n  \"deviceId\": \"pump-01\"\",\n  \"properties\": { \"desired\": {}, },\n}",
        );
        let json: serde_json::Value = serde_json::from_str(&fixed.text).expect("strict JSON");
        assert_eq!(json["deviceId"], "pump-01");
        assert!(fixed.text.starts_with("{\n"), "{}", fixed.text);
        let rules: Vec<_> = fixed.made.iter().map(|m| m.rule).collect();
        assert!(rules.contains(&"trailing-comma"), "{rules:?}");
        assert!(rules.contains(&"doubled-quote"), "{rules:?}");
    }

    #[test]
    fn a_number_in_quotes_is_freed_of_them() {
        let twin = |hours: &str| {
            format!(
                r#"{{"deviceId":"kiosk","properties":{{"desired":{{"windowsUpdate":{{"__meta":{{"serviceInterfaceVersion":"1.0.0"}},"activeHoursStart":{hours}}}}}}}}}"#
            )
        };
        assert_eq!(fixed(&twin("\"8\"")).text, twin("8"));
    }

    #[test]
    fn what_is_right_stays_as_it_is() {
        let text = "{ \"deviceId\" : \"pump-01\" }\n";
        let fixed = fixed(text);
        assert_eq!(fixed.text, text);
        assert!(fixed.made.is_empty());
    }

    #[test]
    fn a_file_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("twin.json");
        fs::write(&path, "{\"deviceId\": \"pump-01\",}").expect("written");
        let terms = Terms::default();
        let over = fix_file(&path, Some(&path), &terms);
        assert!(matches!(over, Err(FixError::Exists(_))));
        let (to, _) = fix_file(&path, None, &terms).expect("repaired");
        assert_eq!(to, Some(folder.path().join("twin.fixed.json")));
        assert_eq!(
            fs::read_to_string(&path).expect("kept"),
            "{\"deviceId\": \"pump-01\",}"
        );
        let again = fix_file(&path, None, &terms);
        assert!(matches!(again, Err(FixError::Exists(_))));
    }

    #[test]
    fn what_can_be_meant_in_more_than_one_way_stays_as_it_is() {
        for text in [
            r#"{"properties":{"desired":{"a":1,"a":2,"\u0061":3}}}"#,
            r#"{"properties":{"desired":{"a":NaN,"b":Infinity,"c":undefined,"d":<time>}}}"#,
            r#"{"properties":{"desired":{"launchAfterInstall":true|false}}}"#,
            r#"{"deviceId":"d","properties":{"desired":{"a":"unfinis"#,
            r#"{"deviceId":"d","properties":{"desired":{"a":1}}"#,
            r#"{"properties":{"desired":{"a":'it''s'}}}"#,
        ] {
            let fixed = fixed(text);
            assert_eq!(fixed.text, text);
            assert!(fixed.made.is_empty() && !fixed.is_json, "{text}");
            assert!(fixed.left[0] > 0, "{text}: {:?}", fixed.left);
        }
    }

    #[test]
    fn beside_what_is_unsure_the_rest_is_repaired() {
        let fixed = fixed(r#"{'properties':{"desired":{"a":1,"a":+2,},}}"#);
        assert_eq!(fixed.text, r#"{"properties":{"desired":{"a":1,"a":2}}}"#);
        assert!(!fixed.is_json && fixed.left[0] == 1, "{:?}", fixed.left);
    }

    #[test]
    fn a_collection_stays_one_document_a_line() {
        let lines = "{\"deviceId\":\"a\",\"tags\":{}}\n\n{\"deviceId\":\"b\",\"tags\":{},}\n{broken\n{\"deviceId\":\"c\",\"tags\":{},}\n";
        let fixed = fixed(lines);
        assert_eq!(fixed.text, lines.replace("},}", "}}"));
        let places: Vec<_> = fixed.made.iter().map(|m| m.at.line).collect();
        assert_eq!(places, [3, 5]);
    }

    #[test]
    fn bytes_of_another_encoding_are_not_guessed_and_utf16_is_written_as_utf8() {
        let latin = b"{\"deviceId\":\"p\xfcmp\",\"tags\":{},}";
        let refused = fix("twin.json", latin, &Terms::default());
        assert!(matches!(refused, Err(FixError::NoText(_))));
        let text = "\u{feff}{\"deviceId\":\"p\u{fc}mp\",\"tags\":{}}";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let fixed = fix("twin.json", &wide, &Terms::default()).expect("text");
        assert_eq!(fixed.text, text.trim_start_matches('\u{feff}'));
        assert_eq!(fixed.made[0].rule, "utf16-text");
    }

    #[test]
    fn more_than_a_finding_lists_is_repaired() {
        let doubled: Vec<_> = (0..900)
            .map(|n| format!("\"\"k{n}\"\":\"\"v\"\""))
            .collect();
        let commas: String = (0..900).map(|n| format!(",,\"m{n}\":1")).collect();
        let text = format!("{{\"tags\":{{{}{commas}}}}}", doubled.join(","));
        let fixed = fixed(&text);
        assert!(fixed.is_json, "{:?}", fixed.left);
        assert!(serde_json::from_str::<serde_json::Value>(&fixed.text).is_ok());
    }

    #[test]
    fn a_value_is_not_exchanged_for_another_wrong_one() {
        let text = r#"{"deviceId":"d","properties":{"desired":{"rebootInfo":{"singleRebootTime":5,"__meta":{"serviceInterfaceVersion":"1.0.0"}}}}}"#;
        let fixed = fixed(text);
        assert_eq!(fixed.text, text);
    }
}
