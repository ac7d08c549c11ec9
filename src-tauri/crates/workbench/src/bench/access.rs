//! How to reach a bench hub: connection strings for services, and what devices need.

use bench_hub::{Bench, HubAccess, Policy};
use serde::Serialize;

/// All addresses and keys of a bench hub.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Port of devices.
    pub port: u16,
    /// Port of services of the first hub.
    pub https_port: u16,
    /// True where services and WebSockets reach it on 443, too.
    pub has443: bool,
    /// File with the certificate of its authority.
    pub ca: String,
    /// Id scope of the provisioning service.
    pub id_scope: String,
    /// The provisioning service.
    pub provisioning: ServiceStrings,
    /// Name of its policy.
    #[serde(skip)]
    pub provisioning_policy: String,
    /// The hubs, in order.
    pub hubs: Vec<HubStrings>,
    /// The devices that were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceString>,
}

/// A device and what its SDK needs to connect.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceString {
    /// Its id.
    pub device_id: String,
    /// Its connection string.
    pub connection_string: String,
}

/// The provisioning service's address and key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceStrings {
    /// Its host.
    pub host_name: String,
    /// Its connection string for services.
    pub connection_string: String,
}

/// A hub's addresses and keys.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HubStrings {
    /// Its name: devices that connect with it name `localhost` as their gateway.
    pub host_name: String,
    /// Its port of services.
    pub https_port: u16,
    /// Connection string of `iothubowner`.
    pub connection_string: String,
    /// Those of all policies.
    pub policies: Vec<PolicyString>,
}

/// One policy's connection string.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyString {
    /// The policy.
    pub name: String,
    /// Its connection string.
    pub connection_string: String,
}

impl Access {
    pub(crate) fn of(bench: &Bench) -> Self {
        let hubs: Vec<_> = bench.hubs.iter().map(HubStrings::of).collect();
        let https_port = hubs.first().map_or(0, |hub| hub.https_port);
        Self {
            port: bench.port,
            https_port,
            has443: bench.has_443,
            ca: bench.ca.display().to_string(),
            id_scope: bench.id_scope.clone(),
            provisioning: ServiceStrings {
                host_name: "localhost".to_owned(),
                connection_string: connection_string(https_port, &bench.provisioning),
            },
            provisioning_policy: bench.provisioning.name.clone(),
            hubs,
            devices: Vec::new(),
        }
    }
}

impl HubStrings {
    fn of(hub: &HubAccess) -> Self {
        let policies: Vec<_> = hub
            .policies
            .iter()
            .map(|policy| PolicyString {
                name: policy.name.clone(),
                connection_string: connection_string(hub.https_port, policy),
            })
            .collect();
        Self {
            host_name: hub.host.clone(),
            https_port: hub.https_port,
            connection_string: policies
                .first()
                .map(|first| first.connection_string.clone())
                .unwrap_or_default(),
            policies,
        }
    }
}

fn connection_string(port: u16, policy: &Policy) -> String {
    let [key, _] = &policy.keys;
    let (name, key) = (&policy.name, key.expose());
    format!("HostName=localhost:{port};SharedAccessKeyName={name};SharedAccessKey={key}")
}
