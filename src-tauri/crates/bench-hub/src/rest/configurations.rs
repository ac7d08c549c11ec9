//! `/configurations`: automatic device management's documents, kept and given back. Nothing applies them: that is told in
//! their metrics, which stay empty.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::Fault;
use crate::http::Reply;
use crate::query::Query;
use crate::random;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::time::stamp;
use crate::world::{IfMatch, World};

/// Most configurations of a list; the service keeps no more.
const MOST: usize = 100;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    match (asked.call.method.as_str(), rest) {
        ("GET", []) => {
            asked.allow(world, Right::RegistryRead)?;
            let kept = world.keep.configurations(&asked.hub, MOST)?;
            let list: Vec<Value> = kept
                .iter()
                .map(|(etag, document)| whole(etag, document))
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
            Ok(reply(&etag, &document))
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
    let body: Body = serde_json::from_slice(body)
        .map_err(|error| Fault::argument(format!("the body has no queries: {error}")))?;
    let error = |query: &str| Query::read(query).err().map(|error| error.to_string());
    let condition = body.target_condition.unwrap_or_default();
    let condition = match condition.trim() {
        "" | "*" => None,
        // modules are meant by their collection
        from if from
            .get(..5)
            .is_some_and(|word| word.eq_ignore_ascii_case("from ")) =>
        {
            error(&format!("SELECT * {from}"))
        }
        condition => error(&format!("SELECT * FROM devices WHERE {condition}")),
    };
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

fn put(world: &World, asked: &Asked<'_>, id: &str) -> Result<Reply, Fault> {
    let read = serde_json::from_slice(&asked.call.body);
    let mut document: Map<String, Value> =
        read.map_err(|error| Fault::argument(format!("the body is not a configuration: {error}")))?;
    let known = world.keep.configuration(&asked.hub, id)?;
    let if_match = IfMatch::read(asked.call.if_match.as_deref());
    let now = stamp(world.now());
    let created = match (&known, &if_match) {
        (Some(_), IfMatch::Absent) => {
            return Err(Fault::already_exists(format!(
                "configuration {id} exists already"
            )));
        }
        (None, IfMatch::Tag(_)) => {
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
        .entry("systemMetrics")
        .or_insert_with(|| json!({"results": {}, "queries": {}}));
    document
        .entry("metrics")
        .or_insert_with(|| json!({"results": {}, "queries": {}}));
    document.remove("etag");
    let etag = random::identity_tag();
    let text = Value::Object(document).to_string();
    world.keep.put_configuration(&asked.hub, id, &etag, &text)?;
    Ok(reply(&etag, &text))
}

fn whole(etag: &str, document: &str) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    document["etag"] = etag.into();
    document
}

fn reply(etag: &str, document: &str) -> Reply {
    Reply::json(200, &whole(etag, document)).with("ETag", format!("\"{etag}\""))
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
