//! What happens on the bench, told to whoever listens: connections, refusals with their reason, writes, calls. Secrets in
//! what devices say are masked.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;
use twin::secret;

use crate::time::stamp;

/// Events kept for those who ask later.
const KEPT: usize = 2_000;
/// Characters kept of a message: it may name a topic of 64 KB.
const MESSAGE: usize = 500;
/// Characters of an id and of a module's.
const NAME: usize = 257;
/// Characters from which a name that can be a key is taken for one.
const LONG: usize = 40;
/// Characters kept of what a device or a service said.
const SAID: usize = 2_000;

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Counts up from 1 at every start.
    pub number: u64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// What.
    pub kind: EventKind,
    /// On which hub; nothing for the provisioning service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub: Option<String>,
    /// Which device, module (`device/module`) or registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// In words.
    pub message: String,
    /// What was said: a patch, a payload, masked and cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EventKind {
    /// A device connected.
    Connected,
    /// A device's connection ended.
    Disconnected,
    /// Somebody was turned away.
    Refused,
    /// A device reported properties.
    Reported,
    /// A service wrote tags or desired properties.
    Written,
    /// A direct method was called.
    Method,
    /// A device sent a message.
    Telemetry,
    /// A message was sent to a device.
    Message,
    /// An identity was made, changed or removed.
    Identity,
    /// A device was registered, moved or reset.
    Provisioned,
    /// A fault was asked for or struck.
    Fault,
}

/// What is to be told; number and time are given when it is.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub kind: EventKind,
    pub hub: Option<String>,
    pub device: Option<String>,
    pub message: String,
    pub detail: Option<String>,
}

impl News {
    pub fn new(kind: EventKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            hub: None,
            device: None,
            message: message.into(),
            detail: None,
        }
    }

    pub fn of(mut self, place: &crate::place::Place) -> Self {
        self.hub = Some(place.hub.clone());
        self.device = Some(place.speaker.to_string());
        self
    }

    /// Names who somebody claims to be, as far as that can be a name at all.
    pub fn claimed_by(mut self, on: &str, device: &str) -> Self {
        // a key in the wrong field stays untold
        let is_key =
            |id: &str| (id.len() >= LONG || id.ends_with('=')) && hub::Key::read(id).is_ok();
        let is_one = |id: &str| crate::identity::is_id(id).is_ok() && !is_key(id);
        let is_name = |text: &str| {
            !is_key(text) && text.split('/').count() <= 2 && text.split('/').all(is_one)
        };
        self.hub = Some(on.to_owned()).filter(|hub| !hub.is_empty());
        self.device = is_name(device).then(|| secret::cut(device, NAME));
        self
    }

    pub fn saying(mut self, body: &[u8]) -> Self {
        self.detail = (!body.is_empty()).then(|| match std::str::from_utf8(body) {
            Ok(text) => secret::cut(text, SAID),
            Err(_) => format!("{} bytes that are no text", body.len()),
        });
        self
    }
}

/// Tells events, and keeps the last ones.
#[derive(Debug)]
pub(crate) struct Teller {
    sender: broadcast::Sender<Arc<Event>>,
    kept: VecDeque<Arc<Event>>,
    number: u64,
}

impl Teller {
    pub fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(KEPT),
            kept: VecDeque::new(),
            number: 0,
        }
    }

    pub fn tell(&mut self, news: News, now: Timestamp) {
        self.number += 1;
        let event = Arc::new(Event {
            number: self.number,
            time: stamp(now),
            kind: news.kind,
            hub: news.hub,
            device: news.device,
            message: secret::cut(&news.message, MESSAGE),
            detail: news.detail,
        });
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::clone(&event));
        // nobody has to listen
        let _ = self.sender.send(event);
    }

    pub fn listen(&self) -> broadcast::Receiver<Arc<Event>> {
        self.sender.subscribe()
    }

    /// The events after one, oldest first.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Event> {
        let kept = self.kept.iter().map(Arc::as_ref);
        kept.filter(move |event| event.number > number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_the_place_of_a_name_stays_untold() {
        for (claimed, told) in [
            ("d", Some("d")),
            ("d/m", Some("d/m")),
            ("a/b/c", None),
            ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", None),
            ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka/Bwd/h8=", None),
            (
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAECAwQFBgcICQoLDA0AA",
                None,
            ),
        ] {
            let news = News::new(EventKind::Fault, "").claimed_by("hub", claimed);
            assert_eq!(news.device.as_deref(), told, "{claimed}");
        }
    }
}
