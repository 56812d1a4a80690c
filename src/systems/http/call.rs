//! One request, described before it is sent.

use http::{HeaderName, HeaderValue, Method};
use serde_json::Value;
use url::Url;

/// Whether sending a request twice is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Reading, or a write that leaves the same result however often it is sent.
    Safe,
    /// A write that must not be doubled. Repeated only where it surely did not arrive.
    Never,
}

#[derive(Debug, Clone)]
enum Body {
    Empty,
    Json(Vec<u8>),
    Form(Vec<(String, String)>),
}

/// A request. `Debug` is not offered: bodies and headers may hold secrets.
#[derive(Clone)]
pub struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    query: Vec<(String, String)>,
    raw_query: Option<String>,
    body: Body,
    headers: Vec<(HeaderName, HeaderValue)>,
    from_root: bool,
    pub(super) repeat: Repeat,
    pub(super) writes: bool,
    pub(super) needs: Option<&'static str>,
}

impl Call {
    fn new(method: Method, path: impl Into<String>, writes: bool) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            raw_query: None,
            body: Body::Empty,
            headers: Vec::new(),
            from_root: false,
            repeat: if writes { Repeat::Never } else { Repeat::Safe },
            writes,
            needs: None,
        }
    }

    /// Reads `path`, which begins with `/` and continues the base address.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, false)
    }

    /// Posts; never repeated where it may have arrived.
    #[must_use]
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path, true)
    }

    /// Puts; never repeated unless declared [`Self::idempotent`].
    #[must_use]
    pub fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path, true)
    }

    /// Changes parts; never repeated unless declared [`Self::idempotent`].
    #[must_use]
    pub fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path, true)
    }

    /// Deletes; never repeated where it may have arrived.
    #[must_use]
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, true)
    }

    /// Declares that sending it twice leaves the same result as sending it once.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.repeat = Repeat::Safe;
        self
    }

    /// Declares that it changes nothing, whatever its method.
    #[must_use]
    pub fn reading(mut self) -> Self {
        self.repeat = Repeat::Safe;
        self.writes = false;
        self
    }

    /// Permission or role without which the system answers 403.
    #[must_use]
    pub fn needs(mut self, permission: &'static str) -> Self {
        self.needs = Some(permission);
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Takes the path from the root of the host, with a query that is already encoded: for links that a server gave.
    #[must_use]
    pub(crate) fn at_root(mut self, raw_query: Option<&str>) -> Self {
        self.from_root = true;
        self.raw_query = raw_query.map(ToOwned::to_owned);
        self
    }

    /// Sends JSON.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Body::Json(body.to_string().into_bytes());
        self
    }

    /// Sends form fields.
    #[must_use]
    pub fn form(mut self, name: &str, value: impl Into<String>) -> Self {
        let field = (name.to_owned(), value.into());
        match &mut self.body {
            Body::Form(fields) => fields.push(field),
            Body::Empty | Body::Json(_) => self.body = Body::Form(vec![field]),
        }
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Method and path, as people may see them.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub(super) fn build(&self, client: &reqwest::Client, base: &Url) -> Result<reqwest::Request, reqwest::Error> {
        let mut url = base.clone();
        if self.from_root {
            url.set_path(&self.path);
        } else {
            url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), self.path));
        }
        if let Some(raw) = &self.raw_query {
            url.set_query(Some(raw));
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = client.request(self.method.clone(), url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request = match &self.body {
            Body::Empty if self.writes && self.method != Method::DELETE => request.header(http::header::CONTENT_LENGTH, 0),
            Body::Empty => request,
            Body::Json(bytes) => request.header(http::header::CONTENT_TYPE, "application/json").body(bytes.clone()),
            Body::Form(fields) => request.form(fields),
        };
        request.build()
    }
}
