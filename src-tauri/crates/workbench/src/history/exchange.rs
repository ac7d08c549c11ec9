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
use store::{Device, Kept, Record, Store, StoreError, Way};
use twin::{Document, Kind, Value};

use super::seen::Seen;
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
    /// The text of the twin, as it was but for its secrets.
    twin: &'r str,
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
        twin: &record.text,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

/// Imports twins and exports from files, folders and globs. Snapshots of an export keep their
/// times; a twin was seen when its file was written.
///
/// # Errors
/// Where the history cannot be written; what is imported by then stays.
pub fn import<N: AsRef<Path>>(
    history: &mut History,
    names: &[N],
    packs: &Packs,
    told: &mut dyn FnMut(&Exchanged),
) -> Result<Exchanged, HistoryError> {
    let mut importing = Importing::new(&mut history.store, packs, told);
    let mut files = Vec::new();
    pieces::expand(
        &mut pieces::Way::past::<PathBuf>(&[]),
        names,
        &mut |found| {
            match found {
                Ok(file) => files.push(file),
                Err(obstacle) => importing.problem(&obstacle),
            }
            ControlFlow::Continue(())
        },
    );
    for file in files {
        let written = fs::metadata(&file).and_then(|meta| meta.modified());
        let written = written.ok().and_then(|time| Timestamp::try_from(time).ok());
        let at = written.unwrap_or_else(crate::examine::now);
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

/// Imports twins and exports from a stream; twins were seen now.
///
/// # Errors
/// Where the history cannot be written; what is imported by then stays.
pub fn import_stream(
    history: &mut History,
    stream: impl BufRead,
    packs: &Packs,
    told: &mut dyn FnMut(&Exchanged),
) -> Result<Exchanged, HistoryError> {
    let mut importing = Importing::new(&mut history.store, packs, told);
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
    /// Of those waiting, the ones that only prolong the one before.
    prolonging: Vec<bool>,
    bytes: usize,
    failed: Option<StoreError>,
}

impl<'s> Importing<'s> {
    fn new(store: &'s mut Store, packs: &'s Packs, told: &'s mut dyn FnMut(&Exchanged)) -> Self {
        Self {
            store,
            catalogue: packs.known(),
            told,
            done: Exchanged::default(),
            waiting: Vec::new(),
            prolonging: Vec::new(),
            bytes: 0,
            failed: None,
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
            None => self.twins(&doc, (&source, &name), at),
        }
        if self.waiting.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE {
            self.write();
        }
        match self.failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }

    fn twins(&mut self, doc: &Document, (source, name): (&str, &str), at: Timestamp) {
        let units = Units::of(doc).known_to(self.catalogue);
        for number in 0..units.len() {
            let name = match units.len() {
                1 => name.to_owned(),
                _ => format!("{name}#{}", number + 1),
            };
            let twin = units.twin(number);
            let seen = twin.and_then(|twin| Seen::of(&twin, source, &name, at, Way::Imported));
            match seen {
                Some(seen) => self.wait(seen),
                None => self.done.no_twins += 1,
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
        let text = |member: &str| {
            let value = root.get(member).filter(|v| v.kind() == Kind::String);
            value.and_then(|v| v.str()).map(|s| s.into_owned())
        };
        let time = |member: &str| text(member).and_then(|t| t.parse::<Timestamp>().ok());
        let (Some(device), Some(seen), Some(twin)) = (text("device"), time("seen"), text("twin"))
        else {
            return self.problem(&refuse("a line of an export without device, seen or twin"));
        };
        let Ok(doc) = crate::secrets::read(twin.into_bytes(), self.catalogue) else {
            return self.problem(&refuse("a twin larger than any document"));
        };
        let units = Units::of(&doc).known_to(self.catalogue);
        let source = text("source").unwrap_or_default();
        let way = text("way")
            .and_then(|w| Way::parse(&w))
            .unwrap_or(Way::Imported);
        let seen = units
            .twin(0)
            .and_then(|twin| Seen::of(&twin, &source, &device, seen, way));
        let Some(mut seen) = seen else {
            self.done.no_twins += 1;
            return;
        };
        seen.device = Device {
            hub: text("hub").unwrap_or_default(),
            name: device,
            module: text("module").unwrap_or_default(),
        };
        let last = time("last").filter(|last| *last > seen.at);
        let again = last.map(|last| {
            let mut again = seen.clone();
            again.at = last;
            again
        });
        self.wait(seen);
        if let Some(again) = again {
            self.wait(again);
            self.prolonging.pop();
            self.prolonging.push(true);
        }
    }

    fn wait(&mut self, seen: Seen) {
        self.bytes += seen.len();
        self.waiting.push(seen);
        self.prolonging.push(false);
    }

    /// Writes what is waiting, and says so when it is on the disk.
    fn write(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let prolonging = std::mem::take(&mut self.prolonging);
        self.bytes = 0;
        let snapshots: Vec<_> = waiting.iter().map(Seen::snapshot).collect();
        match self.store.keep(&snapshots) {
            Ok(kept) => {
                let all = kept.into_iter().zip(prolonging).zip(&waiting);
                for ((kept, prolongs), seen) in all {
                    match kept {
                        _ if prolongs => {}
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
        if self.failed.is_none() {
            self.write();
        }
        match self.failed {
            Some(error) => Err(error.into()),
            None => Ok(self.done),
        }
    }
}
