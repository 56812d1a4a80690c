//! Hooks at the boundaries of a request, so that a test can stop a process exactly there.

use futures::future::BoxFuture;

use crate::systems::error::SystemName;

/// A request as it may be told to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestInfo {
    /// The system that is asked.
    pub system: SystemName,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// True where the request can change something.
    pub writes: bool,
    /// 0 the first time, then 1 and so on.
    pub attempt: u32,
}

/// Is asked at both boundaries of every request. A gate that never comes back stops the request there.
pub trait RequestGate: Send + Sync {
    /// Just before the request goes out.
    fn before_send<'a>(&'a self, request: &'a RequestInfo) -> BoxFuture<'a, ()>;

    /// After the whole answer was read (its status), or the connection broke (`None`); before anybody else knows of it.
    fn after_answer<'a>(&'a self, request: &'a RequestInfo, status: Option<u16>) -> BoxFuture<'a, ()>;
}
