//! What the rules about certificates share: the stores, and what is wanted in them.

use groups::{Group, names};
use twin::Value;

/// Returns the stores in a node of `certificates`.
pub(crate) fn stores<'d>(node: Value<'d>) -> impl Iterator<Item = Value<'d>> {
    let is_store = |member: &Value<'_>| {
        let key = names::without_suffix(member.raw_key());
        member.is_object() && (key.starts_with("rootCA") || key.starts_with("certificateStore"))
    };
    node.children().filter(is_store)
}

/// Returns the certificates that shall be on the device.
pub(crate) fn to_install<'d>(node: Value<'d>) -> impl Iterator<Item = Value<'d>> {
    let all = stores(node).flat_map(Value::children);
    all.filter(|c| {
        c.get("state")
            .is_some_and(|state| state.is_str("installed"))
    })
}

/// True where the device reports a certificate in the same store.
pub(crate) fn is_there(group: &Group<'_>, certificate: Value<'_>) -> bool {
    let store = certificate.parent().and_then(Value::key);
    let reported = store.and_then(|store| group.reported?.get(&store));
    reported.is_some_and(|store| find(store, &certificate.key().unwrap_or_default()).is_some())
}

/// Returns the certificate with a thumbprint; upper and lower case mean the same.
pub(crate) fn find<'d>(store: Value<'d>, thumbprint: &str) -> Option<Value<'d>> {
    let as_written = store.get(thumbprint);
    as_written
        .or_else(|| store.get(&thumbprint.to_ascii_lowercase()))
        .or_else(|| store.get(&thumbprint.to_ascii_uppercase()))
}
