//! What the review says about a change: state in a word with a glyph and a colour, and names that a screen reader can say.

use egui::Color32;

use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::domain::{AuthorityKind, RecordKind};
use crate::plan::confirm::may_open;
use crate::plan::{Change, Condition, Decision, Nature, Outcome, Plan, RestrictKind, Severity, Target};

/// How a word is meant; decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to worry about.
    Quiet,
    /// Done.
    Good,
    /// Look at it.
    Look,
    /// It shows something to more people.
    Opens,
    /// It stands in the way.
    Bad,
}

impl Tone {
    /// Its colour.
    #[must_use]
    pub fn colour(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Quiet => tokens.ink3,
            Self::Good => tokens.linked,
            Self::Look => tokens.changed,
            Self::Opens => tokens.differs,
            Self::Bad => tokens.broken,
        }
    }
}

/// The glyph, word and tone of a severity.
#[must_use]
pub fn severity(severity: Severity) -> (Glyph, &'static str, Tone) {
    match severity {
        Severity::Note => (Glyph::Ring, "note", Tone::Quiet),
        Severity::Warning => (Glyph::Half, "look", Tone::Look),
        Severity::Obstacle => (Glyph::Warning, "obstacle", Tone::Bad),
    }
}

/// The state of a change, as its row shows it at the end: what became of it, else what was decided, else the worst finding.
#[must_use]
pub fn state(change: &Change) -> Option<(Glyph, &'static str, Tone)> {
    let word = change.outcome.words();
    match &change.outcome {
        Outcome::Done { .. } => return Some((Glyph::Dot, word, Tone::Good)),
        Outcome::Stale { .. } => return Some((Glyph::Half, word, Tone::Look)),
        Outcome::Problem { .. } => return Some((Glyph::Warning, word, Tone::Bad)),
        Outcome::InDoubt => return Some((Glyph::Half, word, Tone::Look)),
        Outcome::Waiting { .. } => return Some((Glyph::Ring, word, Tone::Quiet)),
        Outcome::Pending => {}
    }
    match change.decision {
        Decision::Held => return Some((Glyph::Pause, "held", Tone::Quiet)),
        Decision::Rejected { .. } => return Some((Glyph::Cross, "rejected", Tone::Quiet)),
        Decision::Accepted | Decision::Undecided => {}
    }
    let worst = change.severity().filter(|worst| *worst > Severity::Note);
    match worst {
        Some(Severity::Obstacle) => Some(severity(Severity::Obstacle)),
        _ => nature(&change.nature).or(worst.map(severity)),
    }
}

/// The glyph, word and tone of what a person decides one by one; `None` for everything else.
#[must_use]
pub fn nature(nature: &Nature) -> Option<(Glyph, &'static str, Tone)> {
    match nature {
        Nature::Conflict { .. } => Some((Glyph::Arrows, "conflict", Tone::Look)),
        Nature::Opens => Some((Glyph::Eye, "opens", Tone::Opens)),
        _ => None,
    }
}

/// True where a change gives somebody access in iconik and nobody confirmed that yet: it is confirmed on the Restrictions screen, by its
/// cause, and cannot be accepted otherwise.
#[must_use]
pub fn awaits_confirmation(plan: &Plan, change: &Change) -> bool {
    change.outcome.is_open() && may_open(plan, change).is_err()
}

/// What a box says that cannot be ticked before an opening is confirmed.
pub const CONFIRM_FIRST: &str = "What opens is confirmed one cause at a time, on the Restrictions screen.";

/// The glyph of what a change is made to.
#[must_use]
pub fn target(target: &Target) -> Glyph {
    let authority = |kind: AuthorityKind| if kind.is_agent() { Glyph::Person } else { Glyph::Tag };
    let record = |kind: RecordKind| match kind {
        RecordKind::Resource | RecordKind::Accession => Glyph::Folder,
        RecordKind::DigitalObject => Glyph::Copy,
        RecordKind::ArchivalObject | RecordKind::TopContainer => Glyph::Text,
        RecordKind::Event => Glyph::Clock,
    };
    match target {
        Target::NewRecord { kind, .. } => record(*kind),
        Target::Record { uri } => record(uri.kind),
        Target::NewAuthority { kind } => authority(*kind),
        Target::Authority { uri } => authority(uri.kind),
        Target::Enumeration { .. } => Glyph::List,
        Target::Asset { .. } => Glyph::Video,
        Target::Collection { .. } => Glyph::Folder,
        Target::MetadataField { .. } | Target::MetadataView { .. } => Glyph::Sliders,
    }
}

/// What a change does, to what, and why, in one line.
#[must_use]
pub fn about(change: &Change) -> String {
    let mut words = deed(change);
    if !matches!(change.nature, Nature::Plain | Nature::Creates) {
        words.push_str(&format!(" · {}", change.nature.words()));
    }
    if !change.because.is_empty() {
        words.push_str(&format!(" · {}", change.because));
    }
    words
}

/// What a change does, in words: `add digital object`.
#[must_use]
pub fn deed(change: &Change) -> String {
    // What is lifted is a restriction: "remove asset" would alarm people.
    match &change.restricting {
        Some(restricting) if restricting.kind == RestrictKind::Lift => format!("lift restriction of {}", change.target.kind_words()),
        Some(restricting) => format!("{} {}", restricting.kind.words(), change.target.kind_words()),
        None => format!("{} {}", change.effect.words(), change.target.kind_words()),
    }
}

/// What a change does, with the fields that a describing change writes: `change archival object · Title, Dates`.
#[must_use]
pub fn deed_to_fields(change: &Change) -> String {
    let mut words = deed(change);
    if !change.nature.is_description() {
        return words;
    }
    let changed = change.fields.iter().filter(|field| field.before != field.after);
    let fields: Vec<&str> = changed.map(|field| field.field.as_str()).collect();
    // The first is always named, others as far as there is room: a row that is cut in its middle names nothing.
    let mut length = 0;
    let named = fields.iter().take_while(|field| {
        length += field.chars().count() + 2;
        length <= NAMED
    });
    let named = named.count().max(1).min(fields.len());
    if let Some(first) = fields.get(..named).filter(|first| !first.is_empty()) {
        words.push_str(&format!(" · {}", first.join(", ")));
    }
    if fields.len() > named {
        words.push_str(&format!(" and {} more", fields.len() - named));
    }
    words
}

/// Letters for the names of fields in a row.
const NAMED: usize = 26;

/// The name of a change: `add digital object: HW-001`. One that is about a single field of a description names it, because others
/// may be about the same record.
#[must_use]
pub fn name(change: &Change) -> String {
    match change.fields.as_slice() {
        [only] if change.nature.is_description() => format!("{}: {} · {}", deed(change), change.label, only.field),
        _ => format!("{}: {}", deed(change), change.label),
    }
}

/// The name of a change with all its states, for a screen reader.
#[must_use]
pub fn spoken(change: &Change) -> String {
    let mut spoken = format!("{}, {}", name(change), change.decision.words());
    if let Some((_, word, _)) = state(change).filter(|(_, word, _)| *word != change.decision.words()) {
        spoken.push_str(", ");
        spoken.push_str(word);
    }
    spoken
}

/// What must still hold when a change is applied, in words.
#[must_use]
pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::RecordUnchanged { record, lock_version, .. } => {
            format!("only if {record} still says what it said at lock version {lock_version}")
        }
        Condition::NoDigitalObject { digital_object_id, .. } => {
            format!("only if there is no digital object {digital_object_id} yet")
        }
        Condition::RestrictionsUnchanged { record, .. } => {
            format!("only if {record} and all records above it still say the same about access")
        }
        Condition::LinkedTo { .. } => "only if the asset is still linked to the same records".to_owned(),
        Condition::AccessUnchanged { .. } => "only if those who can see the asset are still the same".to_owned(),
        Condition::AssetFields { .. } => "only if Archway’s fields on the asset are as they were".to_owned(),
    }
}
