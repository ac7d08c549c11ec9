//! Changes of the settings as changes of their text: one place is touched, everything else stays
//! as it was written, order and line ends included. Written beside and renamed.

use std::fs;
use std::io;
use std::path::Path;

use diagnose::{Ignore, Level};
use twin::{Kind, Value};

use super::{Settings, Trouble};
use crate::drift::{DriftIgnore, Patience};

/// A change.
#[derive(Debug, Clone)]
pub enum Edit {
    /// One more ignore, at the end.
    Ignore(Ignore),
    /// The ignore with that number goes.
    ShowAgain(usize),
    /// One more ignore of drift, at the end.
    IgnoreDrift(DriftIgnore),
    /// The ignore of drift with that number goes.
    ShowDriftAgain(usize),
    /// A change may be pending for another time, or for the usual one.
    StuckAfter(Option<Patience>),
    /// A rule gets a level, or its own one back.
    Level(&'static str, Option<Level>),
    /// One more folder of a pack, at the end.
    Pack(String),
    /// The pack with that number goes.
    NoPack(usize),
}

/// Why the settings cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotEdited {
    /// The text is no JSON as it stands: changing it would guess.
    #[error("{0}; mend it first")]
    Broken(Trouble),
    /// The ignore is not there any more.
    #[error("this ignore is no longer in the settings")]
    Gone,
    /// The pack is not there any more.
    #[error("this pack is no longer in the settings")]
    NoPack,
}

impl Settings {
    /// Returns the text with a change made.
    ///
    /// # Errors
    /// Where the text cannot be changed safely.
    pub fn edited(&self, edit: &Edit) -> Result<String, NotEdited> {
        let root = self.doc.root().filter(|r| r.is_object());
        let Some(root) = root.filter(|_| self.doc.repairs().is_empty()) else {
            return Err(self.broken());
        };
        let changed = match edit {
            Edit::Ignore(ignore) => match self.list(root, "ignores", Kind::Array)? {
                Some(list) => self.inserted(list, &ignore_text(ignore)),
                None => self.inserted(root, &section("ignores", '[', &ignore_text(ignore), ']')),
            },
            Edit::ShowAgain(number) => {
                let id = self.ignores.get(*number).ok_or(NotEdited::Gone)?;
                self.removed(self.doc.value(*id))
            }
            Edit::IgnoreDrift(ignore) => {
                let text = drift_ignore_text(ignore);
                match self.in_drift(root, "ignores", Kind::Array)? {
                    (_, Some(list)) => self.inserted(list, &text),
                    (drift, None) => {
                        self.with_drift_ignore(root, drift, &section("ignores", '[', &text, ']'))
                    }
                }
            }
            Edit::ShowDriftAgain(number) => {
                let id = self.drift_ignores.get(*number).ok_or(NotEdited::Gone)?;
                self.removed(self.doc.value(*id))
            }
            Edit::StuckAfter(after) => self.with_stuck_after(root, *after)?,
            Edit::Pack(folder) => match self.list(root, "packs", Kind::Array)? {
                Some(list) => self.inserted(list, &quoted(folder)),
                None => self.inserted(root, &section("packs", '[', &quoted(folder), ']')),
            },
            Edit::NoPack(number) => {
                let id = self.packs_at.get(*number).ok_or(NotEdited::NoPack)?;
                self.removed(self.doc.value(*id))
            }
            Edit::Level(rule, level) => {
                let list = self.list(root, "severities", Kind::Object)?;
                let old = list.and_then(|list| list.get(rule));
                let text = level.map(|level| format!("{}: \"{}\"", quoted(rule), level.name()));
                match (list, old, text) {
                    (_, None, None) => self.text().to_owned(),
                    (_, Some(old), None) => self.removed(old),
                    (_, Some(old), Some(text)) => {
                        self.spliced(old.key_span().start..old.span().end, &text)
                    }
                    (Some(list), None, Some(text)) => self.inserted(list, &text),
                    (None, None, Some(text)) => {
                        self.inserted(root, &section("severities", '{', &text, '}'))
                    }
                }
            }
        };
        Ok(changed)
    }

    /// Returns what stands of drift, and a member of it.
    fn in_drift<'d>(
        &self,
        root: Value<'d>,
        name: &str,
        kind: Kind,
    ) -> Result<(Option<Value<'d>>, Option<Value<'d>>), NotEdited> {
        let drift = self.list(root, "drift", Kind::Object)?;
        let member = drift
            .map(|drift| self.list(drift, name, kind))
            .transpose()?;
        Ok((drift, member.flatten()))
    }

    fn with_drift_ignore(&self, root: Value<'_>, drift: Option<Value<'_>>, what: &str) -> String {
        match drift {
            Some(drift) => self.inserted(drift, what),
            None => self.inserted(root, &section("drift", '{', what, '}')),
        }
    }

    fn with_stuck_after(
        &self,
        root: Value<'_>,
        after: Option<Patience>,
    ) -> Result<String, NotEdited> {
        let (drift, old) = self.in_drift(root, "stuckAfter", Kind::String)?;
        let text = after.map(|after| format!("\"stuckAfter\": \"{after}\""));
        Ok(match (old, text) {
            (None, None) => self.text().to_owned(),
            (Some(old), None) => self.removed(old),
            (Some(old), Some(text)) => self.spliced(old.key_span().start..old.span().end, &text),
            (None, Some(text)) => self.with_drift_ignore(root, drift, &text),
        })
    }

    fn broken(&self) -> NotEdited {
        let first = self.troubles.first().cloned();
        NotEdited::Broken(first.unwrap_or_else(|| Trouble {
            source: self.source.clone(),
            line: 1,
            column: 1,
            message: "this is no strict JSON".to_owned(),
        }))
    }

    fn list<'d>(
        &self,
        root: Value<'d>,
        name: &str,
        kind: Kind,
    ) -> Result<Option<Value<'d>>, NotEdited> {
        match root.get(name) {
            Some(list) if list.kind() != kind => Err(self.broken()),
            list => Ok(list),
        }
    }

    fn spliced(&self, at: std::ops::Range<usize>, with: &str) -> String {
        let text = self.text();
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let with = with.replace('\n', line_end);
        [&text[..at.start], &with, &text[at.end..]].concat()
    }

    /// Puts text behind the last child, laid out as that one is.
    fn inserted(&self, into: Value<'_>, what: &str) -> String {
        let Some(last) = into.children().last() else {
            let outer = self.blanks_before(start_of(into)).unwrap_or_default();
            let indented = format!("\n{outer}  ") + &what.replace('\n', &format!("\n{outer}  "));
            let span = into.span();
            return self.spliced(
                span.start + 1..span.end - 1,
                &format!("{indented}\n{outer}"),
            );
        };
        let end = last.span().end;
        let text = match self.blanks_before(start_of(last)) {
            Some(blanks) => format!(",\n{blanks}") + &what.replace('\n', &format!("\n{blanks}")),
            None => format!(", {what}"),
        };
        self.spliced(end..end, &text)
    }

    fn removed(&self, child: Value<'_>) -> String {
        let Some(parent) = child.parent() else {
            return self.text().to_owned();
        };
        let children: Vec<_> = parent.children().collect();
        let at = children.iter().position(|c| *c == child).unwrap_or(0);
        let whole = parent.span();
        let span = match (at.checked_sub(1).map(|n| children[n]), children.get(at + 1)) {
            (Some(before), _) => before.span().end..child.span().end,
            (None, Some(next)) => start_of(child)..start_of(*next),
            (None, None) => whole.start + 1..whole.end - 1,
        };
        self.spliced(span, "")
    }

    /// Returns the blanks before a byte where nothing else stands before it in its line.
    fn blanks_before(&self, byte: usize) -> Option<String> {
        let before = &self.text()[..byte];
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        line.trim().is_empty().then(|| line.to_owned())
    }
}

fn start_of(value: Value<'_>) -> usize {
    let key = value.key_span();
    if key.is_empty() {
        value.span().start
    } else {
        key.start
    }
}

fn section(name: &str, open: char, what: &str, close: char) -> String {
    let what = what.replace('\n', "\n  ");
    format!("{}: {open}\n  {what}\n{close}", quoted(name))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn ignore_text(ignore: &Ignore) -> String {
    object([
        ("rule", ignore.rule),
        ("path", ignore.path.as_ref().map(|p| p.as_str())),
        ("device", ignore.device.as_ref().map(|p| p.as_str())),
        ("reason", ignore.reason.as_deref()),
    ])
}

fn drift_ignore_text(ignore: &DriftIgnore) -> String {
    object([
        ("path", Some(ignore.path.as_str())),
        ("device", ignore.device.as_ref().map(|p| p.as_str())),
        ("reason", ignore.reason.as_deref()),
    ])
}

fn object<const N: usize>(parts: [(&str, Option<&str>); N]) -> String {
    let parts: Vec<_> = parts
        .into_iter()
        .filter_map(|(name, text)| Some(format!("{}: {}", quoted(name), quoted(text?))))
        .collect();
    format!("{{ {} }}", parts.join(", "))
}

/// Writes a file so that a crash leaves the old or the new one; a link stays a link.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    fs::write(&beside, bytes)?;
    if let Ok(meta) = fs::metadata(&path) {
        // a file that cannot keep its rights is still better written than lost
        let _ = fs::set_permissions(&beside, meta.permissions());
    }
    fs::rename(&beside, &path)
}

#[cfg(test)]
mod tests {
    use diagnose::PathPattern;

    use super::*;

    fn edited(text: &str, edit: &Edit) -> String {
        let settings = Settings::read("s", text.into()).expect("small");
        let text = settings.edited(edit).expect("it can be changed");
        let again = Settings::read("s", text.clone().into()).expect("small");
        assert_eq!(again.troubles, [], "{text}");
        text
    }

    fn ignore() -> Edit {
        Edit::Ignore(Ignore {
            rule: Some("comment"),
            path: PathPattern::parse("/tags/a").ok(),
            device: None,
            reason: None,
        })
    }

    const IGNORE: &str = "{ \"rule\": \"comment\", \"path\": \"/tags/a\" }";

    #[test]
    fn an_ignore_goes_behind_the_last_one_and_nothing_else_changes() {
        assert_eq!(
            edited("{}", &ignore()),
            format!("{{\n  \"ignores\": [\n    {IGNORE}\n  ]\n}}")
        );
        let text = "{\r\n\t\"packs\": [ ],\r\n\t\"ignores\": [\r\n\t\t{\"device\" : \"a\"}\r\n\t]\r\n}\r\n";
        assert_eq!(
            edited(text, &ignore()),
            text.replace("\"a\"}", &format!("\"a\"}},\r\n\t\t{IGNORE}"))
        );
        let inline = "{\"ignores\":[{\"device\":\"a\"}]}";
        assert_eq!(
            edited(inline, &ignore()),
            inline.replace("}]", &format!("}}, {IGNORE}]"))
        );
    }

    #[test]
    fn an_ignore_goes_and_its_neighbours_stay() {
        let text = "{\"ignores\": [\n  {\"device\":\"a\"},\n  {\"device\":\"b\"},\n  {\"device\":\"c\"}\n]}";
        let without = |n| edited(text, &Edit::ShowAgain(n));
        assert_eq!(
            without(0),
            "{\"ignores\": [\n  {\"device\":\"b\"},\n  {\"device\":\"c\"}\n]}"
        );
        assert_eq!(
            without(2),
            "{\"ignores\": [\n  {\"device\":\"a\"},\n  {\"device\":\"b\"}\n]}"
        );
        let one = "{\"ignores\": [ {\"device\":\"a\"} ]}";
        assert_eq!(edited(one, &Edit::ShowAgain(0)), "{\"ignores\": []}");
    }

    #[test]
    fn a_severity_is_set_changed_and_taken_back() {
        let off = Edit::Level("comment", Some(Level::Off));
        let first = edited("{\n}\n", &off);
        assert_eq!(
            first,
            "{\n  \"severities\": {\n    \"comment\": \"off\"\n  }\n}\n"
        );
        let second = edited(&first, &Edit::Level("null-in-twin", Level::parse("info")));
        assert!(
            second.contains("\"off\",\n    \"null-in-twin\": \"info\"\n"),
            "{second}"
        );
        let third = edited(&second, &Edit::Level("comment", Level::parse("error")));
        assert!(third.contains("\"comment\": \"error\","), "{third}");
        let fourth = edited(&third, &Edit::Level("comment", None));
        assert!(!fourth.contains("comment"), "{fourth}");
        assert_eq!(edited("{}", &Edit::Level("comment", None)), "{}");
    }

    fn drift_ignore() -> Edit {
        Edit::IgnoreDrift(DriftIgnore {
            path: PathPattern::parse("/a/b").expect("a path"),
            device: None,
            reason: Some("by hand".to_owned()),
        })
    }

    #[test]
    fn an_ignore_of_drift_goes_into_its_own_list_and_out_again() {
        const IGNORE: &str = "{ \"path\": \"/a/b\", \"reason\": \"by hand\" }";
        let first = edited("{\n}\n", &drift_ignore());
        assert_eq!(
            first,
            format!("{{\n  \"drift\": {{\n    \"ignores\": [\n      {IGNORE}\n    ]\n  }}\n}}\n")
        );
        let second = edited(&first, &drift_ignore());
        assert_eq!(second.matches(IGNORE).count(), 2);
        let none = edited(
            &edited(&second, &Edit::ShowDriftAgain(1)),
            &Edit::ShowDriftAgain(0),
        );
        assert_eq!(none, "{\n  \"drift\": {\n    \"ignores\": []\n  }\n}\n");
        let settings = Settings::read("s", none.into()).expect("small");
        assert_eq!(
            settings.edited(&Edit::ShowDriftAgain(0)),
            Err(NotEdited::Gone)
        );
    }

    #[test]
    fn the_time_that_a_change_may_be_pending_is_set_changed_and_taken_back() {
        let after = |text: &str| Edit::StuckAfter(text.parse().ok());
        let first = edited("{}", &after("90m"));
        assert_eq!(
            first,
            "{\n  \"drift\": {\n    \"stuckAfter\": \"1h 30m\"\n  }\n}"
        );
        let second = edited(&first, &after("2d"));
        assert!(second.contains("\"stuckAfter\": \"2d\""), "{second}");
        let both = edited(&second, &drift_ignore());
        assert!(both.contains("\"2d\",\n    \"ignores\": ["), "{both}");
        let third = edited(&second, &Edit::StuckAfter(None));
        assert_eq!(third, "{\n  \"drift\": {}\n}");
        assert_eq!(edited("{}", &Edit::StuckAfter(None)), "{}");
    }

    #[test]
    fn a_pack_is_added_and_removed_and_its_neighbours_stay() {
        let add = Edit::Pack("our \"groups\"".to_owned());
        let first = edited("{\n}\n", &add);
        assert_eq!(
            first,
            "{\n  \"packs\": [\n    \"our \\\"groups\\\"\"\n  ]\n}\n"
        );
        // what is no folder does not count, and stays
        let text = "{\"packs\": [\"a\", \"b\"]}";
        assert_eq!(edited(text, &Edit::NoPack(0)), "{\"packs\": [\"b\"]}");
        assert_eq!(edited(text, &Edit::NoPack(1)), "{\"packs\": [\"a\"]}");
        let mixed = Settings::read("s", b"{\"packs\": [7, \"a\"]}".to_vec()).expect("small");
        let without = mixed.edited(&Edit::NoPack(0)).expect("it can be changed");
        assert_eq!(without, "{\"packs\": [7]}");
        assert_eq!(mixed.edited(&Edit::NoPack(1)), Err(NotEdited::NoPack));
    }

    #[test]
    fn broken_settings_are_not_guessed_at() {
        for text in ["{\"ignores\": [],}", "[]", "", "{\"ignores\": 7}"] {
            let settings = Settings::read("s", text.into()).expect("small");
            assert!(
                matches!(settings.edited(&ignore()), Err(NotEdited::Broken(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_file_is_written_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("below/twinscope.json");
        write(&file, b"{}").expect("written");
        write(&file, b"{ }").expect("written");
        assert_eq!(fs::read_to_string(&file).expect("there"), "{ }");
        let all = fs::read_dir(folder.path().join("below")).expect("there");
        assert_eq!(all.count(), 1);
    }
}
