//! What somebody at the bench does by hand: looks at devices, makes and removes them, asks for trouble, reads what
//! happened. No token is asked for: whoever holds the bench may.

use std::time::Duration;

use tokio::sync::broadcast::error::TryRecvError;

use crate::bench::{Bench, Events};
use crate::event::{Event, EventKind, News};
use crate::identity::Wish;
use crate::keep::{Row, states};
use crate::place::Place;
use crate::world::{IfMatch, World};
use crate::{Fault, Trouble};

/// How long connections may take to end.
const END: Duration = Duration::from_secs(2);

/// A device at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    /// Its hub.
    pub hub: String,
    /// Its id.
    pub device: String,
    /// False where it may not connect.
    pub is_enabled: bool,
    /// True while it is connected.
    pub is_connected: bool,
    /// When it last did anything, as a twin has it; nothing where it never did.
    pub activity: Option<String>,
}

/// A device that was removed, with its modules: what is needed to put it back.
#[derive(Debug)]
pub struct Removed(Vec<(Place, Row)>);

/// The events after one that is known.
#[derive(Debug, Clone, Default)]
pub struct Happened {
    /// Oldest first.
    pub events: Vec<Event>,
    /// How many between the known one and the first of these are kept no more.
    pub missed: u64,
    /// True where there are more of them than were asked for.
    pub has_more: bool,
}

impl Bench {
    /// Ends it; returns when its ports are free again. It waits: a task that calls it holds its thread up.
    pub fn stop(mut self) {
        if let Some(runtime) = self.runtime.take() {
            // a task may not wait for a runtime, a thread may
            let waiting = std::thread::spawn(move || runtime.shutdown_timeout(END));
            let _ = waiting.join();
        }
    }

    /// All devices of all hubs, by id.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub fn device_states(&self) -> Result<Vec<DeviceState>, Fault> {
        let world = self.world();
        let states = states::all(&world.keep.connection)?;
        let seen = states.into_iter().map(|state| {
            let place = Place::device(&state.hub, &state.device);
            let session = world.session(&place);
            DeviceState {
                is_connected: session.is_some(),
                activity: session.map(|s| s.heard.clone()).or(state.activity),
                hub: state.hub,
                device: state.device,
                is_enabled: state.is_enabled,
            }
        });
        Ok(seen.collect())
    }

    /// The twin of a device as a service reads it.
    ///
    /// # Errors
    /// Where there is no such device.
    pub fn twin(&self, hub: &str, device: &str) -> Result<String, Fault> {
        let world = self.world();
        let place = known(&world, hub, device)?;
        world.service_twin(&place).map(|(twin, _)| twin)
    }

    /// Makes a device with keys of its own and an empty twin.
    ///
    /// # Errors
    /// Where the hub is not one of this bench, the id is none, or taken.
    pub fn create(&self, hub: &str, device: &str) -> Result<(), Fault> {
        let mut world = self.world();
        let place = known(&world, hub, device)?;
        world
            .put_identity(&place, Wish::default(), &IfMatch::Absent)
            .map(drop)
    }

    /// Removes a device and its modules, and cuts their connections; messages that wait for it are gone.
    ///
    /// # Errors
    /// Where there is no such device.
    pub fn remove(&self, hub: &str, device: &str) -> Result<Removed, Fault> {
        let mut world = self.world();
        let place = known(&world, hub, device)?;
        world.take_away(&place)
    }

    /// Puts a removed device back as it was: its keys, its twin, its modules.
    ///
    /// # Errors
    /// Where another one has its id by now.
    pub fn restore(&self, removed: &Removed) -> Result<(), Fault> {
        self.world().put_back(removed)
    }

    /// The troubles in force.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        self.world().troubles.all().to_vec()
    }

    /// Asks for one more trouble.
    ///
    /// # Errors
    /// Where its amount is not allowed, or there are too many.
    pub fn trouble(&self, trouble: Trouble) -> Result<(), Fault> {
        let mut all = self.troubles();
        all.push(trouble);
        self.world().set_troubles(all)
    }

    /// Takes away the first trouble that is like this one, however often it has struck meanwhile.
    ///
    /// # Errors
    /// Never for troubles that are in force.
    pub fn calm(&self, like: &Trouble) -> Result<(), Fault> {
        let mut world = self.world();
        let mut all = world.troubles.all().to_vec();
        let is_like = |one: &Trouble| {
            let times = like.times;
            Trouble {
                times,
                ..one.clone()
            } == *like
        };
        if let Some(at) = all.iter().position(is_like) {
            all.remove(at);
            world.set_troubles(all)?;
        }
        Ok(())
    }

    /// Takes all troubles away.
    ///
    /// # Errors
    /// Never.
    pub fn calm_all(&self) -> Result<(), Fault> {
        self.world().set_troubles(Vec::new())
    }

    /// What happened after an event, at most so many of it, as far as it is kept.
    #[must_use]
    pub fn happened(&self, after: u64, most: usize) -> Happened {
        let world = self.world();
        let mut later = world.teller.after(after).peekable();
        let first = later.peek().map_or(after + 1, |event| event.number);
        let events: Vec<_> = later.by_ref().take(most).cloned().collect();
        Happened {
            events,
            missed: first.saturating_sub(after + 1),
            has_more: later.peek().is_some(),
        }
    }
}

impl World {
    /// Removes a device with its modules.
    fn take_away(&mut self, place: &Place) -> Result<Removed, Fault> {
        let modules = self.keep.modules(place)?;
        let mut rows = vec![(place.clone(), self.found(place)?)];
        rows.extend(modules.into_iter().map(|row| {
            let place = Place::of(&place.hub, &row.identity);
            (place, row)
        }));
        self.remove_identity(place, &IfMatch::Any)?;
        Ok(Removed(rows))
    }

    /// Puts a device back with its modules; configurations may be for them.
    fn put_back(&mut self, removed: &Removed) -> Result<(), Fault> {
        for (place, _) in &removed.0 {
            if self.keep.row(place)?.is_some() {
                let message = format!("{} is registered on {} again", place.speaker, place.hub);
                return Err(Fault::already_exists(message));
            }
        }
        self.keep.all(|keep| {
            removed
                .0
                .iter()
                .try_for_each(|(place, row)| keep.put(place, row))
        })?;
        for (place, _) in &removed.0 {
            self.unsettle(place);
        }
        if let Some((place, _)) = removed.0.first() {
            self.tell(News::new(EventKind::Identity, "put back").of(place));
        }
        Ok(())
    }

    /// Replaces the troubles in force, and tells.
    pub(crate) fn set_troubles(&mut self, troubles: Vec<Trouble>) -> Result<(), Fault> {
        let count = troubles.len();
        self.troubles.set(troubles).map_err(Fault::argument)?;
        let message = match count {
            0 => "all faults are taken away".to_owned(),
            1 => "a fault is in force".to_owned(),
            count => format!("{count} faults are in force"),
        };
        self.tell(News::new(EventKind::Fault, message));
        Ok(())
    }
}

impl Events {
    /// Passes over what has happened by now.
    pub fn catch_up(&mut self) {
        while let Ok(_) | Err(TryRecvError::Lagged(_)) = self.0.try_recv() {}
    }
}

/// The place of a device on a hub of this bench, by the hub's name.
fn known(world: &World, hub: &str, device: &str) -> Result<Place, Fault> {
    let host = world
        .hub_named(hub, 0)
        .ok_or_else(|| Fault::not_found(format!("no hub is named {hub}")))?;
    Ok(Place::device(&host, device))
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
