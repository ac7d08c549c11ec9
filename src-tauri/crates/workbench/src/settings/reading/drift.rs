//! What the settings say of drift: how long a change may be pending, and what is not told.

use diagnose::{IdPattern, PathPattern};
use twin::{Kind, Value};

use super::{Read, cut};
use crate::alike;
use crate::drift::{DriftIgnore, Patience};

/// Members of the setting.
const MEMBERS: [&str; 2] = ["stuckAfter", "ignores"];
/// Members of an ignore.
const PARTS: [&str; 3] = ["path", "device", "reason"];
/// What paths of findings start with, and those of drift do not.
const SECTIONS: [&str; 3] = [
    "/properties/desired",
    "/properties/reported",
    "/properties/*",
];

impl Read {
    pub(super) fn drift(&mut self, of: Value<'_>) {
        if !of.is_object() {
            let message = "`drift` is an object with `stuckAfter` and `ignores`";
            return self.trouble(of.span().start, message);
        }
        for member in of.children() {
            let name = member.key().unwrap_or_default();
            match &*name {
                "stuckAfter" => self.stuck_after(member),
                "ignores" => self.drift_ignores(member),
                other => {
                    let hint = alike::hint(other, &MEMBERS, "known are");
                    self.trouble(
                        member.key_span().start,
                        format!("`drift` has no setting named `{}`; {hint}", cut(other)),
                    );
                }
            }
        }
    }

    fn stuck_after(&mut self, of: Value<'_>) {
        let written = of.str().unwrap_or_else(|| of.raw().into());
        match written.parse::<Patience>() {
            Ok(patience) if of.kind() == Kind::String => self.drift.stuck_after = Some(patience),
            Ok(_) => self.trouble(of.span().start, "`stuckAfter` is a text in quotes"),
            Err(_) => self.trouble(
                of.span().start,
                format!(
                    "`{}` is no length of time; write 10m, 1h 30m or 2d",
                    cut(&written)
                ),
            ),
        }
    }

    fn drift_ignores(&mut self, of: Value<'_>) {
        if of.kind() != Kind::Array {
            return self.trouble(of.span().start, "`ignores` is a list of objects");
        }
        for element in of.children() {
            if !element.is_object() {
                let message = "an ignore of drift is an object with `path`, `device` and `reason`";
                self.trouble(element.span().start, message);
                continue;
            }
            let troubles = self.troubles.len();
            let read = self.drift_ignore(element);
            if let Some(ignore) = read.filter(|_| self.troubles.len() == troubles) {
                self.drift.ignores.push(ignore);
                self.drift_at.push(element.id());
            }
        }
    }

    fn drift_ignore(&mut self, of: Value<'_>) -> Option<DriftIgnore> {
        let (mut path, mut device, mut reason) = (None, None, None);
        for part in of.children() {
            let name = part.key().unwrap_or_default();
            let at = part.span().start;
            if !PARTS.contains(&&*name) {
                let hint = alike::hint(&name, &PARTS, "known are");
                let message = format!(
                    "no part of an ignore of drift is named `{}`; {hint}",
                    cut(&name)
                );
                self.trouble(part.key_span().start, message);
                continue;
            }
            let Some(text) = part.str() else {
                self.trouble(at, format!("`{name}` is a text in quotes"));
                continue;
            };
            match &*name {
                "path" => path = self.drift_path(&text, at),
                "device" => device = self.pattern(at, IdPattern::parse(&text)),
                _ => reason = Some(text.into_owned()).filter(|t| !t.is_empty()),
            }
        }
        if of.get("path").is_none() {
            let message = "an ignore of drift names the `path` of a property below its section, \
                           as `/rebootInfo/singleRebootTime`";
            self.trouble(of.span().start, message);
        }
        Some(DriftIgnore {
            path: path?,
            device,
            reason,
        })
    }

    fn drift_path(&mut self, text: &str, at: usize) -> Option<PathPattern> {
        let below = SECTIONS.iter().find_map(|s| text.strip_prefix(s));
        if let Some(below) = below.filter(|below| below.starts_with('/')) {
            let below = cut(below);
            let message = format!("a path of drift starts at the group; did you mean `{below}`?");
            self.trouble(at, message);
            return None;
        }
        let path = self.pattern(at, PathPattern::parse(text))?;
        if path.is_everywhere() || text == "/*" {
            let message = "this would hide all drift; name a group or a property";
            self.trouble(at, message);
            return None;
        }
        Some(path)
    }
}
