//! `/bench`: what no cloud has: events as they happened, and trouble on demand.

use serde_json::{Value, json};

use crate::Fault;
use crate::http::Reply;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::World;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    asked.allow(world, Right::ServiceConnect)?;
    match (asked.call.method.as_str(), rest) {
        ("GET", ["events"]) => {
            let after = asked
                .call
                .query
                .get("after")
                .and_then(|text| text.parse().ok());
            let events: Vec<_> = world.teller.after(after.unwrap_or_default()).collect();
            let events = serde_json::to_value(events).unwrap_or_default();
            Ok(Reply::json(200, &events))
        }
        ("GET", ["faults"]) => Ok(all(world)),
        ("PUT" | "POST", ["faults"]) => {
            let read = serde_json::from_slice(&asked.call.body);
            let troubles = read.map_err(|error| {
                Fault::argument(format!("the body is no list of faults: {error}"))
            })?;
            set(world, troubles)
        }
        ("DELETE", ["faults"]) => set(world, Vec::new()),
        _ => Err(unknown(asked)),
    }
}

fn set(world: &mut World, troubles: Vec<crate::Trouble>) -> Result<Reply, Fault> {
    world.set_troubles(troubles)?;
    Ok(all(world))
}

fn all(world: &World) -> Reply {
    let troubles: Value = serde_json::to_value(world.troubles.all()).unwrap_or_else(|_| json!([]));
    Reply::json(200, &troubles)
}
