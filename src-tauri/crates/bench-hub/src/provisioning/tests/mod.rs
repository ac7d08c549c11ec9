//! Tests of the provisioning service as a whole, over a database and hubs in memory.

mod bench;
mod certificates;
mod device_api;
mod lists;
mod login;
mod rows;
mod service;
mod sparing;
