//! Direct methods: called by a service, answered by the device, each call once.

use bytes::Bytes;
use hub::topic::{self, Interest};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::http::read_object;
use crate::place::Place;
use crate::random;
use crate::world::World;

/// Only what would end the segment of a topic, or not be heard as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'\'')
    .remove(b':')
    .remove(b'@')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Most bytes of a payload, both ways.
const MOST_BYTES: usize = 128 * 1024;

/// Most bytes of a name: encoded, it is a part of a topic.
const MOST_NAME: usize = 1024;

/// A call under way.
#[derive(Debug)]
pub(crate) struct Call {
    session: u64,
    sender: oneshot::Sender<Result<MethodAnswer, Fault>>,
}

/// What a device answered.
#[derive(Debug)]
pub(crate) struct MethodAnswer {
    /// Its own status.
    pub status: i64,
    /// JSON; nothing where the device sent nothing.
    pub payload: String,
}

/// What is to be called.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub name: String,
    /// JSON.
    pub payload: String,
    /// Seconds, 5 to 300.
    pub response_timeout: u64,
    /// Seconds, 0 to 300.
    pub connect_timeout: u64,
}

impl Invocation {
    /// Reads the body of `POST …/methods`.
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            method_name: String,
            #[serde(borrow)]
            payload: Option<&'a RawValue>,
            response_timeout_in_seconds: Option<f64>,
            connect_timeout_in_seconds: Option<f64>,
        }
        let body: Body<'_> = read_object(body, "the method call in the body")?;
        let payload = body.payload.map_or("null", RawValue::get);
        Self::of(
            body.method_name,
            payload,
            body.response_timeout_in_seconds,
            body.connect_timeout_in_seconds,
        )
    }

    /// Checks what is asked for. `payload` is JSON; timeouts are in seconds.
    pub fn of(
        name: String,
        payload: &str,
        response_timeout: Option<f64>,
        connect_timeout: Option<f64>,
    ) -> Result<Self, Fault> {
        if name.is_empty() {
            return Err(Fault::argument("methodName is empty"));
        }
        if name.len() > MOST_NAME {
            let bytes = name.len();
            let message =
                format!("methodName has {bytes} bytes, more than the {MOST_NAME} that are allowed");
            return Err(Fault::argument(message));
        }
        if payload.len() > MOST_BYTES {
            let message = format!(
                "the payload has {} bytes, {MOST_BYTES} are allowed",
                payload.len()
            );
            return Err(Fault::argument(message));
        }
        Ok(Self {
            name,
            payload: payload.to_owned(),
            response_timeout: seconds("responseTimeoutInSeconds", response_timeout, 30, 5)?,
            connect_timeout: seconds("connectTimeoutInSeconds", connect_timeout, 0, 0)?,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within 0 to 300 above"
)]
fn seconds(name: &str, given: Option<f64>, unset: u64, least: u32) -> Result<u64, Fault> {
    match given {
        None => Ok(unset),
        // some clients send 0 for what they do not set
        Some(0.0) => Ok(unset),
        Some(value) if (f64::from(least)..=300.0).contains(&value) => Ok(value as u64),
        Some(value) => Err(Fault::argument(format!(
            "{name} is {value}, {least} to 300 are allowed"
        ))),
    }
}

impl World {
    /// True for a device that can be called now.
    pub fn is_callable(&self, place: &Place) -> bool {
        let session = self.session(place);
        session.is_some_and(|session| session.interests.get(Interest::Methods).is_some())
    }

    /// Calls a device that is there.
    pub fn call(
        &mut self,
        place: &Place,
        invocation: &Invocation,
    ) -> Result<(String, oneshot::Receiver<Result<MethodAnswer, Fault>>), Fault> {
        self.found(place)?;
        let offline = || Fault::not_online(format!("{} is not online", place.speaker));
        if !self.is_callable(place) {
            return Err(offline());
        }
        let session = self
            .session(place)
            .map(|session| session.id)
            .ok_or_else(offline)?;
        let rid = random::hex(8);
        let name = utf8_percent_encode(&invocation.name, ENCODED).to_string();
        let topic = topic::method_call(&name, &rid);
        let payload = Bytes::from(invocation.payload.clone());
        let (sender, receiver) = oneshot::channel();
        self.calls.insert(rid.clone(), Call { session, sender });
        let message = format!("method {} is called", invocation.name);
        self.tell(
            News::new(EventKind::Method, message)
                .of(place)
                .saying(&payload),
        );
        if !self.deliver(place, Interest::Methods, &topic, &payload, None) {
            self.calls.remove(&rid);
            return Err(offline());
        }
        Ok((rid, receiver))
    }

    /// Gives a call up.
    pub fn give_up(&mut self, rid: &str) {
        self.calls.remove(rid);
    }

    /// A device answers; false where nobody asked, or not this connection.
    pub fn answered(
        &mut self,
        place: &Place,
        session: u64,
        rid: &str,
        status: i64,
        body: &[u8],
    ) -> bool {
        if self
            .calls
            .get(rid)
            .is_none_or(|call| call.session != session)
        {
            return false;
        }
        let Some(call) = self.calls.remove(rid) else {
            return false;
        };
        let message = format!("a method is answered with {status}");
        self.tell(News::new(EventKind::Method, message).of(place).saying(body));
        if body.len() > MOST_BYTES {
            let bytes = body.len();
            let message = format!(
                "the answer has {bytes} bytes, more than the {MOST_BYTES} that are allowed"
            );
            return call.sender.send(Err(Fault::too_large(message))).is_ok();
        }
        // a body that is no JSON is given on as a text
        let payload = match serde_json::from_slice::<&RawValue>(body) {
            Ok(json) => json.get().to_owned(),
            Err(_) if body.is_empty() => "null".to_owned(),
            Err(_) => Value::from(String::from_utf8_lossy(body)).to_string(),
        };
        call.sender
            .send(Ok(MethodAnswer { status, payload }))
            .is_ok()
    }

    /// Drops the calls of a connection that ended: who waits hears of it at once.
    pub fn forget_calls(&mut self, session: u64) {
        self.calls.retain(|_, call| call.session != session);
    }
}
