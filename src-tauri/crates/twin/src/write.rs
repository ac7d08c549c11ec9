//! Values back to JSON: numbers as written, keys in their order, secrets as the caller says.

use crate::entities;
use crate::escape::quote;
use crate::node::Kind;
use crate::secret;
use crate::value::Value;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One line.
    Compact,
    /// Two blanks a level.
    Pretty,
}

/// What becomes of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// They are written as they are: for what nobody sees, and for the user's own file.
    Shown,
    /// Dots stand for them, in a string.
    Masked,
}

/// Writes a value as strict JSON, with the repairs the reader assumed.
///
/// Of equal keys only the last is written, so that the text means what readers in the field take from it.
#[must_use]
pub fn to_json(value: Value<'_>, layout: Layout, secrets: Secrets) -> String {
    to_json_filtered(value, layout, secrets, &|_| true)
}

/// Writes a value as strict JSON without the members that do not fit.
#[must_use]
pub fn to_json_filtered(
    value: Value<'_>,
    layout: Layout,
    secrets: Secrets,
    fits: &dyn Fn(Value<'_>) -> bool,
) -> String {
    let mut out = String::new();
    let mut open: Vec<(
        Value<'_>,
        std::iter::Peekable<crate::value::Children<'_>>,
        bool,
    )> = Vec::new();
    let mut at = Some(value);
    loop {
        if let Some(value) = at.take() {
            if value.kind().is_container() {
                out.push(if value.is_object() { '{' } else { '[' });
                open.push((value, value.children().peekable(), false));
            } else {
                out.push_str(&scalar(value, secrets));
            }
        }
        let depth = open.len();
        let Some((container, children, written)) = open.last_mut() else {
            return out;
        };
        match children.find(|child| {
            is_written(*container, *child) && (!container.is_object() || fits(*child))
        }) {
            Some(child) => {
                if std::mem::replace(written, true) {
                    out.push(',');
                }
                line(&mut out, layout, depth);
                if container.is_object() {
                    let key = child.key().unwrap_or_default();
                    out.push_str(&match secrets {
                        Secrets::Shown => quote(&key),
                        Secrets::Masked => quote(&secret::without(&key)),
                    });
                    out.push_str(if layout == Layout::Pretty { ": " } else { ":" });
                }
                at = Some(child);
            }
            None => {
                let (object, some) = (container.is_object(), *written);
                open.pop();
                if some {
                    line(&mut out, layout, depth - 1);
                }
                out.push(if object { '}' } else { ']' });
            }
        }
    }
}

fn is_written(container: Value<'_>, child: Value<'_>) -> bool {
    !container.is_object()
        || child
            .key()
            .is_none_or(|key| container.get(&key) == Some(child))
}

fn line(out: &mut String, layout: Layout, depth: usize) {
    if layout == Layout::Pretty {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

fn scalar(value: Value<'_>, secrets: Secrets) -> String {
    let masked = match secrets {
        Secrets::Shown => None,
        Secrets::Masked => secret::masked(value),
    };
    match (value.kind(), masked) {
        (_, Some(masked)) => quote(&masked),
        (Kind::String, None) => quote(&value.str().unwrap_or_default()),
        (Kind::Placeholder, None) => quote(&entities::resolve(value.raw())),
        (Kind::Number | Kind::Boolean | Kind::Null, None) => value.assumed().into_owned(),
        (Kind::Missing | Kind::Array | Kind::Object, None) => "null".to_owned(),
    }
}
