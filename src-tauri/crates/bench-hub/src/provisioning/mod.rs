//! The provisioning service.

/// Its tables.
pub const SCHEMA: &str = "";
