//! A pack to start from: one group in both directions, commented, with a twin that fits.

use std::fs;
use std::path::{Path, PathBuf};

use groups::catalogue::pack::{illegal_name, is_name};
use groups::catalogue::{Catalogue, Key, dialect_of, folder};
use groups::{Dialect, names};

use crate::pieces::Obstacle;
use crate::wire::ErrorCode;

const MANIFEST: &str = include_str!("../../starter/pack.json");
const README: &str = include_str!("../../starter/README.md");
const SHARED: &str = include_str!("../../starter/shared.json");
const DESIRED: &str = include_str!("../../starter/desired.json");
const REPORTED: &str = include_str!("../../starter/reported.json");

/// What the pack is to have.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Name of the group.
    pub group: String,
    /// Folder of the dialect: `ga`, `plain` …
    pub dialect: String,
    /// Version, as the dialect writes versions; the first one there is without it.
    pub version: Option<String>,
}

/// Writes a pack into a folder that is not there yet, or empty; returns its files.
///
/// # Errors
/// Where the folder is not empty, the wish cannot be met, or a file cannot be written.
pub fn start(into: &Path, wish: &Wish) -> Result<Vec<PathBuf>, Obstacle> {
    let shown = into.display().to_string();
    let failed = |e: std::io::Error| Obstacle::io(&shown, &e);
    let mut written = Vec::new();
    let files = files(into, wish)?;
    if let Ok(meta) = fs::metadata(into) {
        if !meta.is_dir() {
            let detail = "a file is there already; name a folder that is not there yet";
            return Err(Obstacle::new(&shown, ErrorCode::InTheWay, detail));
        }
        if fs::read_dir(into).map_err(failed)?.next().is_some() {
            let detail = "the folder is not empty, and nothing is written over; name one that is not there yet";
            return Err(Obstacle::new(&shown, ErrorCode::InTheWay, detail));
        }
    }
    for (path, text) in files {
        let path = into.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&path, text).map_err(failed)?;
        written.push(path);
    }
    Ok(written)
}

/// Returns the files of a pack: path below its folder, and text.
fn files(into: &Path, wish: &Wish) -> Result<Vec<(String, String)>, Obstacle> {
    let key = key(wish)?;
    let group = key.group.as_str();
    let reported = Key {
        flow: groups::catalogue::Flow::Reported,
        ..key.clone()
    };
    let name = into.file_name().map(|n| n.to_string_lossy().to_lowercase());
    let name = name.map(|n| n.replace([' ', '_', '.'], "-"));
    let name = name
        .filter(|n| is_name(n))
        .unwrap_or_else(|| "my-groups".to_owned());
    let title = spoken(&name);
    // whoever writes a pack for an older agent knows that it is one
    let (rule, severity) = match key.dialect {
        Dialect::Ga | Dialect::Undeclared => ("group-pending", "warning"),
        _ => ("dialect-superseded", "off"),
    };
    let laid_out = |template: &str| {
        let meta = meta(key.dialect);
        template
            .replace("{{meta-desired}}", meta.desired)
            .replace("{{meta-reported}}", meta.reported)
            .replace(
                "{{required-desired}}",
                required(meta.is_required_in_desired),
            )
            .replace(
                "{{required-reported}}",
                required(meta.is_required_in_reported),
            )
            .replace("{{rule}}", rule)
            .replace("{{severity}}", severity)
            .replace("{{name}}", &name)
            .replace("{{title}}", &title)
            .replace("{{dialect}}", folder(key.dialect))
            .replace("{{group}}", group)
            .replace("{{Group}}", &spoken(group))
            .replace("{{desired}}", &key.path())
            .replace("{{reported}}", &reported.path())
            .replace("{{key}}", &key.to_string())
    };
    Ok(vec![
        ("pack.json".to_owned(), laid_out(MANIFEST)),
        ("README.md".to_owned(), laid_out(README)),
        (key.path(), laid_out(DESIRED)),
        (reported.path(), laid_out(REPORTED)),
        (format!("shared/{group}.json"), laid_out(SHARED)),
        ("samples/twin.json".to_owned(), twin(&key)),
    ])
}

fn key(wish: &Wish) -> Result<Key, Obstacle> {
    let refused = |detail: String| Obstacle::new(&wish.group, ErrorCode::UnknownSchema, detail);
    let dialect = dialect_of(&wish.dialect).ok_or_else(|| {
        let all: Vec<_> = Dialect::ALL.into_iter().map(folder).collect();
        refused(format!(
            "`{}` is no dialect; there are {}",
            wish.dialect,
            all.join(", ")
        ))
    })?;
    if let Some((message, advice)) = illegal_name(&wish.group) {
        return Err(refused(format!("{message}. {advice}")));
    }
    if wish.group.contains(['/', '\\']) || wish.group == "shared" || wish.group.starts_with('_') {
        return Err(refused(
            "a group's name is one folder: letters, digits, `_` and `-`".to_owned(),
        ));
    }
    let is_known = names::is_known(&wish.group) || Catalogue::built_in().knows(&wish.group);
    if is_known {
        let detail = "Twinscope knows a group of this name; choose another one";
        return Err(refused(detail.to_owned()));
    }
    let first = match dialect {
        Dialect::Ga => "1.0.0",
        Dialect::Draft => "1.0",
        Dialect::Preview | Dialect::Staging => "1",
        Dialect::Gen1 | Dialect::Undeclared => "",
    };
    let version = wish.version.as_deref().unwrap_or(first);
    let dash = if version.is_empty() { "" } else { "-" };
    let path = format!(
        "{}/{}/desired{dash}{version}.json",
        wish.dialect, wish.group
    );
    let parsed = Key::parse(&path).and_then(Result::ok);
    let Some(key) = parsed.filter(|key| key.check_version().is_ok()) else {
        let detail = match first {
            "" => format!(
                "groups of the dialect {} have no version; leave it out",
                wish.dialect
            ),
            first => format!(
                "`{version}` is no version of the dialect {}; the first one is {first}",
                wish.dialect
            ),
        };
        return Err(refused(detail));
    };
    Ok(key)
}

/// What a group of a dialect says about itself.
struct Meta {
    desired: &'static str,
    reported: &'static str,
    is_required_in_desired: bool,
    is_required_in_reported: bool,
}

fn meta(dialect: Dialect) -> Meta {
    macro_rules! of {
        ($dialect:literal) => {
            (
                concat!(
                    "    \"__meta\": { \"$ref\": \"/",
                    $dialect,
                    "/shared/meta-desired.json\" },\n"
                ),
                concat!(
                    "    \"__meta\": { \"$ref\": \"/",
                    $dialect,
                    "/shared/meta-reported.json\" },\n",
                    "    \"__errors\": { \"$ref\": \"/",
                    $dialect,
                    "/shared/errors.json\" },\n"
                ),
            )
        };
    }
    let (desired, reported) = match dialect {
        Dialect::Ga => of!("ga"),
        Dialect::Draft => of!("draft"),
        Dialect::Preview => of!("preview"),
        Dialect::Staging => of!("staging"),
        Dialect::Gen1 => (
            "",
            "    \"lastChange\": { \"$ref\": \"/gen1/shared/last-change.json\" },\n",
        ),
        Dialect::Undeclared => ("", ""),
    };
    Meta {
        desired,
        reported,
        is_required_in_desired: dialect == Dialect::Ga,
        is_required_in_reported: matches!(
            dialect,
            Dialect::Ga | Dialect::Preview | Dialect::Staging
        ),
    }
}

fn required(is_required: bool) -> &'static str {
    if is_required {
        ",\n  \"required\": [\"__meta\"]"
    } else {
        ""
    }
}

/// Makes words of a name: `fanControl` and `fan-control` to `Fan control`.
fn spoken(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        match c {
            '-' | '_' => words.push(' '),
            c if c.is_ascii_uppercase() && !words.is_empty() => {
                words.push(' ');
                words.push(c.to_ascii_lowercase());
            }
            c if words.is_empty() => words.push(c.to_ascii_uppercase()),
            c => words.push(c),
        }
    }
    words
}

/// A twin in which the group has nothing wrong.
fn twin(key: &Key) -> String {
    let (group, version) = (&key.group, &key.version_text);
    let values = "\"interval\": 15,\n        \"mode\": \"send\"";
    let (entry, portal, meta, answer) = match key.dialect {
        Dialect::Ga => (
            format!("\"interfaceVersion\": \"{version}\""),
            None,
            format!("\"deploymentId\": \"sample-1\", \"serviceInterfaceVersion\": \"{version}\""),
            format!("\"deploymentId\": \"sample-1\", \"deploymentStatus\": \"succeeded\", \"time\": \"2026-01-15T12:00:00\", \"deviceInterfaceVersion\": \"{version}\""),
        ),
        Dialect::Draft => (
            format!("\"maxInputVersion\": \"{version}\", \"outputVersion\": \"{version}\""),
            Some(format!("\"maxInputVersion\": \"{version}\", \"outputVersion\": \"{version}\"")),
            "\"deployment\": \"sample-1\"".to_owned(),
            "\"deployment\": \"sample-1\", \"state\": \"succeeded\", \"time\": \"2026-01-15T12:00:00Z\"".to_owned(),
        ),
        Dialect::Preview | Dialect::Staging => (
            format!("\"maxInputVersion\": {version}, \"outputVersion\": {version}"),
            None,
            format!("\"deploymentId\": \"sample-1\", \"reportingMode\": \"{}\"", if key.dialect == Dialect::Preview { "always" } else { "detailed" }),
            "\"deploymentId\": \"sample-1\", \"deploymentStatus\": \"succeeded\", \"time\": \"2026-01-15T12:00:00\"".to_owned(),
        ),
        Dialect::Gen1 => return older(group),
        Dialect::Undeclared => {
            return format!(
                "{{\n  \"properties\": {{\n    \"desired\": {{\n      \"{group}\": {{\n        {values}\n      }}\n    }},\n    \"reported\": {{\n      \"{group}\": {{\n        {values},\n        \"value\": 21.5\n      }}\n    }}\n  }}\n}}\n"
            );
        }
    };
    let portal = portal.map_or_else(String::new, |portal| {
        format!("      \"__portalSchemas\": {{\n        \"{group}\": {{ {portal} }}\n      }},\n")
    });
    format!(
        "{{\n  \"properties\": {{\n    \"desired\": {{\n{portal}      \"{group}\": {{\n        {values},\n        \"__meta\": {{ {meta} }}\n      }}\n    }},\n    \"reported\": {{\n      \"__deviceSchemas\": {{\n        \"{group}\": {{ \"type\": \"raw\", \"tags\": \"\", {entry} }}\n      }},\n      \"{group}\": {{\n        {values},\n        \"value\": 21.5,\n        \"__meta\": {{ {answer} }}\n      }}\n    }}\n  }}\n}}\n"
    )
}

fn older(group: &str) -> String {
    let values = "\"interval\": 15,\n          \"mode\": \"send\"";
    format!(
        "{{\n  \"properties\": {{\n    \"desired\": {{\n      \"windows\": {{\n        \"{group}\": {{\n          {values}\n        }}\n      }}\n    }},\n    \"reported\": {{\n      \"windows\": {{\n        \"{group}\": {{\n          {values},\n          \"value\": 21.5,\n          \"lastChange\": {{ \"time\": \"2026-01-15T12:00:00Z\", \"state\": \"completed\" }}\n        }}\n      }}\n    }}\n  }}\n}}\n"
    )
}
