//! The history of the twin that is shown: its snapshots with what changed in each, two of them beside each other, and
//! since when it has what no stamp tells of.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use diagnose::Units;
use store::{Device, Moment, Step, StoreError, Way};
use twin::{Document, SectionKind, Twin};

use super::differences::Kept;
use super::jobs::Keeps;
use super::shown::Shown;
use super::{Workspace, copy};
use crate::cell::narrow;
use crate::history::held::{EVERYTHING, Held, Until, held};
use crate::history::lanes::Lanes;
use crate::history::{History, HistoryError, Which, device_of, name_of, recent};
use crate::packs::Packs;
use crate::secrets;
use crate::wire::{
    CopyRequest, ErrorCode, HistoryPage, HistorySource, HistoryWay, Moments, NoHistory, Refusal,
};

/// Longest wait for what was opened to be kept, before the page is told to ask again.
const PATIENCE: Duration = Duration::from_millis(400);

/// What is kept of the history that was shown last.
#[derive(Debug, Default)]
pub(super) struct Past {
    groups: Mutex<Option<OfDevice>>,
    pair: Mutex<Option<Arc<Pair>>>,
}

/// What changed in the snapshots of one device.
#[derive(Debug)]
struct OfDevice {
    device: Device,
    moments: Vec<Moment>,
    lanes: Lanes,
}

impl Past {
    fn groups(&self) -> MutexGuard<'_, Option<OfDevice>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pair(&self) -> MutexGuard<'_, Option<Arc<Pair>>> {
        self.pair.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two snapshots beside each other.
#[derive(Debug)]
pub(super) struct Pair {
    device: Device,
    numbers: [u32; 2],
    pub names: [String; 2],
    /// What was known when they were read.
    pub packs: Arc<Packs>,
    pub documents: [Document; 2],
    held: [OnceLock<Arc<Held>>; 2],
    pub kept: Kept,
}

impl Pair {
    /// Returns one of the twins.
    pub fn twin(&self, at: usize) -> Twin<'_> {
        let units = Units::of(&self.documents[at]);
        // only what was one is kept, and it was one when the two were read
        units.twin(0).expect("a snapshot that holds a twin")
    }
}

impl Workspace {
    /// Returns the snapshots of a twin's device, and what changed in each.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or the history cannot be read.
    pub fn history(&self, twin: u32) -> Result<HistoryPage, Refusal> {
        let shown = self.shown(twin)?;
        let Some(device) = self.device_of(&shown) else {
            return Ok(empty(String::new(), NoHistory::NoTwin));
        };
        let name = device.to_string();
        let Some(recorder) = &self.recorder else {
            return Ok(empty(name, NoHistory::Off));
        };
        let keeping = !recorder.settle_within(PATIENCE);
        let not_kept = match self.keeps_history() {
            true => NoHistory::NotKept,
            false => NoHistory::SettingsOff,
        };
        let trouble = recorder.trouble();
        let notes: Vec<_> = trouble.iter().map(unkept).collect();
        let nothing = || HistoryPage {
            keeping,
            notes: notes.clone(),
            ..empty(name.clone(), not_kept)
        };
        let history = match History::open_to_read(recorder.file()) {
            Ok(history) => history,
            Err(StoreError::Missing(_)) => return Ok(nothing()),
            Err(error) => return Err(refusal(&name, &error.into())),
        };
        let page = self.page_of(&history, &device, &shown);
        let mut page = page.map_err(|error| refusal(&name, &error))?;
        if page.moments.numbers.is_empty() {
            return Ok(nothing());
        }
        page.keeping = keeping;
        page.notes.extend(notes);
        if trouble.is_none() && !self.keeps_history() {
            let note = "The settings keep no history: what is opened now is not added.";
            page.notes.push(note.to_owned());
        }
        Ok(page)
    }

    fn page_of(
        &self,
        history: &History,
        device: &Device,
        shown: &Shown,
    ) -> Result<HistoryPage, HistoryError> {
        let all = history.moments(device)?;
        let moments = recent(&all);
        let mut page = HistoryPage {
            nothing: None,
            shown: history.number_of(device, &shown.twin())?,
            ..empty(device.to_string(), NoHistory::NotKept)
        };
        (page.moments, page.sources) = columns(moments);
        let mut groups = self.past.groups();
        let of_device = groups
            .take()
            .filter(|known| known.is_of(device, moments))
            .unwrap_or_else(|| OfDevice {
                device: device.clone(),
                moments: Vec::new(),
                lanes: Lanes::default(),
            });
        let of_device = groups.insert(OfDevice {
            moments: moments.to_vec(),
            ..of_device
        });
        of_device.lanes.read(history, device, moments)?;
        let unchanged;
        (page.lanes, unchanged) = of_device.lanes.changes(moments);
        page.unchanged = narrow(unchanged);
        page.notes = notes(device, &all, moments, &of_device.lanes);
        Ok(page)
    }

    /// Says whose history a twin belongs to.
    fn device_of(&self, shown: &Shown) -> Option<Device> {
        let examined = &shown.examined;
        device_of(&shown.twin(), &name_of(&examined.origin, examined.unit))
    }

    /// Returns two snapshots of a twin's device, kept while the page scrolls through them.
    pub(super) fn pair(&self, twin: u32, numbers: [u32; 2]) -> Result<Arc<Pair>, Refusal> {
        let shown = self.shown(twin)?;
        let device = self.device_of(&shown).unwrap_or_default();
        let packs = &shown.yardstick.packs;
        let same = |pair: &&Arc<Pair>| {
            pair.device == device && pair.numbers == numbers && Arc::ptr_eq(&pair.packs, packs)
        };
        if let Some(pair) = self.past.pair().as_ref().filter(same) {
            return Ok(Arc::clone(pair));
        }
        let history = self.reading(&device)?;
        let documents = history.documents(&device, numbers.map(Which::Number));
        let mut documents = documents.map_err(|error| refusal(&device.to_string(), &error))?;
        for (doc, number) in documents.iter_mut().zip(numbers) {
            // a pack may declare a secret that was none when the snapshot was kept
            secrets::declare(doc, shown.catalogue());
            if Units::of(doc).twin(0).is_none() {
                let device = device.to_string();
                let error = HistoryError::Unreadable { device, number };
                return Err(refusal(&shown.name(), &error));
            }
        }
        let pair = Arc::new(Pair {
            names: numbers.map(|number| self.name_of_snapshot(&device, number)),
            device,
            numbers,
            packs: Arc::clone(packs),
            documents,
            held: Default::default(),
            kept: Kept::default(),
        });
        *self.past.pair() = Some(Arc::clone(&pair));
        Ok(pair)
    }

    /// Names a snapshot by its number, and its time where that is at hand.
    fn name_of_snapshot(&self, device: &Device, number: u32) -> String {
        let groups = self.past.groups();
        let known = groups.as_ref().filter(|known| known.device == *device);
        let moment = known.and_then(|known| known.moments.iter().find(|m| m.number == number));
        match moment {
            Some(moment) => {
                let seen = moment.seen.strftime("%Y-%m-%d %H:%M:%S UTC");
                format!("Snapshot {number} · {seen}")
            }
            None => format!("Snapshot {number}"),
        }
    }

    /// Opens the history to read; a refusal where none is kept.
    fn reading(&self, device: &Device) -> Result<History, Refusal> {
        let subject = device.to_string();
        let recorder = self.recorder.as_ref().ok_or_else(|| Refusal {
            code: ErrorCode::UnknownSnapshot,
            subject: subject.clone(),
            detail: "no history is kept".to_owned(),
        })?;
        let opened = History::open_to_read(recorder.file());
        opened.map_err(|error| refusal(&subject, &error.into()))
    }

    /// Finds since when a twin has what no stamp tells of; nothing where no history can be had: the stamps are shown
    /// all the same.
    pub(super) fn held_by(&self, shown: &Shown, sections: &'static [SectionKind]) -> Arc<Held> {
        let Some(recorder) = &self.recorder else {
            return Arc::default();
        };
        let kept = shown.held(sections.len());
        if let Some(held) = kept.get() {
            return Arc::clone(held);
        }
        let is_settled = recorder.settle_within(PATIENCE);
        let found = || -> Option<Held> {
            let device = self.device_of(shown)?;
            let history = History::open_to_read(recorder.file()).ok()?;
            held(&history, &device, &shown.twin(), sections, Until::Now).ok()
        };
        let found = Arc::new(found().unwrap_or_default());
        match is_settled {
            true => Arc::clone(kept.get_or_init(|| found)),
            false => found,
        }
    }

    /// The same of one side of two snapshots.
    pub(super) fn held_in(&self, pair: &Pair, at: usize) -> Arc<Held> {
        let found = || -> Option<Held> {
            let history = History::open_to_read(self.recorder.as_ref()?.file()).ok()?;
            let until = Until::Snapshot(pair.numbers[at]);
            held(&history, &pair.device, &pair.twin(at), EVERYTHING, until).ok()
        };
        let held = pair.held[at].get_or_init(|| Arc::new(found().unwrap_or_default()));
        Arc::clone(held)
    }

    /// Opens a snapshot of a twin's device as a twin of its own, beside it.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or its history has no such snapshot.
    pub fn open_snapshot(&self, twin: u32, number: u32) -> Result<u32, Refusal> {
        let text = self.snapshot(twin, number)?;
        let shown = self.shown(twin)?;
        let name = format!("{}, snapshot {number}", shown.name());
        Ok(self.open_text_as(&text, &name, Keeps::Nothing))
    }

    /// Returns a part of a snapshot, to be put on the clipboard.
    pub(super) fn copy_of_snapshot(
        &self,
        number: u32,
        request: &CopyRequest,
    ) -> Result<String, Refusal> {
        let text = self.snapshot(request.twin, number)?;
        let catalogue = self.yardstick();
        let doc = secrets::read(text.into_bytes(), catalogue.catalogue());
        let doc = doc.map_err(|error| Refusal {
            code: ErrorCode::TooLarge,
            subject: format!("snapshot {number}"),
            detail: error.to_string(),
        })?;
        Ok(copy::of_document(&doc, request))
    }

    fn snapshot(&self, twin: u32, number: u32) -> Result<String, Refusal> {
        let shown = self.shown(twin)?;
        let device = self.device_of(&shown).unwrap_or_default();
        let history = self.reading(&device)?;
        let text = history.text(&device, Which::Number(number));
        text.map(|(_, text)| text)
            .map_err(|error| refusal(&device.to_string(), &error))
    }
}

impl OfDevice {
    /// False where it is of another device, or of one that was forgotten and has begun anew: then a number means
    /// another snapshot now.
    fn is_of(&self, device: &Device, moments: &[Moment]) -> bool {
        let known = |m: &Moment| (m.etag.clone(), m.desired, m.reported, m.source.clone());
        // one that came back has several moments, each with its own source
        let first = |moments: &[Moment]| {
            let mut first = HashMap::new();
            for moment in moments {
                first.entry(moment.number).or_insert_with(|| known(moment));
            }
            first
        };
        let before = first(&self.moments);
        self.device == *device
            && first(moments)
                .iter()
                .all(|(number, now)| before.get(number).is_none_or(|b| b == now))
    }
}

fn empty(device: String, nothing: NoHistory) -> HistoryPage {
    HistoryPage {
        device,
        nothing: Some(nothing),
        moments: Moments::default(),
        sources: Vec::new(),
        lanes: Vec::new(),
        unchanged: 0,
        shown: None,
        notes: Vec::new(),
        keeping: false,
    }
}

fn columns(moments: &[Moment]) -> (Moments, Vec<HistorySource>) {
    let mut columns = Moments::default();
    let mut sources: Vec<HistorySource> = Vec::new();
    let mut known = HashMap::new();
    for moment in moments {
        let source = *known
            .entry((moment.way, moment.source.as_str()))
            .or_insert_with(|| {
                sources.push(HistorySource {
                    way: way(moment.way),
                    name: moment.source.clone(),
                });
                narrow(sources.len() - 1)
            });
        columns.numbers.push(moment.number);
        columns.seen.push(moment.seen.as_millisecond());
        columns.last.push(moment.last.as_millisecond());
        columns.desired.push(moment.desired);
        columns.reported.push(moment.reported);
        columns.desired_gaps.push(gap(moment.desired_step));
        columns.reported_gaps.push(gap(moment.reported_step));
        columns.sources.push(source);
    }
    (columns, sources)
}

fn way(way: Way) -> HistoryWay {
    match way {
        Way::Opened => HistoryWay::Opened,
        Way::Watched => HistoryWay::Watched,
        Way::Imported => HistoryWay::Imported,
    }
}

fn gap(step: Step) -> i64 {
    match step {
        Step::Unknown | Step::Same | Step::Next => 0,
        Step::Gap(missing) => i64::try_from(missing).unwrap_or(i64::MAX),
        Step::Back => -1,
    }
}

/// Says that what is opened is not kept, why, and the way out.
fn unkept(trouble: &StoreError) -> String {
    let way_out = trouble.way_out();
    format!("What is opened now is not kept: {trouble}; {way_out}.")
}

fn notes(device: &Device, all: &[Moment], moments: &[Moment], lanes: &Lanes) -> Vec<String> {
    let mut notes = Vec::new();
    let earlier = all.len() - moments.len();
    if earlier > 0 {
        notes.push(format!(
            "{earlier} earlier snapshots are not drawn: `twinscope history list {device}` lists them."
        ));
    }
    let unread = lanes.unread(moments);
    if unread > 0 {
        let why = match lanes.is_damaged {
            true => "`twinscope history check` tells what is damaged",
            false => "there is too much of them",
        };
        notes.push(format!(
            "What changed in {unread} of the snapshots is not marked: {why}."
        ));
    }
    notes
}

fn refusal(subject: &str, error: &HistoryError) -> Refusal {
    let code = match error {
        HistoryError::Store { said } => match said {
            StoreError::Locked(_) => ErrorCode::HistoryLocked,
            StoreError::Corrupt { .. } => ErrorCode::HistoryDamaged,
            StoreError::Newer { .. } => ErrorCode::HistoryNewer,
            _ => ErrorCode::HistoryUnread,
        },
        HistoryError::NoHistory => ErrorCode::HistoryUnread,
        HistoryError::UnknownDevice(_)
        | HistoryError::SeveralDevices { .. }
        | HistoryError::NoSnapshotName(_)
        | HistoryError::UnknownSnapshot { .. } => ErrorCode::UnknownSnapshot,
        HistoryError::Unreadable { .. } => ErrorCode::HistoryDamaged,
    };
    Refusal {
        code,
        subject: subject.to_owned(),
        detail: error.to_string(),
    }
}
