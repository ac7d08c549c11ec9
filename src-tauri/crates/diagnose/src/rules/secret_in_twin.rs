//! # secret-in-twin
//!
//! The twin, or what stands beside it in the file, holds a secret in clear text.
//!
//! ## Why
//! Everyone who may read the twin can read it: operators, exports, back-ups, support tickets. Some
//! groups of the device agent expect a connection string in desired; it is told there as well, for
//! the sake of what you do with the file. An identity that was pasted along has the keys of the
//! device: whoever has them can speak as the device. The value is never shown or exported by this
//! tool.
//!
//! ## Do
//! Change the secret if the file left the house. Keep secrets in a vault and let the device fetch
//! them, or use a short-lived SAS address.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::secrets::echoed;
use crate::words::subject;
use twin::limits::Remark;
use twin::{Kind, SectionKind, Value, secret};

pub static RULE: Rule = Rule {
    name: "secret-in-twin",
    severity: Severity::Warning,
    category: Category::Limits,
    source: include_str!("secret_in_twin.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    inside(cx, out);
    let mut beside = Beside {
        cx,
        out,
        left: LOOKED_AT,
    };
    beside.look(cx.twin().root);
}

fn inside(cx: &Context<'_>, out: &mut Findings) {
    for (section, survey) in cx.surveys() {
        // what the older agent repeats is no slip of the operator
        let echoed = echoed(cx);
        let secrets = survey.with(|r| r == Remark::Secret);
        for (_, value) in secrets.filter(|(_, value)| Some(*value) != echoed) {
            let is_expected = value.is_key("connectionString") && takes_one(cx, value);
            let message = format!(
                "{} in {} holds {}",
                subject(value),
                section.kind.name(),
                kind(value)
            );
            let finding = Finding::at(Place::value(value), message).confidence(Confidence::Likely);
            if is_expected {
                let finding = finding
                    .because("The agent expects it here; everyone who may read the twin can read it, too.")
                    .advise("Do not hand the file on as it is; exports of this tool are masked.");
                out.push_as(Severity::Info, finding);
            } else {
                out.push(
                    finding
                        .because("Everyone who may read the twin can read it: operators, exports, back-ups, support tickets.")
                        .advise("Change the secret if the file left the house, and keep it in a vault instead of the twin."),
                );
            }
        }
    }
}

/// Values beside the sections that are looked at: an identity has thirty.
const LOOKED_AT: usize = 10_000;

/// Looks for secrets in what is no part of a section.
struct Beside<'c, 'd, 'o> {
    cx: &'c Context<'d>,
    out: &'o mut Findings,
    left: usize,
}

impl<'d> Beside<'_, 'd, '_> {
    /// Looks at a value; where a section stands in it, at the others in it.
    fn look(&mut self, value: Value<'d>) {
        let mut sections = self.cx.twin().sections();
        if sections.any(|s| s.value == value) {
            return;
        }
        if self.cx.twin().sections().any(|s| value.contains(s.value)) {
            value.children().for_each(|child| self.look(child));
            return;
        }
        for value in std::iter::once(value).chain(value.descendants()).take(self.left) {
            self.left -= 1;
            if value.kind() == Kind::String && secret::has_secret(value) {
                self.tell(value);
            }
        }
    }

    fn tell(&mut self, value: Value<'d>) {
        let place = match self.cx.twin().sections().next() {
            Some(_) => " beside the sections",
            None => "",
        };
        let message = format!("{}{place} holds {}", subject(value), kind(value));
        self.out.push(
            Finding::at(Place::value(value), message)
                .confidence(Confidence::Likely)
                .because("It belongs to the identity or to nobody, not to the twin: whoever has the file has the secret.")
                .advise("Change the secret if the file left the house, and hand on the twin without what stands beside it."),
        );
    }
}

/// True in a group that fetches files with a connection string.
fn takes_one(cx: &Context<'_>, value: Value<'_>) -> bool {
    const TAKES: [&str; 5] = [
        "certificates",
        "uwpApps",
        "apps",
        "azureStorage",
        "externalStorage",
    ];
    let around = std::iter::successors(value.parent(), |v| v.parent()).take(4);
    let is_desired = cx
        .twin()
        .section_of(value)
        .is_some_and(|s| s.kind == SectionKind::Desired);
    is_desired
        && around
            .into_iter()
            .any(|v| TAKES.contains(&groups::names::without_suffix(v.raw_key())))
}

/// Says what the secret is; by its shape, else by its name.
fn kind(value: Value<'_>) -> &'static str {
    let content = value.str().unwrap_or_default();
    match &*content {
        c if c.contains("SharedAccessKey=") => "a shared access key",
        c if c.contains("AccountKey=") => "a storage account key",
        c if c.contains("sig=") => "a SAS signature",
        c if c.contains("PRIVATE KEY") => "a private key",
        c if c.starts_with("eyJ") => "a token",
        _ => "a secret, by its name",
    }
}
