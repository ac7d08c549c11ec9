//! Queries, page by page: all of a kind, or those that meet a condition.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::http::{Call, Reply};
use crate::provisioning::attestation::Keys;
use crate::provisioning::document::Members;
use crate::provisioning::fault::{Refusal, Stop};
use crate::provisioning::store::enrollments as store;
use crate::provisioning::{Kind, Provisioning};
use crate::query::Query;

/// Items of a page that nobody gave a size.
const USUAL: usize = 100;
/// Most items of a page.
const MOST: usize = 1000;

/// Which part of a list is asked for.
pub(super) struct Page {
    /// The last id of the page before, empty for the first.
    pub after: String,
    pub most: usize,
}

impl Page {
    pub fn of(call: &Call) -> Result<Self, Refusal> {
        let after = call.continuation.as_deref().filter(|text| !text.is_empty());
        let decoded = after.map(|after| STANDARD.decode(after).ok().map(String::from_utf8));
        let after = match decoded {
            None => String::new(),
            Some(Some(Ok(after))) => after,
            Some(_) => {
                return Err(Refusal::invalid(
                    "`x-ms-continuation` is none of this service",
                ));
            }
        };
        let most = call.max_items.unwrap_or(USUAL).clamp(1, MOST);
        Ok(Self { after, most })
    }

    /// Answers a page of items with their ids, of which one more than fit were asked for.
    pub fn reply(&self, kind: &str, mut items: Vec<(String, String)>) -> Reply {
        let has_more = items.len() > self.most;
        items.truncate(self.most);
        let last = items.last().filter(|_| has_more).map(|(id, _)| id.clone());
        Self::ending(kind, items, last.as_deref())
    }

    /// Answers a page behind which the next one begins after an id; the last one where there is none.
    fn ending(kind: &str, items: Vec<(String, String)>, last: Option<&str>) -> Reply {
        let texts: Vec<_> = items.into_iter().map(|(_, text)| text).collect();
        let reply = Reply {
            status: 200,
            headers: vec![("x-ms-item-type".into(), kind.to_owned())],
            body: format!("[{}]", texts.join(",")),
            bytes: None,
        };
        match last {
            Some(last) => reply.with("x-ms-continuation", STANDARD.encode(last)),
            None => reply,
        }
    }
}

/// Enrollments that are read from the tables at once.
const CHUNK: usize = 200;
/// Enrollments after which a page ends, however few of them are wanted: everybody else waits meanwhile.
const SEEN: usize = 1000;

impl Provisioning<'_> {
    pub(super) fn query(&mut self, kind: Kind, call: &Call) -> Result<Reply, Stop> {
        let query = read(kind, super::body(call)?)?;
        let page = Page::of(call)?;
        let Some(query) = query else {
            let found = store::page(self.db, kind, &page.after, page.most + 1)?;
            let items = found.into_iter().map(|enrolled| {
                let shown = self.shown(&enrolled, Keys::Hidden)?;
                Ok((enrolled.id, shown))
            });
            return Ok(page.reply(kind.name(), items.collect::<Result<_, Stop>>()?));
        };
        let (mut items, mut after, mut seen) = (Vec::new(), page.after.clone(), 0);
        loop {
            let found = store::page(self.db, kind, &after, CHUNK)?;
            let is_last = found.len() < CHUNK;
            seen += found.len();
            for enrolled in found {
                after.clone_from(&enrolled.id);
                let shown = self.shown(&enrolled, Keys::Hidden)?;
                if is_wanted(&query, &shown) {
                    items.push((enrolled.id, shown));
                }
                if items.len() > page.most {
                    return Ok(page.reply(kind.name(), items));
                }
            }
            if is_last {
                return Ok(page.reply(kind.name(), items));
            }
            if seen >= SEEN {
                return Ok(Page::ending(kind.name(), items, Some(&after)));
            }
        }
    }
}

/// Whether an enrollment, as it is answered and without its keys, is what a query is for.
fn is_wanted(query: &Query, shown: &str) -> bool {
    let shown: Value = serde_json::from_str(shown).unwrap_or_default();
    query.matches(&shown)
}

/// Reads `SELECT * FROM enrollments`, in any case and spacing, with or without a condition; or nothing, which is all.
/// Conditions are those of a hub's queries.
fn read(kind: Kind, body: &str) -> Result<Option<Query>, Refusal> {
    if body.trim().is_empty() {
        return Ok(None);
    }
    let request = Members::read(body)
        .map_err(|error| Refusal::invalid(format!("the request is no JSON object ({error})")))?;
    let text = request.text("query").unwrap_or_default();
    let all = match kind {
        Kind::Individual => "enrollments",
        Kind::Group => "enrollmentGroups",
    };
    let mut rest = text.trim();
    for word in ["select", "*", "from", all, "where"] {
        let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if first.is_empty() && matches!(word, "select" | "from" | "where") {
            return Ok(None);
        }
        // both are rows of what is asked, whatever the collection is called
        let is_collection = word == all && first.eq_ignore_ascii_case("enrollments");
        if !first.eq_ignore_ascii_case(word) && !is_collection {
            // `*` alone is what some clients send
            return match (word, text.trim()) {
                ("select", "*" | "") => Ok(None),
                _ => Err(Refusal::invalid(format!(
                    "the bench answers `SELECT * FROM {all}`, with WHERE or without, and no other query"
                ))),
            };
        }
        rest = behind.trim_start();
    }
    let query = Query::read(&format!("SELECT * FROM devices WHERE {rest}"));
    query
        .map(Some)
        .map_err(|error| Refusal::invalid(format!("the condition of the query: {error}")))
}
