//! `/devices/query`: over the twins as SQLite has them, page by page. Goes over another connection, away from the lock:
//! a long query holds nobody up.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Fault;
use crate::http::{Reply, read_object};
use crate::keep::{Parts, Scan};
use crate::query::{Collection, Page, Query};
use crate::rest::rights::Right;
use crate::rest::route::Asked;
use crate::world::{Head, Shared, part_json};

/// Rows of a page, where nobody asks for fewer.
const ROWS: usize = 1000;

pub(crate) async fn run(shared: &Shared, asked: &Asked<'_>) -> Result<Reply, Fault> {
    asked.allow(&mut shared.lock(), Right::RegistryRead)?;
    let query = read(&asked.call.body)?;
    let mark = Mark::read(asked.call.continuation.as_deref())?;
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
    let done = tokio::task::spawn_blocking(move || page(&shared, &hub, &query, &mark, most)).await;
    let (page, next) =
        done.map_err(|error| Fault::server(format!("the query ended early: {error}")))??;
    let reply = Reply::json(200, &Value::Array(page.rows)).with("x-ms-item-type", item_type);
    Ok(match page.more {
        true => reply.with("x-ms-continuation", next.text()),
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

/// Where the next page begins: opaque to its readers, the same after a restart, and right whatever was removed meanwhile.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// Rows of all pages before.
    rows: usize,
    /// The ids of the last row before; nothing where rows have none.
    after: Option<(String, String)>,
}

impl Mark {
    fn read(continuation: Option<&str>) -> Result<Self, Fault> {
        let Some(text) = continuation else {
            return Ok(Self::default());
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let read = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.ok_or_else(|| Fault::argument("x-ms-continuation is none of this hub"))
    }

    fn text(&self) -> String {
        let json = serde_json::to_string(self).expect("numbers and texts");
        URL_SAFE_NO_PAD.encode(json)
    }
}

fn page(
    shared: &Shared,
    hub: &str,
    query: &Query,
    mark: &Mark,
    most: usize,
) -> Result<(Page, Mark), Fault> {
    let run = query.runs().at_most(most);
    let mut run = match mark.after {
        Some(_) => run.after(mark.rows),
        None => run.skipping(mark.rows),
    };
    let mut last = mark.after.clone();
    let mut see = |ids: (&str, &str), document: &Value| {
        let before = run.rows();
        let has_all = run.see(document);
        if run.rows() > before {
            last = Some((ids.0.to_owned(), ids.1.to_owned()));
        }
        has_all
    };
    let after = mark.after.as_ref();
    let after = after.map(|(first, second)| (first.as_str(), second.as_str()));
    let reader = shared.lock().keep.reader()?;
    let reader = reader.ok_or_else(|| Fault::server("the state of the bench hub is in no file"))?;
    let scan = Scan {
        hub,
        wants_modules: query.collection() == Collection::Modules,
        device: query.device_id(),
        after,
    };
    if query.collection() == Collection::Jobs {
        Parts { hub, after }.over(&reader, Head::of, |job, part| {
            see((&part.job, &part.device), &part_json(job, &part))
        })?;
    } else {
        scan.over(&reader, |place, row| {
            let facts = shared.lock().facts(place, &row);
            let twin = row.twin.for_service(&row.identity, &facts);
            let twin: Value = serde_json::from_str(&twin).unwrap_or_default();
            let (_, device, module) = place.key();
            see((device, module), &twin)
        })?;
    }
    let page = run.page();
    let rows = mark.rows + page.rows.len();
    let after = last.filter(|_| !query.has_groups());
    Ok((page, Mark { rows, after }))
}
