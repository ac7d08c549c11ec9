//! The ignore that a finding and a reach make.

use diagnose::{Finding, IdPattern, Ignore, PathPattern};
use twin::{Step, TwinPath};

use crate::examine::Examined;
use crate::wire::{HideRequest, Reach};

/// Makes the ignore. A device that has no id is reached by its places only.
pub(super) fn ignore(examined: &Examined, finding: &Finding, request: &HideRequest) -> Ignore {
    let steps = finding.place.path.steps();
    let below = steps
        .strip_prefix(examined.root.steps())
        .unwrap_or_default();
    let path = match request.reach {
        Reach::Place => Some(PathPattern::of(below)),
        Reach::Group => Some(format!(
            "{}/**",
            TwinPath::new(around(below, finding).to_vec())
        )),
        Reach::Device | Reach::Everywhere => None,
    };
    let device = match request.reach {
        Reach::Device => examined.device_id.as_deref(),
        _ => None,
    };
    let reason = request.reason.trim();
    Ignore {
        rule: Some(finding.rule),
        // the twin itself has no path to name: the rule alone is what is left
        path: path.and_then(|path| PathPattern::parse(&path).ok()),
        device: device.and_then(|id| IdPattern::parse(id).ok()),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    }
}

/// The group a finding stands in, or else what stands around its place.
fn around<'s>(below: &'s [Step], finding: &Finding) -> &'s [Step] {
    let is_group =
        |step: &Step| matches!(step, Step::Key(key) if Some(&**key) == finding.group.as_deref());
    match below.iter().position(is_group) {
        Some(at) => &below[..=at],
        None => &below[..below.len().saturating_sub(1)],
    }
}
