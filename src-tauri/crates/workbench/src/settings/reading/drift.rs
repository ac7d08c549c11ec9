//! What the settings say of drift: how long a change may be pending, and what is not told.

use diagnose::PathPattern;
use twin::{Kind, Value};

use super::ignores::{Form, Parts};
use super::{Read, cut};
use crate::alike;
use crate::drift::{DriftIgnore, Patience};

/// Members of the setting.
const MEMBERS: [&str; 2] = ["stuckAfter", "ignores"];
/// An ignore of drift.
const OF_DRIFT: Form = Form {
    name: "an ignore of drift",
    parts: &["path", "device", "reason"],
    told: "`path`, `device` and `reason`",
};
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
        for (ignore, at) in self.each_ignore(of, &OF_DRIFT, Self::drift_ignore) {
            self.drift.ignores.push(ignore);
            self.drift_at.push(at);
        }
    }

    fn drift_ignore(&mut self, of: Value<'_>, parts: Parts) -> Option<DriftIgnore> {
        let path = parts.path.and_then(|(text, at)| self.drift_path(&text, at));
        if of.get("path").is_none() {
            let message = "an ignore of drift names the `path` of a property below its section, \
                           as `/rebootInfo/singleRebootTime`";
            self.trouble(of.span().start, message);
        }
        Some(DriftIgnore {
            path: path?,
            device: parts.device,
            reason: parts.reason,
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
