//! The service interface: enrollments, groups, registration records, as the SDKs and `az` call them.

mod bulk;
mod enrollments;
mod query;
mod registrations;
mod validate;

use super::fault::{Refusal, Stop};
use super::{Fault, Kind, Provisioning, Right};
use crate::http::{Call, Reply};
use crate::if_match::IfMatch;

/// What a call asks for.
enum Asked<'a> {
    Bulk(Kind),
    Query(Kind),
    Get(Kind, &'a str),
    Put(Kind, &'a str),
    Delete(Kind, &'a str),
    Attestation(Kind, &'a str),
    Registration(&'a str),
    DeleteRegistration(&'a str),
    Registrations(&'a str),
}

/// Refuses another entity tag than the expected one.
fn check(condition: &IfMatch, etag: &str) -> Result<(), Refusal> {
    match condition.fits(etag) {
        true => Ok(()),
        false => Err(Refusal::new(
            412,
            412_001,
            "Precondition failed: the etag is another.",
        )),
    }
}

impl Asked<'_> {
    fn only_reads(&self) -> bool {
        match self {
            Self::Query(_)
            | Self::Get(..)
            | Self::Attestation(..)
            | Self::Registration(_)
            | Self::Registrations(_) => true,
            Self::Bulk(_) | Self::Put(..) | Self::Delete(..) | Self::DeleteRegistration(_) => false,
        }
    }

    fn right(&self) -> Right {
        match self {
            Self::Query(_) | Self::Get(..) => Right::EnrollmentRead,
            // keys are for those who may change them
            Self::Bulk(_) | Self::Put(..) | Self::Delete(..) | Self::Attestation(..) => {
                Right::EnrollmentWrite
            }
            Self::Registration(_) | Self::Registrations(_) => Right::RegistrationRead,
            Self::DeleteRegistration(_) => Right::RegistrationWrite,
        }
    }
}

fn asked(call: &Call) -> Result<Asked<'_>, Refusal> {
    let segments = call.segments();
    let unknown = || Refusal::new(404, 404_000, "There is no such resource.");
    let [first, rest @ ..] = &segments[..] else {
        return Err(unknown());
    };
    let method = call.method.as_str();
    if first.eq_ignore_ascii_case("registrations") {
        return match (method, rest) {
            ("GET", [id]) => Ok(Asked::Registration(id)),
            ("DELETE", [id]) => Ok(Asked::DeleteRegistration(id)),
            ("POST", [group, "query"]) => Ok(Asked::Registrations(group)),
            _ => Err(unknown()),
        };
    }
    let kind = match first.to_ascii_lowercase().as_str() {
        "enrollments" => Kind::Individual,
        "enrollmentgroups" => Kind::Group,
        _ => return Err(unknown()),
    };
    match (method, rest) {
        ("POST", []) => Ok(Asked::Bulk(kind)),
        ("POST", ["query"]) => Ok(Asked::Query(kind)),
        ("GET", [id]) => Ok(Asked::Get(kind, id)),
        ("PUT", [id]) => Ok(Asked::Put(kind, id)),
        ("DELETE", [id]) => Ok(Asked::Delete(kind, id)),
        ("POST", [id, "attestationmechanism"]) => Ok(Asked::Attestation(kind, id)),
        _ => Err(unknown()),
    }
}

impl Provisioning<'_> {
    /// Answers a call to the service interface.
    ///
    /// # Errors
    /// The tables cannot be read or written; the caller rolls everything back.
    pub fn service_call(&mut self, call: &Call) -> Result<Reply, Fault> {
        let served = self.served(call);
        let who = format!("{} /{}", call.method, call.path.join("/"));
        match self.settle(&who, served)? {
            Ok(reply) => Ok(reply),
            Err(refusal) => Ok(self.refuse(&refusal)),
        }
    }

    /// True for a call to the service interface that changes nothing, whatever is answered.
    #[must_use]
    pub fn only_reads(call: &Call) -> bool {
        asked(call).is_ok_and(|asked| asked.only_reads())
    }

    /// True for a call to the service interface that has the right; nothing is done, nothing told.
    #[must_use]
    pub fn may_call(&self, call: &Call) -> bool {
        let admitted =
            asked(call).and_then(|asked| self.settings.admit(call, asked.right(), self.now));
        admitted.is_ok()
    }

    fn served(&mut self, call: &Call) -> Result<Reply, Stop> {
        let asked = asked(call)?;
        self.settings.admit(call, asked.right(), self.now)?;
        let condition = &IfMatch::read(call.if_match.as_deref());
        match asked {
            Asked::Bulk(kind) => self.bulk(kind, body(call)?),
            Asked::Query(kind) => self.query(kind, call),
            Asked::Get(kind, id) => self.get(kind, id),
            Asked::Put(kind, id) => self.put(kind, id, condition, body(call)?),
            Asked::Delete(kind, id) => self.delete(kind, id, condition),
            Asked::Attestation(kind, id) => self.attestation_of(kind, id),
            Asked::Registration(id) => self.registration(id),
            Asked::DeleteRegistration(id) => self.delete_registration(id, condition),
            Asked::Registrations(group) => self.registrations_of(group, call),
        }
    }
}

fn body(call: &Call) -> Result<&str, Refusal> {
    std::str::from_utf8(&call.body).map_err(|_| Refusal::invalid("the request is not UTF-8"))
}
