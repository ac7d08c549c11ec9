//! What the rules about apps share: what desired wants of each, and what the device has.

use std::borrow::Cow;

use groups::Group;
use twin::{Kind, Value};

/// Apps looked at of one twin: more than a section of 32 KB can hold.
const LOOKED_AT: usize = 500;

/// One app of `uwpApps`, on either side.
#[derive(Clone, Copy)]
pub(crate) struct App<'d> {
    pub node: Value<'d>,
    pub version: Option<Value<'d>>,
    pub startup: Option<Value<'d>>,
    family: Option<Value<'d>>,
}

impl<'d> App<'d> {
    fn of(node: Value<'d>) -> Self {
        Self {
            node,
            version: node.get("version"),
            startup: node.get("startup"),
            family: node.get("pkgFamilyName"),
        }
    }

    /// Its package family name, where that is written.
    pub(crate) fn family(&self) -> Option<Cow<'d, str>> {
        self.family?.str().filter(|name| !name.starts_with('<'))
    }

    /// True for the app with this package family name; Windows does not mind upper and lower case.
    pub(crate) fn is_of(&self, family: &str) -> bool {
        self.family()
            .is_some_and(|own| own.eq_ignore_ascii_case(family))
    }

    /// True where it starts so.
    pub(crate) fn starts(&self, how: &str) -> bool {
        self.startup.is_some_and(|startup| startup.is_str(how))
    }

    /// True where it shall not be there.
    pub(crate) fn is_removed(&self) -> bool {
        self.version
            .is_some_and(|version| version.is_str("not installed"))
    }

    /// True where a version of it shall be there.
    pub(crate) fn is_wanted(&self) -> bool {
        let text = self.version.and_then(Value::str);
        text.is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// True where both name the same version.
    pub(crate) fn has_version_of(&self, other: &App<'d>) -> bool {
        let text = |app: &App<'d>| app.version.and_then(Value::str);
        let (Some(own), Some(other)) = (text(self), text(other)) else {
            return false;
        };
        let numbers = |text: &str| -> Option<Vec<u64>> {
            text.split('.').map(|part| part.parse().ok()).collect()
        };
        own == other || numbers(&own).is_some_and(|own| Some(own) == numbers(&other))
    }
}

/// Returns the apps in a node of `uwpApps`.
pub(crate) fn wanted<'d>(node: Value<'d>) -> impl Iterator<Item = App<'d>> {
    let apps = node.get("apps").into_iter().flat_map(Value::children);
    apps.filter(|app| app.kind() == Kind::Object)
        .take(LOOKED_AT)
        .map(App::of)
}

/// Returns the apps in the older agent's section, which spells `startUp`, beside its questions.
pub(crate) fn older<'d>(section: Value<'d>) -> impl Iterator<Item = App<'d>> {
    let apps = section.children().take(LOOKED_AT);
    apps.filter(|app| app.kind() == Kind::Object && !app.is_key("?") && !app.is_key("lastChange"))
        .map(|node| App {
            startup: node.get("startUp"),
            ..App::of(node)
        })
}

/// Returns the apps that the device reports.
pub(crate) fn reported<'d>(group: &Group<'d>) -> impl Iterator<Item = App<'d>> + use<'d> {
    group.reported.into_iter().flat_map(wanted)
}

/// What the device says about an app that is to be installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Installed {
    /// It has this very version, and nothing has to be fetched.
    Yes,
    /// It has another version.
    No,
    /// It says nothing of the app.
    Unknown,
}

/// Returns whether the device has an app in the version that is wanted.
pub(crate) fn installed<'d>(group: &Group<'d>, app: &App<'d>) -> Installed {
    let Some(family) = app.family() else {
        return Installed::Unknown;
    };
    match reported(group).find(|shown| shown.is_of(&family)) {
        None => Installed::Unknown,
        Some(shown) if shown.has_version_of(app) => Installed::Yes,
        Some(_) => Installed::No,
    }
}
