//! A conversation of a device with the provisioning service.

use std::time::Duration;

use hub::topic::{self, FromProvisioned, ProvisioningInterest};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{Packet, PubAck, Publish, SubAck, SubscribeReasonCode, UnsubAck};
use tokio::time::{sleep, timeout};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::mqtt::greeting::name_of;
use crate::mqtt::subscriptions::MOST_FILTERS;
use crate::mqtt::wire::{Ending, Stream, Wire};
use crate::place::Place;
use crate::provisioning::{Admitted, DeviceReply};
use crate::trouble::TroubleKind;
use crate::world::Shared;

/// Speaks with a device until one of the two ends it.
pub(crate) async fn converse<S: Stream>(
    wire: &mut Wire<S>,
    shared: &Shared,
    admitted: &Admitted,
    api_version: Option<&str>,
    silence: Duration,
) {
    let place = shared.lock().registration(admitted.registration_id());
    let mut talk = Talk {
        wire,
        shared,
        admitted,
        place: &place,
        api_version,
        listens: None,
        last_packet: 0,
    };
    let ending = talk.on(silence).await;
    if let Ending::Malformed(reason) | Ending::Refused(reason) = ending {
        let mut news = News::new(EventKind::Refused, reason);
        news.device = Some(admitted.registration_id().to_owned());
        shared.lock().tell(news);
    }
}

struct Talk<'a, S> {
    wire: &'a mut Wire<S>,
    shared: &'a Shared,
    admitted: &'a Admitted,
    /// Where trouble finds it.
    place: &'a Place,
    api_version: Option<&'a str>,
    /// The quality of service with which it listens to answers.
    listens: Option<QoS>,
    last_packet: u16,
}

impl<S: Stream> Talk<'_, S> {
    async fn on(&mut self, silence: Duration) -> Ending {
        loop {
            let ended = match self.wire.ready() {
                Ok(Some(packet)) => self.packet(packet).await,
                Ok(None) => self.more(silence).await,
                Err(ending) => Err(ending),
            };
            if let Err(ending) = ended {
                let _ = self.wire.flush().await;
                return ending;
            }
        }
    }

    async fn more(&mut self, silence: Duration) -> Result<(), Ending> {
        self.wire.flush().await?;
        match timeout(silence, self.wire.read()).await {
            Ok(read) => read,
            Err(_) => Err(Ending::Told(
                "nothing was heard for its keep-alive and a half".to_owned(),
            )),
        }
    }

    async fn packet(&mut self, packet: Packet) -> Result<(), Ending> {
        let must_drop = {
            let mut world = self.shared.lock();
            let strikes = world
                .troubles
                .strikes(TroubleKind::DropConnection, self.place);
            strikes.is_some()
        };
        if must_drop {
            let reason = "the connection is dropped, as asked for";
            return Err(Ending::Told(reason.to_owned()));
        }
        match packet {
            Packet::Publish(publish) => self.published(&publish).await,
            Packet::Subscribe(subscribe) => {
                if subscribe.filters.len() > MOST_FILTERS {
                    let filters = subscribe.filters.len();
                    return Err(Ending::Refused(format!(
                        "{filters} filters in one packet, {MOST_FILTERS} are allowed"
                    )));
                }
                let mut codes = Vec::new();
                for filter in &subscribe.filters {
                    codes.push(self.subscribed(&filter.path, filter.qos));
                }
                self.wire
                    .put(&Packet::SubAck(SubAck::new(subscribe.pkid, codes)))
            }
            Packet::Unsubscribe(unsubscribe) => {
                self.listens = None;
                self.wire
                    .put(&Packet::UnsubAck(UnsubAck::new(unsubscribe.pkid)))
            }
            Packet::PubAck(_) => Ok(()),
            Packet::PingReq => self.wire.put(&Packet::PingResp),
            Packet::Disconnect => Err(Ending::Goodbye),
            other => Err(Ending::Refused(format!(
                "{} is nothing a device sends here",
                name_of(&other)
            ))),
        }
    }

    fn subscribed(&mut self, filter: &str, qos: QoS) -> SubscribeReasonCode {
        if ProvisioningInterest::read(filter).is_none() {
            let message = format!("the provisioning service does not serve the filter `{filter}`");
            self.shared
                .lock()
                .tell(News::new(EventKind::Refused, message));
            return SubscribeReasonCode::Failure;
        }
        let granted = match qos {
            QoS::AtMostOnce => QoS::AtMostOnce,
            QoS::AtLeastOnce | QoS::ExactlyOnce => QoS::AtLeastOnce,
        };
        self.listens = Some(granted);
        SubscribeReasonCode::Success(granted)
    }

    async fn published(&mut self, publish: &Publish) -> Result<(), Ending> {
        if publish.qos == QoS::ExactlyOnce {
            return Err(Ending::Refused(
                "a message came with QoS 2; the service knows 0 and 1".to_owned(),
            ));
        }
        let Some(asked) = FromProvisioned::read(&publish.topic) else {
            return Err(Ending::Refused(format!(
                "a device may not publish to `{}`",
                publish.topic
            )));
        };
        if publish.qos == QoS::AtLeastOnce {
            self.wire.put(&Packet::PubAck(PubAck::new(publish.pkid)))?;
        }
        self.linger().await?;
        let reply = self.reply(&asked, &publish.payload);
        let (FromProvisioned::Register { rid } | FromProvisioned::Poll { rid, .. }) = &asked;
        self.answer(rid, reply)
    }

    fn reply(&self, asked: &FromProvisioned, body: &[u8]) -> DeviceReply {
        let (admitted, api_version) = (self.admitted, self.api_version);
        let mut world = self.shared.lock();
        let now = world.now();
        if let Err(fault) = world.throttled(self.place) {
            return DeviceReply {
                retry_after: Some(world.provisioning.retry_after),
                ..broken(&fault, now)
            };
        }
        let reply = world.provision(|service| match asked {
            FromProvisioned::Register { .. } => service.register(admitted, api_version, body),
            FromProvisioned::Poll { operation, .. } => service.poll(admitted, operation),
        });
        reply.unwrap_or_else(|fault| broken(&fault, now))
    }

    /// Waits, where such trouble is asked for. What was answered before goes out first.
    async fn linger(&mut self) -> Result<(), Ending> {
        let latency = self.shared.lock().latency(self.place);
        if let Some(latency) = latency {
            self.wire.flush().await?;
            sleep(latency).await;
        }
        Ok(())
    }

    fn answer(&mut self, rid: &str, reply: DeviceReply) -> Result<(), Ending> {
        let Some(qos) = self.listens else {
            return Ok(());
        };
        let retry_after = reply.retry_after.map(u64::from);
        let topic = topic::provisioning_answer(reply.status, rid, retry_after);
        let mut publish = Publish::from_bytes(topic, qos, reply.body.into());
        if qos == QoS::AtLeastOnce {
            self.last_packet = self.last_packet.checked_add(1).unwrap_or(1);
            publish.pkid = self.last_packet;
        }
        self.wire.put(&Packet::Publish(publish))
    }
}

fn broken(fault: &Fault, now: jiff::Timestamp) -> DeviceReply {
    DeviceReply {
        status: fault.status,
        retry_after: None,
        operation: None,
        code: Some(fault.code),
        body: fault.body(now).to_string(),
    }
}
