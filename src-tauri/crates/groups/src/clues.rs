//! What in a group speaks for which dialect.

use twin::Value;

use crate::dialect::{Dialect, Evidence};
use crate::group::{Group, Role};
use crate::names::{self, depth_suffix};

/// The members of a `__meta` that tell something.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Meta<'d> {
    pub deployment: Option<Value<'d>>,
    pub deployment_id: Option<Value<'d>>,
    pub state: Option<Value<'d>>,
    pub status: Option<Value<'d>>,
    pub reporting_mode: Option<Value<'d>>,
    pub service_interface: Option<Value<'d>>,
    pub device_interface: Option<Value<'d>>,
    pub output_interface: Option<Value<'d>>,
}

impl<'d> Meta<'d> {
    fn of(meta: Option<Value<'d>>) -> Self {
        let mut found = Self::default();
        for member in meta
            .into_iter()
            .filter(|m| m.is_object())
            .flat_map(Value::children)
        {
            let place = match member.raw_key() {
                "deployment" => &mut found.deployment,
                "deploymentId" => &mut found.deployment_id,
                "state" => &mut found.state,
                "deploymentStatus" => &mut found.status,
                "reportingMode" => &mut found.reporting_mode,
                "serviceInterfaceVersion" => &mut found.service_interface,
                "deviceInterfaceVersion" => &mut found.device_interface,
                "outputInterfaceVersion" => &mut found.output_interface,
                _ => continue,
            };
            *place = Some(member);
        }
        found
    }
}

/// The versions in an entry of `__deviceSchemas` or `__portalSchemas`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry<'d> {
    pub max_input: Option<Value<'d>>,
    pub output: Option<Value<'d>>,
    pub interface: Option<Value<'d>>,
}

impl<'d> Entry<'d> {
    fn of(entry: Option<Value<'d>>) -> Self {
        let mut found = Self::default();
        for member in entry
            .into_iter()
            .filter(|e| e.is_object())
            .flat_map(Value::children)
        {
            let place = match member.raw_key() {
                "maxInputVersion" => &mut found.max_input,
                "outputVersion" => &mut found.output,
                "interfaceVersion" => &mut found.interface,
                _ => continue,
            };
            *place = Some(member);
        }
        found
    }

    fn first(self, fits: impl Fn(Value<'d>) -> bool) -> Option<Value<'d>> {
        [self.max_input, self.output]
            .into_iter()
            .flatten()
            .find(|v| fits(*v))
    }
}

/// One thing that speaks for a dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sign<'d> {
    pub dialect: Dialect,
    pub because: &'static str,
    pub node: Value<'d>,
}

/// Everything about a group that tells its dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clues<'d> {
    pub desired: Meta<'d>,
    pub reported: Meta<'d>,
    pub portal: Entry<'d>,
    pub schema: Entry<'d>,
}

impl<'d> Clues<'d> {
    pub(crate) fn of(group: &Group<'d>) -> Self {
        Self {
            desired: Meta::of(group.meta_desired),
            reported: Meta::of(group.meta_reported),
            portal: Entry::of(group.portal_entry),
            schema: Entry::of(group.schema_entry),
        }
    }

    /// Returns the sign that decides.
    ///
    /// The order of detection, but integers do not outweigh an interface version: an agent that was
    /// upgraded in place leaves the preview's integers behind, and no preview wrote the other. Nor does
    /// a slip into a word or a mark of the draft: only its declarations of versions speak against what
    /// an agent reads and writes.
    pub(crate) fn strongest(&self, group: &Group<'d>) -> Option<Sign<'d>> {
        let is_agents = self.is_unversioned_agent();
        self.gen1(group)
            .or_else(|| self.draft_declared(group))
            .or_else(|| self.ga())
            .or_else(|| self.draft_worded(group).filter(|_| !is_agents))
            .or_else(|| self.preview(group))
    }

    /// Returns one piece of evidence a dialect, in the order of detection.
    pub(crate) fn evidence(&self, group: &Group<'d>) -> Vec<Evidence> {
        let signs = [
            self.gen1(group),
            self.draft_declared(group)
                .or_else(|| self.draft_worded(group)),
            self.preview(group),
            self.ga(),
        ];
        let evidence = |sign: Sign<'d>| Evidence {
            dialect: sign.dialect,
            because: sign.because.to_owned(),
            node: sign.node.id(),
        };
        signs.into_iter().flatten().map(evidence).collect()
    }

    /// True for `__meta` as agents since the preview write it, versions apart.
    pub(crate) fn is_unversioned_agent(&self) -> bool {
        [self.desired, self.reported].into_iter().any(|meta| {
            meta.deployment_id
                .or(meta.status)
                .or(meta.reporting_mode)
                .is_some()
        })
    }

    /// True where an agent's own nodes are in the group, or a device declares it: a command's name
    /// alone may be anybody's.
    fn is_agents(&self, group: &Group<'d>) -> bool {
        let has_version = [self.desired, self.reported].into_iter().any(|meta| {
            let interfaces = meta.service_interface.or(meta.device_interface);
            interfaces.or(meta.output_interface).is_some()
        });
        self.is_unversioned_agent()
            || has_version
            || group.errors.is_some_and(Value::is_object)
            || group.schema_entry.is_some_and(Value::is_object)
    }

    /// True for what the staging agent no longer wrote.
    pub(crate) fn is_preview_only(&self, group: &Group<'d>) -> bool {
        names::is_preview_command(&group.name) || self.preview_mode().is_some()
    }

    fn gen1(&self, group: &Group<'d>) -> Option<Sign<'d>> {
        let sign = |because, node| Sign {
            dialect: Dialect::Gen1,
            because,
            node,
        };
        if group.role == Role::Gen1Section {
            let node = group.reported.or(group.desired)?;
            return Some(sign("it is a section below `windows`", node));
        }
        let state = group.last_change?.get("state")?;
        let known = state
            .str()
            .is_some_and(|s| matches!(&*s, "pending" | "completed" | "committed" | "failed"));
        known.then(|| sign("`lastChange.state` holds its status", state))
    }

    /// Versions as the draft documents declare them, which nobody does by a slip.
    fn draft_declared(&self, group: &Group<'d>) -> Option<Sign<'d>> {
        if let Some(entry) = group.portal_entry {
            return drafted("the portal declares it in `__portalSchemas`", entry);
        }
        if let Some(node) = group.desired.filter(|_| group.role == Role::PortalSchemas) {
            return drafted("only the draft documents have `__portalSchemas`", node);
        }
        let version = self.schema.first(|v| v.str().is_some())?;
        drafted("`maxInputVersion` and `outputVersion` are text", version)
    }

    /// Marks and words of the draft documents, which are easily copied into something else.
    fn draft_worded(&self, group: &Group<'d>) -> Option<Sign<'d>> {
        if let Some(node) = marked(group) {
            return drafted(
                "its key carries a depth marker of the draft documents",
                node,
            );
        }
        let metas = [self.desired, self.reported];
        if let Some(node) = metas.into_iter().find_map(|m| m.deployment) {
            return drafted("`__meta.deployment` names the deployment", node);
        }
        let is_known = |state: &Value<'d>| group.role != Role::Custom || is_status(*state);
        let state = metas.into_iter().find_map(|m| m.state).filter(is_known)?;
        drafted("`__meta.state` holds its status", state)
    }

    fn preview(&self, group: &Group<'d>) -> Option<Sign<'d>> {
        let sign = |dialect, because, node| {
            Some(Sign {
                dialect,
                because,
                node,
            })
        };
        if names::is_preview_command(&group.name) && self.is_agents(group) {
            let node = group.desired.or(group.reported).or(group.schema_entry)?;
            return sign(
                Dialect::Preview,
                "only the preview has a command of this name",
                node,
            );
        }
        if let Some(mode) = self.preview_mode() {
            return sign(
                Dialect::Preview,
                "`reportingMode` is `never` or `always`",
                mode,
            );
        }
        let integer = self.schema.first(|v| v.number().is_some())?;
        let mode = self.desired.reporting_mode;
        let staging = mode.is_some_and(|mode| !is_early_slip(mode))
            || (names::is_command(&group.name) && group.name != "clearReportedCmd")
            || matches!(group.name.as_str(), "uwpApps" | "eventTracingCollectors");
        let dialect = if staging {
            Dialect::Staging
        } else {
            Dialect::Preview
        };
        sign(
            dialect,
            "`maxInputVersion` and `outputVersion` are integers",
            integer,
        )
    }

    fn preview_mode(&self) -> Option<Value<'d>> {
        let mode = self.desired.reporting_mode?;
        (mode.is_str("never") || mode.is_str("always")).then_some(mode)
    }

    fn ga(&self) -> Option<Sign<'d>> {
        let sign = |because, node| {
            Some(Sign {
                dialect: Dialect::Ga,
                because,
                node,
            })
        };
        if let Some(node) = self.desired.service_interface {
            return sign("desired has `__meta.serviceInterfaceVersion`", node);
        }
        if let Some(node) = self
            .reported
            .device_interface
            .or(self.reported.output_interface)
        {
            return sign("reported has `__meta.deviceInterfaceVersion`", node);
        }
        sign(
            "the device declares `interfaceVersion`",
            self.schema.interface?,
        )
    }
}

/// True for a slip of the finger in a word of the preview.
fn is_early_slip(mode: Value<'_>) -> bool {
    let is_slip = |text: &str| {
        let mut words = ["never", "always"].into_iter();
        words.any(|word| names::is_slip(text, word))
    };
    mode.str().is_some_and(|text| is_slip(&text))
}

/// True for a status of the draft documents, or a slip into one: `__meta.state` of a property of
/// somebody's own may hold anything.
fn is_status(state: Value<'_>) -> bool {
    const WORDS: [&str; 5] = [
        "succeeded",
        "pending",
        "failed",
        "compliant",
        "nonCompliant",
    ];
    let is_near = |text: &str| {
        let mut words = WORDS.into_iter();
        words.any(|word| text.eq_ignore_ascii_case(word) || names::is_slip(text, word))
    };
    state.str().is_some_and(|text| is_near(&text))
}

fn drafted<'d>(because: &'static str, node: Value<'d>) -> Option<Sign<'d>> {
    Some(Sign {
        dialect: Dialect::Draft,
        because,
        node,
    })
}

/// Returns a node whose key carries the marker of the depth it stands at.
fn marked<'d>(group: &Group<'d>) -> Option<Value<'d>> {
    let fits =
        |node: &Value<'d>, depth| depth_suffix(node.raw_key(), depth).is_some_and(|s| s.fits);
    let top = [group.desired, group.reported].into_iter().flatten();
    let below = [
        group.portal_entry,
        group.schema_entry,
        group.meta_desired,
        group.meta_reported,
        group.errors,
    ];
    top.filter(|n| fits(n, 1))
        .chain(below.into_iter().flatten().filter(|n| fits(n, 2)))
        .next()
}
