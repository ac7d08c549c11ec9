//! Whether everything kept is still what it was.

use std::collections::HashMap;
use std::fmt;
use std::ops::ControlFlow;

use crate::{Device, Store, StoreError};

/// Faults told; further ones would say nothing new.
const TOLD: usize = 100;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The device, where one is concerned.
    pub device: Option<Device>,
    /// The snapshot, where one is concerned.
    pub number: Option<u32>,
    /// What is wrong.
    pub what: String,
}

impl Fault {
    pub(crate) fn of(device: &Device, number: Option<u32>, what: String) -> Self {
        Self {
            device: Some(device.clone()),
            number,
            what,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(device) = &self.device {
            write!(f, "{device}")?;
            if let Some(number) = self.number {
                write!(f, ", snapshot {number}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.what)
    }
}

impl Store {
    /// Looks at the whole file: its pages, its counts, and every snapshot rebuilt. Returns what is
    /// wrong, at most a hundred faults, and how many snapshots are whole.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn check(&self) -> Result<(Vec<Fault>, u64), StoreError> {
        let mut faults = Vec::new();
        for what in self.pages()? {
            faults.push(Fault {
                device: None,
                number: None,
                what,
            });
        }
        let mut whole = 0_u64;
        let mut found: HashMap<Device, u64> = HashMap::new();
        self.every(&|_| true, &mut |record| {
            match record {
                Ok(record) => {
                    whole += 1;
                    *found.entry(record.device).or_default() += 1;
                }
                Err(fault) => faults.push(fault),
            }
            if faults.len() < TOLD {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        if faults.is_empty() {
            faults.extend(self.miscounted(&found)?);
        }
        faults.truncate(TOLD);
        Ok((faults, whole))
    }

    /// What SQLite says of the pages of the file.
    fn pages(&self) -> Result<Vec<String>, StoreError> {
        let asked = || -> rusqlite::Result<Vec<String>> {
            let mut check = self.connection.prepare("PRAGMA integrity_check(20)")?;
            let said = check.query_map([], |row| row.get(0))?;
            said.collect()
        };
        match asked() {
            Ok(said) => Ok(said.into_iter().filter(|s| s != "ok").collect()),
            Err(error) => match self.failure(&error) {
                StoreError::Corrupt { detail, .. } => Ok(vec![detail]),
                other => Err(other),
            },
        }
    }

    /// Devices whose counts are wrong, and snapshots of no device.
    fn miscounted(&self, found: &HashMap<Device, u64>) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        for line in self.devices()? {
            let there = found.get(&line.device).copied().unwrap_or(0);
            if there != line.snapshots {
                let what = format!("it has {there} snapshots and says {}", line.snapshots);
                faults.push(Fault::of(&line.device, None, what));
            }
        }
        let orphans =
            "SELECT (SELECT count(*) FROM loose WHERE id >> 32 NOT IN (SELECT id FROM device))
            + (SELECT count(*) FROM pack WHERE id >> 32 NOT IN (SELECT id FROM device))
            + (SELECT count(*) FROM sighting WHERE id >> 32 NOT IN (SELECT id FROM device))";
        let orphans = self.connection.query_row(orphans, [], |row| row.get(0));
        let orphans: i64 = orphans.map_err(|error| self.failure(&error))?;
        if orphans > 0 {
            faults.push(Fault {
                device: None,
                number: None,
                what: format!("{orphans} rows belong to no device"),
            });
        }
        Ok(faults)
    }
}
