//! The first packet: who is it, and may it in? What comes of it is a conversation with a hub, or with the provisioning
//! service.

use std::time::Duration;

use bytes::BytesMut;
use hub::Bag;
use hub::topic::Login;
use rumqttc::mqttbytes::v4::{ConnAck, Connect, ConnectReturnCode, LastWill, Packet};
use tokio::time::timeout;

use crate::Fault;
use crate::door::{Guest, Visit};
use crate::event::{EventKind, News};
use crate::mqtt::wire::{Ending, Stream, Wire};
use crate::mqtt::{device, provisioned};
use crate::provisioning;
use crate::world::{Keeps, NotAdmitted, Opened, Proof, Shared};

/// Most bytes of it: a token, a name and a will.
const MOST_GREETING: usize = 80 * 1024;
/// Most bytes of a packet after it: 256 KB and a topic.
pub(crate) const MOST: usize = 256 * 1024 + 66 * 1024;
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
    let mut claimed = None;
    let greeted = timeout(patience.greeting, greeting(&mut wire)).await;
    let ended = match greeted {
        Err(_) => Err(Ending::Refused(format!(
            "no CONNECT was said in {:?}",
            patience.greeting
        ))),
        Ok(Err(Ending::Version(level))) => {
            let _ = turn(&mut wire, ConnectReturnCode::RefusedProtocolVersion).await;
            Err(Ending::Refused(Ending::Version(level).to_string()))
        }
        Ok(Err(ending)) => Err(ending),
        Ok(Ok(connect)) => {
            claimed = Some(claims(&connect));
            received(&mut wire, connect, &shared, &guest, visit).await
        }
    };
    if let Err(Ending::Malformed(reason) | Ending::Refused(reason)) = ended {
        let mut world = shared.lock();
        let mut news = News::new(EventKind::Refused, reason);
        if let Some((host, device)) = claimed {
            let hub = world.hub_named(&host, guest.of_listener);
            news = news.claimed_by(&hub.unwrap_or_default(), &device);
        }
        world.tell(news);
    }
    wire.shut().await;
}

/// The host and the device that somebody says to be, whatever else is wrong with it.
fn claims(connect: &Connect) -> (String, String) {
    let user = connect.login.as_ref().map(|login| login.username.as_str());
    match Login::read(user.unwrap_or_default(), &connect.client_id) {
        Ok(Login::Hub { host, speaker, .. }) => (host, speaker.to_string()),
        _ => (String::new(), connect.client_id.clone()),
    }
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
    match login {
        Login::Hub { host, speaker, bag } => {
            let keeps = match connect.clean_session {
                true => Keeps::Nothing,
                false => Keeps::Interests,
            };
            let admitted = {
                let mut world = shared.lock();
                let admitted = world.admit(&host, &speaker, &bag, proof, guest.of_listener);
                admitted.map(|admitted| world.open(admitted, keeps))
            };
            match admitted {
                Ok(opened) => {
                    visit.end();
                    greet(shared, &opened, &bag);
                    device::converse(wire, shared, opened, terms).await;
                    Ok(())
                }
                Err(NotAdmitted::Refused(reason)) => {
                    let reason = format!("{speaker} at {host} is refused: {reason}");
                    refuse(wire, reason).await
                }
                Err(NotAdmitted::Broken(fault)) => unavailable(wire, &fault).await,
            }
        }
        Login::Provisioning {
            id_scope,
            registration_id,
            bag,
        } => {
            let who = (id_scope.as_str(), registration_id.as_str());
            let admitted = match registering(wire, shared, who, proof).await? {
                Some(admitted) => admitted,
                None => return Ok(()),
            };
            visit.end();
            let api_version = bag.get("api-version");
            provisioned::converse(wire, shared, &admitted, api_version, terms.silence).await;
            Ok(())
        }
    }
}

/// Tells whoever listens that a device is in.
fn greet(shared: &Shared, opened: &Opened, bag: &Bag) {
    let client = bag.get("DeviceClientType").unwrap_or("an unnamed client");
    let message = format!("connected with {client}");
    let news = News::new(EventKind::Connected, message);
    shared.lock().tell(news.of(&opened.place));
}

/// Lets a device in to be registered; nothing where it was turned away, which the service has told already.
async fn registering<S: Stream>(
    wire: &mut Wire<S>,
    shared: &Shared,
    (id_scope, registration_id): (&str, &str),
    proof: Proof<'_>,
) -> Result<Option<provisioning::Admitted>, Ending> {
    let proof = match proof.token {
        Some(token) => provisioning::Proof::Token(token),
        None => provisioning::Proof::Certificates(proof.certificates),
    };
    let admitted = shared
        .lock()
        .provision(|service| service.authorize(id_scope, registration_id, proof));
    match admitted {
        Ok(Ok(_)) if is_to_refuse(shared, registration_id) => {
            turn(wire, ConnectReturnCode::NotAuthorized).await?;
            Ok(None)
        }
        Ok(Ok(admitted)) => {
            turn(wire, ConnectReturnCode::Success).await?;
            Ok(Some(admitted))
        }
        Ok(Err(_)) => {
            turn(wire, ConnectReturnCode::NotAuthorized).await?;
            Ok(None)
        }
        Err(fault) => unavailable(wire, &fault).await.map(|()| None),
    }
}

/// True where a right proof is to be refused.
fn is_to_refuse(shared: &Shared, registration_id: &str) -> bool {
    let mut world = shared.lock();
    let place = world.registration(registration_id);
    world.is_to_refuse(&place)
}

fn silence(keep_alive: u16) -> Duration {
    match u64::from(keep_alive) {
        0 => Duration::from_secs(LONGEST_SILENCE),
        seconds => Duration::from_millis((seconds * 1500).min(LONGEST_SILENCE * 1000)),
    }
}

async fn refuse<S: Stream>(wire: &mut Wire<S>, reason: String) -> Result<(), Ending> {
    turn(wire, ConnectReturnCode::NotAuthorized).await?;
    Err(Ending::Refused(reason))
}

/// The bench's own trouble is no fault of the device's: it may try again.
async fn unavailable<S: Stream>(wire: &mut Wire<S>, fault: &Fault) -> Result<(), Ending> {
    turn(wire, ConnectReturnCode::ServiceUnavailable).await?;
    Err(Ending::Refused(fault.to_string()))
}

/// Answers CONNECT without a session.
async fn turn<S: Stream>(wire: &mut Wire<S>, code: ConnectReturnCode) -> Result<(), Ending> {
    wire.put(&Packet::ConnAck(ConnAck::new(code, false)))?;
    wire.flush().await
}
