//! The real binary, driven as a shell drives it: what it prints, where, and how it ends.

mod bench;
mod endings;
mod groups;
mod inputs;
mod machine;
mod people;
mod streams;
