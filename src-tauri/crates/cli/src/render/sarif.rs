//! SARIF 2.1.0 for code scanning. Every rule of the catalogue stands in the driver; results are
//! written twin by twin. Places count in Unicode scalar values, as everywhere in Twinscope.

mod uri;

use std::collections::HashMap;

use serde_json::{Value, json};
use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{HiddenFinding, Input, ReportedFinding, Summary};
use workbench::settings::Told;

use super::{Form, one_line};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The form; holds the few problems until the end.
#[derive(Default)]
pub(crate) struct Sarif {
    any: bool,
    /// File of the settings that apply.
    settings: Option<String>,
    notifications: Vec<Value>,
    index_of: HashMap<&'static str, usize>,
}

impl Sarif {
    /// Makes the form for a run with settings of a file, or without any.
    pub(crate) fn new(settings: Option<String>) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }
}

impl Form for Sarif {
    fn begin(&mut self) -> String {
        let rules = workbench::report::rules();
        self.index_of = rules
            .iter()
            .enumerate()
            .map(|(n, rule)| (rule.rule, n))
            .collect();
        let driver = json!({
            "name": "Twinscope",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(described).collect::<Vec<_>>(),
        });
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"columnKind\":\"unicodeCodePoints\",\
             \"tool\":{{\"driver\":{}}},\n\"results\":[",
            one_line(&driver)
        )
    }

    fn twin(&mut self, examined: &Examined) -> String {
        let input = Input::of(examined);
        let mut seen = HashMap::new();
        let mut out = String::new();
        let shown = input.findings.iter().map(|f| (f, None));
        let hidden = input.hidden.iter().map(|h| (&h.finding, Some(h)));
        for (finding, hidden) in shown.chain(hidden) {
            let times = seen
                .entry((&finding.rule, &finding.pointer))
                .or_insert(0_usize);
            let fingerprint = fingerprint(&input, finding, *times);
            *times += 1;
            let result = self.result(&input, finding, &fingerprint);
            out.push_str(&self.next(result, hidden));
        }
        out
    }

    fn settings(&mut self, told: &Told) -> String {
        let input = Input {
            source: told.source.clone(),
            ..Input::default()
        };
        let mut out = String::new();
        for (n, located) in told.findings.iter().enumerate() {
            let finding = ReportedFinding::of(located);
            let result = self.result(&input, &finding, &fingerprint(&input, &finding, n));
            out.push_str(&self.next(result, None));
        }
        out
    }

    fn problem(&mut self, obstacle: &Obstacle) -> String {
        let artifact = json!({ "uri": uri::of(&obstacle.source_name) });
        self.notifications.push(json!({
            "level": "error",
            "message": { "text": literal(&obstacle.to_string()) },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact } }],
        }));
        String::new()
    }

    fn end(&mut self, summary: &Summary) -> String {
        let invocation = json!({
            "executionSuccessful": summary.problems == 0,
            "toolExecutionNotifications": self.notifications,
        });
        format!("\n],\n\"invocations\":[{}]}}]}}\n", one_line(&invocation))
    }
}

impl Sarif {
    /// Writes the next result. Where settings apply, every result says what suppresses it, if
    /// anything: all results of a run do or none (SARIF 2.1.0, 3.27.23).
    fn next(&mut self, mut result: Value, hidden: Option<&HiddenFinding>) -> String {
        if let Some(settings) = &self.settings {
            let suppressed = hidden.map(|hidden| suppression(hidden, settings));
            result["suppressions"] = suppressed.into_iter().collect();
        }
        let comma = if std::mem::replace(&mut self.any, true) {
            ","
        } else {
            ""
        };
        format!("{comma}\n{}", one_line(&result))
    }

    fn result(&self, input: &Input, finding: &ReportedFinding, fingerprint: &str) -> Value {
        let artifact = json!({ "uri": uri::of(&input.source) });
        let text = format!(
            "{}\n{}\n{}",
            finding.message, finding.reason, finding.advice
        );
        let mut result = json!({
            "ruleId": finding.rule,
            "level": level(&finding.severity),
            "message": { "text": literal(&text) },
            "locations": [location(&artifact, &region(finding), &finding.pointer)],
            "partialFingerprints": { "ruleAndPointer/v1": fingerprint },
            "properties": {
                "confidence": finding.confidence,
                "group": finding.group,
                "deviceId": input.device_id,
                "moduleId": input.module_id,
                "evidence": finding.evidence,
            },
        });
        if let Some(index) = self.index_of.get(finding.rule.as_str()) {
            result["ruleIndex"] = json!(index);
        }
        if !finding.related.is_empty() {
            let related = finding.related.iter().enumerate().map(|(id, place)| {
                let region = json!({ "startLine": place.line, "startColumn": place.column });
                let mut related = location(&artifact, &region, &place.pointer);
                related["id"] = json!(id);
                related["message"] = json!({ "text": literal(&place.label) });
                related
            });
            result["relatedLocations"] = related.collect();
        }
        if let Some(repair) = &finding.repair {
            result["fixes"] = json!([fix(&artifact, finding, repair)]);
        }
        result
    }
}

fn described(rule: &workbench::report::ListedRule) -> Value {
    let page = workbench::report::page(rule.rule).unwrap_or_default();
    json!({
        "id": rule.rule,
        "shortDescription": { "text": literal(&rule.summary) },
        "help": { "text": literal(&page), "markdown": literal(&page) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.category] },
    })
}

fn suppression(hidden: &HiddenFinding, settings: &str) -> Value {
    json!({
        "kind": "external",
        "status": "accepted",
        "justification": hidden.because,
        "location": { "physicalLocation": { "artifactLocation": { "uri": uri::of(settings) } } },
    })
}

fn level(severity: &str) -> &str {
    if severity == "info" { "note" } else { severity }
}

/// Doubles braces: in a message a single one opens a placeholder (SARIF 2.1.0, 3.11.5).
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn region(finding: &ReportedFinding) -> Value {
    json!({
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    })
}

fn location(artifact: &Value, region: &Value, pointer: &str) -> Value {
    let mut location =
        json!({ "physicalLocation": { "artifactLocation": artifact, "region": region } });
    if !pointer.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": pointer }]);
    }
    location
}

fn fix(artifact: &Value, finding: &ReportedFinding, repair: &str) -> Value {
    let mut replacement = json!({ "deletedRegion": region(finding) });
    if !repair.is_empty() {
        replacement["insertedContent"] = json!({ "text": repair });
    }
    json!({
        "description": { "text": literal(&finding.advice) },
        "artifactChanges": [{ "artifactLocation": artifact, "replacements": [replacement] }],
    })
}

/// Names a finding so that it is known again when lines above it change: rule, twin and pointer.
fn fingerprint(input: &Input, finding: &ReportedFinding, times: usize) -> String {
    let device = input.device_id.as_deref().unwrap_or(&input.source);
    let module = input.module_id.as_deref().unwrap_or_default();
    let below = finding
        .pointer
        .strip_prefix(&input.pointer)
        .unwrap_or(&finding.pointer);
    let text = [&finding.rule, device, module, below, &times.to_string()].join("\u{0}");
    format!("{:016x}", fnv_1a(text.as_bytes()))
}

/// FNV-1a, 64 bits: the same on every machine and in every version, unlike the standard hasher.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn braces_are_no_placeholders() {
        assert_eq!(literal("{…} 3 members"), "{{…}} 3 members");
    }
}
