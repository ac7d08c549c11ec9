//! One call of a REST interface and its answer, apart from any connection: what the hub and the provisioning service
//! are asked, and tested with.

use std::borrow::Cow;

use hub::Bag;

/// A call.
#[derive(Debug, Clone, Default)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers besides the content's type and length.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, JSON; empty for none.
    pub body: String,
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
            headers: Vec::new(),
            body: body.to_string(),
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
