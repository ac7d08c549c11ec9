//! Findings that are hidden and shown again, after a preview.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use diagnose::Ignore;

use super::super::Workspace;
use super::super::state::Loaded;
use super::super::yardstick::Yardstick;
use super::{narrow, reach};
use crate::settings::Edit;
use crate::wire::{ErrorCode, HidePreview, HideRequest, PreviewRow, Refusal};

/// Twins looked at for a preview.
pub(super) const PREVIEWED: usize = 2_000;
/// Findings listed in a preview.
pub(super) const LISTED: usize = 50;

impl Workspace {
    /// Says what an ignore made from a finding would hide of the loaded twins.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn preview_hide(&self, request: &HideRequest) -> Result<HidePreview, Refusal> {
        let ignore = self.ignore_of(request)?;
        let rule = ignore.rule.and_then(position);
        let twins: Vec<_> = {
            let state = self.state();
            let has = |loaded: &Loaded| rule.is_none_or(|r| loaded.rules.contains(&r));
            let all = state.checked().filter(|(_, loaded)| has(loaded));
            all.map(|(id, loaded)| (id, loaded.clone())).collect()
        };
        let yardstick = self.yardstick();
        let number = yardstick.policy.ignores().len();
        let mut preview = HidePreview {
            hides: ignore.words(),
            findings: 0,
            twins: 0,
            rows: Vec::new(),
            looked: narrow(twins.len().min(PREVIEWED)),
            candidates: narrow(twins.len()),
            file: self.in_force().name(),
        };
        let with = Yardstick {
            policy: Arc::new(yardstick.policy.with(ignore)),
            drift: yardstick.drift.clone(),
            packs: yardstick.packs.clone(),
        };
        let some = &twins[..twins.len().min(PREVIEWED)];
        let never = AtomicBool::new(false);
        let _ = self.examine_again(some, &with, &never, &mut |_, _, examined| {
            let mut of_twin = examined.hidden.iter();
            let mut of_twin = of_twin
                .by_ref()
                .filter(|h| h.why == diagnose::Why::Ignored(number))
                .peekable();
            preview.twins += u32::from(of_twin.peek().is_some());
            for hidden in of_twin {
                preview.findings += 1;
                if preview.rows.len() < LISTED {
                    preview.rows.push(PreviewRow {
                        name: examined.name(),
                        message: hidden.located.finding.message.clone(),
                        pointer: hidden.located.finding.place.path.to_string(),
                        line: hidden.located.start.line,
                    });
                }
            }
            ControlFlow::Continue(())
        });
        Ok(preview)
    }

    fn ignore_of(&self, request: &HideRequest) -> Result<Ignore, Refusal> {
        let shown = self.shown(request.twin)?;
        let located = shown.located(request.finding).ok_or_else(|| Refusal {
            code: ErrorCode::Changed,
            subject: shown.name(),
            detail: "this finding is no longer in the twin".to_owned(),
        })?;
        Ok(reach::ignore(&shown.examined, &located.finding, request))
    }

    /// Hides findings like one.
    ///
    /// # Errors
    /// Where the twin cannot be shown or the settings cannot be changed.
    pub fn hide(&self, request: &HideRequest) -> Result<(), Refusal> {
        let ignore = self.ignore_of(request)?;
        self.change(|_| Ok(Edit::Ignore(ignore)))
    }

    /// Takes an ignore back; it is named by its words, too, as the file may have changed.
    ///
    /// # Errors
    /// Where the settings cannot be changed.
    pub fn show_again(&self, ignore: u32, hides: &str) -> Result<(), Refusal> {
        self.change(|settings| {
            let there = settings.policy.ignores().get(ignore as usize);
            match there.filter(|there| there.words() == hides) {
                Some(_) => Ok(Edit::ShowAgain(ignore as usize)),
                None => Err("this ignore is no longer in the settings".to_owned()),
            }
        })
    }
}

fn position(rule: &str) -> Option<u16> {
    let at = diagnose::CATALOGUE.iter().position(|r| r.name == rule)?;
    u16::try_from(at).ok()
}
