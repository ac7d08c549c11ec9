//! What the service refuses of a write, as a whole: by the one survey of limits that diagnoses twins, too.

use serde_json::{Map, Value};
use twin::limits::{
    DEPTH, INTEGER_MAX, INTEGER_MIN, KEY_BYTES, PROPERTIES_BYTES, Remark, Survey, TAGS_BYTES,
    VALUE_BYTES,
};
use twin::{Document, SectionKind};

use crate::Fault;

/// Reads a patch, without what the platform writes itself, or says why it is refused. Looks at the text as it was sent:
/// a number too large for any double would be lost in reading.
pub(crate) fn checked(kind: SectionKind, text: &str) -> Result<Map<String, Value>, Fault> {
    let name = kind.name();
    let read = serde_json::from_str(text);
    let patch: Value =
        read.map_err(|error| Fault::argument(format!("{name} is not JSON: {error}")))?;
    let Value::Object(mut patch) = patch else {
        return Err(Fault::argument(format!("{name} is not an object")));
    };
    for key in ["$version", "$metadata", "$etag"] {
        let found = patch.remove(key).is_some();
        // services send back what they have read; a device that does so is refused as a whole
        if found && kind == SectionKind::Reported {
            return Err(illegal_key(kind, &format!("/{key}"), '$'));
        }
    }
    survey(text, kind, |survey| {
        let refused = survey.with(is_refused).next();
        match refused {
            Some((remark, value)) => Err(refusal(kind, remark, &value.path().to_string())),
            None => Ok(()),
        }
    })??;
    Ok(patch)
}

/// Holds a whole section against its size. `length` is that of its text, or more; the text itself is seldom needed.
pub(crate) fn fits<T: AsRef<str>>(
    kind: SectionKind,
    length: usize,
    text: impl FnOnce() -> T,
) -> Result<(), Fault> {
    let most = match kind {
        SectionKind::Tags => TAGS_BYTES,
        SectionKind::Desired | SectionKind::Reported => PROPERTIES_BYTES,
    };
    // no text is counted as longer than it is, but numbers and booleans are: two bytes count eight at most
    if length as u64 * 4 <= most {
        return Ok(());
    }
    let bytes = survey(text().as_ref(), kind, |survey| survey.usage.bytes)?;
    if bytes > most {
        let name = kind.name();
        let message = format!("{name} would have {bytes} bytes, {most} are allowed");
        return Err(Fault::argument(message));
    }
    Ok(())
}

fn survey<T>(
    text: &str,
    kind: SectionKind,
    ask: impl FnOnce(&Survey<'_>) -> T,
) -> Result<T, Fault> {
    let unread = || Fault::argument(format!("{} cannot be read", kind.name()));
    let doc = Document::read_str(text).map_err(|_| unread())?;
    let value = doc.root().ok_or_else(unread)?;
    let section = twin::Section {
        kind,
        value,
        prefix: "",
    };
    Ok(ask(&Survey::of(section)))
}

fn is_refused(remark: Remark) -> bool {
    match remark {
        Remark::IllegalKey(_)
        | Remark::EmptyKey
        | Remark::LongKey(_)
        | Remark::LongValue(_)
        | Remark::WideInteger
        | Remark::BeyondDouble
        | Remark::NullInArray
        | Remark::TooDeep => true,
        Remark::Null
        | Remark::PlaceholderText
        | Remark::PathEscape
        | Remark::Secret
        | Remark::NumberedKey => false,
    }
}

fn illegal_key(kind: SectionKind, path: &str, found: char) -> Fault {
    let section = kind.name();
    Fault::argument(format!(
        "{section}{path} contains `{}`, an invalid character. Must not contain Control Characters, '.', '$', '#', or ' '.",
        found.escape_debug()
    ))
}

fn refusal(kind: SectionKind, remark: Remark, path: &str) -> Fault {
    let section = kind.name();
    let reason = match remark {
        Remark::IllegalKey(found) => return illegal_key(kind, path, found),
        Remark::EmptyKey => "has an empty key".to_owned(),
        Remark::LongKey(bytes) => format!("has a key of {bytes} bytes, {KEY_BYTES} are allowed"),
        Remark::LongValue(bytes) => {
            format!("has {bytes} bytes, {VALUE_BYTES} are allowed for one value")
        }
        Remark::WideInteger | Remark::BeyondDouble => {
            format!("is a number outside {INTEGER_MIN} to {INTEGER_MAX}")
        }
        Remark::NullInArray => "is null inside an array".to_owned(),
        _ => format!("is nested deeper than {DEPTH} levels"),
    };
    Fault::argument(format!("{section}{path} {reason}"))
}
