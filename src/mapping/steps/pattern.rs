//! Regular expressions, in linear time whatever is typed.

use regex::{Regex, RegexBuilder};

use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::step::Otherwise;

/// Largest compiled pattern, in bytes: room for any pattern a person writes, none for one that repeats a repeat.
const LARGEST: usize = 1 << 20;

/// A pattern ready to use.
#[derive(Debug)]
pub(super) struct Pattern {
    find: Regex,
    replace: String,
    otherwise: Otherwise,
}

impl Pattern {
    /// Compiles it. `$1x` means the first group and then an x, as people expect.
    ///
    /// # Errors
    /// A finding says what is wrong with the expression, or which group it does not have.
    pub(super) fn new(find: &str, replace: &str, otherwise: Otherwise) -> Result<Self, MappingFinding> {
        let wrong = |text: String| MappingFinding::about(FindingKind::BrokenRule, find, text);
        let find = RegexBuilder::new(find)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .build()
            .map_err(|error| wrong(format!("the pattern cannot be used: {}", said(&error))))?;
        let replace = numbered(replace);
        if let Some(missing) = groups_named(&replace).into_iter().find(|group| *group >= find.captures_len()) {
            return Err(wrong(format!("the replacement names ${missing}, which the pattern does not have")));
        }
        Ok(Self { find, replace, otherwise })
    }

    /// The text with everything that fits replaced; `None` where it is left out.
    pub(super) fn run(&self, text: &str) -> Option<String> {
        if !self.find.is_match(text) {
            return match self.otherwise {
                Otherwise::Keep => Some(text.to_owned()),
                Otherwise::LeaveOut => None,
            };
        }
        let replaced = self.find.replace_all(text, self.replace.as_str()).into_owned();
        (!replaced.trim().is_empty()).then_some(replaced)
    }
}

/// The last line of the error says what is wrong; the lines before it draw the place.
fn said(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// `$12` written as `${12}`.
fn numbered(replace: &str) -> String {
    let mut out = String::with_capacity(replace.len() + 4);
    let mut rest = replace;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push_str("$$");
            rest = after;
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            out.push('$');
        } else {
            out.push_str(&format!("${{{}}}", &rest[..digits]));
            rest = &rest[digits..];
        }
    }
    out.push_str(rest);
    out
}

/// Numbers of the groups that a replacement names as `${n}`.
fn groups_named(replace: &str) -> Vec<usize> {
    replace
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split('}').next()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_are_put_in() {
        let pattern = Pattern::new(r"^(\w+)_(\d+)$", "$2x $1", Otherwise::Keep).expect("the pattern is right");
        assert_eq!(pattern.run("reel_7").as_deref(), Some("7x reel"));
        assert_eq!(pattern.run("no reel").as_deref(), Some("no reel"));
    }

    #[test]
    fn what_does_not_fit_can_be_left_out() {
        let pattern = Pattern::new(r"reel (\d+)", "$1", Otherwise::LeaveOut).expect("the pattern is right");
        assert_eq!(pattern.run("box 3"), None);
        let emptied = Pattern::new("reel", "", Otherwise::Keep).expect("the pattern is right");
        assert_eq!(emptied.run("reel"), None);
    }

    #[test]
    fn what_is_wrong_is_said_before_anything_runs() {
        let broken = Pattern::new("(open", "x", Otherwise::Keep).expect_err("the group is not closed");
        assert_eq!(broken.kind, FindingKind::BrokenRule);
        assert!(broken.text.contains("unclosed group"), "{}", broken.text);
        let missing = Pattern::new("(a)", "$2", Otherwise::Keep).expect_err("there is no second group");
        assert!(missing.text.contains("$2"), "{}", missing.text);
        assert!(
            Pattern::new("(a{1000}){1000}", "", Otherwise::Keep).is_err(),
            "too large a pattern was taken"
        );
    }

    proptest! {
        #[test]
        fn any_pattern_on_any_text_ends(find in any::<String>(), replace in any::<String>(), text in any::<String>()) {
            if let Ok(pattern) = Pattern::new(&find, &replace, Otherwise::Keep) {
                pattern.run(&text);
            }
        }
    }
}
