//! The provisioning service over HTTPS: who calls is let in first, then trouble may strike, then the call is answered.

use crate::Fault;
use crate::http::{Call, Reply};
use crate::place::Place;
use crate::provisioning::{DeviceRequest, Refusal};
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
    let may_call = world.provision(|service| Ok(service.may_call(call)))?;
    if may_call && let Err(refusal) = world.unprovisioned(place) {
        return refused(world, &refusal);
    }
    world.provision(|service| service.service_call(call))
}

fn refused(world: &mut World, refusal: &Refusal) -> Result<Reply, Fault> {
    world.provision(|service| Ok(service.refuse(refusal)))
}
