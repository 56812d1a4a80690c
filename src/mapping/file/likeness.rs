//! "Did you mean": the known name that is most like one that is not known.

/// The known name that a person most likely meant; `None` where none is near.
#[must_use]
pub fn likest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    known
        .into_iter()
        .map(|candidate| {
            let candidate_folded = fold(candidate);
            let most = folded.len().max(candidate_folded.len());
            (distance(&folded, &candidate_folded), most, candidate)
        })
        .filter(|(distance, most, _)| *distance <= (most / 3).clamp(1, 6))
        .min_by_key(|(distance, _, candidate)| (*distance, candidate.len()))
        .map(|(_, _, candidate)| candidate)
}

/// Letters without case; hyphens and spaces count as underscores. Long names are cut: they are no typing mistakes.
fn fold(name: &str) -> Vec<char> {
    name.chars()
        .take(64)
        .flat_map(char::to_lowercase)
        .map(|letter| if matches!(letter, '-' | ' ') { '_' } else { letter })
        .collect()
}

/// How many letters must be added, taken away, changed or swapped.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, wanted) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != wanted);
            let mut least = changed.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *wanted;
            if swapped {
                least = least.min(before_last[column - 1] + 1);
            }
            current.push(least);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_understood() {
        let known = ["target", "from", "always", "only_if", "steps", "when_empty", "merge", "remark"];
        for (name, meant) in [
            ("tagret", Some("target")),
            ("step", Some("steps")),
            ("only-if", Some("only_if")),
            ("Form", Some("from")),
            ("whenempty", Some("when_empty")),
            ("zebra", None),
            ("", None),
        ] {
            assert_eq!(likest(name, known), meant, "for {name}");
        }
    }
}
