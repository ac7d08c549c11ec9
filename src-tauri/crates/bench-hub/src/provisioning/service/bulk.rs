//! Up to ten enrollments in one call, each by itself: one that is refused leaves the others as they are.

use serde_json::json;

use crate::http::Reply;
use crate::if_match::IfMatch;
use crate::provisioning::document::{self, Members};
use crate::provisioning::fault::{Refusal, Stop};
use crate::provisioning::{Kind, Provisioning};

/// Enrollments in one call.
const MOST: usize = 10;

impl Provisioning<'_> {
    pub(super) fn bulk(&mut self, kind: Kind, text: &str) -> Result<Reply, Stop> {
        let list = match kind {
            Kind::Individual => "enrollments",
            Kind::Group => "enrollmentGroups",
        };
        let unreadable =
            |error| Refusal::invalid(format!("the request is no JSON object ({error})"));
        let request = Members::read(text).map_err(unreadable)?;
        let mode = request.text("mode").unwrap_or_default();
        let given = request.get(list).unwrap_or("[]");
        let given: Vec<Members> = document::read(given).map_err(|error| {
            Refusal::invalid(format!("`{list}` is no list of enrollments ({error})"))
        })?;
        if given.is_empty() || given.len() > MOST {
            let message = format!(
                "`{list}` has {} enrollments; 1 to {MOST} are allowed",
                given.len()
            );
            return Err(Refusal::invalid(message).into());
        }
        let mut errors = Vec::new();
        for enrollment in &given {
            let id = enrollment.text(kind.id_member()).unwrap_or_default();
            match self.one(kind, &mode, &id, enrollment) {
                Ok(()) => {}
                Err(Stop::Refused(refusal)) => errors.push(json!({
                    kind.id_member(): id,
                    "errorCode": refusal.code,
                    "errorStatus": refusal.message,
                })),
                Err(fault) => return Err(fault),
            }
        }
        let result = json!({"isSuccessful": errors.is_empty(), "errors": errors});
        Ok(Reply::json(200, &result))
    }

    fn one(&mut self, kind: Kind, mode: &str, id: &str, given: &Members) -> Result<(), Stop> {
        let etag = given.text("etag");
        let condition = match mode.to_ascii_lowercase().as_str() {
            "create" => IfMatch::Absent,
            "update" => IfMatch::Any,
            "updateifmatchetag" => match IfMatch::read(etag.as_deref()) {
                IfMatch::Absent => return Err(Refusal::invalid("`etag` is missing").into()),
                condition => condition,
            },
            "delete" => return self.delete(kind, id, &IfMatch::Any).map(drop),
            _ => {
                let message = "`mode` is none of `create`, `update`, `updateIfMatchETag`, `delete`";
                return Err(Refusal::invalid(message).into());
            }
        };
        self.write(kind, id, &condition, &given.to_json()).map(drop)
    }
}
