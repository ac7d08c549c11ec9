//! `/digitaltwins`: devices with a model: their properties, and their commands, which are direct methods.

use crate::Fault;
use crate::http::Reply;
use crate::place::Place;
use crate::random;
use crate::rest::method::call_device;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::{IfMatch, Invocation, Shared, World};

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    asked.allow(world, Right::ServiceConnect)?;
    match asked.call.method.as_str() {
        "GET" => {
            let (twin, etag) = world.digital_twin(place)?;
            Ok(Reply::json(200, &twin).with("ETag", format!("\"{etag}\"")))
        }
        "PATCH" => {
            let if_match = IfMatch::read(asked.call.if_match.as_deref());
            let etag = world.patch_digital_twin(place, &asked.call.body, &if_match)?;
            let (host, device) = (&asked.call.host, &place.speaker.device);
            let reply = Reply::empty(202).with("ETag", format!("\"{etag}\""));
            Ok(reply.with("Location", format!("https://{host}/digitaltwins/{device}")))
        }
        _ => Err(unknown(asked)),
    }
}

/// Invokes a command of a device, or of one of its components; the answer is the device's own.
pub(crate) async fn command(
    shared: &Shared,
    asked: &Asked<'_>,
    place: Place,
    component: Option<&str>,
    name: &str,
) -> Result<Reply, Fault> {
    asked.allow(&mut shared.lock(), Right::ServiceConnect)?;
    let method = match component {
        Some(component) => format!("{component}*{name}"),
        None => name.to_owned(),
    };
    let seconds = |name: &str| match asked.call.query.get(name) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| {
            let text = twin::secret::cut(text, 20);
            Fault::argument(format!("{name} is `{text}`, no number of seconds"))
        }),
    };
    let (response, connect) = (
        seconds("responseTimeoutInSeconds")?,
        seconds("connectTimeoutInSeconds")?,
    );
    let payload = payload(&asked.call.body)?;
    let invocation = Invocation::of(method, payload, response, connect)?;
    let answer = call_device(shared, &place, &invocation).await?;
    let reply = Reply {
        status: 200,
        body: answer.payload,
        ..Reply::default()
    };
    Ok(reply
        .with("x-ms-command-statuscode", answer.status.to_string())
        .with("x-ms-request-id", random::guid()))
}

fn payload(body: &[u8]) -> Result<&str, Fault> {
    if body.trim_ascii().is_empty() {
        return Ok("null");
    }
    let read: Result<&serde_json::value::RawValue, _> = serde_json::from_slice(body);
    read.map(serde_json::value::RawValue::get)
        .map_err(|error| Fault::unreadable("the payload in the body", &error))
}
