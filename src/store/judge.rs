//! The judgement over one pair of asset and record: pure, from the facts that the catalogue has of both.

use crate::domain::{LinkEnd, LinkState};

/// The best digital object between the two: an instance of the record points to it and it stands for the asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instance {
    /// 0 as Archway makes them, 1 only the id, 2 only a page.
    pub(crate) how: i64,
    /// A page is on the workspace's own iconik.
    pub(crate) own: bool,
}

/// What the catalogue knows of an asset and a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) instance: Option<Instance>,
    /// The record was read whole, so that its instances are known.
    pub(crate) record_read: bool,
    pub(crate) record_suppressed: bool,
    pub(crate) record_gone: bool,
    pub(crate) record_fingerprint: Option<String>,
    /// The record has an instance whose digital object was never read.
    pub(crate) unread_digital_object: bool,
    /// Whether the asset is active; `None` where it is not in the catalogue.
    pub(crate) asset_active: Option<bool>,
    pub(crate) asset_gone: bool,
    /// The asset's Archway fields name the record.
    pub(crate) named: bool,
    pub(crate) named_fingerprint: Option<String>,
    pub(crate) iconik_end_known: bool,
    pub(crate) iconik_complete: bool,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) archivesspace: LinkEnd,
    pub(crate) iconik: LinkEnd,
    pub(crate) state: LinkState,
    pub(crate) note: String,
}

/// Judges a pair; `None` where neither system shows a link.
pub(crate) fn judge(facts: &Facts) -> Option<Judged> {
    let archivesspace = archivesspace_end(facts);
    let iconik = iconik_end(facts);
    if !archivesspace.shows() && !iconik.shows() {
        return None;
    }
    let (state, note) = state(facts, &archivesspace, &iconik);
    Some(Judged {
        archivesspace,
        iconik,
        state,
        note: note.to_owned(),
    })
}

fn archivesspace_end(facts: &Facts) -> LinkEnd {
    // A page on another host is the same asset only where this iconik has an asset with that very id.
    let recognised = facts
        .instance
        .filter(|instance| instance.how < 2 || instance.own || facts.asset_active.is_some());
    match recognised.map(|instance| instance.how) {
        Some(0) if facts.instance.is_some_and(|instance| instance.own) => LinkEnd::Present,
        Some(0) => LinkEnd::Foreign {
            how: "the digital object points to the asset's page at another address of iconik".to_owned(),
        },
        Some(1) => LinkEnd::Foreign {
            how: "the digital object has the asset's id, but no file version points to the asset's page".to_owned(),
        },
        Some(_) => LinkEnd::Foreign {
            how: "a file version points to the asset's page; the digital object has an id of its own".to_owned(),
        },
        None if facts.record_gone => LinkEnd::Missing,
        None if !facts.record_read || facts.unread_digital_object => LinkEnd::Unknown,
        None => LinkEnd::Missing,
    }
}

fn iconik_end(facts: &Facts) -> LinkEnd {
    let absent = facts.asset_active.is_none();
    if facts.named {
        LinkEnd::Present
    } else if facts.asset_gone || (absent && facts.iconik_complete) {
        LinkEnd::Missing
    } else if absent || !facts.iconik_end_known {
        LinkEnd::Unknown
    } else {
        LinkEnd::Missing
    }
}

fn state(facts: &Facts, archivesspace: &LinkEnd, iconik: &LinkEnd) -> (LinkState, &'static str) {
    let broken = |note| (LinkState::Broken, note);
    if facts.record_gone {
        return broken("The record is no longer in ArchivesSpace.");
    }
    if facts.record_suppressed {
        return broken("The record is suppressed in ArchivesSpace.");
    }
    if facts.asset_gone {
        return broken("The asset is no longer in iconik.");
    }
    match facts.asset_active {
        Some(false) => return broken("The asset is in iconik's delete queue."),
        None if facts.iconik_complete => return broken("iconik does not show the asset: it was deleted, or this account may not see it."),
        _ => {}
    }
    match (archivesspace, iconik) {
        (LinkEnd::Missing, _) => broken("ArchivesSpace does not show the link: no digital object of the record stands for the asset."),
        (LinkEnd::Foreign { .. }, LinkEnd::Missing) => (
            LinkState::Linked,
            "Made by others, so only ArchivesSpace shows it. Link them again to write the iconik end too.",
        ),
        (_, LinkEnd::Missing) => broken("iconik does not show the link: the asset's Archway fields do not name the record."),
        _ if changed(facts) => (
            LinkState::ChangedSince,
            "Title, dates, identifier or level of the record changed since it was linked.",
        ),
        (LinkEnd::Unknown, _) => (LinkState::Linked, "The record's end has not been read from ArchivesSpace yet."),
        (_, LinkEnd::Unknown) if facts.iconik_end_known => (LinkState::Linked, "The asset has not been read from iconik yet."),
        (_, LinkEnd::Unknown) => (
            LinkState::Linked,
            "Only ArchivesSpace shows the link: Archway has no fields in this iconik yet.",
        ),
        _ => (LinkState::Linked, ""),
    }
}

fn changed(facts: &Facts) -> bool {
    matches!((&facts.named_fingerprint, &facts.record_fingerprint), (Some(then), Some(now)) if then != now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked() -> Facts {
        Facts {
            instance: Some(Instance { how: 0, own: true }),
            record_read: true,
            record_fingerprint: Some("a".to_owned()),
            asset_active: Some(true),
            named: true,
            named_fingerprint: Some("a".to_owned()),
            iconik_end_known: true,
            ..Facts::default()
        }
    }

    fn state_of(change: impl FnOnce(&mut Facts)) -> Option<LinkState> {
        let mut facts = linked();
        change(&mut facts);
        judge(&facts).map(|judged| judged.state)
    }

    #[test]
    fn each_combination_of_ends_has_its_state() {
        use LinkState::{Broken, ChangedSince, Linked};
        let own_page = Some(Instance { how: 2, own: true });
        let other_page = Some(Instance { how: 2, own: false });
        assert_eq!(state_of(|_| {}), Some(Linked));
        assert_eq!(state_of(|f| f.instance = own_page), Some(Linked));
        assert_eq!(state_of(|f| f.record_fingerprint = Some("b".to_owned())), Some(ChangedSince));
        assert_eq!(state_of(|f| f.named_fingerprint = None), Some(Linked));
        assert_eq!(state_of(|f| f.instance = None), Some(Broken));
        assert_eq!(state_of(|f| f.named = false), Some(Broken));
        assert_eq!(state_of(|f| f.record_suppressed = true), Some(Broken));
        assert_eq!(state_of(|f| f.asset_active = Some(false)), Some(Broken));
        assert_eq!(state_of(|f| (f.record_gone, f.instance) = (true, None)), Some(Broken));
        assert_eq!(
            state_of(|f| (f.asset_gone, f.asset_active, f.named) = (true, None, false)),
            Some(Broken)
        );
        assert_eq!(state_of(|f| (f.record_read, f.instance) = (false, None)), Some(Linked));
        assert_eq!(state_of(|f| (f.unread_digital_object, f.instance) = (true, None)), Some(Linked));
        assert_eq!(state_of(|f| (f.named, f.iconik_end_known) = (false, false)), Some(Linked));
        assert_eq!(state_of(|f| (f.named, f.asset_active) = (false, None)), Some(Linked));
        assert_eq!(
            state_of(|f| (f.named, f.asset_active, f.iconik_complete) = (false, None, true)),
            Some(Broken)
        );
        assert_eq!(state_of(|f| (f.named, f.instance) = (false, None)), None);
        assert_eq!(
            state_of(|f| (f.named, f.instance, f.asset_active) = (false, other_page, None)),
            None
        );
        assert_eq!(state_of(|f| f.instance = other_page), Some(Linked));
    }
}
