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
    kept.ok_or_else(|| Fault::not_found(format!("there is no configuration {id}")))
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
            return Err(Fault::already_exists(format!(
                "configuration {id} exists already"
            )));
        }
        (None, IfMatch::Tag(_) | IfMatch::Any) => {
            return Err(Fault::not_found(format!("there is no configuration {id}")));
        }
        (Some((etag, known)), if_match) => {
            if_match.check(etag)?;
            let known: Value = serde_json::from_str(known).unwrap_or_default();
            known["createdTimeUtc"].clone()
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

/// Refuses what could never be applied.
fn check(document: &Map<String, Value>) -> Result<(), Fault> {
    let condition = document.get("targetCondition").and_then(Value::as_str);
    if let Some(Err(error)) = target(condition.unwrap_or_default()) {
        return Err(Fault::argument(format!("targetCondition: {error}")));
    }
    let content = document.get("content").unwrap_or(&Value::Null);
    for name in ["deviceContent", "moduleContent"] {
        if let Some(content) = content[name].as_object() {
            check_content(content)?;
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
    let targeted = match condition.trim() {
        "" | "*" => "SELECT deviceId FROM devices".to_owned(),
        condition => format!("SELECT deviceId FROM devices WHERE {condition}"),
    };
    let joint = if targeted.contains(" WHERE ") {
        "AND"
    } else {
        "WHERE"
    };
    document["systemMetrics"] = json!({
        "results": {"targetedCount": counts.targeted, "appliedCount": counts.applied},
        "queries": {
            "appliedCount": format!("{targeted} {joint} configurations.[[{id}]].status = 'Applied'"),
            "targetedCount": targeted,
        },
    });
    document
}

fn reply(world: &World, asked: &Asked<'_>, etag: &str, document: &str) -> Reply {
    let counts = world.configuration_counts(&asked.hub);
    let body = whole(etag, document, &counts);
    Reply::json(200, &body).with("ETag", format!("\"{etag}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

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
