//! The provisioning service over HTTPS: who calls is let in first, then trouble may strike, then the call is answered.

use crate::Fault;
use crate::http::{Call, Reply};
use crate::place::Place;
use crate::provisioning::{DeviceRequest, Provisioning, Refusal};
use crate::rest::route::linger;
use crate::world::{Shared, World};

/// Answers a call of a device or of a service.
pub(crate) async fn answer(shared: &Shared, call: &Call) -> Result<Reply, Fault> {
    let request = DeviceRequest::read(call);
    let place = place(&shared.lock(), call, request.as_ref());
    linger(shared, &place).await;
    let mut world = shared.lock();
    match request {
        Some(request) => of_device(&mut world, call, &request, &place),
        None => of_service(&mut world, call, &place),
    }
}

/// The registration that a call is about: nobody's where it names none.
fn place(world: &World, call: &Call, request: Option<&DeviceRequest<'_>>) -> Place {
    let named = match (request, &call.segments()[..]) {
        (Some(request), _) => request.registration_id,
        (None, [first, id, ..]) if !first.eq_ignore_ascii_case("enrollmentGroups") => id,
        _ => "",
    };
    world.registration(match named {
        "query" => "",
        named => named,
    })
}

fn of_device(
    world: &mut World,
    call: &Call,
    request: &DeviceRequest<'_>,
    place: &Place,
) -> Result<Reply, Fault> {
    let admitted = world.provision(|service| service.let_in(request, call))?;
    let device = match admitted {
        Ok(device) => device,
        Err(refusal) => return refused(world, &refusal),
    };
    if let Err(refusal) = world.unprovisioned(place) {
        return refused(world, &refusal);
    }
    world.provision(|service| service.answer_device(&device, request, call))
}

fn of_service(world: &mut World, call: &Call, place: &Place) -> Result<Reply, Fault> {
    let may_call = world.consult(|service| Ok(service.may_call(call)))?;
    if may_call && let Err(refusal) = world.unprovisioned(place) {
        return refused(world, &refusal);
    }
    match Provisioning::only_reads(call) {
        true => world.consult(|service| service.service_call(call)),
        false => world.provision(|service| service.service_call(call)),
    }
}

fn refused(world: &mut World, refusal: &Refusal) -> Result<Reply, Fault> {
    world.consult(|service| Ok(service.refuse(refusal)))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::keep::Keep;
    use crate::world::provisioning_settings;

    #[test]
    fn calls_that_change_nothing_wait_for_nobody_who_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.sqlite");
        let keep = Keep::open(&path).unwrap();
        let owner = keep.policy_or_new("scope", "owner").unwrap();
        let settings = provisioning_settings("scope", &[], &owner);
        let mut world = World::new(keep, Vec::new(), settings);
        let writer = Connection::open(&path).unwrap();
        writer.execute_batch("BEGIN IMMEDIATE").unwrap();
        // a call that writes would give up
        let patience = "PRAGMA busy_timeout = 0";
        world.keep.connection.execute_batch(patience).unwrap();
        let place = world.registration("");
        let mut call = |method: &str, path: &[&str]| {
            let call = Call {
                method: method.to_owned(),
                path: path.iter().map(|part| (*part).to_owned()).collect(),
                ..Call::default()
            };
            of_service(&mut world, &call, &place).map(|reply| reply.status)
        };
        for (method, path) in [
            ("POST", &["enrollments", "query"][..]),
            ("GET", &["enrollmentGroups", "g"]),
            ("POST", &["enrollments", "e", "attestationmechanism"]),
            ("GET", &["registrations", "r"]),
            ("POST", &["registrations", "g", "query"]),
        ] {
            assert_eq!(call(method, path).unwrap(), 401, "{path:?}");
        }
        assert!(call("PUT", &["enrollments", "e"]).is_err());
    }
}
