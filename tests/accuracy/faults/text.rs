//! Faults of the text as a whole, and of what stands inside a value: such a value is added to the tags, where
//! no other rule asks for its content.

use super::{At, Fault, Mutant};
use crate::corpus::Base;
use crate::random::Random;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "byte order mark",
        rule: "byte-order-mark",
        inject: |b, _| around(b, "\u{feff}", "", 1),
    },
    Fault {
        name: "UTF-16",
        rule: "utf16-text",
        inject: utf16,
    },
    Fault {
        name: "byte of Windows-1252",
        rule: "invalid-utf8",
        inject: windows_1252,
    },
    Fault {
        name: "NUL characters at the end",
        rule: "nul-character",
        inject: nul,
    },
    Fault {
        name: "text before the twin",
        rule: "text-around-document",
        inject: |b, _| around(b, "the twin of today, as read:\n", "", 1),
    },
    Fault {
        name: "text after the twin",
        rule: "text-around-document",
        inject: text_after,
    },
    Fault {
        name: "second twin in the text",
        rule: "several-documents",
        inject: second,
    },
    Fault {
        name: "backslash that escapes nothing",
        rule: "bad-escape",
        inject: |b, _| noted(b, "\"half \\q done\"", 6),
    },
    Fault {
        name: "half a surrogate pair",
        rule: "lone-surrogate",
        inject: |b, _| noted(b, "\"half \\ud83d done\"", 6),
    },
    Fault {
        name: "tab inside a text",
        rule: "raw-control-character",
        inject: |b, _| noted(b, "\"half\tdone\"", 5),
    },
    Fault {
        name: "placeholder without quotes",
        rule: "placeholder",
        inject: |b, _| noted(b, "<site>", 0),
    },
    Fault {
        name: "NaN",
        rule: "non-json-literal",
        inject: |b, _| noted(b, "NaN", 0),
    },
    Fault {
        name: "undefined",
        rule: "non-json-literal",
        inject: |b, _| noted(b, "undefined", 0),
    },
    Fault {
        name: "value left out",
        rule: "missing-value",
        inject: left_out,
    },
    Fault {
        name: "more than a thousand levels",
        rule: "nested-too-deeply",
        inject: deep,
    },
];

/// Puts text around the twin; the fault is told in this line.
fn around(base: &Base, before: &str, after: &str, line: usize) -> Option<Mutant> {
    let line = u32::try_from(line).expect("a small text");
    Some(Mutant::text(
        format!("{before}{}{after}", base.text),
        At::Line(line),
    ))
}

fn lines(base: &Base) -> usize {
    base.text.lines().count()
}

fn text_after(base: &Base, _: &mut Random) -> Option<Mutant> {
    around(base, "", "that is all of it\n", lines(base) + 1)
}

fn second(base: &Base, _: &mut Random) -> Option<Mutant> {
    around(
        base,
        "",
        "{\n  \"deviceId\": \"spare-1\",\n  \"properties\": {}\n}\n",
        lines(base) + 1,
    )
}

fn nul(base: &Base, _: &mut Random) -> Option<Mutant> {
    around(base, "", "\0\0\0\0", lines(base) + 1)
}

fn utf16(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut bytes = Vec::new();
    let is_big = random.below(2) == 0;
    for unit in "\u{feff}".encode_utf16().chain(base.text.encode_utf16()) {
        bytes.extend(if is_big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    }
    let mutant = around(base, "", "", 1)?;
    // whoever writes UTF-16 marks it
    Some(
        Mutant {
            text: bytes,
            ..mutant
        }
        .also(&["byte-order-mark"]),
    )
}

/// The last line of a base that can take another member before it, and the text around the gap.
fn gap(base: &Base) -> Option<(&str, &str, usize)> {
    let opening = "\n  \"tags\": {\n";
    let at = base.text.find(opening)? + opening.len();
    let (before, after) = base.text.split_at(at);
    Some((before, after, before.lines().count() + 1))
}

const START: &str = "    \"note\": ";

/// Adds a value to the tags, as it is spelled; the fault stands so many characters inside.
fn noted(base: &Base, value: &str, inside: usize) -> Option<Mutant> {
    let (before, after, line) = gap(base)?;
    let column = START.len() + value.chars().take(inside).count() + 1;
    let small = |number: usize| u32::try_from(number).expect("a small text");
    let at = At::Spot(small(line), small(column));
    Some(Mutant::text(
        format!("{before}{START}{value},\n{after}"),
        at,
    ))
}

fn left_out(base: &Base, _: &mut Random) -> Option<Mutant> {
    let mutant = noted(base, "", 0)?;
    let line = gap(base)?.2;
    let at = At::Line(u32::try_from(line).expect("a small text"));
    Some(Mutant { at, ..mutant })
}

fn windows_1252(base: &Base, _: &mut Random) -> Option<Mutant> {
    let mutant = noted(base, "\"M\u{fc}nchen\"", 2)?;
    let text = String::from_utf8(mutant.text).expect("text");
    let bytes = text.split('\u{fc}').map(str::as_bytes).collect::<Vec<_>>();
    Some(Mutant {
        text: bytes.join(&0xfc_u8),
        ..mutant
    })
}

/// Far below what the hub takes.
fn deep(base: &Base, random: &mut Random) -> Option<Mutant> {
    let levels = 1_100 + random.below(300);
    let value = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let mutant = noted(base, &value, 0)?;
    let line = gap(base)?.2;
    let at = At::Line(u32::try_from(line).expect("a small text"));
    Some(Mutant { at, ..mutant }.also(&["nested-beyond-limit"]))
}
