//! The query text: words, phrases, `field:value`, OR, NOT and words with an asterisk.

use super::index::{Document, fold};
use super::values::{Sight, Values as _};

/// What one query asks for: every group must be met by one of its members.
#[derive(Debug, Default, PartialEq)]
pub struct Query(Vec<Vec<Wish>>);

#[derive(Debug, Clone, PartialEq)]
struct Wish {
    not: bool,
    field: Option<String>,
    /// Folded text with a blank in front; without one behind it is a beginning.
    text: String,
}

impl Query {
    /// Reads a query as people type it. Escaped characters lose their backslash.
    #[must_use]
    pub fn read(written: &str) -> Self {
        let mut groups: Vec<Vec<Wish>> = Vec::new();
        let (mut join, mut not) = (false, false);
        for piece in pieces(written) {
            match piece.as_str() {
                "AND" => continue,
                "OR" => {
                    join = true;
                    continue;
                }
                "NOT" => {
                    not = true;
                    continue;
                }
                _ => {}
            }
            let Some(mut wish) = Wish::read(&piece) else {
                continue;
            };
            wish.not |= not;
            match groups.last_mut() {
                Some(group) if join => group.push(wish),
                _ => groups.push(vec![wish]),
            }
            (join, not) = (false, false);
        }
        Self(groups)
    }

    /// Whether everything fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a document fits.
    #[must_use]
    pub fn fits(&self, document: &Document, sight: &Sight) -> bool {
        self.0.iter().all(|group| group.iter().any(|wish| wish.fits(document, sight)))
    }
}

impl Wish {
    fn read(piece: &str) -> Option<Self> {
        let (not, piece) = match piece.strip_prefix('-') {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, piece),
        };
        let (field, text) = match piece.split_once(':') {
            Some((field, text)) if is_field(field) && !text.is_empty() => (Some(field.to_owned()), text),
            _ => (None, piece),
        };
        let beginning = text.ends_with('*');
        let text = text.replace('\\', "");
        let mut text = fold(&text);
        if beginning && text.len() > 1 {
            text.truncate(text.trim_end().len());
        }
        // Signs alone ask for nothing; an asterisk alone asks that the field has a value.
        (text.trim() != "" || field.is_some()).then_some(Self { not, field, text })
    }

    fn fits(&self, document: &Document, sight: &Sight) -> bool {
        let found = match &self.field {
            None => document.words.contains(&self.text),
            Some(field) => document
                .entity
                .values(field, sight)
                .iter()
                .any(|value| fold(&super::values::plain(value)).contains(&self.text)),
        };
        found != self.not
    }
}

fn is_field(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
}

/// Divides at blanks that are not in quotes.
fn pieces(written: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for letter in written.chars() {
        match letter {
            '"' if !escaped => quoted = !quoted,
            blank if blank.is_whitespace() && !quoted => pieces.push(String::new()),
            other => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(other);
                }
            }
        }
        escaped = letter == '\\' && !escaped;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}
