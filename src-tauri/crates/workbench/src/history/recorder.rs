//! Keeps what is opened, beside everything else: a thread of its own reads the twins again when
//! they are all shown, and writes them many at a time. Whatever fails here, opening never does.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use diagnose::Units;
use groups::catalogue::Catalogue;
use jiff::Timestamp;
use store::{Device, StoreError, Way};

use super::History;
use super::seen::{Seen, name_of};
use crate::packs::Packs;
use crate::pieces::{self, Origin};

/// Twins, and bytes of their texts, that are written at once.
const AT_ONCE: usize = 1_000;
const BYTES_AT_ONCE: usize = 8 << 20;
/// Largest document that is read again, in bytes.
const LARGEST: u64 = 256 << 20;

/// A twin that was opened.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// The document it stands in.
    pub origin: Origin,
    /// Its number there, from 0, and how many there are.
    pub unit: (u32, u32),
    /// The bytes of a text that no file can give again.
    pub pasted: Option<Arc<[u8]>>,
}

enum Job {
    Keep(Vec<Opened>, Timestamp, Arc<Packs>),
    Settle(Sender<()>),
}

/// The thread that keeps, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    file: Arc<Path>,
    jobs: Sender<Job>,
    trouble: Arc<Mutex<Option<StoreError>>>,
}

impl Recorder {
    /// Keeps in a file, which is opened when there is something to keep.
    ///
    /// `tell` is told after each opening why it was not kept, if so; on another thread.
    pub fn new(file: PathBuf, tell: impl Fn(Option<&StoreError>) + Send + 'static) -> Self {
        let (jobs, to_do) = channel();
        let trouble = Arc::default();
        let told = Arc::clone(&trouble);
        let file: Arc<Path> = file.into();
        let written = Arc::clone(&file);
        thread::spawn(move || work(&written, &to_do, &told, &tell));
        Self {
            file,
            jobs,
            trouble,
        }
    }

    /// Returns the file that it keeps in.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Keeps what was opened, some time soon; what the packs declare secrets is masked.
    pub fn keep(&self, opened: Vec<Opened>, at: Timestamp, packs: Arc<Packs>) {
        // the thread ends with the program only
        let _ = self.jobs.send(Job::Keep(opened, at, packs));
    }

    /// Waits until everything is kept that was to be.
    pub fn settle(&self) {
        let (done, is_done) = channel();
        if self.jobs.send(Job::Settle(done)).is_ok() {
            let _ = is_done.recv();
        }
    }

    /// Waits the same, but no longer than that; says whether everything is kept.
    pub fn settle_within(&self, patience: Duration) -> bool {
        let (done, is_done) = channel();
        let sent = self.jobs.send(Job::Settle(done));
        sent.is_err() || is_done.recv_timeout(patience) != Err(RecvTimeoutError::Timeout)
    }

    /// Says why the last opening was not kept, if so.
    pub fn trouble(&self) -> Option<StoreError> {
        let trouble = self.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn work(
    file: &Path,
    to_do: &Receiver<Job>,
    told: &Mutex<Option<StoreError>>,
    tell: &dyn Fn(Option<&StoreError>),
) {
    let mut history = None;
    while let Ok(job) = to_do.recv() {
        match job {
            Job::Settle(done) => {
                let _ = done.send(());
            }
            Job::Keep(opened, at, packs) => {
                let kept = keep(file, &mut history, &opened, (at, packs.known()));
                if kept.is_err() {
                    // opened anew for the next ones: the disk may have room again
                    history = None;
                }
                let trouble = kept.err();
                told.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone_from(&trouble);
                tell(trouble.as_ref());
            }
        }
    }
}

fn keep(
    file: &Path,
    history: &mut Option<History>,
    opened: &[Opened],
    (at, catalogue): (Timestamp, &Catalogue),
) -> Result<(), StoreError> {
    let history = match history {
        Some(history) => history,
        none => none.insert(History::open(file)?),
    };
    let mut waiting = Vec::new();
    for of_document in opened.chunk_by(|a, b| a.origin == b.origin) {
        read(of_document, (at, catalogue), &mut waiting);
        let bytes: usize = waiting.iter().map(Seen::len).sum();
        if waiting.len() >= AT_ONCE || bytes >= BYTES_AT_ONCE {
            write(history, &mut waiting)?;
        }
    }
    write(history, &mut waiting)
}

/// Reads the twins of one document again. One that is gone meanwhile cannot be kept.
fn read(opened: &[Opened], (at, catalogue): (Timestamp, &Catalogue), waiting: &mut Vec<Seen>) {
    let Some(first) = opened.first().filter(|o| o.origin.length <= LARGEST) else {
        return;
    };
    let bytes = match &first.pasted {
        Some(pasted) => Ok(pasted.to_vec()),
        None => pieces::again(&first.origin),
    };
    let doc = bytes
        .ok()
        .and_then(|bytes| crate::secrets::read(bytes, catalogue).ok());
    let Some(doc) = doc else {
        return;
    };
    let units = Units::of(&doc).known_to(catalogue);
    for one in opened {
        let Some(twin) = units.twin(one.unit.0 as usize) else {
            continue;
        };
        // of a pasted text without an id nobody knows whose it is
        let name = match one.pasted {
            Some(_) => None,
            None => Some(Device::named(name_of(&one.origin, one.unit))),
        };
        waiting.extend(Seen::of(&twin, &one.origin.source, name, at, Way::Opened));
    }
}

fn write(history: &mut History, waiting: &mut Vec<Seen>) -> Result<(), StoreError> {
    let snapshots: Vec<_> = waiting.iter().map(Seen::snapshot).collect();
    if !snapshots.is_empty() {
        history.store.keep(&snapshots)?;
    }
    waiting.clear();
    Ok(())
}
