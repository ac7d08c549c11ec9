//! What is nested too deeply: skipped to its end, at no memory for a level.

use super::{LEVELS_KEPT, Reader};
use crate::repair::RepairKind;

impl Reader<'_> {
    /// Skips the container under `pos` where it stands too deep; returns whether it did.
    pub(super) fn skip_if_too_deep(&mut self) -> bool {
        if self.stack.len() < LEVELS_KEPT {
            return false;
        }
        if !std::mem::replace(&mut self.told_too_deep, true) {
            let at = self.pos..self.pos + 1;
            self.repair(RepairKind::NestedTooDeeply, at, "", None);
        }
        self.pos = self.end_of_nested();
        self.after_value();
        true
    }

    /// Returns one past the bracket that closes the one under `pos`; the end of the text where
    /// none does. Only brackets are counted: the inside is not read, whatever it is.
    fn end_of_nested(&self) -> usize {
        let mut depth = 0_usize;
        let mut at = self.pos;
        while let Some(&byte) = self.src.get(at) {
            match byte {
                b'"' => at = self.end_of_string(at),
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 1 => return at + 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.src.len()
    }

    /// Returns the place of the quote that closes the string at `at`, or of the end of its line.
    fn end_of_string(&self, at: usize) -> usize {
        let mut at = at + 1;
        while let Some(&byte) = self.src.get(at) {
            match byte {
                b'"' | b'\n' => return at,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.src.len()
    }
}
