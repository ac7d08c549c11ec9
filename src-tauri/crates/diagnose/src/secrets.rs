//! Secrets that an agent repeats.

use twin::{Kind, Value};

use crate::context::Context;

/// Returns the connection string that the older agent repeats in reported, where it is not masked.
pub(crate) fn echoed<'d>(cx: &Context<'d>) -> Option<Value<'d>> {
    let storage = cx.groups().get("windows.externalStorage")?.reported?;
    let value = storage.get("connectionString")?;
    let is_masked = value.raw().contains("***");
    let is_secret = value.kind() == Kind::String && twin::secret::has_secret(value);
    (is_secret && !is_masked).then_some(value)
}
