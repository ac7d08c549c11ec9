//! A repaired copy of a document: safe repairs only, beside the input and never over it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use diagnose::{CATALOGUE, Circumstances, Confidence, Finding, Severity, Units};
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, LineColumn, ReadError};

use crate::examine::locate;

/// Repairs uncover others: a key can be renamed only once its quotes are right.
const ROUNDS: usize = 6;
/// Largest file that is repaired, in bytes: no twin comes near, and every round reads it again.
const LARGEST: u64 = 64 << 20;

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
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The repaired text.
    pub text: String,
    /// What was done, in the order it was done.
    pub made: Vec<Made>,
    /// Findings of each severity that are left: errors, warnings, infos.
    pub left: [usize; 3],
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
    /// The input is no file, or larger than any document of twins.
    #[error("{0}: only a file of at most 64 MB can be repaired")]
    NoFile(String),
    /// The reader gives up.
    #[error("{path}: {source}")]
    Read {
        /// The input.
        path: String,
        /// Why.
        source: ReadError,
    },
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

/// Repairs a document: what findings offer as a repair and are sure of, again and again until
/// nothing is left to do. A round that would make more errors than it mends is not made.
///
/// # Errors
/// Where the document is too large to be read.
pub fn fix(bytes: Vec<u8>, circumstances: &Circumstances) -> Result<Fixed, ReadError> {
    let mut doc = Document::read(bytes)?;
    let mut findings = diagnosed(&doc, circumstances);
    let mut made = Vec::new();
    for _ in 0..ROUNDS {
        let Some((text, done)) = round(&doc, &findings) else {
            break;
        };
        let next = Document::read(text.into_bytes())?;
        let after = diagnosed(&next, circumstances);
        if errors(&after) > errors(&findings) {
            break;
        }
        made.extend(done);
        doc = next;
        findings = after;
    }
    Ok(Fixed {
        text: strict(&doc),
        made,
        left: [Severity::Error, Severity::Warning, Severity::Info]
            .map(|s| findings.iter().filter(|f| f.severity == s).count()),
    })
}

/// Repairs a file into another one, which must not be there; returns it with its path.
///
/// # Errors
/// Says which file cannot be read or written, and why.
pub fn fix_file(
    path: &Path,
    to: Option<&Path>,
    circumstances: &Circumstances,
) -> Result<(PathBuf, Fixed), FixError> {
    let name = path.display().to_string();
    let unreadable = |source| FixError::Unreadable {
        path: name.clone(),
        source,
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(FixError::NoFile(name));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let fixed =
        fix(bytes, circumstances).map_err(|source| FixError::Read { path: name, source })?;
    let to = to.map_or_else(|| beside(path), Path::to_path_buf);
    write_new(&to, &fixed.text, &about)?;
    Ok((to, fixed))
}

/// `twin.json` becomes `twin.fixed.json`.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or_else(
        || "json".to_owned(),
        |extension| extension.to_string_lossy().into_owned(),
    );
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

fn diagnosed(doc: &Document, circumstances: &Circumstances) -> Vec<Finding> {
    let units = Units::of(doc).known_to(circumstances.catalogue());
    let of = |number| {
        let twin = units.twin(number)?;
        Some(units.diagnose(CATALOGUE, number, &twin, circumstances, None))
    };
    (0..units.len()).filter_map(of).flatten().collect()
}

fn errors(findings: &[Finding]) -> usize {
    findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count()
}

/// Makes every sure repair that touches no other; nothing where there is none.
fn round(doc: &Document, findings: &[Finding]) -> Option<(String, Vec<Made>)> {
    let sure = |f: &&Finding| f.repair.is_some() && f.confidence != Confidence::Possible;
    let mut repairs: Vec<_> = findings.iter().filter(sure).collect();
    repairs.sort_by_key(|f| (f.place.span.start, f.place.span.end));
    let mut text = String::with_capacity(doc.text().len());
    let mut at = 0;
    let mut done = Vec::new();
    for finding in repairs {
        let span = finding.place.span.clone();
        let repair = finding.repair.as_deref().unwrap_or_default();
        if span.start < at || doc.text()[span.clone()] == *repair {
            continue;
        }
        text.push_str(&doc.text()[at..span.start]);
        text.push_str(repair);
        at = span.end;
        done.push(finding.clone());
    }
    text.push_str(&doc.text()[at..]);
    if done.is_empty() {
        return None;
    }
    let made = locate(done, doc, 0).into_iter().map(|located| Made {
        rule: located.finding.rule,
        message: located.finding.message,
        at: located.start,
    });
    Some((text, made.collect()))
}

/// The text itself where it is JSON by now, else the document as the reader understood it.
fn strict(doc: &Document) -> String {
    if doc.repairs().is_empty() {
        return doc.text().to_owned();
    }
    let roots: Vec<_> = doc
        .roots()
        .map(|root| to_json(root, Layout::Pretty, Secrets::Shown))
        .collect();
    roots.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Fixed {
        fix(text.as_bytes().to_vec(), &Circumstances::default()).expect("small")
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
        let circumstances = Circumstances::default();
        let over = fix_file(&path, Some(&path), &circumstances);
        assert!(matches!(over, Err(FixError::Exists(_))));
        let (to, _) = fix_file(&path, None, &circumstances).expect("repaired");
        assert_eq!(to, folder.path().join("twin.fixed.json"));
        assert_eq!(
            fs::read_to_string(&path).expect("kept"),
            "{\"deviceId\": \"pump-01\",}"
        );
        let again = fix_file(&path, None, &circumstances);
        assert!(matches!(again, Err(FixError::Exists(_))));
    }
}
