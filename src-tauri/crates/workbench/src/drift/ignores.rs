//! Drift that the settings do not want to be told: properties by their place and device. They are found, counted and
//! listed on request; only nobody is called for them.

use diagnose::{IdPattern, Match, PathPattern};
use diff::drift::{Clock, Drift, Reason, State, Verdict};
use jiff::Timestamp;
use twin::{Step, Twin, Value};

use super::Patience;

/// Properties whose drift is not told.
#[derive(Debug, Clone)]
pub struct DriftIgnore {
    /// Places below desired and reported, `/rebootInfo/singleRebootTime`: the property there and everything in it.
    pub path: PathPattern,
    /// Devices; all without it.
    pub device: Option<IdPattern>,
    /// Why, in the user's words.
    pub reason: Option<String>,
}

impl DriftIgnore {
    /// Writes what it hides: `drift at /rebootInfo/** of pump-*`.
    #[must_use]
    pub fn words(&self) -> String {
        let of = self.device.as_ref();
        let of = of.map_or_else(String::new, |device| format!(" of {}", device.as_str()));
        format!("drift at {}{of}", self.path.as_str())
    }

    /// Says why something is hidden: the user's reason, else the ignore.
    #[must_use]
    pub fn because(&self) -> String {
        match &self.reason {
            Some(reason) => reason.clone(),
            None => format!("ignored: {}", self.words()),
        }
    }

    /// Says whether it hides what stands at a path below its section.
    fn fits(&self, below: &[Step]) -> bool {
        (1..=below.len()).any(|depth| self.path.fits(&below[..depth]))
    }
}

/// What the settings say of drift.
#[derive(Debug, Clone, Default)]
pub struct DriftSettings {
    /// How long a change may be pending; the usual time without it.
    pub stuck_after: Option<Patience>,
    /// What is not told.
    pub ignores: Vec<DriftIgnore>,
}

impl DriftSettings {
    /// Returns the time of a look, and what it counts as too long.
    #[must_use]
    pub fn clock(&self, now: Option<Timestamp>) -> Clock {
        Clock {
            now,
            patience: self.stuck_after.unwrap_or_default().length(),
        }
    }

    /// Returns the same with one more ignore at the end.
    #[must_use]
    pub fn with(&self, ignore: DriftIgnore) -> Self {
        let mut all = self.clone();
        all.ignores.push(ignore);
        all
    }
}

/// The ignores that are about one twin.
#[derive(Debug)]
pub(crate) struct Sieve<'s> {
    ignores: Vec<(usize, &'s DriftIgnore)>,
    /// Steps to the desired and to the reported section.
    depths: [usize; 2],
}

impl<'s> Sieve<'s> {
    /// Chooses the ignores for a twin.
    pub fn of(settings: &'s DriftSettings, twin: &Twin<'_>) -> Self {
        let (device, module) = (twin.device_id(), twin.module_id());
        let is_about = |ignore: &DriftIgnore| match (&ignore.device, &device) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(pattern), Some(device)) => pattern.fits(device, module.as_deref()),
        };
        let all = settings.ignores.iter().enumerate();
        let depth = |section: Option<twin::Section<'_>>| {
            section.map_or(0, |s| s.value.path().steps().len())
        };
        Self {
            ignores: all.filter(|(_, ignore)| is_about(ignore)).collect(),
            depths: [depth(twin.desired), depth(twin.reported)],
        }
    }

    /// True where nothing can be hidden.
    pub fn is_empty(&self) -> bool {
        self.ignores.is_empty()
    }

    /// Returns the number of the first ignore that hides a property, by its place on either side.
    fn hides(&self, sides: [Option<Value<'_>>; 2]) -> Option<usize> {
        let paths = sides.map(|side| side.map(Value::path));
        let fits = |ignore: &DriftIgnore| {
            let both = paths.iter().zip(self.depths);
            both.filter_map(|(path, depth)| path.as_ref()?.steps().get(depth..))
                .any(|below| ignore.fits(below))
        };
        let first = self.ignores.iter().find(|(_, ignore)| fits(ignore));
        first.map(|(number, _)| *number)
    }

    /// Returns an ignore by its number.
    pub fn ignore(&self, number: usize) -> Option<&'s DriftIgnore> {
        let all = self.ignores.iter();
        all.copied().find(|(n, _)| *n == number).map(|(_, i)| i)
    }

    /// Applies the ignores to the drift of a group.
    pub fn sift(&self, drift: &Drift<'_>, group: [Option<Value<'_>>; 2]) -> Sifted {
        let mut sifted = Sifted {
            group: drift.verdict,
            rows: drift.rows.iter().map(|row| (row.verdict, None)).collect(),
            hidden: 0,
        };
        if self.is_empty() {
            return sifted;
        }
        for (row, (_, why)) in drift.rows.iter().zip(&mut sifted.rows) {
            if row.is_leaf && row.verdict.is_difference() {
                *why = self.hides([row.desired, row.reported]);
                sifted.hidden += usize::from(why.is_some());
            }
        }
        let whole = self.hides(group);
        if sifted.hidden > 0 || whole.is_some() && drift.verdict.is_difference() {
            sifted.sum_up(drift, whole.is_some());
        }
        sifted
    }
}

/// The drift of a group as the settings have it.
#[derive(Debug)]
pub(crate) struct Sifted {
    /// The group as a whole, by what is told of it.
    pub group: Verdict,
    /// For each row what is decided about it, parts by what is told in them, and the ignore that hides it.
    pub rows: Vec<(Verdict, Option<usize>)>,
    /// Properties that are hidden.
    pub hidden: usize,
}

/// What is left of a difference of which nothing is told.
const QUIET: Verdict = Verdict {
    state: State::InSync,
    reason: Reason::Equal,
    since: None,
    is_stuck: false,
    error: None,
    is_settled: false,
};

impl Sifted {
    /// Counts how often each ignore hid something.
    pub fn count(&self, times: &mut Vec<Match>) {
        for ignore in self.rows.iter().filter_map(|(_, why)| *why) {
            match times.iter_mut().find(|one| one.ignore == ignore) {
                Some(one) => one.findings += 1,
                None => times.push(Match {
                    ignore,
                    findings: 1,
                }),
            }
        }
    }

    /// Parts, and the group, take the state of what is told in them and needs a look most; what the device says of the
    /// group itself stays.
    fn sum_up(&mut self, drift: &Drift<'_>, is_whole: bool) {
        let mut worst: Vec<Option<Verdict>> = vec![None; drift.rows.len()];
        let mut of_group = None;
        let mut has_hidden = vec![false; drift.rows.len()];
        for (at, row) in drift.rows.iter().enumerate().rev() {
            if !row.is_leaf && has_hidden[at] {
                self.rows[at].0 = worst[at].unwrap_or(QUIET);
            }
            let (verdict, why) = self.rows[at];
            let parent = row.parent.map(|parent| parent as usize);
            if let Some(parent) = parent {
                has_hidden[parent] |= why.is_some() || has_hidden[at];
            }
            if why.is_some() || !verdict.is_difference() {
                continue;
            }
            let around = parent.map_or(&mut of_group, |parent| &mut worst[parent]);
            if around.is_none_or(|known| verdict.state <= known.state) {
                *around = Some(verdict);
            }
        }
        let is_said = matches!(
            self.group.reason,
            Reason::StatusFailed | Reason::StatusPending | Reason::Refreshing
        );
        self.group = match of_group {
            _ if is_whole => QUIET,
            _ if is_said => self.group,
            Some(worst) => worst,
            None => QUIET,
        };
    }
}
