//! Reading who can see assets: people and groups, shares, what collections hand down, and the list of each asset. None of it belongs
//! to a refresh: lists cost a request each, and only restricted assets need them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::domain::access::{AssetAccess, Grant, Share, Shared};
use crate::domain::{AssetId, CollectionId};
use crate::runtime::error::RuntimeError;
use crate::runtime::shelf::Shelf;
use crate::systems::iconik::parse;
use crate::systems::{Iconik, SystemError};

/// Lists that are read at a time; what goes over the wire is limited by the client.
const AT_ONCE: usize = 6;

/// Lists that are kept together. A run that is stopped, or that fails, keeps what it read all the same.
const KEPT_TOGETHER: usize = 100;

/// Mark under which it is kept when all shares were read; [`SHARES_PARTLY`] or [`SHARES_HIDDEN`] where they could not be.
pub const SHARES_MARK: &str = "iconik/shares";
/// The account may not list everybody's shares: only those of the assets and collections looked at are known.
pub const SHARES_PARTLY: &str = "partly";
/// The account may not see the shares of some things, or of any.
pub const SHARES_HIDDEN: &str = "hidden";

/// What looking brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Assets whose lists were read.
    pub read: u64,
    /// Assets whose lists were read lately, or that are being written just now.
    pub skipped: u64,
    /// Assets that iconik does not have any more.
    pub gone: u64,
    /// Assets whose lists the account may not see.
    pub denied: u64,
    /// Collections of which it was read what they hand down.
    pub collections: u64,
    /// How much of the shares is known.
    pub shares: SharesSeen,
    /// It was stopped before everything was read; what was read is kept.
    pub stopped: bool,
}

/// How much of the shares is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SharesSeen {
    /// All there are.
    #[default]
    All,
    /// Those of the assets and collections looked at.
    Partly,
    /// Not even all of those: the account may not see the shares of some of them, or of any.
    Hidden,
}

/// Told what is read just now, how many of it were, and of how many.
pub type Tell<'a> = &'a (dyn Fn(&str, u64, Option<u64>) + Send + Sync);

/// Reads who can see these assets into the workspace file: people and groups, shares, what the collections over the assets hand down,
/// and their own lists. Lists that were read at or after `younger_than` are left as they are. Stops between two requests once `cancel`
/// is cancelled.
///
/// # Errors
/// [`SystemError::Forbidden`] where the account may see neither people nor groups; else as any request and as the workspace file. What
/// was read until then is kept.
pub async fn look_at_access(
    iconik: &Iconik,
    shelf: &Shelf,
    assets: &[AssetId],
    younger_than: Option<Timestamp>,
    now: fn() -> Timestamp,
    cancel: &CancellationToken,
    tell: Tell<'_>,
) -> Result<Looked, RuntimeError> {
    let look = Look {
        iconik: iconik.with_cancel(cancel.clone()),
        shelf,
        younger_than,
        now,
        tell,
        hidden_shares: AtomicU64::new(0),
    };
    let mut looked = Looked::default();
    match look.all(assets, &mut looked).await {
        Ok(()) => Ok(looked),
        Err(RuntimeError::System(SystemError::Cancelled { .. })) => {
            looked.stopped = true;
            Ok(looked)
        }
        Err(error) => Err(error),
    }
}

struct Look<'a> {
    iconik: Iconik,
    shelf: &'a Shelf,
    younger_than: Option<Timestamp>,
    now: fn() -> Timestamp,
    tell: Tell<'a>,
    /// Objects whose shares the account may not see.
    hidden_shares: AtomicU64,
}

/// What was read of one object: `None` where it is gone, or where its list may not be seen.
enum Seen<T> {
    Read(T, Option<Vec<Share>>),
    Gone,
    Denied,
    /// It was written meanwhile: what was read back then is newer.
    Outdated,
}

impl Look<'_> {
    async fn all(&self, assets: &[AssetId], looked: &mut Looked) -> Result<(), RuntimeError> {
        (self.tell)("people and groups", 0, None);
        let directory = self.iconik.directory((self.now)()).await?;
        self.shelf.with(|workspace| workspace.put_directory(&directory))?;
        (self.tell)("shares", 0, None);
        let complete = self.all_shares().await?;
        looked.shares = if complete { SharesSeen::All } else { SharesSeen::Partly };
        let mark = if complete {
            (self.now)().to_string()
        } else {
            SHARES_PARTLY.to_owned()
        };
        self.shelf.with(|workspace| workspace.set_mark(SHARES_MARK, &mark))?;
        let collections = self.shelf.with(|workspace| workspace.collections_over(assets))?;
        self.collections(&collections, !complete, looked).await?;
        self.lists(assets, !complete, looked).await?;
        if self.hidden_shares.load(Ordering::Relaxed) > 0 {
            looked.shares = SharesSeen::Hidden;
            self.shelf.with(|workspace| workspace.set_mark(SHARES_MARK, SHARES_HIDDEN))?;
        }
        Ok(())
    }

    /// Reads all shares in one listing. False where the account may not: then each object is asked.
    async fn all_shares(&self) -> Result<bool, RuntimeError> {
        match self.iconik.read_shares().await {
            Ok(read) if read.complete => {
                self.shelf.with(|workspace| workspace.put_shares(read.shares))?;
                Ok(true)
            }
            Ok(_) | Err(SystemError::Forbidden { .. } | SystemError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn collections(&self, collections: &[CollectionId], with_shares: bool, looked: &mut Looked) -> Result<(), RuntimeError> {
        let known = self.shelf.with(|workspace| workspace.hands_down_read_at())?;
        let todo = self.outdated(collections, &known);
        let total = Some(todo.len() as u64);
        (self.tell)("collections", 0, total);
        let mut reading = stream::iter(todo.iter().copied())
            .map(|collection| async move { (collection, self.collection(collection, with_shares).await) })
            .buffer_unordered(AT_ONCE);
        let mut read: Vec<(CollectionId, Vec<Grant>)> = Vec::new();
        let mut done = 0;
        let failed = loop {
            let Some((collection, seen)) = reading.next().await else {
                break None;
            };
            match seen {
                Ok(Seen::Read(grants, shares)) => {
                    self.keep_shares(Shared::Collection(collection), shares)?;
                    read.push((collection, grants));
                    looked.collections += 1;
                }
                Ok(Seen::Gone | Seen::Denied | Seen::Outdated) => {}
                Err(error) => break Some(error),
            }
            done += 1;
            (self.tell)("collections", done, total);
        };
        let read_at = (self.now)();
        self.shelf.with(|workspace| workspace.put_hands_down(&read, read_at))?;
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    async fn lists(&self, assets: &[AssetId], with_shares: bool, looked: &mut Looked) -> Result<(), RuntimeError> {
        let known = self.shelf.with(|workspace| workspace.access_read_at())?;
        let todo = self.outdated(assets, &known);
        looked.skipped += (assets.len() - todo.len()) as u64;
        let total = Some(todo.len() as u64);
        (self.tell)("who can see assets", 0, total);
        let mut reading = stream::iter(todo.iter().copied())
            .map(|asset| async move { (asset, self.list(asset, with_shares).await) })
            .buffer_unordered(AT_ONCE);
        let mut read: Vec<AssetAccess> = Vec::new();
        let mut done = 0;
        let failed = loop {
            let Some((asset, seen)) = reading.next().await else { break None };
            match seen {
                Ok(Seen::Read(access, shares)) => {
                    self.keep_shares(Shared::Asset(asset), shares)?;
                    read.push(access);
                    looked.read += 1;
                }
                Ok(Seen::Gone) => looked.gone += 1,
                Ok(Seen::Denied) => looked.denied += 1,
                Ok(Seen::Outdated) => looked.skipped += 1,
                Err(error) => break Some(error),
            }
            if read.len() >= KEPT_TOGETHER {
                self.shelf.with(|workspace| workspace.put_access(&read))?;
                read.clear();
            }
            done += 1;
            (self.tell)("who can see assets", done, total);
        };
        self.shelf.with(|workspace| workspace.put_access(&read))?;
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Those that were never read, or too long ago.
    fn outdated<T: Copy + Eq + std::hash::Hash>(&self, objects: &[T], known: &HashMap<T, Timestamp>) -> Vec<T> {
        let young = |object: &T| {
            self.younger_than
                .is_some_and(|since| known.get(object).is_some_and(|read_at| *read_at >= since))
        };
        objects.iter().copied().filter(|object| !young(object)).collect()
    }

    async fn collection(&self, collection: CollectionId, with_shares: bool) -> Result<Seen<Vec<Grant>>, SystemError> {
        match self.iconik.collection_access(collection).await {
            Ok(access) => Ok(Seen::Read(
                access.hands_down,
                self.shares_of(Shared::Collection(collection), with_shares).await?,
            )),
            Err(error) => told_apart(error),
        }
    }

    async fn list(&self, asset: AssetId, with_shares: bool) -> Result<Seen<AssetAccess>, SystemError> {
        let asked = (self.now)();
        // Who made an asset keeps every right and is not on its list.
        let known = self.shelf.with(|workspace| workspace.asset(asset)).ok().flatten();
        let creator = known.and_then(|known| parse::creator(&known.body));
        let access = match self.iconik.asset_access(asset, creator, asked).await {
            Ok(access) => access,
            Err(error) => return told_apart(error),
        };
        let shares = self.shares_of(Shared::Asset(asset), with_shares).await?;
        if self.shelf.hands().outdates_list(asset, asked) {
            return Ok(Seen::Outdated);
        }
        Ok(Seen::Read(access, shares))
    }

    async fn shares_of(&self, object: Shared, wanted: bool) -> Result<Option<Vec<Share>>, SystemError> {
        if !wanted {
            return Ok(None);
        }
        match self.iconik.shares_of(object).await {
            Ok(shares) => Ok(Some(shares)),
            Err(SystemError::Forbidden { .. }) => {
                self.hidden_shares.fetch_add(1, Ordering::Relaxed);
                Ok(None)
            }
            Err(error) if error.is_not_found() => Ok(Some(Vec::new())),
            Err(error) => Err(error),
        }
    }

    fn keep_shares(&self, object: Shared, shares: Option<Vec<Share>>) -> Result<(), RuntimeError> {
        match shares {
            Some(shares) => self.shelf.with(|workspace| workspace.put_shares_of(object, shares)),
            None => Ok(()),
        }
    }
}

/// What is gone and what may not be seen does not end the run.
fn told_apart<T>(error: SystemError) -> Result<Seen<T>, SystemError> {
    match error {
        SystemError::Forbidden { .. } => Ok(Seen::Denied),
        error if error.is_not_found() => Ok(Seen::Gone),
        error => Err(error),
    }
}
