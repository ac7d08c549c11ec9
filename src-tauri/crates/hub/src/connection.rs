//! Connection strings: `Name=value` joined by semicolons, cut at the first `=`, because keys end in it.

use twin::secret::Sensitive;

use crate::token::without_port;

/// A connection string, taken apart.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `HostName`, with its port where it has one.
    pub host: String,
    /// `DeviceId`.
    pub device_id: Option<String>,
    /// `ModuleId`.
    pub module_id: Option<String>,
    /// `SharedAccessKeyName`.
    pub policy: Option<String>,
    /// `SharedAccessKey`, in base64.
    pub key: Option<Sensitive<String>>,
    /// `GatewayHostName`.
    pub gateway: Option<String>,
    /// `x509=true`.
    pub is_x509: bool,
}

/// Why a text is no connection string. No value is told: it may be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// A part without `=`.
    #[error("part {0} of the connection string has no `=`")]
    NoValue(usize),
    /// `HostName` is not there.
    #[error("the connection string has no `HostName`")]
    NoHost,
    /// A part stands twice.
    #[error("the connection string has `{0}` twice")]
    Twice(&'static str),
}

const NAMES: [&str; 7] = [
    "HostName",
    "DeviceId",
    "ModuleId",
    "SharedAccessKeyName",
    "SharedAccessKey",
    "GatewayHostName",
    "x509",
];

impl Connection {
    /// Reads a connection string.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, ConnectionError> {
        let mut found: [Option<&str>; 7] = [None; 7];
        let parts = text.trim().split(';').map(str::trim);
        for (at, part) in parts.enumerate().filter(|(_, part)| !part.is_empty()) {
            let (name, value) = part
                .split_once('=')
                .ok_or(ConnectionError::NoValue(at + 1))?;
            let Some(known) = NAMES.iter().position(|n| n.eq_ignore_ascii_case(name)) else {
                continue;
            };
            if found[known].replace(value).is_some() {
                return Err(ConnectionError::Twice(NAMES[known]));
            }
        }
        let owned = |at: usize| found[at].map(str::to_owned);
        Ok(Self {
            host: owned(0).ok_or(ConnectionError::NoHost)?,
            device_id: owned(1),
            module_id: owned(2),
            policy: owned(3),
            key: owned(4).map(Sensitive::new),
            gateway: owned(5),
            is_x509: found[6].is_some_and(|value| value.eq_ignore_ascii_case("true")),
        })
    }

    /// The host without its port.
    #[must_use]
    pub fn host_name(&self) -> &str {
        without_port(&self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_padding() {
        let text = "HostName=localhost:8443;SharedAccessKeyName=service;SharedAccessKey=YWJj=;";
        let read = Connection::read(text).unwrap();
        assert_eq!(read.key.unwrap().expose(), "YWJj=");
        assert_eq!(read.policy.as_deref(), Some("service"));
    }

    #[test]
    fn a_device_behind_a_gateway_has_both_hosts() {
        let text = "HostName=h:1;DeviceId=d;ModuleId=m;x509=True;GatewayHostName=localhost";
        let read = Connection::read(text).unwrap();
        assert_eq!(
            (read.host_name(), read.gateway.as_deref()),
            ("h", Some("localhost"))
        );
        assert!(read.is_x509);
    }

    #[test]
    fn what_is_wrong_is_told_without_its_value() {
        let cases = [
            ("DeviceId=d", ConnectionError::NoHost),
            ("HostName=h;secret", ConnectionError::NoValue(2)),
            ("HostName=h;HostName=g", ConnectionError::Twice("HostName")),
        ];
        for (text, error) in cases {
            assert_eq!(Connection::read(text).unwrap_err(), error, "{text}");
        }
    }
}
