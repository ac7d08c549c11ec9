//! `/devices`: identities of devices and modules, and what is counted of them.

use serde_json::{Value, json};

use crate::Fault;
use crate::http::Reply;
use crate::identity::Wish;
use crate::keep::Row;
use crate::place::Place;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::{IfMatch, World};

/// Most identities of a list.
const MOST: usize = 1000;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    let if_match = IfMatch::read(asked.call.if_match.as_deref());
    match asked.call.method.as_str() {
        "GET" => {
            asked.allow(world, Right::RegistryRead)?;
            let row = world.found(place)?;
            Ok(reply(world, place, &row))
        }
        "PUT" => {
            asked.allow(world, Right::RegistryWrite)?;
            let wish = Wish::read(&asked.call.body)?;
            is_same("deviceId", wish.device_id.as_deref(), &place.speaker.device)?;
            if let Some(module) = &place.speaker.module {
                is_same("moduleId", wish.module_id.as_deref(), module)?;
            }
            let row = world.put_identity(place, wish, &if_match)?;
            Ok(reply(world, place, &row))
        }
        "DELETE" => {
            asked.allow(world, Right::RegistryWrite)?;
            world.remove_identity(place, &if_match)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unknown(asked)),
    }
}

fn is_same(name: &str, told: Option<&str>, asked: &str) -> Result<(), Fault> {
    match told {
        Some(told) if told != asked => Err(Fault::argument(format!(
            "{name} is `{told}`, the path says `{asked}`"
        ))),
        _ => Ok(()),
    }
}

fn reply(world: &World, place: &Place, row: &Row) -> Reply {
    let json = world.identity_json(place, row);
    Reply::json(200, &json).with("ETag", format!("\"{}\"", row.identity.etag))
}

pub(crate) fn list(world: &mut World, asked: &Asked<'_>) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryRead)?;
    let top = match asked.call.query.get("top") {
        None => MOST,
        Some(text) => text
            .parse()
            .ok()
            .filter(|top| (1..=MOST).contains(top))
            .ok_or_else(|| Fault::argument(format!("top is `{text}`, 1 to {MOST} are allowed")))?,
    };
    let rows = world.keep.first(&asked.hub, top)?;
    let list: Vec<Value> = rows
        .iter()
        .map(|row| world.identity_json(&Place::of(&asked.hub, &row.identity), row))
        .collect();
    Ok(Reply::json(200, &list.into()))
}

pub(crate) fn modules(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryRead)?;
    world.found(place)?;
    let rows = world.keep.modules(place)?;
    let list: Vec<Value> = rows
        .iter()
        .map(|row| world.identity_json(&Place::of(&asked.hub, &row.identity), row))
        .collect();
    Ok(Reply::json(200, &list.into()))
}

pub(crate) fn bulk(world: &mut World, asked: &Asked<'_>) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryWrite)?;
    let result = world.bulk(&asked.hub, &asked.call.body)?;
    let status = if result["isSuccessful"] == true {
        200
    } else {
        400
    };
    Ok(Reply::json(status, &result))
}

pub(crate) fn purge(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryWrite)?;
    world.found(place)?;
    let purged = world.purge(place)?;
    let device = &place.speaker.device;
    Ok(Reply::json(
        200,
        &json!({"totalMessagesPurged": purged, "deviceId": device, "moduleId": null}),
    ))
}

pub(crate) fn statistics(
    world: &mut World,
    asked: &Asked<'_>,
    which: &str,
) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryRead)?;
    let body = match which {
        "devices" => {
            let tally = world.keep.tally(&asked.hub)?;
            json!({
                "totalDeviceCount": tally.all,
                "enabledDeviceCount": tally.enabled,
                "disabledDeviceCount": tally.all - tally.enabled,
            })
        }
        "service" => json!({"connectedDeviceCount": world.connected(&asked.hub)}),
        _ => return Err(unknown(asked)),
    };
    Ok(Reply::json(200, &body))
}
