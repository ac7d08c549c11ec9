//! `/twins/{id}/methods`: a direct method is called, and its answer waited for.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::Fault;
use crate::http::Reply;
use crate::place::Place;
use crate::rest::rights::Right;
use crate::rest::route::Asked;
use crate::world::{Invocation, MethodAnswer, Shared};

pub(crate) async fn invoke(
    shared: &Shared,
    asked: &Asked<'_>,
    place: Place,
) -> Result<Reply, Fault> {
    asked.allow(&mut shared.lock(), Right::ServiceConnect)?;
    let invocation = Invocation::read(&asked.call.body)?;
    let answer = call_device(shared, &place, &invocation).await?;
    let body = format!(
        "{{\"status\":{},\"payload\":{}}}",
        answer.status, answer.payload
    );
    Ok(Reply {
        status: 200,
        body,
        ..Reply::default()
    })
}

/// Calls a method, and waits for the device and its answer as long as the call says.
pub(crate) async fn call_device(
    shared: &Shared,
    place: &Place,
    invocation: &Invocation,
) -> Result<MethodAnswer, Fault> {
    shared.lock().found(place)?;
    await_device(
        shared,
        place,
        Duration::from_secs(invocation.connect_timeout),
    )
    .await;
    let (rid, answer) = shared.lock().call(place, invocation)?;
    let _pending = Pending { shared, rid: &rid };
    let patience = Duration::from_secs(invocation.response_timeout);
    match timeout(patience, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => {
            let message = format!("{} disconnected before it answered", place.speaker);
            Err(Fault::timeout(message))
        }
        Err(_) => {
            let seconds = invocation.response_timeout;
            Err(Fault::timeout(format!(
                "{} did not answer in {seconds} seconds",
                place.speaker
            )))
        }
    }
}

/// A call that waits for its answer; given up where nobody waits any more, a caller that hung up included.
struct Pending<'a> {
    shared: &'a Shared,
    rid: &'a str,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.shared.lock().give_up(self.rid);
    }
}

/// Waits until a device can be called, as long as the caller wants to.
async fn await_device(shared: &Shared, place: &Place, patience: Duration) {
    let deadline = Instant::now() + patience;
    loop {
        let callable = shared.lock().callable.clone();
        let woken = callable.notified();
        tokio::pin!(woken);
        // asked for before looking, so that no device slips through in between
        woken.as_mut().enable();
        if shared.lock().is_callable(place) || timeout_at(deadline, woken).await.is_err() {
            return;
        }
    }
}
