//! Automatic device configurations: kept and given back, interpreted elsewhere.

use rusqlite::{OptionalExtension as _, params};

use crate::keep::Keep;

/// A configuration: its entity tag and the document.
pub(crate) type Kept = (String, String);

impl Keep {
    /// Looks a configuration up.
    pub fn configuration(&self, hub: &str, id: &str) -> rusqlite::Result<Option<Kept>> {
        let sql = "SELECT etag, document FROM configurations WHERE hub = ?1 AND id = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_row([hub, id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
    }

    /// Goes over the configurations of a hub by id.
    pub fn configurations(&self, hub: &str, most: usize) -> rusqlite::Result<Vec<Kept>> {
        let sql = "SELECT etag, document FROM configurations WHERE hub = ?1 ORDER BY id LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![hub, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    /// Makes or replaces a configuration.
    pub fn put_configuration(
        &self,
        hub: &str,
        id: &str,
        etag: &str,
        document: &str,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO configurations (hub, id, etag, document) VALUES (?1, ?2, ?3, ?4)";
        self.connection
            .prepare_cached(sql)?
            .execute([hub, id, etag, document])
            .map(drop)
    }

    /// Removes a configuration.
    pub fn remove_configuration(&self, hub: &str, id: &str) -> rusqlite::Result<()> {
        let sql = "DELETE FROM configurations WHERE hub = ?1 AND id = ?2";
        self.connection
            .prepare_cached(sql)?
            .execute([hub, id])
            .map(drop)
    }
}
