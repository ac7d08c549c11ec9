//! What may stand behind `twinscope history`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand};
use workbench::drift::Patience;
use workbench::history::Stamp;

use crate::arguments::{Known, TableFormat};

#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    #[command(subcommand)]
    pub(crate) command: HistoryCommand,
    /// File of the history, instead of the one among the user's data; TWINSCOPE_HISTORY names it, too
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Lists the devices, or the snapshots of one in the order of time with the gaps between them
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Device id; with its module as pump-7/edge
        device: Option<String>,
        #[command(flatten)]
        span: SpanChoice,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Prints a twin as it was, secrets masked
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Device id; with its module as pump-7/edge
        device: String,
        /// Number of the snapshot, as listed; the newest one without it
        number: Option<u32>,
        /// The snapshot that was the newest one at a time
        #[arg(long, value_name = "TIME", conflicts_with = "number")]
        at: Option<Stamp>,
    },
    /// Writes snapshots with their times, one line of JSON each, for another machine
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// Devices; all without one
        devices: Vec<String>,
        /// File to write, which is not there yet; standard output without it
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Takes in exports, and twins from files, folders and globs
    #[command(after_help = IMPORT_EXAMPLES)]
    Import {
        /// Files, folders and globs; - is standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Whose the twins are that have no deviceId; without it those of a file go by its path
        #[arg(long, value_name = "NAME")]
        device: Option<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Forgets what is old: by age, by size, or a device
    #[command(after_help = PRUNE_EXAMPLES)]
    Prune(PruneArguments),
    /// Looks at the whole file and rebuilds every snapshot
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        #[command(flatten)]
        format: TableFormat,
    },
}

#[derive(Debug, Args)]
#[group(id = "what", required = true, multiple = true)]
pub(crate) struct PruneArguments {
    /// Snapshots not seen for so long, as 90d or 12h
    #[arg(long, value_name = "TIME", group = "what")]
    pub(crate) older_than: Option<Patience>,
    /// The oldest snapshots, until the file has no more than so many bytes, as 500MB
    #[arg(long, value_name = "SIZE", group = "what")]
    pub(crate) size: Option<Size>,
    /// All snapshots of a device
    #[arg(long, value_name = "DEVICE", group = "what")]
    pub(crate) device: Option<String>,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Args)]
pub(crate) struct SpanChoice {
    /// Only what was seen at this time or later, as 2026-02-01 or 2026-02-01T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Stamp>,
    /// Only what was seen at this time or before
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<Stamp>,
}

/// A number of bytes as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let no_size = || format!("`{text}` is no size; write 500MB, 2GB or a number of bytes");
        let text_of_unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = &text[..text.len() - text_of_unit.len()];
        let unit: u64 = match text_of_unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" => 1_000,
            "m" | "mb" => 1_000_000,
            "g" | "gb" => 1_000_000_000,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            _ => return Err(no_size()),
        };
        let number: u64 = number.parse().map_err(|_| no_size())?;
        number.checked_mul(unit).map(Self).ok_or_else(no_size)
    }
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  twinscope history list                      devices that are kept
  twinscope history list pump-7               the snapshots of one, with gaps
  twinscope history show pump-7 12            a twin as it was
  twinscope history export > history.ndjson   for another machine
  twinscope history import captures/          twins from files
  twinscope history prune --older-than 90d    what is old goes

Twins that the window opens are kept by themselves, secrets masked, in one file on this machine.
TWINSCOPE_HISTORY names another file, or is off; \"history\": false in twinscope.json keeps nothing.

Exit codes: 0 done, 1 check found faults, 2 could not look.";

const LIST_EXAMPLES: &str = "\
Examples:
  twinscope history list
  twinscope history list pump-7
  twinscope history list --since 2026-02-01 --until 2026-02-02
  twinscope history list pump-7 --format json | jq '.[] | select(.reported.step == \"gap\")'";

const SHOW_EXAMPLES: &str = "\
Examples:
  twinscope history show pump-7
  twinscope history show pump-7 12 > before.json
  twinscope history show pump-7 --at 2026-02-01T12:00:00Z | twinscope check -";

const EXPORT_EXAMPLES: &str = "\
Examples:
  twinscope history export > history.ndjson
  twinscope history export pump-7 pump-8 --output pumps.ndjson

Exit codes: 0 written, 2 something could not be read or written.";

const IMPORT_EXAMPLES: &str = "\
Examples:
  twinscope history import history.ndjson
  twinscope history import captures/ 'old/*.json'
  az iot hub device-twin show -n hub -d pump-7 | twinscope history import -
  twinscope history import --device pump-7 - < desired-and-reported.json

Snapshots of an export keep their times. A twin was seen when its file was written, one on standard
input now. With --format json a line is written whenever some more are on the disk.

Exit codes: 0 imported, 2 something could not be read or written.";

const PRUNE_EXAMPLES: &str = "\
Examples:
  twinscope history prune --older-than 90d
  twinscope history prune --size 500MB
  twinscope history prune --device pump-7";

const CHECK_EXAMPLES: &str = "\
Examples:
  twinscope history check
  twinscope history check --format json | jq '.faults[]'

Exit codes: 0 whole, 1 faults, 2 the file could not be read.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_number_and_perhaps_a_unit() {
        let read = |text: &str| text.parse::<Size>().map(|s| s.0);
        assert_eq!(read("500MB"), Ok(500_000_000));
        assert_eq!(read("2 GiB"), Ok(2 << 30));
        assert_eq!(read("4096"), Ok(4_096));
        for wrong in [
            "",
            "MB",
            "1.5MB",
            "-3",
            "7 pages",
            "99999999999999999999",
            "99999999999GB",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
