//! Looking at who can see an asset: everything that a change of access may touch, read from iconik itself and never from its index,
//! which lags behind.

use std::collections::BTreeSet;

use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use super::super::Applier;
use super::Wanted;
use crate::domain::access::{AssetAccess, Share, Shared};
use crate::domain::fields::RECORD_URI;
use crate::domain::{AssetSnapshot, CollectionId, RecordUri};
use crate::plan::{Condition, FieldValues};
use crate::systems::iconik::{ReviewAsked, ViewId, parse};
use crate::systems::{Iconik, SystemError};

/// What stands there now.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Fields of the restriction view; empty where the change touches none.
    pub fields: FieldValues,
    /// Who can see it.
    pub access: AssetAccess,
    /// Its own shares.
    pub shares: Vec<Share>,
    /// Collections that it is directly in.
    pub collections: BTreeSet<CollectionId>,
    /// Who is asked for a review; not looked at where the change speaks of none.
    pub review: Option<ReviewAsked>,
    /// Records that its link fields name; not looked at where no condition speaks of links, or Archway's view is not known.
    pub linked: Option<BTreeSet<RecordUri>>,
    /// The asset, for the catalogue.
    pub snapshot: Option<AssetSnapshot>,
}

impl Applier {
    /// Looks at assets, side by side. `sent`: something was sent before, so that looking goes on also where the run was stopped, and
    /// what was carried out is noted as such.
    pub(super) async fn look_at_access<'a>(
        &self,
        wanted: Vec<Wanted<'a>>,
        link_view: Option<ViewId>,
        sent: bool,
    ) -> Vec<(Wanted<'a>, Result<Seen, SystemError>)> {
        let iconik = if sent {
            self.iconik.with_cancel(CancellationToken::new())
        } else {
            self.iconik.clone()
        };
        let iconik = &iconik;
        let looks = wanted.into_iter().map(|wanted| async move {
            let seen = self.look_at_one(iconik, &wanted, link_view).await;
            (wanted, seen)
        });
        join_all(looks).await
    }

    async fn look_at_one(&self, iconik: &Iconik, wanted: &Wanted<'_>, link_view: Option<ViewId>) -> Result<Seen, SystemError> {
        let asset = wanted.access.asset;
        let now = (self.now)();
        let body = iconik.asset(asset, true).await?;
        let access = iconik.asset_access(asset, parse::creator(&body), now).await?;
        let shares = iconik.shares_of(Shared::Asset(asset)).await?;
        let fields = match wanted.view {
            Some(view) => iconik.metadata_values(asset, view).await?.unwrap_or_default(),
            None => FieldValues::new(),
        };
        let review = match wanted.access.review {
            Some(_) => iconik.review(asset).await?,
            None => None,
        };
        let asks_for_links = wanted
            .change
            .conditions
            .iter()
            .any(|condition| matches!(condition, Condition::LinkedTo { .. }));
        let linked = match link_view.filter(|_| asks_for_links) {
            Some(view) => Some(records_in(&iconik.metadata_values(asset, view).await?.unwrap_or_default())),
            None => None,
        };
        let snapshot = parse::asset_snapshot(body, None, now);
        Ok(Seen {
            collections: snapshot
                .as_ref()
                .map(|snapshot| snapshot.asset.collections.iter().copied().collect())
                .unwrap_or_default(),
            fields,
            access,
            shares,
            review,
            linked,
            snapshot,
        })
    }
}

/// Records that the link fields name.
fn records_in(values: &FieldValues) -> BTreeSet<RecordUri> {
    let named = values.get(RECORD_URI.name).into_iter().flatten();
    named.filter_map(|value| value.as_str()?.trim().parse().ok()).collect()
}
