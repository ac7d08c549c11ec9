//! A WebSocket as a stream of bytes: packets may be cut anywhere between its frames.

use axum::extract::ws::{Message, WebSocket};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{
    AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf, duplex, split,
};

/// Bytes under way in each direction.
const PIECE: usize = 16 * 1024;

/// Returns the stream; a task carries bytes until either side ends.
pub(crate) fn stream(socket: WebSocket) -> DuplexStream {
    let (mine, theirs) = duplex(PIECE);
    tokio::spawn(carry(socket, mine));
    theirs
}

/// Carries both ways at once: a peer that sends much before it reads is waited for in neither.
async fn carry(socket: WebSocket, stream: DuplexStream) {
    let (to_peer, from_peer) = socket.split();
    let (from_talk, to_talk) = split(stream);
    tokio::select! {
        () = take(from_peer, to_talk) => {}
        () = give(from_talk, to_peer) => {}
    }
}

async fn take(mut from_peer: SplitStream<WebSocket>, mut to_talk: WriteHalf<DuplexStream>) {
    while let Some(Ok(message)) = from_peer.next().await {
        let bytes = match message {
            Message::Binary(bytes) => bytes,
            Message::Text(text) => Bytes::from(text),
            Message::Ping(_) | Message::Pong(_) => continue,
            Message::Close(_) => return,
        };
        if to_talk.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn give(mut from_talk: ReadHalf<DuplexStream>, mut to_peer: SplitSink<WebSocket, Message>) {
    let mut out = BytesMut::new();
    loop {
        out.reserve(PIECE);
        if !matches!(from_talk.read_buf(&mut out).await, Ok(1..)) {
            break;
        }
        let message = Message::Binary(out.split().freeze());
        if to_peer.send(message).await.is_err() {
            return;
        }
    }
    let _ = to_peer.send(Message::Close(None)).await;
}
