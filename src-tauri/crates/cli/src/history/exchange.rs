//! Exports and imports.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use workbench::history::{self, Exchanged, History};

use super::{Answer, devices};
use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::render::{counted, one_line};
use crate::schema::Chosen;

/// Bytes that go to standard output at once.
const AT_ONCE: usize = 1 << 16;

/// Writes an export to a file that is not there yet, or to standard output.
pub(super) fn export(
    history: &History,
    names: &[String],
    to: Option<&Path>,
    output: &Output,
) -> Answer {
    let wanted = devices(history, names)?;
    let is_wanted = |device: &_| wanted.is_empty() || wanted.contains(device);
    let (done, written) = match to {
        None => history.export(&is_wanted, &mut Out(output, Vec::new()))?,
        Some(file) => match File::create_new(file) {
            Ok(open) => history.export(&is_wanted, &mut BufWriter::new(open))?,
            Err(error) => (Exchanged::default(), Err(error)),
        },
    };
    let mut ending = told_problems(&done, output);
    match (written, to) {
        (Ok(()), Some(file)) => {
            let snapshots = counted_u64(done.snapshots, "snapshot");
            let line = format!(
                "{snapshots} written to {}\n",
                plain(&file.display().to_string())
            );
            let _ = output.write(&line);
        }
        // a reader that has gone away has seen enough
        (_, None) => {}
        (Err(error), Some(file)) => {
            output.complain(&plain(&format!("{}: {error}", file.display())));
            ending = Ending::CouldNotLook;
        }
    }
    Ok(ending)
}

/// Standard output, a good piece at a time.
struct Out<'o>(&'o Output, Vec<u8>);

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.extend_from_slice(bytes);
        if self.1.len() >= AT_ONCE && self.1.ends_with(b"\n") {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = String::from_utf8(std::mem::take(&mut self.1)).map_err(io::Error::other)?;
        match self.0.write(&piece) {
            std::ops::ControlFlow::Continue(()) => Ok(()),
            std::ops::ControlFlow::Break(()) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// Takes in exports and twins.
pub(super) fn import(
    history: &mut History,
    (paths, device): (&[PathBuf], Option<&str>),
    chosen: &Chosen,
    table: Table,
    output: &Output,
) -> Answer {
    let mut told = |done: &Exchanged| {
        if table == Table::Json {
            let line = one_line(done);
            let _ = output.write(&(line + "\n"));
        }
    };
    let mut sum = Exchanged::default();
    let (streams, files): (Vec<_>, Vec<_>) = paths.iter().partition(|p| p.as_os_str() == "-");
    if !streams.is_empty() {
        let stream = io::stdin().lock();
        sum = history::import_stream(history, stream, &chosen.packs, device, &mut told)?;
    }
    if !files.is_empty() {
        let packs = &chosen.packs;
        sum = sum.and(history::import(history, &files, packs, device, &mut told)?);
    }
    if table == Table::Human {
        let mut line = format!("{} imported", counted_u64(sum.snapshots, "snapshot"));
        if sum.again > 0 {
            line += &format!(", {} there before", sum.again);
        }
        if sum.no_twins > 0 {
            line += &format!(
                ", {} left out",
                counted_u64(sum.no_twins, "document that is no twin").replace("twins", "twin")
            );
        }
        let _ = output.write(&(line + "\n"));
    }
    Ok(chosen.ending.max(told_problems(&sum, output)))
}

fn told_problems(done: &Exchanged, output: &Output) -> Ending {
    for problem in &done.problems {
        output.complain(&plain(problem));
    }
    if done.problems.is_empty() {
        Ending::Clean
    } else {
        Ending::CouldNotLook
    }
}

pub(super) fn counted_u64(number: u64, noun: &str) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), noun)
}
