//! Histories from one machine to another: one line of JSON a snapshot. Twins of any file are
//! imported the same way.

use std::fs;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use diagnose::Units;
use groups::catalogue::Catalogue;
use jiff::Timestamp;
use serde::Serialize;
use store::{Again, Device, Kept, Record, Store, StoreError, Way};
use twin::{Document, Kind, Value};

use super::seen::{NotKept, Seen, of_file};
use super::{History, HistoryError};
use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Piece};
use crate::wire::ErrorCode;

/// Says what a line is, and in which form.
const FORM: u32 = 1;
/// Snapshots and bytes of their texts that are written at once.
const AT_ONCE: usize = 1_000;
const BYTES_AT_ONCE: usize = 8 << 20;

/// One snapshot as a line.
#[derive(Debug, Serialize)]
struct Line<'r> {
    #[serde(rename = "twinscopeHistory")]
    form: u32,
    hub: &'r str,
    device: &'r str,
    module: &'r str,
    seen: String,
    last: String,
    way: &'static str,
    source: &'r str,
    /// When it was there again, after something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    again: Vec<Times<'r>>,
    /// The text of the twin, as it was but for its secrets.
    twin: &'r str,
}

/// A further stretch of time in which a snapshot was there.
#[derive(Debug, Serialize)]
struct Times<'r> {
    seen: String,
    last: String,
    way: &'static str,
    source: &'r str,
}

impl<'r> Times<'r> {
    fn of(again: &'r Again) -> Self {
        Self {
            seen: again.seen.to_string(),
            last: again.last.to_string(),
            way: again.way.name(),
            source: &again.source,
        }
    }
}

/// What came of an export or an import.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchanged {
    /// Snapshots written, or new in the history.
    pub snapshots: u64,
    /// Snapshots that the history has already.
    pub again: u64,
    /// Documents that are no twins.
    pub no_twins: u64,
    /// What could not be read, in words.
    pub problems: Vec<String>,
}

impl Exchanged {
    /// Returns both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.snapshots += other.snapshots;
        self.again += other.again;
        self.no_twins += other.no_twins;
        self.problems.extend(other.problems);
        self
    }
}

impl History {
    /// Writes every snapshot of some devices, one a line; what cannot be read is told.
    ///
    /// # Errors
    /// Where the history cannot be read; what the writer says is in the answer.
    pub fn export(
        &self,
        wanted: &dyn Fn(&Device) -> bool,
        out: &mut dyn Write,
    ) -> Result<(Exchanged, io::Result<()>), HistoryError> {
        let mut done = Exchanged::default();
        let mut written = Ok(());
        self.store.every(wanted, &mut |record| {
            match record {
                Ok(record) => {
                    written = line(&record, out);
                    done.snapshots += u64::from(written.is_ok());
                }
                Err(fault) => done.problems.push(fault.to_string()),
            }
            if written.is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok((done, written.and_then(|()| out.flush())))
    }
}

fn line(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    let line = Line {
        form: FORM,
        hub: &record.device.hub,
        device: &record.device.name,
        module: &record.device.module,
        seen: record.moment.seen.to_string(),
        last: record.moment.last.to_string(),
        way: record.moment.way.name(),
        source: &record.moment.source,
        again: record.again.iter().map(Times::of).collect(),
        twin: &record.text,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

/// Imports twins and exports from files, folders and globs. Snapshots of an export keep their
/// times; a twin was seen when its file was written. One without an id is that of the device named,
/// else it goes by its file.
///
/// # Errors
/// Where the history cannot be written; what is imported by then stays.
pub fn import<N: AsRef<Path>>(
    history: &mut History,
    names: &[N],
    packs: &Packs,
    device: Option<&str>,
    told: &mut dyn FnMut(&Exchanged),
) -> Result<Exchanged, HistoryError> {
    let mut importing = Importing::new(&mut history.store, packs, device, told);
    importing.are_files = true;
    let mut files = Vec::new();
    pieces::expand(
        &mut pieces::Way::past::<PathBuf>(&[]),
        names,
        &mut |found| {
            match found {
                Ok(file) => files.push((written(&file), file)),
                Err(obstacle) => importing.problem(&obstacle),
            }
            ControlFlow::Continue(())
        },
    );
    // as they came about: a content that comes back is seen only in the order of time
    files.sort_by_key(|(at, _)| *at);
    for (at, file) in files {
        let read = pieces::of_file(&file, &mut |piece| importing.take(piece, at));
        if let Err(obstacle) = read {
            importing.problem(&obstacle);
        }
        if importing.failed.is_some() {
            break;
        }
    }
    importing.end()
}

/// When a file was written.
fn written(file: &Path) -> Timestamp {
    let written = fs::metadata(file).and_then(|meta| meta.modified());
    let written = written.ok().and_then(|time| Timestamp::try_from(time).ok());
    written.unwrap_or_else(crate::examine::now)
}

/// Imports twins and exports from a stream; twins were seen now. One without an id is that of the
/// device named, and refused without one.
///
/// # Errors
/// Where the history cannot be written; what is imported by then stays.
pub fn import_stream(
    history: &mut History,
    stream: impl BufRead,
    packs: &Packs,
    device: Option<&str>,
    told: &mut dyn FnMut(&Exchanged),
) -> Result<Exchanged, HistoryError> {
    let mut importing = Importing::new(&mut history.store, packs, device, told);
    let now = crate::examine::now();
    let read = pieces::of_reader("-", 0, stream, &mut |piece| importing.take(piece, now));
    if let Err(obstacle) = read {
        importing.problem(&obstacle);
    }
    importing.end()
}

struct Importing<'s> {
    store: &'s mut Store,
    catalogue: &'s Catalogue,
    told: &'s mut dyn FnMut(&Exchanged),
    done: Exchanged,
    waiting: Vec<Seen>,
    /// Of those waiting, the ones that are further sightings of the one before.
    further: Vec<bool>,
    bytes: usize,
    failed: Option<StoreError>,
    /// Whose twins are that have no id.
    device: Option<Device>,
    /// They come from files, by which such a twin goes where nobody is named.
    are_files: bool,
}

impl<'s> Importing<'s> {
    fn new(
        store: &'s mut Store,
        packs: &'s Packs,
        device: Option<&str>,
        told: &'s mut dyn FnMut(&Exchanged),
    ) -> Self {
        let device = device.map(|name| match name.split_once('/') {
            Some((name, module)) => Device {
                module: module.to_owned(),
                ..Device::named(name)
            },
            None => Device::named(name),
        });
        Self {
            store,
            catalogue: packs.known(),
            told,
            done: Exchanged::default(),
            waiting: Vec::new(),
            further: Vec::new(),
            bytes: 0,
            failed: None,
            device,
            are_files: false,
        }
    }

    fn problem(&mut self, obstacle: &Obstacle) {
        self.done.problems.push(obstacle.to_string());
    }

    fn take(&mut self, piece: Piece, at: Timestamp) -> ControlFlow<()> {
        let source = piece.origin.source.clone();
        let name = match piece.origin.record {
            Some(record) => format!("{source}:{record}"),
            None => source.to_string(),
        };
        let doc = match crate::secrets::read(piece.bytes, self.catalogue) {
            Ok(doc) => doc,
            Err(error) => {
                let obstacle = Obstacle::new(&name, ErrorCode::TooLarge, error.to_string());
                self.problem(&obstacle);
                return ControlFlow::Continue(());
            }
        };
        match doc
            .root()
            .and_then(|root| root.get("twinscopeHistory").map(|form| (root, form)))
        {
            Some((root, form)) => self.line(root, form, &name),
            None => self.twins(&doc, (&source, piece.origin.record), at),
        }
        match self.failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }

    fn twins(&mut self, doc: &Document, (source, record): (&str, Option<u32>), at: Timestamp) {
        let units = Units::of(doc).known_to(self.catalogue);
        let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
        for number in 0..count {
            let of_its_file = || Device::named(of_file(source, record, (number, count)));
            let name = match &self.device {
                Some(device) => Some(device.clone()),
                None => self.are_files.then(of_its_file),
            };
            let twin = units.twin(number as usize).ok_or(NotKept::NoTwin);
            match twin.and_then(|twin| Seen::of(&twin, source, name, at, Way::Imported)) {
                Ok(seen) => self.wait(seen, false),
                Err(NotKept::NoTwin) => self.done.no_twins += 1,
                Err(NotKept::Nameless) => {
                    let what = "a twin without deviceId; say whose it is with --device NAME";
                    self.problem(&Obstacle::new(source, ErrorCode::ReadFailed, what));
                }
            }
        }
    }

    /// Takes a line of an export.
    fn line(&mut self, root: Value<'_>, form: Value<'_>, name: &str) {
        let refuse = |what: &str| Obstacle::new(name, ErrorCode::ReadFailed, what);
        if form.integer() != Some(i64::from(FORM)) {
            let what = "an export of a newer Twinscope; install that to import it";
            return self.problem(&refuse(what));
        }
        let text = |member: &str| text_of(root, member);
        let (Some(device), Some(seen), Some(twin)) =
            (text("device"), time_of(root, "seen"), text("twin"))
        else {
            return self.problem(&refuse("a line of an export without device, seen or twin"));
        };
        let Ok(doc) = crate::secrets::read(twin.into_bytes(), self.catalogue) else {
            return self.problem(&refuse("a twin larger than any document"));
        };
        let units = Units::of(&doc).known_to(self.catalogue);
        let device = Device {
            hub: text("hub").unwrap_or_default(),
            name: device,
            module: text("module").unwrap_or_default(),
        };
        let named = Some(device.clone());
        let seen = units
            .twin(0)
            .and_then(|twin| Seen::of(&twin, "", named, seen, Way::Imported).ok());
        let Some(mut seen) = seen else {
            self.done.no_twins += 1;
            return;
        };
        seen.device = device;
        seen.there(root);
        self.wait(seen.clone(), false);
        let again = root.get("again").filter(|a| a.kind() == Kind::Array);
        for times in again.into_iter().flat_map(|again| again.children()) {
            if let Some(at) = time_of(times, "seen") {
                seen.at = at;
                seen.there(times);
                self.wait(seen.clone(), true);
            }
        }
    }

    fn wait(&mut self, seen: Seen, is_further: bool) {
        // further sightings share the text of the first one
        self.bytes += if is_further { 0 } else { seen.len() };
        self.waiting.push(seen);
        self.further.push(is_further);
        if self.waiting.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE {
            self.write();
        }
    }

    /// Writes what is waiting, and says so when it is on the disk.
    fn write(&mut self) {
        if self.failed.is_some() {
            self.waiting.clear();
            self.further.clear();
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let further = std::mem::take(&mut self.further);
        self.bytes = 0;
        let snapshots: Vec<_> = waiting.iter().map(Seen::snapshot).collect();
        match self.store.keep(&snapshots) {
            Ok(kept) => {
                let all = kept.into_iter().zip(further).zip(&waiting);
                for ((kept, is_further), seen) in all {
                    match kept {
                        _ if is_further => {}
                        Kept::New(_) => self.done.snapshots += 1,
                        Kept::Again(_) => self.done.again += 1,
                        Kept::TooLarge => {
                            let what = "larger than any twin, and not kept";
                            self.done.problems.push(format!("{}: {what}", seen.source));
                        }
                    }
                }
                (self.told)(&self.done);
            }
            Err(error) => self.failed = Some(error),
        }
    }

    fn end(mut self) -> Result<Exchanged, HistoryError> {
        self.write();
        match self.failed {
            Some(error) => Err(error.into()),
            None => Ok(self.done),
        }
    }
}

impl Seen {
    /// Takes the times and the origin of a line over.
    fn there(&mut self, line: Value<'_>) {
        let way = text_of(line, "way").and_then(|way| Way::parse(&way));
        self.way = way.unwrap_or(Way::Imported);
        self.source = text_of(line, "source").unwrap_or_default();
        self.until = Some(time_of(line, "last").unwrap_or(self.at));
    }
}

fn text_of(line: Value<'_>, member: &str) -> Option<String> {
    let value = line.get(member).filter(|v| v.kind() == Kind::String);
    value.and_then(|v| v.str()).map(|s| s.into_owned())
}

fn time_of(line: Value<'_>, member: &str) -> Option<Timestamp> {
    text_of(line, member).and_then(|text| text.parse().ok())
}
