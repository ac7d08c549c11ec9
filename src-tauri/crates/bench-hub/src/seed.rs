//! What a bench starts with: devices of the user's files, so that there is something to look at and to connect as.

use hub::{Bag, Token};
use serde_json::Value;

use crate::Fault;
use crate::bench::Bench;
use crate::event::{EventKind, News};
use crate::http::Call;
use crate::identity::{Identity, Wish};
use crate::keep::Row;
use crate::place::Place;
use crate::state::TwinState;
use crate::time::stamp;

/// What became of a twin that was to be there from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// It is there now, with keys of its own.
    Made,
    /// It was there before, and stays as it is.
    Known,
}

impl Bench {
    /// Makes a device or module with this twin, unless it is there already. The twin is one as a service sees it.
    ///
    /// # Errors
    /// Where the hub is not one of this bench, the id is none, or the twin more than a hub may hold.
    pub fn seed(
        &self,
        hub: &str,
        device: &str,
        module: Option<&str>,
        twin: &str,
    ) -> Result<Seeded, Fault> {
        let mut world = self.world();
        let hub = world
            .hub_named(hub, 0)
            .ok_or_else(|| Fault::not_found(format!("no hub is named {hub}")))?;
        let place = Place::new(&hub, device, module);
        if world.keep.row(&place)?.is_some() {
            return Ok(Seeded::Known);
        }
        let time = stamp(world.now());
        let mut row = Row::new(Identity::make(device, module, Wish::default())?, &time);
        row.twin = TwinState::import(twin, &time)?;
        if module.is_some() {
            world.found(&Place::device(&hub, device))?;
        }
        world.keep.put(&place, &row)?;
        world.tell(News::new(EventKind::Identity, "made from a file").of(&place));
        world.unsettle(&place);
        Ok(Seeded::Made)
    }

    /// Makes an enrollment, or a group where the document is one, unless it is there already. The document is the service's
    /// own; keys that it does not have are made.
    ///
    /// # Errors
    /// Where the service refuses it: the sentence says why.
    pub fn seed_enrollment(&self, document: &Value) -> Result<Seeded, Fault> {
        let id = |name: &str| document.get(name).and_then(Value::as_str);
        let path = match (id("enrollmentGroupId"), id("registrationId")) {
            (Some(id), _) => ["enrollmentGroups", id],
            (None, Some(id)) => ["enrollments", id],
            (None, None) => {
                return Err(Fault::argument(
                    "an enrollment has a registrationId or an enrollmentGroupId",
                ));
            }
        };
        let mut world = self.world();
        let expires = world.now().as_second() + 60;
        let [key, _] = &self.provisioning.keys;
        let call = Call {
            method: "PUT".to_owned(),
            path: path.map(str::to_owned).to_vec(),
            query: Bag::default().with("api-version", "2021-10-01"),
            authorization: Some(Token::make(
                "localhost",
                key,
                expires,
                Some(&self.provisioning.name),
            )),
            body: document.to_string().into_bytes(),
            ..Call::default()
        };
        let reply = world.provision(|service| service.service_call(&call))?;
        match reply.status {
            200 => Ok(Seeded::Made),
            409 => Ok(Seeded::Known),
            _ => {
                let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
                Err(Fault::argument(
                    body["message"]
                        .as_str()
                        .unwrap_or("the enrollment is refused"),
                ))
            }
        }
    }

    /// Takes devices for known whose certificates lead to this authority's, in PEM: those of identities of type
    /// `certificateAuthority`, and those of enrollments that refer to it by its name.
    ///
    /// # Errors
    /// Where it is no certificate, or there are too many.
    pub fn trust(&self, name: &str, certificate: &str) -> Result<(), Fault> {
        self.world().trust(name, certificate)
    }

    /// The connection string of a device or module, with its first key; nothing where there is none, or it has no key.
    #[must_use]
    pub fn connection_string(
        &self,
        hub: &str,
        device: &str,
        module: Option<&str>,
    ) -> Option<String> {
        let world = self.world();
        let place = Place::new(hub, device, module);
        let row = world.keep.row(&place).ok()??;
        let key = row.identity.keys().next()?.expose();
        let module = module
            .map(|module| format!(";ModuleId={module}"))
            .unwrap_or_default();
        let gateway = self.host();
        Some(format!(
            "HostName={hub};DeviceId={device}{module};SharedAccessKey={key};GatewayHostName={gateway}"
        ))
    }

    /// Ids of the first devices of a hub.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub fn devices(&self, hub: &str, most: usize) -> Result<Vec<String>, Fault> {
        let rows = self.world().keep.first(hub, most)?;
        Ok(rows.into_iter().map(|row| row.identity.device_id).collect())
    }
}
