//! What does not fit a schema, in words, for what is held against one outside of a twin's groups: the
//! payload of a method, the content of a group without its name.

use std::collections::HashSet;

use groups::catalogue::{Fault, Property, Violation, Weight};
use twin::Value;

use crate::finding::Severity;
use crate::place::Place;
use crate::wanted::{all, either, shown, values};
use crate::words::{name_of, subject};

/// Leaves one reason for each value, the type first: the others follow from it.
pub(crate) fn once(mut all: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let is_lack = |fault: &Fault| {
        use Fault as F;
        matches!(
            fault,
            F::Missing(_) | F::Incomplete(_) | F::Unknown | F::Name
        )
    };
    all.sort_by_key(|v| (!matches!(v.fault, Fault::Type { .. }), v.weight));
    let mut told = HashSet::new();
    all.retain(|v| is_lack(&v.fault) || told.insert(v.at.id()));
    all
}

/// Returns the severity that the schema gives.
pub(crate) fn severity(violation: &Violation<'_>) -> Severity {
    match violation.weight {
        Weight::Error => Severity::Error,
        Weight::Warning => Severity::Warning,
        Weight::Info => Severity::Info,
    }
}

/// Points at the name where the name is wrong, else at the value.
pub(crate) fn place(violation: &Violation<'_>) -> Place {
    match violation.fault {
        Fault::Unknown | Fault::Name => Place::key(violation.at),
        _ => Place::value(violation.at),
    }
}

/// Says what is wrong, of a member by its name and of the whole by what it is called.
pub(crate) fn words(
    whole: Value<'_>,
    called: &str,
    violation: &Violation<'_>,
    property: Option<&Property>,
) -> String {
    let at = violation.at;
    let name = if at == whole {
        called.to_owned()
    } else {
        subject(at)
    };
    let value = || format!("{name} is {}", shown(at, property));
    match &violation.fault {
        Fault::Missing(member) => format!("{name} lacks `{member}`"),
        Fault::Incomplete(members) => format!("{name} lacks {}", all(members)),
        Fault::Unknown => format!("nobody reads {name}"),
        Fault::Name => format!("the name `{}` has another form than it needs", name_of(at)),
        Fault::Type { expected } => {
            let kinds = either(expected.iter().map(|kind| format!("`{kind}`")).collect());
            format!(
                "{name} is {}, and {kinds} is expected",
                at.kind().with_article()
            )
        }
        Fault::NotAllowed { allowed } => {
            format!("{}, which is not {}", value(), values(allowed, &[]))
        }
        Fault::TooSmall(least) => format!("{}, and {least} is the least", value()),
        Fault::TooLarge(most) => format!("{}, and {most} is the most", value()),
        Fault::TooShort(_) => format!("{}, which is too short", value()),
        Fault::TooLong(_) => format!("{}, which is too long", value()),
        _ => format!("{}, which does not have the form it needs", value()),
    }
}
