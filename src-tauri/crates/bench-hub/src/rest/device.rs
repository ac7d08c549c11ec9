//! `/devices/{id}/messages`: devices that speak HTTP send and fetch messages; and, on the bench only, a service sends one
//! to a device, which in the cloud takes AMQP.

use hub::Bag;
use serde_json::Value;

use crate::Fault;
use crate::http::Reply;
use crate::place::Place;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::{MOST_TELEMETRY, Proof, World};

/// Headers of a message, and the system properties they are.
const SYSTEM: [(&str, &str); 6] = [
    ("iothub-messageid", "$.mid"),
    ("iothub-correlationid", "$.cid"),
    ("iothub-userid", "$.uid"),
    ("iothub-contenttype", "$.ct"),
    ("iothub-contentencoding", "$.ce"),
    ("iothub-ack", "iothub-ack"),
];

pub(crate) fn call(
    world: &mut World,
    asked: &Asked<'_>,
    place: &Place,
    rest: &[&str],
) -> Result<Reply, Fault> {
    let lower: Vec<_> = rest.iter().map(|part| part.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match (asked.call.method.as_str(), &lower[..]) {
        ("POST", ["events"]) => {
            is_device(world, asked, place)?;
            if asked.call.body.len() > MOST_TELEMETRY {
                return Err(Fault::too_large(format!(
                    "a message may have {MOST_TELEMETRY} bytes"
                )));
            }
            world.telemetry(place, &bag(asked), &asked.call.body);
            Ok(Reply::empty(204))
        }
        ("GET", ["devicebound"]) => {
            is_device(world, asked, place)?;
            fetch(world, place)
        }
        ("DELETE", ["devicebound", tag]) => {
            is_device(world, asked, place)?;
            complete(world, place, tag)
        }
        ("POST", ["devicebound", _, "abandon"]) => {
            is_device(world, asked, place)?;
            Ok(Reply::empty(204))
        }
        ("POST", ["devicebound"]) => {
            asked.allow(world, Right::ServiceConnect)?;
            let expires = expiry(asked)?;
            world.send(place, &bag(asked), &asked.call.body, expires)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unknown(asked)),
    }
}

fn is_device(world: &World, asked: &Asked<'_>, place: &Place) -> Result<(), Fault> {
    let row = world.found(place)?;
    if row.identity.status != crate::identity::Status::Enabled {
        return Err(Fault::unauthorized("the identity is disabled"));
    }
    let proof = Proof {
        token: asked.call.authorization.as_deref(),
        certificates: &asked.call.certificates,
    };
    let proven = world.proves(place, &row.identity, proof, asked.of_listener);
    proven.map(drop).map_err(Fault::unauthorized)
}

/// The properties of a message: system ones by their headers, others by `iothub-app-…`.
fn bag(asked: &Asked<'_>) -> Bag {
    let mut bag = Bag::default();
    for (name, value) in &asked.call.properties {
        if let Some(own) = name.strip_prefix("iothub-app-") {
            bag = bag.with(own, value);
        } else if let Some((_, system)) = SYSTEM.iter().find(|(header, _)| header == name) {
            bag = bag.with(system, value);
        }
    }
    bag
}

fn expiry(asked: &Asked<'_>) -> Result<Option<i64>, Fault> {
    let header = asked
        .call
        .properties
        .iter()
        .find(|(name, _)| name == "iothub-expiry");
    let Some((_, text)) = header else {
        return Ok(None);
    };
    let time: Result<jiff::Timestamp, _> = text.parse();
    let time = time
        .map_err(|_| Fault::argument(format!("iothub-expiry is `{text}`, no time of RFC 3339")))?;
    Ok(Some(time.as_second()))
}

fn fetch(world: &World, place: &Place) -> Result<Reply, Fault> {
    let now = world.now().as_second();
    let Some(message) = world.keep.waiting(place, now)?.into_iter().next() else {
        return Ok(Reply::empty(204));
    };
    world.keep.count_sent(message.seq)?;
    let body = match String::from_utf8(message.body) {
        Ok(text) => text,
        // the body is handed on as text everywhere here; bytes that are none are told as such
        Err(bytes) => Value::from(String::from_utf8_lossy(bytes.as_bytes())).to_string(),
    };
    let reply = Reply {
        status: 200,
        headers: Vec::new(),
        body,
    };
    let reply = reply
        .with("ETag", format!("\"{}\"", message.seq))
        .with("iothub-sequencenumber", message.seq.to_string())
        .with("iothub-deliverycount", (message.sent + 1).to_string());
    Ok(told(reply, &Bag::read(&message.bag)))
}

/// The properties of a message, the other way round.
fn told(reply: Reply, bag: &Bag) -> Reply {
    bag.iter().fold(reply, |reply, (name, value)| {
        match SYSTEM.iter().find(|(_, system)| *system == name) {
            Some((header, _)) => reply.with(*header, value),
            None if name == "$.to" => reply.with("iothub-to", value),
            None if name.starts_with("$.") => reply,
            None => reply.with(format!("iothub-app-{name}"), value),
        }
    })
}

fn complete(world: &World, place: &Place, tag: &str) -> Result<Reply, Fault> {
    let seq: Option<i64> = tag.trim_matches('"').parse().ok();
    let now = world.now().as_second();
    let waiting = world.keep.waiting(place, now)?;
    match seq.filter(|seq| waiting.iter().any(|message| message.seq == *seq)) {
        Some(seq) => world
            .keep
            .complete(seq)
            .map(|_| Reply::empty(204))
            .map_err(Fault::from),
        None => Err(Fault::precondition(format!(
            "there is no message {tag} to complete"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetched_message_has_the_properties_it_was_sent_with() {
        let bag = Bag::default()
            .with("$.to", "/devices/d/messages/deviceBound")
            .with("$.mid", "m 1")
            .with("$.unknown", "x")
            .with("Color", "blue/1");
        let headers = told(Reply::empty(200), &bag).headers;
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_str()))
            .collect();
        assert_eq!(
            headers,
            [
                ("iothub-to", "/devices/d/messages/deviceBound"),
                ("iothub-messageid", "m 1"),
                ("iothub-app-Color", "blue/1"),
            ]
        );
    }
}
