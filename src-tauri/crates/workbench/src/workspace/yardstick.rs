//! What the twins of a window are judged by: severities, ignores, the patience with what is
//! pending, and the schemas that are known.
//! Every view of a twin asks the one it was judged by, so that no two of them can differ.

use std::sync::Arc;

use diagnose::{Circumstances, Policy};
use groups::catalogue::Catalogue;
use jiff::Timestamp;

use crate::drift::DriftSettings;
use crate::examine::Examination;
use crate::packs::Packs;

/// What twins are judged by. Two are the same one where they are the same `Arc`.
#[derive(Debug, Default, Clone)]
pub(super) struct Yardstick {
    pub policy: Arc<Policy>,
    pub drift: Arc<DriftSettings>,
    pub packs: Arc<Packs>,
}

impl Yardstick {
    /// Returns the schemas, those of the packs among them.
    pub fn catalogue(&self) -> &Catalogue {
        self.packs.known()
    }

    /// Starts a look at the present time that fills lists, too.
    pub fn examination(&self) -> Examination {
        let mut examination = Examination::now().with_packs(&self.packs);
        examination.with_facts = true;
        examination.policy = self.policy.clone();
        examination.drift = self.drift.clone();
        examination
    }

    /// Returns what a look was or is made under.
    pub fn circumstances(&self, now: Option<Timestamp>) -> Circumstances {
        Circumstances {
            profile: None,
            now,
            catalogue: self.packs.catalogue(),
        }
    }
}
