//! The query language, asked what support engineers ask: tables of queries and what they find.

mod aggregates;
mod errors;
mod fleet;
mod functions;
mod hostile;
mod names;
mod operators;
mod pages;
mod support;

use serde_json::{Value, json};

use super::{Page, Query, QueryError};

fn read(text: &str) -> Query {
    Query::read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> QueryError {
    match Query::read(text) {
        Err(error) => error,
        Ok(query) => panic!("{text}: read as {query:?}"),
    }
}

/// Runs a query over documents.
fn over(documents: &[Value], text: &str) -> Page {
    let query = read(text);
    let mut run = query.runs();
    for document in documents {
        if run.see(document) {
            break;
        }
    }
    run.page()
}

/// Runs a query over documents and returns the devices found, joined by blanks.
fn found(documents: &[Value], text: &str) -> String {
    let rows = over(documents, text).rows;
    let ids = rows
        .iter()
        .map(|row| row["deviceId"].as_str().unwrap_or("?"));
    ids.collect::<Vec<_>>().join(" ")
}

/// Computes expressions on a document; what is undefined is none.
fn computed(document: &Value, cases: &[(&str, Option<Value>)]) {
    for (expression, expected) in cases {
        let rows = over(
            std::slice::from_ref(document),
            &format!("SELECT {expression} AS result FROM devices"),
        )
        .rows;
        assert_eq!(rows[0].get("result"), expected.as_ref(), "{expression}");
    }
}

/// What an expression results in.
fn is(value: impl Into<Value>) -> Option<Value> {
    Some(value.into())
}

const UNDEFINED: Option<Value> = None;

#[test]
fn a_query_says_what_it_is_about() {
    for (text, collection, item_type, device) in [
        ("SELECT * FROM devices", "devices", "twin", None),
        (
            "select * from DEVICES where DEVICEID = 'a'",
            "devices",
            "twin",
            Some("a"),
        ),
        (
            "SELECT * FROM devices.modules WHERE 'a' = deviceId",
            "devices.modules",
            "twin",
            Some("a"),
        ),
        (
            "SELECT * FROM devices.jobs WHERE devices.jobs.deviceId = 'a' AND devices.jobs.status = 'failed'",
            "devices.jobs",
            "deviceJob",
            Some("a"),
        ),
        (
            "SELECT deviceId FROM devices d WHERE d.tags.x = 1 AND (d.deviceId = 'a' AND true)",
            "devices",
            "raw",
            Some("a"),
        ),
        (
            "SELECT COUNT() AS n FROM devices WHERE deviceId IN ['a']",
            "devices",
            "raw",
            Some("a"),
        ),
    ] {
        let query = read(text);
        assert_eq!(query.collection().name(), collection, "{text}");
        assert_eq!(query.item_type().name(), item_type, "{text}");
        assert_eq!(query.device_id(), device, "{text}");
    }
}

#[test]
fn whole_twins_are_rows_as_they_are() {
    let twin = json!({"deviceId": "a", "tags": {"n": 1.0, "none": null}, "unknown": [1, {"x": 2}]});
    assert_eq!(
        over(std::slice::from_ref(&twin), "SELECT * FROM devices").rows,
        [twin]
    );
}

#[test]
fn a_condition_that_leaves_a_choice_names_no_device() {
    for condition in [
        "deviceId = 'a' OR true",
        "NOT deviceId = 'a'",
        "deviceId != 'a'",
        "deviceId IN ['a', 'b']",
        "deviceId NIN ['a']",
        "tags.deviceId = 'a'",
        "deviceId = tags.x",
    ] {
        let text = format!("SELECT * FROM devices WHERE {condition}");
        assert_eq!(read(&text).device_id(), None, "{condition}");
    }
}
