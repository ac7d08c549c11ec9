//! "Did you mean": names like one that does not exist, as a question.

use workbench::alike::alike;

/// Asks whether a name was meant, or several; none where no name is like it.
pub(crate) fn suggestion<'a>(
    unknown: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let names: Vec<_> = names.collect();
    let near: Vec<_> = alike(unknown, &names)
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}
