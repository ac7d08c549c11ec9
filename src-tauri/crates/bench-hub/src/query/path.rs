//! Paths into documents: found at parse time, walked per document.

use serde_json::Value;
use twin::Step;

use super::Collection;

/// Where a value stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    steps: Box<[Step]>,
    /// What a column without an alias is called: the last name.
    pub(super) name: String,
    /// True for the fields that the hub writes times into.
    pub(super) is_time: bool,
}

/// What stands after FROM: which documents, and the name that paths may begin with.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) collection: Collection,
    pub(super) alias: Option<String>,
}

/// One step as it is written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) step: Step,
    /// True for `[[name]]` and `["name"]`, which are taken letter by letter.
    pub(super) is_escaped: bool,
}

/// The names that the hub gives, which requests may spell in any case, and those directly below them.
const NAMES: &[(&str, &[&str])] = &[
    ("deviceId", &[]),
    ("moduleId", &[]),
    ("etag", &[]),
    ("deviceEtag", &[]),
    ("version", &[]),
    ("status", &[]),
    ("statusReason", &[]),
    ("statusUpdateTime", &[]),
    ("connectionState", &[]),
    ("connectionStateUpdatedTime", &[]),
    ("lastActivityTime", &[]),
    ("cloudToDeviceMessageCount", &[]),
    ("authenticationType", &[]),
    (
        "x509Thumbprint",
        &["primaryThumbprint", "secondaryThumbprint"],
    ),
    ("modelId", &[]),
    ("capabilities", &["iotEdge"]),
    ("deviceScope", &[]),
    ("parentScopes", &[]),
    ("configurations", &[]),
    ("tags", &[]),
    ("properties", &["desired", "reported"]),
];

/// The same for jobs.
const NAMES_OF_JOBS: &[(&str, &[&str])] = &[
    ("deviceId", &[]),
    ("jobId", &[]),
    ("jobType", &[]),
    ("status", &[]),
    ("startTimeUtc", &[]),
    ("endTimeUtc", &[]),
    ("createdDateTimeUtc", &[]),
    ("lastUpdatedDateTimeUtc", &[]),
    ("outcome", &["deviceMethodResponse"]),
];

/// Fields of the document itself that hold times.
const TIMES: [&str; 3] = [
    "lastActivityTime",
    "statusUpdateTime",
    "connectionStateUpdatedTime",
];

impl Path {
    /// Finds the value in a document.
    pub(super) fn of<'d>(&self, document: &'d Value) -> Option<&'d Value> {
        self.steps.iter().try_fold(document, |at, step| match step {
            Step::Key(key) => at.get(&**key),
            Step::Index(index) => at.get(index),
        })
    }

    /// True for a field of the document itself.
    pub(super) fn is_field(&self, name: &str) -> bool {
        matches!(&*self.steps, [Step::Key(key)] if **key == *name)
    }
}

impl Scope {
    /// Turns what is written into a path: without the name of the collection or its alias, in the hub's own spelling.
    pub(super) fn path(&self, written: Vec<Written>) -> Path {
        let last = written.iter().rev().find_map(|one| key(&one.step));
        let last = last.unwrap_or_default().to_owned();
        let prefix = self.prefix(&written);
        let mut steps: Vec<Written> = written.into_iter().skip(prefix).collect();
        self.spell(&mut steps);
        let steps: Box<[Step]> = steps.into_iter().map(|one| one.step).collect();
        let name = steps.iter().rev().find_map(key).unwrap_or(&last).to_owned();
        let is_time = match &*steps {
            [Step::Key(field)] => TIMES.contains(&&**field),
            [.., Step::Key(field)] => **field == *"$lastUpdated",
            _ => false,
        };
        Path {
            steps,
            name,
            is_time,
        }
    }

    /// Counts the steps that only name the collection.
    fn prefix(&self, written: &[Written]) -> usize {
        let first = written.first().and_then(|one| key(&one.step));
        if self.alias.is_some() && self.alias.as_deref() == first {
            return 1;
        }
        let named = self.collection.name().split('.');
        let prefix = named.clone().count();
        let is_named = written.len() > prefix
            && named.zip(written).all(|(name, one)| {
                key(&one.step).is_some_and(|key| key.eq_ignore_ascii_case(name))
            });
        if is_named { prefix } else { 0 }
    }

    fn spell(&self, steps: &mut [Written]) {
        let names = match self.collection {
            Collection::Jobs => NAMES_OF_JOBS,
            Collection::Devices | Collection::Modules => NAMES,
        };
        let Some((first, below)) = steps.split_first_mut() else {
            return;
        };
        let roots = names.iter().map(|(root, _)| *root);
        let Some(root) = spelled(first, roots) else {
            return;
        };
        let known = names.iter().find(|(name, _)| *name == root);
        if let (Some(second), Some((_, members))) = (below.first_mut(), known) {
            spelled(second, members.iter().copied());
        }
    }
}

/// Gives a step the hub's own spelling and returns it.
fn spelled(
    written: &mut Written,
    mut names: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    if written.is_escaped {
        return None;
    }
    let name =
        names.find(|name| key(&written.step).is_some_and(|key| key.eq_ignore_ascii_case(name)))?;
    written.step = Step::Key(name.into());
    Some(name)
}

fn key(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}
