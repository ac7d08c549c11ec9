//! The history as a whole, on real files: what is kept, what is rebuilt, what goes wrong.

#![expect(
    clippy::disallowed_methods,
    reason = "tests start processes and look into files"
)]

mod bench;
mod disk;
mod keeping;
mod killed;
mod pruning;
mod secrets;
mod sightings;
mod trouble;
