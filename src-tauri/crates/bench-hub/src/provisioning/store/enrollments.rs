//! Enrollments and groups, as documents with their entity tags.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::provisioning::Fault;
use crate::provisioning::document::Members;

/// Whether an enrollment is for one device or for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// For one.
    Individual,
    /// For many.
    Group,
}

impl Kind {
    /// The machine name, `x-ms-item-type` of a query.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Individual => "enrollment",
            Self::Group => "enrollmentGroup",
        }
    }

    /// The member that has its id.
    pub(in crate::provisioning) fn id_member(self) -> &'static str {
        match self {
            Self::Individual => "registrationId",
            Self::Group => "enrollmentGroupId",
        }
    }

    /// For messages.
    pub(in crate::provisioning) fn words(self) -> &'static str {
        match self {
            Self::Individual => "individual enrollments",
            Self::Group => "enrollment groups",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Individual => "enrollments",
            Self::Group => "enrollment_groups",
        }
    }
}

/// A stored enrollment.
#[derive(Debug)]
pub(in crate::provisioning) struct Enrolled {
    pub kind: Kind,
    /// Its id in lower case.
    pub id: String,
    /// The document with its keys, without what the service writes itself.
    pub document: String,
    pub etag: String,
    pub created: String,
    pub updated: String,
    /// What its webhook answers.
    pub webhook: Option<String>,
}

const COLUMNS: &str = "id, document, etag, created, updated, webhook";

impl Enrolled {
    fn of(kind: Kind, row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            kind,
            id: row.get(0)?,
            document: row.get(1)?,
            etag: row.get(2)?,
            created: row.get(3)?,
            updated: row.get(4)?,
            webhook: row.get(5)?,
        })
    }

    /// The members of the document.
    pub fn members(&self) -> Result<Members, Fault> {
        Members::read(&self.document).map_err(|_| Fault::Spoilt {
            what: "enrollment",
            id: self.id.clone(),
        })
    }
}

/// Finds an enrollment by its id in any case.
pub(in crate::provisioning) fn find(
    db: &Connection,
    kind: Kind,
    id: &str,
) -> rusqlite::Result<Option<Enrolled>> {
    let table = kind.table();
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM {table} WHERE id = ?1"))?;
    statement
        .query_row([id.to_ascii_lowercase()], |row| Enrolled::of(kind, row))
        .optional()
}

/// A page of enrollments, by id, those after `after`.
pub(in crate::provisioning) fn page(
    db: &Connection,
    kind: Kind,
    after: &str,
    most: usize,
) -> rusqlite::Result<Vec<Enrolled>> {
    let table = kind.table();
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {table} WHERE id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![after, most], |row| Enrolled::of(kind, row))?;
    rows.collect()
}

pub(in crate::provisioning) fn count(db: &Connection, kind: Kind) -> rusqlite::Result<i64> {
    let table = kind.table();
    db.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| {
        row.get(0)
    })
}

/// Writes an enrollment; what its webhook answers stays.
pub(in crate::provisioning) fn write(db: &Connection, new: &Enrolled) -> rusqlite::Result<()> {
    let table = new.kind.table();
    let mut statement = db.prepare_cached(&format!(
        "INSERT INTO {table} (id, document, etag, created, updated) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET document = ?2, etag = ?3, created = ?4, updated = ?5"
    ))?;
    statement.execute([
        &new.id,
        &new.document,
        &new.etag,
        &new.created,
        &new.updated,
    ])?;
    Ok(())
}

pub(in crate::provisioning) fn set_webhook(
    db: &Connection,
    kind: Kind,
    id: &str,
    answer: Option<&str>,
) -> rusqlite::Result<()> {
    let table = kind.table();
    let sql = format!("UPDATE {table} SET webhook = ?2 WHERE id = ?1");
    db.execute(&sql, params![id.to_ascii_lowercase(), answer])?;
    Ok(())
}

pub(in crate::provisioning) fn delete(
    db: &Connection,
    kind: Kind,
    id: &str,
) -> rusqlite::Result<()> {
    let table = kind.table();
    let sql = format!("DELETE FROM {table} WHERE id = ?1");
    db.execute(&sql, [id.to_ascii_lowercase()])?;
    Ok(())
}
