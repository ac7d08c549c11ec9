//! Which part of two texts differs, for people: what both begin and end with is left out, the rest is compared word by
//! word.

use similar::{ChangeTag, TextDiff};

/// Longest middle, both sides together, that is compared word by word; a longer one is shown as replaced.
const LONGEST: usize = 8 << 10;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// The part.
    pub text: String,
}

/// What became of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// In both.
    Kept,
    /// In the old text only.
    Gone,
    /// In the new text only.
    New,
}

/// Takes two texts apart. The parts that are kept or gone make the old text, those that are kept or new the new one.
#[must_use]
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let head = common(old.chars(), new.chars());
    let (old, kept_before) = (&old[head..], &old[..head]);
    let new = &new[head..];
    let tail = common(old.chars().rev(), new.chars().rev());
    let (old, kept_after) = old.split_at(old.len() - tail);
    let new = &new[..new.len() - tail];
    let mut pieces = Vec::new();
    put(&mut pieces, Fate::Kept, kept_before);
    if old.len() + new.len() > LONGEST {
        put(&mut pieces, Fate::Gone, old);
        put(&mut pieces, Fate::New, new);
    } else {
        for change in TextDiff::from_unicode_words(old, new).iter_all_changes() {
            let fate = match change.tag() {
                ChangeTag::Equal => Fate::Kept,
                ChangeTag::Delete => Fate::Gone,
                ChangeTag::Insert => Fate::New,
            };
            put(&mut pieces, fate, change.value());
        }
    }
    put(&mut pieces, Fate::Kept, kept_after);
    pieces
}

/// Counts the bytes that both begin with.
fn common(old: impl Iterator<Item = char>, new: impl Iterator<Item = char>) -> usize {
    let both = old.zip(new).take_while(|(a, b)| a == b);
    both.map(|(a, _)| a.len_utf8()).sum()
}

fn put(pieces: &mut Vec<Piece>, fate: Fate, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.fate == fate => last.text.push_str(text),
        _ => pieces.push(Piece {
            fate,
            text: text.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let pieces = pieces(old, new);
        let side = |other| -> String {
            let of = pieces.iter().filter(|p| p.fate != other);
            of.map(|p| p.text.as_str()).collect()
        };
        assert_eq!(
            (side(Fate::New), side(Fate::Gone)),
            (old.into(), new.into())
        );
        let words = pieces.iter().map(|p| match p.fate {
            Fate::Kept => p.text.clone(),
            Fate::Gone => format!("[-{}]", p.text),
            Fate::New => format!("[+{}]", p.text),
        });
        words.collect()
    }

    #[test]
    fn only_the_part_that_differs_is_shown_as_such() {
        for (old, new, expected) in [
            ("", "", ""),
            ("same", "same", "same"),
            ("3.0.0", "3.1.0", "3.[-0][+1].0"),
            ("", "new", "[+new]"),
            (
                "2026-05-01T07:00:00Z",
                "2026-05-02T07:00:00Z",
                "2026-05-0[-1][+2]T07:00:00Z",
            ),
            (
                "the quick brown fox",
                "the slow brown dog",
                "the [-quick][+slow] brown [-fox][+dog]",
            ),
            ("grün", "grün und blau", "grün[+ und blau]"),
            ("ä", "ö", "[-ä][+ö]"),
        ] {
            assert_eq!(shown(old, new), expected);
        }
    }

    #[test]
    fn a_long_middle_is_shown_as_replaced() {
        let (old, new) = ("a b ".repeat(5_000), "b c ".repeat(5_000));
        assert_eq!(pieces(&format!("x{old}y"), &format!("x{new}y")).len(), 4);
    }
}
