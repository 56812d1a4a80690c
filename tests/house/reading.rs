//! Reads sources as far as the house rules need: without comments, texts in quotes and test modules.

use std::path::Path;

/// A file.
pub struct Source {
    /// Path from the package's folder, with `/`.
    pub path: String,
    /// As it is.
    pub raw: String,
    /// Without comments, quoted texts and test modules; line breaks stay.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, raw: &str) -> Self {
        let code = without_tests(&without_words(raw));
        Self {
            path: path.to_owned(),
            raw: raw.to_owned(),
            code,
        }
    }

    /// The room of `src` that the file stands in; `None` for the map and the program's first lines.
    pub fn room(&self) -> Option<String> {
        let inside = self.path.strip_prefix("src/")?;
        let room = inside.split('/').next()?.trim_end_matches(".rs");
        (room != "lib" && room != "main").then(|| room.to_owned())
    }

    /// Lines of code with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Rust files below these folders; what is compiled only for tests has no code here.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let mut sources: Vec<Source> = texts(folders).into_iter().filter(|source| source.path.ends_with(".rs")).collect();
    let only_for_tests: Vec<String> = sources.iter().flat_map(modules_for_tests).collect();
    for source in &mut sources {
        let is_for_tests = |module: &String| source.path == format!("{module}.rs") || source.path.starts_with(&format!("{module}/"));
        if only_for_tests.iter().any(is_for_tests) {
            source.code = "\n".repeat(source.raw.lines().count());
        }
    }
    sources
}

/// Paths, without ending, of the modules that a file declares for tests only and that stand in files of their own.
fn modules_for_tests(source: &Source) -> Vec<String> {
    let folder = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
    let lines: Vec<&str> = source.raw.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| {
            let declared = pair[1]
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub(super) ")
                .strip_prefix("mod ")?;
            Some(format!("{folder}/{}", declared.strip_suffix(';')?))
        })
        .collect()
}

/// All files with text below these folders, and these files.
pub fn texts(places: &[&str]) -> Vec<Source> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut waiting: Vec<_> = places.iter().map(|place| home.join(place)).collect();
    while let Some(place) = waiting.pop() {
        if place.is_dir() {
            let inside = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path());
            waiting.extend(inside);
        } else if let Ok(text) = std::fs::read_to_string(&place) {
            let path = place.strip_prefix(home).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source::new(&path, &text));
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Rooms that paths in the code lead to (`crate::store::…`, `use crate::{plan, store::Reader}`, `super::super::store`), with the line.
pub fn paths_of(source: &Source) -> Vec<(usize, String)> {
    let depth = depth_of(&source.path);
    let code = &source.code;
    let mut found = Vec::new();
    for (at, rest) in starts(code) {
        let rest = match rest {
            Start::Crate(rest) => rest,
            Start::Super(times, rest) if times >= depth => rest,
            Start::Super(..) => continue,
        };
        let line = code[..at].matches('\n').count() + 1;
        found.extend(first_names(rest).into_iter().map(|name| (line, name)));
    }
    found
}

/// How many `super` lead from a file's module to the root of the crate.
fn depth_of(path: &str) -> usize {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    inside.split('/').count()
}

enum Start<'a> {
    Crate(&'a str),
    Super(usize, &'a str),
}

fn starts(code: &str) -> Vec<(usize, Start<'_>)> {
    let mut found = Vec::new();
    for word in ["crate::", "super::"] {
        for (at, _) in code.match_indices(word) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|before| before.is_alphanumeric() || before == '_' || before == ':') {
                continue;
            }
            let mut rest = &code[at..];
            let mut times = 0;
            while let Some(after) = rest.strip_prefix("super::") {
                times += 1;
                rest = after;
            }
            let start = match rest.strip_prefix("crate::") {
                Some(rest) if times == 0 => Start::Crate(rest),
                _ => Start::Super(times, rest),
            };
            found.push((at, start));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// The name that a path begins with, or the names in its braces.
fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let (mut depth, mut fresh, mut names) = (0_usize, true, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            letter if fresh && (letter.is_alphabetic() || letter == '_') => {
                names.push(name(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

/// The text without comments and without what stands in quotes.
fn without_words(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    let next = |at: usize| letters.get(at + 1).copied();
    while let Some(letter) = letters.get(at).copied() {
        match letter {
            '/' if next(at) == Some('/') => {
                while letters.get(at).is_some_and(|letter| *letter != '\n') {
                    at += 1;
                }
            }
            '/' if next(at) == Some('*') => {
                let end = find(&letters, at + 2, &['*', '/']).map_or(letters.len(), |end| end + 2);
                keep_breaks(&letters[at..end], &mut code);
                at = end;
            }
            'r' | 'b' if !previous_is_word(&code) && raw_hashes(&letters, at).is_some() => {
                let (start, hashes) = raw_hashes(&letters, at).unwrap_or_default();
                let mut closing = vec!['"'];
                closing.extend(std::iter::repeat_n('#', hashes));
                let end = find(&letters, start, &closing).map_or(letters.len(), |end| end + closing.len());
                keep_breaks(&letters[at..end], &mut code);
                code.push_str("\"\"");
                at = end;
            }
            '"' => {
                let mut end = at + 1;
                while letters.get(end).is_some_and(|letter| *letter != '"') {
                    end += if letters[end] == '\\' { 2 } else { 1 };
                }
                let end = (end + 1).min(letters.len());
                keep_breaks(&letters[at..end], &mut code);
                code.push_str("\"\"");
                at = end;
            }
            // A letter in quotes, not the name of a lifetime.
            '\'' if next(at) == Some('\\') => at = find(&letters, at + 3, &['\'']).map_or(letters.len(), |end| end + 1),
            '\'' if letters.get(at + 2) == Some(&'\'') => at += 3,
            _ => {
                code.push(letter);
                at += 1;
            }
        }
    }
    code
}

fn previous_is_word(code: &str) -> bool {
    code.chars()
        .next_back()
        .is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

/// For `r"`, `r#"`, `br"`: where the text begins and how many `#` it has.
fn raw_hashes(letters: &[char], at: usize) -> Option<(usize, usize)> {
    let mut here = at + usize::from(letters.get(at) == Some(&'b'));
    if letters.get(here) != Some(&'r') {
        return None;
    }
    here += 1;
    let hashes = letters[here..].iter().take_while(|letter| **letter == '#').count();
    (letters.get(here + hashes) == Some(&'"')).then_some((here + hashes + 1, hashes))
}

fn find(letters: &[char], from: usize, wanted: &[char]) -> Option<usize> {
    (from..letters.len()).find(|at| letters[*at..].starts_with(wanted))
}

fn keep_breaks(letters: &[char], code: &mut String) {
    code.extend(letters.iter().filter(|letter| **letter == '\n'));
}

/// The code without items under `#[cfg(test)]`; their line breaks stay.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at..];
        let mut depth = 0_usize;
        let end = item[MARK.len()..].char_indices().find_map(|(at, letter)| {
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let ends = matches!(letter, '}' | ';') && depth == 0;
            ends.then_some(MARK.len() + at + 1)
        });
        let end = end.unwrap_or(item.len());
        kept.extend(item[..end].chars().filter(|letter| *letter == '\n'));
        rest = &item[end..];
    }
    kept.push_str(rest);
    kept
}
