//! `/devices/query`: over the twins as SQLite has them, page by page. Goes over another connection, away from the lock:
//! a long query holds nobody up.

use rusqlite::Connection;
use serde_json::Value;

use crate::Fault;
use crate::http::{Reply, read_object};
use crate::keep::Scan;
use crate::query::{Collection, Page, Query};
use crate::rest::rights::Right;
use crate::rest::route::Asked;
use crate::world::Shared;

/// Rows of a page, where nobody asks for fewer.
const ROWS: usize = 1000;

pub(crate) async fn run(shared: &Shared, asked: &Asked<'_>) -> Result<Reply, Fault> {
    asked.allow(&mut shared.lock(), Right::RegistryRead)?;
    let query = read(&asked.call.body)?;
    let skipped = skipped(asked.call.continuation.as_deref())?;
    let most = match asked.call.max_items {
        Some(0) => {
            return Err(Fault::argument(
                "x-ms-max-item-count is 0, 1 at least is needed",
            ));
        }
        Some(items) => items.min(ROWS),
        None => ROWS,
    };
    let item_type = query.item_type().name();
    let (shared, hub) = (shared.clone(), asked.hub.clone());
    let done =
        tokio::task::spawn_blocking(move || page(&shared, &hub, &query, skipped, most)).await;
    let page = done.map_err(|error| Fault::server(format!("the query ended early: {error}")))??;
    let next = skipped + page.rows.len();
    let reply = Reply::json(200, &Value::Array(page.rows)).with("x-ms-item-type", item_type);
    Ok(match page.more {
        true => reply.with("x-ms-continuation", continuation(next)),
        false => reply,
    })
}

fn read(body: &[u8]) -> Result<Query, Fault> {
    #[derive(serde::Deserialize)]
    struct Body {
        query: String,
    }
    let body: Body = read_object(body, "the query in the body")?;
    Query::read(&body.query).map_err(|error| Fault::query(error.to_string()))
}

/// The mark that tells where the next page begins: opaque to its readers, and the same after a restart.
fn continuation(next: usize) -> String {
    format!("bench-{next}")
}

fn skipped(continuation: Option<&str>) -> Result<usize, Fault> {
    let Some(text) = continuation else {
        return Ok(0);
    };
    let number = text
        .strip_prefix("bench-")
        .and_then(|number| number.parse().ok());
    number.ok_or_else(|| Fault::argument("x-ms-continuation is none of this hub"))
}

fn page(
    shared: &Shared,
    hub: &str,
    query: &Query,
    skipped: usize,
    most: usize,
) -> Result<Page, Fault> {
    let mut run = query.runs().skipping(skipped).at_most(most);
    if query.collection() == Collection::Jobs {
        // nobody makes jobs here
        return Ok(run.page());
    }
    let reader = shared.lock().keep.reader()?;
    let scan = Scan {
        hub,
        wants_modules: query.collection() == Collection::Modules,
        device: query.device_id(),
    };
    let mut over = |connection: &Connection| {
        scan.over(connection, |place, row| {
            let facts = shared.lock().facts(place, &row);
            let twin = row.twin.for_service(&row.identity, &facts);
            let twin: Value = serde_json::from_str(&twin).unwrap_or_default();
            run.see(&twin)
        })
    };
    match &reader {
        Some(reader) => over(reader)?,
        None => return Err(Fault::server("the state of the bench hub is in no file")),
    }
    Ok(run.page())
}
