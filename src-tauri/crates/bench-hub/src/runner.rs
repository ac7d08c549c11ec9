//! The runner of jobs: begins each when its time has come, goes from device to device, and goes on after a restart where
//! it was. A device whose turn was interrupted has it again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::keep::{Job, Scan};
use crate::place::Place;
use crate::rest::call_device;
use crate::world::{Deed, Invocation, Shared};

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

async fn to_its_end(shared: Shared, running: Running, job: Job) {
    let key = (job.hub.clone(), job.id.clone());
    let task = Task { running, key };
    if let Err(fault) = one(&shared, job).await {
        failed(&shared, &task.key.0, &task.key.1, &fault);
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

async fn one(shared: &Shared, mut job: Job) -> Result<(), Fault> {
    let deed = job.deed()?;
    if job.status == "scheduled" {
        let devices = targets(shared, &job).await?;
        let mut world = shared.lock();
        // it may have been cancelled while the devices were looked for
        job = world.job(&job.hub, &job.id)?;
        if job.status != "scheduled" {
            return Ok(());
        }
        world.begin(&mut job, &devices)?;
    } else {
        shared.lock().keep.take_back(&job)?;
    }
    while shared.lock().goes_on(&mut job)? {
        let devices = shared.lock().keep.pending(&job, AT_ONCE)?;
        if devices.is_empty() {
            return shared.lock().end(&mut job, "completed", None);
        }
        match &deed {
            Deed::Write(patch, if_match) => {
                for device in devices {
                    shared.lock().write_part(&job, &device, patch, if_match)?;
                }
                // others have their turn between two batches
                tokio::task::yield_now().await;
            }
            Deed::Call(invocation) => {
                let calls = devices
                    .into_iter()
                    .map(|device| call(shared, &job, device, invocation));
                let calls = stream::iter(calls).buffer_unordered(AT_ONCE);
                let limit = sleep(left(shared, &job));
                tokio::pin!(limit);
                tokio::select! {
                    done = calls.collect::<Vec<_>>() => done.into_iter().collect::<Result<(), _>>()?,
                    () = limit => {}
                    () = cancelled(shared, &job) => {}
                }
            }
        }
    }
    Ok(())
}

/// How long a job may still run.
fn left(shared: &Shared, job: &Job) -> Duration {
    let now = shared.lock().now().as_second();
    let end = job.began.unwrap_or(job.begins).saturating_add(job.time());
    Duration::from_secs(u64::try_from(end.saturating_sub(now)).unwrap_or_default())
}

/// Waits until a job does not run any longer.
async fn cancelled(shared: &Shared, job: &Job) {
    loop {
        sleep(REST).await;
        let known = shared.lock().job(&job.hub, &job.id);
        if known.is_ok_and(|known| known.status != "running") {
            return;
        }
    }
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
async fn targets(shared: &Shared, job: &Job) -> Result<Vec<String>, Fault> {
    let query = job.query()?;
    let (shared, hub) = (shared.clone(), job.hub.clone());
    let looking = tokio::task::spawn_blocking(move || matching(&shared, &hub, &query));
    let found = looking.await;
    found.map_err(|error| Fault::server(format!("the query ended early: {error}")))?
}

/// The devices of a hub that a query finds, without holding anybody up.
pub(crate) fn matching(
    shared: &Shared,
    hub: &str,
    query: &crate::query::Query,
) -> Result<Vec<String>, Fault> {
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
        let mut run = query.runs();
        run.see(&twin);
        if run.rows() > 0 {
            found.push(place.speaker.device.clone());
        }
        false
    })?;
    Ok(found)
}
