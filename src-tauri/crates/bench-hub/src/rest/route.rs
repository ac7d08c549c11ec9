//! Which call is which.

use hub::Token;
use jiff::Timestamp;

use crate::Fault;
use crate::http::{Call, Reply};
use crate::mqtt;
use crate::place::Place;
use crate::rest::MOST_BODY;
use crate::rest::rights::{Right, allow};
use crate::rest::{
    bench, configurations, device, digital, feedback, jobs, method, provisioned, query, registry,
    twins,
};
use crate::world::{Shared, World};

/// A call to a hub that may be answered.
pub(crate) struct Asked<'a> {
    pub call: &'a Call,
    pub hub: String,
    pub of_listener: usize,
}

impl Asked<'_> {
    /// Lets it through, or says why not.
    pub fn allow(&self, world: &mut World, right: Right) -> Result<(), Fault> {
        let now = world.now();
        allow(world, self.call, &self.hub, right, self.of_listener, now)?;
        world.throttled(&self.subject())
    }

    /// The same without any trouble: or nobody could take away a fault that hits the very call which does so.
    pub fn allow_untroubled(&self, world: &World, right: Right) -> Result<(), Fault> {
        let now = Timestamp::now();
        allow(world, self.call, &self.hub, right, self.of_listener, now)
    }

    /// The place that the call is about: nobody's where it names no device.
    pub fn subject(&self) -> Place {
        subject(self.call, &self.hub)
    }

    /// The place of a device or module of this hub.
    pub fn place(&self, device: &str, module: Option<&str>) -> Place {
        Place::new(&self.hub, device, module)
    }
}

/// The place on a hub that a call is about: nobody's where it names no device.
pub(crate) fn subject(call: &Call, hub: &str) -> Place {
    match &call.segments()[..] {
        [
            "twins" | "devices" | "digitaltwins",
            device,
            "modules",
            module,
            ..,
        ] => Place::new(hub, device, Some(module)),
        ["twins" | "devices" | "digitaltwins", device, ..] if *device != "query" => {
            Place::device(hub, device)
        }
        _ => Place::device(hub, ""),
    }
}

/// Answers a call.
pub(crate) async fn answer(
    shared: &Shared,
    call: &Call,
    of_listener: usize,
) -> Result<Reply, Fault> {
    if is_provisioning(&call.segments()) {
        return provisioned::answer(shared, call).await;
    }
    let hub = shared.lock().hub_named(&call.host, of_listener);
    let hub = hub.ok_or_else(|| {
        let known = shared.lock().hubs.join(", ");
        Fault::not_found(format!("no hub is named {}, there are {known}", call.host))
    })?;
    if !call.path.is_empty() && !call.path[0].starts_with("bench") {
        is_version(call.query.get("api-version"))?;
    }
    let asked = Asked {
        call,
        hub,
        of_listener,
    };
    let path = call.segments();
    if path.first() != Some(&"bench") {
        linger(shared, &asked.subject()).await;
    }
    match (call.method.as_str(), &path[..]) {
        ("POST", ["twins", device, "methods"]) => {
            method::invoke(shared, &asked, asked.place(device, None)).await
        }
        ("POST", ["twins", device, "modules", module, "methods"]) => {
            method::invoke(shared, &asked, asked.place(device, Some(module))).await
        }
        ("POST", ["digitaltwins", device, "commands", name]) => {
            let place = asked.place(device, None);
            digital::command(shared, &asked, place, None, name).await
        }
        (
            "POST",
            [
                "digitaltwins",
                device,
                "components",
                component,
                "commands",
                name,
            ],
        ) => {
            let place = asked.place(device, None);
            digital::command(shared, &asked, place, Some(component), name).await
        }
        ("POST", ["devices", "query"]) => query::run(shared, &asked).await,
        _ => at_once(&mut shared.lock(), &asked, &path),
    }
}

/// Most bytes that a call may have: a lot for one that a policy's key has signed, a message's for others.
pub(crate) fn most_body(world: &World, call: &Call, of_listener: usize) -> usize {
    let is_signed = || {
        let token = Token::read(call.authorization.as_deref()?).ok()?;
        let name = token.policy.as_deref()?;
        let hub = world.hub_named(&call.host, of_listener);
        let of_hub = hub.and_then(|hub| world.keep.policy(&hub, name).ok()?);
        let keys = of_hub.into_iter().flat_map(|policy| policy.keys);
        let service = world.provisioning.policies.iter();
        let service = service.flat_map(|policy| [policy.primary.clone(), policy.secondary.clone()]);
        Some(keys.chain(service).any(|key| token.is_signed_by(&key)))
    };
    match is_signed() {
        Some(true) => MOST_BODY,
        _ => mqtt::MOST,
    }
}

/// Waits, where such trouble is asked for.
pub(crate) async fn linger(shared: &Shared, place: &Place) {
    let latency = shared.lock().latency(place);
    if let Some(latency) = latency {
        tokio::time::sleep(latency).await;
    }
}

/// True for what the provisioning service is asked: its own interface, or `/{idScope}/registrations/…`.
fn is_provisioning(path: &[&str]) -> bool {
    const OWN: [&str; 3] = ["enrollments", "enrollmentgroups", "registrations"];
    let is_own = |part: &str| OWN.iter().any(|own| own.eq_ignore_ascii_case(part));
    // a device may be named `registrations`, too
    const OF_HUB: [&str; 8] = [
        "devices",
        "twins",
        "configurations",
        "statistics",
        "bench",
        "jobs",
        "messages",
        "digitaltwins",
    ];
    let first = path.first();
    first.is_some_and(|first| is_own(first))
        || path.get(1) == Some(&"registrations")
            && first.is_some_and(|first| !OF_HUB.contains(first))
}

/// Answers what needs no waiting.
fn at_once(world: &mut World, asked: &Asked<'_>, path: &[&str]) -> Result<Reply, Fault> {
    let method = asked.call.method.as_str();
    match (method, path) {
        (_, ["twins", device]) => twins::call(world, asked, &asked.place(device, None)),
        (_, ["twins", device, "modules", module]) => {
            twins::call(world, asked, &asked.place(device, Some(module)))
        }
        (_, ["digitaltwins", device]) => digital::call(world, asked, &asked.place(device, None)),
        ("POST", ["devices", device, "files", ..]) => {
            device::upload(world, asked, &asked.place(device, None))
        }
        (_, ["devices", device, "messages", rest @ ..]) => {
            device::call(world, asked, &asked.place(device, None), rest)
        }
        ("GET", ["devices"]) => registry::list(world, asked),
        ("POST", ["devices"]) => registry::bulk(world, asked),
        ("DELETE", ["devices", device, "commands"]) => {
            registry::purge(world, asked, &asked.place(device, None))
        }
        ("POST", ["devices", device, "applyConfigurationContent"]) => {
            configurations::apply(world, asked, &asked.place(device, None))
        }
        ("GET", ["devices", device, "modules"]) => {
            registry::modules(world, asked, &asked.place(device, None))
        }
        (_, ["devices", device]) => registry::call(world, asked, &asked.place(device, None)),
        (_, ["devices", device, "modules", module]) => {
            registry::call(world, asked, &asked.place(device, Some(module)))
        }
        ("GET", ["statistics", which]) => registry::statistics(world, asked, which),
        (_, ["jobs", rest @ ..]) => jobs::call(world, asked, rest),
        (_, ["messages", rest @ ..]) => feedback::call(world, asked, rest),
        (_, ["configurations", rest @ ..]) => configurations::call(world, asked, rest),
        (_, ["bench", rest @ ..]) => bench::call(world, asked, rest),
        _ => {
            let path = path.join("/");
            Err(Fault::not_found(format!(
                "the bench hub has no {method} /{path}"
            )))
        }
    }
}

/// Any well-formed version is taken: what differs between them does not differ here.
fn is_version(version: Option<&str>) -> Result<(), Fault> {
    let version = version.ok_or_else(|| Fault::argument("the query has no api-version"))?;
    let shape: String = version
        .chars()
        .take(10)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    if shape != "0000-00-00" {
        return Err(Fault::argument(format!(
            "api-version `{version}` is no date"
        )));
    }
    Ok(())
}

/// What this path does not know.
pub(crate) fn unknown(asked: &Asked<'_>) -> Fault {
    let (method, path) = (&asked.call.method, asked.call.path.join("/"));
    Fault::not_found(format!("the bench hub has no {method} /{path}"))
}
