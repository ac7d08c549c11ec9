//! One table per family of functions.

use serde_json::{Value, json};

use super::{UNDEFINED, computed, is};

fn document() -> Value {
    json!({
        "deviceId": "a",
        "tags": {
            "number": -2.5, "word": "Grün", "yes": true, "nothing": null, "tree": {"x": 1}, "list": [1],
            "long": "x".repeat(40_000), "longer": "x".repeat(70_000)
        }
    })
}

#[test]
fn kinds() {
    let values = [
        "tags.missing",
        "tags.nothing",
        "tags.yes",
        "tags.number",
        "tags.word",
        "tags.tree",
        "tags.list",
    ];
    for (function, truths) in [
        ("IS_DEFINED", [false, true, true, true, true, true, true]),
        ("IS_NULL", [false, true, false, false, false, false, false]),
        ("IS_BOOL", [false, false, true, false, false, false, false]),
        (
            "IS_NUMBER",
            [false, false, false, true, false, false, false],
        ),
        (
            "is_string",
            [false, false, false, false, true, false, false],
        ),
        (
            "IS_OBJECT",
            [false, false, false, false, false, true, false],
        ),
        ("IS_ARRAY", [false, false, false, false, false, false, true]),
        (
            "IS_PRIMITIVE",
            [false, true, true, true, true, false, false],
        ),
    ] {
        for (value, truth) in values.iter().zip(truths) {
            computed(&document(), &[(&format!("{function}({value})"), is(truth))]);
        }
    }
}

#[test]
fn arrays() {
    let document = json!({
        "deviceId": "a", "parentScopes": ["edge://p"], "tags": {"list": [1, "x", null, [2], true], "word": "x", "tree": {"x": 1}}
    });
    computed(
        &document,
        &[
            ("ARRAY_CONTAINS(tags.list, 1.0)", is(true)),
            ("array_contains(tags.list, 'x')", is(true)),
            ("ARRAY_CONTAINS(tags.list, tags.word)", is(true)),
            ("ARRAY_CONTAINS(tags.list, null)", is(true)),
            ("ARRAY_CONTAINS(tags.list, true)", is(true)),
            ("ARRAY_CONTAINS(tags.list, '1')", is(false)),
            ("ARRAY_CONTAINS(tags.list, 2)", is(false)),
            ("ARRAY_CONTAINS(tags.list, tags.tree)", UNDEFINED),
            ("ARRAY_CONTAINS(tags.list, tags.missing)", UNDEFINED),
            ("ARRAY_CONTAINS(tags.word, 'x')", UNDEFINED),
            ("ARRAY_CONTAINS(parentScopes, 'edge://p')", is(true)),
        ],
    );
}

#[test]
fn texts() {
    computed(
        &document(),
        &[
            ("STARTSWITH(tags.word, 'Gr')", is(true)),
            ("STARTS_WITH(tags.word, 'gr')", is(false)),
            ("ENDSWITH(tags.word, 'ün')", is(true)),
            ("ENDS_WITH(tags.word, '')", is(true)),
            ("CONTAINS(tags.word, 'rü')", is(true)),
            ("CONTAINS('', tags.word)", is(false)),
            ("INDEX_OF(tags.word, 'n')", is(3)),
            ("INDEX_OF(tags.word, 'x')", is(-1)),
            ("INDEX_OF(tags.word, '')", is(0)),
            ("LENGTH(tags.word)", is(4)),
            ("LENGTH('')", is(0)),
            ("LOWER(tags.word)", is("grün")),
            ("UPPER(tags.word)", is("GRÜN")),
            ("CONCAT(tags.word, '-', 'x')", is("Grün-x")),
            ("SUBSTRING(tags.word, 2)", is("ün")),
            ("SUBSTRING(tags.word, 1, 2)", is("rü")),
            ("SUBSTRING(UPPER(tags.word), 1, 2)", is("RÜ")),
            ("SUBSTRING(tags.word, 0, 99)", is("Grün")),
            ("SUBSTRING(tags.word, 99)", is("")),
            ("SUBSTRING(tags.word, 0, 0)", is("")),
            ("SUBSTRING(tags.word, -1)", UNDEFINED),
            ("SUBSTRING(tags.word, 0.5)", UNDEFINED),
            ("SUBSTRING(tags.word, 0, -1)", UNDEFINED),
            ("SUBSTRING(tags.word, 0, tags.missing)", UNDEFINED),
            ("SUBSTRING(tags.word, 1e300, 1e300)", UNDEFINED),
            ("SUBSTRING(tags.word, 99999999999999999999999999)", is("")),
            ("STARTSWITH(tags.number, '-')", UNDEFINED),
            ("CONTAINS(tags.word, tags.missing)", UNDEFINED),
            ("LENGTH(tags.list)", UNDEFINED),
            ("LOWER(1)", UNDEFINED),
            ("CONCAT('a', 1)", UNDEFINED),
            // computed texts have a limit, so that a query cannot ask for more memory than there is
            ("LENGTH(CONCAT(tags.long, 'y'))", is(40_001)),
            ("CONCAT(tags.long, tags.long)", UNDEFINED),
            ("tags.long + tags.long", UNDEFINED),
            ("LOWER(tags.longer)", UNDEFINED),
            ("LENGTH(tags.longer)", is(70_000)),
            ("LENGTH(SUBSTRING(tags.longer, 1))", is(69_999)),
        ],
    );
}

#[test]
fn numbers() {
    computed(
        &document(),
        &[
            ("ABS(tags.number)", is(2.5)),
            ("ABS(-3)", is(3)),
            ("CEILING(tags.number)", is(-2)),
            ("FLOOR(tags.number)", is(-3)),
            ("FLOOR(7)", is(7)),
            ("EXP(0)", is(1)),
            ("POWER(2, 10)", is(1024)),
            ("POWER(2, -1)", is(0.5)),
            ("POWER(4, 0.5)", is(2)),
            ("POWER(0, 0)", is(1)),
            ("SIGN(tags.number)", is(-1)),
            ("SIGN(0.0)", is(0)),
            ("SIGN(12)", is(1)),
            ("SQRT(9)", is(3)),
            ("SQUARE(tags.number)", is(6.25)),
            ("SQUARE(3)", is(9)),
            ("AS_NUMBER('12')", is(12)),
            ("AS_NUMBER('-1.5e1')", is(-15.0)),
            ("AS_NUMBER(3)", is(3)),
            ("AS_NUMBER('')", UNDEFINED),
            ("AS_NUMBER('12 ')", UNDEFINED),
            ("AS_NUMBER('NaN')", UNDEFINED),
            ("AS_NUMBER('inf')", UNDEFINED),
            ("AS_NUMBER('-infinity')", UNDEFINED),
            ("AS_NUMBER('1e999')", UNDEFINED),
            ("AS_NUMBER(tags.yes)", UNDEFINED),
            ("SQRT(-1)", UNDEFINED),
            ("EXP(1000)", UNDEFINED),
            ("POWER(10, 400)", UNDEFINED),
            ("POWER(-8, 0.5)", UNDEFINED),
            ("POWER(0, -1)", UNDEFINED),
            ("ABS('1')", UNDEFINED),
            ("ABS(tags.missing)", UNDEFINED),
        ],
    );
}
