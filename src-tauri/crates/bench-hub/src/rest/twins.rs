//! `/twins/{id}`: read, patched, replaced.

use crate::Fault;
use crate::http::Reply;
use crate::place::Place;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::{How, IfMatch, World};

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    asked.allow(world, Right::ServiceConnect)?;
    let how = match asked.call.method.as_str() {
        "GET" => None,
        "PATCH" => Some(How::Patch),
        "PUT" => Some(How::Replace),
        _ => return Err(unknown(asked)),
    };
    if let Some(how) = how {
        let if_match = IfMatch::read(asked.call.if_match.as_deref());
        world.write(place, how, &asked.call.body, &if_match)?;
    }
    let (twin, etag) = world.service_twin(place)?;
    let reply = Reply {
        status: 200,
        body: twin,
        ..Reply::default()
    };
    Ok(reply.with("ETag", format!("\"{etag}\"")))
}
