//! What a device wants to hear: filters it may have, and what it is granted.

use hub::topic::Interest;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{
    Packet, SubAck, Subscribe, SubscribeReasonCode, UnsubAck, Unsubscribe,
};

use crate::event::{EventKind, News};
use crate::mqtt::device::Talk;
use crate::mqtt::wire::{Ending, Stream};

/// Most filters of one packet: a hub serves five.
pub(crate) const MOST_FILTERS: usize = 64;

impl<S: Stream> Talk<'_, S> {
    pub(super) fn subscribed(&mut self, subscribe: &Subscribe) -> Result<(), Ending> {
        if subscribe.filters.len() > MOST_FILTERS {
            return Err(Ending::Refused(format!(
                "{} filters in one packet, {MOST_FILTERS} are allowed",
                subscribe.filters.len()
            )));
        }
        let mut codes = Vec::with_capacity(subscribe.filters.len());
        let mut wants_messages = false;
        for filter in &subscribe.filters {
            let Some(interest) = self.place.speaker.interest(&filter.path) else {
                let message = format!("a hub does not serve the filter `{}`", filter.path);
                let news = News::new(EventKind::Refused, message).of(&self.place);
                self.shared.lock().tell(news);
                codes.push(SubscribeReasonCode::Failure);
                continue;
            };
            // at most once or at least once: exactly once is granted as the latter
            let qos = u8::from(filter.qos != QoS::AtMostOnce);
            self.set_interest(interest, Some(qos));
            wants_messages |= interest == Interest::Messages;
            let granted = if qos > 0 {
                QoS::AtLeastOnce
            } else {
                QoS::AtMostOnce
            };
            codes.push(SubscribeReasonCode::Success(granted));
        }
        self.wire
            .put(&Packet::SubAck(SubAck::new(subscribe.pkid, codes)))?;
        if wants_messages {
            self.send_waiting();
        }
        Ok(())
    }

    pub(super) fn unsubscribed(&mut self, unsubscribe: &Unsubscribe) -> Result<(), Ending> {
        let interests = unsubscribe.topics.iter();
        let interests: Vec<_> = interests
            .filter_map(|filter| self.place.speaker.interest(filter))
            .collect();
        for interest in interests {
            self.set_interest(interest, None);
        }
        self.wire
            .put(&Packet::UnsubAck(UnsubAck::new(unsubscribe.pkid)))
    }

    fn set_interest(&mut self, interest: Interest, qos: Option<u8>) {
        self.interests.set(interest, qos);
        self.shared
            .lock()
            .set_interest(&self.place, self.session, interest, qos);
    }
}
