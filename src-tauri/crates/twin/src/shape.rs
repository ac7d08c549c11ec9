//! What an input is taken for, and why. Never silently: the reason travels with the answer.

mod agent;
mod provisioning;
#[cfg(test)]
mod told;

use crate::document::Document;
use crate::node::{Kind, NodeId};
use crate::value::Value;
use crate::view::{Section, SectionKind, Twin};

pub use provisioning::Provisioning;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The service's view of a device twin (REST, `az iot hub device-twin show`).
    ServiceTwin,
    /// The service's view of a module twin.
    ModuleTwin,
    /// The device's view: desired and reported only.
    DeviceTwin,
    /// `properties` (or tags) without an identity: a part of a service twin.
    PartialTwin,
    /// A merge patch: `null` deletes.
    MergePatch,
    /// Configuration groups without the section around them.
    Groups,
    /// The content of one configuration group.
    GroupContent,
    /// A case of a DMValidator scenario.
    ScenarioCase,
    /// An automatic device configuration: `desiredState`, or the hub's `content.deviceContent`.
    Configuration,
    /// The device agent's own configuration file.
    AgentConfiguration,
    /// The manifest of a plug-in of the device agent.
    PluginManifest,
    /// A document of the provisioning service, or of its simulator.
    Provisioning(Provisioning),
    /// JSON, but nothing known.
    Unknown,
    /// Nothing at all.
    Empty,
}

impl Shape {
    /// The machine name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ServiceTwin => "service-twin",
            Self::ModuleTwin => "module-twin",
            Self::DeviceTwin => "device-twin",
            Self::PartialTwin => "partial-twin",
            Self::MergePatch => "merge-patch",
            Self::Groups => "configuration-groups",
            Self::GroupContent => "configuration-group",
            Self::ScenarioCase => "scenario-case",
            Self::Configuration => "adm-configuration",
            Self::AgentConfiguration => "agent-configuration",
            Self::PluginManifest => "plugin-manifest",
            Self::Provisioning(kind) => kind.name(),
            Self::Unknown => "unknown",
            Self::Empty => "empty",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ServiceTwin => "device twin",
            Self::ModuleTwin => "module twin",
            Self::DeviceTwin => "twin as the device sees it",
            Self::PartialTwin => "part of a twin",
            Self::MergePatch => "merge patch",
            Self::Groups => "configuration groups",
            Self::GroupContent => "one configuration group",
            Self::ScenarioCase => "scenario case",
            Self::Configuration => "device configuration",
            Self::AgentConfiguration => "agent configuration",
            Self::PluginManifest => "plug-in manifest",
            Self::Provisioning(kind) => kind.title(),
            Self::Unknown => "not a twin",
            Self::Empty => "empty input",
        }
    }

    /// True for a file that lies beside the device agent and is no part of any twin.
    #[must_use]
    pub fn is_agent_file(self) -> bool {
        matches!(self, Self::AgentConfiguration | Self::PluginManifest)
    }

    /// True for what is known to be something else than a twin: its ids and stamps are none of a twin's.
    #[must_use]
    pub fn is_of_another_kind(self) -> bool {
        self.is_agent_file() || matches!(self, Self::Provisioning(_))
    }
}

/// What an input was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// The answer.
    pub shape: Shape,
    /// The evidence, in one sentence.
    pub because: String,
    /// Name of the group whose content it is, where that can be told.
    pub group: Option<String>,
}

/// Tells names of configuration groups from others; the groups' room knows them.
pub type KnowsGroup<'k> = &'k dyn Fn(&str) -> bool;

/// Members that only the service's view of a twin has.
const IDENTITY: [&str; 12] = [
    "deviceId",
    "etag",
    "deviceEtag",
    "version",
    "status",
    "statusUpdateTime",
    "connectionState",
    "lastActivityTime",
    "cloudToDeviceMessageCount",
    "authenticationType",
    "x509Thumbprint",
    "capabilities",
];

/// Returns the values of a document that are each an input of its own: each document of the text,
/// each element of an array of objects, each case of a scenario.
#[must_use]
pub fn units(doc: &Document) -> Vec<NodeId> {
    let mut units = Vec::new();
    for root in doc.roots() {
        for value in elements(root) {
            match value.get("scenario").filter(|c| is_collection(*c)) {
                Some(cases) => units.extend(cases.children().map(Value::id)),
                None => units.push(value.id()),
            }
        }
    }
    units
}

fn elements(root: Value<'_>) -> Box<dyn Iterator<Item = Value<'_>> + '_> {
    if is_collection(root) {
        Box::new(root.children())
    } else {
        Box::new(std::iter::once(root))
    }
}

fn is_collection(value: Value<'_>) -> bool {
    value.kind() == Kind::Array && value.children().next().is_some_and(Value::is_object)
}

/// Says what a value is and where its sections stand.
#[must_use]
pub fn recognise<'d>(root: Value<'d>, knows: KnowsGroup<'_>) -> Twin<'d> {
    if root.kind() == Kind::Missing {
        let blank = root.document().text().trim().is_empty();
        let (shape, because) = if blank {
            (Shape::Empty, "there is nothing but white space in it")
        } else {
            (
                Shape::Unknown,
                "there is no JSON in it, neither an object nor an array",
            )
        };
        return Twin {
            root,
            recognition: answer(shape, because),
            tags: None,
            desired: None,
            reported: None,
        };
    }
    if !root.is_object() {
        let because = format!(
            "it is {}, and a twin is an object",
            root.kind().with_article()
        );
        return Twin {
            root,
            recognition: answer(Shape::Unknown, because),
            tags: None,
            desired: None,
            reported: None,
        };
    }
    scenario_case(root)
        .or_else(|| configuration(root))
        .or_else(|| provisioning::document(root, knows))
        .or_else(|| with_properties(root))
        .or_else(|| device_view(root))
        .or_else(|| groups(root, knows))
        .or_else(|| agent::file(root))
        .unwrap_or_else(|| unknown(root))
}

fn answer(shape: Shape, because: impl Into<String>) -> Recognition {
    Recognition {
        shape,
        because: because.into(),
        group: None,
    }
}

fn section<'d>(kind: SectionKind, value: Option<Value<'d>>) -> Option<Section<'d>> {
    value.map(|value| Section {
        kind,
        value,
        prefix: "",
    })
}

fn scenario_case(root: Value<'_>) -> Option<Twin<'_>> {
    let kind = root.get("type").and_then(|t| t.str())?;
    let method = kind == "directMethod" || kind == "dotNetApi";
    if !(method || kind == "deviceTwin") || root.get("input").is_none() {
        return None;
    }
    let input = root.get("input").and_then(|i| i.get("properties"));
    let output = root.get("output").and_then(|o| {
        let present = o
            .get("present")
            .or_else(|| o.get("deviceTwin").and_then(|t| t.get("present")));
        present.and_then(|p| p.get("properties"))
    });
    let because = if method {
        "`type` is `directMethod`: `input` is a method's payload, not desired properties"
    } else {
        "`type` is `deviceTwin` with `input` (desired) and `output.present` (reported)"
    };
    Some(Twin {
        root,
        recognition: answer(Shape::ScenarioCase, because),
        tags: None,
        desired: section(
            SectionKind::Desired,
            input.filter(|_| !method).and_then(|p| p.get("desired")),
        ),
        reported: section(
            SectionKind::Reported,
            output.and_then(|p| p.get("reported")),
        ),
    })
}

fn configuration(root: Value<'_>) -> Option<Twin<'_>> {
    if let Some(state) = root.get("desiredState").filter(|s| s.is_object()) {
        let because = "`desiredState` holds what the configuration writes into desired";
        let nested = state.get("properties").and_then(|p| p.get("desired"));
        let inner = nested.filter(|desired| desired.is_object());
        let desired = section(SectionKind::Desired, Some(inner.unwrap_or(state)));
        return Some(configured(root, because.to_owned(), desired));
    }
    let around = root.get("content").unwrap_or(root);
    let (name, content) = ["deviceContent", "moduleContent"]
        .into_iter()
        .find_map(|name| Some((name, around.get(name).filter(|c| c.is_object())?)))?;
    let because = format!("`{name}` holds what the configuration writes into desired, by its path");
    Some(configured(root, because, written(content)))
}

fn configured<'d>(root: Value<'d>, because: String, desired: Option<Section<'d>>) -> Twin<'d> {
    Twin {
        root,
        recognition: answer(Shape::Configuration, because),
        tags: None,
        desired,
        reported: None,
    }
}

/// Returns what the hub's form of a configuration writes into desired: `properties.desired` as a
/// whole, or its properties, each under its path.
fn written(content: Value<'_>) -> Option<Section<'_>> {
    const PREFIX: &str = "properties.desired.";
    if let Some(whole) = content.get("properties.desired") {
        return section(SectionKind::Desired, Some(whole));
    }
    let is_property = |m: Value<'_>| m.key_starts_with(PREFIX);
    content.children().any(is_property).then_some(Section {
        kind: SectionKind::Desired,
        value: content,
        prefix: PREFIX,
    })
}

fn with_properties(root: Value<'_>) -> Option<Twin<'_>> {
    let properties = root.get("properties");
    let identity = IDENTITY.iter().filter(|k| root.get(k).is_some()).count();
    if properties.is_none()
        && (identity < 2 || root.get("deviceId").is_none())
        && root.get("tags").is_none()
    {
        return None;
    }
    let part = |name| {
        properties
            .and_then(|p| p.get(name))
            .or_else(|| root.get(name))
    };
    let twin = |recognition| Twin {
        root,
        recognition,
        tags: section(SectionKind::Tags, root.get("tags")),
        desired: section(SectionKind::Desired, part("desired")),
        reported: section(SectionKind::Reported, part("reported")),
    };
    let module = root
        .get("moduleId")
        .is_some_and(|m| m.kind() == Kind::String && !m.is_str(""));
    let found = twin(answer(Shape::ServiceTwin, ""));
    let recognition = if identity == 0 {
        match deletion(&found) {
            Some(path) => answer(
                Shape::MergePatch,
                format!("`null` at {path} deletes a property, and there is no identity"),
            ),
            None => answer(
                Shape::PartialTwin,
                "it has `properties` or `tags` but no `deviceId` and no other identity",
            ),
        }
    } else if module {
        answer(
            Shape::ModuleTwin,
            "it has `moduleId` beside `deviceId`, `tags` and `properties`",
        )
    } else {
        answer(
            Shape::ServiceTwin,
            "it has `properties` and identity fields such as `deviceId` or `etag`: the service's view",
        )
    };
    Some(Twin {
        recognition,
        ..found
    })
}

/// Returns the path of the first `null` that can only be a deletion mark.
fn deletion(twin: &Twin<'_>) -> Option<String> {
    let live = twin.is_live_export();
    let null = twin.sections().find_map(|s| {
        let own = (s.value.kind() == Kind::Null).then_some(s.value);
        own.or_else(|| s.members().find_map(first_null))
    });
    null.filter(|_| !live).map(|v| v.path().to_string())
}

fn first_null(value: Value<'_>) -> Option<Value<'_>> {
    let is_mark = |v: &Value<'_>| v.kind() == Kind::Null && !v.key_span().is_empty();
    std::iter::once(value)
        .chain(value.descendants())
        .find(is_mark)
}

fn device_view(root: Value<'_>) -> Option<Twin<'_>> {
    let (desired, reported) = (root.get("desired"), root.get("reported"));
    let either = desired.or(reported)?;
    let sections_only = either.is_object() || either.kind() == Kind::Null;
    if !sections_only {
        return None;
    }
    let mut twin = Twin {
        root,
        recognition: answer(
            Shape::DeviceTwin,
            "it has `desired` or `reported` at the top and no `properties`, as a device reads its twin",
        ),
        tags: None,
        desired: section(SectionKind::Desired, desired),
        reported: section(SectionKind::Reported, reported),
    };
    if let Some(path) = deletion(&twin) {
        twin.recognition = answer(
            Shape::MergePatch,
            format!("`null` at {path} deletes a property"),
        );
    }
    Some(twin)
}

fn groups<'d>(root: Value<'d>, knows: KnowsGroup<'_>) -> Option<Twin<'d>> {
    let members = || root.children().filter(|m| !m.key_starts_with("$"));
    let group = members().find(|m| m.key().is_some_and(|k| knows(&k)) || m.get("__meta").is_some());
    let content = root
        .get("__meta")
        .filter(|m| m.is_object())
        .or_else(|| root.get("__errors"));
    let (shape, because, reported) = match (group, content) {
        (_, Some(meta)) => {
            let because = format!(
                "`{}` at the top: the content of one group, without its name",
                meta.raw_key()
            );
            return Some(group_content(root, because));
        }
        (Some(group), None) => {
            let because = format!(
                "`{}` is a configuration group and stands at the top",
                group.raw_key()
            );
            (Shape::Groups, because, members().any(is_reported_content))
        }
        (None, None) => return None,
    };
    let mut twin = sections_of_groups(root, answer(shape, because), reported);
    if let Some(path) = deletion(&twin) {
        twin.recognition = answer(
            Shape::MergePatch,
            format!("`null` at {path} deletes a property of desired"),
        );
    }
    Some(twin)
}

fn sections_of_groups<'d>(root: Value<'d>, recognition: Recognition, reported: bool) -> Twin<'d> {
    let kind = if reported {
        SectionKind::Reported
    } else {
        SectionKind::Desired
    };
    let whole = section(kind, Some(root));
    let (desired, reported) = if reported {
        (None, whole)
    } else {
        (whole, None)
    };
    Twin {
        root,
        recognition,
        tags: None,
        desired,
        reported,
    }
}

fn group_content(root: Value<'_>, because: String) -> Twin<'_> {
    let recognition = answer(Shape::GroupContent, because);
    Twin {
        root,
        recognition,
        tags: None,
        desired: None,
        reported: None,
    }
}

/// True for a group as a device reports it.
#[must_use]
pub fn is_reported_content(group: Value<'_>) -> bool {
    let meta = group.get("__meta");
    let has = |name| meta.is_some_and(|m| m.get(name).is_some());
    group.get("__errors").is_some()
        || has("deploymentStatus")
        || has("deviceInterfaceVersion")
        || has("state")
        || has("time")
}

fn unknown(root: Value<'_>) -> Twin<'_> {
    let because = match root.children().next() {
        None => "it is an empty object".to_owned(),
        Some(_) if root.get("deviceId").is_some() => {
            "it has an identity (`deviceId`) without `tags` or `properties`".to_owned()
        }
        Some(_) => {
            let keys: Vec<_> = root
                .children()
                .take(3)
                .map(|m| format!("`{}`", crate::secret::cut(m.raw_key(), 40)))
                .collect();
            format!(
                "no part of a twin is among its members ({}{})",
                keys.join(", "),
                if root.children().nth(3).is_some() {
                    " …"
                } else {
                    ""
                }
            )
        }
    };
    Twin {
        root,
        recognition: answer(Shape::Unknown, because),
        tags: None,
        desired: None,
        reported: None,
    }
}
