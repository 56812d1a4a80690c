//! Rule tables to begin from. People edit them; nothing is applied from them without a review.

use uuid::Uuid;

use crate::domain::access::{Directory, Principal};
use crate::domain::restriction::{AccessRule, CauseKind, Loss, ReviewRule, RuleRow, RuleTable, Then, TimeOf, When};

/// Names the rows of presets, so that a row of one preset is always the same.
const ROWS: Uuid = Uuid::from_u128(0x6d1f_2d0e_53b4_4f0c_9a51_7f0b_61c9_a2e4);

/// Tables to begin from: name, what it is for, the table. Groups whose name speaks of an archive are taken to keep access, and Archway's
/// own account; people choose others.
#[must_use]
pub fn presets(directory: &Directory) -> Vec<(String, String, RuleTable)> {
    vec![
        preset(
            "Warn only",
            "iconik shows the restriction and warns. Nobody loses access.",
            warn_only(),
        ),
        preset(
            "Close to all but chosen groups",
            "Only the groups that you choose keep access. Sharing is blocked and shares are revoked.",
            close(directory),
        ),
        preset(
            "Reading room: see, do not change or share",
            "Everybody who sees an asset goes on seeing it. Only the groups that you choose may change it, and nobody may share it.",
            reading_room(directory),
        ),
        preset(
            "Ask for a review",
            "Sharing is blocked, and the people that you choose are asked to look at each asset.",
            ask(directory),
        ),
    ]
}

fn preset(name: &str, about: &str, rows: Vec<(&str, When, Then)>) -> (String, String, RuleTable) {
    let rows = rows.into_iter().map(|(row, when, then)| RuleRow {
        id: Uuid::new_v5(&ROWS, format!("{name}/{row}").as_bytes()),
        name: row.to_owned(),
        on: true,
        when,
        then,
    });
    (name.to_owned(), about.to_owned(), RuleTable { rows: rows.collect() })
}

fn of_kinds(kinds: impl IntoIterator<Item = CauseKind>) -> When {
    When {
        kinds: kinds.into_iter().collect(),
        ..When::default()
    }
}

fn later() -> When {
    When {
        time: TimeOf::Later,
        ..When::default()
    }
}

fn says_so() -> Then {
    Then {
        fields: true,
        ..Then::default()
    }
}

fn says_so_and_blocks() -> Then {
    Then { block: true, ..says_so() }
}

/// Groups of archivists and Archway's own account keep everything.
fn keepers(directory: &Directory) -> Vec<(Principal, Loss)> {
    let archive = |name: &str| {
        let name = name.to_lowercase();
        name.contains("archiv") || name.contains("archway")
    };
    let groups = directory
        .groups
        .iter()
        .filter(|group| archive(&group.name))
        .map(|group| Principal::Group(group.id));
    let me = directory.me.map(Principal::User);
    groups.chain(me).map(|principal| (principal, Loss::Nothing)).collect()
}

fn closed(directory: &Directory, others: Loss) -> Then {
    Then {
        access: Some(AccessRule {
            others,
            named: keepers(directory),
        }),
        revoke_shares: true,
        ..says_so_and_blocks()
    }
}

fn warn_only() -> Vec<(&'static str, When, Then)> {
    vec![
        ("Restricted now", When::default(), says_so()),
        ("Restricted later", later(), says_so()),
        ("Note that nobody has read", of_kinds([CauseKind::Unread]), says_so()),
        ("Suppressed record", of_kinds([CauseKind::Suppressed]), says_so()),
    ]
}

fn close(directory: &Directory) -> Vec<(&'static str, When, Then)> {
    let leaves = Then {
        leave_collections: true,
        ..closed(directory, Loss::Everything)
    };
    vec![
        (
            "Access is restricted",
            of_kinds([CauseKind::AccessNote, CauseKind::Flag, CauseKind::Rights]),
            leaves.clone(),
        ),
        ("Use is restricted", of_kinds([CauseKind::UseNote]), closed(directory, Loss::Write)),
        ("Restricted later", later(), says_so()),
        (
            "Close until somebody has read the note",
            of_kinds([CauseKind::Unread]),
            leaves.clone(),
        ),
        ("Suppressed record", of_kinds([CauseKind::Suppressed]), leaves),
    ]
}

fn reading_room(directory: &Directory) -> Vec<(&'static str, When, Then)> {
    let reading = closed(directory, Loss::Write);
    vec![
        ("Restricted now", When::default(), reading.clone()),
        ("Restricted later", later(), says_so()),
        (
            "Close until somebody has read the note",
            of_kinds([CauseKind::Unread]),
            closed(directory, Loss::Everything),
        ),
        (
            "Suppressed record",
            of_kinds([CauseKind::Suppressed]),
            closed(directory, Loss::Everything),
        ),
    ]
}

fn ask(directory: &Directory) -> Vec<(&'static str, When, Then)> {
    let keepers = keepers(directory);
    let users = keepers.iter().filter_map(|(principal, _)| match principal {
        Principal::User(id) => Some(*id),
        Principal::Group(_) => None,
    });
    let groups = keepers.iter().filter_map(|(principal, _)| match principal {
        Principal::Group(id) => Some(*id),
        Principal::User(_) => None,
    });
    let mut review = ReviewRule {
        users: Default::default(),
        groups: groups.collect(),
        min_number: 1,
    };
    // Where no group speaks of an archive, whoever set Archway up is asked; people choose others.
    if review.groups.is_empty() {
        review.users.extend(users);
    }
    let asks = Then {
        review: Some(review),
        ..says_so_and_blocks()
    };
    vec![
        ("Restricted now", When::default(), asks.clone()),
        ("Restricted later", later(), says_so()),
        (
            "Close until somebody has read the note",
            of_kinds([CauseKind::Unread]),
            closed(directory, Loss::Everything),
        ),
        ("Suppressed record", of_kinds([CauseKind::Suppressed]), asks),
    ]
}
