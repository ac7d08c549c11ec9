//! The state of a twin as a hub keeps it: what is written where, with which stamps and counters, and what is refused.
//! Values in, values out: it knows no connection and no clock.

mod check;
mod import;
mod merge;
mod parts;
mod section;
#[cfg(test)]
mod tests;
mod twin;

pub use section::Section;
pub use twin::{Counters, Facts, TwinState};

pub(crate) use parts::Parts;
pub(crate) use section::object;
pub(crate) use twin::ServiceWrite;
