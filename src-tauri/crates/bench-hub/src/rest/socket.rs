//! A WebSocket as a stream of bytes: packets may be cut anywhere between its frames.

use axum::extract::ws::{Message, WebSocket};
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

/// Bytes under way in each direction.
const PIECE: usize = 16 * 1024;

/// Returns the stream; a task carries bytes until either side ends.
pub(crate) fn stream(socket: WebSocket) -> DuplexStream {
    let (mine, theirs) = duplex(PIECE);
    tokio::spawn(carry(socket, mine));
    theirs
}

async fn carry(mut socket: WebSocket, mut stream: DuplexStream) {
    let mut out = BytesMut::new();
    loop {
        out.reserve(PIECE);
        tokio::select! {
            message = socket.recv() => {
                let bytes = match message {
                    Some(Ok(Message::Binary(bytes))) => bytes,
                    Some(Ok(Message::Text(text))) => Bytes::from(text),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                };
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
            }
            read = stream.read_buf(&mut out) => {
                if !matches!(read, Ok(1..)) {
                    break;
                }
                if socket.send(Message::Binary(out.split().freeze())).await.is_err() {
                    break;
                }
            }
        }
    }
    let _ = socket.send(Message::Close(None)).await;
}
