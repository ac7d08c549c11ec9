//! Queries, page by page. All of a kind is the only one there is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::http::{Call, Reply};
use crate::provisioning::attestation::Keys;
use crate::provisioning::document::Members;
use crate::provisioning::fault::{Refusal, Stop};
use crate::provisioning::store::enrollments as store;
use crate::provisioning::{Kind, Provisioning};

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
        let last = items
            .last()
            .filter(|_| has_more)
            .map(|(id, _)| STANDARD.encode(id));
        let texts: Vec<_> = items.into_iter().map(|(_, text)| text).collect();
        let reply = Reply {
            status: 200,
            headers: vec![("x-ms-item-type".into(), kind.to_owned())],
            body: format!("[{}]", texts.join(",")),
        };
        match last {
            Some(last) => reply.with("x-ms-continuation", last),
            None => reply,
        }
    }
}

impl Provisioning<'_> {
    pub(super) fn query(&mut self, kind: Kind, call: &Call) -> Result<Reply, Stop> {
        check(kind, super::body(call)?)?;
        let page = Page::of(call)?;
        let found = store::page(self.db, kind, &page.after, page.most + 1)?;
        let mut items = Vec::with_capacity(found.len());
        for enrolled in found {
            let shown = self.shown(&enrolled, Keys::Hidden)?;
            items.push((enrolled.id, shown));
        }
        Ok(page.reply(kind.name(), items))
    }
}

/// `SELECT * FROM enrollments`, in any case and spacing, or nothing.
fn check(kind: Kind, body: &str) -> Result<(), Refusal> {
    if body.trim().is_empty() {
        return Ok(());
    }
    let request = Members::read(body)
        .map_err(|error| Refusal::invalid(format!("the request is no JSON object ({error})")))?;
    let query = request
        .text("query")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let words: Vec<_> = query.split_ascii_whitespace().collect();
    let all = match kind {
        Kind::Individual => "enrollments",
        Kind::Group => "enrollmentgroups",
    };
    match words[..] {
        [] | ["*"] => Ok(()),
        ["select", "*"] => Ok(()),
        ["select", "*", "from", from] if from == all => Ok(()),
        _ => Err(Refusal::invalid(format!(
            "the bench answers `SELECT * FROM {all}` and no other query"
        ))),
    }
}
