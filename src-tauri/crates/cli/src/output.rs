//! The two streams of the process: whole records only, one at a time, with a line of progress
//! that gives way to them. A reader that has gone away is no error.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use anstream::AutoStream;
use workbench::check::Progress;

use crate::arguments::Colour;
use crate::ending::INTERRUPTED;
use crate::paint::Paint;

/// Work shorter than this shows no progress.
const UNNOTICED: Duration = Duration::from_millis(800);
/// Time between two lines of progress.
const TICK: Duration = Duration::from_millis(200);
/// Longest wait after Ctrl-C for a record that is being written.
const PATIENCE: Duration = Duration::from_secs(1);
/// Columns of a terminal that does not tell.
const UNKNOWN_WIDTH: u16 = 80;
/// Goes to the start of the line and empties it.
const ERASE: &str = "\r\u{1b}[K";

/// The streams; clones share them.
#[derive(Clone)]
pub(crate) struct Output {
    streams: Arc<Mutex<Streams>>,
    paint: Paint,
}

struct Streams {
    out: Box<dyn Write + Send>,
    failed: Option<io::Error>,
    progress: Progress,
    progress_shown: bool,
    at_work: bool,
}

impl Output {
    /// Opens the streams of the process.
    pub(crate) fn open(colour: Colour) -> Self {
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        let out: Box<dyn Write + Send> = if coloured {
            Box::new(AutoStream::always(io::stdout()))
        } else {
            Box::new(io::stdout())
        };
        let columns = io::stdout().is_terminal().then(|| {
            terminal_size::terminal_size_of(io::stdout())
                .map_or(UNKNOWN_WIDTH, |(width, _)| width.0)
        });
        let paint = Paint::new(coloured, columns);
        let streams = Streams {
            out,
            failed: None,
            progress: Progress::default(),
            progress_shown: false,
            at_work: false,
        };
        Self {
            streams: Arc::new(Mutex::new(streams)),
            paint,
        }
    }

    /// Returns the paint for standard output.
    pub(crate) fn paint(&self) -> Paint {
        self.paint
    }

    /// Writes one record to standard output; says break where nobody reads any more.
    pub(crate) fn write(&self, record: &str) -> ControlFlow<()> {
        if record.is_empty() {
            return ControlFlow::Continue(());
        }
        let mut streams = self.lock();
        streams.erase_progress();
        let written = streams
            .out
            .write_all(record.as_bytes())
            .and_then(|()| streams.out.flush());
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                streams.failed.get_or_insert(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Writes one line to standard error.
    pub(crate) fn complain(&self, line: &str) {
        let mut streams = self.lock();
        streams.erase_progress();
        // nobody is left to be told that standard error is closed
        let _ = writeln!(io::stderr(), "error: {line}");
    }

    /// Writes one line to standard error that is no error.
    pub(crate) fn remark(&self, line: &str) {
        let mut streams = self.lock();
        streams.erase_progress();
        // nobody is left to be told that standard error is closed
        let _ = writeln!(io::stderr(), "note: {line}");
    }

    /// Notes how far the work has come.
    pub(crate) fn note(&self, progress: Progress) {
        self.lock().progress = progress;
    }

    /// Shows progress from now on, if standard error is a terminal.
    pub(crate) fn show_progress(&self) {
        if !io::stderr().is_terminal() {
            return;
        }
        self.lock().at_work = true;
        let output = self.clone();
        let started = Instant::now();
        thread::spawn(move || {
            thread::sleep(UNNOTICED);
            while output.lock().tick(started.elapsed()) {
                thread::sleep(TICK);
            }
        });
    }

    /// Ends the process on Ctrl-C, between two records.
    pub(crate) fn end_on_interrupt(&self) {
        let streams = self.streams.clone();
        // without a handler Ctrl-C still ends the process
        let _ = ctrlc::set_handler(move || {
            let asked = Instant::now();
            let mut held = streams.try_lock();
            while matches!(held, Err(TryLockError::WouldBlock)) && asked.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(5));
                held = streams.try_lock();
            }
            if let Ok(streams) = held.as_mut() {
                streams.erase_progress();
            }
            std::process::exit(INTERRUPTED);
        });
    }

    /// Ends the output.
    ///
    /// # Errors
    /// Where something could not be written, unless its reader has gone away.
    pub(crate) fn close(&self) -> io::Result<()> {
        let mut streams = self.lock();
        streams.at_work = false;
        streams.erase_progress();
        match streams.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn erase_progress(&mut self) {
        if std::mem::take(&mut self.progress_shown) {
            let _ = write!(io::stderr(), "{ERASE}");
        }
    }

    /// Shows how far it is; false when there is nothing to show any more.
    fn tick(&mut self, elapsed: Duration) -> bool {
        if self.at_work {
            let _ = write!(io::stderr(), "{ERASE}{}", line(self.progress, elapsed));
            self.progress_shown = true;
        }
        self.at_work
    }
}

fn line(progress: Progress, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if progress.documents == 0 {
        return format!("reading, {seconds} s");
    }
    let megabytes = progress.bytes / 1_000_000;
    format!(
        "checking: {} documents, {megabytes} MB, {seconds} s",
        progress.documents
    )
}
