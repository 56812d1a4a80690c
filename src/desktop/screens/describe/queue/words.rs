//! What the queue says: states with glyph and colour, what counts as approved, what a screen reader hears of a row.

use egui::Color32;

use super::placing::known_as;
use super::shown::Section;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::domain::browse::Node;
use crate::mapping::profile::{ApprovedBy, PublishSettings};
use crate::runtime::mapping_view::{DestinationView, QueueRow, QueueState};

/// Where a person chose the destination; the runtime says so in these words.
pub const BY_HAND: &str = "chosen by hand";

/// Glyph and colour of a state.
#[must_use]
pub fn state(tokens: &Tokens, state: QueueState) -> (Glyph, Color32) {
    match state {
        QueueState::Ready => (Glyph::Check, tokens.linked),
        QueueState::Missing => (Glyph::Warning, tokens.changed),
        QueueState::Mixed => (Glyph::Half, tokens.changed),
        QueueState::Superseded => (Glyph::Refresh, tokens.differs),
        QueueState::Withdrawn => (Glyph::Cross, tokens.broken),
        QueueState::Published => (Glyph::Dot, tokens.ink2),
    }
}

/// What counts as approved, in words.
#[must_use]
pub fn approved_by(view: &ViewCtx<'_>, approved: &ApprovedBy) -> String {
    match approved {
        ApprovedBy::Status => "approved: iconik’s approval of the current version".to_owned(),
        ApprovedBy::Field { field, value } => format!("approved: the field “{field}” is “{value}”"),
        ApprovedBy::Collection { collection } => {
            let title = known_as(view.model, &Node::Collection(*collection));
            format!("approved: it lies in “{title}”, or below it")
        }
    }
}

/// What the profile does with approved assets, for those who want to know more.
#[must_use]
pub fn publishing(settings: &PublishSettings) -> String {
    let versions = [
        (settings.masters, "masters"),
        (settings.preservation_copies, "preservation copies"),
        (settings.proxies, "proxies"),
        (settings.captions, "captions"),
    ];
    let versions: Vec<&str> = versions.into_iter().filter(|(on, _)| *on).map(|(_, words)| words).collect();
    let versions = if versions.is_empty() {
        "nothing".to_owned()
    } else {
        versions.join(", ")
    };
    let publish = if settings.publish { "are published" } else { "stay unpublished" };
    let clause = match settings.approved {
        ApprovedBy::Status => {
            "An approval counts for the version it was given to: a newer version waits for its own. \
             Where reviewers disagree, nothing is planned.\n"
        }
        ApprovedBy::Field { .. } | ApprovedBy::Collection { .. } => "",
    };
    format!(
        "{clause}New records have the level “{}” and {publish}. File versions are made for: {versions}.",
        settings.level
    )
}

/// Who approved an asset, and when.
#[must_use]
pub fn approval(view: &ViewCtx<'_>, row: &QueueRow) -> String {
    let when = row.approved.map(|at| view.clock(at));
    match (&row.approver, when) {
        (Some(who), Some(when)) => format!("{who} · {when}"),
        (Some(who), None) => who.clone(),
        (None, Some(when)) => when,
        (None, None) => String::new(),
    }
}

/// What is done there, and why there.
#[must_use]
pub fn destination(state: QueueState, there: &DestinationView) -> String {
    if !there.creates {
        let deed = match Section::of(state) {
            Section::Approved => "updates it",
            Section::NoLonger => "would be unpublished",
            Section::Described => "describes it",
        };
        return format!("{deed} · {}", there.why);
    }
    let place = match there.position {
        None => "at the end".to_owned(),
        Some(0) => "first".to_owned(),
        Some(position) => format!("place {}", u64::from(position) + 1),
    };
    format!("new {}, {place} · {}", there.level, there.why)
}

/// What a screen reader says of a row.
#[must_use]
pub fn spoken(view: &ViewCtx<'_>, row: &QueueRow) -> String {
    let mut words = format!("{}, {}", row.title, row.state.words());
    if !row.missing.is_empty() {
        words.push_str(&format!(": {}", row.missing.join("; ")));
    }
    let approval = approval(view, row);
    if !approval.is_empty() {
        words.push_str(&format!(", {approval}"));
    }
    match &row.destination {
        Some(there) => words.push_str(&format!(", goes to {}", there.title)),
        None => words.push_str(", no place yet"),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RecordUri, RepositoryId};

    #[test]
    fn a_destination_says_what_is_done_there() {
        let mut there = DestinationView {
            record: RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 4),
            title: "Series 4".into(),
            creates: true,
            why: BY_HAND.into(),
            level: "item".into(),
            position: Some(2),
        };
        assert_eq!(destination(QueueState::Ready, &there), "new item, place 3 · chosen by hand");
        there.position = None;
        assert_eq!(destination(QueueState::Ready, &there), "new item, at the end · chosen by hand");
        there.creates = false;
        there.why = "linked".into();
        assert_eq!(destination(QueueState::Ready, &there), "updates it · linked");
        assert_eq!(destination(QueueState::Withdrawn, &there), "would be unpublished · linked");
    }

    #[test]
    fn what_a_profile_publishes_is_said() {
        let words = publishing(&PublishSettings::default());
        assert!(words.contains("masters, preservation copies, captions"), "{words}");
        assert!(words.contains("stay unpublished"));
    }
}
