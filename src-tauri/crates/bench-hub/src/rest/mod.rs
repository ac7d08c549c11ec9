//! REST over HTTPS: the hub's own interface for services, the provisioning service's, and MQTT over WebSocket. Here
//! calls are read from the wire and answers written; what they mean is decided in the modules below.

mod bench;
mod configurations;
mod device;
mod digital;
mod feedback;
mod jobs;
mod method;
mod provisioned;
mod query;
mod registry;
mod rights;
mod route;
mod socket;
mod twins;

pub(crate) use method::call_device;
pub(crate) use rights::POLICIES;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, IF_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use futures_util::StreamExt as _;
use hub::Bag;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use twin::secret;

use crate::Fault;
use crate::door::{Guest, Visit};
use crate::event::{EventKind, News};
use crate::http::{Call, Reply};
use crate::mqtt;
use crate::patience::Patience;
use crate::world::Shared;

/// Most bytes of a body: a bulk request of a hundred identities with their twins.
pub(crate) const MOST_BODY: usize = 4 * 1024 * 1024;
/// Most bytes of a head.
const MOST_HEAD: usize = 32 * 1024;

/// Serves HTTP.
#[derive(Clone)]
pub(crate) struct Rest {
    router: Router,
    patience: Patience,
}

/// The visit of a connection, until its first call that is let through.
type Waiting = Arc<std::sync::Mutex<Option<Visit>>>;

impl Rest {
    pub fn new(shared: Shared, patience: Patience) -> Self {
        let router = Router::new()
            .route("/$iothub/websocket", any(websocket))
            .route("/$iothub/websocket/", any(websocket))
            .fallback(called)
            .layer(Extension(shared))
            .layer(Extension(patience));
        Self { router, patience }
    }

    /// Serves a connection, to its end.
    pub async fn serve(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        guest: Guest,
        visit: Visit,
    ) {
        let waiting: Waiting = Arc::new(std::sync::Mutex::new(Some(visit)));
        let router = self
            .router
            .layer(Extension(Arc::new(guest)))
            .layer(Extension(waiting));
        let service = TowerToHyperService::new(router);
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience.head)
            .max_buf_size(MOST_HEAD)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        // a peer that goes away is no news
        let _ = connection.await;
    }
}

fn visit_of(waiting: &Waiting) -> Option<Visit> {
    waiting.lock().ok()?.take()
}

async fn websocket(
    Extension(shared): Extension<Shared>,
    Extension(guest): Extension<Arc<Guest>>,
    Extension(waiting): Extension<Waiting>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Some(visit) = visit_of(&waiting) else {
        return StatusCode::CONFLICT.into_response();
    };
    upgrade
        .protocols(["mqtt"])
        .max_message_size(mqtt::MOST)
        .on_upgrade(move |socket| async move {
            let stream = socket::stream(socket);
            mqtt::converse(
                stream,
                bytes::BytesMut::new(),
                shared,
                guest.as_ref().clone(),
                visit,
            )
            .await;
        })
}

async fn called(
    Extension(shared): Extension<Shared>,
    Extension(patience): Extension<Patience>,
    Extension(guest): Extension<Arc<Guest>>,
    Extension(waiting): Extension<Waiting>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut call = match call(&parts.method, &parts.uri, &parts.headers, &guest) {
        Ok(call) => call,
        Err(fault) => return response(fault.reply(shared.lock().now())),
    };
    let most = route::most_body(&shared.lock(), &call, guest.of_listener);
    call.body = match body_of(body, most, patience.body).await {
        Ok(body) => body,
        Err(fault) => return response(fault.reply(shared.lock().now())),
    };
    let reply = match route::answer(&shared, &call, guest.of_listener).await {
        Ok(reply) => reply,
        Err(fault) => refused(&shared, &call, guest.of_listener, &fault),
    };
    // who is refused is not known yet
    if reply.status < 400 {
        drop(visit_of(&waiting));
    }
    response(reply)
}

/// Tells of a call that is refused, and writes the refusal.
fn refused(shared: &Shared, call: &Call, of_listener: usize, fault: &Fault) -> Reply {
    let mut world = shared.lock();
    let path = secret::cut(&call.path.join("/"), 200);
    let message = format!("{} /{path}: {fault}", call.method);
    let mut news = News::new(EventKind::Refused, message);
    if let Some(hub) = world.hub_named(&call.host, of_listener) {
        let about = route::subject(call, &hub);
        news = news.claimed_by(&hub, &about.speaker.to_string());
    }
    world.tell(news);
    fault.reply(world.now())
}

async fn body_of(body: Body, most: usize, patience: Duration) -> Result<Vec<u8>, Fault> {
    timeout(patience, collected(body, most))
        .await
        .unwrap_or_else(|_| {
            let message = format!("the body did not arrive in {patience:?}");
            Err(Fault::argument(message))
        })
}

async fn collected(body: Body, most: usize) -> Result<Vec<u8>, Fault> {
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|error| Fault::argument(format!("the body cannot be read: {error}")))?;
        if bytes.len() + piece.len() > most {
            let message = format!("the body has more than {most} bytes");
            return Err(Fault::too_large(message));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn call(
    method: &axum::http::Method,
    uri: &axum::http::Uri,
    headers: &HeaderMap,
    guest: &Guest,
) -> Result<Call, Fault> {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let path = uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let decoded = percent_decode_str(part).decode_utf8();
            decoded
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| Fault::argument("the path is not UTF-8"))
        });
    let max_items =
        match header("x-ms-max-item-count") {
            None => None,
            // -1 asks for as many as there may be
            Some(text) if text.trim().starts_with('-') => None,
            Some(text) => Some(text.trim().parse().map_err(|_| {
                Fault::argument(format!("x-ms-max-item-count is `{text}`, no number"))
            })?),
        };
    Ok(Call {
        method: method.as_str().to_owned(),
        host: header(HOST.as_str())
            .or_else(|| uri.host().map(str::to_owned))
            .unwrap_or_default(),
        path: path.collect::<Result<_, _>>()?,
        query: Bag::read(uri.query().unwrap_or_default()),
        authorization: header(AUTHORIZATION.as_str()),
        if_match: header(IF_MATCH.as_str()),
        max_items,
        continuation: header("x-ms-continuation").filter(|text| !text.is_empty()),
        certificates: guest.certificates.clone(),
        properties: properties(headers),
        body: Vec::new(),
    })
}

/// Headers that name properties of a message.
fn properties(headers: &HeaderMap) -> Vec<(String, String)> {
    let named = headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("iothub-"));
    named
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect()
}

fn response(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let has_json = !reply.body.is_empty();
    let has_bytes = reply.bytes.is_some();
    let body = reply
        .bytes
        .map_or_else(|| Body::from(reply.body), Body::from);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if has_bytes {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
    } else if has_json {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
    }
    for (name, value) in reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    response
}
