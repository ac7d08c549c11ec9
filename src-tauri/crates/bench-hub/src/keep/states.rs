//! Devices at a glance: what a list of them shows, without their twins.

use rusqlite::Connection;

/// One device of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub hub: String,
    pub device: String,
    pub is_enabled: bool,
    pub activity: Option<String>,
}

/// Reads all devices of all hubs, by id.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<State>> {
    let mut statement = connection.prepare_cached(
        "SELECT hub, device, is_enabled, activity FROM devices WHERE module = '' ORDER BY device, hub",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(State {
            hub: row.get(0)?,
            device: row.get(1)?,
            is_enabled: row.get(2)?,
            activity: row.get(3)?,
        })
    })?;
    rows.collect()
}
