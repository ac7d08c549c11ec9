//! # manifest-protocol-version
//!
//! A plug-in speaks another version of the protocol than the agent, or its version cannot be read.
//!
//! ## Why
//! The agent speaks version 1.0.0 and takes plug-ins of the same major version; any other is refused
//! with error 2018. The version has three numbers: `"1.0"` is refused, too, with an arbitrary code.
//!
//! ## Do
//! Build the plug-in against the agent of the device, and write the version it was built for. For the
//! released agent that is `"1.0.0"`.

use crate::agent_files::{NOT_LOADED, manifest};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Format, Parsed, parse};
use twin::Kind;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "manifest-protocol-version",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_protocol_version.rs"),
    check,
};

/// Major version that the released agent speaks.
const MAJOR: u64 = 1;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let written = manifest(cx).and_then(|root| root.get("agentPluginProtocolVersion"));
    let Some(value) = written.filter(|v| v.kind() == Kind::String) else {
        return;
    };
    let seen = shown(value, 40);
    match parse(Some(value), Format::GaAgent) {
        Parsed::Fine(version, _) if version.major == MAJOR => {}
        Parsed::Fine(version, _) => out.push(
            Finding::at(Place::value(value), format!("the plug-in speaks version {} of the protocol, the agent {MAJOR} (error 2018)", version.major))
                .evidence(seen)
                .because(format!("The agent takes plug-ins of its own major version only. {NOT_LOADED}"))
                .advise("Build the plug-in against the agent of the device, and write the version it was built for: \"1.0.0\" for the released agent."),
        ),
        Parsed::Malformed(fault) => out.push(
            Finding::at(Place::value(value), format!("the protocol version {seen} {}", fault.words()))
                .confidence(Confidence::Likely)
                .because(format!("The agent asks for three numbers with dots between them and refuses the manifest, with an arbitrary error code. {NOT_LOADED}"))
                .advise("Write \"1.0.0\", the version of the released agent."),
        ),
        Parsed::WrongType(_) | Parsed::Missing => {}
    }
}
