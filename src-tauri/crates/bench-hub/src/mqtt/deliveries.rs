//! What a hub sends to a device by itself: one packet after the other, no more under way than the device acknowledges.

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Packet, Publish};
use tokio::sync::mpsc;

use crate::event::{EventKind, News};
use crate::mqtt::device::{MOST_FLYING, PIECE, Talk};
use crate::mqtt::wire::{Ending, Stream};
use crate::world::Delivery;

impl<S: Stream> Talk<'_, S> {
    pub(super) fn send_waiting(&mut self) {
        let sent = self.shared.lock().send_waiting(&self.place);
        if let Err(fault) = sent {
            let news = News::new(EventKind::Fault, fault.to_string()).of(&self.place);
            self.shared.lock().tell(news);
        }
    }

    pub(super) async fn all(
        &mut self,
        first: Delivery,
        deliveries: &mut mpsc::Receiver<Delivery>,
    ) -> Result<(), Ending> {
        self.linger().await?;
        let mut next = Some(first);
        while let Some(delivery) = next {
            self.deliver(delivery).await?;
            let may_more = self.flying.len() < MOST_FLYING && self.wire.unwritten() < PIECE;
            next = if may_more {
                deliveries.try_recv().ok()
            } else {
                None
            };
        }
        self.wire.flush().await
    }

    async fn deliver(&mut self, delivery: Delivery) -> Result<(), Ending> {
        let Delivery {
            topic,
            payload,
            qos,
            is_duplicate,
            message,
        } = delivery;
        let mut publish = Publish::from_bytes(topic, QoS::AtMostOnce, payload);
        if qos > 0 {
            publish.qos = QoS::AtLeastOnce;
            publish.pkid = self.next_packet();
            publish.dup = is_duplicate;
            self.flying.insert(publish.pkid, message);
        }
        self.wire.put(&Packet::Publish(publish))?;
        if let (0, Some(seq)) = (qos, message) {
            // at most once: sending is all that can be known
            self.complete(seq);
        }
        Ok(())
    }

    pub(super) fn next_packet(&mut self) -> u16 {
        loop {
            self.last_packet = self.last_packet.checked_add(1).unwrap_or(1);
            if !self.flying.contains_key(&self.last_packet) {
                return self.last_packet;
            }
        }
    }

    pub(super) fn complete(&self, seq: i64) {
        self.shared.lock().complete(&self.place, seq);
    }
}
