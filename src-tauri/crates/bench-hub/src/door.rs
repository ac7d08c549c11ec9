//! The door: every port speaks TLS, and behind it MQTT, HTTP and WebSocket alike; the first byte tells which. Whoever is
//! not known yet waits in a room of bounded size and for a bounded time.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt as _, join};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::authority::Servers;
use crate::event::{EventKind, News};
use crate::mqtt;
use crate::patience::{Patience, Patient};
use crate::rest::Rest;
use crate::world::Shared;

/// Rest after the system had no more files to give.
const REST: Duration = Duration::from_millis(50);
/// First byte of a CONNECT packet.
const CONNECT: u8 = 0x10;

/// Who connected, as far as the handshake tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guest {
    /// Its certificates in DER, its own first; empty where it showed none.
    pub certificates: Vec<Vec<u8>>,
    /// The hub whose port it came to, by its place in the list.
    pub of_listener: usize,
}

/// The room of those whom nobody knows yet.
#[derive(Clone)]
pub(crate) struct WaitingRoom {
    patience: Patience,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    /// Who sits where, by the order they came; nothing for one whose task is just being started.
    guests: BTreeMap<u64, Option<AbortHandle>>,
}

/// A stay in the room; it ends when somebody is known, or gone.
pub(crate) struct Visit {
    room: WaitingRoom,
    number: u64,
}

impl WaitingRoom {
    /// An empty room.
    pub fn of(patience: Patience) -> Self {
        Self {
            patience,
            waiting: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A guest comes in; where there is no seat left, the one who waits longest has to go.
    fn come(&self) -> Visit {
        let mut waiting = self.lock();
        waiting.next += 1;
        let number = waiting.next;
        waiting.guests.insert(number, None);
        if waiting.guests.len() > self.patience.seats
            && let Some((_, Some(oldest))) = waiting.guests.pop_first()
        {
            oldest.abort();
        }
        Visit {
            room: self.clone(),
            number,
        }
    }

    /// Notes whose task to end; one who is known or gone by now has no seat any more, and keeps its task.
    fn sit(&self, number: u64, handle: AbortHandle) {
        if let Some(seat) = self.lock().guests.get_mut(&number) {
            *seat = Some(handle);
        }
    }
}

impl Visit {
    /// How long to wait for this guest.
    pub fn patience(&self) -> Patience {
        self.room.patience
    }

    /// Somebody is known now.
    pub fn end(self) {
        drop(self);
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.room.lock().guests.remove(&self.number);
    }
}

/// What every listener needs.
#[derive(Clone)]
pub(crate) struct Door {
    pub tls: Arc<Servers>,
    pub shared: Shared,
    pub room: WaitingRoom,
    pub rest: Rest,
}

impl Door {
    /// Lets guests in, for ever.
    pub async fn open(self, listener: TcpListener, of_listener: usize) {
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // no more files: those who wait give theirs back within their time
                    sleep(REST).await;
                    continue;
                }
            };
            let visit = self.room.come();
            let number = visit.number;
            let task = tokio::spawn(self.clone().receive(stream, of_listener, visit));
            self.room.sit(number, task.abort_handle());
        }
    }

    async fn receive(self, stream: TcpStream, of_listener: usize, visit: Visit) {
        let _ = stream.set_nodelay(true);
        // a guest who says nothing costs nothing but its socket
        let mut first = [0];
        let patience = visit.patience();
        if !matches!(
            timeout(patience.handshake, stream.peek(&mut first)).await,
            Ok(Ok(1))
        ) {
            return;
        }
        if first[0] != 0x16 {
            let message = "what came to the port is not TLS; devices and services of a hub speak nothing else";
            self.shared
                .lock()
                .tell(News::new(EventKind::Refused, message));
            return;
        }
        let here = stream.local_addr().ok().map(|address| address.ip());
        let tls = TlsAcceptor::from(self.tls.at(here));
        let mut stream = match timeout(patience.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                let message = format!("a TLS handshake failed: {}", in_words(&error));
                self.shared
                    .lock()
                    .tell(News::new(EventKind::Refused, message));
                return;
            }
            Err(_) => return,
        };
        let guest = Guest {
            certificates: certificates(&stream),
            of_listener,
        };
        let mut input = BytesMut::with_capacity(1024);
        if !matches!(
            timeout(patience.handshake, stream.read_buf(&mut input)).await,
            Ok(Ok(1..))
        ) {
            return;
        }
        if input[0] == CONNECT {
            return mqtt::converse(stream, input, self.shared, guest, visit).await;
        }
        let (reader, writer) = tokio::io::split(Patient::new(stream, patience.reader));
        let stream = join(Cursor::new(input.freeze()).chain(reader), writer);
        self.rest.serve(stream, guest, visit).await;
    }
}

/// What went wrong with a handshake; the one fault that everybody who makes certificates by hand runs into, with the way
/// out.
fn in_words(error: &std::io::Error) -> String {
    let error = error.to_string();
    if error.contains("UnsupportedCertVersion") {
        return "the client's certificate is of version 1, which TLS libraries refuse; make one of version 3: with openssl, \
                give it any extension"
            .to_owned();
    }
    error
}

fn certificates(stream: &TlsStream<TcpStream>) -> Vec<Vec<u8>> {
    let (_, connection) = stream.get_ref();
    let chain = connection.peer_certificates().unwrap_or_default();
    chain
        .iter()
        .map(|certificate| certificate.to_vec())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_certificate_is_told_with_the_way_out() {
        let seen = "invalid peer certificate: Other(OtherError(UnsupportedCertVersion))".to_owned();
        let told = in_words(&std::io::Error::other(seen));
        assert!(told.contains("version 1") && told.contains("version 3"));
        let other = "received fatal alert: UnknownCA";
        assert_eq!(in_words(&std::io::Error::other(other)), other);
    }
}
