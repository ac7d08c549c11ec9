//! `/devices/{id}/messages`: devices that speak HTTP send and fetch messages; and, on the bench only, a service sends one
//! to a device, which in the cloud takes AMQP.

use hub::Bag;

use crate::Fault;
use crate::http::Reply;
use crate::place::Place;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::{MOST_TELEMETRY, NotAdmitted, Outcome, Proof, World};

/// Headers of a message, and the system properties they are.
const SYSTEM: [(&str, &str); 6] = [
    ("iothub-messageid", "$.mid"),
    ("iothub-correlationid", "$.cid"),
    ("iothub-userid", "$.uid"),
    ("iothub-contenttype", "$.ct"),
    ("iothub-contentencoding", "$.ce"),
    ("iothub-ack", "iothub-ack"),
];

/// Seconds a message waits whose sender does not say how long.
const USUAL_LIFE: i64 = 3600;

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
            fetch(world, asked, place)
        }
        ("DELETE", ["devicebound", token]) => {
            is_device(world, asked, place)?;
            let outcome = match asked.call.query.get("reject") {
                Some(_) => Outcome::Rejected,
                None => Outcome::Success,
            };
            world.settle_locked(place, token.trim_matches('"'), outcome)?;
            Ok(Reply::empty(204))
        }
        ("POST", ["devicebound", token, "abandon"]) => {
            is_device(world, asked, place)?;
            world.abandon(place, token.trim_matches('"'))?;
            Ok(Reply::empty(204))
        }
        ("POST", ["devicebound"]) => {
            asked.allow(world, Right::ServiceConnect)?;
            let expires = expiry(world, asked)?;
            world.send(place, &bag(asked), &asked.call.body, Some(expires))?;
            Ok(Reply::empty(204))
        }
        _ => Err(unknown(asked)),
    }
}

/// Where a device would upload a file: no hub of the bench has a storage.
pub(crate) fn upload(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    is_device(world, asked, place)?;
    Err(Fault::no_upload(
        "the hubs of the bench have no storage, so that no file can be uploaded",
    ))
}

fn is_device(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<(), Fault> {
    let row = world.found(place)?;
    if row.identity.status != crate::identity::Status::Enabled {
        return Err(Fault::unauthorized("the identity is disabled"));
    }
    let proof = Proof {
        token: asked.call.authorization.as_deref(),
        certificates: &asked.call.certificates,
    };
    let proven = world.proves(place, &row.identity, proof, asked.of_listener);
    proven.map_err(|error| match error {
        NotAdmitted::Refused(reason) => Fault::unauthorized(reason),
        NotAdmitted::Broken(fault) => fault,
    })?;
    if world.is_to_refuse(place) {
        return Err(Fault::unauthorized("refused on demand"));
    }
    world.throttled(place)
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

/// When a message expires; the service's own hour where its sender says nothing.
fn expiry(world: &World, asked: &Asked<'_>) -> Result<i64, Fault> {
    let Some(text) = header(asked, "iothub-expiry") else {
        return Ok(world.now().as_second().saturating_add(USUAL_LIFE));
    };
    let time: Result<jiff::Timestamp, _> = text.parse();
    let time = time
        .map_err(|_| Fault::argument(format!("iothub-expiry is `{text}`, no time of RFC 3339")))?;
    Ok(time.as_second())
}

fn fetch(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    let seconds = lock_timeout(asked)?;
    let Some((message, token)) = world.fetch(place, seconds)? else {
        return Ok(Reply::empty(204));
    };
    let reply = Reply {
        status: 200,
        bytes: Some(message.body),
        ..Reply::default()
    };
    let reply = reply
        .with("ETag", format!("\"{token}\""))
        .with("iothub-sequencenumber", message.seq.to_string())
        .with("iothub-deliverycount", (message.sent + 1).to_string());
    Ok(told(reply, &Bag::read(&message.bag)))
}

/// Seconds for which the device wants what it fetches locked.
fn lock_timeout(asked: &Asked<'_>) -> Result<Option<i64>, Fault> {
    let Some(text) = header(asked, "iothub-messagelocktimeout") else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(seconds @ 1..=300) => Ok(Some(seconds)),
        _ => Err(Fault::argument(format!(
            "iothub-messagelocktimeout is `{text}`, 1 to 300 seconds are allowed"
        ))),
    }
}

fn header<'a>(asked: &'a Asked<'_>, name: &str) -> Option<&'a str> {
    let mut headers = asked.call.properties.iter();
    let found = headers.find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
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
