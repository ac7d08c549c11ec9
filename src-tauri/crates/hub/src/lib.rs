//! What every client and every hub agree on: shared access signatures, connection strings, the topics of the device
//! protocol and their property bags. It opens no connection and knows no clock; it does not emulate a hub.
//!
//! # Glossary
//! - **token**: shared access signature: which resource, until when, signed with which key.
//! - **resource**: what a token is for, `sr`: a host, or a path below it.
//! - **bag**: properties in a topic, `key=value` joined by `&`, percent-encoded.
//! - **request id**: `$rid`, chosen by who asks, repeated by who answers.

mod bag;
mod connection;
mod key;
mod token;
pub mod topic;

pub use bag::Bag;
pub use connection::{Connection, ConnectionError};
pub use key::{Key, KeyError};
pub use token::{Resource, Token, TokenError};
pub use topic::Speaker;
