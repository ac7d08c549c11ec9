//! One table per family of operators.

use serde_json::{Value, json};

use super::{UNDEFINED, computed, found, is};

fn document() -> Value {
    json!({
        "deviceId": "a",
        "tags": {
            "one": 1, "real": 1.0, "big": 9_007_199_254_740_993_i64, "word": "one", "yes": true, "nothing": null,
            "tree": {"x": 1}, "list": [1, "two", {"three": 3}], "largest": i64::MAX, "unsigned": u64::MAX
        }
    })
}

#[test]
fn comparisons() {
    computed(
        &document(),
        &[
            ("1 = 1.0", is(true)),
            ("tags.one = tags.real", is(true)),
            ("1 <> 2", is(true)),
            ("1 != 1", is(false)),
            ("1 < 2", is(true)),
            ("2 <= 2", is(true)),
            ("2 > 2.5", is(false)),
            ("2.5 >= 2", is(true)),
            ("tags.big = 9007199254740992", is(false)),
            ("tags.big > 9007199254740992.0", is(true)),
            ("tags.unsigned > tags.largest", is(true)),
            ("0x10 = 16", is(true)),
            ("1e2 = 100", is(true)),
            ("-1 < 0", is(true)),
            ("'a' < 'b'", is(true)),
            ("'a' = 'A'", is(false)),
            ("'10' < '9'", is(true)),
            ("true > false", is(true)),
            ("true = tags.yes", is(true)),
            ("null = tags.nothing", is(true)),
            ("null <= null", is(true)),
            ("null < null", is(false)),
            // kinds apart
            ("1 = '1'", is(false)),
            ("1 != '1'", is(true)),
            ("1 < 'a'", is(false)),
            ("1 >= 'a'", is(false)),
            ("true = 1", is(false)),
            ("null = 0", is(false)),
            ("tags.word != null", is(true)),
            // what does not compare
            ("tags.missing = 1", UNDEFINED),
            ("tags.missing != 1", UNDEFINED),
            ("tags.missing = undefined", UNDEFINED),
            ("tags.tree = tags.tree", UNDEFINED),
            ("tags.list != 1", UNDEFINED),
        ],
    );
}

#[test]
fn lists() {
    computed(
        &document(),
        &[
            ("tags.word IN ['two', 'one']", is(true)),
            ("tags.word NIN ['two', 'one']", is(false)),
            ("tags.word in ['two']", is(false)),
            ("tags.word nin ['two']", is(true)),
            ("tags.word IN []", is(false)),
            ("tags.one IN [-1, 1.0]", is(true)),
            ("-1 IN [-1]", is(true)),
            ("tags.one IN ['1', true, null]", is(false)),
            ("tags.yes IN [false, true]", is(true)),
            ("tags.nothing IN [null]", is(true)),
            ("tags.word IN [undefined]", is(false)),
            ("tags.missing IN ['one']", UNDEFINED),
            ("tags.missing NIN ['one']", UNDEFINED),
            ("tags.tree IN ['one']", UNDEFINED),
        ],
    );
}

#[test]
fn logic_has_three_values() {
    const TRUE: &str = "true";
    const FALSE: &str = "false";
    const MISSING: &str = "tags.missing";
    let text = |value: &Option<bool>| match value {
        Some(true) => TRUE,
        Some(false) => FALSE,
        None => MISSING,
    };
    let values = [Some(true), Some(false), None];
    for left in &values {
        let not = left.map(|left| Value::Bool(!left));
        computed(&document(), &[(&format!("NOT {}", text(left)), not)]);
        for right in &values {
            let (a, b) = (text(left), text(right));
            let and = match (left, right) {
                (Some(false), _) | (_, Some(false)) => is(false),
                (Some(true), Some(true)) => is(true),
                _ => UNDEFINED,
            };
            let or = match (left, right) {
                (Some(true), _) | (_, Some(true)) => is(true),
                (Some(false), Some(false)) => is(false),
                _ => UNDEFINED,
            };
            computed(
                &document(),
                &[(&format!("{a} AND {b}"), and), (&format!("{a} or {b}"), or)],
            );
        }
    }
}

#[test]
fn only_true_is_a_match() {
    for (condition, devices) in [
        ("true", "a"),
        ("tags.yes", "a"),
        ("false", ""),
        ("null", ""),
        ("undefined", ""),
        ("1", ""),
        ("'true'", ""),
        ("tags.tree", ""),
        ("NOT tags.word", ""),
        ("tags.missing = 1", ""),
        ("NOT tags.missing = 1", ""),
        ("NOT NOT tags.yes", "a"),
    ] {
        let text = format!("SELECT * FROM devices WHERE {condition}");
        assert_eq!(found(&[document()], &text), devices, "{condition}");
    }
}

#[test]
fn arithmetic() {
    computed(
        &document(),
        &[
            ("1 + 2", is(3)),
            ("1 + 2 * 3", is(7)),
            ("(1 + 2) * 3", is(9)),
            ("7 - 2 - 1", is(4)),
            ("8 / 2 / 2", is(2)),
            ("1 / 2", is(0.5)),
            ("7 % 4", is(3)),
            ("-7 % 4", is(-3)),
            ("7.5 % 2", is(1.5)),
            ("1 - -1", is(2)),
            ("--1", is(1)),
            ("-tags.one", is(-1)),
            ("tags.one + tags.real", is(2.0)),
            ("0.5 * 2", is(1.0)),
            ("tags.largest + 1", is(9_223_372_036_854_775_808_u64)),
            ("tags.unsigned + 1", is(18_446_744_073_709_551_616.0)),
            (
                "tags.unsigned * tags.unsigned * tags.unsigned",
                is(18_446_744_073_709_551_615.0_f64.powi(3)),
            ),
            // nothing that no number holds
            ("1 / 0", UNDEFINED),
            ("0 / 0", UNDEFINED),
            ("1.5 / 0.0", UNDEFINED),
            ("1 % 0", UNDEFINED),
            ("1e308 * 10", UNDEFINED),
            ("-1e308 - 1e308", UNDEFINED),
            // texts
            ("'a' + 'b' + \"c\"", is("abc")),
            ("tags.word + '!'", is("one!")),
            ("'a' - 'b'", UNDEFINED),
            ("'a' + 1", UNDEFINED),
            ("tags.missing + 1", UNDEFINED),
            ("-tags.word", UNDEFINED),
            ("true + true", UNDEFINED),
            ("tags.tree + 1", UNDEFINED),
        ],
    );
}

#[test]
fn operators_bind_as_usual() {
    computed(
        &document(),
        &[
            ("true OR false AND false", is(true)),
            ("(true OR false) AND false", is(false)),
            ("NOT false AND false", is(false)),
            ("NOT (false AND false)", is(true)),
            ("NOT 1 = 2", is(true)),
            ("1 + 1 = 2 AND 2 * 2 > 3", is(true)),
            ("1 + 1 IN [2]", is(true)),
            ("(1 = 1) = true", is(true)),
        ],
    );
}

#[test]
fn literals() {
    computed(
        &document(),
        &[
            (r"'it\'s'", is("it's")),
            (r#""say \"a\"""#, is("say \"a\"")),
            (r#"'"'"#, is("\"")),
            (r"'back\\slash'", is("back\\slash")),
            (r"'\u00e9'", is("é")),
            (r"'\uD83D\uDE00!'", is("😀!")),
            ("'two\nlines'", is("two\nlines")),
            ("''", is("")),
            ("0", is(0)),
            ("007", is(7)),
            ("1.50", is(1.5)),
            ("2E-1", is(0.2)),
            ("0xff", is(255)),
            ("NULL", is(Value::Null)),
            ("True", is(true)),
            ("UNDEFINED", UNDEFINED),
        ],
    );
}
