//! A service with hubs in memory, and a short way to ask it.

use std::collections::BTreeMap;

use hub::{Bag, Key, Token};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::http::{Call, Reply};
use crate::provisioning::{
    AccessPolicy, Admitted, Credentials, DeviceOnHub, DeviceReply, Event, Fault, Hubs, Proof,
    Provisioning, Refusal, Settings, tables,
};

pub const SCOPE: &str = "0ne00BENCH";
pub const NOW: i64 = 1_795_308_000;
pub const NEW: &str = "2021-06-01";

/// Hubs in memory, with everything that was done to them.
#[derive(Default)]
pub struct MemoryHubs {
    pub linked: Vec<String>,
    pub devices: BTreeMap<(String, String), (DeviceOnHub, Credentials)>,
    pub done: Vec<String>,
}

impl Hubs for MemoryHubs {
    fn linked(&self) -> Vec<String> {
        self.linked.clone()
    }

    fn device(&self, hub: &str, device_id: &str) -> Result<Option<DeviceOnHub>, Fault> {
        let found = self.devices.get(&(hub.to_owned(), device_id.to_owned()));
        Ok(found.map(|(device, _)| device.clone()))
    }

    fn put(
        &mut self,
        hub: &str,
        device_id: &str,
        twin: &str,
        credentials: &Credentials,
    ) -> Result<(), Fault> {
        self.done.push(format!("put {hub} {device_id}"));
        let key = (hub.to_owned(), device_id.to_owned());
        let before = self.devices.get(&key);
        let modules = before.map_or("[]".to_owned(), |(device, _)| device.modules.clone());
        let twin = twin.to_owned();
        let device = DeviceOnHub { twin, modules };
        self.devices.insert(key, (device, credentials.clone()));
        Ok(())
    }

    fn renew(
        &mut self,
        hub: &str,
        device_id: &str,
        credentials: &Credentials,
    ) -> Result<(), Fault> {
        self.done.push(format!("renew {hub} {device_id}"));
        let key = (hub.to_owned(), device_id.to_owned());
        let device = self.devices.get_mut(&key).expect("it was read just now");
        device.1 = credentials.clone();
        Ok(())
    }

    fn remove(&mut self, hub: &str, device_id: &str) -> Result<(), Fault> {
        self.done.push(format!("remove {hub} {device_id}"));
        let key = (hub.to_owned(), device_id.to_owned());
        self.devices.remove(&key).expect("it was read just now");
        Ok(())
    }
}

pub struct Bench {
    pub db: Connection,
    pub hubs: MemoryHubs,
    pub settings: Settings,
    pub now: i64,
    pub events: Vec<Event>,
}

pub fn key(letter: u8) -> Key {
    Key::of(vec![letter; 32])
}

impl Bench {
    /// A service with the hubs `a` and `b`.
    pub fn new() -> Self {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(tables::SCHEMA).unwrap();
        let mut settings = Settings::new(SCOPE);
        settings.hosts = vec!["localhost".to_owned(), "bench.example".to_owned()];
        settings.policies = vec![AccessPolicy::owner(key(b'o'), key(b'p'))];
        let linked = vec!["a".to_owned(), "b".to_owned()];
        let hubs = MemoryHubs {
            linked,
            ..MemoryHubs::default()
        };
        Self {
            db,
            hubs,
            settings,
            now: NOW,
            events: Vec::new(),
        }
    }

    /// Asks the service, in a transaction as the caller does.
    pub fn ask<T>(&mut self, ask: impl FnOnce(&mut Provisioning<'_>) -> Result<T, Fault>) -> T {
        let transaction = self.db.transaction().unwrap();
        let now = Timestamp::from_second(self.now).unwrap();
        let mut service = Provisioning::new(&transaction, &mut self.hubs, &self.settings, now);
        let answer = ask(&mut service).unwrap();
        self.events.extend(service.take_events());
        drop(service);
        transaction.commit().unwrap();
        answer
    }

    pub fn call(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.send(&self.owners(method, path, body));
        let body = serde_json::from_str(&reply.body).unwrap_or(Value::Null);
        (reply.status, body)
    }

    pub fn send(&mut self, call: &Call) -> Reply {
        self.ask(|service| service.service_call(call))
    }

    /// A call with the token of the owner's policy; changes go through whatever is there.
    pub fn owners(&self, method: &str, path: &str, body: &Value) -> Call {
        let token = Token::make(
            "localhost",
            &key(b'o'),
            self.now + 60,
            Some("provisioningserviceowner"),
        );
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        Call {
            method: method.to_owned(),
            host: "localhost".to_owned(),
            path: path.split('/').map(str::to_owned).collect(),
            query: Bag::read("api-version=2021-10-01"),
            authorization: Some(token),
            body,
            ..Call::default()
        }
    }

    /// Makes an enrollment, or changes the one that is there.
    pub fn enroll(&mut self, path: &str, document: &Value) -> Value {
        let mut call = self.owners("PUT", path, document);
        if self.call("GET", path, &Value::Null).0 == 200 {
            call.if_match = Some("*".to_owned());
        }
        let reply = self.send(&call);
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    pub fn token(&self, id: &str, key: &Key) -> String {
        Token::make(
            &format!("{SCOPE}/registrations/{id}"),
            key,
            self.now + 60,
            None,
        )
    }

    pub fn log_in(&mut self, id: &str, key: &Key) -> Result<Admitted, Refusal> {
        let token = self.token(id, key);
        self.ask(|service| service.authorize(SCOPE, id, Proof::Token(&token)))
    }

    pub fn begin(&mut self, device: &Admitted, api: &str, body: &str) -> DeviceReply {
        self.ask(|service| service.register(device, Some(api), body.as_bytes()))
    }

    pub fn poll(&mut self, device: &Admitted, operation: &str) -> DeviceReply {
        self.ask(|service| service.poll(device, operation))
    }

    /// Registers a device to the end, and returns the final answer.
    pub fn register(&mut self, id: &str, key: &Key, api: &str) -> Value {
        let device = self.log_in(id, key).unwrap();
        self.finish(&device, api, "{}")
    }

    pub fn finish(&mut self, device: &Admitted, api: &str, body: &str) -> Value {
        let begun = self.begin(device, api, body);
        assert_eq!(begun.status, 202, "{}", begun.body);
        let answer: Value = serde_json::from_str(&begun.body).unwrap();
        let operation = answer["operationId"].as_str().unwrap();
        assert_eq!(
            answer,
            json!({"operationId": operation, "status": "assigning"})
        );
        let done = self.poll(device, operation);
        assert_eq!(done.status, 200, "{}", done.body);
        serde_json::from_str(&done.body).unwrap()
    }

    pub fn twin(&self, hub: &str, id: &str) -> Option<Value> {
        let (device, _) = self.hubs.devices.get(&(hub.to_owned(), id.to_owned()))?;
        Some(serde_json::from_str(&device.twin).unwrap())
    }

    /// The device runs for a while: everybody has written to its twin.
    pub fn live(&mut self, hub: &str, id: &str) {
        let twin = json!({
            "deviceId": id, "etag": "AAAAAAAAAAM=", "version": 5,
            "capabilities": {"iotEdge": false},
            "tags": {"site": "lived"},
            "properties": {
                "desired": {"rate": 7, "$version": 3},
                "reported": {"fw": "2", "$version": 2},
            },
        });
        let key = (hub.to_owned(), id.to_owned());
        let device = self
            .hubs
            .devices
            .get_mut(&key)
            .expect("it was assigned there");
        device.0.twin = twin.to_string();
    }
}

/// An enrollment with a key, for a hub, with a policy or none.
pub fn symmetric(letter: u8, hubs: &[&str], policy: Option<(bool, bool)>) -> Value {
    let mut document = json!({
        "attestation": {"type": "symmetricKey", "symmetricKey": {
            "primaryKey": key(letter).expose(), "secondaryKey": key(letter + 1).expose(),
        }},
        "allocationPolicy": "static",
        "iotHubs": hubs,
        "initialTwin": {"tags": {"site": "new"}, "properties": {"desired": {"rate": 1}}},
    });
    if let Some((update, migrate)) = policy {
        document["reprovisionPolicy"] =
            json!({"updateHubAssignment": update, "migrateDeviceData": migrate});
    }
    document
}

/// A header of an answer.
pub(super) fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    let found = reply.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str())
}
