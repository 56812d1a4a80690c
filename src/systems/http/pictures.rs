//! Fetching pictures by signed address: from any host, without Archway's credentials, of a limited size.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use super::{BodyProblem, Transport, address, read_capped};
use crate::systems::error::SystemError;

/// Largest picture in bytes.
pub const PICTURE_CAP: u64 = 16 << 20;
const MOST_REDIRECTS: usize = 5;

/// Clients without credentials: one that uses proxies, and one for this computer that does not.
#[derive(Debug, Default)]
pub(super) struct Clients {
    far: OnceLock<reqwest::Client>,
    near: OnceLock<reqwest::Client>,
}

impl Clients {
    fn for_address(&self, url: &Url) -> Result<reqwest::Client, reqwest::Error> {
        let near = address::is_loopback(url);
        let kept = if near { &self.near } else { &self.far };
        if let Some(client) = kept.get() {
            return Ok(client.clone());
        }
        let policy = reqwest::redirect::Policy::custom(|attempt| {
            if attempt.previous().len() > MOST_REDIRECTS || !allowed(attempt.url()) {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let mut builder = reqwest::Client::builder()
            .redirect(policy)
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30));
        if near {
            builder = builder.no_proxy();
        }
        let client = builder.build()?;
        Ok(kept.get_or_init(|| client).clone())
    }
}

/// Fetches what a signed address points to. The address itself never appears in logs or errors, since it is a secret of sorts.
///
/// # Errors
/// [`SystemError::WrongAddress`] unless the address is `https://` or on this computer; otherwise as any request.
pub(super) async fn fetch(transport: &Transport, clients: &Clients, url: &str) -> Result<Bytes, SystemError> {
    let at = transport.place("GET picture");
    let wrong = |reason: &str| SystemError::WrongAddress {
        at: at.clone(),
        reason: reason.to_owned(),
    };
    let url = transport.base().join(url).map_err(|_| wrong("the picture has no usable address"))?;
    if !allowed(&url) {
        return Err(wrong("the picture is not on a secure address"));
    }
    let lost = |error: &reqwest::Error| SystemError::Interrupted {
        at: at.clone(),
        reason: super::failure::chain_text(error),
        maybe_applied: false,
    };
    let client = clients.for_address(&url).map_err(|error| lost(&error))?;
    let work = async {
        let response = client.get(url).send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(SystemError::Server {
                at: at.clone(),
                status: status.as_u16(),
                text: "the picture cannot be had; its signed address may have expired".to_owned(),
                maybe_applied: false,
            });
        }
        read_capped(response, PICTURE_CAP).await.map_err(|problem| match problem {
            BodyProblem::TooBig(cap) => SystemError::Unexpected {
                at: at.clone(),
                what: format!("the picture is larger than {} MB", cap >> 20),
                maybe_applied: false,
            },
            BodyProblem::Broken(error) => lost(&error),
        })
    };
    tokio::select! {
        result = work => result,
        () = transport.cancel().cancelled() => Err(SystemError::Cancelled { at: at.clone() }),
    }
}

fn allowed(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && address::is_loopback(url))
}
