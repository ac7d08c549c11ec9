//! "Did you mean": names like one that does not exist.

/// Names less alike than this are no suggestion; clap's own measure.
const ALIKE: f64 = 0.7;
/// Suggestions that are so much less alike than the best one are left out.
const NEAR_THE_BEST: f64 = 0.08;
/// Suggestions for one unknown name.
const SUGGESTIONS: usize = 3;

/// Asks whether a name was meant, or several; none where no name is like it.
pub(crate) fn suggestion<'a>(
    unknown: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let unknown = unknown.to_lowercase();
    let mut like: Vec<_> = names
        .map(|name| (strsim::jaro_winkler(&unknown, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike > ALIKE)
        .collect();
    like.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = like.first()?.0;
    let near = like.iter().take(SUGGESTIONS);
    let near = near.filter(|(alike, _)| best - alike < NEAR_THE_BEST);
    let near: Vec<_> = near.map(|(_, name)| format!("`{name}`")).collect();
    Some(format!("did you mean {}?", near.join(" or ")))
}
