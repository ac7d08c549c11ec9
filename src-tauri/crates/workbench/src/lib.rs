//! The use cases: plain data in, plain data out. Knows neither a window nor a terminal.

mod cell;
pub mod check;
pub mod discover;
pub mod examine;
pub mod excerpt;
pub mod groups;
pub mod markdown;
pub mod memory;
pub mod pieces;
pub mod report;
pub mod versions;
pub mod wire;
pub mod workspace;

pub use ::groups::Profile;
