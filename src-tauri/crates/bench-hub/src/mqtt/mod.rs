//! MQTT 3.1.1 as the service speaks it: no broker. Each connection is one identity's, and hears nobody else.

mod deliveries;
mod device;
mod greeting;
mod guard;
mod provisioned;
mod subscriptions;
mod wire;

pub(crate) use greeting::{MOST, converse};
