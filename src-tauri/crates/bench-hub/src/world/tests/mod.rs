//! The world without its wires: what is asked of it, and what everybody sees of it afterwards.

mod configured;
mod digital;
mod feedback;
mod jobs;
mod login;
mod messages;
mod registry;
mod troubles;
mod trust;
mod twins;

use serde_json::{Value, json};

use crate::event::EventKind;
use crate::identity::Wish;
use crate::keep::Keep;
use crate::place::Place;
use crate::world::{IfMatch, Inbox, Interests, Keeps, World, provisioning_settings};

/// Two hubs, and the device `d` on the first.
fn world() -> World {
    let keep = Keep::in_memory();
    let owner = keep
        .policy_or_new("scope", "provisioningserviceowner")
        .unwrap();
    let hubs = vec!["west.example".to_owned(), "east.example".to_owned()];
    let provisioning = provisioning_settings("scope", &hubs, &owner);
    let mut world = World::new(keep, hubs, provisioning);
    make(&mut world, &device());
    world
}

fn device() -> Place {
    Place::device("west.example", "d")
}

fn make(world: &mut World, place: &Place) {
    world
        .put_identity(place, Wish::default(), &IfMatch::Absent)
        .unwrap();
}

fn wish(json: &Value) -> Wish {
    Wish::read(json.to_string().as_bytes()).unwrap()
}

/// A connection that listens to everything.
fn connected(world: &mut World, place: &Place) -> Inbox {
    world.inbox(place, Interests::read("t1d1m1c1i1"), Keeps::Nothing)
}

fn trouble(json: Value) -> crate::trouble::Trouble {
    serde_json::from_value(json).unwrap()
}

fn write(world: &mut World, place: &Place, body: &Value) {
    let body = body.to_string();
    world
        .write(
            place,
            crate::world::How::Patch,
            body.as_bytes(),
            &IfMatch::Absent,
        )
        .unwrap();
}

fn twin(world: &World, place: &Place) -> Value {
    serde_json::from_str(&world.service_twin(place).unwrap().0).unwrap()
}

fn told(world: &World, kind: EventKind) -> Vec<String> {
    let events = world.teller.after(0).filter(|event| event.kind == kind);
    events.map(|event| event.message.clone()).collect()
}

fn desired(value: Value) -> Value {
    json!({"properties": {"desired": value}})
}
