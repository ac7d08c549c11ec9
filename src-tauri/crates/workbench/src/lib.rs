//! The use cases: plain data in, plain data out. Knows neither a window nor a terminal.

pub mod alike;
pub mod bench;
pub mod blame;
mod cell;
pub mod check;
pub mod codes;
pub mod compare;
mod differences;
pub mod discover;
pub mod drift;
pub mod examine;
pub mod excerpt;
pub mod files;
pub mod fix;
pub mod groups;
pub mod history;
mod known;
pub mod markdown;
pub mod memory;
mod noise;
pub mod outliers;
pub mod packs;
mod patient;
pub mod pieces;
pub mod report;
pub mod reprovision;
pub mod revisions;
mod secrets;
pub mod settings;
pub mod versions;
pub mod wire;
pub mod workspace;

pub use ::groups::Profile;
pub use diagnose::Circumstances;
