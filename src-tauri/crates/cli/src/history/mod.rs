//! `twinscope history`: what is kept of twins, listed, shown, exchanged, pruned and checked.

pub(crate) mod arguments;
mod exchange;
mod told;

use std::path::Path;

use serde::Serialize;
use workbench::history::{
    self, Device, History, HistoryError, Keep, MomentRow, PruneReport, Span, Which,
};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::render::{lines, pretty};
use arguments::{HistoryArguments, HistoryCommand, PruneArguments};

/// Snapshots of all devices that are listed at most.
const LISTED: usize = 10_000;

type Answer = Result<Ending, HistoryError>;

/// Answers what was asked for.
pub(crate) fn run(arguments: &HistoryArguments, output: &Output) -> Ending {
    let Some(file) = arguments.file.clone().or_else(history::place) else {
        let line = "no history is kept: TWINSCOPE_HISTORY is off, or there is no place for data; name a file with --file";
        output.complain(line);
        return Ending::CouldNotLook;
    };
    ended(answered(&arguments.command, &file, output), output)
}

fn ended(answer: Answer, output: &Output) -> Ending {
    answer.unwrap_or_else(|error| {
        output.complain(&plain(&error.to_string()));
        Ending::CouldNotLook
    })
}

fn answered(command: &HistoryCommand, file: &Path, output: &Output) -> Answer {
    let reading = || {
        let history = History::open_at_best(file)?;
        if let Some(why) = history.only_read() {
            output.remark(&plain(&why));
        }
        Ok::<_, HistoryError>(history)
    };
    match command {
        HistoryCommand::List {
            device,
            span,
            format,
        } => {
            let span = Span {
                since: span.since.map(|s| s.0),
                until: span.until.map(|s| s.0),
            };
            list(&reading()?, (device.as_deref(), span), format.table, output)
        }
        HistoryCommand::Show { device, number, at } => {
            let which = match (number, at) {
                (Some(number), _) => Which::Number(*number),
                (None, Some(at)) => Which::At(at.0),
                (None, None) => Which::Newest,
            };
            show(&reading()?, device, which, output)
        }
        HistoryCommand::Export {
            devices,
            output: to,
        } => exchange::export(&reading()?, devices, to.as_deref(), output),
        HistoryCommand::Import {
            paths,
            device,
            known,
            format,
        } => Ok(known.with(paths, output, |packs| {
            let what = (paths.as_slice(), device.as_deref());
            let import =
                |mut history| exchange::import(&mut history, what, packs, format.table, output);
            ended(
                History::open(file).map_err(Into::into).and_then(import),
                output,
            )
        })),
        HistoryCommand::Prune(what) => prune(file, what, output),
        HistoryCommand::Check { format } => check(&reading()?, format.table, output),
    }
}

/// A snapshot with its device, as `--format json` writes it.
#[derive(Serialize)]
struct OfDevice<'a> {
    device: &'a str,
    #[serde(flatten)]
    moment: &'a MomentRow,
}

fn list(
    history: &History,
    (device, span): (Option<&str>, Span),
    table: Table,
    output: &Output,
) -> Answer {
    let paint = output.paint();
    let text = match (device, table) {
        (Some(name), _) => {
            let device = history.device(name)?;
            let timeline = history.timeline(&device, span)?;
            match table {
                Table::Json => lines(&timeline),
                Table::Human => told::timeline(&device.to_string(), &timeline, paint),
            }
        }
        (None, _) if !span.is_open() => {
            let found = history.between(span, LISTED)?;
            if found.len() == LISTED {
                output.complain(&format!(
                    "only the first {LISTED} are listed; name a device or a shorter time"
                ));
            }
            match table {
                Table::Json => {
                    let all = found
                        .iter()
                        .map(|(device, moment)| OfDevice { device, moment });
                    lines(&all.collect::<Vec<_>>())
                }
                Table::Human => told::between(&found, paint),
            }
        }
        (None, Table::Json) => lines(&history.devices()?),
        (None, Table::Human) => told::devices(&history.devices()?, paint),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ok(Ending::Clean)
}

fn show(history: &History, device: &str, which: Which, output: &Output) -> Answer {
    let device = history.device(device)?;
    let (_, mut text) = history.text(&device, which)?;
    if output.paint().is_terminal() {
        text = plain_lines(&text);
    }
    text.push('\n');
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ok(Ending::Clean)
}

/// A text without what a terminal would take for orders.
fn plain_lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

fn prune(file: &Path, what: &PruneArguments, output: &Output) -> Answer {
    // nothing is made where nothing is kept
    drop(History::open_to_read(file)?);
    let mut history = History::open(file)?;
    let mut pruned = None;
    if let Some(device) = &what.device {
        let device = history.device(device)?;
        pruned = Some(history.forget(&device)?);
    }
    if what.older_than.is_some() || what.size.is_some() {
        let keep = Keep {
            since: what.older_than.map(history::before_now),
            bytes: what.size.map(|size| size.0),
        };
        pruned = Some(match (pruned, history.prune(&keep)) {
            (None, more) => more?,
            (Some(first), Ok(more)) => first.and(more),
            // what went is told all the same
            (Some(first), Err(error)) => PruneReport {
                unfinished: Some(error.to_string()),
                ..first
            },
        });
    }
    let Some(pruned) = pruned else {
        return Ok(Ending::Clean);
    };
    let text = match what.format.table {
        Table::Json => pretty(&pruned),
        Table::Human => told::pruned(&pruned),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    for device in &pruned.damaged {
        output.complain(&plain(&format!(
            "a part of {device} cannot be read and stays; `twinscope history prune --device {device}` forgets it"
        )));
    }
    if let Some(why) = &pruned.unfinished {
        output.complain(&plain(&format!("not everything went: {why}")));
    }
    if let Some(why) = &pruned.not_shrunk {
        output.complain(&plain(&format!("the file is as large as before: {why}")));
    }
    let is_done =
        pruned.damaged.is_empty() && pruned.unfinished.is_none() && pruned.not_shrunk.is_none();
    Ok(if is_done {
        Ending::Clean
    } else {
        Ending::CouldNotLook
    })
}

fn check(history: &History, table: Table, output: &Output) -> Answer {
    let report = history.check()?;
    let text = match table {
        Table::Json => pretty(&report),
        Table::Human => told::checked(&report, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ok(if report.faults.is_empty() {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

/// Finds devices by their names.
fn devices(history: &History, names: &[String]) -> Result<Vec<Device>, HistoryError> {
    names.iter().map(|name| history.device(name)).collect()
}
