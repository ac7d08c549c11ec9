//! "Did you mean": names that look like one nobody knows.

/// Names less alike than this are no suggestion; clap's own measure.
const ALIKE: f64 = 0.7;
/// Suggestions that are so much less alike than the best one are left out.
const NEAR_THE_BEST: f64 = 0.08;
/// Suggestions for one unknown name.
const SUGGESTIONS: usize = 3;
/// Longest name compared, in bytes.
const COMPARED: usize = 100;

/// Returns the names most alike, whatever their case, best first.
#[must_use]
pub fn alike<'n>(name: &str, names: &[&'n str]) -> Vec<&'n str> {
    if name.len() > COMPARED {
        return Vec::new();
    }
    let name = name.to_lowercase();
    let mut like: Vec<_> = names
        .iter()
        .map(|n| (strsim::jaro_winkler(&name, &n.to_lowercase()), *n))
        .filter(|(alike, _)| *alike > ALIKE)
        .collect();
    like.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = like.first().map_or(0.0, |(alike, _)| *alike);
    like.iter()
        .take(SUGGESTIONS)
        .filter(|(alike, _)| best - alike < NEAR_THE_BEST)
        .map(|(_, name)| *name)
        .collect()
}

/// Writes suggestions as a question.
#[must_use]
pub fn question(like: &[&str]) -> String {
    let like: Vec<_> = like.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", like.join(" or "))
}

/// Asks what was meant, or lists the few names there are.
#[must_use]
pub fn hint(name: &str, names: &[&str], otherwise: &str) -> String {
    match alike(name, names).as_slice() {
        [] => {
            let all: Vec<_> = names.iter().map(|n| format!("`{n}`")).collect();
            format!("{otherwise} {}", all.join(", "))
        }
        like => question(like),
    }
}
