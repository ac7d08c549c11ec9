//! Jobs that are cancelled while they run.

use serde_json::json;

use super::{device, trouble, twin, world};
use crate::Fault;
use crate::keep::{Job, Listed};
use crate::world::{IfMatch, World};

#[test]
fn a_cancelled_job_leaves_those_alone_whose_turn_has_not_come() {
    let mut world = world();
    let hub = device().hub;
    let patch = json!({"tags": {"a": 1}}).to_string();
    let body = json!({"type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": 1}}});
    let mut job = world
        .schedule(&hub, "j", body.to_string().as_bytes())
        .unwrap();
    world.begin(&mut job, &["d".to_owned()]).unwrap();
    world.cancel(&hub, "j").unwrap();
    world.write_part(&job, "d", &patch, &IfMatch::Any).unwrap();
    assert!(!world.part_begins(&job, "d").unwrap());
    assert_eq!(twin(&world, &device())["tags"], json!({}));
    let status = world.keep.count_parts(&job).unwrap();
    assert_eq!(status, [("canceled".to_owned(), 1)]);
}

#[test]
fn a_job_that_is_too_long_is_refused() {
    let mut world = world();
    let text = "x".repeat(300_000);
    let body = json!({"type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": text}}});
    let refused = world.schedule(&device().hub, "j", body.to_string().as_bytes());
    assert_eq!(refused.unwrap_err().status, 413);
}

fn update(world: &mut World, id: &str, seconds: Option<i64>) -> Result<Job, Fault> {
    let body = json!({
        "type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": 1}}, "maxExecutionTimeInSeconds": seconds,
    });
    world.schedule(&device().hub, id, body.to_string().as_bytes())
}

#[test]
fn no_more_than_a_hundred_jobs_of_a_hub_are_not_over() {
    let mut world = world();
    for n in 0..100 {
        update(&mut world, &format!("j{n}"), None).unwrap();
    }
    assert_eq!(update(&mut world, "more", None).unwrap_err().status, 429);
    let body = json!({"type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": 1}}}).to_string();
    world
        .schedule("east.example", "more", body.as_bytes())
        .unwrap();
    let mut running = world.job(&device().hub, "j0").unwrap();
    world.begin(&mut running, &[]).unwrap();
    assert_eq!(update(&mut world, "more", None).unwrap_err().status, 429);
    world.cancel(&device().hub, "j0").unwrap();
    update(&mut world, "more", None).unwrap();
}

#[test]
fn a_job_runs_as_long_as_was_asked_for_or_an_hour() {
    for (asked, runs) in [
        (Some(5), 5),
        (None, 3600),
        (Some(0), 3600),
        (Some(-7), 3600),
        (Some(i64::MAX), i64::MAX),
    ] {
        let mut world = world();
        let mut job = update(&mut world, "j", asked).unwrap();
        assert_eq!(job.order().unwrap().time, runs);
        assert_eq!(
            world.job_json(&job).unwrap()["maxExecutionTimeInSeconds"],
            runs
        );
        world.begin(&mut job, &["d".to_owned()]).unwrap();
        assert!(world.goes_on(&mut job, runs).unwrap());
        if runs > 3600 {
            continue;
        }
        let skew = trouble(json!({"kind": "clockSkew", "amount": runs}));
        world.troubles.set(vec![skew]).unwrap();
        assert!(!world.goes_on(&mut job, runs).unwrap());
        let over = world.job(&device().hub, "j").unwrap();
        assert_eq!(
            over.failure.unwrap(),
            format!("it was not done within {runs} seconds")
        );
        world.cancel(&device().hub, "j").unwrap_err();
        world.finish(&mut job).unwrap();
        let counts = world.keep.count_parts(&job).unwrap();
        assert_eq!(counts, [("canceled".to_owned(), 1)]);
    }
}

#[test]
fn a_job_that_is_cancelled_when_its_last_device_is_done_stays_so() {
    let mut world = world();
    let mut job = update(&mut world, "j", None).unwrap();
    world.begin(&mut job, &[]).unwrap();
    world.cancel(&device().hub, "j").unwrap();
    world.finish(&mut job).unwrap();
    assert_eq!(world.job(&device().hub, "j").unwrap().status, "cancelled");
}

#[test]
fn a_list_of_jobs_reads_no_more_than_its_page() {
    let mut world = world();
    let now = world.now().as_second();
    for n in 0..5 {
        update(&mut world, &format!("j{n}"), None).unwrap();
    }
    world.cancel(&device().hub, "j1").unwrap();
    let method = json!({"type": "scheduleDeviceMethod", "startTime": "2099-01-01T00:00:00Z",
        "cloudToDeviceMethod": {"methodName": "m"}});
    world
        .schedule(&device().hub, "m", method.to_string().as_bytes())
        .unwrap();
    for (after, kind, status, most, wanted) in [
        ("", None, None, 2, vec!["j0", "j1"]),
        ("j1", None, None, 2, vec!["j2", "j3"]),
        ("", Some("scheduledevicemethod"), None, 9, vec!["m"]),
        ("", Some("other"), None, 9, vec![]),
        ("", None, Some("Cancelled"), 9, vec!["j1"]),
        ("", None, Some("scheduled"), 9, vec!["m"]),
        (
            "j2",
            Some("scheduleUpdateTwin"),
            Some("queued"),
            9,
            vec!["j3", "j4"],
        ),
    ] {
        let hub = &device().hub;
        let listed = Listed {
            hub,
            after,
            kind,
            status,
            now: now + 1,
            most,
        };
        let jobs = world.keep.jobs(listed).unwrap();
        let ids: Vec<_> = jobs.iter().map(|job| job.id.as_str()).collect();
        assert_eq!(ids, wanted, "{listed:?}");
    }
}
