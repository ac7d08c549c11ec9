//! Devices log in: a token signed with their key, or a certificate. Individual enrollments come first, so that one of
//! them can keep out a device of a group; a disabled enrollment still lets its devices in, to be told so.

use super::attestation::Attestation;
use super::certificate::Certificate;
use super::document::is_id;
use super::fault::{Refusal, Stop};
use super::settings::read_token;
use super::store::authorities;
use super::store::enrollments::{self, Enrolled, Kind};
use super::{Fault, Provisioning};

/// Groups that there may be.
pub(super) const GROUPS: usize = 100;

/// What a device shows to prove who it is.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// A shared access signature.
    Token(&'a str),
    /// The chain of its certificate in DER, its own first; that it has the key, the handshake has shown.
    Certificates(&'a [Vec<u8>]),
}

/// A device that has logged in. It holds for a session, and for the enrollment that let it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    pub(super) registration_id: String,
    pub(super) kind: Kind,
    /// Id of the enrollment, in lower case.
    pub(super) enrollment: String,
    /// What it showed, and who signed it.
    pub(super) certificate: Option<(Certificate, Option<Certificate>)>,
}

impl Admitted {
    /// Who it is, as it spelt its id.
    #[must_use]
    pub fn registration_id(&self) -> &str {
        &self.registration_id
    }
}

impl Provisioning<'_> {
    /// Lets a device in, or says why not.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn authorize(
        &mut self,
        id_scope: &str,
        registration_id: &str,
        proof: Proof<'_>,
    ) -> Result<Result<Admitted, Refusal>, Fault> {
        let admitted = self.admitted(id_scope, registration_id, proof);
        self.settle(registration_id, admitted)
    }

    pub(super) fn admitted(
        &self,
        id_scope: &str,
        id: &str,
        proof: Proof<'_>,
    ) -> Result<Admitted, Stop> {
        if !id_scope.eq_ignore_ascii_case(&self.settings.id_scope) {
            let scope = twin::secret::cut(id_scope, 60);
            let reason = format!("id scope `{scope}` is not that of this service");
            return Err(Refusal::unauthorized(reason).into());
        }
        if !is_id(id) {
            let message = format!("`{}` is no registration id", twin::secret::cut(id, 60));
            return Err(Refusal::invalid(message).into());
        }
        match proof {
            Proof::Token(text) => self.by_token(id, text),
            Proof::Certificates(chain) => self.by_certificate(id, chain),
        }
    }

    fn by_token(&self, id: &str, text: &str) -> Result<Admitted, Stop> {
        let token = read_token(text, self.now)?;
        let resource = token.resource();
        let path: Vec<_> = resource.path.iter().map(String::as_str).collect();
        let is_own = resource.host.eq_ignore_ascii_case(&self.settings.id_scope)
            && matches!(path[..], ["registrations", of] if of.eq_ignore_ascii_case(id));
        if !is_own {
            let reason = format!("the token is not for registration `{id}`");
            return Err(Refusal::unauthorized(reason).into());
        }
        if let Some(enrolled) = enrollments::find(self.db, Kind::Individual, id)? {
            let Attestation::Keys(keys) = attestation(&enrolled)? else {
                return Err(wrong_proof(&enrolled, "a key").into());
            };
            if keys.iter().any(|key| token.is_signed_by(key)) {
                return Ok(admit(id, &enrolled, None));
            }
            let reason = format!("the token is not signed with a key of enrollment `{id}`");
            return Err(Refusal::unauthorized(reason).into());
        }
        let hashed = id.to_ascii_lowercase();
        for group in enrollments::page(self.db, Kind::Group, "", GROUPS)? {
            let Attestation::Keys(keys) = attestation(&group)? else {
                continue;
            };
            let mut derived = keys.iter().map(|key| key.derived(&hashed));
            if derived.any(|key| token.is_signed_by(&key)) {
                return Ok(admit(id, &group, None));
            }
            if keys.iter().any(|key| token.is_signed_by(key)) {
                let reason = format!(
                    "the token is signed with the key of group `{}` itself, not with one derived from it for `{id}`",
                    group.id
                );
                return Err(Refusal::unauthorized(reason).into());
            }
        }
        let reason = format!("no enrollment is for `{id}`, and no group's key signed its token");
        Err(Refusal::unauthorized(reason).into())
    }

    fn by_certificate(&self, id: &str, chain: &[Vec<u8>]) -> Result<Admitted, Stop> {
        let refused = |reason: String| Stop::from(Refusal::unauthorized(reason));
        let own = chain.first().and_then(|der| Certificate::read(der));
        let Some(own) = own else {
            // a device with a platform module shows nothing at first: it is told what is the matter
            if let Some(enrolled) = enrollments::find(self.db, Kind::Individual, id)?
                && matches!(attestation(&enrolled)?, Attestation::Tpm)
            {
                return Err(wrong_proof(&enrolled, "nothing").into());
            }
            return Err(refused(format!("`{id}` showed no certificate")));
        };
        let name = own.name.as_deref().unwrap_or_default();
        if !name.eq_ignore_ascii_case(id) {
            let name = twin::secret::cut(name, 60);
            let reason = format!("the certificate is for `{name}`, the registration for `{id}`");
            return Err(refused(reason));
        }
        if !own.is_valid_at(self.now) {
            let reason = format!("the certificate of `{id}` has expired, or is not valid yet");
            return Err(refused(reason));
        }
        if let Some(enrolled) = enrollments::find(self.db, Kind::Individual, id)? {
            let known = match attestation(&enrolled)? {
                Attestation::Certificates(known) => known,
                Attestation::References(names) => {
                    return self.by_authority(id, chain, (own, &enrolled), names);
                }
                _ => return Err(wrong_proof(&enrolled, "a certificate").into()),
            };
            if known.iter().flatten().any(|known| known.der == own.der) {
                return Ok(admit(id, &enrolled, Some((own, None))));
            }
            let reason = format!("enrollment `{id}` has another certificate");
            return Err(refused(reason));
        }
        let mut why = Vec::new();
        for group in enrollments::page(self.db, Kind::Group, "", GROUPS)? {
            let signers = match attestation(&group)? {
                Attestation::Certificates(signers) => signers.into_iter().flatten().collect(),
                Attestation::References(names) => self.referred(names, &mut why)?,
                _ => continue,
            };
            for signer in signers {
                match signer.why_not_signer(chain, self.now) {
                    None => return Ok(admit(id, &group, Some((own, Some(signer))))),
                    Some(error) => why.push(format!("group `{}`: {error}", group.id)),
                }
            }
        }
        let mut reason =
            format!("no enrollment is for `{id}`, and no group's certificate signed its own");
        // the first few are enough to see what is wrong
        why.truncate(3);
        if !why.is_empty() {
            reason = format!("{reason} ({})", why.join("; "));
        }
        Err(refused(reason))
    }
}

impl Provisioning<'_> {
    /// Lets a device in whose own enrollment names the authorities that sign for it.
    fn by_authority(
        &self,
        id: &str,
        chain: &[Vec<u8>],
        (own, enrolled): (Certificate, &Enrolled),
        names: [Option<String>; 2],
    ) -> Result<Admitted, Stop> {
        let mut why = Vec::new();
        for signer in self.referred(names, &mut why)? {
            match signer.why_not_signer(chain, self.now) {
                None => return Ok(admit(id, enrolled, Some((own, Some(signer))))),
                Some(error) => why.push(error),
            }
        }
        let why = why.join("; ");
        let reason = format!("no authority of enrollment `{id}` signed its certificate ({why})");
        Err(Refusal::unauthorized(reason).into())
    }

    /// The authorities of these names; those that the bench does not have are told.
    fn referred(
        &self,
        names: [Option<String>; 2],
        missing: &mut Vec<String>,
    ) -> Result<Vec<Certificate>, Stop> {
        let mut found = Vec::new();
        for name in names.into_iter().flatten() {
            match authorities::find(self.db, &name)? {
                Some(authority) => found.push(authority),
                None => {
                    let name = twin::secret::cut(&name, 60);
                    missing.push(format!("the bench has no authority `{name}`"));
                }
            }
        }
        Ok(found)
    }
}

fn attestation(enrolled: &Enrolled) -> Result<Attestation, Fault> {
    Attestation::of(&enrolled.members()?, &enrolled.id)
}

fn admit(
    id: &str,
    enrolled: &Enrolled,
    certificate: Option<(Certificate, Option<Certificate>)>,
) -> Admitted {
    Admitted {
        registration_id: id.to_owned(),
        kind: enrolled.kind,
        enrollment: enrolled.id.clone(),
        certificate,
    }
}

/// The enrollment is of another kind than what the device shows.
fn wrong_proof(enrolled: &Enrolled, shown: &str) -> Refusal {
    let wants = match attestation(enrolled) {
        Ok(Attestation::Keys(_)) => "a key",
        Ok(Attestation::Certificates(_) | Attestation::References(_)) => "a certificate",
        Ok(Attestation::Tpm) => "a trusted platform module, which the bench does not offer",
        Err(_) => "something that cannot be read",
    };
    let id = &enrolled.id;
    let reason = format!("`{id}` showed {shown}; its enrollment wants {wants}");
    let message = match attestation(enrolled) {
        Ok(Attestation::Tpm) => "TPM attestation is not offered by this service",
        _ => "Unauthorized",
    };
    Refusal {
        message: message.to_owned(),
        ..Refusal::unauthorized(reason)
    }
}
