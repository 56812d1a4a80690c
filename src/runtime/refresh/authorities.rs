//! Reading agents and subjects into the catalogue, kind by kind as records are.

use std::collections::HashSet;

use strum::IntoEnumIterator as _;

use super::Refresher;
use super::archivesspace::{Look, is_no_news};
use crate::domain::{AuthorityKind, AuthoritySnapshot, AuthorityUri};
use crate::runtime::error::RuntimeError;
use crate::systems::archivesspace::authority_from_json;

/// Agents or subjects of a slice that is read at once.
const SLICE: usize = 250;

/// Mark under which it is kept until when the authorities of a kind were read, in Unix seconds.
fn authorities_mark(kind: AuthorityKind) -> String {
    format!("archivesspace/{}", kind.path())
}

impl Refresher {
    pub(super) async fn authorities(&self, look: Look) -> Result<(), RuntimeError> {
        for kind in AuthorityKind::iter() {
            self.stopped()?;
            self.authorities_of(kind, look).await?;
        }
        Ok(())
    }

    async fn authorities_of(&self, kind: AuthorityKind, look: Look) -> Result<(), RuntimeError> {
        let phase = match kind {
            AuthorityKind::Subject => "subjects".to_owned(),
            _ => format!("agents: {}", kind.words()),
        };
        self.tell(phase.clone(), 0, None);
        let archivesspace = self.archivesspace_client()?;
        let key = authorities_mark(kind);
        // Asked of the catalogue before the system: what is made meanwhile must not be taken for gone.
        let (since, known) = self.shelf.with(|workspace| {
            Ok((
                workspace.mark(&key)?.and_then(|mark| mark.parse::<i64>().ok()),
                workspace.known_authorities(kind)?,
            ))
        })?;
        if let Some(since) = since.filter(|_| look.sorted)
            && is_no_news(&archivesspace.newest_authority(kind).await?, known.len(), since)
        {
            return Ok(());
        }
        let there: HashSet<u64> = archivesspace.authority_ids(kind, None).await?.into_iter().collect();
        let gone: Vec<AuthorityUri> = known
            .iter()
            .filter(|id| !there.contains(id))
            .map(|id| AuthorityUri { kind, id: *id })
            .collect();
        let known: HashSet<u64> = known.into_iter().collect();
        let mut to_read: HashSet<u64> = there.difference(&known).copied().collect();
        if let Some(since) = since.filter(|_| !known.is_empty()) {
            to_read.extend(archivesspace.authority_ids(kind, Some(since)).await?);
        }
        let mut to_read: Vec<u64> = to_read.into_iter().collect();
        to_read.sort_unstable();
        if !gone.is_empty() {
            self.shelf.with(|workspace| workspace.remove_authorities(&gone))?;
        }
        if since.is_none() {
            // A first run that is stopped is taken up again, and what changes in between must not be missed.
            self.shelf.with(|workspace| workspace.set_mark(&key, &look.mark()))?;
        }
        self.read_authorities(kind, &phase, &to_read).await?;
        self.shelf.with(|workspace| workspace.set_mark(&key, &look.mark()))
    }

    async fn read_authorities(&self, kind: AuthorityKind, phase: &str, ids: &[u64]) -> Result<(), RuntimeError> {
        use futures::StreamExt as _;
        let archivesspace = self.archivesspace_client()?;
        let slices: Vec<Vec<u64>> = ids.chunks(SLICE).map(<[u64]>::to_vec).collect();
        let mut answers = futures::stream::iter(slices)
            .map(|slice| async move { archivesspace.authorities_by_ids(kind, &slice).await })
            .buffered(4);
        let mut done = 0;
        while let Some(bodies) = answers.next().await {
            self.stopped()?;
            let read_at = (self.now)();
            let snapshots: Vec<AuthoritySnapshot> = bodies?
                .into_iter()
                .filter_map(|body| {
                    Some(AuthoritySnapshot {
                        authority: authority_from_json(&body)?,
                        body,
                        read_at,
                    })
                })
                .collect();
            done += snapshots.len() as u64;
            self.shelf.with(|workspace| workspace.put_authorities(&snapshots))?;
            self.tell(phase, done, Some(ids.len() as u64));
        }
        Ok(())
    }
}
