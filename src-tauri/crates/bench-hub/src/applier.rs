//! The applier of configurations: looks at twins for which something changed, a few at a time, so that nobody waits.

use crate::event::{EventKind, News};
use crate::place::Place;
use crate::world::Shared;

/// Twins that are looked at in a row.
const IN_A_ROW: usize = 20;

/// Applies configurations, for ever.
pub(crate) async fn run(shared: Shared) {
    let unsettled = shared.lock().unsettled.clone();
    loop {
        unsettled.notified().await;
        let (hubs, mut places) = shared.lock().take_unsettled();
        for hub in hubs {
            let reading = {
                let shared = shared.clone();
                tokio::task::spawn_blocking(move || all(&shared, &hub))
            };
            match reading.await {
                Ok(Ok(found)) => places.extend(found),
                Ok(Err(error)) => complain(&shared, &error.to_string()),
                Err(error) => complain(&shared, &error.to_string()),
            }
        }
        for some in places.chunks(IN_A_ROW) {
            {
                let mut world = shared.lock();
                for place in some {
                    if let Err(fault) = world.settle_configurations(place) {
                        let message = format!("configurations are not applied: {fault}");
                        world.tell(News::new(EventKind::Fault, message).of(place));
                    }
                }
            }
            tokio::task::yield_now().await;
        }
    }
}

fn complain(shared: &Shared, error: &str) {
    let message = format!("configurations are not applied: {error}");
    shared.lock().tell(News::new(EventKind::Fault, message));
}

/// All devices and modules of a hub.
fn all(shared: &Shared, hub: &str) -> rusqlite::Result<Vec<Place>> {
    let reader = shared.lock().keep.reader()?;
    match reader {
        Some(reader) => crate::keep::states::places(&reader, hub),
        None => Ok(Vec::new()),
    }
}
