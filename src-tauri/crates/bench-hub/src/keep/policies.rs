//! Shared access policies: which key may do what, of each hub and of the provisioning service. Made on first start.

use hub::Key;
use rusqlite::{OptionalExtension as _, params};

use crate::keep::Keep;
use crate::random;

/// A shared access policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name, such as `iothubowner`.
    pub name: String,
    /// Its keys, either of which signs.
    pub keys: [Key; 2],
}

impl Keep {
    /// Returns the policy of a host, made if it is new. `host` is the hub's name, or the id scope.
    pub fn policy_or_new(&self, host: &str, name: &str) -> rusqlite::Result<Policy> {
        if let Some(policy) = self.policy(host, name)? {
            return Ok(policy);
        }
        let keys = [random::key(), random::key()];
        let sql =
            "INSERT INTO policies (host, name, primary_key, secondary_key) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.execute(params![host, name, keys[0].expose(), keys[1].expose()])?;
        Ok(Policy {
            name: name.to_owned(),
            keys,
        })
    }

    /// Returns the policy of a host.
    pub fn policy(&self, host: &str, name: &str) -> rusqlite::Result<Option<Policy>> {
        let sql = "SELECT primary_key, secondary_key FROM policies WHERE host = ?1 AND name = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([host, name], |row| {
            Ok([row.get::<_, String>(0)?, row.get::<_, String>(1)?])
        });
        let Some(texts) = found.optional()? else {
            return Ok(None);
        };
        let [primary, secondary] = texts.map(|text| Key::read(&text).map_err(spoilt));
        let keys = [primary?, secondary?];
        Ok(Some(Policy {
            name: name.to_owned(),
            keys,
        }))
    }
}

fn spoilt(error: hub::KeyError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}
