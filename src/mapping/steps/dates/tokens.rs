//! A written date as numbers, words and signs, with what it says about certainty taken out.

use super::reading::Certainty;
use super::vocabulary::certainty;

/// A piece of a written date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A number with its count of digits, at most four.
    Number(i16, usize),
    /// Letters, folded.
    Word(String),
    /// One sign; every dash but the hyphen is `–`.
    Sign(char),
}

/// A token and whether it follows the one before without a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) glued: bool,
}

impl Placed {
    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        if let Token::Word(word) = &self.token { Some(word) } else { None }
    }

    /// True for this sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.token == Token::Sign(sign)
    }
}

/// Turns of phrase of several words, folded, and what they come to.
const PHRASES: [(&str, &str); 20] = [
    ("a partir de ", "since "),
    ("a partire dal ", "since "),
    ("not before ", "since "),
    ("not after ", "until "),
    ("no later than ", "until "),
    ("no earlier than ", "since "),
    ("up to ", "until "),
    ("prior to ", "before "),
    ("fino al ", "until "),
    ("fino a ", "until "),
    ("jusqu'en ", "until "),
    ("jusqu'a ", "until "),
    ("jusqu'au ", "until "),
    ("alrededor de ", "circa "),
    ("intorno al ", "circa "),
    ("peut-etre ", "perhaps "),
    ("n. chr.", "ad"),
    ("a.d.", "ad"),
    (" t/m ", " tm "),
    ("(?)", "?"),
];

/// Numbers, words and signs of a folded text; `None` where it has numbers no date has.
pub(super) fn tokens(folded: &str) -> Option<Vec<Placed>> {
    let mut text = folded.to_owned();
    for (phrase, plain) in PHRASES {
        if text.contains(phrase) {
            text = text.replace(phrase, plain);
        }
    }
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(letter) = letters.get(at).copied() {
        if letter == ' ' {
            glued = false;
            at += 1;
            continue;
        }
        let run = |like: fn(&char) -> bool| letters[at..].iter().take_while(|c| like(c)).collect::<String>();
        let token = if letter.is_ascii_digit() {
            let digits = run(char::is_ascii_digit);
            at += digits.len();
            if digits.len() > 4 {
                return None;
            }
            Token::Number(digits.parse().ok()?, digits.len())
        } else if letter.is_alphabetic() {
            let word = run(|c| c.is_alphabetic());
            at += word.chars().count();
            Token::Word(word)
        } else {
            at += 1;
            Token::Sign(if matches!(letter, '–' | '—' | '‒' | '−' | '―') {
                '–'
            } else {
                letter
            })
        };
        tokens.push(Placed { token, glued });
        glued = true;
    }
    Some(tokens)
}

/// What remains of a date when brackets, question marks and words such as "circa" are taken out.
pub(super) struct Bare {
    pub(super) tokens: Vec<Placed>,
    pub(super) signs: Vec<Certainty>,
    pub(super) bulk: bool,
}

/// Takes out what is said about certainty; `None` for `c1981`, which is a copyright date to some and "circa" to others.
pub(super) fn bare(tokens: Vec<Placed>) -> Option<Bare> {
    let mut bare = Bare {
        tokens: Vec::with_capacity(tokens.len()),
        signs: Vec::new(),
        bulk: false,
    };
    let mut tokens = tokens.into_iter().peekable();
    while let Some(placed) = tokens.next() {
        match &placed.token {
            Token::Sign('[' | ']') => bare.signs.push(Certainty::Inferred),
            Token::Sign('?') => bare.signs.push(Certainty::Questionable),
            Token::Sign('~') => bare.signs.push(Certainty::Approximate),
            Token::Sign('(' | ')') => {}
            Token::Word(word) => {
                let next_is_number = |next: &Placed| next.glued && matches!(next.token, Token::Number(..));
                if word == "c" && tokens.peek().is_some_and(next_is_number) {
                    return None;
                }
                if let Some(sign) = certainty(word) {
                    bare.signs.push(sign);
                    tokens.next_if(|next| next.glued && next.is('.'));
                } else if word == "bulk" {
                    bare.bulk = true;
                } else {
                    bare.tokens.push(placed);
                }
            }
            _ => bare.tokens.push(placed),
        }
    }
    Some(bare)
}
