//! A stream to its documents: one whole, or one a line. What is there is given before more is waited for.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Obstacle, Origin, Piece};

/// Longest first line that is tried as one document of a collection, in bytes.
const FIRST_LINE: u64 = 16 << 20;

/// Reads the documents of a stream whose size is known or guessed.
pub fn of_reader(
    name: &str,
    size: u64,
    reader: impl BufRead,
    taken: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Obstacle> {
    of_stream(name, size, reader, &mut |piece| match piece {
        Some(piece) => taken(piece),
        None => ControlFlow::Continue(()),
    })
}

/// What a stream has: a document, or nothing for the moment. In a pause there is time for what was
/// taken before.
pub(crate) type TakenOrPause<'t> = &'t mut dyn FnMut(Option<Piece>) -> ControlFlow<()>;

/// Reads the documents of a stream, which may say `WouldBlock` in a pause.
pub(crate) fn of_stream(
    name: &str,
    size: u64,
    reader: impl BufRead,
    taken: TakenOrPause<'_>,
) -> Result<(), Obstacle> {
    let mut stream = Stream {
        source: name.into(),
        reader,
        offset: 0,
        record: 0,
    };
    let mut first = Vec::new();
    while stream.waits_for_line(&mut first, FIRST_LINE)? {
        if taken(None).is_break() {
            return Ok(());
        }
    }
    let is_whole = is_record(&first);
    if is_whole || may_be_record(&first) {
        let mut second = Vec::new();
        // a document that is all there is for the moment is answered at once
        let pauses = loop {
            let from = second.len();
            let pauses = stream.waits_for_line(&mut second, FIRST_LINE)?;
            if pauses || second.len() == from || !is_blank(&second) {
                break pauses;
            }
        };
        let is_next = match is_whole {
            true => pauses || starts_record(&second),
            false => is_record(&second),
        };
        if is_next {
            return stream.lines(first, second, taken);
        }
        first.append(&mut second);
    }
    stream.whole(first, size, taken)
}

/// A stream being read.
struct Stream<R> {
    source: Arc<str>,
    reader: R,
    /// Bytes of the records taken.
    offset: u64,
    /// Number of the last record.
    record: u32,
}

impl<R: BufRead> Stream<R> {
    /// Reads on to the end of the line, or to so many bytes of it; true where it has to wait.
    fn waits_for_line(&mut self, line: &mut Vec<u8>, limit: u64) -> Result<bool, Obstacle> {
        let left = limit.saturating_sub(line.len() as u64);
        let read = (&mut self.reader).take(left).read_until(b'\n', line);
        self.waits(read)
    }

    fn waits<T>(&self, read: io::Result<T>) -> Result<bool, Obstacle> {
        match read {
            Ok(_) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
            Err(error) => Err(Obstacle::io(&self.source, &error)),
        }
    }

    /// Reads what is left as one document.
    fn whole(
        mut self,
        mut bytes: Vec<u8>,
        size: u64,
        taken: TakenOrPause<'_>,
    ) -> Result<(), Obstacle> {
        let most = twin::LARGEST_DOCUMENT as u64 + 1;
        let known = usize::try_from(size)
            .unwrap_or(0)
            .min(twin::LARGEST_DOCUMENT);
        bytes.reserve_exact(known.saturating_sub(bytes.len()) + 1);
        loop {
            let left = most.saturating_sub(bytes.len() as u64);
            let read = (&mut self.reader).take(left).read_to_end(&mut bytes);
            if !self.waits(read)? {
                break;
            }
            if taken(None).is_break() {
                return Ok(());
            }
        }
        let origin = Origin {
            source: self.source,
            record: None,
            offset: 0,
            length: bytes.len() as u64,
        };
        // the caller's wish to stop ends the reading of this file only; it is asked again for the next
        let _ = taken(Some(Piece { origin, bytes }));
        Ok(())
    }

    /// Reads one document a line, after two lines that are there, the second perhaps in part and with
    /// empty ones before it.
    fn lines(
        mut self,
        first: Vec<u8>,
        second: Vec<u8>,
        taken: TakenOrPause<'_>,
    ) -> Result<(), Obstacle> {
        let mut flow = self.tell(first, taken);
        let mut line = second;
        // empty lines before it are lines of their own
        while let Some(end) = line
            .iter()
            .position(|b| *b == b'\n')
            .filter(|end| end + 1 < line.len())
        {
            let rest = line.split_off(end + 1);
            flow = self.tell(std::mem::replace(&mut line, rest), taken);
        }
        while flow.is_continue() {
            let is_whole = line.ends_with(b"\n");
            if !is_whole && self.waits_for_line(&mut line, twin::LARGEST_DOCUMENT as u64)? {
                flow = taken(None);
                continue;
            }
            if line.is_empty() {
                return Ok(());
            }
            flow = self.tell(std::mem::take(&mut line), taken);
        }
        Ok(())
    }

    fn tell(&mut self, bytes: Vec<u8>, taken: TakenOrPause<'_>) -> ControlFlow<()> {
        let length = bytes.len() as u64;
        self.record += 1;
        let origin = Origin {
            source: self.source.clone(),
            record: Some(self.record),
            offset: self.offset,
            length,
        };
        self.offset += length;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return ControlFlow::Continue(());
        }
        taken(Some(Piece { origin, bytes }))
    }
}

/// True for a line that is a document of its own.
fn is_record(line: &[u8]) -> bool {
    if !line.ends_with(b"\n") || !starts_record(line) {
        return false;
    }
    let doc = twin::Document::read(line.to_vec());
    doc.is_ok_and(|d| d.repairs().is_empty() && d.root().is_some_and(|r| r.kind().is_container()))
}

/// True for a line that is broken, and does not look like the first of a document of many lines.
fn may_be_record(line: &[u8]) -> bool {
    let text = line.trim_ascii();
    line.ends_with(b"\n")
        && text.len() > 1
        && text.starts_with(b"{")
        && !text.ends_with(b"{")
        && !text.ends_with(b"[")
        && !text.ends_with(b",")
        && !text.ends_with(b":")
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn starts_record(line: &[u8]) -> bool {
    matches!(
        line.iter().find(|b| !b.is_ascii_whitespace()),
        Some(b'{' | b'[')
    )
}
