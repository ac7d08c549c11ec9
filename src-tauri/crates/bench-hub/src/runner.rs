//! The runner of jobs: begins each when its time has come, goes from device to device, and goes on after a restart where
//! it was. A device whose turn was interrupted has it again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::stream;
use futures_util::{Stream, TryStreamExt as _};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::keep::{Job, Open, Scan};
use crate::place::Place;
use crate::query::Query;
use crate::rest::call_device;
use crate::world::{Deed, IfMatch, Invocation, Order, Shared};

/// Devices that are read from the state at once, and called at once.
const AT_ONCE: usize = 50;
/// Longest rest between two looks at jobs whose time has not come: the clock of the hubs may be set.
const REST: Duration = Duration::from_secs(1);

/// Runs the jobs of all hubs, for ever. Each has a task of its own: one that waits for its devices holds up no other.
pub(crate) async fn run(shared: Shared) {
    let due = shared.lock().due.clone();
    let running: Running = Arc::default();
    loop {
        let (jobs, now) = {
            let world = shared.lock();
            (world.keep.open_jobs(), world.now().as_second())
        };
        // what cannot be read now is read again
        let mut waits = jobs.is_err();
        for job in jobs.unwrap_or_default() {
            if job.status == "scheduled" && job.begins > now {
                waits = true;
                continue;
            }
            let is_new = lock(&running).insert((job.hub.clone(), job.id.clone()));
            if is_new {
                tokio::spawn(to_its_end(shared.clone(), running.clone(), job));
            }
        }
        match waits {
            true => drop(timeout(REST, due.notified()).await),
            false => due.notified().await,
        }
    }
}

/// The jobs that have a task, by hub and id.
type Running = Arc<Mutex<HashSet<(String, String)>>>;

fn lock(running: &Running) -> MutexGuard<'_, HashSet<(String, String)>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a job off the list, also where its task ends in a panic.
struct Task {
    running: Running,
    key: (String, String),
}

impl Drop for Task {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.key);
    }
}

async fn to_its_end(shared: Shared, running: Running, job: Open) {
    let key = (job.hub, job.id);
    let task = Task { running, key };
    let (hub, id) = &task.key;
    if let Err(fault) = one(&shared, hub, id).await {
        failed(&shared, hub, id, &fault);
    }
}

/// A job that cannot go on is over, or it would be tried for ever.
fn failed(shared: &Shared, hub: &str, id: &str, fault: &Fault) {
    let mut world = shared.lock();
    let ended = world.job(hub, id).and_then(|mut job| match job.ended {
        // cancelled meanwhile
        Some(_) => Ok(()),
        None => world.end(&mut job, "failed", Some(fault.message.clone())),
    });
    if let Err(error) = ended {
        let message = format!("job {id} cannot be ended: {error}");
        world.tell(News::new(EventKind::Fault, message));
    }
}

async fn one(shared: &Shared, hub: &str, id: &str) -> Result<(), Fault> {
    let mut job = shared.lock().job(hub, id)?;
    let Order { deed, query, time } = job.order()?;
    match job.status.as_str() {
        "scheduled" => {
            let devices = targets(shared, hub, query).await?;
            let mut world = shared.lock();
            // it may have been cancelled while the devices were looked for
            job = world.job(hub, id)?;
            if job.status != "scheduled" {
                return Ok(());
            }
            world.begin(&mut job, &devices)?;
        }
        "running" => shared.lock().keep.take_back(&job)?,
        _ => return Ok(()),
    }
    match &deed {
        Deed::Write(patch, if_match) => write_all(shared, &mut job, time, patch, if_match).await,
        Deed::Call(invocation) => call_all(shared, &mut job, time, invocation).await,
    }
}

async fn write_all(
    shared: &Shared,
    job: &mut Job,
    time: i64,
    patch: &str,
    if_match: &IfMatch,
) -> Result<(), Fault> {
    while shared.lock().goes_on(job, time)? {
        let devices = shared.lock().keep.pending(job, "", AT_ONCE)?;
        if devices.is_empty() {
            return shared.lock().finish(job);
        }
        for device in devices {
            shared.lock().write_part(job, &device, patch, if_match)?;
        }
        // others have their turn between two batches
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Calls all devices that wait for it, so many at once: where one is done, the next one has its turn.
async fn call_all(
    shared: &Shared,
    job: &mut Job,
    time: i64,
    invocation: &Invocation,
) -> Result<(), Fault> {
    if !shared.lock().goes_on(job, time)? {
        return Ok(());
    }
    let called = &*job;
    let calls = pending(shared, called)
        .try_for_each_concurrent(AT_ONCE, |device| call(shared, called, device, invocation));
    tokio::select! {
        done = calls => done?,
        ended = over(shared, called.clone(), time) => return ended,
    }
    shared.lock().finish(job)
}

/// The devices of a job that wait for their turn, read from the state as they are needed.
fn pending<'a>(
    shared: &'a Shared,
    job: &'a Job,
) -> impl Stream<Item = Result<String, Fault>> + use<'a> {
    let pages = stream::try_unfold(String::new(), move |after| async move {
        let page = shared.lock().keep.pending(job, &after, AT_ONCE)?;
        let last = page.last().cloned();
        Ok::<_, Fault>(last.map(|last| (stream::iter(page.into_iter().map(Ok)), last)))
    });
    pages.try_flatten()
}

/// Waits until a job does not run any longer: it was cancelled, or its time is over on the clock of the hubs.
async fn over(shared: &Shared, mut job: Job, time: i64) -> Result<(), Fault> {
    while shared.lock().goes_on(&mut job, time)? {
        sleep(REST).await;
    }
    Ok(())
}

async fn call(
    shared: &Shared,
    job: &Job,
    device: String,
    invocation: &Invocation,
) -> Result<(), Fault> {
    if !shared.lock().part_begins(job, &device)? {
        return Ok(());
    }
    let place = Place::device(&job.hub, &device);
    let answer = call_device(shared, &place, invocation).await;
    let outcome = answer.map(|answer| {
        let payload: Value = serde_json::from_str(&answer.payload).unwrap_or_default();
        json!({"deviceMethodResponse": {"status": answer.status, "payload": payload}})
    });
    shared.lock().part_done(job, &device, None, outcome)
}

/// The devices that a job is for, as they are now.
async fn targets(shared: &Shared, hub: &str, query: Query) -> Result<Vec<String>, Fault> {
    let (shared, hub) = (shared.clone(), hub.to_owned());
    let looking = tokio::task::spawn_blocking(move || matching(&shared, &hub, &query));
    let found = looking.await;
    found.map_err(|error| Fault::server(format!("the query ended early: {error}")))?
}

/// The devices of a hub that a query finds, without holding anybody up.
pub(crate) fn matching(shared: &Shared, hub: &str, query: &Query) -> Result<Vec<String>, Fault> {
    let reader = shared.lock().keep.reader()?;
    let reader = reader.ok_or_else(|| Fault::server("the state of the bench hub is in no file"))?;
    let scan = Scan {
        hub,
        wants_modules: false,
        device: query.device_id(),
        after: None,
    };
    let mut found = Vec::new();
    scan.over(&reader, |place, row| {
        let facts = shared.lock().facts(place, &row);
        let twin = row.twin.for_service(&row.identity, &facts);
        let twin: Value = serde_json::from_str(&twin).unwrap_or_default();
        if query.matches(&twin) {
            found.push(place.speaker.device.clone());
        }
        false
    })?;
    Ok(found)
}

#[cfg(test)]
#[path = "runner_tests.rs"]
mod tests;
