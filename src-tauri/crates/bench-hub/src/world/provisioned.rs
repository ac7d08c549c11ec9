//! The provisioning service at work on these hubs: each call in one transaction, then told, then the connections cut of
//! those who moved away.

use hub::Key;
use rusqlite::Transaction;
use serde_json::Value;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::identity::{Authentication, Identity, Kind, Pair, Thumbprints, Wish};
use crate::keep::{Keep, Policy, Row};
use crate::place::Place;
use crate::provisioning::{
    self, AccessPolicy, Credentials, DeviceOnHub, Hubs, Provisioning, Settings,
};
use crate::state::TwinState;
use crate::time::stamp;
use crate::world::World;

/// Seconds after which a device is told to ask again: the bench decides at once.
const RETRY_AFTER: u32 = 1;

/// Returns how the service of a bench behaves.
pub(crate) fn settings(id_scope: &str, hubs: &[String], owner: &Policy) -> Settings {
    let mut settings = Settings::new(id_scope);
    settings.hosts = hubs.to_vec();
    settings
        .hosts
        .extend(["localhost".to_owned(), "127.0.0.1".to_owned()]);
    let [primary, secondary] = owner.keys.clone();
    settings.policies = vec![AccessPolicy::owner(primary, secondary)];
    settings.retry_after = RETRY_AFTER;
    settings
}

/// The hubs, as provisioning reaches them.
struct Reach<'a> {
    keep: &'a Keep,
    hubs: &'a [String],
    time: String,
    now: jiff::Timestamp,
    /// Devices that are not on their hub any more, or not as they were.
    gone: Vec<Place>,
}

impl World {
    /// Asks the provisioning service for something.
    pub fn provision<T>(
        &mut self,
        ask: impl FnOnce(&mut Provisioning<'_>) -> Result<T, provisioning::Fault>,
    ) -> Result<T, Fault> {
        self.within(Keep::transaction, ask)
    }

    /// Asks the provisioning service something that changes nothing.
    pub fn consult<T>(
        &mut self,
        ask: impl FnOnce(&mut Provisioning<'_>) -> Result<T, provisioning::Fault>,
    ) -> Result<T, Fault> {
        self.within(Keep::reading, ask)
    }

    fn within<T>(
        &mut self,
        begin: impl FnOnce(&Keep) -> rusqlite::Result<Transaction<'_>>,
        ask: impl FnOnce(&mut Provisioning<'_>) -> Result<T, provisioning::Fault>,
    ) -> Result<T, Fault> {
        let now = self.now();
        let transaction = begin(&self.keep)?;
        let mut reach = Reach {
            keep: &self.keep,
            hubs: &self.hubs,
            time: stamp(now),
            now,
            gone: Vec::new(),
        };
        let mut service =
            Provisioning::new(&self.keep.connection, &mut reach, &self.provisioning, now);
        let answer = ask(&mut service);
        let events = service.take_events();
        let gone = reach.gone;
        match answer.is_ok() {
            true => transaction.commit()?,
            false => transaction.rollback()?,
        }
        if answer.is_ok() {
            for place in gone {
                self.cut_all(&place, "provisioning moved or reset the device");
                self.forget_configured(&place);
                self.unsettle(&place);
            }
        }
        for event in events {
            self.tell(news(event));
        }
        answer.map_err(|fault| Fault::server(fault.to_string()))
    }
}

fn news(event: provisioning::Event) -> News {
    use crate::provisioning::Event;
    let name = event.name();
    match event {
        Event::Registered {
            registration_id,
            from,
            hub,
            error,
            lost,
            ..
        } => {
            let mut message = match (&from, &hub) {
                (Some(from), Some(hub)) if from != hub => format!("{name}: from {from} to {hub}"),
                (_, Some(hub)) => format!("{name}: on {hub}"),
                (_, None) => name.to_owned(),
            };
            if let Some((code, text)) = error {
                message.push_str(&format!(", {code}: {text}"));
            }
            let lost: Vec<_> = lost.iter().map(reprovision::Loss::name).collect();
            if !lost.is_empty() {
                message.push_str(&format!("; lost: {}", lost.join(", ")));
            }
            of_registration(News::new(EventKind::Provisioned, message), registration_id)
        }
        Event::Enrollment { id, .. } => News::new(EventKind::Provisioned, format!("{name}: {id}")),
        Event::RegistrationDeleted { registration_id } => {
            of_registration(News::new(EventKind::Provisioned, name), registration_id)
        }
        Event::Refused { who, refusal } => {
            of_registration(News::new(EventKind::Refused, refusal.reason), who)
        }
    }
}

fn of_registration(mut news: News, id: String) -> News {
    news.device = Some(id);
    news
}

impl Reach<'_> {
    fn of(hub: &str) -> impl Fn(Fault) -> provisioning::Fault {
        move |fault| provisioning::Fault::Hub {
            hub: hub.to_owned(),
            source: Box::new(fault),
        }
    }

    fn put(&mut self, place: &Place, twin: &str, credentials: &Credentials) -> Result<(), Fault> {
        let known = self.keep.row(place)?;
        let capabilities = capabilities(twin);
        let identity = match &known {
            Some(row) => {
                let mut identity = row.identity.clone();
                identity.capabilities.iot_edge = capabilities;
                identity
            }
            None => {
                let wish = Wish {
                    capabilities: Some(crate::identity::Capabilities {
                        iot_edge: capabilities,
                    }),
                    ..Wish::default()
                };
                Identity::make(&place.speaker.device, None, wish)?
            }
        };
        let mut row = Row::new(identity, &self.time);
        row.identity.authentication = authentication(credentials);
        row.twin = TwinState::import(twin, &self.time)?;
        if let Some(known) = known {
            row.interests = known.interests;
            row.model = known.model;
            row.activity = known.activity;
        }
        self.keep.put(place, &row)?;
        Ok(())
    }

    fn renew(&mut self, place: &Place, credentials: &Credentials) -> Result<(), Fault> {
        let Some(row) = self.keep.row(place)? else {
            return Ok(());
        };
        let mut identity = row.identity;
        let authentication = authentication(credentials);
        if identity.authentication == authentication {
            return Ok(());
        }
        identity.authentication = authentication;
        identity.etag = crate::random::identity_tag();
        self.keep.set_identity(place, &identity)?;
        Ok(())
    }
}

impl Hubs for Reach<'_> {
    fn linked(&self) -> Vec<String> {
        self.hubs.to_vec()
    }

    fn device(
        &self,
        hub: &str,
        device_id: &str,
    ) -> Result<Option<DeviceOnHub>, provisioning::Fault> {
        let place = Place::device(&hub.to_ascii_lowercase(), device_id);
        let Some(row) = self.keep.row(&place)? else {
            return Ok(None);
        };
        let modules = self.keep.modules(&place)?;
        let ids: Vec<_> = modules
            .iter()
            .filter_map(|row| row.identity.module_id.as_deref())
            .collect();
        let facts = crate::state::Facts {
            messages: self.keep.count_waiting(&place, self.now.as_second())?,
            ..Default::default()
        };
        Ok(Some(DeviceOnHub {
            twin: row.twin.for_service(&row.identity, &facts),
            modules: Value::from(ids).to_string(),
        }))
    }

    fn put(
        &mut self,
        hub: &str,
        device_id: &str,
        twin: &str,
        credentials: &Credentials,
    ) -> Result<(), provisioning::Fault> {
        let place = Place::device(&hub.to_ascii_lowercase(), device_id);
        self.put(&place, twin, credentials).map_err(Self::of(hub))?;
        self.gone.push(place);
        Ok(())
    }

    fn renew(
        &mut self,
        hub: &str,
        device_id: &str,
        credentials: &Credentials,
    ) -> Result<(), provisioning::Fault> {
        let place = Place::device(&hub.to_ascii_lowercase(), device_id);
        self.renew(&place, credentials).map_err(Self::of(hub))
    }

    fn remove(&mut self, hub: &str, device_id: &str) -> Result<(), provisioning::Fault> {
        let place = Place::device(&hub.to_ascii_lowercase(), device_id);
        self.keep.remove(&place)?;
        self.gone.push(place);
        Ok(())
    }
}

fn capabilities(twin: &str) -> bool {
    let twin: Value = serde_json::from_str(twin).unwrap_or_default();
    twin["capabilities"]["iotEdge"]
        .as_bool()
        .unwrap_or_default()
}

fn authentication(credentials: &Credentials) -> Authentication {
    let text = |key: &Key| Some(key.expose());
    match credentials {
        Credentials::Keys { primary, secondary } => Authentication {
            kind: Kind::Sas,
            symmetric_key: Some(Pair {
                primary_key: text(primary),
                secondary_key: text(secondary),
            }),
            x509_thumbprint: Some(Thumbprints::default()),
        },
        Credentials::Thumbprints { primary, secondary } => Authentication {
            kind: Kind::SelfSigned,
            symmetric_key: Some(Pair::default()),
            x509_thumbprint: Some(Thumbprints {
                primary_thumbprint: Some(primary.clone()),
                secondary_thumbprint: secondary.clone(),
            }),
        },
        Credentials::CertificateAuthority => Authentication {
            kind: Kind::CertificateAuthority,
            ..Authentication::default()
        },
    }
}
