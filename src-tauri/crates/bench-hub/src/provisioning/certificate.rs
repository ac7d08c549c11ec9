//! Certificates: read as enrollments and handshakes give them, told by name and hash, checked against an authority.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::digest;
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A certificate, with what everybody asks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub der: Vec<u8>,
    /// The common name of its subject.
    pub name: Option<String>,
    /// SHA-256 of it, capital hexadecimal digits.
    pub thumbprint: String,
    /// What the service says of it in its answers.
    pub info: Value,
    not_before: i64,
    not_after: i64,
}

impl Certificate {
    /// Reads DER.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (rest, parsed) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        let mut names = parsed.subject().iter_common_name();
        let name = names.next().and_then(|name| name.as_str().ok());
        let validity = parsed.validity();
        let (not_before, not_after) = (
            validity.not_before.timestamp(),
            validity.not_after.timestamp(),
        );
        let thumbprint = hexadecimal(&digest::SHA256, der);
        let info = json!({
            "subjectName": parsed.subject().to_string(),
            "sha1Thumbprint": hexadecimal(&digest::SHA1_FOR_LEGACY_USE_ONLY, der),
            "sha256Thumbprint": thumbprint,
            "issuerName": parsed.issuer().to_string(),
            "notBeforeUtc": stamp(not_before),
            "notAfterUtc": stamp(not_after),
            "serialNumber": capitals(parsed.raw_serial()),
            "version": parsed.version().0 + 1,
        });
        Some(Self {
            name: name.map(str::to_owned),
            thumbprint,
            info,
            not_before,
            not_after,
            der: der.to_vec(),
        })
    }

    /// Reads the text in an enrollment: PEM, or its base64 without the frame.
    pub fn read_text(text: &str) -> Option<Self> {
        let body = match text.split_once(BEGIN) {
            Some((_, rest)) => rest.split_once(END)?.0,
            None => text,
        };
        // line ends come as they are, and as the two letters `\n` that a shell left
        let body = body.replace("\\r", "").replace("\\n", "");
        let body: String = body.split_ascii_whitespace().collect();
        Self::read(&STANDARD.decode(body).ok()?)
    }

    /// Base64 of it, as it is kept.
    pub fn text(&self) -> String {
        STANDARD.encode(&self.der)
    }

    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&now.as_second())
    }

    /// Says why a chain, the device's own certificate first, does not lead to this one.
    pub fn why_not_signer(&self, chain: &[Vec<u8>], now: Timestamp) -> Option<String> {
        let anchor = CertificateDer::from(self.der.as_slice());
        let anchor = match webpki::anchor_from_trusted_cert(&anchor) {
            Ok(anchor) => anchor,
            Err(error) => return Some(error.to_string()),
        };
        let Some((leaf, others)) = chain.split_first() else {
            return Some("there is no certificate".to_owned());
        };
        let leaf = CertificateDer::from(leaf.as_slice());
        let others = others
            .iter()
            .map(|der| CertificateDer::from(der.as_slice()));
        let others: Vec<_> = others.collect();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let checked = webpki::EndEntityCert::try_from(&leaf).and_then(|leaf| {
            let path = leaf.verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                std::slice::from_ref(&anchor),
                &others,
                time,
                webpki::KeyUsage::client_auth(),
                None,
                None,
            );
            path.map(drop)
        });
        checked.err().map(|error| error.to_string())
    }
}

fn stamp(seconds: i64) -> Option<String> {
    let stamp = Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_string())
}

fn hexadecimal(algorithm: &'static digest::Algorithm, bytes: &[u8]) -> String {
    capitals(digest::digest(algorithm, bytes).as_ref())
}

fn capitals(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
