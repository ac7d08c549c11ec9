//! A bench hub filled from files: every twin in them is a device of its first hub, with keys of its own.

use std::ops::ControlFlow;
use std::path::Path;

use bench_hub::Seeded;
use twin::shape::{Shape, recognise, units};
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Value};

use crate::bench::BenchHub;
use crate::pieces::{Obstacle, Way, expand, of_file};

/// What became of the files.
#[derive(Debug, Clone, Default)]
pub struct SeedReport {
    /// Devices made.
    pub made: usize,
    /// Devices that were there before, and stay as they were.
    pub known: usize,
    /// What is not there now, and why.
    pub left_out: Vec<Unseeded>,
}

/// A twin, or a file, that is no device now.
#[derive(Debug, Clone)]
pub struct Unseeded {
    /// The file, and the device where it has one.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl BenchHub {
    /// Makes a device of every twin in a file or folder.
    #[must_use]
    pub fn seed(&self, path: &Path) -> SeedReport {
        let mut report = SeedReport::default();
        let mut way = Way::past::<&Path>(&[]);
        expand(&mut way, &[path], &mut |found| {
            let read = found.and_then(|file| {
                of_file(&file, &mut |piece| {
                    self.seed_document(&piece.origin.source, piece.bytes, &mut report);
                    ControlFlow::Continue(())
                })
            });
            if let Err(obstacle) = read {
                report.obstructed(&obstacle);
            }
            ControlFlow::Continue(())
        });
        report
    }

    fn seed_document(&self, source: &str, bytes: Vec<u8>, report: &mut SeedReport) {
        let doc = match Document::read(bytes) {
            Ok(doc) => doc,
            Err(error) => return report.leave_out(source, &error.to_string()),
        };
        if !doc.repairs().is_empty() {
            let reason = "it is not JSON as it stands; `twinscope check` says where, --fix writes a repaired one";
            return report.leave_out(source, reason);
        }
        for unit in units(&doc) {
            self.seed_twin(source, doc.value(unit), report);
        }
    }

    fn seed_twin(&self, source: &str, value: Value<'_>, report: &mut SeedReport) {
        let twin = recognise(value, &|_| false);
        let is_twin = matches!(
            twin.recognition.shape,
            Shape::ServiceTwin | Shape::ModuleTwin
        );
        let Some(device) = twin.device_id().filter(|_| is_twin) else {
            return report.leave_out(source, "it is no twin of a device as a service reads it");
        };
        let Some(hub) = self.0.hubs.first() else {
            return;
        };
        let text = to_json(twin.root, Layout::Compact, Secrets::Shown);
        match self
            .0
            .seed(&hub.host, &device, twin.module_id().as_deref(), &text)
        {
            Ok(Seeded::Made) => report.made += 1,
            Ok(Seeded::Known) => report.known += 1,
            Err(fault) => report.leave_out(&format!("{source}, {device}"), &fault.message),
        }
    }
}

impl SeedReport {
    fn leave_out(&mut self, name: &str, reason: &str) {
        self.left_out.push(Unseeded {
            name: name.to_owned(),
            reason: reason.to_owned(),
        });
    }

    fn obstructed(&mut self, obstacle: &Obstacle) {
        self.leave_out(&obstacle.source_name, &obstacle.detail);
    }
}
