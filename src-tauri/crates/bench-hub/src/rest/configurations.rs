//! `/configurations`: automatic device management's documents; and contents that are applied to one edge device at once.
//! The service's own metrics are counted; those of queries are kept as they are.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::Fault;
use crate::http::{Reply, read_object};
use crate::place::Place;
use crate::query::Query;
use crate::random;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::time::stamp;
use crate::world::{Counts, IfMatch, MOST_CONFIGURATIONS, World, check_content, target};

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    match (asked.call.method.as_str(), rest) {
        ("GET", []) => {
            asked.allow(world, Right::RegistryRead)?;
            let kept = world.keep.configurations(&asked.hub, MOST_CONFIGURATIONS)?;
            let counts = world.configuration_counts(&asked.hub);
            let list: Vec<Value> = kept
                .iter()
                .map(|(etag, document)| whole(etag, document, &counts))
                .collect();
            Ok(Reply::json(200, &list.into()))
        }
        ("POST", ["testQueries"]) => {
            asked.allow(world, Right::RegistryRead)?;
            tested(&asked.call.body)
        }
        ("GET", [id]) => {
            asked.allow(world, Right::RegistryRead)?;
            let (etag, document) = found(world, asked, id)?;
            Ok(reply(world, asked, &etag, &document))
        }
        ("PUT", [id]) => {
            asked.allow(world, Right::RegistryWrite)?;
            put(world, asked, id)
        }
        ("DELETE", [id]) => {
            asked.allow(world, Right::RegistryWrite)?;
            let (etag, _) = found(world, asked, id)?;
            IfMatch::read(asked.call.if_match.as_deref()).check(&etag)?;
            world.keep.remove_configuration(&asked.hub, id)?;
            world.plan(&asked.hub)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unknown(asked)),
    }
}

/// Reads the target condition and the queries of metrics, and says what is wrong with each.
fn tested(body: &[u8]) -> Result<Reply, Fault> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Body {
        target_condition: Option<String>,
        custom_metric_queries: Option<BTreeMap<String, String>>,
    }
    let body: Body = read_object(body, "the test in the body")?;
    let error = |query: &str| Query::read(query).err().map(|error| error.to_string());
    let condition = target(&body.target_condition.unwrap_or_default());
    let condition = condition.and_then(|query| query.err().map(|error| error.to_string()));
    let metrics = body.custom_metric_queries.unwrap_or_default().into_iter();
    let metrics: Map<String, Value> = metrics
        .filter_map(|(name, query)| Some((name, error(&query)?.into())))
        .collect();
    Ok(Reply::json(
        200,
        &json!({"targetConditionError": condition, "customMetricQueryErrors": metrics}),
    ))
}

fn found(world: &World, asked: &Asked<'_>, id: &str) -> Result<(String, String), Fault> {
    let kept = world.keep.configuration(&asked.hub, id)?;
    kept.ok_or_else(|| no_configuration(id))
}

fn put(world: &mut World, asked: &Asked<'_>, id: &str) -> Result<Reply, Fault> {
    let read = serde_json::from_slice(&asked.call.body);
    let mut document: Map<String, Value> =
        read.map_err(|error| Fault::unreadable("the configuration", &error))?;
    check(&document)?;
    let known = world.keep.configuration(&asked.hub, id)?;
    if known.is_none() {
        check_room(world, &asked.hub)?;
    }
    let if_match = IfMatch::read(asked.call.if_match.as_deref());
    let now = stamp(world.now());
    let created = match (&known, &if_match) {
        (Some(_), IfMatch::Absent) => {
            return Err(Fault::configuration_already_exists(format!(
                "configuration {id} exists already"
            )));
        }
        (None, IfMatch::Tag(_) | IfMatch::Any) => {
            return Err(no_configuration(id));
        }
        (Some((etag, known)), if_match) => {
            if_match.check(etag)?;
            let mut known: Value = serde_json::from_str(known).unwrap_or_default();
            keep_content(&mut document, known["content"].take())?;
            known["createdTimeUtc"].take()
        }
        (None, _) => now.as_str().into(),
    };
    document.insert("id".to_owned(), id.into());
    document.insert("createdTimeUtc".to_owned(), created);
    document.insert("lastUpdatedTimeUtc".to_owned(), now.into());
    document
        .entry("schemaVersion")
        .or_insert_with(|| "1.0".into());
    document.entry("priority").or_insert_with(|| 0.into());
    document
        .entry("metrics")
        .or_insert_with(|| json!({"results": {}, "queries": {}}));
    document.remove("etag");
    // counted anew whenever somebody asks
    document.remove("systemMetrics");
    let etag = random::identity_tag();
    let text = Value::Object(document).to_string();
    world.keep.put_configuration(&asked.hub, id, &etag, &text)?;
    world.plan(&asked.hub)?;
    Ok(reply(world, asked, &etag, &text))
}

fn no_configuration(id: &str) -> Fault {
    Fault::configuration_not_found(format!("there is no configuration {id}"))
}

/// The content of a configuration stays what it was made with.
fn keep_content(document: &mut Map<String, Value>, known: Value) -> Result<(), Fault> {
    match document.get("content") {
        Some(Value::Null) | None => {
            document.insert("content".to_owned(), known);
            Ok(())
        }
        Some(content) if *content == known => Ok(()),
        Some(_) => Err(Fault::content_is_kept(
            "the content of a configuration cannot be changed; make a new one of a higher priority",
        )),
    }
}

/// Refuses what could never be applied.
fn check(document: &Map<String, Value>) -> Result<(), Fault> {
    let of_type = |name: &str, is_one: fn(&Value) -> bool, what: &str| match document.get(name) {
        Some(value) if !value.is_null() && !is_one(value) => {
            Err(Fault::argument(format!("{name} is not {what}")))
        }
        _ => Ok(()),
    };
    of_type("targetCondition", Value::is_string, "a text")?;
    of_type("priority", Value::is_i64, "an integer")?;
    of_type("content", Value::is_object, "an object")?;
    let condition = document.get("targetCondition").and_then(Value::as_str);
    if let Some(Err(error)) = target(condition.unwrap_or_default()) {
        return Err(Fault::bad_condition(format!("targetCondition: {error}")));
    }
    let content = document.get("content").unwrap_or(&Value::Null);
    for name in ["deviceContent", "moduleContent"] {
        match &content[name] {
            Value::Null => {}
            Value::Object(content) => check_content(content)?,
            _ => return Err(Fault::bad_content(format!("{name} is not an object"))),
        }
    }
    Ok(())
}

fn check_room(world: &World, hub: &str) -> Result<(), Fault> {
    let kept = world.keep.configurations(hub, MOST_CONFIGURATIONS)?;
    match kept.len() < MOST_CONFIGURATIONS {
        true => Ok(()),
        false => Err(Fault::too_many_configurations(format!(
            "there are {MOST_CONFIGURATIONS} configurations, and no more are allowed"
        ))),
    }
}

/// `POST /devices/{id}/applyConfigurationContent`.
pub(crate) fn apply(world: &mut World, asked: &Asked<'_>, place: &Place) -> Result<Reply, Fault> {
    asked.allow(world, Right::RegistryWrite)?;
    world.apply_content(place, &asked.call.body)?;
    Ok(Reply::empty(204))
}

fn whole(etag: &str, document: &str, counts: &HashMap<String, Counts>) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    document["etag"] = etag.into();
    let id = document["id"].as_str().unwrap_or_default().to_owned();
    let counts = counts.get(&id).copied().unwrap_or_default();
    let condition = document["targetCondition"].as_str().unwrap_or_default();
    let [targeted, applied] = queries(condition.trim(), &id);
    document["systemMetrics"] = json!({
        "results": {"targetedCount": counts.targeted, "appliedCount": counts.applied},
        "queries": {
            "appliedCount": applied,
            "targetedCount": targeted,
        },
    });
    document
}

/// The queries for the twins that a condition means, and for those of them that have the values.
fn queries(condition: &str, id: &str) -> [String; 2] {
    let applied = format!("configurations.[[{id}]].status = 'Applied'");
    let of_modules = condition
        .get(..FROM_MODULES.len())
        .filter(|start| start.eq_ignore_ascii_case(FROM_MODULES))
        .map(|start| condition[start.len()..].trim());
    let (what, condition) = match of_modules {
        Some(rest) => {
            let start = rest.get(..5).unwrap_or_default();
            let is_where = start.eq_ignore_ascii_case("where");
            let condition = if is_where { rest[5..].trim() } else { "" };
            ("SELECT deviceId, moduleId FROM devices.modules", condition)
        }
        None => (
            "SELECT deviceId FROM devices",
            condition.trim_start_matches('*'),
        ),
    };
    match condition {
        "" => [what.to_owned(), format!("{what} WHERE {applied}")],
        condition => [
            format!("{what} WHERE {condition}"),
            format!("{what} WHERE ({condition}) AND {applied}"),
        ],
    }
}

/// How a condition begins that means modules.
const FROM_MODULES: &str = "from devices.modules";

fn reply(world: &World, asked: &Asked<'_>, etag: &str, document: &str) -> Reply {
    let counts = world.configuration_counts(&asked.hub);
    let body = whole(etag, document, &counts);
    Reply::json(200, &body).with("ETag", format!("\"{etag}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queries_of_the_metrics_mean_what_the_condition_means() {
        let applied = "configurations.[[c]].status = 'Applied'";
        for (condition, targeted, joint) in [
            ("*", "SELECT deviceId FROM devices", "WHERE "),
            (
                "tags.a = 1 OR tags.b = 2",
                "SELECT deviceId FROM devices WHERE tags.a = 1 OR tags.b = 2",
                "WHERE (tags.a = 1 OR tags.b = 2) AND ",
            ),
            (
                "FROM devices.modules WHERE tags.a = 1",
                "SELECT deviceId, moduleId FROM devices.modules WHERE tags.a = 1",
                "WHERE (tags.a = 1) AND ",
            ),
            (
                "from devices.modules",
                "SELECT deviceId, moduleId FROM devices.modules",
                "WHERE ",
            ),
        ] {
            let [all, of_them] = queries(condition, "c");
            assert_eq!(all, targeted);
            let start = targeted.split(" WHERE ").next().unwrap_or_default();
            assert_eq!(of_them, format!("{start} {joint}{applied}"));
            for query in [all, of_them] {
                crate::query::Query::read(&query).unwrap();
            }
        }
    }

    #[test]
    fn what_could_never_be_applied_is_refused() {
        for (document, is_right) in [
            (
                json!({"content": {"deviceContent": {"properties.desired.a": 1}}}),
                true,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired.a": null}}}),
                false,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired.a": {"b": null}}}}),
                false,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired.a$b": 1}}}),
                false,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired.a": "x".repeat(5000)}}}),
                false,
            ),
            (json!({"content": {"deviceContent": {"tags.a": 1}}}), false),
            (json!({"content": {"deviceContent": []}}), false),
            (json!({"content": 7}), false),
            (json!({"targetCondition": 7}), false),
            (json!({"priority": "high"}), false),
            (json!({"targetCondition": "tags. ="}), false),
            (
                json!({"content": {"deviceContent": {format!("properties.desired{}", ".a".repeat(50_000)): 1}}}),
                false,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired": {"a": 1, "$version": 4}}}}),
                false,
            ),
            (
                json!({"content": {"deviceContent": {"properties.desired.$metadata.a": 1}}}),
                false,
            ),
        ] {
            let object = document.as_object().cloned().unwrap_or_default();
            assert_eq!(check(&object).is_ok(), is_right, "{document:.200}");
        }
    }

    #[test]
    fn queries_are_tested_before_they_are_kept() {
        for (body, condition, metrics) in [
            (r#"{"targetCondition":"*"}"#, false, 0),
            (
                r#"{"targetCondition":"tags.a = 1","customMetricQueries":{"m":"SELECT deviceId FROM devices"}}"#,
                false,
                0,
            ),
            (
                r#"{"targetCondition":"from devices.modules where tags.a = 1"}"#,
                false,
                0,
            ),
            (
                r#"{"targetCondition":"tags.a =","customMetricQueries":{"m":"SELECT","n":"SELECT deviceId FROM devices"}}"#,
                true,
                1,
            ),
        ] {
            let told: Value = serde_json::from_str(&tested(body.as_bytes()).unwrap().body).unwrap();
            assert_eq!(
                told["targetConditionError"].is_string(),
                condition,
                "{body}"
            );
            assert_eq!(
                told["customMetricQueryErrors"].as_object().unwrap().len(),
                metrics,
                "{body}"
            );
        }
        assert_eq!(tested(b"[").unwrap_err().status, 400);
    }
}
