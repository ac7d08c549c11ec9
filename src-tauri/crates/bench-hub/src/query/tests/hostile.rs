//! Any text is read or refused, and any query runs over any document.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::{Query, QueryError};
use super::fleet::fleet;

const VALID: [&str; 12] = [
    "SELECT * FROM devices WHERE properties.desired.fw != properties.reported.fw",
    "SELECT properties.reported.fw AS fw, COUNT() AS n FROM devices GROUP BY properties.reported.fw",
    "SELECT TOP 5 deviceId, tags.[[a b]], tags['c'][0] FROM devices AS d WHERE d.tags.x IN ['a', -1.5, null, true]",
    "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'x' AND NOT (status = \"failed\" OR 1 + 2 * 3 % 4 / 5 > 6)",
    "SELECT MIN(lastActivityTime), MAX(tags.x), SUM(tags.x), AVG(tags.x) FROM devices WHERE lastActivityTime < '2024-01-01'",
    "SELECT CONCAT(LOWER(tags.x), UPPER('\\u00e9')), SUBSTRING(tags.x, 1, 2), INDEX_OF(tags.x, 'a') FROM devices",
    "SELECT POWER(tags.x, tags.y), SQRT(tags.x), EXP(tags.x), AS_NUMBER('1e5'), ABS(-tags.x) FROM devices",
    "SELECT * FROM devices WHERE is_defined(tags.x) AND STARTSWITH(deviceId, 'a') OR tags.x NIN ['a']",
    "SELECT tags.x, tags.y, COUNT(*) FROM devices GROUP BY tags.x, tags.y",
    "SELECT 0x1F, 1e308 * 10, -9223372036854775808 - 1, 1 / 0, 7 % 0 FROM devices d WHERE d.a[3].b <> 'x'",
    "SELECT tags.x + tags.y, tags.x - tags.y, tags.x * tags.y, tags.x / tags.y, tags.x % tags.y FROM devices",
    "SELECT FLOOR(tags.x), CEILING(tags.x), SIGN(tags.x), SQUARE(tags.x), LENGTH(tags.x) FROM devices",
];

const PARTS: [&str; 42] = [
    "SELECT", "FROM", "WHERE", "GROUP", "BY", "AS", "AND", "OR", "NOT", "IN", "NIN", "TOP",
    "devices", ".", ",", "(", ")", "[", "]", "[[", "]]", "'", "\"", "\\", "=", "!=", "<", "*", "-",
    "+", "/", "%", "1", "0x", "1e", "tags", "COUNT", "é", "\u{0}", "ABS", "null", "\n",
];

/// Runs a query to its end, as pages, and looks at the rows.
fn run(query: &Query, documents: &[Value]) {
    for skip in [0, 1] {
        let mut run = query.runs().skipping(skip).at_most(3);
        for document in documents {
            if run.see(document) {
                break;
            }
        }
        let page = run.page();
        assert!(page.rows.len() <= 3);
        serde_json::to_string(&page.rows).expect("rows are JSON");
    }
}

/// Reads a text; a refusal has a place within it.
fn read(text: &str) -> Option<Query> {
    match Query::read(text) {
        Ok(query) => Some(query),
        Err(error) => {
            assert!(!error.to_string().contains('\n'), "{error}");
            match error.place() {
                None => assert!(matches!(error, QueryError::TooLong { .. })),
                Some(at) => {
                    let line = text
                        .split('\n')
                        .nth(at.line - 1)
                        .expect("there is such a line");
                    assert!(
                        (1..=line.chars().count() + 1).contains(&at.column),
                        "{error}"
                    );
                }
            }
            None
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        "\\PC{0,8}".prop_map(Value::from),
        "[0-9TZ:.+-]{8,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[abcxy]|fw|tags", inner), 0..4)
                .prop_map(|all| Value::Object(all.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A document with values where the queries look for them.
fn any_twin() -> impl Strategy<Value = Value> {
    (any_value(), any_value(), any_value(), any_value()).prop_map(|(x, y, reported, time)| {
        serde_json::json!({
            "deviceId": "a", "tags": {"x": x, "y": y, "a b": y, "c": [x]}, "lastActivityTime": time,
            "properties": {"desired": x, "reported": {"fw": reported}}
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        if let Some(query) = read(&text) {
            run(&query, &fleet());
        }
    }

    #[test]
    fn any_parts_of_queries_are_read_or_refused(parts in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..60)) {
        for text in [parts.join(" "), parts.concat(), format!("SELECT * FROM devices WHERE {}", parts.join(" "))] {
            if let Some(query) = read(&text) {
                run(&query, &fleet());
            }
        }
    }

    #[test]
    fn damaged_queries_are_read_or_refused(
        valid in proptest::sample::select(&VALID[..]),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), 0_usize..4, proptest::sample::select(&PARTS[..])), 1..4),
    ) {
        let mut text: Vec<char> = valid.chars().collect();
        for (at, cut, put) in damage {
            let at = at.index(text.len() + 1);
            let end = (at + cut).min(text.len());
            text.splice(at..end, put.chars());
        }
        if let Some(query) = read(&text.into_iter().collect::<String>()) {
            run(&query, &fleet());
        }
    }

    #[test]
    fn queries_run_over_any_document(
        anything in proptest::collection::vec(any_value(), 0..4),
        twins in proptest::collection::vec(any_twin(), 1..6),
    ) {
        for text in VALID {
            let query = read(text).expect(text);
            run(&query, &anything);
            run(&query, &twins);
        }
    }

    #[test]
    fn the_device_that_a_query_names_is_in_every_row(twins in proptest::collection::vec(any_twin(), 1..6), id in "[ab]") {
        let query = read(&format!("SELECT * FROM devices WHERE tags.x < tags.y AND deviceId = '{id}'")).expect("it is valid");
        prop_assert_eq!(query.device_id(), Some(&*id));
        let mut run = query.runs();
        for twin in &twins {
            run.see(twin);
        }
        prop_assert!(run.page().rows.iter().all(|row| row["deviceId"] == *id));
    }
}
