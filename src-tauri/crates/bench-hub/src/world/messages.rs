//! Messages: from devices to the cloud, which here is whoever listens to events; from the cloud to a device, which wait
//! for it.

use bytes::Bytes;
use hub::Bag;
use hub::topic::Interest;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::keep::MOST_MESSAGES;
use crate::place::Place;
use crate::world::World;
use crate::world::feedback::Outcome;

/// Most bytes of a message to a device.
const MOST_BYTES: usize = 64 * 1024;
/// Most bytes of a topic: its length has two bytes.
pub(crate) const MOST_TOPIC: usize = 65_535;
/// Most bytes of a message to the cloud.
pub(crate) const MOST_TELEMETRY: usize = 256 * 1024;

impl World {
    /// A device sent a message.
    pub fn telemetry(&mut self, place: &Place, bag: &Bag, body: &[u8]) {
        let message = match bag.to_string() {
            bag if bag.is_empty() => format!("sent {} bytes", body.len()),
            bag => format!("sent {} bytes with {bag}", body.len()),
        };
        self.tell(
            News::new(EventKind::Telemetry, message)
                .of(place)
                .saying(body),
        );
    }

    /// Sends a message to a device, now or when it is there.
    pub fn send(
        &mut self,
        place: &Place,
        bag: &Bag,
        body: &[u8],
        expires: Option<i64>,
    ) -> Result<(), Fault> {
        self.found(place)?;
        if body.len() > MOST_BYTES {
            let message = format!(
                "the message has {} bytes, {MOST_BYTES} are allowed",
                body.len()
            );
            return Err(Fault::too_large(message));
        }
        let now = self.now().as_second();
        // what nobody fetched makes room
        self.expire(place, now)?;
        let waiting = self.keep.count_waiting(place, now)?;
        if waiting >= MOST_MESSAGES {
            let device = &place.speaker.device;
            return Err(Fault::queue_full(format!(
                "{waiting} messages wait for {device} already"
            )));
        }
        let to = format!("/devices/{}/messages/deviceBound", place.speaker.device);
        let mut whole = Bag::default().with("$.to", &to);
        for (name, value) in bag.iter() {
            whole = whole.with(name, value);
        }
        let topic = place.speaker.message_topic(&whole);
        if topic.len() > MOST_TOPIC {
            let bytes = topic.len();
            let message = format!(
                "the properties make a topic of {bytes} bytes, more than the {MOST_TOPIC} of MQTT"
            );
            return Err(Fault::too_large(message));
        }
        let seq = self.keep.queue(place, &whole.to_string(), body, expires)?;
        let message = format!("a message of {} bytes is sent", body.len());
        self.tell(
            News::new(EventKind::Message, message)
                .of(place)
                .saying(body),
        );
        if expires.is_some_and(|expires| expires <= now) {
            // too late already: it is gone when somebody looks
            return Ok(());
        }
        self.hand_over(place, seq, &topic, &Bytes::copy_from_slice(body))
    }

    /// A device has a message: it does not wait any longer.
    pub fn complete(&mut self, place: &Place, seq: i64) {
        let settled = match self.keep.message(seq) {
            Ok(Some(message)) => self.settle(place, &message, Outcome::Success),
            Ok(None) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = settled {
            let message = format!("message {seq} stays in its queue: {error}");
            self.tell(News::new(EventKind::Fault, message).of(place));
        }
    }

    /// Sends what waits for a device.
    pub fn send_waiting(&mut self, place: &Place) -> Result<(), Fault> {
        for message in self.deliverable(place)? {
            let topic = place.speaker.message_topic(&Bag::read(&message.bag));
            self.hand_over(place, message.seq, &topic, &Bytes::from(message.body))?;
        }
        Ok(())
    }

    fn hand_over(
        &mut self,
        place: &Place,
        seq: i64,
        topic: &str,
        body: &Bytes,
    ) -> Result<(), Fault> {
        // a connection gets it once, however often it subscribes
        if self.was_handed(place, seq) {
            return Ok(());
        }
        if self.deliver(place, Interest::Messages, topic, body, Some(seq)) {
            self.keep.count_sent(seq)?;
        }
        Ok(())
    }
}
