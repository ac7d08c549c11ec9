//! `/messages/serviceBound/feedback`: what became of messages to devices, in batches that are locked, then completed or put
//! back.

use crate::Fault;
use crate::http::Reply;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::World;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    let lower: Vec<_> = rest.iter().map(|part| part.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let ["servicebound", "feedback", rest @ ..] = &lower[..] else {
        return Err(unknown(asked));
    };
    asked.allow(world, Right::ServiceConnect)?;
    match (asked.call.method.as_str(), rest) {
        ("GET", []) => Ok(match world.feedback(&asked.hub)? {
            Some((batch, token)) => Reply::json(200, &batch).with("ETag", format!("\"{token}\"")),
            None => Reply::empty(204),
        }),
        ("DELETE", [token]) => {
            world.complete_feedback(&asked.hub, token.trim_matches('"'))?;
            Ok(Reply::empty(204))
        }
        ("POST", [token, "abandon"]) => {
            world.abandon_feedback(&asked.hub, token.trim_matches('"'))?;
            Ok(Reply::empty(204))
        }
        _ => Err(unknown(asked)),
    }
}
