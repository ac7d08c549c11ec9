//! Two sides beside each other, row by row: desired against reported, or one document against another. The crate
//! `diff` decides; here its answer becomes a list that can be narrowed, folded, laid out as a tree or as text, and
//! shown a window at a time.

mod apart;
mod lines;
mod list;
mod parted;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use lines::{Asked, Lines, Side};
pub(crate) use list::List;
pub(crate) use view::{Sides, page};
