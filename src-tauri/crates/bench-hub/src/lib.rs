//! An IoT Hub and a Device Provisioning Service for the bench, on loopback: real device SDKs cannot tell them from the
//! cloud. Decides provisioning with `reprovision`, never on its own; leaves loopback only when told to.

pub mod http;
pub mod provisioning;
pub mod query;
