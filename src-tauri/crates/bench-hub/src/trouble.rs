//! Trouble on demand: what a device must live with in the field, made here so that it can be tested on the bench.

use serde::{Deserialize, Serialize};

use crate::place::Place;

/// One kind of trouble, for one device or for all, for ever or for a number of times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trouble {
    /// What goes wrong.
    pub kind: TroubleKind,
    /// On which hub, or in which id scope; everywhere where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<String>,
    /// For which device, `device/module` or registration; for all where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// How often; until it is taken away where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Milliseconds of a latency, seconds of a skew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
}

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TroubleKind {
    /// Every answer takes `amount` milliseconds longer.
    Latency,
    /// The connection is cut at the device's next packet.
    DropConnection,
    /// A token that is right is refused.
    RefuseToken,
    /// Requests are answered with 429.
    Throttle,
    /// A device that asks for its twin gets it as it was before the last write.
    StaleRead,
    /// The hub's clock is ahead by `amount` seconds, or behind.
    ClockSkew,
    /// What is delivered to a device comes twice.
    DuplicateDelivery,
}

impl TroubleKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Latency,
        Self::DropConnection,
        Self::RefuseToken,
        Self::Throttle,
        Self::StaleRead,
        Self::ClockSkew,
        Self::DuplicateDelivery,
    ];
}

/// Most troubles at once.
const MOST: usize = 100;
/// Longest latency in milliseconds.
const LONGEST_LATENCY: i64 = 300_000;
/// Largest skew in seconds: ten years.
const LARGEST_SKEW: i64 = 315_360_000;

/// The troubles in force.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Vec<Trouble>);

impl Troubles {
    /// Replaces all; the error is a sentence.
    pub fn set(&mut self, troubles: Vec<Trouble>) -> Result<(), String> {
        if troubles.len() > MOST {
            return Err(format!(
                "{} faults, {MOST} are allowed at once",
                troubles.len()
            ));
        }
        for trouble in &troubles {
            let amount = trouble.amount.unwrap_or_default();
            match trouble.kind {
                TroubleKind::Latency if !(0..=LONGEST_LATENCY).contains(&amount) => {
                    return Err(format!(
                        "a latency of {amount} ms, 0 to {LONGEST_LATENCY} are allowed"
                    ));
                }
                TroubleKind::ClockSkew if amount.abs() > LARGEST_SKEW => {
                    return Err(format!("a skew of {amount} s, {LARGEST_SKEW} are allowed"));
                }
                _ => {}
            }
        }
        self.0 = troubles;
        Ok(())
    }

    /// All in force.
    pub fn all(&self) -> &[Trouble] {
        &self.0
    }

    /// Seconds the clock is ahead.
    pub fn skew(&self) -> i64 {
        let skews = self
            .0
            .iter()
            .filter(|trouble| trouble.kind == TroubleKind::ClockSkew);
        skews.filter_map(|trouble| trouble.amount).sum()
    }

    /// Strikes, where there is such a trouble for this place; its amount.
    pub fn strikes(&mut self, kind: TroubleKind, place: &Place) -> Option<i64> {
        if self.0.is_empty() {
            return None;
        }
        let at = self.0.iter().position(|trouble| {
            let is_hub = |hub: &String| hub.eq_ignore_ascii_case(&place.hub);
            let is_device = |device: &String| *device == place.speaker.to_string();
            trouble.kind == kind
                && trouble.times != Some(0)
                && trouble.hub.as_ref().is_none_or(is_hub)
                && trouble.device.as_ref().is_none_or(is_device)
        })?;
        let trouble = &mut self.0[at];
        let amount = trouble.amount.unwrap_or_default();
        if let Some(times) = &mut trouble.times {
            *times -= 1;
            if *times == 0 {
                self.0.remove(at);
            }
        }
        Some(amount)
    }
}
