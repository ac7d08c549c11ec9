//! One call of a REST interface and its answer, apart from any connection: what the hub and the provisioning service
//! are asked, and tested with.

use std::borrow::Cow;

use hub::Bag;

use crate::Fault;

/// A call.
#[derive(Clone, Default)]
pub struct Call {
    /// `GET`, `PUT`, `PATCH`, `POST` or `DELETE`.
    pub method: String,
    /// `Host`, with its port where it has one.
    pub host: String,
    /// The path's segments, percent-decoded.
    pub path: Vec<String>,
    /// The query: `api-version` and others.
    pub query: Bag,
    /// Header `Authorization`.
    pub authorization: Option<String>,
    /// Header `If-Match`, as sent.
    pub if_match: Option<String>,
    /// Header `x-ms-max-item-count`.
    pub max_items: Option<usize>,
    /// Header `x-ms-continuation`.
    pub continuation: Option<String>,
    /// The client's certificate chain in DER, its own first; empty where it showed none.
    pub certificates: Vec<Vec<u8>>,
    /// Headers that begin with `iothub-`: properties of a message.
    pub properties: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers besides the content's type and length.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, JSON; empty for none.
    pub body: String,
    /// A body that is no JSON of ours, but what a device is sent.
    pub bytes: Option<Vec<u8>>,
}

// tokens and keys are in headers and bodies: they never reach a log
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({} /{})", self.method, self.path.join("/"))
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}

/// Reads a body, or a part of one, that has to be a JSON object. Readers of a struct would take an array of its members
/// for one.
pub(crate) fn read_object<'a, T: serde::Deserialize<'a>>(
    text: &'a [u8],
    what: &str,
) -> Result<T, Fault> {
    if let Some(first) = text.trim_ascii_start().first()
        && *first != b'{'
    {
        return Err(Fault::argument(format!("{what} is not an object")));
    }
    let read = serde_json::from_slice(text);
    read.map_err(|error| Fault::unreadable(what, &error))
}

impl Call {
    /// The segments of the path, to match on.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

impl Reply {
    /// An answer with a body.
    #[must_use]
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            body: body.to_string(),
            ..Self::default()
        }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::state::ServiceWrite;

    #[test]
    fn an_array_is_no_object_though_it_has_the_members() {
        for (body, is_fine) in [
            (r#" {"tags":{"a":1},"properties":{"desired":{}}}"#, true),
            (r#"{"properties":null}"#, true),
            (r#"[{"a":1},{"desired":{}}]"#, false),
            (r#"{"properties":[]}"#, false),
            (r#"{"properties":[{"a":1}]}"#, false),
            ("5", false),
            ("", false),
        ] {
            let read = ServiceWrite::read(body.as_bytes());
            assert_eq!(read.is_ok(), is_fine, "{body}");
        }
    }
}
