//! The door to the hubs: what provisioning reads of a device there, and what it writes.

use hub::Key;

use super::Fault;

/// A device on a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOnHub {
    /// Its twin as the service sees it, JSON.
    pub twin: String,
    /// Its modules: an array of ids, twins or identities, JSON.
    pub modules: String,
}

/// How a device proves to its hub who it is.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// With a key: authentication `sas`.
    Keys {
        /// The first key.
        primary: Key,
        /// The second one.
        secondary: Key,
    },
    /// With a certificate that is known by its hash: authentication `selfSigned`. SHA-256, 64 capital hexadecimal digits.
    Thumbprints {
        /// Of the first certificate.
        primary: String,
        /// Of the second one.
        secondary: Option<String>,
    },
    /// With a certificate that an authority of the hub signed. The service itself never gives these.
    CertificateAuthority,
}

/// The hubs that the service is linked to, and those it was.
pub trait Hubs {
    /// Names of the hubs linked to the service, in order.
    fn linked(&self) -> Vec<String>;

    /// Returns a device on a hub, nothing where there is none or no such hub; hubs that are not linked any more count.
    ///
    /// # Errors
    /// The hub cannot be read.
    fn device(&self, hub: &str, device_id: &str) -> Result<Option<DeviceOnHub>, Fault>;

    /// Makes a device, or gives one that is there this twin and these credentials; its modules stay. The twin is whole:
    /// `etag`, `version`, `capabilities`, `tags`, `properties` with `$version` and `$metadata`.
    ///
    /// # Errors
    /// The hub cannot be written.
    fn put(
        &mut self,
        hub: &str,
        device_id: &str,
        twin: &str,
        credentials: &Credentials,
    ) -> Result<(), Fault>;

    /// Gives a device that stays as it is the credentials of its enrollment, which may be others than before.
    ///
    /// # Errors
    /// The hub cannot be written.
    fn renew(&mut self, hub: &str, device_id: &str, credentials: &Credentials)
    -> Result<(), Fault>;

    /// Removes a device with its twin and its modules.
    ///
    /// # Errors
    /// The hub cannot be written.
    fn remove(&mut self, hub: &str, device_id: &str) -> Result<(), Fault>;
}
