//! Lists of ignores, of findings and of drift alike: what each is made of, and what is wrong in one at its byte.

use diagnose::{IdPattern, Ignore, PathPattern};
use twin::{Kind, NodeId, Value};

use super::{Read, cut};
use crate::alike;

/// A kind of ignore.
pub(super) struct Form {
    /// What one is called.
    pub name: &'static str,
    /// Its members.
    pub parts: &'static [&'static str],
    /// The same in a sentence.
    pub told: &'static str,
}

const OF_FINDINGS: Form = Form {
    name: "an ignore",
    parts: &["rule", "path", "device", "reason"],
    told: "`rule`, `path`, `device` and `reason`",
};

/// A text and the byte it stands at.
pub(super) type At = (String, usize);

/// What stands in an ignore, as far as it could be read.
#[derive(Default)]
pub(super) struct Parts {
    pub rule: Option<At>,
    pub path: Option<At>,
    pub device: Option<IdPattern>,
    pub reason: Option<String>,
}

impl Read {
    pub(super) fn ignores(&mut self, of: Value<'_>) {
        let read = self.each_ignore(of, &OF_FINDINGS, Self::ignore);
        for (ignore, at) in read {
            self.ignores.push(ignore);
            self.at.push(at);
        }
    }

    /// Reads a list of ignores; `read` makes one of its parts. Those with anything wrong are left out, and it is said.
    pub(super) fn each_ignore<I>(
        &mut self,
        of: Value<'_>,
        form: &Form,
        read: fn(&mut Self, Value<'_>, Parts) -> Option<I>,
    ) -> Vec<(I, NodeId)> {
        if of.kind() != Kind::Array {
            self.trouble(of.span().start, "`ignores` is a list of objects");
            return Vec::new();
        }
        let mut all = Vec::new();
        for element in of.children() {
            if !element.is_object() {
                let message = format!("{} is an object with {}", form.name, form.told);
                self.trouble(element.span().start, message);
                continue;
            }
            let troubles = self.troubles.len();
            let parts = self.parts(element, form);
            let ignore = read(self, element, parts);
            if let Some(ignore) = ignore.filter(|_| self.troubles.len() == troubles) {
                all.push((ignore, element.id()));
            }
        }
        all
    }

    fn parts(&mut self, of: Value<'_>, form: &Form) -> Parts {
        let mut parts = Parts::default();
        for part in of.children() {
            let name = part.key().unwrap_or_default();
            let at = part.span().start;
            if !form.parts.contains(&&*name) {
                let hint = alike::hint(&name, form.parts, "known are");
                let message = format!("no part of {} is named `{}`; {hint}", form.name, cut(&name));
                self.trouble(part.key_span().start, message);
                continue;
            }
            let Some(text) = part.str() else {
                self.trouble(at, format!("`{name}` is a text in quotes"));
                continue;
            };
            match &*name {
                "rule" => parts.rule = Some((text.into_owned(), at)),
                "path" => parts.path = Some((text.into_owned(), at)),
                "device" => parts.device = self.pattern(at, IdPattern::parse(&text)),
                _ => parts.reason = Some(text.into_owned()).filter(|t| !t.is_empty()),
            }
        }
        parts
    }

    /// Makes an ignore of findings.
    fn ignore(&mut self, of: Value<'_>, parts: Parts) -> Option<Ignore> {
        let rule = parts.rule.and_then(|(name, at)| self.rule(&name, at));
        let path = parts
            .path
            .and_then(|(text, at)| self.pattern(at, PathPattern::parse(&text)));
        let names_one = ["rule", "path", "device"]
            .iter()
            .any(|part| of.get(part).is_some());
        if !names_one {
            let message =
                "this ignore would hide everything; name a `rule`, a `path` or a `device`";
            self.trouble(of.span().start, message);
        }
        Some(Ignore {
            rule: rule.map(|rule| rule.name),
            path,
            device: parts.device,
            reason: parts.reason,
        })
    }
}
