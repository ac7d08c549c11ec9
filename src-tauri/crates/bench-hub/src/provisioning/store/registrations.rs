//! Registration records, and the operations that devices ask after.

use reprovision::{Record, Status};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use twin::Document;

use crate::provisioning::Fault;

/// Operations that are kept; the oldest are dropped.
const OPERATIONS: i64 = 100_000;

/// A stored registration.
#[derive(Debug)]
pub(in crate::provisioning) struct Registered {
    /// Its id in lower case.
    pub id: String,
    /// The group it came in by, in lower case.
    pub group: Option<String>,
    /// The record as the service shows it.
    pub record: Record,
    /// The record as the device sees it, by the API version it asked with.
    pub told: Record,
    /// From when on it is final, milliseconds since 1970.
    pub ready: i64,
}

/// A stored operation.
#[derive(Debug)]
pub(in crate::provisioning) struct Operation {
    pub id: String,
    /// Registration id in lower case.
    pub registration: String,
    /// From when on it is final, milliseconds since 1970.
    pub ready: i64,
    /// What is answered from then on.
    pub result: String,
}

/// A registration as it is in its row.
struct Raw {
    id: String,
    group: Option<String>,
    record: String,
    told: String,
    ready: i64,
}

const COLUMNS: &str = "id, enrollment_group, record, told, ready";

impl Raw {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            group: row.get(1)?,
            record: row.get(2)?,
            told: row.get(3)?,
            ready: row.get(4)?,
        })
    }

    fn read(self) -> Result<Registered, Fault> {
        let read = |text: &str| {
            let doc = Document::read_str(text).ok();
            let record = doc.and_then(|doc| Record::read(&doc).0);
            record.ok_or_else(|| Fault::Spoilt {
                what: "registration record",
                id: self.id.clone(),
            })
        };
        let (record, told) = (read(&self.record)?, read(&self.told)?);
        Ok(Registered {
            id: self.id,
            group: self.group,
            record,
            told,
            ready: self.ready,
        })
    }
}

impl Registered {
    /// What the service shows at a time.
    pub fn shown(&self, milliseconds: i64) -> Record {
        self.at(milliseconds, &self.record)
    }

    /// What the device sees at a time.
    pub fn seen(&self, milliseconds: i64) -> Record {
        self.at(milliseconds, &self.told)
    }

    /// Until it is final, it is `assigning` and nothing else is said of it.
    fn at(&self, milliseconds: i64, record: &Record) -> Record {
        if self.ready <= milliseconds {
            return record.clone();
        }
        Record {
            registration_id: record.registration_id.clone(),
            created: record.created.clone(),
            status: Some(Status::Assigning),
            updated: record.updated.clone(),
            etag: record.etag.clone(),
            ..Record::new()
        }
    }
}

/// Finds a registration by its id in any case.
pub(in crate::provisioning) fn find(
    db: &Connection,
    id: &str,
) -> Result<Option<Registered>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM registrations WHERE id = ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let raw = statement.query_row([id.to_ascii_lowercase()], Raw::of);
    raw.optional()?.map(Raw::read).transpose()
}

/// A page of the registrations of a group, by id, those after `after`.
pub(in crate::provisioning) fn page(
    db: &Connection,
    group: &str,
    after: &str,
    most: usize,
) -> Result<Vec<Registered>, Fault> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM registrations WHERE enrollment_group = ?1 AND id > ?2
         ORDER BY id LIMIT ?3"
    ))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let group = group.to_ascii_lowercase();
    let rows = statement.query_map(params![group, after, most], Raw::of)?;
    let raws: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    raws.into_iter().map(Raw::read).collect()
}

pub(in crate::provisioning) fn write(db: &Connection, new: &Registered) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached(
        "INSERT OR REPLACE INTO registrations (id, enrollment_group, record, told, ready)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    statement.execute(params![
        new.id,
        new.group,
        new.record.to_json(),
        new.told.to_json(),
        new.ready
    ])?;
    Ok(())
}

pub(in crate::provisioning) fn delete(db: &Connection, id: &str) -> rusqlite::Result<()> {
    let id = id.to_ascii_lowercase();
    db.execute("DELETE FROM registrations WHERE id = ?1", [&id])?;
    let sql = "DELETE FROM provisioning_operations WHERE registration = ?1";
    db.execute(sql, [&id])?;
    Ok(())
}

/// Deletes the registrations that came in by a group.
pub(in crate::provisioning) fn delete_group(db: &Connection, group: &str) -> rusqlite::Result<()> {
    let group = group.to_ascii_lowercase();
    let sql = "DELETE FROM registrations WHERE enrollment_group = ?1";
    db.execute(sql, [&group])?;
    Ok(())
}

/// Keeps an operation, and drops those that are too old.
pub(in crate::provisioning) fn begin(db: &Connection, new: &Operation) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached(
        "INSERT INTO provisioning_operations (id, registration, ready, result)
         VALUES (?1, ?2, ?3, ?4)",
    )?;
    statement.execute(params![new.id, new.registration, new.ready, new.result])?;
    let newest = db.last_insert_rowid();
    let mut statement =
        db.prepare_cached("DELETE FROM provisioning_operations WHERE number <= ?1")?;
    statement.execute([newest.saturating_sub(OPERATIONS)])?;
    Ok(())
}

pub(in crate::provisioning) fn operation(
    db: &Connection,
    id: &str,
) -> rusqlite::Result<Option<Operation>> {
    let mut statement = db.prepare_cached(
        "SELECT id, registration, ready, result FROM provisioning_operations WHERE id = ?1",
    )?;
    let operation = statement.query_row([id], |row| {
        Ok(Operation {
            id: row.get(0)?,
            registration: row.get(1)?,
            ready: row.get(2)?,
            result: row.get(3)?,
        })
    });
    operation.optional()
}
