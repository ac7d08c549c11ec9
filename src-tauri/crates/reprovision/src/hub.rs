//! Linked hubs, and the one device that is looked at on each of them.

use twin::secret::cut;
use twin::{Document, Value};

use crate::identity::Identity;
use crate::json::{Json, ObjectWriter};
use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, QUOTED, objects};

/// Largest weight a hub can have for a hashed allocation.
const HEAVIEST: i64 = 1000;

/// A hub as the provisioning service sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hub {
    /// Its host name.
    pub host: String,
    /// True where it is linked to the service.
    pub is_linked: bool,
    /// True where allocation may choose it.
    pub is_allocated: bool,
    /// Its share of a hashed allocation, 1 to 1000.
    pub weight: u16,
    /// True where the registration record names it.
    pub is_assigned: bool,
    /// The device there, if it has one.
    pub identity: Option<Identity>,
    /// What nobody here interprets.
    pub other: Vec<(String, Json)>,
}

/// The hubs, and what was wrong with them.
pub type Hubs = Vec<Hub>;

const MEMBERS: [&str; 8] = [
    "hostName",
    "assigned",
    "twin",
    "modules",
    "linked",
    "applyAllocationPolicy",
    "allocationWeight",
    "name",
];

impl Hub {
    /// A linked hub without the device.
    #[must_use]
    pub fn named(host: &str) -> Self {
        Self {
            host: host.to_owned(),
            is_linked: true,
            is_allocated: true,
            weight: 1,
            is_assigned: false,
            identity: None,
            other: Vec::new(),
        }
    }

    /// Reads `[{hostName, assigned?, twin?, modules?}]`; `linked`, `applyAllocationPolicy` and `allocationWeight` as the
    /// service has them. `assigned` without a twin is a device whose identity was deleted by hand, a twin without
    /// `assigned` one whose record was.
    #[must_use]
    pub fn read(doc: &Document) -> (Hubs, Vec<Problem>) {
        let mut told = Vec::new();
        let objects = objects(doc, Input::Hubs, &mut told);
        let hubs = Self::all(&objects, Input::Hubs, &mut told);
        (hubs, told)
    }

    pub(crate) fn all(objects: &[Value<'_>], input: Input, told: &mut Vec<Problem>) -> Hubs {
        let mut hubs: Hubs = Vec::new();
        for &object in objects {
            let mut members = Members {
                input,
                object,
                told,
            };
            let Some(mut hub) = members.hub() else {
                continue;
            };
            let host = cut(&hub.host, QUOTED);
            if hubs.iter().any(|known| known.is(&hub.host)) {
                let message = format!("`{host}` stands twice");
                members.tell(
                    ProblemKind::HubTwice,
                    object,
                    message,
                    "Leave one of them out.",
                );
                continue;
            }
            if hub.is_assigned && hubs.iter().any(|known| known.is_assigned) {
                let message = format!("`{host}` is assigned, too");
                let advice = "Leave `assigned` at the hub that the registration record names.";
                members.tell(ProblemKind::AssignedTwice, object, message, advice);
                hub.is_assigned = false;
            }
            hubs.push(hub);
        }
        hubs
    }

    /// True for the name of this hub, in any case.
    #[must_use]
    pub fn is(&self, host: &str) -> bool {
        self.host.eq_ignore_ascii_case(host)
    }

    /// Counts what somebody changed by hand, as the hub would have.
    pub(crate) fn count_edits(&mut self, before: &Self) {
        if let (Some(identity), Some(before)) = (&mut self.identity, &before.identity) {
            identity.count_edits(before);
        }
    }

    /// Writes the hub as it is read.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = ObjectWriter::new();
        out.text("hostName", &self.host);
        if self.is_assigned {
            out.bool("assigned", true);
        }
        if !self.is_linked {
            out.bool("linked", false);
        }
        if !self.is_allocated {
            out.bool("applyAllocationPolicy", false);
        }
        if self.weight != 1 {
            out.raw("allocationWeight", &self.weight.to_string());
        }
        if let Some(identity) = &self.identity {
            out.raw("twin", &identity.to_json());
            if !identity.modules.is_empty() {
                out.raw("modules", &identity.modules_json());
            }
        }
        out.others(&self.other).end()
    }
}

impl Members<'_, '_> {
    fn hub(&mut self) -> Option<Hub> {
        let host = self.text("hostName").or_else(|| self.text("name"));
        let Some(host) = host.filter(|host| !host.is_empty()) else {
            let message = "a hub without `hostName`";
            let advice = "Write its host name, `contoso.azure-devices.net`.";
            self.tell(ProblemKind::HubWithoutName, self.object, message, advice);
            return None;
        };
        let weight = self.integer("allocationWeight").unwrap_or(1);
        if let (false, Some(member)) = (
            (1..=HEAVIEST).contains(&weight),
            self.get("allocationWeight"),
        ) {
            let message = format!("a weight of {weight}");
            self.tell(
                ProblemKind::WrongValue,
                member,
                message,
                "Write a number from 1 to 1000.",
            );
        }
        let twin = self.object("twin");
        let modules = self.array("modules");
        let identity = twin.map(|twin| Identity::of(twin, modules));
        Some(Hub {
            is_linked: self.bool("linked").unwrap_or(true),
            is_allocated: self.bool("applyAllocationPolicy").unwrap_or(true),
            weight: u16::try_from(weight.clamp(1, HEAVIEST)).unwrap_or(1),
            is_assigned: self.bool("assigned").unwrap_or_default(),
            identity,
            other: self.others(&MEMBERS),
            host,
        })
    }
}
