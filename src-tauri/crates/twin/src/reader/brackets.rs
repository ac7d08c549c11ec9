//! Closing brackets: those that fit, those that do not, and those that never come.

use super::{Frame, HIDDEN, Reader, narrow};
use crate::node::Kind;
use crate::repair::RepairKind;

impl Reader<'_> {
    pub(super) fn close(&mut self, bracket: u8) {
        let closes_object = bracket == b'}';
        if self.by_indent && self.misplaced_by_indent(closes_object) {
            return;
        }
        let Some(top) = self.stack.last() else { return };
        if top.is_object == closes_object {
            if self.stack.len() == 1 && self.root_goes_on() {
                return self.surplus_bracket();
            }
            self.pos += 1;
            return self.finish_container();
        }
        match self
            .stack
            .iter()
            .rposition(|f| f.is_object == closes_object && !f.implicit)
        {
            Some(_) if self.is_slip(closes_object) => self.mismatched_bracket(),
            Some(at) => self.unclosed_down_to(at + 1, self.pos),
            None if top.implicit => self.surplus_bracket(),
            None => self.mismatched_bracket(),
        }
    }

    /// True where the wrong bracket was typed: what follows goes on as if the right one stood there.
    fn is_slip(&self, closes_object: bool) -> bool {
        let next = self.next_after(self.pos + 1);
        // `[1, 2}` inside an object, then a further member or the closing brace of that object
        let below = self
            .stack
            .len()
            .checked_sub(2)
            .map(|i| self.stack[i].is_object);
        match below {
            Some(true) if closes_object => match next {
                Some(b'}') => true,
                Some(b',') => self.prefers_slips || self.stack.len() == 2,
                _ => false,
            },
            Some(false) if !closes_object => match next {
                Some(b']') => true,
                Some(b',') => self.prefers_slips,
                _ => false,
            },
            // `{"x": 1], "y": 2` inside an object
            Some(true) => self.prefers_slips && matches!(next, Some(b',' | b'}')),
            _ => false,
        }
    }

    fn next_after(&self, from: usize) -> Option<u8> {
        self.src[from..]
            .iter()
            .copied()
            .find(|b| !b.is_ascii_whitespace())
    }

    fn mismatched_bracket(&mut self) {
        let right = match self.stack.last() {
            Some(top) if top.is_object => "}",
            _ => "]",
        };
        let opened = self.stack.last().map(|f| f.open_at as usize);
        self.repair(
            RepairKind::MismatchedBracket,
            self.pos..self.pos + 1,
            right,
            opened,
        );
        self.pos += 1;
        self.finish_container();
    }

    pub(super) fn surplus_bracket(&mut self) {
        self.repair(RepairKind::SurplusBracket, self.pos..self.pos + 1, "", None);
        self.pos += 1;
        if !self.stack.is_empty() {
            self.after_value_once();
        }
    }

    /// After a bracket that was skipped: a comma before it has done its work already.
    fn after_value_once(&mut self) {
        self.skip_space();
        if self.peek() == Some(b',') {
            self.pos += 1;
        }
    }

    /// True where the text after the last closing bracket goes on with members of the root.
    fn root_goes_on(&self) -> bool {
        if !self.stack[0].is_object {
            return false;
        }
        let rest = self.text[self.pos + 1..].trim_start();
        let after = rest.strip_prefix(',').map_or(rest, str::trim_start);
        after.starts_with('"') && self.member_without_braces(self.src.len() - after.len())
    }

    pub(super) fn finish_container(&mut self) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if frame.node != HIDDEN {
            let next = narrow(self.nodes.len());
            let node = &mut self.nodes[frame.node as usize];
            node.end = narrow(self.pos);
            node.next = next;
            if frame.is_object {
                self.find_duplicates(frame.node);
            } else {
                self.index_long(frame.node);
            }
        }
        if !self.stack.is_empty() {
            self.after_value();
        }
    }

    /// Ends a container that nothing closes, before `at`.
    pub(super) fn unclosed(&mut self, at: usize) {
        let Some(frame) = self.stack.last() else {
            return;
        };
        let (opened, implicit) = (frame.open_at as usize, frame.implicit);
        let bracket = if frame.is_object { "}" } else { "]" };
        if !implicit {
            self.repair(RepairKind::UnclosedBracket, at..at, bracket, Some(opened));
        }
        let Some(Frame {
            node, is_object, ..
        }) = self.stack.pop()
        else {
            return;
        };
        if node == HIDDEN {
            return;
        }
        let next = narrow(self.nodes.len());
        let kept = &mut self.nodes[node as usize];
        kept.end = narrow(at).max(kept.start);
        kept.next = next;
        if is_object {
            self.find_duplicates(node);
        } else {
            self.index_long(node);
        }
    }

    /// A colon follows a string in an array: the array was left open, and the string is a key of the
    /// object around it. Closes the array and goes back to the key.
    pub(super) fn key_in_array(&mut self) -> bool {
        let [.., around, top] = self.stack.as_slice() else {
            return false;
        };
        let Some(last) = self.nodes.last() else {
            return false;
        };
        let fits = around.is_object && !top.is_object && top.node != HIDDEN;
        if !fits || last.parent != top.node || last.kind != Kind::String || last.key_end > 0 {
            return false;
        }
        let start = last.start as usize;
        self.nodes.pop();
        // the string is read once more, as a key
        while self.repairs.last().is_some_and(|r| r.span.start >= start) {
            self.repairs.pop();
        }
        self.pos = start;
        let left = self.stack.len() - 1;
        self.unclosed_down_to(left, start);
        true
    }

    pub(super) fn close_at_end(&mut self) {
        self.unclosed_down_to(0, self.src.len());
    }

    /// Ends everything that is open before a document that starts at `start`.
    pub(super) fn close_before(&mut self, start: usize) {
        self.unclosed_down_to(0, start);
    }

    /// Ends the innermost containers until `left` are open; what follows starts at `before`.
    fn unclosed_down_to(&mut self, left: usize, before: usize) {
        let at = self.end_of_values(before);
        while self.stack.len() > left {
            self.unclosed(at);
        }
    }

    /// Returns where the last value before `before` ends. What looks like a comma behind it may be
    /// the end of a string that was left open.
    fn end_of_values(&self, before: usize) -> usize {
        let at = self.text[..before].trim_end().trim_end_matches(',').len();
        self.nodes.last().map_or(at, |n| at.max(n.end as usize))
    }

    /// Acts on a closing bracket whose indentation belongs to another opening one.
    fn misplaced_by_indent(&mut self, closes_object: bool) -> bool {
        let Some(indent) = self.indent_if_first(self.pos) else {
            return false;
        };
        let Some(top) = self.stack.last() else {
            return false;
        };
        let opened = top.indent as usize;
        if indent > opened && top.is_object == closes_object && self.stack.len() > 1 {
            self.surplus_bracket();
            return true;
        }
        if indent >= opened {
            return false;
        }
        let fits = |f: &Frame| f.is_object == closes_object && f.indent as usize == indent;
        let Some(at) = self.stack.iter().rposition(fits) else {
            return false;
        };
        self.unclosed_down_to(at + 1, self.pos);
        false
    }

    /// Closes containers that a member standing further left shows to be over.
    pub(super) fn close_by_indent(&mut self) -> bool {
        let Some(indent) = self.indent_if_first(self.pos) else {
            return false;
        };
        let mut closed = false;
        while self.stack.len() > 1 {
            let top = &self.stack[self.stack.len() - 1];
            let below_is_object = self.stack[self.stack.len() - 2].is_object;
            let opened = top.open_at as usize;
            let over = below_is_object
                && top.indent as usize >= indent
                && self.text[opened..self.pos].contains('\n');
            if !over {
                break;
            }
            self.unclosed(self.end_of_values(self.pos));
            closed = true;
        }
        closed
    }

    /// Returns the indentation of what stands at `at`, if nothing stands before it on its line.
    fn indent_if_first(&self, at: usize) -> Option<usize> {
        let blank = self.src[..at]
            .iter()
            .rev()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        (at > blank && self.src[at - blank - 1] == b'\n').then_some(blank)
    }

    /// Returns the indentation of the line `at` stands on. Asked with growing places only, so that
    /// the walk over the text is made once.
    pub(super) fn indent_of_line(&mut self, at: usize) -> u32 {
        let (looked, start) = self.line_seen;
        let start = memchr::memrchr(b'\n', &self.src[looked..at]).map_or(start, |i| looked + i + 1);
        self.line_seen = (at, start);
        let blank = self.src[start..at]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        narrow(blank)
    }
}
