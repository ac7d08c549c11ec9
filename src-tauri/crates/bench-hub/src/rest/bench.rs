//! `/bench`: what no cloud has: events as they happened, trouble on demand, and authorities, which a cloud is given by its
//! portal.

use serde_json::{Value, json};

use crate::Fault;
use crate::http::Reply;
use crate::provisioning::authorities;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::World;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    asked.allow_untroubled(world, Right::ServiceConnect)?;
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
        ("GET", ["authorities"]) => {
            let known = authorities::all(&world.keep.connection)?;
            let told = known
                .iter()
                .map(|(name, authority)| json!({"name": name, "info": authority.info}));
            Ok(Reply::json(200, &told.collect()))
        }
        ("PUT", ["authorities", name]) => {
            world.trust(name, &String::from_utf8_lossy(&asked.call.body))?;
            Ok(Reply::empty(204))
        }
        ("DELETE", ["authorities", name]) => {
            match authorities::remove(&world.keep.connection, name)? {
                true => Ok(Reply::empty(204)),
                false => Err(Fault::not_found(format!("there is no authority {name}"))),
            }
        }
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

#[cfg(test)]
mod tests {
    use hub::Token;
    use jiff::Timestamp;

    use super::*;
    use crate::http::Call;
    use crate::keep::Keep;
    use crate::world::provisioning_settings;

    const HUB: &str = "bench-west.azure-devices.net";

    fn world() -> World {
        let keep = Keep::in_memory();
        let owner = keep.policy_or_new("0ne00BENCH", "owner").unwrap();
        let hubs = vec![HUB.to_owned()];
        let settings = provisioning_settings("0ne00BENCH", &hubs, &owner);
        World::new(keep, hubs, settings)
    }

    fn status(world: &mut World, method: &str, body: &str) -> u16 {
        let owner = world.keep.policy_or_new(HUB, "iothubowner").unwrap();
        let soon = Timestamp::now().as_second() + 60;
        let asked = Call {
            method: method.to_owned(),
            authorization: Some(Token::make(HUB, &owner.keys[0], soon, Some("iothubowner"))),
            body: body.as_bytes().to_vec(),
            ..Call::default()
        };
        let asked = Asked {
            call: &asked,
            hub: HUB.to_owned(),
            of_listener: 0,
        };
        match call(world, &asked, &["faults"]) {
            Ok(reply) => reply.status,
            Err(fault) => fault.status,
        }
    }

    #[test]
    fn no_trouble_keeps_itself_from_being_taken_away() {
        for trouble in [
            r#"[{"kind":"throttle"}]"#,
            r#"[{"kind":"clockSkew","amount":315360000}]"#,
        ] {
            let mut world = world();
            assert_eq!(status(&mut world, "PUT", trouble), 200, "{trouble}");
            assert_eq!(status(&mut world, "DELETE", ""), 200, "{trouble}");
            assert!(world.troubles.all().is_empty());
        }
    }
}
