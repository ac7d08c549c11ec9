//! Shared access signatures: read, made, checked. The signature is checked over the text of `sr` as it was sent, because
//! every SDK encodes it differently.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::hmac;
use twin::secret::Sensitive;

use crate::Key;

const SCHEME: &str = "SharedAccessSignature";

/// As Python's `urllib.parse.quote(…, safe='')`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A shared access signature.
#[derive(Debug, Clone)]
pub struct Token {
    /// `sr` as it was sent.
    raw: String,
    /// `se`: seconds since 1970, UTC.
    pub expires: i64,
    /// `skn`: the policy whose key signed it.
    pub policy: Option<String>,
    signature: Sensitive<Vec<u8>>,
}

/// Why a text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Another scheme, or none.
    #[error("the token does not begin with `SharedAccessSignature`")]
    Scheme,
    /// `sr`, `sig` or `se` is not there.
    #[error("the token has no `{0}`")]
    Missing(&'static str),
    /// A field stands twice.
    #[error("the token has `{0}` twice")]
    Twice(&'static str),
    /// `se` is not a number.
    #[error("the token's `se` is not a whole number of seconds")]
    Expiry,
    /// `sig` is not base64.
    #[error("the token's `sig` is not base64")]
    Signature,
}

/// What a token is for: a host, and a path below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The host, in lower case, with its port where it has one.
    pub host: String,
    /// The path, segment by segment, as sent.
    pub path: Vec<String>,
}

impl Token {
    /// Reads a token; the fields come in any order.
    ///
    /// # Errors
    /// Where the text is no token; the error names the field, never its value.
    pub fn read(text: &str) -> Result<Self, TokenError> {
        let (scheme, fields) = text.trim().split_once(' ').ok_or(TokenError::Scheme)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(TokenError::Scheme);
        }
        let mut found: [Option<&str>; 4] = [None; 4];
        const NAMES: [&str; 4] = ["sr", "sig", "se", "skn"];
        for field in fields.trim().split('&') {
            let Some((name, value)) = field.split_once('=') else {
                continue;
            };
            let Some(at) = NAMES.iter().position(|known| *known == name) else {
                continue;
            };
            if found[at].replace(value).is_some() {
                return Err(TokenError::Twice(NAMES[at]));
            }
        }
        let [sr, sig, se, skn] = found;
        let signature = decoded(sig.ok_or(TokenError::Missing("sig"))?);
        let signature = STANDARD.decode(signature.as_bytes());
        let expires = se.ok_or(TokenError::Missing("se"))?;
        Ok(Self {
            raw: sr.ok_or(TokenError::Missing("sr"))?.to_owned(),
            expires: expires.parse().map_err(|_| TokenError::Expiry)?,
            policy: skn.filter(|skn| !skn.is_empty()).map(decoded),
            signature: Sensitive::new(signature.map_err(|_| TokenError::Signature)?),
        })
    }

    /// Makes the text of a token for a resource, such as `host/devices/d`.
    #[must_use]
    pub fn make(resource: &str, key: &Key, expires: i64, policy: Option<&str>) -> String {
        let raw = utf8_percent_encode(resource, ENCODED).to_string();
        let tag = hmac::sign(&key.hmac(), format!("{raw}\n{expires}").as_bytes());
        let signature = STANDARD.encode(tag.as_ref());
        let signature = utf8_percent_encode(&signature, ENCODED);
        let mut token = format!("{SCHEME} sr={raw}&sig={signature}&se={expires}");
        if let Some(policy) = policy {
            token.push_str("&skn=");
            token.push_str(policy);
        }
        token
    }

    /// True where this key signed it. Takes as long for a wrong signature as for a right one.
    #[must_use]
    pub fn is_signed_by(&self, key: &Key) -> bool {
        let signed = format!("{}\n{}", self.raw, self.expires);
        hmac::verify(&key.hmac(), signed.as_bytes(), self.signature.expose()).is_ok()
    }

    /// What it is for.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::read(&decoded(&self.raw))
    }
}

impl Resource {
    /// Reads `host/path…`, as tokens have it after decoding.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches("https://");
        let mut parts = text.split('/').filter(|part| !part.is_empty());
        Self {
            host: parts.next().unwrap_or_default().to_ascii_lowercase(),
            path: parts.map(str::to_owned).collect(),
        }
    }

    /// The host without its port.
    #[must_use]
    pub fn host_name(&self) -> &str {
        without_port(&self.host)
    }

    /// True where the path is that of the resource or lies below it, by whole segments.
    #[must_use]
    pub fn covers(&self, path: &[&str]) -> bool {
        self.path.len() <= path.len() && self.path.iter().zip(path).all(|(mine, its)| mine == its)
    }
}

/// Returns a host without its port; an IPv6 address in brackets keeps them.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::of(vec![b'k'; 32])
    }

    /// Signed by Microsoft's SDKs for Python and Node, each in its own spelling of `sr`.
    const BY_SDKS: [(&str, i64, &str); 4] = [
        (
            "localhost%2Fdevices%2Fnd1",
            1_795_308_237,
            "gh40hkwW/BchYc35UPrqTRDU2naFE8V74UEPWf5/KCk=",
        ),
        (
            "0ne00BENCH/registrations/nreg2",
            1_795_308_248,
            "C2nfbwnw+kn/LGC5YLr1etBw4SCbccP1iYkubFtDBaw=",
        ),
        (
            "0ne00BENCH%2Fregistrations%2Freg-01",
            1_795_308_208,
            "XRKEQTZdDgYyROY6qUVWbcE/dKtuZvNwuNjW6Ozdhn0=",
        ),
        (
            "localhost",
            1_795_308_238,
            "6HqQOwp99qFlYb5bEjPamtDXalm/ULYTDsT1XKpp+8o=",
        ),
    ];

    #[test]
    fn tokens_of_real_sdks_are_signed_by_their_key() {
        for (raw, expires, signature) in BY_SDKS {
            let signature = utf8_percent_encode(signature, ENCODED);
            let text = format!("{SCHEME} sig={signature}&se={expires}&sr={raw}");
            let token = Token::read(&text).unwrap();
            assert!(token.is_signed_by(&key()), "{raw}");
            assert!(!token.is_signed_by(&Key::of(vec![b'x'; 32])), "{raw}");
        }
    }

    #[test]
    fn what_is_made_is_read_again() {
        let made = Token::make("hub.example:8443/devices/ä", &key(), 12, Some("service"));
        let token = Token::read(&made).unwrap();
        assert!(token.is_signed_by(&key()));
        assert_eq!(
            (token.expires, token.policy.as_deref()),
            (12, Some("service"))
        );
        assert_eq!(token.resource().host_name(), "hub.example");
        assert_eq!(token.resource().path, ["devices", "ä"]);
    }

    #[test]
    fn a_resource_covers_what_lies_below_by_whole_segments() {
        let device = Resource::read("Hub/devices/d");
        assert_eq!(device.host, "hub");
        assert!(device.covers(&["devices", "d", "modules", "m"]));
        assert!(!device.covers(&["devices", "dd"]));
        assert!(!device.covers(&["devices", "D"]));
        assert!(!device.covers(&["devices"]));
        assert!(Resource::read("hub").covers(&["devices", "d"]));
    }

    #[test]
    fn what_is_no_token_is_told_by_its_field() {
        let cases = [
            ("Bearer x", TokenError::Scheme),
            ("", TokenError::Scheme),
            (
                "SharedAccessSignature sr=h&se=1",
                TokenError::Missing("sig"),
            ),
            (
                "SharedAccessSignature sig=YQ==&se=1",
                TokenError::Missing("sr"),
            ),
            (
                "SharedAccessSignature sr=h&sig=YQ==",
                TokenError::Missing("se"),
            ),
            (
                "SharedAccessSignature sr=h&sig=YQ==&se=x",
                TokenError::Expiry,
            ),
            (
                "SharedAccessSignature sr=h&sig=!&se=1",
                TokenError::Signature,
            ),
            (
                "SharedAccessSignature sr=h&sr=g&sig=YQ==&se=1",
                TokenError::Twice("sr"),
            ),
        ];
        for (text, error) in cases {
            assert_eq!(Token::read(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_token_never_shows_its_signature() {
        let made = Token::make("h", &key(), 1, None);
        let shown = format!("{:?}", Token::read(&made).unwrap());
        assert!(!shown.contains("sig="), "{shown}");
        assert!(shown.contains("Sensitive(…)"), "{shown}");
    }
}
