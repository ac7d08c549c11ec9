//! What is left to do when a conversation ends in a way that nobody foresaw.

use crate::event::{EventKind, News};
use crate::place::Place;
use crate::world::Shared;

/// Ends the session of a conversation that a fault of the bench itself ended: nobody stays connected who is not.
pub(crate) struct Guard<'a> {
    shared: &'a Shared,
    place: Place,
    session: u64,
}

impl<'a> Guard<'a> {
    pub fn of(shared: &'a Shared, place: &Place, session: u64) -> Self {
        Self {
            shared,
            place: place.clone(),
            session,
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let mut world = self.shared.lock();
        let reason = "the bench hub itself failed; this is a fault of Twinscope";
        world.tell(News::new(EventKind::Fault, reason).of(&self.place));
        world.close(&self.place, self.session, reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Wish;
    use crate::keep::Keep;
    use crate::world::{IfMatch, Interests, Keeps, World, provisioning_settings};

    #[test]
    fn nobody_stays_connected_whose_conversation_failed() {
        let keep = Keep::in_memory();
        let owner = keep.policy_or_new("scope", "owner").unwrap();
        let hubs = vec!["west.example".to_owned()];
        let settings = provisioning_settings("scope", &hubs, &owner);
        let shared = Shared::new(World::new(keep, hubs, settings));
        let place = Place::device("west.example", "d");
        let session = {
            let mut world = shared.lock();
            let made = world.put_identity(&place, Wish::default(), &IfMatch::Absent);
            made.unwrap();
            let inbox = world.inbox(&place, Interests::default(), Keeps::Nothing);
            inbox.session
        };
        let failed = std::panic::catch_unwind(|| {
            let _guard = Guard::of(&shared, &place, session);
            let _held = shared.lock();
            panic!("as if something were wrong");
        });
        assert!(failed.is_err());
        assert!(shared.lock().session(&place).is_none());
        let twin = shared.lock().service_twin(&place).unwrap().0;
        assert!(twin.contains("\"connectionState\":\"Disconnected\""));
    }
}
