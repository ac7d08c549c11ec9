//! The first packet: who is it, and may it in? What comes of it is a conversation with a hub, or with the provisioning
//! service.

use std::time::Duration;

use bytes::BytesMut;
use hub::Bag;
use hub::topic::Login;
use rumqttc::mqttbytes::v4::{ConnAck, Connect, ConnectReturnCode, LastWill, Packet};
use tokio::time::timeout;

use crate::door::{Guest, Visit};
use crate::event::{EventKind, News};
use crate::mqtt::wire::{Ending, Stream, Wire};
use crate::mqtt::{device, provisioned};
use crate::provisioning;
use crate::world::{Admitted, Interests, Proof, Shared};

/// Most bytes of it: a token, a name and a will.
const MOST_GREETING: usize = 80 * 1024;
/// Most bytes of a packet after it: 256 KB and a topic.
const MOST: usize = 256 * 1024 + 66 * 1024;
/// Seconds without a sign of life where a device asks for no limit.
const LONGEST_SILENCE: u64 = 1767;

/// What is known of a connection once it is let in.
pub(crate) struct Terms {
    /// Longest silence.
    pub silence: Duration,
    /// What it wants said if it falls silent.
    pub will: Option<LastWill>,
}

/// Speaks MQTT with a guest, to the end.
pub(crate) async fn converse<S: Stream>(
    stream: S,
    input: BytesMut,
    shared: Shared,
    guest: Guest,
    visit: Visit,
) {
    let patience = visit.patience();
    let mut wire = Wire::new(stream, input, MOST_GREETING, patience.reader);
    let greeted = timeout(patience.greeting, greeting(&mut wire)).await;
    let ended = match greeted {
        Err(_) => Err(Ending::Refused(format!(
            "no CONNECT was said in {:?}",
            patience.greeting
        ))),
        Ok(Err(Ending::Version(level))) => {
            let _ = turn_away(&mut wire, ConnectReturnCode::RefusedProtocolVersion).await;
            Err(Ending::Refused(Ending::Version(level).to_string()))
        }
        Ok(Err(ending)) => Err(ending),
        Ok(Ok(connect)) => received(&mut wire, connect, &shared, &guest, visit).await,
    };
    if let Err(Ending::Malformed(reason) | Ending::Refused(reason)) = ended {
        shared.lock().tell(News::new(EventKind::Refused, reason));
    }
    wire.shut().await;
}

async fn greeting<S: Stream>(wire: &mut Wire<S>) -> Result<Connect, Ending> {
    loop {
        match wire.ready()? {
            Some(Packet::Connect(connect)) => return Ok(connect),
            Some(other) => {
                let name = name_of(&other);
                return Err(Ending::Malformed(format!(
                    "it begins with {name}, not with CONNECT"
                )));
            }
            None => wire.read().await?,
        }
    }
}

/// The packet's name in the standard.
pub(crate) fn name_of(packet: &Packet) -> &'static str {
    match packet {
        Packet::Connect(_) => "CONNECT",
        Packet::ConnAck(_) => "CONNACK",
        Packet::Publish(_) => "PUBLISH",
        Packet::PubAck(_) => "PUBACK",
        Packet::PubRec(_) => "PUBREC",
        Packet::PubRel(_) => "PUBREL",
        Packet::PubComp(_) => "PUBCOMP",
        Packet::Subscribe(_) => "SUBSCRIBE",
        Packet::SubAck(_) => "SUBACK",
        Packet::Unsubscribe(_) => "UNSUBSCRIBE",
        Packet::UnsubAck(_) => "UNSUBACK",
        Packet::PingReq => "PINGREQ",
        Packet::PingResp => "PINGRESP",
        Packet::Disconnect => "DISCONNECT",
    }
}

async fn received<S: Stream>(
    wire: &mut Wire<S>,
    connect: Connect,
    shared: &Shared,
    guest: &Guest,
    visit: Visit,
) -> Result<(), Ending> {
    let user = connect
        .login
        .as_ref()
        .map_or("", |login| login.username.as_str());
    let login = match Login::read(user, &connect.client_id) {
        Ok(login) => login,
        Err(error) => return refuse(wire, error.to_string()).await,
    };
    let password = connect.login.as_ref().map(|login| login.password.as_str());
    let proof = Proof {
        token: password.filter(|password| !password.is_empty()),
        certificates: &guest.certificates,
    };
    let terms = Terms {
        silence: silence(connect.keep_alive),
        will: connect.last_will,
    };
    wire.most = MOST;
    match &login {
        Login::Hub { host, speaker, bag } => {
            let admitted = shared
                .lock()
                .admit(host, speaker, bag, proof, guest.of_listener);
            let mut admitted = match admitted {
                Ok(admitted) => admitted,
                Err(reason) => {
                    let reason = format!("{speaker} at {host} is refused: {reason}");
                    return refuse(wire, reason).await;
                }
            };
            let is_lasting = !connect.clean_session;
            let_in(wire, shared, &mut admitted, bag, is_lasting).await?;
            visit.end();
            device::converse(wire, shared, admitted, is_lasting, terms).await;
            Ok(())
        }
        Login::Provisioning {
            id_scope,
            registration_id,
            bag,
        } => {
            let proof = match proof.token {
                Some(token) => provisioning::Proof::Token(token),
                None => provisioning::Proof::Certificates(proof.certificates),
            };
            let admitted = shared
                .lock()
                .provision(|service| service.authorize(id_scope, registration_id, proof));
            let admitted = match admitted {
                Ok(Ok(admitted)) => admitted,
                // the service has told it already
                Ok(Err(_)) => return turn_away(wire, ConnectReturnCode::NotAuthorized).await,
                Err(fault) => return refuse(wire, fault.to_string()).await,
            };
            welcome(wire, false).await?;
            visit.end();
            provisioned::converse(
                wire,
                shared,
                &admitted,
                bag.get("api-version"),
                terms.silence,
            )
            .await;
            Ok(())
        }
    }
}

/// Tells a device, and whoever listens, that it is in.
async fn let_in<S: Stream>(
    wire: &mut Wire<S>,
    shared: &Shared,
    admitted: &mut Admitted,
    bag: &Bag,
    is_lasting: bool,
) -> Result<(), Ending> {
    if !is_lasting {
        forget(shared, admitted);
    }
    let is_known = admitted.interests != Interests::default();
    welcome(wire, is_lasting && is_known).await?;
    let client = bag.get("DeviceClientType").unwrap_or("an unnamed client");
    let message = format!("connected with {client}");
    let news = News::new(EventKind::Connected, message);
    shared.lock().tell(news.of(&admitted.place));
    Ok(())
}

/// A clean session forgets what an earlier one subscribed to.
fn forget(shared: &Shared, admitted: &mut Admitted) {
    admitted.interests = Interests::default();
    let _ = shared.lock().keep.set_interests(&admitted.place, "");
}

fn silence(keep_alive: u16) -> Duration {
    match u64::from(keep_alive) {
        0 => Duration::from_secs(LONGEST_SILENCE),
        seconds => Duration::from_millis((seconds * 1500).min(LONGEST_SILENCE * 1000)),
    }
}

async fn welcome<S: Stream>(wire: &mut Wire<S>, is_known: bool) -> Result<(), Ending> {
    wire.put(&Packet::ConnAck(ConnAck::new(
        ConnectReturnCode::Success,
        is_known,
    )))?;
    wire.flush().await
}

async fn refuse<S: Stream>(wire: &mut Wire<S>, reason: String) -> Result<(), Ending> {
    turn_away(wire, ConnectReturnCode::NotAuthorized).await?;
    Err(Ending::Refused(reason))
}

async fn turn_away<S: Stream>(wire: &mut Wire<S>, code: ConnectReturnCode) -> Result<(), Ending> {
    wire.put(&Packet::ConnAck(ConnAck::new(code, false)))?;
    wire.flush().await
}
