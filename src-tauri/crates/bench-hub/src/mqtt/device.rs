//! A conversation of a device or module with its hub.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use hub::topic::{self, FromDevice, Interest};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{ConnAck, ConnectReturnCode, Packet, PubAck, Publish};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::mqtt::greeting::{Terms, name_of};
use crate::mqtt::guard::Guard;
use crate::mqtt::wire::{Ending, Stream, Wire};
use crate::place::Place;
use crate::trouble::TroubleKind;
use crate::world::{DRIFT, Delivery, Interests, MOST_TELEMETRY, Opened, Shared};

/// Most messages that a device has not acknowledged.
pub(super) const MOST_FLYING: usize = 100;
/// What is written in one go.
pub(super) const PIECE: usize = 32 * 1024;

/// One device's side of the conversation.
pub(super) struct Talk<'a, S> {
    pub(super) wire: &'a mut Wire<S>,
    pub(super) shared: &'a Shared,
    pub(super) place: Place,
    pub(super) session: u64,
    pub(super) interests: Interests,
    /// Tells why to end.
    pub(super) end: mpsc::Receiver<String>,
    /// Packets that wait for their acknowledgement, and the messages they are.
    pub(super) flying: HashMap<u16, Option<i64>>,
    pub(super) last_packet: u16,
}

/// Speaks with a device until one of the two ends it. Its session is open already: who calls it as soon as it says that
/// it is connected finds it there.
pub(crate) async fn converse<S: Stream>(
    wire: &mut Wire<S>,
    shared: &Shared,
    opened: Opened,
    terms: Terms,
) {
    let Opened {
        place,
        expires,
        interests,
        inbox,
    } = opened;
    let session = inbox.session;
    let _guard = Guard::of(shared, &place, session);
    let mut talk = Talk {
        wire,
        shared,
        place,
        session,
        interests,
        end: inbox.end,
        flying: HashMap::new(),
        last_packet: 0,
    };
    let ending = talk.on(inbox.deliveries, expires, terms.silence).await;
    let mut world = shared.lock();
    if let (Some(will), false) = (terms.will, matches!(ending, Ending::Goodbye)) {
        talk.leave(&mut world, &will.topic, &will.message);
    }
    if let Ending::Malformed(reason) | Ending::Refused(reason) = &ending {
        let news = News::new(EventKind::Refused, reason.clone()).of(&talk.place);
        world.tell(news);
    }
    world.close(&talk.place, session, &ending.to_string());
}

impl<S: Stream> Talk<'_, S> {
    async fn on(
        &mut self,
        mut deliveries: mpsc::Receiver<Delivery>,
        expires: Option<i64>,
        silence: Duration,
    ) -> Ending {
        if let Err(ending) = self.welcome().await {
            return ending;
        }
        if self.interests.get(Interest::Messages).is_some() {
            self.send_waiting();
        }
        let end_of_token = self.end_of_token(expires);
        let mut deadline = Instant::now() + silence;
        loop {
            let may_fly = self.flying.len() < MOST_FLYING;
            let done = tokio::select! {
                Some(delivery) = deliveries.recv(), if may_fly => self.all(delivery, &mut deliveries).await,
                reason = self.end.recv() => Err(told(reason)),
                read = self.wire.read() => match read {
                    Ok(()) => {
                        deadline = Instant::now() + silence;
                        self.all_ready().await
                    }
                    Err(ending) => Err(ending),
                },
                () = sleep_until(deadline) => {
                    let seconds = silence.as_secs();
                    Err(Ending::Told(format!("nothing was heard for {seconds} seconds, its keep-alive and a half")))
                }
                () = sleep_until(end_of_token) => Err(Ending::Told("its token expired".to_owned())),
            };
            if let Err(ending) = done {
                // what was answered before still goes out
                let _ = self.wire.flush().await;
                return ending;
            }
        }
    }

    async fn welcome(&mut self) -> Result<(), Ending> {
        let is_known = self.interests != Interests::default();
        self.wire.put(&Packet::ConnAck(ConnAck::new(
            ConnectReturnCode::Success,
            is_known,
        )))?;
        self.wire.flush().await
    }

    /// When the connection ends because its token does. One that is late already is granted the drift of clocks.
    fn end_of_token(&self, expires: Option<i64>) -> Instant {
        let never = Instant::now() + Duration::from_secs(86_400 * 365);
        let Some(expires) = expires else {
            return never;
        };
        let left = expires.saturating_sub(self.shared.lock().now().as_second());
        let left = if left > 0 {
            left
        } else {
            left.saturating_add(DRIFT)
        };
        let left = Duration::from_secs(u64::try_from(left).unwrap_or_default());
        Instant::now()
            .checked_add(left)
            .map_or(never, |at| at.min(never))
    }

    async fn all_ready(&mut self) -> Result<(), Ending> {
        let mut reports = Vec::new();
        loop {
            let ready = self.wire.ready();
            if let Ok(Some(Packet::Publish(publish))) = &ready
                && publish.qos != QoS::ExactlyOnce
                && reports.len() < MOST_FLYING
                && let Some(FromDevice::Reported { rid }) =
                    self.place.speaker.published(&publish.topic)
            {
                reports.push((publish.clone(), rid));
                continue;
            }
            self.all_reported(std::mem::take(&mut reports)).await?;
            match ready? {
                Some(packet) => self.packet(packet).await?,
                None => return self.wire.flush().await,
            }
            if self.wire.unwritten() > PIECE {
                self.wire.flush().await?;
            }
        }
    }

    /// Takes reports that came in a row: together where nothing is to go wrong with them, else one by one.
    async fn all_reported(&mut self, reports: Vec<(Publish, String)>) -> Result<(), Ending> {
        let versions = {
            let mut world = self.shared.lock();
            let is_calm = world.troubles.all().is_empty() && reports.len() > 1;
            let bodies: Vec<&[u8]> = reports
                .iter()
                .map(|(publish, _)| &publish.payload[..])
                .collect();
            is_calm.then(|| {
                world.heard(&self.place, self.session);
                world.report_all(&self.place, &bodies)
            })
        };
        let Some(versions) = versions else {
            for (publish, _) in reports {
                self.packet(Packet::Publish(publish)).await?;
            }
            return Ok(());
        };
        for ((publish, rid), version) in reports.iter().zip(versions) {
            self.acknowledge(publish)?;
            self.answer_report(rid, &publish.payload, version)?;
        }
        Ok(())
    }

    async fn packet(&mut self, packet: Packet) -> Result<(), Ending> {
        let must_drop = {
            let mut world = self.shared.lock();
            world.heard(&self.place, self.session);
            world
                .troubles
                .strikes(TroubleKind::DropConnection, &self.place)
                .is_some()
        };
        if must_drop {
            return Err(Ending::Told(
                "the connection is dropped, as asked for".to_owned(),
            ));
        }
        match packet {
            Packet::Publish(publish) => self.published(publish).await,
            Packet::Subscribe(subscribe) => self.subscribed(&subscribe),
            Packet::Unsubscribe(unsubscribe) => self.unsubscribed(&unsubscribe),
            Packet::PubAck(ack) => {
                if let Some(Some(seq)) = self.flying.remove(&ack.pkid) {
                    self.complete(seq);
                }
                Ok(())
            }
            Packet::PingReq => self.wire.put(&Packet::PingResp),
            Packet::Disconnect => Err(Ending::Goodbye),
            other => Err(Ending::Refused(format!(
                "{} is nothing a device sends here",
                name_of(&other)
            ))),
        }
    }

    async fn published(&mut self, publish: Publish) -> Result<(), Ending> {
        if publish.qos == QoS::ExactlyOnce {
            return Err(Ending::Refused(
                "a message came with QoS 2; a hub knows 0 and 1".to_owned(),
            ));
        }
        let Some(said) = self.place.speaker.published(&publish.topic) else {
            return Err(Ending::Refused(format!(
                "a device may not publish to `{}`",
                publish.topic
            )));
        };
        match said {
            FromDevice::TwinGet { rid } => {
                self.acknowledge(&publish)?;
                self.linger().await?;
                self.twin(&rid)
            }
            FromDevice::Reported { rid } => {
                self.acknowledge(&publish)?;
                self.linger().await?;
                self.reported(&rid, &publish.payload)
            }
            FromDevice::MethodAnswer { status, rid } => {
                let mut world = self.shared.lock();
                world.answered(&self.place, self.session, &rid, status, &publish.payload);
                drop(world);
                self.acknowledge(&publish)
            }
            FromDevice::Telemetry(bag) => {
                if publish.payload.len() > MOST_TELEMETRY {
                    let bytes = publish.payload.len();
                    return Err(Ending::Refused(format!(
                        "a message has {bytes} bytes, {MOST_TELEMETRY} are allowed"
                    )));
                }
                // nothing is retained; the service sees that somebody wanted it
                let bag = match publish.retain {
                    true => bag.with("mqtt-retain", "true"),
                    false => bag,
                };
                self.shared
                    .lock()
                    .telemetry(&self.place, &bag, &publish.payload);
                self.acknowledge(&publish)
            }
        }
    }

    fn acknowledge(&mut self, publish: &Publish) -> Result<(), Ending> {
        match publish.qos {
            QoS::AtLeastOnce => self.wire.put(&Packet::PubAck(PubAck::new(publish.pkid))),
            _ => Ok(()),
        }
    }

    /// Waits, where such trouble is asked for. What was answered before goes out first.
    pub(super) async fn linger(&mut self) -> Result<(), Ending> {
        let latency = self.shared.lock().latency(&self.place);
        if let Some(latency) = latency {
            self.wire.flush().await?;
            sleep(latency).await;
        }
        Ok(())
    }

    fn throttled(&self) -> Result<(), Fault> {
        self.shared.lock().throttled(&self.place)
    }

    fn twin(&mut self, rid: &str) -> Result<(), Ending> {
        let twin = self
            .throttled()
            .and_then(|()| self.shared.lock().device_twin(&self.place));
        match twin {
            Ok(twin) => self.answer(200, rid, None, Bytes::from(twin)),
            Err(fault) => self.fault(rid, &fault),
        }
    }

    fn reported(&mut self, rid: &str, body: &[u8]) -> Result<(), Ending> {
        let version = self
            .throttled()
            .and_then(|()| self.shared.lock().report(&self.place, body));
        self.answer_report(rid, body, version)
    }

    fn answer_report(
        &mut self,
        rid: &str,
        body: &[u8],
        version: Result<i64, Fault>,
    ) -> Result<(), Ending> {
        match version {
            Ok(version) => self.answer(204, rid, Some(version), Bytes::new()),
            Err(fault) => {
                let message = format!(
                    "a patch of reported properties is refused: {}",
                    fault.message
                );
                let news = News::new(EventKind::Refused, message)
                    .of(&self.place)
                    .saying(body);
                self.shared.lock().tell(news);
                self.fault(rid, &fault)
            }
        }
    }

    fn fault(&mut self, rid: &str, fault: &Fault) -> Result<(), Ending> {
        let now = self.shared.lock().now();
        let body = Bytes::from(fault.body(now).to_string());
        self.answer(fault.status, rid, None, body)
    }

    fn answer(
        &mut self,
        status: u16,
        rid: &str,
        version: Option<i64>,
        body: Bytes,
    ) -> Result<(), Ending> {
        let Some(qos) = self.interests.get(Interest::TwinAnswers) else {
            return Ok(());
        };
        let topic = topic::twin_answer(status, rid, version);
        let mut publish = Publish::from_bytes(topic, QoS::AtMostOnce, body);
        if qos > 0 && self.flying.len() < MOST_FLYING {
            publish.qos = QoS::AtLeastOnce;
            publish.pkid = self.next_packet();
            self.flying.insert(publish.pkid, None);
        }
        self.wire.put(&Packet::Publish(publish))
    }

    /// Says what a device wanted said if it went without a word.
    fn leave(&self, world: &mut crate::world::World, topic: &str, message: &[u8]) {
        if let Some(FromDevice::Telemetry(bag)) = self.place.speaker.published(topic) {
            let bag = bag.with("iothub-MessageType", "Will");
            world.telemetry(&self.place, &bag, message);
        }
    }
}

/// Why a connection is ended from here; nothing is told where the queue to it ran over.
fn told(reason: Option<String>) -> Ending {
    let reason = reason.unwrap_or_else(|| "the device does not read what it is sent".to_owned());
    Ending::Told(reason)
}
