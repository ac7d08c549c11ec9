//! Jobs that are cancelled while they run.

use serde_json::json;

use super::{device, twin, world};
use crate::world::IfMatch;

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
