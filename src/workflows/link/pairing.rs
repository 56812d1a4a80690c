//! Pairing: which asset goes to which record, and what speaks for it.

use crate::domain::{AssetId, Record, RecordUri};

/// How many assets and many records are paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Pairing {
    /// First to first, second to second; what is left over on either side stays unpaired.
    InOrder,
    /// Every asset to the first record.
    AllToOne,
    /// The first asset to every record.
    OneToAll,
}

impl Pairing {
    /// The pairing in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InOrder => "in order",
            Self::AllToOne => "all to the first record",
            Self::OneToAll => "the first asset to all",
        }
    }

    /// The only sensible pairing, where there is no choice to make.
    #[must_use]
    pub fn only_choice(assets: usize, records: usize) -> Option<Self> {
        match (assets, records) {
            (_, 1) => Some(Self::AllToOne),
            (1, _) => Some(Self::OneToAll),
            _ => None,
        }
    }
}

/// The pairs that a pairing makes.
#[must_use]
pub fn pairs(assets: &[AssetId], records: &[RecordUri], pairing: Pairing) -> Vec<(AssetId, RecordUri)> {
    match pairing {
        Pairing::InOrder => assets.iter().copied().zip(records.iter().copied()).collect(),
        Pairing::AllToOne => records
            .first()
            .map(|record| assets.iter().map(|asset| (*asset, *record)).collect())
            .unwrap_or_default(),
        Pairing::OneToAll => assets
            .first()
            .map(|asset| records.iter().map(|record| (*asset, *record)).collect())
            .unwrap_or_default(),
    }
}

/// What speaks for a pair, in words: same box and folder, same part, same year, same words. Empty where nothing does.
#[must_use]
pub fn reason(asset_title: &str, record: &Record) -> String {
    let mut reasons: Vec<String> = Vec::new();
    let container = numbers_after(&record.container, &["box", "folder", "reel", "item"]);
    let shelf = shelf_mark(asset_title);
    if let (Some((bx, folder)), Some((_, box_number))) = (shelf, container.first())
        && bx == *box_number
    {
        match container.iter().find(|(word, _)| *word == "folder") {
            Some((_, number)) if Some(*number) == folder => reasons.push(format!("box {bx}, folder {number}")),
            _ => reasons.push(format!("box {bx}")),
        }
    }
    if let (Some(part), Some(trailing)) = (part_number(&record.display), trailing_number(asset_title))
        && part == trailing
    {
        reasons.push(format!("part {part}"));
    }
    if let Some(year) = years(asset_title).into_iter().find(|year| record.dates.contains(year.as_str())) {
        reasons.push(year);
    }
    let shared = shared_words(asset_title, &record.display);
    if !shared.is_empty() {
        reasons.push(format!("“{}”", shared.join(" ")));
    }
    reasons.join(" · ")
}

/// `b12_f03` and the like: box 12, folder 3.
fn shelf_mark(title: &str) -> Option<(u32, Option<u32>)> {
    let lower = title.to_lowercase();
    let number = |prefixes: [&str; 2]| {
        lower.split(|c: char| !c.is_alphanumeric()).find_map(|piece| {
            prefixes
                .iter()
                .find_map(|prefix| piece.strip_prefix(prefix).and_then(|digits| digits.parse::<u32>().ok()))
        })
    };
    number(["b", "box"]).map(|bx| (bx, number(["f", "folder"])))
}

/// Numbers that follow one of these words.
fn numbers_after<'a>(text: &str, words: &[&'a str]) -> Vec<(&'a str, u32)> {
    let lower = text.to_lowercase();
    let pieces: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .collect();
    pieces
        .windows(2)
        .filter_map(|pair| {
            let word = words.iter().find(|word| **word == pair[0])?;
            Some((*word, pair[1].parse().ok()?))
        })
        .collect()
}

fn part_number(title: &str) -> Option<u32> {
    numbers_after(title, &["part", "tape", "reel", "side", "no"])
        .first()
        .map(|(_, number)| *number)
}

fn trailing_number(title: &str) -> Option<u32> {
    let stem = title
        .rsplit_once('.')
        .map_or(title, |(stem, extension)| if extension.len() <= 4 { stem } else { title });
    let digits: String = stem
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    digits.parse().ok()
}

fn years(title: &str) -> Vec<String> {
    title
        .split(|c: char| !c.is_ascii_digit())
        .filter(|piece| piece.len() == 4 && (piece.starts_with('1') || piece.starts_with('2')))
        .map(str::to_owned)
        .collect()
}

/// Words of four letters and more that both titles have, at most three.
fn shared_words(one: &str, other: &str) -> Vec<String> {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| word.chars().count() >= 4)
            .map(str::to_lowercase)
            .collect()
    };
    let others = words(other);
    let mut shared: Vec<String> = Vec::new();
    for word in words(one) {
        if others.contains(&word) && !shared.contains(&word) {
            shared.push(word);
        }
    }
    shared.truncate(3);
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Level, RecordKind, RepositoryId};
    use uuid::Uuid;

    fn record(display: &str, dates: &str, container: &str) -> Record {
        Record {
            uri: RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 1),
            title: Some(display.to_owned()),
            display: display.to_owned(),
            level: Some(Level::Item),
            identifier: None,
            ref_id: None,
            dates: dates.to_owned(),
            container: container.to_owned(),
            resource: None,
            parent: None,
            position: 0,
            publish: true,
            suppressed: false,
            restricted: false,
            lock_version: 0,
        }
    }

    #[test]
    fn shelf_marks_parts_and_years_speak_for_a_pair() {
        let record = record("Interview with a crane driver, part 2, 1981", "1981", "Box 12, folder 3");
        assert_eq!(reason("QW-003_b12_f03_002.mp4", &record), "box 12, folder 3 · part 2");
        assert_eq!(reason("Crane driver 1981", &record), "1981 · “crane driver”");
        assert_eq!(reason("IMG_0001", &record), "");
    }

    #[test]
    fn leftovers_stay_unpaired() {
        let assets: Vec<AssetId> = (1..4).map(|n| AssetId(Uuid::from_u128(n))).collect();
        let records: Vec<RecordUri> = (1..3)
            .map(|n| RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, n))
            .collect();
        assert_eq!(pairs(&assets, &records, Pairing::InOrder).len(), 2);
        assert_eq!(pairs(&assets, &records, Pairing::AllToOne).len(), 3);
        assert_eq!(pairs(&assets, &records, Pairing::OneToAll).len(), 2);
        assert!(pairs(&assets, &[], Pairing::AllToOne).is_empty());
    }
}
