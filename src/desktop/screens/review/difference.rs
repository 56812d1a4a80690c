//! Which words of a text went and which came, so that a long note need not be read twice.

use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use unicode_segmentation::UnicodeSegmentation as _;

/// Texts shorter than this, in bytes, are shown whole: they are read at a glance.
const SHORT: usize = 48;
/// Most comparisons of words that are made for one pair of texts, after what they share at both ends was set aside.
const MOST: usize = 1_500 * 1_500;
/// The part of the words that must be shared; below it, two whole texts are easier to read than a patchwork.
const SHARED: f32 = 0.5;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words with the spaces between them.
    pub text: String,
    /// They stand in the other text too.
    pub kept: bool,
}

/// A text before and after, in runs of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The text before: what was kept and what went.
    pub before: Vec<Run>,
    /// The text after: what was kept and what came.
    pub after: Vec<Run>,
}

/// Compares two texts word by word; `None` where showing both whole says more.
#[must_use]
pub fn between(before: &str, after: &str) -> Option<Difference> {
    if before == after || before.len().max(after.len()) < SHORT {
        return None;
    }
    let (old, new) = (words(before), words(after));
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = (old.get(head..)?, new.get(head..)?);
    let tail = rest
        .0
        .iter()
        .rev()
        .zip(rest.1.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let middle = (rest.0.get(..rest.0.len() - tail)?, rest.1.get(..rest.1.len() - tail)?);
    if middle.0.len() * middle.1.len() > MOST {
        return None;
    }
    let (mut kept_old, mut kept_new) = (vec![true; old.len()], vec![true; new.len()]);
    mark(middle.0, middle.1, head, &mut kept_old, &mut kept_new);
    let real = |words: &[&str], kept: &[bool]| words.iter().zip(kept).filter(|(word, kept)| **kept && is_word(word)).count();
    let shared = real(&old, &kept_old);
    let longer = old
        .iter()
        .filter(|word| is_word(word))
        .count()
        .max(new.iter().filter(|word| is_word(word)).count());
    if (shared as f32) < longer as f32 * SHARED {
        return None;
    }
    Some(Difference {
        before: runs(&old, &kept_old),
        after: runs(&new, &kept_new),
    })
}

/// The same, remembered for as long as it is shown.
pub fn remembered(ctx: &egui::Context, before: &str, after: &str) -> Option<Arc<Difference>> {
    ctx.memory_mut(|memory| memory.caches.cache::<Remembered>().get((before, after)).clone())
}

type Remembered = FrameCache<Option<Arc<Difference>>, Comparing>;

#[derive(Default)]
struct Comparing;

impl ComputerMut<(&str, &str), Option<Arc<Difference>>> for Comparing {
    fn compute(&mut self, (before, after): (&str, &str)) -> Option<Arc<Difference>> {
        between(before, after).map(Arc::new)
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

fn is_word(word: &&str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// Marks the words of both texts that do not stand in a longest common sequence.
fn mark(old: &[&str], new: &[&str], offset: usize, kept_old: &mut [bool], kept_new: &mut [bool]) {
    let width = new.len() + 1;
    let mut table = vec![0_u16; (old.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            table[at(row, column)] = if old[row] == new[column] {
                table[at(row + 1, column + 1)].saturating_add(1)
            } else {
                table[at(row + 1, column)].max(table[at(row, column + 1)])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < old.len() || column < new.len() {
        if row < old.len() && column < new.len() && old[row] == new[column] {
            (row, column) = (row + 1, column + 1);
        } else if column == new.len() || (row < old.len() && table[at(row + 1, column)] >= table[at(row, column + 1)]) {
            kept_old[offset + row] = false;
            row += 1;
        } else {
            kept_new[offset + column] = false;
            column += 1;
        }
    }
}

/// Words in runs. A space between two words that changed changes with them.
fn runs(words: &[&str], kept: &[bool]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let of = |place: usize| kept.get(place).copied().unwrap_or(true);
        let between = word.trim().is_empty() && place > 0 && !of(place - 1) && !of(place + 1);
        let kept = of(place) && !between;
        match runs.last_mut() {
            Some(run) if run.kept == kept => run.text.push_str(word),
            _ => runs.push(Run {
                text: (*word).to_owned(),
                kept,
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(runs: &[Run]) -> String {
        runs.iter()
            .map(|run| if run.kept { run.text.clone() } else { format!("[{}]", run.text) })
            .collect()
    }

    #[test]
    fn only_the_words_that_changed_are_marked() {
        let difference = between(
            "Interviews are closed until the end of 2041 under the deed of gift.",
            "Interviews are closed until the end of 2031 under the terms of the deed of gift.",
        )
        .expect("long enough");
        assert_eq!(
            marked(&difference.before),
            "Interviews are closed until the end of [2041] under the deed of gift."
        );
        assert_eq!(
            marked(&difference.after),
            "Interviews are closed until the end of [2031] under[ the terms of] the deed of gift."
        );
    }

    #[test]
    fn the_runs_put_together_are_the_texts() {
        let pairs = [
            (
                "The reel was found in 1981, without its box, in the crane house.",
                "The reel, found in 1982 without a box in the old crane house.",
            ),
            (
                "港湾労働者の面接、昭和五十七年六月十一日、埠頭の倉庫にて録音された",
                "港湾労働者の面接、昭和五十八年六月十一日、埠頭の倉庫にて録音された",
            ),
        ];
        for (before, after) in pairs {
            let difference = between(before, after).expect("they share enough");
            let whole = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
            assert_eq!(whole(&difference.before), before);
            assert_eq!(whole(&difference.after), after);
            assert!(difference.before.iter().any(|run| !run.kept) || difference.after.iter().any(|run| !run.kept));
        }
    }

    #[test]
    fn short_texts_and_texts_with_nothing_in_common_are_shown_whole() {
        assert_eq!(between("1981", "1982"), None);
        assert_eq!(
            between(
                "same words that are long enough to be compared",
                "same words that are long enough to be compared"
            ),
            None
        );
        assert_eq!(
            between(
                "Closed until the donor has given consent in writing to the archive",
                "Offen für jede Nutzung im Lesesaal, nach Anmeldung bei der Aufsicht"
            ),
            None
        );
    }
}
