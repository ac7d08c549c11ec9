//! # secret-in-twin
//!
//! The twin holds a secret in clear text.
//!
//! ## Why
//! Everyone who may read the twin can read it: operators, exports, back-ups, support tickets. Some
//! groups of the device agent expect a connection string in desired; it is told there as well, for
//! the sake of what you do with the file. The value is never shown or exported by this tool.
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
use twin::{SectionKind, Value};

pub static RULE: Rule = Rule {
    name: "secret-in-twin",
    severity: Severity::Warning,
    category: Category::Limits,
    source: include_str!("secret_in_twin.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
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
