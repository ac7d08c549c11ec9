//! Devices at a glance: what a list of them shows, without their twins.

use rusqlite::Connection;

use crate::place::Place;

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

/// All devices and modules of a hub.
pub(crate) fn places(connection: &Connection, hub: &str) -> rusqlite::Result<Vec<Place>> {
    let sql = "SELECT device, module FROM devices WHERE hub = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([hub], |row| {
        let (device, module): (String, String) = (row.get(0)?, row.get(1)?);
        let module = Some(module.as_str()).filter(|module| !module.is_empty());
        Ok(Place::new(hub, &device, module))
    })?;
    rows.collect()
}
