//! Which values of a group are versions, and how each is to be read.

use groups::{Dialect, Format, Group, Profile};
use twin::Value;

use crate::context::Context;

/// Returns the versions that portal and device declare for a group, with the format each must have.
/// `serviceInterfaceVersion` is left to the rules about it; integers of the preview are as they should be.
pub(crate) fn declared<'d>(
    cx: &Context<'d>,
    group: &'d Group<'d>,
) -> impl Iterator<Item = (Value<'d>, Format)> + use<'d> {
    let draft = cx.profile_of(group) == Profile::Draft;
    let released = matches!(
        group.dialect,
        Dialect::Ga | Dialect::Undeclared | Dialect::Draft
    );
    let of =
        |entry: Option<Value<'d>>, key| entry.filter(|e| e.is_object()).and_then(|e| e.get(key));
    let schemas = [
        of(group.portal_entry, "maxInputVersion"),
        of(group.portal_entry, "outputVersion"),
        of(group.schema_entry, "maxInputVersion"),
        of(group.schema_entry, "outputVersion"),
    ];
    let interfaces = [group.interface, group.device_interface];
    let schemas = schemas
        .into_iter()
        .flatten()
        .filter(move |_| draft)
        .map(|v| (v, Format::Draft));
    let interfaces = interfaces.into_iter().flatten().filter(move |_| released);
    schemas.chain(interfaces.map(|v| (v, Format::GaStrict)))
}
