//! Jobs of methods over devices of which some are silent, and jobs that were interrupted.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::identity::Wish;
use crate::keep::{Keep, Parts};
use crate::world::{Inbox, Interests, Keeps, World, provisioning_settings};

const HUB: &str = "west.example";
/// Longest wait for what has to come; shorter than a device may be silent.
const LONG: Duration = Duration::from_secs(60);

/// The hub of a folder, as it is after a start.
fn started(folder: &Path) -> Shared {
    let keep = Keep::open(&folder.join("bench.sqlite")).unwrap();
    let owner = keep
        .policy_or_new("scope", "provisioningserviceowner")
        .unwrap();
    let hubs = vec![HUB.to_owned()];
    let provisioning = provisioning_settings("scope", &hubs, &owner);
    Shared::new(World::new(keep, hubs, provisioning))
}

fn make(shared: &Shared, device: &str) {
    let place = Place::device(HUB, device);
    let mut world = shared.lock();
    world
        .put_identity(&place, Wish::default(), &IfMatch::Absent)
        .unwrap();
}

/// Connects a device.
fn connected(shared: &Shared, device: &str) -> Inbox {
    let place = Place::device(HUB, device);
    let mut world = shared.lock();
    world.inbox(&place, Interests::read("m1"), Keeps::Nothing)
}

/// Connects a device that answers; counts how often it was called.
fn answering(shared: &Shared, device: &str) -> Arc<AtomicUsize> {
    let mut inbox = connected(shared, device);
    let (shared, place) = (shared.clone(), Place::device(HUB, device));
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    tokio::spawn(async move {
        while let Some(delivery) = inbox.deliveries.recv().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let rid = delivery.topic.split("$rid=").nth(1).unwrap();
            let mut world = shared.lock();
            world.answered(&place, inbox.session, rid, 200, b"{}");
        }
    });
    calls
}

/// A hub with so many devices; the first of them are connected and say nothing.
fn fleet(folder: &Path, count: usize, silent: usize) -> (Shared, Vec<String>, Vec<Inbox>) {
    let shared = started(folder);
    let devices: Vec<_> = (0..count).map(|n| format!("d{n:03}")).collect();
    devices.iter().for_each(|device| make(&shared, device));
    let inboxes = devices[..silent]
        .iter()
        .map(|id| connected(&shared, id))
        .collect();
    (shared, devices, inboxes)
}

/// Asks for a method of all devices; each may be silent for five minutes, the job may take one.
fn schedule(shared: &Shared) -> Job {
    let method = json!({"methodName": "m", "responseTimeoutInSeconds": 300});
    let asked = json!({
        "type": "scheduleDeviceMethod", "cloudToDeviceMethod": method, "maxExecutionTimeInSeconds": 60,
    });
    let mut world = shared.lock();
    world
        .schedule(HUB, "j", asked.to_string().as_bytes())
        .unwrap()
}

fn job(shared: &Shared) -> Job {
    shared.lock().job(HUB, "j").unwrap()
}

/// How many devices of the job have a status.
fn counts(shared: &Shared) -> BTreeMap<String, u64> {
    let job = job(shared);
    let counts = shared.lock().keep.count_parts(&job).unwrap();
    counts.into_iter().collect()
}

fn count(shared: &Shared, status: &str) -> u64 {
    counts(shared).remove(status).unwrap_or_default()
}

/// Sets the clock of the hubs ahead.
fn ahead(shared: &Shared, seconds: i64) {
    let skew = serde_json::from_value(json!({"kind": "clockSkew", "amount": seconds})).unwrap();
    shared.lock().troubles.set(vec![skew]).unwrap();
}

/// Lets the runner work until something is so.
async fn until(shared: &Shared, what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    if timeout(LONG, waiting).await.is_err() {
        panic!("{what}: {:?}", counts(shared));
    }
}

fn run_async(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(test);
}

#[test]
fn devices_that_are_silent_hold_up_no_others() {
    let folder = tempfile::tempdir().unwrap();
    run_async(async {
        let (shared, devices, _inboxes) = fleet(folder.path(), 130, 5);
        for device in &devices[5..] {
            answering(&shared, device);
        }
        schedule(&shared);
        tokio::spawn(run(shared.clone()));
        until(&shared, "all others answer", || {
            count(&shared, "completed") == 125
        })
        .await;
        assert_eq!(count(&shared, "running"), 5);
        assert_eq!(job(&shared).status, "running");
    });
}

#[test]
fn when_its_time_is_over_who_was_not_called_is_told_apart_from_who_did_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    run_async(async {
        let (shared, _, _inboxes) = fleet(folder.path(), 55, 55);
        schedule(&shared);
        tokio::spawn(run(shared.clone()));
        until(&shared, "fifty are called", || {
            count(&shared, "running") == 50
        })
        .await;
        ahead(&shared, 61);
        until(&shared, "it ends", || job(&shared).ended.is_some()).await;
        let job = job(&shared);
        assert_eq!(job.status, "completed");
        assert!(job.failure.unwrap().contains("60 seconds"));
        let told = counts(&shared);
        let wanted = [("canceled", 5), ("failed", 50)];
        assert!(
            told.iter()
                .map(|(status, count)| (&**status, *count))
                .eq(wanted)
        );
        let parts = Parts {
            hub: HUB,
            after: None,
        };
        let world = shared.lock();
        let see = |(): &(), part: crate::keep::Part| {
            assert_eq!(part.outcome.contains("504"), part.status == "failed");
            false
        };
        parts.over(&world.keep.connection, |_| (), see).unwrap();
    });
}

/// A job that is done with one device, is at the second, and has not come to the third, when the bench ends.
fn interrupted(folder: &Path) {
    let shared = started(folder);
    let devices = ["a", "b", "c"].map(str::to_owned);
    devices.iter().for_each(|device| make(&shared, device));
    let mut job = schedule(&shared);
    let mut world = shared.lock();
    world.begin(&mut job, &devices).unwrap();
    for device in &devices[..2] {
        assert!(world.part_begins(&job, device).unwrap());
    }
    world.part_done(&job, "a", None, Ok(json!({}))).unwrap();
}

#[test]
fn a_job_that_ran_when_the_bench_ended_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    run_async(async {
        let shared = started(folder.path());
        let calls = ["a", "b", "c"].map(|device| answering(&shared, device));
        tokio::spawn(run(shared.clone()));
        until(&shared, "it ends", || job(&shared).ended.is_some()).await;
        assert_eq!(counts(&shared), [("completed".to_owned(), 3)].into());
        let calls = calls.map(|calls| calls.load(Ordering::Relaxed));
        assert_eq!(calls, [0, 1, 1], "what is done is not done again");
        assert_eq!(job(&shared).failure, None);
    });
}

#[test]
fn a_job_whose_time_ended_while_the_bench_did_not_run_calls_nobody() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    run_async(async {
        let shared = started(folder.path());
        ahead(&shared, 61);
        let calls = ["a", "b", "c"].map(|device| answering(&shared, device));
        tokio::spawn(run(shared.clone()));
        until(&shared, "it ends", || job(&shared).ended.is_some()).await;
        assert_eq!(calls.map(|calls| calls.load(Ordering::Relaxed)), [0, 0, 0]);
        let wanted = [("canceled", 2), ("completed", 1)];
        let wanted = wanted.map(|(status, count)| (status.to_owned(), count));
        assert_eq!(counts(&shared), wanted.into());
    });
}

#[test]
fn a_job_of_writes_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let devices: Vec<_> = (0..60).map(|n| format!("d{n:03}")).collect();
    let versions = |shared: &Shared| -> Vec<i64> {
        let of = |id| shared.lock().found(&Place::device(HUB, id)).unwrap();
        devices
            .iter()
            .map(|id| of(id).twin.desired.version)
            .collect()
    };
    {
        let shared = started(folder.path());
        devices.iter().for_each(|device| make(&shared, device));
        let asked = json!({"type": "scheduleUpdateTwin", "updateTwin": {"properties": {"desired": {"a": 1}}}});
        let mut world = shared.lock();
        let mut job = world
            .schedule(HUB, "j", asked.to_string().as_bytes())
            .unwrap();
        world.begin(&mut job, &devices).unwrap();
        let Ok(Order {
            deed: Deed::Write(patch, if_match),
            ..
        }) = job.order()
        else {
            panic!("it writes");
        };
        world.write_part(&job, "d007", &patch, &if_match).unwrap();
    }
    run_async(async {
        let shared = started(folder.path());
        let before = versions(&shared);
        tokio::spawn(run(shared.clone()));
        until(&shared, "it ends", || job(&shared).ended.is_some()).await;
        assert_eq!(counts(&shared), [("completed".to_owned(), 60)].into());
        let after = versions(&shared);
        let written = before
            .iter()
            .zip(after)
            .map(|(before, after)| after - before);
        let twice: Vec<_> = written.enumerate().filter(|(_, by)| *by != 1).collect();
        assert_eq!(twice, [(7, 0)], "what is done is not done again");
    });
}
