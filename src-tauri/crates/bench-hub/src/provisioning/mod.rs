//! The provisioning service.
