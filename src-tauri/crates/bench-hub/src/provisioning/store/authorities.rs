//! Authorities whose certificates devices may show: of the hubs and of the provisioning service alike, each by its name.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::provisioning::certificate::Certificate;

/// Authorities that there may be.
pub(crate) const MOST: usize = 25;

/// All of them, by name.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<(String, Certificate)>> {
    let sql = "SELECT name, certificate FROM authorities ORDER BY name";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    let read = |(name, der): (String, Vec<u8>)| Some((name, Certificate::read(&der)?));
    Ok(rows
        .collect::<rusqlite::Result<Vec<_>>>()?
        .into_iter()
        .filter_map(read)
        .collect())
}

/// Finds one by its name in any case.
pub(crate) fn find(db: &Connection, name: &str) -> rusqlite::Result<Option<Certificate>> {
    let sql = "SELECT certificate FROM authorities WHERE name = ?1 COLLATE NOCASE";
    let der: Option<Vec<u8>> = db
        .prepare_cached(sql)?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(der.and_then(|der| Certificate::read(&der)))
}

/// Makes or replaces one.
pub(crate) fn put(db: &Connection, name: &str, certificate: &Certificate) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO authorities (name, certificate) VALUES (?1, ?2)";
    db.prepare_cached(sql)?
        .execute(params![name, certificate.der])
        .map(drop)
}

/// Removes one; false where there is none.
pub(crate) fn remove(db: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "DELETE FROM authorities WHERE name = ?1 COLLATE NOCASE";
    Ok(db.prepare_cached(sql)?.execute([name])? > 0)
}
