//! The real binary, driven as a shell drives it: what it prints, where, and how it ends.

mod bench;
mod bench_hub;
mod codes;
mod compare;
mod drift;
mod endings;
mod fixing;
mod groups;
mod history;
mod inputs;
mod machine;
mod outliers;
mod packs;
mod people;
mod reprovision;
mod revisions;
mod secrets;
mod settings;
mod spellings;
mod streams;
mod troubled;
