//! `/jobs`: jobs that write twins or call methods; and jobs of import and export, which need a storage that no bench has.

use serde_json::{Value, json};

use crate::Fault;
use crate::http::Reply;
use crate::keep::Listed;
use crate::rest::rights::Right;
use crate::rest::route::{Asked, unknown};
use crate::world::World;

/// Jobs of a page, where nobody asks for fewer.
const PAGE: usize = 100;

pub(crate) fn call(world: &mut World, asked: &Asked<'_>, rest: &[&str]) -> Result<Reply, Fault> {
    let hub = &asked.hub;
    match (asked.call.method.as_str(), rest) {
        ("GET", ["v2", "query"]) => {
            asked.allow(world, Right::ServiceConnect)?;
            list(world, asked)
        }
        ("PUT", ["v2", id]) => {
            asked.allow(world, Right::ServiceConnect)?;
            let job = world.schedule(hub, id, &asked.call.body)?;
            Ok(Reply::json(200, &world.job_json(&job)?))
        }
        ("GET", ["v2", id]) => {
            asked.allow(world, Right::ServiceConnect)?;
            let job = world.job(hub, id)?;
            Ok(Reply::json(200, &world.job_json(&job)?))
        }
        ("POST", ["v2", id, "cancel"]) => {
            asked.allow(world, Right::ServiceConnect)?;
            let job = world.cancel(hub, id)?;
            Ok(Reply::json(200, &world.job_json(&job)?))
        }
        ("GET", []) => {
            asked.allow(world, Right::RegistryRead)?;
            Ok(Reply::json(200, &json!([])))
        }
        ("POST", ["create"]) => {
            asked.allow(world, Right::RegistryWrite)?;
            Err(Fault::no_storage(
                "jobs of import and export need a blob container, and the bench hub reaches none; \
                 POST /devices makes a hundred identities at once",
            ))
        }
        ("GET" | "DELETE", [id]) => {
            asked.allow(world, Right::RegistryRead)?;
            Err(Fault::job_not_found(format!(
                "there is no job of import or export {}",
                twin::secret::cut(id, 80)
            )))
        }
        _ => Err(unknown(asked)),
    }
}

fn list(world: &World, asked: &Asked<'_>) -> Result<Reply, Fault> {
    let call = asked.call;
    let wanted = |name: &str| {
        let text = call.query.get(name);
        text.filter(|text| !text.is_empty())
    };
    let most = call.max_items.unwrap_or(PAGE).clamp(1, PAGE);
    let mut jobs = world.keep.jobs(Listed {
        hub: &asked.hub,
        after: call.continuation.as_deref().unwrap_or_default(),
        kind: wanted("jobType"),
        status: wanted("jobStatus"),
        now: world.now().as_second(),
        // one more tells that there is another page
        most: most + 1,
    })?;
    let has_more = jobs.len() > most;
    jobs.truncate(most);
    let page = jobs.iter().map(|job| world.job_json(job));
    let page: Vec<Value> = page.collect::<Result<_, _>>()?;
    let reply = Reply::json(200, &page.into()).with("x-ms-item-type", "jobResponse");
    Ok(match jobs.pop() {
        Some(last) if has_more => reply.with("x-ms-continuation", last.id),
        _ => reply,
    })
}
