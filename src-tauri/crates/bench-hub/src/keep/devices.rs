//! Identities and their twins: one row each.

use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, params};

use crate::identity::{Identity, Status};
use crate::keep::Keep;
use crate::keep::reports::with_waiting;
use crate::place::Place;
use crate::state::{Section, TwinState};

/// An identity, its twin, and what is known of its connections.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub identity: Identity,
    pub twin: TwinState,
    /// When it last did anything, as far as it was written down.
    pub activity: Option<String>,
    pub model: String,
    /// What it subscribed to in a session that outlives its connection.
    pub interests: String,
}

/// What is known of an identity when it connects.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub identity: Identity,
    pub model: String,
    /// What it subscribed to in a session that outlives its connection.
    pub interests: String,
}

/// How many devices a hub has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub all: u64,
    pub enabled: u64,
}

const COLUMNS: &str = "identity, tags, desired, desired_metadata, desired_version, \
                       reported, reported_metadata, reported_version, counter, activity, model, interests";

impl Row {
    /// A new identity with an empty twin.
    pub fn new(identity: Identity, time: &str) -> Self {
        Self {
            identity,
            twin: TwinState::new(time),
            activity: None,
            model: String::new(),
            interests: String::new(),
        }
    }

    fn of(row: &SqlRow<'_>) -> rusqlite::Result<Self> {
        let counter: i64 = row.get(8)?;
        Ok(Self {
            identity: identity(row)?,
            twin: TwinState {
                tags: row.get(1)?,
                desired: section(row, 2)?,
                reported: section(row, 5)?,
                counter: u64::try_from(counter).unwrap_or_default(),
            },
            activity: row.get(9)?,
            model: row.get(10)?,
            interests: row.get(11)?,
        })
    }
}

/// Reads the first column.
fn identity(row: &SqlRow<'_>) -> rusqlite::Result<Identity> {
    let text = row.get_ref(0)?;
    serde_json::from_str(text.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

fn section(row: &SqlRow<'_>, at: usize) -> rusqlite::Result<Section> {
    Ok(Section {
        content: row.get(at)?,
        metadata: row.get(at + 1)?,
        version: row.get(at + 2)?,
    })
}

fn written(identity: &Identity) -> String {
    serde_json::to_string(identity).expect("an identity is made of texts")
}

impl Keep {
    /// Looks an identity up.
    pub fn row(&self, place: &Place) -> rusqlite::Result<Option<Row>> {
        let sql =
            format!("SELECT {COLUMNS} FROM devices WHERE hub = ?1 AND device = ?2 AND module = ?3");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(place.key(), Row::of).optional()?;
        row.map(|row| self.up_to_date(place, row)).transpose()
    }

    /// Looks an identity up without its twin.
    pub fn known(&self, place: &Place) -> rusqlite::Result<Option<Known>> {
        let sql = "SELECT identity, model, interests FROM devices WHERE hub = ?1 AND device = ?2 AND module = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let known = statement.query_row(place.key(), |row| {
            Ok(Known {
                identity: identity(row)?,
                model: row.get(1)?,
                interests: row.get(2)?,
            })
        });
        known.optional()
    }

    /// Brings a row up to date with what the device reported since.
    fn up_to_date(&self, place: &Place, mut row: Row) -> rusqlite::Result<Row> {
        row.twin.reported = self.with_waiting(place, row.twin.reported)?;
        Ok(row)
    }

    fn of_hub(
        &self,
        hub: &str,
        rows: impl Iterator<Item = rusqlite::Result<Row>>,
    ) -> rusqlite::Result<Vec<Row>> {
        rows.map(|row| {
            let row = row?;
            self.up_to_date(&Place::of(hub, &row.identity), row)
        })
        .collect()
    }

    /// Makes or replaces an identity and its twin.
    pub fn put(&self, place: &Place, row: &Row) -> rusqlite::Result<()> {
        let Row { identity, twin, .. } = row;
        let mut statement = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO devices (hub, device, module, identity, tags, desired, desired_metadata,
             desired_version, reported, reported_metadata, reported_version, counter, is_enabled, activity, model,
             interests) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        let (hub, device, module) = place.key();
        statement.execute(params![
            hub,
            device,
            module,
            written(identity),
            twin.tags,
            twin.desired.content,
            twin.desired.metadata,
            twin.desired.version,
            twin.reported.content,
            twin.reported.metadata,
            twin.reported.version,
            i64::try_from(twin.counter).unwrap_or(i64::MAX),
            identity.status == Status::Enabled,
            row.activity,
            row.model,
            row.interests,
        ])?;
        self.held.forget(place);
        Ok(())
    }

    /// Changes the identity alone.
    pub fn set_identity(&self, place: &Place, identity: &Identity) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE devices SET identity = ?4, is_enabled = ?5 WHERE hub = ?1 AND device = ?2 AND module = ?3",
        )?;
        let (hub, device, module) = place.key();
        let is_enabled = identity.status == Status::Enabled;
        statement.execute(params![hub, device, module, written(identity), is_enabled])?;
        Ok(())
    }

    /// Changes what services write.
    pub fn set_written(&self, place: &Place, twin: &TwinState) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE devices SET tags = ?4, desired = ?5, desired_metadata = ?6, desired_version = ?7, counter = ?8
             WHERE hub = ?1 AND device = ?2 AND module = ?3",
        )?;
        let (hub, device, module) = place.key();
        let Section {
            content,
            metadata,
            version,
        } = &twin.desired;
        let counter = i64::try_from(twin.counter).unwrap_or(i64::MAX);
        statement.execute(params![
            hub, device, module, twin.tags, content, metadata, version, counter
        ])?;
        Ok(())
    }

    /// Writes down that it connected or is gone, and when something was last heard of it. One statement: a fleet does so
    /// all at once.
    pub fn set_seen(&self, place: &Place, known: &Known, heard: &str) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE devices SET identity = ?4, activity = ?5, model = ?6 WHERE hub = ?1 AND device = ?2 AND module = ?3",
        )?;
        let (hub, device, module) = place.key();
        let identity = written(&known.identity);
        statement.execute(params![hub, device, module, identity, heard, known.model])?;
        Ok(())
    }

    /// Writes down what it subscribed to.
    pub fn set_interests(&self, place: &Place, interests: &str) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE devices SET interests = ?4 WHERE hub = ?1 AND device = ?2 AND module = ?3",
        )?;
        let (hub, device, module) = place.key();
        statement.execute(params![hub, device, module, interests])?;
        Ok(())
    }

    /// Removes an identity; a device's modules and messages go with it. True where there was one.
    pub fn remove(&self, place: &Place) -> rusqlite::Result<bool> {
        let (hub, device, module) = place.key();
        if !module.is_empty() {
            self.held.forget(place);
            let sql = "DELETE FROM devices WHERE hub = ?1 AND device = ?2 AND module = ?3";
            return Ok(self.connection.prepare_cached(sql)?.execute(place.key())? > 0);
        }
        let sql = "DELETE FROM devices WHERE hub = ?1 AND device = ?2 RETURNING module";
        let mut statement = self.connection.prepare_cached(sql)?;
        let gone = statement.query_map([hub, device], |row| row.get::<_, String>(0))?;
        let gone = gone.collect::<rusqlite::Result<Vec<_>>>()?;
        for module in &gone {
            let module = Some(module.as_str()).filter(|module| !module.is_empty());
            self.held.forget(&Place::new(hub, device, module));
        }
        self.clear_messages(place)?;
        Ok(!gone.is_empty())
    }

    /// The modules of a device, by id.
    pub fn modules(&self, place: &Place) -> rusqlite::Result<Vec<Row>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM devices WHERE hub = ?1 AND device = ?2 AND module <> '' ORDER BY module"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([&place.hub, &place.speaker.device], Row::of)?;
        self.of_hub(&place.hub, rows)
    }

    /// The first devices of a hub, by id.
    pub fn first(&self, hub: &str, most: usize) -> rusqlite::Result<Vec<Row>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM devices WHERE hub = ?1 AND module = '' ORDER BY device LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![hub, most], Row::of)?;
        self.of_hub(hub, rows)
    }

    /// Counts the devices of a hub.
    pub fn tally(&self, hub: &str) -> rusqlite::Result<Tally> {
        let sql = "SELECT COUNT(*), COALESCE(SUM(is_enabled), 0) FROM devices WHERE hub = ?1 AND module = ''";
        self.connection
            .prepare_cached(sql)?
            .query_row([hub], |row| {
                let count = |at| {
                    row.get::<_, i64>(at)
                        .map(|n| u64::try_from(n).unwrap_or_default())
                };
                Ok(Tally {
                    all: count(0)?,
                    enabled: count(1)?,
                })
            })
    }
}

/// Which rows a query goes over.
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    pub hub: &'a str,
    pub wants_modules: bool,
    pub device: Option<&'a str>,
    /// Begins behind this device and module.
    pub after: Option<(&'a str, &'a str)>,
}

impl Scan<'_> {
    /// Goes over the rows by id until told to stop.
    pub fn over(
        &self,
        connection: &Connection,
        mut see: impl FnMut(&Place, Row) -> bool,
    ) -> rusqlite::Result<()> {
        let which = if self.wants_modules { "<>" } else { "=" };
        let device = if self.device.is_some() {
            "AND device = ?2"
        } else {
            "AND ?2 IS NULL"
        };
        let after = if self.after.is_some() {
            "AND (device, module) > (?3, ?4)"
        } else {
            "AND ?3 IS NULL AND ?4 IS NULL"
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM devices WHERE hub = ?1 AND module {which} '' {device} {after}
             ORDER BY device, module"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let (from, behind) = self.after.unzip();
        let mut rows = statement.query(params![self.hub, self.device, from, behind])?;
        while let Some(row) = rows.next()? {
            let mut row = Row::of(row)?;
            let place = Place::of(self.hub, &row.identity);
            row.twin.reported = with_waiting(connection, &place, row.twin.reported)?;
            if see(&place, row) {
                break;
            }
        }
        Ok(())
    }
}
