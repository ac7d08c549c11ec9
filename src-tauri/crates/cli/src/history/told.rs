//! Answers of the history for people.

use std::collections::HashSet;
use std::fmt::Write as _;

use workbench::history::{CheckReport, DeviceRow, MomentRow, PruneReport, Version};

use super::exchange::counted_u64;
use crate::paint::{Paint, plain};
use crate::render::counted;
use crate::table::aligned;

/// A time to the second, as it is listed.
fn second(time: &str) -> String {
    match time.split_once('.') {
        Some((second, _)) => format!("{second}Z"),
        None => time.to_owned(),
    }
}

pub(super) fn devices(rows: &[DeviceRow], paint: Paint) -> String {
    if rows.is_empty() {
        return "nothing is kept yet\n".to_owned();
    }
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            vec![
                plain(&row.device),
                counted_u64(row.snapshots, "snapshot"),
                format!("{} to {}", second(&row.first), second(&row.last)),
            ]
        })
        .collect();
    let mut out = laid_out(&cells, paint);
    let all: u64 = rows.iter().map(|row| row.snapshots).sum();
    let _ = writeln!(
        out,
        "\n{}, {}; `twinscope history list <device>` lists those of one",
        counted(rows.len(), "device"),
        counted_u64(all, "snapshot")
    );
    out
}

pub(super) fn timeline(device: &str, rows: &[MomentRow], paint: Paint) -> String {
    let mut out = format!("{}\n", paint.bold(&plain(device)));
    let cells: Vec<_> = rows.iter().map(moment).collect();
    out.push_str(&laid_out(&cells, paint));
    let numbers: HashSet<_> = rows.iter().map(|row| row.number).collect();
    let times = if numbers.len() < rows.len() {
        format!(", seen {} times", rows.len())
    } else {
        String::new()
    };
    let _ = writeln!(
        out,
        "\n{}{times}; `twinscope history show {} <number>` shows one",
        counted(numbers.len(), "snapshot"),
        plain(device)
    );
    out
}

pub(super) fn between(rows: &[(String, MomentRow)], paint: Paint) -> String {
    let cells: Vec<_> = rows
        .iter()
        .map(|(device, row)| {
            let mut cells = moment(row);
            cells.insert(0, plain(device));
            cells
        })
        .collect();
    let mut out = laid_out(&cells, paint);
    let _ = writeln!(out, "\n{}", counted(rows.len(), "snapshot"));
    out
}

fn moment(row: &MomentRow) -> Vec<String> {
    let until = if row.last == row.seen {
        String::new()
    } else {
        format!(" to {}", second(&row.last))
    };
    vec![
        row.number.to_string(),
        format!("{}{until}", second(&row.seen)),
        format!("desired {}", version(row.desired)),
        format!("reported {}", version(row.reported)),
        format!("{} {}", row.way, plain(&row.source)),
    ]
}

fn version(version: Option<Version>) -> String {
    let Some(version) = version else {
        return "-".to_owned();
    };
    match (version.step, version.missing) {
        ("gap", missing) => format!("{} ({missing} not seen)", version.version),
        ("back", _) => format!("{} (went back)", version.version),
        _ => version.version.to_string(),
    }
}

fn laid_out(cells: &[Vec<String>], paint: Paint) -> String {
    let styled = |_: usize, column: usize, cell: String| match column {
        0 => paint.bold(&cell),
        _ => cell,
    };
    let lines = aligned(cells, &styled);
    lines.into_iter().map(|line| line + "\n").collect()
}

pub(super) fn pruned(report: &PruneReport) -> String {
    format!(
        "{} and {} forgotten; the file has {} instead of {}\n",
        counted_u64(report.snapshots, "snapshot"),
        counted_u64(report.devices, "device"),
        size(report.bytes_after),
        size(report.bytes_before),
    )
}

pub(super) fn checked(report: &CheckReport, paint: Paint) -> String {
    let mut out = String::new();
    for fault in &report.faults {
        let of = match (&fault.device, fault.number) {
            (Some(device), Some(number)) => format!("{device}, snapshot {number}: "),
            (Some(device), None) => format!("{device}: "),
            (None, _) => String::new(),
        };
        let _ = writeln!(out, "{}{}", paint.bold(&plain(&of)), plain(&fault.what));
    }
    let _ = writeln!(
        out,
        "{} in {} rebuilt, {}",
        counted_u64(report.snapshots, "snapshot"),
        size(report.bytes),
        counted(report.faults.len(), "fault"),
    );
    out
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}
