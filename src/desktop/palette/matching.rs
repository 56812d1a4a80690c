//! Which entries of a list fit what was typed, best first.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Finds entries by letters in their order, not necessarily next to each other.
pub struct Fuzzy {
    matcher: Matcher,
    letters: Vec<char>,
}

impl std::fmt::Debug for Fuzzy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fuzzy")
    }
}

impl Default for Fuzzy {
    fn default() -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            letters: Vec::new(),
        }
    }
}

/// What the matcher gives for a letter alone, before what speaks for its place and against the gap before it.
const SCORE_OF_A_LETTER: u32 = 16;

/// An entry that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Its place in the list.
    pub place: usize,
    /// How well it fits; more is better.
    pub score: u32,
    /// Which of its characters fit, in order, to be shown strong.
    pub letters: Vec<u32>,
}

impl Fuzzy {
    /// The entries that fit, best first; in their own order where nothing was typed or where they fit equally.
    pub fn fits<'a>(&mut self, typed: &str, entries: impl Iterator<Item = &'a str>) -> Vec<Fit> {
        let pattern = Pattern::parse(typed.trim(), CaseMatching::Ignore, Normalization::Smart);
        let mut fits: Vec<Fit> = entries
            .enumerate()
            .filter_map(|(place, entry)| {
                let mut letters = Vec::new();
                let text = Utf32Str::new(entry, &mut self.letters);
                let score = pattern.indices(text, &mut self.matcher, &mut letters)?;
                letters.sort_unstable();
                letters.dedup();
                // Letters strewn over a title are no find: what speaks for the places must outweigh the gaps between them.
                let typed = u32::try_from(letters.len()).unwrap_or(u32::MAX);
                if typed > 1 && score <= typed.saturating_mul(SCORE_OF_A_LETTER) {
                    return None;
                }
                Some(Fit { place, score, letters })
            })
            .collect();
        fits.sort_by_key(|fit| std::cmp::Reverse(fit.score));
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: [&str; 4] = [
        "Refresh both systems",
        "Go to settings",
        "Undo the last applied plan",
        "Þórdís Ásgrímsdóttir",
    ];

    #[test]
    fn nothing_typed_shows_everything_in_its_order() {
        let fits = Fuzzy::default().fits("  ", ENTRIES.into_iter());
        assert_eq!(fits.iter().map(|fit| fit.place).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn letters_in_order_find_an_entry_and_others_do_not() {
        let mut fuzzy = Fuzzy::default();
        let fits = fuzzy.fits("sett", ENTRIES.into_iter());
        assert_eq!(fits.first().map(|fit| fit.place), Some(1));
        assert_eq!(fits.first().map(|fit| fit.letters.clone()), Some(vec![6, 7, 8, 9]));
        assert!(fuzzy.fits("xyz", ENTRIES.into_iter()).is_empty());
        let strewn = fuzzy.fits("crane", ["Switch between resources and accessions"].into_iter());
        assert!(strewn.is_empty(), "{strewn:?}");
        assert_eq!(fuzzy.fits("drk th", ["Dark theme"].into_iter()).len(), 1);
    }

    #[test]
    fn plain_letters_find_letters_with_marks() {
        let fits = Fuzzy::default().fits("asgrim", ENTRIES.into_iter());
        assert_eq!(fits.first().map(|fit| fit.place), Some(3));
    }
}
