//! The settings of the agent's configuration: type, default, and what the agent goes by in the end.

use twin::{Kind, Value};

use super::jsoncpp::whole;

/// What the agent wants a setting to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A text.
    Text,
    /// A whole number from 0 to 4294967295.
    Count,
    /// `true` or `false`.
    Flag,
    /// Module ids with the TPM slot of each.
    Slots,
    /// Handler ids with what each is told at its start.
    Handlers,
}

impl Holds {
    /// The words for people, after "the agent reads".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Count => "a whole number from 0 to 4294967295",
            Self::Flag => "`true` or `false`",
            Self::Slots => "an object of module ids with their slots",
            Self::Handlers => "an object of handlers",
        }
    }

    /// True where the agent takes the value as it is.
    pub(crate) fn takes(self, value: Value<'_>) -> bool {
        match self {
            Self::Text => value.kind() == Kind::String,
            Self::Count => count_in(value).is_some(),
            Self::Flag => value.kind() == Kind::Boolean,
            Self::Slots | Self::Handlers => value.is_object(),
        }
    }
}

/// One setting of the configuration.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What the agent goes by where it is not written, as JSON.
    pub default: &'static str,
    /// What that default means, after a comma; empty where it speaks for itself.
    pub meaning: &'static str,
}

impl Setting {
    /// Names the default with its meaning: `` `86400`, one day ``.
    pub(crate) fn default_words(&self) -> String {
        match self.meaning {
            "" => format!("`{}`", self.default),
            meaning => format!("`{}`, {meaning}", self.default),
        }
    }
}

const fn of(
    name: &'static str,
    holds: Holds,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting {
        name,
        holds,
        default,
        meaning,
    }
}

/// Every setting that the released agent reads.
pub(crate) static SETTINGS: [Setting; 15] = [
    of("textLogFilesPath", Holds::Text, "\"\"", ""),
    of(
        "pluginManifestsPath",
        Holds::Text,
        "\"\"",
        "the folder of the program",
    ),
    of("pluginsDataPath", Holds::Text, "\"DMData\"", ""),
    of("sasExpiryInterval", Holds::Count, "86400", "one day"),
    of("sasRenewalGracePeriod", Holds::Count, "3600", "one hour"),
    of("dpsEnabled", Holds::Flag, "true", ""),
    of("dpsUri", Holds::Text, "\"\"", "no service"),
    of("dpsScopeId", Holds::Text, "\"\"", "no scope"),
    of("deviceSlotNumber", Holds::Count, "0", ""),
    of("dmModuleSlotNumber", Holds::Count, "0", ""),
    of("connectionString", Holds::Text, "\"\"", "none"),
    of("dmModuleId", Holds::Text, "\"WindowsIoTDM\"", ""),
    of("azureInterfaceType", Holds::Text, "\"raw\"", ""),
    of("otherModuleIds", Holds::Slots, "{}", "no other module"),
    of(
        "handlers",
        Holds::Handlers,
        "{}",
        "nothing told to any handler",
    ),
];

/// Returns the setting of that name.
pub(crate) fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.name == name)
}

/// What the agent goes by, wherever it comes from.
pub(crate) struct Effective<'d>(pub Value<'d>);

impl<'d> Effective<'d> {
    /// Returns the value as written, where the agent takes it.
    pub(crate) fn written(&self, name: &str) -> Option<Value<'d>> {
        let setting = setting(name)?;
        self.0.get(name).filter(|v| setting.holds.takes(*v))
    }

    /// Returns a number as the agent has it.
    pub(crate) fn count(&self, name: &str) -> u32 {
        let written = self.written(name).and_then(count_in);
        written
            .or_else(|| setting(name)?.default.parse().ok())
            .unwrap_or_default()
    }

    /// Returns a flag as the agent has it.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let written = self.written(name).and_then(Value::bool);
        written.unwrap_or_else(|| setting(name).is_some_and(|s| s.default == "true"))
    }
}

/// Returns the number that the agent takes: whole, not negative, of 32 bits.
pub(crate) fn count_in(value: Value<'_>) -> Option<u32> {
    whole(value).and_then(|n| u32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin::Document;

    #[test]
    fn what_the_agent_cannot_take_is_silently_the_default() {
        let doc = Document::read_str(
            r#"{ "sasExpiryInterval": "60", "sasRenewalGracePeriod": 3.6e2, "deviceSlotNumber": -1,
                 "dmModuleSlotNumber": 4294967296, "dpsEnabled": "false", "dpsScopeId": 5 }"#,
        )
        .expect("small");
        let agent = Effective(doc.root().expect("a root"));
        assert_eq!(agent.count("sasExpiryInterval"), 86_400);
        assert_eq!(agent.count("sasRenewalGracePeriod"), 360);
        assert_eq!(agent.count("deviceSlotNumber"), 0);
        assert_eq!(agent.count("dmModuleSlotNumber"), 0);
        assert!(agent.flag("dpsEnabled"));
        assert!(agent.written("dpsScopeId").is_none());
    }

    #[test]
    fn what_is_written_counts() {
        let doc = Document::read_str(
            r#"{ "sasExpiryInterval": 60, "dpsEnabled": false, "dpsScopeId": "0ne0001" }"#,
        )
        .expect("small");
        let agent = Effective(doc.root().expect("a root"));
        assert_eq!(agent.count("sasExpiryInterval"), 60);
        assert!(!agent.flag("dpsEnabled") && agent.written("dpsScopeId").is_some());
    }

    #[test]
    fn every_default_is_of_its_own_type() {
        for setting in &SETTINGS {
            let doc = Document::read_str(setting.default).expect("small");
            let value = doc.root().expect("a root");
            assert!(setting.holds.takes(value), "{}", setting.name);
        }
    }
}
