//! Groups, counts and sums.

use serde_json::{Value, json};

use super::fleet::fleet;
use super::over;

fn table(documents: &[Value], cases: &[(&str, Value)]) {
    for (text, rows) in cases {
        assert_eq!(&Value::Array(over(documents, text).rows), rows, "{text}");
    }
}

#[test]
fn aggregates_pass_over_what_they_cannot_take() {
    let documents: Vec<Value> = [
        json!(3),
        json!("b"),
        json!(1.5),
        Value::Null,
        json!([1]),
        json!("a"),
        json!(true),
    ]
    .into_iter()
    .map(|x| json!({"tags": {"x": x}}))
    .chain([json!({})])
    .collect();
    let cases = [
        ("SELECT COUNT() AS n FROM devices", json!([{"n": 8}])),
        ("SELECT COUNT(tags.x) AS n FROM devices", json!([{"n": 7}])),
        ("SELECT SUM(tags.x) AS n FROM devices", json!([{"n": 4.5}])),
        ("SELECT AVG(tags.x) AS n FROM devices", json!([{"n": 2.25}])),
        (
            "SELECT MIN(tags.x) AS n, MAX(tags.x) AS m FROM devices",
            json!([{"n": true, "m": "b"}]),
        ),
        (
            "SELECT MIN(tags.x), MAX(tags.x), SUM(tags.x * 2), AVG(tags.x), COUNT() FROM devices WHERE IS_NUMBER(tags.x)",
            json!([{"MIN": 1.5, "MAX": 3, "SUM": 9.0, "AVG": 2.25, "COUNT": 2}]),
        ),
        (
            "SELECT SUM(tags.y), AVG(tags.y), MIN(tags.y), MAX(tags.y) FROM devices",
            json!([{}]),
        ),
    ];
    table(&documents, &cases);
    // in whatever order they come
    let reversed: Vec<Value> = documents.into_iter().rev().collect();
    table(&reversed, &cases);
    table(
        &reversed[4..],
        &[(
            "SELECT MIN(tags.x) AS n, MAX(tags.x) AS m FROM devices",
            json!([{"n": 1.5, "m": "b"}]),
        )],
    );
}

#[test]
fn sums_stay_whole_and_finite() {
    let of = |values: &[Value]| values.iter().map(|x| json!({"x": x})).collect::<Vec<_>>();
    let sum = "SELECT SUM(x) AS s FROM devices";
    table(
        &of(&[json!(i64::MAX), json!(1)]),
        &[(sum, json!([{"s": 9_223_372_036_854_775_808_u64}]))],
    );
    table(
        &of(&[json!(1), json!(2), json!(6)]),
        &[("SELECT AVG(x) AS s FROM devices", json!([{"s": 3}]))],
    );
    table(
        &of(&[json!(1e308), json!(1e308), json!(-1e308)]),
        &[(sum, json!([{}]))],
    );
}

#[test]
fn groups_are_of_equal_values() {
    table(
        &fleet(),
        &[
            (
                "SELECT tags.site AS site, COUNT() AS n FROM devices GROUP BY tags.site",
                json!([{"site": "A", "n": 2}, {"site": "B", "n": 1}, {"site": "b", "n": 1}, {"n": 1}]),
            ),
            (
                "SELECT tags.site, status, COUNT() AS n FROM devices GROUP BY status, tags.site",
                json!([
                    {"site": "A", "status": "enabled", "n": 2}, {"site": "B", "status": "disabled", "n": 1},
                    {"site": "b", "status": "enabled", "n": 1}, {"status": "enabled", "n": 1}
                ]),
            ),
            // without an aggregate: what values there are; the path may be written differently
            (
                "SELECT d.STATUS AS s FROM devices d GROUP BY status",
                json!([{"s": "enabled"}, {"s": "disabled"}]),
            ),
            // grouped by what is not shown
            (
                "SELECT COUNT() AS n FROM devices GROUP BY connectionState",
                json!([{"n": 2}, {"n": 3}]),
            ),
            (
                "SELECT TOP 1 COUNT() AS n FROM devices GROUP BY connectionState",
                json!([{"n": 2}]),
            ),
            ("SELECT TOP 0 COUNT() AS n FROM devices", json!([])),
            (
                "SELECT COUNT() AS n FROM devices WHERE false GROUP BY status",
                json!([]),
            ),
            (
                "SELECT status, MAX(lastActivityTime) AS t, AVG(properties.reported.battery) AS b FROM devices GROUP BY status",
                json!([
                    {"status": "enabled", "t": "2026-05-01T07:00:00.1234567Z", "b": 114.5 / 3.0},
                    {"status": "disabled", "t": "0001-01-01T00:00:00Z"}
                ]),
            ),
        ],
    );
}

#[test]
fn kinds_are_groups_of_their_own() {
    let values = [
        json!(1),
        json!(1.0),
        json!("1"),
        json!(true),
        Value::Null,
        json!("true"),
        json!([1]),
        json!([1]),
        json!(0.5),
    ];
    let documents: Vec<Value> = values.into_iter().map(|x| json!({"x": x})).collect();
    table(
        &documents,
        &[(
            "SELECT x, COUNT() AS n FROM devices GROUP BY x",
            json!([
                {"x": 1, "n": 2}, {"x": "1", "n": 1}, {"x": true, "n": 1}, {"x": null, "n": 1}, {"x": "true", "n": 1},
                {"x": [1], "n": 2}, {"x": 0.5, "n": 1}
            ]),
        )],
    );
}

#[test]
fn keys_do_not_run_into_each_other() {
    // 5 is what a text begins with in a key
    let documents = [
        json!({"x": "a\u{5}b", "y": "c"}),
        json!({"x": "a", "y": "b\u{5}c"}),
    ];
    let rows = over(&documents, "SELECT COUNT() AS n FROM devices GROUP BY x, y").rows;
    assert_eq!(rows, [json!({"n": 1}), json!({"n": 1})]);
}

#[test]
fn the_latest_time_is_found_by_time() {
    let documents = [
        json!({"lastActivityTime": "2026-05-01T07:00:00Z"}),
        json!({"lastActivityTime": "2026-05-01T07:00:00.5Z"}),
    ];
    let rows = over(&documents, "SELECT MAX(lastActivityTime) AS t FROM devices").rows;
    assert_eq!(rows, [json!({"t": "2026-05-01T07:00:00.5Z"})]);
}
