//! What the service keeps, table by table. Nothing here decides.

pub(crate) mod authorities;
pub(super) mod enrollments;
pub(super) mod registrations;
