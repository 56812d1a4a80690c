//! All agents and subjects of an ArchivesSpace, found by address, heading, id or the words people type.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::subject::Authorities;
use crate::domain::{Authority, AuthorityUri};

/// An index of authorities, made once and read often. 100,000 of them are usual in large institutions.
#[derive(Debug, Clone, Default)]
pub struct AuthorityIndex {
    all: Vec<Authority>,
    by_uri: HashMap<AuthorityUri, u32>,
    /// Folded heading, and whether it is a subject's.
    by_heading: HashMap<(String, bool), Vec<u32>>,
    /// Folded headings of agents without the dates that they end with.
    by_name: HashMap<String, Vec<u32>>,
    by_id: HashMap<String, u32>,
    /// Folded words of headings with the authority they are of, sorted.
    words: Vec<(Box<str>, u32)>,
}

impl AuthorityIndex {
    /// Puts authorities in order. Where two have one address, the later stands.
    #[must_use]
    pub fn new(all: Vec<Authority>) -> Self {
        let mut index = Self {
            by_uri: HashMap::with_capacity(all.len()),
            by_heading: HashMap::with_capacity(all.len()),
            ..Self::default()
        };
        for authority in all {
            if let Some(known) = index.by_uri.get(&authority.uri) {
                index.all[*known as usize] = authority;
            } else if let Ok(place) = u32::try_from(index.all.len()) {
                index.by_uri.insert(authority.uri, place);
                index.all.push(authority);
            }
        }
        for (place, authority) in (0u32..).zip(&index.all) {
            index
                .by_heading
                .entry((fold(&authority.heading), !authority.uri.kind.is_agent()))
                .or_default()
                .push(place);
            if let Some(name) = without_dates(&authority.heading).filter(|_| authority.uri.kind.is_agent()) {
                index.by_name.entry(fold(name)).or_default().push(place);
            }
            if let Some(id) = &authority.authority_id {
                for id in [id.trim().to_lowercase(), last_segment(id)] {
                    if !id.is_empty() {
                        index.by_id.entry(id).or_insert(place);
                    }
                }
            }
            let mut words = folded_words(&authority.heading);
            words.sort_unstable();
            words.dedup();
            index.words.extend(words.into_iter().map(|word| (word.into_boxed_str(), place)));
        }
        index.words.sort_unstable();
        index
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True where there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Those whose heading has a word beginning with each of the words typed. Headings that begin with the text come first.
    #[must_use]
    pub fn search(&self, text: &str, subjects: bool, limit: usize) -> Vec<&Authority> {
        let typed = folded_words(text);
        // The longest word leaves the fewest.
        let Some(rarest) = typed.iter().max_by_key(|word| word.chars().count()) else {
            return Vec::new();
        };
        let start = self.words.partition_point(|(word, _)| word.as_ref() < rarest.as_str());
        let mut places: Vec<u32> = self.words[start..]
            .iter()
            .take_while(|(word, _)| word.starts_with(rarest.as_str()))
            .map(|(_, place)| *place)
            .collect();
        places.sort_unstable();
        places.dedup();
        let folded = fold(text);
        let mut found: Vec<(u8, &Authority)> = places
            .into_iter()
            .map(|place| &self.all[place as usize])
            .filter(|authority| authority.uri.kind.is_agent() != subjects)
            .filter(|authority| has_words(&authority.heading, &typed))
            .map(|authority| {
                let heading = fold(&authority.heading);
                let rank = if heading == folded {
                    0
                } else {
                    2 - u8::from(heading.starts_with(&folded))
                };
                (rank, authority)
            })
            .collect();
        found.sort_by(|(a_rank, a), (b_rank, b)| (a_rank, &a.heading, a.uri).cmp(&(b_rank, &b.heading, b.uri)));
        found.truncate(limit);
        found.into_iter().map(|(_, authority)| authority).collect()
    }
}

impl Authorities for AuthorityIndex {
    fn by_uri(&self, uri: AuthorityUri) -> Option<&Authority> {
        self.by_uri.get(&uri).map(|place| &self.all[*place as usize])
    }

    fn by_heading(&self, heading: &str, subjects: bool) -> Vec<&Authority> {
        let folded = fold(heading);
        // People write "Marsh, Adela" and mean "Marsh, Adela, 1902-1988", as long as no heading is just that.
        let by_name = || self.by_name.get(&folded).filter(|_| !subjects);
        let found = self.by_heading.get(&(folded.clone(), subjects));
        found
            .or_else(by_name)
            .into_iter()
            .flatten()
            .map(|place| &self.all[*place as usize])
            .collect()
    }

    fn by_authority_id(&self, id: &str) -> Option<&Authority> {
        let id = id.trim();
        if id.is_empty() || self.by_id.is_empty() {
            return None;
        }
        let lower = id.to_lowercase();
        self.by_id
            .get(&lower)
            .or_else(|| has_segments(&lower).then(|| self.by_id.get(&last_segment(id))).flatten())
            .map(|place| &self.all[*place as usize])
    }
}

/// A heading without the years of life or activity that it ends with; `None` where it ends with none.
fn without_dates(heading: &str) -> Option<&str> {
    let heading = heading.trim_end_matches(['.', ' ']);
    let (name, dates) = match heading.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => heading.rsplit_once(',')?,
    };
    let years = dates.chars().filter(char::is_ascii_digit).count();
    let is_years = dates.split(|c: char| !c.is_alphanumeric()).all(|word| {
        word.chars().all(|c| c.is_ascii_digit()) || ["active", "approximately", "b", "born", "ca", "d", "died", "fl"].contains(&word)
    });
    (years >= 3 && is_years)
        .then(|| name.trim_end_matches([',', ' ']))
        .filter(|name| !name.is_empty())
}

fn has_words(heading: &str, typed: &[String]) -> bool {
    let words = folded_words(heading);
    typed.iter().all(|typed| words.iter().any(|word| word.starts_with(typed.as_str())))
}

/// False where the last segment of an id in small letters is the whole.
fn has_segments(lower: &str) -> bool {
    lower.contains(['/', '?', '#']) || lower.ends_with(".html")
}

/// `n79021164` of `http://id.loc.gov/authorities/names/n79021164`.
fn last_segment(id: &str) -> String {
    let id = id.trim().trim_end_matches('/').to_lowercase();
    let bare = id.split(['?', '#']).next().unwrap_or_default();
    let segment = bare.rsplit('/').next().unwrap_or_default();
    segment.trim_end_matches(".html").to_owned()
}

fn folded_letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(|c| {
        let sharp = c == 'ß' || c == 'ẞ';
        let single = (!sharp).then_some(c).into_iter().flat_map(char::to_lowercase);
        single.chain(std::iter::repeat_n('s', if sharp { 2 } else { 0 }))
    })
}

/// A heading without case, accents, spaces and end points.
fn fold(heading: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && !c.is_control();
    let mut folded = String::with_capacity(heading.len());
    if heading.is_ascii() {
        folded.extend(heading.chars().filter(is_kept).map(|c| c.to_ascii_lowercase()));
    } else {
        folded.extend(folded_letters(heading).filter(is_kept));
    }
    let kept = folded.trim_end_matches(['.', ',', ';']).len();
    if kept > 0 {
        folded.truncate(kept);
    }
    folded
}

fn folded_words(text: &str) -> Vec<String> {
    let folded = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        folded_letters(text).collect()
    };
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
