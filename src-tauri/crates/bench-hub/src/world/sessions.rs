//! Connections of devices: one for each identity, the newer ends the older; what they subscribed to, and what is on its
//! way to them.

use std::collections::HashSet;

use bytes::Bytes;
use hub::topic::Interest;
use tokio::sync::mpsc;

use crate::event::{EventKind, News};
use crate::place::Place;
use crate::time::stamp;
use crate::trouble::TroubleKind;
use crate::world::{Admitted, World};

/// What may wait for a slow reader before it is cut off.
pub(crate) const QUEUE: usize = 256;

/// What a device subscribed to, each with the quality of service it was granted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Interests([Option<u8>; 5]);

const ORDER: [(Interest, char); 5] = [
    (Interest::TwinAnswers, 't'),
    (Interest::Desired, 'd'),
    (Interest::Methods, 'm'),
    (Interest::Messages, 'c'),
    (Interest::Inputs, 'i'),
];

/// A packet on its way to a device.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub topic: String,
    pub payload: Bytes,
    pub qos: u8,
    /// It repeats another.
    pub is_duplicate: bool,
    /// The number of the message it is, to be taken from its queue when the device has it.
    pub message: Option<i64>,
}

/// What a session's task listens to.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub session: u64,
    pub deliveries: mpsc::Receiver<Delivery>,
    /// Tells why to end; closed where the device reads too slowly.
    pub end: mpsc::Receiver<String>,
}

/// What outlives a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// Nothing: a clean session.
    Nothing,
    /// What it subscribed to.
    Interests,
}

/// A session as its task takes it over.
#[derive(Debug)]
pub(crate) struct Opened {
    pub place: Place,
    /// When its token ends, in seconds since 1970.
    pub expires: Option<i64>,
    pub interests: Interests,
    pub inbox: Inbox,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Session {
    pub id: u64,
    pub interests: Interests,
    pub keeps: Keeps,
    deliveries: mpsc::Sender<Delivery>,
    end: mpsc::Sender<String>,
    /// Messages that it got.
    handed: HashSet<i64>,
    /// When something was last heard, as the twin tells it.
    pub heard: String,
}

impl Interests {
    /// Reads what was written down.
    pub fn read(text: &str) -> Self {
        let mut interests = Self::default();
        let mut chars = text.chars();
        while let (Some(letter), Some(qos)) = (chars.next(), chars.next()) {
            if let Some(at) = ORDER.iter().position(|(_, known)| *known == letter) {
                interests.0[at] = Some(u8::from(qos != '0'));
            }
        }
        interests
    }

    /// Writes them down: a letter and a digit each.
    pub fn text(self) -> String {
        let pairs = ORDER.iter().zip(self.0);
        let written = pairs.filter_map(|((_, letter), qos)| Some(format!("{letter}{}", qos?)));
        written.collect()
    }

    pub fn get(self, interest: Interest) -> Option<u8> {
        let at = ORDER.iter().position(|(known, _)| *known == interest)?;
        self.0[at]
    }

    pub fn set(&mut self, interest: Interest, qos: Option<u8>) {
        if let Some(at) = ORDER.iter().position(|(known, _)| *known == interest) {
            self.0[at] = qos;
        }
    }
}

impl World {
    /// Opens the session of a device; ends the one it had. A clean one forgets what an earlier one subscribed to.
    pub fn open(&mut self, admitted: Admitted, keeps: Keeps) -> Opened {
        let Admitted {
            place,
            expires,
            mut interests,
        } = admitted;
        if keeps == Keeps::Nothing && interests != Interests::default() {
            interests = Interests::default();
            self.keep_interests(&place, interests);
        }
        let inbox = self.inbox(&place, interests, keeps);
        Opened {
            place,
            expires,
            interests,
            inbox,
        }
    }

    /// Opens a session of an identity that may connect.
    pub fn inbox(&mut self, place: &Place, interests: Interests, keeps: Keeps) -> Inbox {
        self.serial += 1;
        let (deliveries, to_deliver) = mpsc::channel(QUEUE);
        let (end, to_end) = mpsc::channel(1);
        let session = Session {
            id: self.serial,
            interests,
            keeps,
            deliveries,
            end,
            handed: HashSet::new(),
            heard: stamp(self.now()),
        };
        if let Some(older) = self.sessions.insert(place.clone(), session) {
            let reason = "the same identity connected again".to_owned();
            let _ = older.end.try_send(reason);
        }
        if interests.get(Interest::Methods).is_some() {
            self.callable.notify_waiters();
        }
        self.unsettle_connected(place);
        Inbox {
            session: self.serial,
            deliveries: to_deliver,
            end: to_end,
        }
    }

    /// Ends a session, unless a newer one is there already.
    pub fn close(&mut self, place: &Place, id: u64, reason: &str) {
        if self
            .sessions
            .get(place)
            .is_some_and(|session| session.id == id)
        {
            let session = self.sessions.remove(place);
            let heard = session.map(|session| session.heard).unwrap_or_default();
            if let Err(error) = self.left(place, &heard) {
                let message = format!("that it was there is not written down: {error}");
                self.tell(News::new(EventKind::Fault, message).of(place));
            }
        }
        self.forget_calls(id);
        self.unsettle_connected(place);
        self.tell(News::new(EventKind::Disconnected, reason).of(place));
    }

    /// Writes down when a device was last heard and that it is gone.
    fn left(&self, place: &Place, heard: &str) -> rusqlite::Result<()> {
        let Some(mut known) = self.keep.known(place)? else {
            return Ok(());
        };
        known.identity.connection_state_updated_time = stamp(self.now());
        self.keep.set_seen(place, &known, heard)
    }

    /// Cuts the connection of an identity that may not have one any more.
    pub fn cut(&mut self, place: &Place, reason: &str) {
        if let Some(session) = self.sessions.get(place) {
            let _ = session.end.try_send(reason.to_owned());
        }
    }

    /// Cuts the connections of a device and of all its modules.
    pub fn cut_all(&mut self, place: &Place, reason: &str) {
        let mine =
            |other: &&Place| other.hub == place.hub && other.speaker.device == place.speaker.device;
        let places: Vec<_> = self.sessions.keys().filter(mine).cloned().collect();
        for place in places {
            self.cut(&place, reason);
        }
    }

    /// The session of a place.
    pub fn session(&self, place: &Place) -> Option<&Session> {
        self.sessions.get(place)
    }

    /// Counts connections of devices to a hub.
    pub fn connected(&self, hub: &str) -> usize {
        let devices = self.sessions.keys();
        devices
            .filter(|place| place.hub == hub && place.speaker.module.is_none())
            .count()
    }

    /// Notes that something was heard.
    pub fn heard(&mut self, place: &Place, id: u64) {
        let now = self.now();
        if let Some(session) = self
            .sessions
            .get_mut(place)
            .filter(|session| session.id == id)
        {
            session.heard = stamp(now);
        }
    }

    /// Subscribes or unsubscribes.
    pub fn set_interest(&mut self, place: &Place, id: u64, interest: Interest, qos: Option<u8>) {
        let Some(session) = self
            .sessions
            .get_mut(place)
            .filter(|session| session.id == id)
        else {
            return;
        };
        session.interests.set(interest, qos);
        let (interests, keeps) = (session.interests, session.keeps);
        if keeps == Keeps::Interests {
            self.keep_interests(place, interests);
        }
        if interest == Interest::Methods && qos.is_some() {
            self.callable.notify_waiters();
        }
    }

    /// Writes down what a device subscribed to. One that is not written down is told: the device would be deaf after a
    /// restart.
    fn keep_interests(&mut self, place: &Place, interests: Interests) {
        if let Err(error) = self.keep.set_interests(place, &interests.text()) {
            let message = format!("its subscriptions are not written down: {error}");
            self.tell(News::new(EventKind::Fault, message).of(place));
        }
    }

    /// True for a message that the connection of a device got; from now on it has.
    pub fn was_handed(&mut self, place: &Place, seq: i64) -> bool {
        let session = self.sessions.get_mut(place);
        session.is_some_and(|session| {
            session.interests.get(Interest::Messages).is_some() && !session.handed.insert(seq)
        })
    }

    /// Sends something to a device, if it listens. False where it does not.
    pub fn deliver(
        &mut self,
        place: &Place,
        interest: Interest,
        topic: &str,
        payload: &Bytes,
        message: Option<i64>,
    ) -> bool {
        let Some(session) = self.sessions.get(place) else {
            return false;
        };
        let Some(granted) = session.interests.get(interest) else {
            return false;
        };
        // the caller of a method waits for its answer and for nothing else
        let qos = match interest {
            Interest::Methods => 0,
            _ => granted,
        };
        let copies = 1 + usize::from(
            self.troubles
                .strikes(TroubleKind::DuplicateDelivery, place)
                .is_some(),
        );
        for copy in 0..copies {
            let delivery = Delivery {
                topic: topic.to_owned(),
                payload: payload.clone(),
                qos,
                is_duplicate: copy > 0,
                message,
            };
            if session.deliveries.try_send(delivery).is_err() {
                // it reads too slowly, or is gone: its task ends when the channel does
                self.sessions.remove(place);
                return false;
            }
        }
        true
    }
}
