//! The device agent's own files: its configuration (`AzureDeviceManagementClient.json`) and the
//! manifests of its plug-ins. Told by the names in them, never by a single one: other products have
//! settings called `handlers` or `dpsScopeId`, too.

use super::{Shape, Twin, answer};
use crate::node::Kind;
use crate::value::Value;

/// Members of the configuration, of the released agent and of the preview, with their weight: 2 where
/// nothing else is known to have such a name.
const CONFIGURATION: [(&str, u32); 16] = [
    ("textLogFilesPath", 2),
    ("pluginManifestsPath", 2),
    ("pluginsDataPath", 2),
    ("sasExpiryInterval", 2),
    ("sasRenewalGracePeriod", 2),
    ("dpsEnabled", 1),
    ("dpsUri", 1),
    ("dpsScopeId", 1),
    ("deviceSlotNumber", 2),
    ("dmModuleSlotNumber", 2),
    ("dmModuleId", 2),
    ("azureInterfaceType", 2),
    ("otherModuleIds", 1),
    ("debugConnectionString", 1),
    ("connectionStringSlotNumber", 2),
    ("connectionStringExpiry", 1),
];
/// Members of the configuration that other products have as well; they count beside a name of weight 2.
const BESIDE: [&str; 2] = ["connectionString", "moduleId"];
/// Members of a manifest with their weight.
const MANIFEST: [(&str, u32); 5] = [
    ("codeFileName", 2),
    ("agentPluginProtocolVersion", 2),
    ("outOfProc", 2),
    ("keepAliveTime", 1),
    ("direct", 1),
];
/// Weight from which a file is taken for one of the agent's.
const ENOUGH: u32 = 3;
/// Members looked at; no file of the agent has as many.
const LOOKED_AT: usize = 200;
/// Names told as evidence.
const NAMED: usize = 3;

/// Takes an object for a file of the agent where its names leave no doubt.
pub(super) fn file(root: Value<'_>) -> Option<Twin<'_>> {
    let mut configuration = Evidence::of(root, &CONFIGURATION, weight_in_configuration);
    configuration.add_beside(root);
    let manifest = Evidence::of(root, &MANIFEST, weight_in_manifest);
    let (shape, evidence, what) = if configuration.weight > manifest.weight {
        (
            Shape::AgentConfiguration,
            configuration,
            "settings of the device agent, as in its AzureDeviceManagementClient.json",
        )
    } else {
        (
            Shape::PluginManifest,
            manifest,
            "what the device agent wants to know of a plug-in",
        )
    };
    if evidence.weight < ENOUGH {
        return None;
    }
    let because = format!("{} are {what}", evidence.named());
    Some(Twin {
        root,
        recognition: answer(shape, because),
        tags: None,
        desired: None,
        reported: None,
    })
}

/// Names found, each once.
struct Evidence {
    weight: u32,
    names: Vec<&'static str>,
}

impl Evidence {
    /// Upper and lower case are no matter here: a name in another case is a fault to be told.
    fn of(root: Value<'_>, known: &[(&'static str, u32)], handlers: fn(Value<'_>) -> u32) -> Self {
        let mut found = Self {
            weight: 0,
            names: Vec::new(),
        };
        for member in root.children().take(LOOKED_AT) {
            let key = member.raw_key();
            let weighed = known
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key));
            let weighed = match weighed {
                Some(&weighed) => weighed,
                None if member.is_key("handlers") => ("handlers", handlers(member)),
                None => continue,
            };
            if weighed.1 > 0 && !found.names.contains(&weighed.0) {
                found.names.push(weighed.0);
                found.weight += weighed.1;
            }
        }
        found
    }

    fn add_beside(&mut self, root: Value<'_>) {
        let is_sure = |name: &&str| CONFIGURATION.contains(&(name, 2));
        if self.names.iter().any(is_sure) {
            let beside = BESIDE.into_iter().filter(|name| root.get(name).is_some());
            self.names.extend(beside.inspect(|_| self.weight += 1));
        }
    }

    fn named(&self) -> String {
        let quoted: Vec<_> = self.names.iter().map(|name| format!("`{name}`")).collect();
        match quoted.as_slice() {
            [] => String::new(),
            [few @ .., last] if quoted.len() <= NAMED => format!("{} and {last}", few.join(", ")),
            many => format!(
                "{} and {} more",
                many[..NAMED].join(", "),
                many.len() - NAMED
            ),
        }
    }
}

/// Handlers by name, with what the agent hands to them.
fn weight_in_configuration(handlers: Value<'_>) -> u32 {
    let is_told = |handler: Value<'_>| {
        handler.get("reportOnConnect").is_some() || handler.get("handlerTestMode").is_some()
    };
    let told = handlers.children().take(LOOKED_AT).any(is_told);
    match handlers.kind() {
        Kind::Object if told => 2,
        Kind::Object => 1,
        _ => 0,
    }
}

/// A list of handlers, each with its `id`.
fn weight_in_manifest(handlers: Value<'_>) -> u32 {
    let first = handlers.children().next().filter(|first| {
        first.is_object() && (first.get("id").is_some() || first.get("dependencyList").is_some())
    });
    u32::from(handlers.kind() == Kind::Array && first.is_some())
}

#[cfg(test)]
mod tests {
    use crate::Document;
    use crate::shape::told::taken_for;
    use crate::shape::{Shape, recognise};

    #[test]
    fn a_configuration_is_known_by_its_settings() {
        for text in [
            r#"{ "pluginManifestsPath": "..\\m", "dpsScopeId": "0ne0001" }"#,
            r#"{ "dpsUri": "u", "dpsScopeId": "s", "dpsEnabled": true }"#,
            r#"{ "dmModuleId": "dm", "handlers": {} }"#,
            r#"{ "connectionStringSlotNumber": 0, "debugConnectionString": "", "moduleId": "dmModule" }"#,
            r#"{ "TextLogFilesPath": "", "PLUGINSDATAPATH": "" }"#,
            r#"{ "dpsScopeId": "", "handlers": { "deviceInfo": { "reportOnConnect": true } } }"#,
            r#"{ "pluginManifestsPath": "m", "connectionString": "" }"#,
        ] {
            assert_eq!(taken_for(text).0, Shape::AgentConfiguration, "{text}");
        }
    }

    #[test]
    fn a_manifest_is_known_by_what_it_says_of_the_plug_in() {
        for text in [
            r#"{ "codeFileName": "P.dll", "direct": true }"#,
            r#"{ "AgentPluginProtocolVersion": "1.0.0", "codeFileName": "P.dll" }"#,
            r#"{ "direct": false, "outOfProc": true, "keepAliveTime": 5 }"#,
            r#"{ "codeFileName": "P.dll", "handlers": [ { "id": "camera" } ] }"#,
        ] {
            assert_eq!(taken_for(text).0, Shape::PluginManifest, "{text}");
        }
    }

    #[test]
    fn it_is_said_why() {
        let (_, because) = taken_for(
            r#"{ "dpsUri": "u", "dpsScopeId": "s", "dmModuleId": "m", "sasExpiryInterval": 1 }"#,
        );
        assert_eq!(
            because,
            "`dpsUri`, `dpsScopeId`, `dmModuleId` and 1 more are settings of the device agent, as in its AzureDeviceManagementClient.json"
        );
        let (_, because) = taken_for(r#"{ "codeFileName": "P.dll", "direct": true }"#);
        assert!(
            because.starts_with("`codeFileName` and `direct` are"),
            "{because}"
        );
    }

    #[test]
    fn one_name_is_no_evidence() {
        for text in [
            r#"{ "dpsScopeId": "s", "connectionString": "" }"#,
            r#"{ "dpsUri": "u", "dpsScopeId": "s", "connectionString": "" }"#,
            r#"{ "handlers": { "click": {} }, "moduleId": "m" }"#,
            r#"{ "handlers": [ { "id": "a" } ], "direct": true }"#,
            r#"{ "codeFileName": "P.dll", "codeFileName": "Q.dll" }"#,
            r#"{ "keepAliveTime": 60, "direct": false }"#,
            r#"{ "textLogFilesPath": "" }"#,
            "{}",
        ] {
            assert_eq!(taken_for(text).0, Shape::Unknown, "{text}");
        }
    }

    #[test]
    fn twins_patches_and_groups_stay_what_they_are() {
        let settings = r#""pluginManifestsPath": "m", "dpsScopeId": "s", "dmModuleId": "d""#;
        for (text, shape) in [
            (
                format!(
                    r#"{{ "deviceId": "d", "properties": {{ "desired": {{ {settings} }} }}, {settings} }}"#
                ),
                Shape::ServiceTwin,
            ),
            (
                format!(r#"{{ "desired": {{ {settings} }}, {settings} }}"#),
                Shape::DeviceTwin,
            ),
            (
                format!(r#"{{ "tags": {{}}, {settings} }}"#),
                Shape::PartialTwin,
            ),
            (
                format!(r#"{{ "rebootInfo": {{}}, {settings} }}"#),
                Shape::Groups,
            ),
            (
                format!(r#"{{ "__meta": {{}}, {settings} }}"#),
                Shape::GroupContent,
            ),
            (
                format!(r#"{{ "desiredState": {{}}, {settings} }}"#),
                Shape::Configuration,
            ),
        ] {
            assert_eq!(taken_for(&text).0, shape, "{text}");
        }
    }

    #[test]
    fn a_file_of_the_agent_has_no_identity() {
        let doc = Document::read_str(
            r#"{ "dmModuleId": "d", "moduleId": "m", "sasExpiryInterval": 1, "deviceId": "x" }"#,
        )
        .expect("small");
        let twin = recognise(doc.root().expect("a root"), &|_| false);
        assert!(twin.recognition.shape.is_agent_file());
        assert_eq!((twin.device_id(), twin.module_id()), (None, None));
        assert_eq!(twin.identity().count(), 0);
    }
}
