//! Looks at everything the user named and hands each answer on as it comes: bounded memory,
//! whatever the size of the set.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::examine::{Examination, Examined};
use crate::patient::Patient;
use crate::pieces::{self, Obstacle, Piece, Way};

/// Bytes read ahead of the engine.
const READ_AHEAD: usize = 16 << 20;
/// Documents read ahead of the engine.
const PIECES_AHEAD: usize = 256;

/// How far a check has come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Documents read.
    pub documents: u64,
    /// Bytes read.
    pub bytes: u64,
}

/// Gathers documents and feeds them to the engine in handfuls.
pub struct Check<'c> {
    examination: Examination,
    stop: &'c AtomicBool,
    ahead: Vec<Piece>,
    bytes_ahead: usize,
    progress: Progress,
    way: Way,
}

type Told<'t> = &'t mut dyn FnMut(Result<Examined, Obstacle>, Progress) -> ControlFlow<()>;

impl<'c> Check<'c> {
    /// Starts a check that `stop` ends.
    #[must_use]
    pub fn new(examination: Examination, stop: &'c AtomicBool) -> Self {
        Self {
            examination,
            stop,
            ahead: Vec::new(),
            bytes_ahead: 0,
            progress: Progress::default(),
            way: Way::default(),
        }
    }

    /// Walks folders by a way.
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// Returns the way with what was met on it.
    #[must_use]
    pub fn way(&self) -> &Way {
        &self.way
    }

    /// Looks at files, folders and globs; `-` is standard input.
    pub fn paths<N: AsRef<Path>>(&mut self, names: &[N], told: Told<'_>) -> ControlFlow<()> {
        let mut result = ControlFlow::Continue(());
        for name in names {
            let name = name.as_ref();
            if name == Path::new("-") {
                result = self.stdin(told);
            } else {
                let mut way = std::mem::take(&mut self.way);
                pieces::expand(&mut way, &[name], &mut |found| {
                    result = match found {
                        Ok(path) => self.file(&path, told),
                        Err(obstacle) => self.obstacle(obstacle, told),
                    };
                    result
                });
                self.way = way;
            }
            result?;
        }
        self.flush(told)
    }

    /// Looks at files found already.
    pub fn files(&mut self, paths: &[PathBuf], told: Told<'_>) -> ControlFlow<()> {
        for path in paths {
            self.file(path, told)?;
        }
        self.flush(told)
    }

    /// Looks at one document that is in memory.
    pub fn piece(&mut self, piece: Piece, told: Told<'_>) -> ControlFlow<()> {
        self.take(piece, told)?;
        self.flush(told)
    }

    fn file(&mut self, path: &Path, told: Told<'_>) -> ControlFlow<()> {
        let mut flow = ControlFlow::Continue(());
        let read = pieces::of_file(path, &mut |piece| {
            flow = self.take(piece, told);
            flow
        });
        self.end(read, flow, told)
    }

    fn stdin(&mut self, told: Told<'_>) -> ControlFlow<()> {
        let mut flow = ControlFlow::Continue(());
        let input = Patient::new(std::io::stdin());
        let read = pieces::of_stream("-", 0, input, &mut |piece| {
            flow = match piece {
                Some(piece) => self.take(piece, told),
                None if self.stop.load(Ordering::Relaxed) => ControlFlow::Break(()),
                // more may come in an hour: what is there is answered now
                None => self.flush(told),
            };
            flow
        });
        self.end(read, flow, told)
    }

    fn end(
        &mut self,
        read: Result<(), Obstacle>,
        flow: ControlFlow<()>,
        told: Told<'_>,
    ) -> ControlFlow<()> {
        flow?;
        if let Err(obstacle) = read {
            return self.obstacle(obstacle, told);
        }
        ControlFlow::Continue(())
    }

    /// Tells what could not be looked at, after what came before it.
    fn obstacle(&mut self, obstacle: Obstacle, told: Told<'_>) -> ControlFlow<()> {
        self.flush(told)?;
        told(Err(obstacle), self.progress)
    }

    fn take(&mut self, piece: Piece, told: Told<'_>) -> ControlFlow<()> {
        if self.stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        self.bytes_ahead += piece.bytes.len();
        self.ahead.push(piece);
        if self.bytes_ahead >= READ_AHEAD || self.ahead.len() >= PIECES_AHEAD {
            return self.flush(told);
        }
        ControlFlow::Continue(())
    }

    fn flush(&mut self, told: Told<'_>) -> ControlFlow<()> {
        let pieces = std::mem::take(&mut self.ahead);
        self.progress.documents += pieces.len() as u64;
        self.progress.bytes += std::mem::take(&mut self.bytes_ahead) as u64;
        let progress = self.progress;
        self.examination
            .examine(pieces, self.stop, &mut |result| told(result, progress))
    }
}
