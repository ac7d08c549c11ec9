//! A stream that may be slow, `tail -f` for one: read on a thread of its own, so that a pause in it
//! can be noticed and used.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Silence that counts as a pause.
const PAUSE: Duration = Duration::from_millis(50);
/// Bytes read at once, and how many such pieces are read ahead.
const PIECE: usize = 1 << 16;
const PIECES_AHEAD: usize = 16;

/// Reads ahead on a thread. Where nothing comes for a while it says `WouldBlock`, keeps what it has,
/// and can be asked again.
pub(crate) struct Patient {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
}

impl Patient {
    /// Starts to read. The thread ends with the stream, or when nobody listens any more and the
    /// stream says something.
    pub(crate) fn new(stream: impl Read + Send + 'static) -> Self {
        let (tell, pieces) = sync_channel(PIECES_AHEAD);
        thread::spawn(move || pump(stream, &tell));
        Self {
            pieces,
            piece: Vec::new(),
            at: 0,
        }
    }
}

fn pump(mut stream: impl Read, tell: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = match stream.read(&mut piece) {
            Ok(0) => return,
            Ok(length) => {
                piece.truncate(length);
                Ok(piece)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_over = read.is_err();
        if tell.send(read).is_err() || is_over {
            return;
        }
    }
}

impl BufRead for Patient {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.piece.len() {
            self.piece = match self.pieces.recv_timeout(PAUSE) {
                Ok(read) => read?,
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::WouldBlock.into()),
                Err(RecvTimeoutError::Disconnected) => Vec::new(),
            };
            self.at = 0;
        }
        Ok(&self.piece[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::ops::ControlFlow;

    use super::Patient;
    use crate::pieces::of_stream;

    /// Writes a text whenever the reader waits; returns what was told in between: `.` for a pause
    /// with something new before it, else the record and its bytes.
    fn told(texts: &[&str]) -> Vec<String> {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut writer = Some(writer);
        let mut texts = texts.iter();
        let mut told: Vec<String> = Vec::new();
        let read = of_stream("-", 0, Patient::new(reader), &mut |piece| {
            match piece {
                Some(piece) => {
                    let text = String::from_utf8_lossy(&piece.bytes).into_owned();
                    let record = piece.origin.record.map_or(0, |r| r);
                    told.push(format!(
                        "{record}@{} {}",
                        piece.origin.offset,
                        text.trim_end()
                    ));
                }
                None => {
                    if told.last().is_some_and(|last| last != ".") {
                        told.push(".".to_owned());
                    }
                    match (texts.next(), writer.as_mut()) {
                        (Some(text), Some(writer)) => {
                            writer.write_all(text.as_bytes()).expect("it is read");
                        }
                        _ => writer = None,
                    }
                }
            }
            ControlFlow::Continue(())
        });
        assert!(read.is_ok(), "{read:?}");
        told
    }

    #[test]
    fn what_has_come_is_taken_before_the_stream_goes_on() {
        assert_eq!(
            told(&["{\"a\":1}\n", "{\"a\":2}\n\n{\"a\"", ":3}\n"]),
            [
                "1@0 {\"a\":1}",
                ".",
                "2@8 {\"a\":2}",
                ".",
                "4@17 {\"a\":3}",
                "."
            ]
        );
    }

    #[test]
    fn a_document_of_many_lines_is_one_however_slowly_it_comes() {
        assert_eq!(
            told(&["{", "\n\"a\":", "1\n", "}\n"]),
            ["0@0 {\n\"a\":1\n}"]
        );
        assert_eq!(told(&["{}"]), ["0@0 {}"]);
    }
}
