//! What becomes of messages to devices: taken, put back, given up; and told to senders who wanted to know.

use hub::Bag;
use serde_json::{Value, json};

use crate::Fault;
use crate::keep::{Envelope, Message};
use crate::place::Place;
use crate::random;
use crate::time::stamp;
use crate::world::World;

/// How often a message is given to its device before it is given up, and a record to services.
const DELIVERIES: u32 = 10;
/// Seconds for which what was fetched is locked.
const LOCK: i64 = 60;
/// Seconds for which a record is kept.
const KEPT: i64 = 3600;
/// Records of one batch.
const BATCH: usize = 64;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its device has it.
    Success,
    /// Nobody fetched it in time.
    Expired,
    /// It was given to its device too often.
    DeliveryCountExceeded,
    /// Its device does not want it.
    Rejected,
    /// A service took it back.
    Purged,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::Expired => "Expired",
            Self::DeliveryCountExceeded => "DeliveryCountExceeded",
            Self::Rejected => "Rejected",
            Self::Purged => "Purged",
        }
    }

    /// True where a sender that set `iothub-ack` wants to know.
    fn is_wanted(self, ack: Option<&str>) -> bool {
        let is = |word: &str| ack.is_some_and(|ack| ack.eq_ignore_ascii_case(word));
        match self {
            Self::Success => is("positive") || is("full"),
            _ => is("negative") || is("full"),
        }
    }
}

impl World {
    /// Ends the life of a message, and tells its sender what became of it.
    pub fn settle(
        &mut self,
        place: &Place,
        message: &Envelope,
        outcome: Outcome,
    ) -> Result<(), Fault> {
        let now = self.now();
        let bag = Bag::read(&message.bag);
        let record = outcome.is_wanted(bag.get("iothub-ack")).then(|| {
            let row = self.keep.row(place).ok().flatten();
            let generation = row.map(|row| row.identity.generation_id);
            json!({
                "originalMessageId": bag.get("$.mid").unwrap_or_default(),
                "description": outcome.name(),
                "statusCode": outcome.name(),
                "deviceId": place.speaker.device,
                "deviceGenerationId": generation.unwrap_or_default(),
                "enqueuedTimeUtc": stamp(now),
            })
        });
        self.keep
            .all(|keep| {
                if !keep.complete(message.seq)? {
                    return Ok(());
                }
                match record {
                    Some(record) => keep.put_feedback(
                        &place.hub,
                        &record.to_string(),
                        now.as_second().saturating_add(KEPT),
                    ),
                    None => Ok(()),
                }
            })
            .map_err(|error: rusqlite::Error| error.into())
    }

    /// The messages that a device may be given now; those that are past it are settled.
    pub fn deliverable(&mut self, place: &Place) -> Result<Vec<Message>, Fault> {
        let now = self.settle_past(place)?;
        Ok(self.keep.waiting(place, now)?)
    }

    /// Settles what a device may be given no longer; returns the time at which that was, in seconds since 1970.
    fn settle_past(&mut self, place: &Place) -> Result<i64, Fault> {
        let now = self.now().as_second();
        self.expire(place, now)?;
        for message in self.keep.exhausted(place, now, DELIVERIES)? {
            self.settle(place, &message, Outcome::DeliveryCountExceeded)?;
        }
        Ok(now)
    }

    /// Gives up the messages to a device that it did not fetch in time.
    pub fn expire(&mut self, place: &Place, now: i64) -> Result<(), Fault> {
        let expired = self.keep.expired(place, now)?;
        self.give_up_expired(&place.hub, &expired)
    }

    fn give_up_expired(&mut self, hub: &str, expired: &[Envelope]) -> Result<(), Fault> {
        expired.iter().try_for_each(|message| {
            let place = Place::device(hub, &message.device);
            self.settle(&place, message, Outcome::Expired)
        })
    }

    /// Gives a device the next message, and locks it: the message and the token of its lock.
    pub fn fetch(
        &mut self,
        place: &Place,
        seconds: Option<i64>,
    ) -> Result<Option<(Message, String)>, Fault> {
        let now = self.settle_past(place)?;
        let Some(message) = self.keep.next_waiting(place, now)? else {
            return Ok(None);
        };
        let token = random::guid();
        let until = self
            .now()
            .as_second()
            .saturating_add(seconds.unwrap_or(LOCK));
        self.keep
            .all(|keep| {
                keep.count_sent(message.seq)?;
                keep.lock(message.seq, Some((&token, until)))
            })
            .map_err(|error: rusqlite::Error| Fault::from(error))?;
        Ok(Some((message, token)))
    }

    /// A device that fetched a message has done with it.
    pub fn settle_locked(
        &mut self,
        place: &Place,
        token: &str,
        outcome: Outcome,
    ) -> Result<(), Fault> {
        let message = self.locked(place, token)?;
        self.settle(place, &message, outcome)
    }

    /// A device that fetched a message puts it back.
    pub fn abandon(&mut self, place: &Place, token: &str) -> Result<(), Fault> {
        let message = self.locked(place, token)?;
        Ok(self.keep.lock(message.seq, None)?)
    }

    fn locked(&self, place: &Place, token: &str) -> Result<Envelope, Fault> {
        let found = self.keep.locked(place, token, self.now().as_second())?;
        found.ok_or_else(|| {
            Fault::lock_lost("no message is locked with this token, or it is no longer")
        })
    }

    /// Takes back all messages that wait for a device; says how many.
    pub fn purge(&mut self, place: &Place) -> Result<usize, Fault> {
        let messages = self.keep.messages(place)?;
        for message in &messages {
            self.settle(place, message, Outcome::Purged)?;
        }
        Ok(messages.len())
    }

    /// What became of messages that nobody was told of yet: a batch, and the token of its lock.
    pub fn feedback(&mut self, hub: &str) -> Result<Option<(Value, String)>, Fault> {
        let now = self.now().as_second();
        let expired = self.keep.expired_of_hub(hub, now)?;
        self.give_up_expired(hub, &expired)?;
        let records = self.keep.feedback(hub, now, BATCH, DELIVERIES)?;
        if records.is_empty() {
            return Ok(None);
        }
        let token = random::guid();
        let until = now.saturating_add(LOCK);
        self.keep
            .all(|keep| {
                records
                    .iter()
                    .try_for_each(|record| keep.lock_feedback(record.number, &token, until))
            })
            .map_err(|error: rusqlite::Error| Fault::from(error))?;
        let read = |text: &str| serde_json::from_str::<Value>(text).ok();
        let batch = records.iter().filter_map(|record| read(&record.document));
        Ok(Some((batch.collect(), token)))
    }

    /// A service has done with a batch.
    pub fn complete_feedback(&mut self, hub: &str, token: &str) -> Result<(), Fault> {
        let now = self.now().as_second();
        is_locked(self.keep.complete_feedback(hub, token, now)?)
    }

    /// A service puts a batch back.
    pub fn abandon_feedback(&mut self, hub: &str, token: &str) -> Result<(), Fault> {
        let now = self.now().as_second();
        is_locked(self.keep.abandon_feedback(hub, token, now)?)
    }
}

fn is_locked(records: usize) -> Result<(), Fault> {
    match records {
        0 => Err(Fault::lock_lost(
            "no feedback is locked with this token, or it is no longer",
        )),
        _ => Ok(()),
    }
}
