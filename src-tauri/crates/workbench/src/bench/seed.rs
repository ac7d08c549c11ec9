//! A bench hub filled from files: every twin in them is a device of its first hub, with keys of its own;
//! every enrollment is one of its provisioning service.

use std::ops::ControlFlow;
use std::path::Path;

use bench_hub::Seeded;
use twin::shape::{Shape, recognise, units};
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Value};

use crate::bench::BenchHub;
use crate::pieces::{Way, expand, of_file};

/// What became of the files.
#[derive(Debug, Clone, Default)]
pub struct SeedReport {
    /// Devices made.
    pub made: usize,
    /// Enrollments and groups made.
    pub enrolled: usize,
    /// Devices and enrollments that were there before, and stay as they were.
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

/// A bench hub being filled.
struct Filling<'b> {
    bench: &'b BenchHub,
    report: SeedReport,
    /// Modules come last: their devices may stand in a later file.
    modules: Vec<Found>,
}

/// A twin of a device or module.
struct Found {
    source: String,
    device: String,
    module: Option<String>,
    twin: String,
}

impl BenchHub {
    /// Makes a device of every twin in a file or folder, and an enrollment of every enrollment.
    #[must_use]
    pub fn seed(&self, path: &Path) -> SeedReport {
        let mut filling = Filling {
            bench: self,
            report: SeedReport::default(),
            modules: Vec::new(),
        };
        let mut way = Way::past::<&Path>(&[]);
        expand(&mut way, &[path], &mut |found| {
            let read = found.and_then(|file| {
                of_file(&file, &mut |piece| {
                    filling.document(&piece.origin.source, piece.bytes);
                    ControlFlow::Continue(())
                })
            });
            if let Err(obstacle) = read {
                filling
                    .report
                    .leave_out(&obstacle.source_name, &obstacle.detail);
            }
            ControlFlow::Continue(())
        });
        for module in std::mem::take(&mut filling.modules) {
            filling.make(&module);
        }
        filling.report
    }
}

impl Filling<'_> {
    fn document(&mut self, source: &str, bytes: Vec<u8>) {
        let doc = match Document::read(bytes) {
            Ok(doc) => doc,
            Err(error) => return self.report.leave_out(source, &error.to_string()),
        };
        if !doc.repairs().is_empty() {
            let reason = "it is not JSON as it stands; `twinscope check` says where, --fix writes a repaired one";
            return self.report.leave_out(source, reason);
        }
        for unit in units(&doc) {
            let value = doc.value(unit);
            match value.get("attestation") {
                Some(_) => self.enrollment(source, value),
                None => self.twin(source, value),
            }
        }
    }

    fn twin(&mut self, source: &str, value: Value<'_>) {
        let twin = recognise(value, &|_| false);
        let is_twin = matches!(
            twin.recognition.shape,
            Shape::ServiceTwin | Shape::ModuleTwin
        );
        let Some(device) = twin.device_id().filter(|_| is_twin) else {
            let reason = "it is no twin of a device as a service reads it";
            return self.report.leave_out(source, reason);
        };
        let found = Found {
            source: source.to_owned(),
            device: device.into_owned(),
            module: twin.module_id().map(std::borrow::Cow::into_owned),
            twin: to_json(twin.root, Layout::Compact, Secrets::Shown),
        };
        match found.module {
            Some(_) => self.modules.push(found),
            None => self.make(&found),
        }
    }

    fn make(&mut self, found: &Found) {
        let Some(hub) = self.bench.0.hubs.first() else {
            return;
        };
        let Found {
            source,
            device,
            module,
            twin,
        } = found;
        match self
            .bench
            .0
            .seed(&hub.host, device, module.as_deref(), twin)
        {
            Ok(Seeded::Made) => self.report.made += 1,
            Ok(Seeded::Known) => self.report.known += 1,
            Err(fault) => self
                .report
                .leave_out(&format!("{source}, {device}"), &fault.message),
        }
    }

    fn enrollment(&mut self, source: &str, value: Value<'_>) {
        let text = to_json(value, Layout::Compact, Secrets::Shown);
        let Ok(document) = serde_json::from_str(&text) else {
            return self.report.leave_out(source, "it nests too deeply");
        };
        match self.bench.0.seed_enrollment(&document) {
            Ok(Seeded::Made) => self.report.enrolled += 1,
            Ok(Seeded::Known) => self.report.known += 1,
            Err(fault) => self.report.leave_out(source, &fault.message),
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
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::bench::{BenchHub, Options};

    #[test]
    fn twins_modules_and_enrollments_are_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            (
                "a module.json",
                r#"{"deviceId": "d", "moduleId": "m", "properties": {"desired": {}, "reported": {}}}"#,
            ),
            (
                "b.json",
                r#"{"deviceId": "d", "tags": {"t": 1}, "properties": {"desired": {"a": 1}, "reported": {}}}"#,
            ),
            (
                "c.json",
                r#"{"registrationId": "r", "attestation": {"type": "symmetricKey"}}"#,
            ),
            (
                "d.json",
                r#"{"enrollmentGroupId": "g", "attestation": {"type": "symmetricKey"}}"#,
            ),
            ("e.json", r#"{"properties": {"desired": {"a": 1}}}"#),
            (
                "f.json",
                r#"{"deviceId": "bad id", "properties": {"desired": {}, "reported": {}}}"#,
            ),
            ("g.json", r#"{"deviceId": "x","#),
        ];
        let seed = folder.path().join("seed");
        fs::create_dir(&seed).unwrap();
        for (name, text) in files {
            fs::write(seed.join(name), text).unwrap();
        }
        let bench = BenchHub::start(&Options {
            folder: Some(folder.path().join("bench")),
            port: Some(0),
            https_port: Some(0),
            without_443: true,
            ..Options::default()
        });
        let bench = bench.unwrap();
        let report = bench.seed(&seed);
        assert_eq!(
            (report.made, report.enrolled, report.known),
            (2, 2, 0),
            "{:?}",
            report.left_out
        );
        assert_eq!(report.left_out.len(), 3, "{:?}", report.left_out);
        let again = bench.seed(&seed);
        assert_eq!((again.made, again.enrolled, again.known), (0, 0, 4));
        let string = bench.device("d").unwrap().connection_string;
        assert!(
            string.starts_with("HostName=bench-west.azure-devices.net;DeviceId=d;SharedAccessKey=")
        );
    }
}
