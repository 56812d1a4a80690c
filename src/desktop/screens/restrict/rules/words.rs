//! Rows of the rule table in words: when they apply, and what follows.

use std::collections::BTreeSet;

use crate::domain::access::Principal;
use crate::domain::restriction::{AccessRule, Loss, ReviewRule, Then, TimeOf, When};
use crate::domain::{CollectionId, Level};
use crate::runtime::restrict_view::RestrictSettingsView;

/// Acts of rights statements, as ArchivesSpace lists them (enumeration `rights_statement_act_type`).
pub const ACTS: [&str; 6] = ["delete", "disseminate", "migrate", "modify", "replicate", "use"];

/// Title of a collection.
#[must_use]
pub fn collection(settings: &RestrictSettingsView, id: CollectionId) -> String {
    let known = settings.collections.iter().find(|(known, _)| *known == id);
    known.map_or_else(|| "a collection that is not there".to_owned(), |(_, title)| format!("“{title}”"))
}

/// When in time, in words.
#[must_use]
pub fn time(time: TimeOf) -> &'static str {
    match time {
        TimeOf::Now => "while it applies",
        TimeOf::Later => "before it begins",
        TimeOf::Either => "before it begins and while it applies",
    }
}

/// When a row applies.
#[must_use]
pub fn when(settings: &RestrictSettingsView, when: &When) -> String {
    let mut words = if when.kinds.is_empty() {
        "any restriction".to_owned()
    } else {
        either(when.kinds.iter().map(|kind| kind.words().to_owned()))
    };
    if !when.types.is_empty() {
        words.push_str(&format!(" of type {}", either(when.types.iter().cloned())));
    }
    if !when.acts.is_empty() {
        words.push_str(&format!(" on the act {}", either(when.acts.iter().cloned())));
    }
    if !when.levels.is_empty() {
        words.push_str(&format!(
            " on a {}",
            either(when.levels.iter().map(|level| Level::words(*level).to_owned()))
        ));
    }
    words.push_str(", ");
    words.push_str(time(when.time));
    if !when.collections.is_empty() {
        let titles = when.collections.iter().map(|id| collection(settings, *id));
        words.push_str(&format!(", in {}", either(titles)));
    }
    words
}

/// `a`, `a or b`, `a, b or c`
fn either(words: impl Iterator<Item = String>) -> String {
    joined(words, "or")
}

fn joined(words: impl Iterator<Item = String>, last: &str) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// What follows on the asset itself: fields, warning, block, shares.
#[must_use]
pub fn on_the_asset(then: &Then) -> String {
    let parts = [
        (then.fields, "warning and fields"),
        (then.block, "sharing blocked"),
        (then.revoke_shares, "shares revoked"),
    ];
    let words: Vec<&str> = parts.iter().filter(|(on, _)| *on).map(|(_, words)| *words).collect();
    words.join(" · ")
}

/// What follows for people: access, review, collections.
#[must_use]
pub fn for_people(settings: &RestrictSettingsView, then: &Then) -> String {
    let mut words = Vec::new();
    words.extend(then.access.as_ref().map(|rule| access(settings, rule)));
    if then.leave_collections {
        words.push("leaves collections that give access".to_owned());
    }
    words.extend(then.collection.map(|id| format!("joins {}", collection(settings, id))));
    words.extend(then.review.as_ref().map(|rule| review(settings, rule)));
    words.join(" · ")
}

/// Everything that follows, or that nothing does.
#[must_use]
pub fn then(settings: &RestrictSettingsView, then: &Then) -> String {
    let parts = [on_the_asset(then), for_people(settings, then)];
    let words: Vec<&str> = parts.iter().map(String::as_str).filter(|words| !words.is_empty()).collect();
    if words.is_empty() {
        "nothing follows".to_owned()
    } else {
        words.join(" · ")
    }
}

fn access(settings: &RestrictSettingsView, rule: &AccessRule) -> String {
    let named = |loss: Loss| {
        let names = rule.named.iter().filter(|(_, of)| *of == loss);
        joined(names.map(|(principal, _)| settings.directory.name(*principal)), "and")
    };
    let mut words = Vec::new();
    for loss in [Loss::Nothing, Loss::Write, Loss::Everything] {
        let names = named(loss);
        if !names.is_empty() {
            words.push(format!("{names}: {}", loss.words()));
        }
    }
    words.push(format!("all others: {}", rule.others.words()));
    words.join("; ")
}

fn review(settings: &RestrictSettingsView, rule: &ReviewRule) -> String {
    let users = rule.users.iter().map(|id| Principal::User(*id));
    let groups = rule.groups.iter().map(|id| Principal::Group(*id));
    let names = joined(groups.chain(users).map(|principal| settings.directory.name(principal)), "and");
    if names.is_empty() {
        "review asked of nobody".to_owned()
    } else {
        format!("review asked of {names}")
    }
}

/// True where nobody keeps access by the rule, neither by name nor among all others.
#[must_use]
pub fn closes_for_all(rule: &AccessRule) -> bool {
    let keeps: BTreeSet<Loss> = rule.named.iter().map(|(_, loss)| *loss).collect();
    rule.others == Loss::Everything && !keeps.iter().any(|loss| *loss != Loss::Everything)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::{Directory, Group};
    use crate::domain::restriction::{CauseKind, RestrictSettings};
    use std::sync::Arc;
    use uuid::Uuid;

    fn settings() -> RestrictSettingsView {
        RestrictSettingsView {
            settings: RestrictSettings::default(),
            directory: Arc::new(Directory {
                groups: vec![Group {
                    id: Uuid::from_u128(1),
                    name: "Archivists".to_owned(),
                }],
                ..Directory::default()
            }),
            collections: Arc::new(vec![(CollectionId(Uuid::from_u128(2)), "Oral histories".to_owned())]),
            types: Vec::new(),
            presets: Vec::new(),
            matches: Vec::new(),
        }
    }

    #[test]
    fn when_a_row_applies_is_one_phrase() {
        assert_eq!(when(&settings(), &When::default()), "any restriction, while it applies");
        let narrow = When {
            kinds: [CauseKind::AccessNote, CauseKind::UseNote].into(),
            types: ["Donor".to_owned()].into(),
            acts: ["disseminate".to_owned()].into(),
            time: TimeOf::Either,
            levels: [Level::Series, Level::File].into(),
            collections: [CollectionId(Uuid::from_u128(2)), CollectionId(Uuid::from_u128(9))].into(),
        };
        assert_eq!(
            when(&settings(), &narrow),
            "access note or use note of type Donor on the act disseminate on a file or series, before it begins and while it applies, \
             in “Oral histories” or a collection that is not there"
        );
    }

    #[test]
    fn what_follows_names_who_keeps_access() {
        assert_eq!(then(&settings(), &Then::default()), "nothing follows");
        let rule = AccessRule {
            others: Loss::Everything,
            named: vec![(Principal::Group(Uuid::from_u128(1)), Loss::Nothing)],
        };
        assert!(!closes_for_all(&rule));
        let follows = Then {
            fields: true,
            block: true,
            access: Some(rule),
            ..Then::default()
        };
        assert_eq!(
            then(&settings(), &follows),
            "warning and fields · sharing blocked · group Archivists: keeps access; all others: loses access"
        );
        assert!(closes_for_all(&AccessRule {
            others: Loss::Everything,
            named: Vec::new()
        }));
    }
}
