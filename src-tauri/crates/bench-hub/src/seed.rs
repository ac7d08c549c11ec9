//! What a bench starts with: devices of the user's files, so that there is something to look at and to connect as.

use crate::Fault;
use crate::bench::Bench;
use crate::event::{EventKind, News};
use crate::identity::{Identity, Wish};
use crate::keep::Row;
use crate::place::Place;
use crate::state::TwinState;
use crate::time::stamp;

/// What became of a twin that was to be there from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// It is there now, with keys of its own.
    Made,
    /// It was there before, and stays as it is.
    Known,
}

impl Bench {
    /// Makes a device or module with this twin, unless it is there already. The twin is one as a service sees it.
    ///
    /// # Errors
    /// Where the hub is not one of this bench, the id is none, or the twin more than a hub may hold.
    pub fn seed(
        &self,
        hub: &str,
        device: &str,
        module: Option<&str>,
        twin: &str,
    ) -> Result<Seeded, Fault> {
        let mut world = self.world();
        let hub = world
            .hub_named(hub, 0)
            .ok_or_else(|| Fault::not_found(format!("no hub is named {hub}")))?;
        let place = Place::new(&hub, device, module);
        if world.keep.row(&place)?.is_some() {
            return Ok(Seeded::Known);
        }
        let time = stamp(world.now());
        let mut row = Row::new(Identity::make(device, module, Wish::default())?, &time);
        row.twin = TwinState::import(twin, &time)?;
        if module.is_some() {
            world.found(&Place::device(&hub, device))?;
        }
        world.keep.put(&place, &row)?;
        world.tell(News::new(EventKind::Identity, "made from a file").of(&place));
        Ok(Seeded::Made)
    }

    /// The connection string of a device or module, with its first key; nothing where there is none, or it has no key.
    #[must_use]
    pub fn connection_string(
        &self,
        hub: &str,
        device: &str,
        module: Option<&str>,
    ) -> Option<String> {
        let world = self.world();
        let place = Place::new(hub, device, module);
        let row = world.keep.row(&place).ok()??;
        let key = row.identity.keys().next()?.expose();
        let module = module
            .map(|module| format!(";ModuleId={module}"))
            .unwrap_or_default();
        Some(format!(
            "HostName={hub};DeviceId={device}{module};SharedAccessKey={key};GatewayHostName=localhost"
        ))
    }

    /// Ids of the first devices of a hub.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub fn devices(&self, hub: &str, most: usize) -> Result<Vec<String>, Fault> {
        let rows = self.world().keep.first(hub, most)?;
        Ok(rows.into_iter().map(|row| row.identity.device_id).collect())
    }
}
