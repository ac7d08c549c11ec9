//! Packets on a stream: read whole, within bounds of size and time; written in one go.

use std::time::Duration;

use bytes::BytesMut;
use rumqttc::mqttbytes::Error;
use rumqttc::mqttbytes::v4::Packet;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

/// What is kept of a buffer between packets.
const KEPT: usize = 4096;
/// Most bytes of a topic: its length is written in two bytes.
const MOST_TOPIC: usize = 65_535;
/// What is read at once, at least.
const PIECE: usize = 1024;

/// A stream in both directions.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + 'static> Stream for T {}

/// Packets, one after the other.
pub(crate) struct Wire<S> {
    stream: S,
    input: BytesMut,
    output: BytesMut,
    /// Most bytes of a packet.
    pub most: usize,
    /// Longest wait for a peer that does not read.
    patience: Duration,
}

/// Why a conversation ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ending {
    /// The peer is gone.
    #[error("the connection was closed")]
    Closed,
    /// The peer said good-bye.
    #[error("the device disconnected")]
    Goodbye,
    /// What came is no MQTT.
    #[error("what came is not MQTT 3.1.1: {0}")]
    Malformed(String),
    /// It is MQTT of another version.
    #[error("the device speaks MQTT of protocol level {0}; a hub speaks 3.1.1, which is level 4")]
    Version(u8),
    /// It is MQTT, and against the rules.
    #[error("{0}")]
    Refused(String),
    /// Told to end.
    #[error("{0}")]
    Told(String),
}

impl<S: Stream> Wire<S> {
    /// Packets of a stream whose first bytes were read already.
    pub fn new(stream: S, input: BytesMut, most: usize, patience: Duration) -> Self {
        Self {
            stream,
            input,
            output: BytesMut::new(),
            most,
            patience,
        }
    }

    /// Takes the next packet that is here already.
    pub fn ready(&mut self) -> Result<Option<Packet>, Ending> {
        self.check_flags()?;
        match Packet::read(&mut self.input, self.most) {
            Ok(packet) => Ok(Some(packet)),
            Err(Error::InsufficientBytes(_)) => {
                if self.input.is_empty() && self.input.capacity() > KEPT {
                    self.input = BytesMut::new();
                }
                Ok(None)
            }
            Err(Error::InvalidProtocolLevel(level)) => Err(Ending::Version(level)),
            Err(error) => Err(Ending::Malformed(error.to_string())),
        }
    }

    /// Refuses a packet whose reserved bits are not as MQTT 3.1.1 has them (section 2.2.2): a peer that gets these wrong
    /// gets others wrong, too.
    fn check_flags(&self) -> Result<(), Ending> {
        let Some(first) = self.input.first() else {
            return Ok(());
        };
        let required = match first >> 4 {
            // PUBLISH uses them; 0 and 15 are no packets at all
            3 | 0 | 15 => return Ok(()),
            // PUBREL, SUBSCRIBE, UNSUBSCRIBE
            6 | 8 | 10 => 0b0010,
            _ => 0,
        };
        match first & 0b1111 {
            flags if flags == required => Ok(()),
            flags => Err(Ending::Malformed(format!(
                "a packet of type {} has the flags {flags:04b}, not {required:04b}",
                first >> 4
            ))),
        }
    }

    /// Reads more. May be dropped at any moment: what was read is kept.
    pub async fn read(&mut self) -> Result<(), Ending> {
        self.input.reserve(PIECE);
        match self.stream.read_buf(&mut self.input).await {
            Ok(0) | Err(_) => Err(Ending::Closed),
            Ok(_) => Ok(()),
        }
    }

    /// Puts a packet with those to be written.
    pub fn put(&mut self, packet: &Packet) -> Result<(), Ending> {
        if let Packet::Publish(publish) = packet
            && publish.topic.len() > MOST_TOPIC
        {
            // an answer repeats what the device chose for its request
            let bytes = publish.topic.len();
            return Err(Ending::Refused(format!(
                "the answer's topic has {bytes} bytes, {MOST_TOPIC} are allowed"
            )));
        }
        let written = packet.write(&mut self.output, usize::MAX);
        written
            .map(drop)
            .map_err(|error| Ending::Told(format!("a packet cannot be written: {error}")))
    }

    /// Bytes to be written.
    pub fn unwritten(&self) -> usize {
        self.output.len()
    }

    /// Writes what there is.
    pub async fn flush(&mut self) -> Result<(), Ending> {
        if self.output.is_empty() {
            return Ok(());
        }
        let writing = async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        };
        let written = timeout(self.patience, writing).await;
        self.output.clear();
        if self.output.capacity() > KEPT {
            self.output = BytesMut::new();
        }
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ending::Closed),
            Err(_) => Err(Ending::Told(
                "the device does not read what it is sent".to_owned(),
            )),
        }
    }

    /// Ends the stream.
    pub async fn shut(&mut self) {
        let _ = timeout(Duration::from_secs(1), self.stream.shutdown()).await;
    }
}
