//! Steps: what a rule does with the items it reads, one after the other.

use serde::{Deserialize, Serialize};

use super::item::AgentRole;
use crate::domain::AuthorityKind;

/// Ways of tidying text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Clean {
    /// Spaces at both ends go; runs of spaces and line ends become one space.
    Spaces,
    /// Inline markup goes.
    Markup,
    /// One form for composed letters (NFC); invisible characters go.
    Letters,
    /// Straight quotes and dashes become typographic ones.
    Quotes,
    /// The first letter becomes a capital.
    Capital,
    /// ALL CAPITALS become Sentence case.
    Shouting,
    /// A full stop, comma or semicolon at the end goes.
    EndPoint,
    /// File endings such as `.mov` go.
    FileEnding,
    /// Underscores become spaces.
    Underscores,
}

/// What happens with text that a pattern or list does not fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// It goes through as it is.
    #[default]
    Keep,
    /// It is left out.
    LeaveOut,
}

/// Which of day and month stands first in dates such as 3/4/1981.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// Such a date is only taken where it can be read in one way.
    #[default]
    Ask,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum DateForm {
    /// `1981-05-03`, `1981/1983`, `1981~`: sorts, and comes back whole.
    #[default]
    Iso,
    /// The expression where there is one, else the date in words.
    Expression,
    /// The day alone, for iconik's date fields; coarser dates take their first day.
    Day,
    /// The year alone.
    Year,
}

/// How a name is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum NameForm {
    /// "Marsh, Adela".
    #[default]
    Inverted,
    /// "Adela Marsh".
    Direct,
}

/// How a language is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum LanguageForm {
    /// `ger`.
    #[default]
    Code,
    /// `de`, or the three-letter code where there is no shorter one.
    ShortCode,
    /// German.
    Name,
}

/// How a length of time is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum DurationForm {
    /// `00:31:55`.
    #[default]
    Clock,
    /// `31 minutes 55 seconds`.
    Words,
    /// `PT31M55S`.
    Iso,
    /// `32`.
    Minutes,
}

/// One step of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Tidies text.
    CleanUp(Vec<Clean>),
    /// Takes text apart at a separator.
    Split(String),
    /// Puts items together into one text.
    Join(String),
    /// Keeps only the first item.
    First,
    /// A minijinja template; `value` is the item, `values` all items, and every source key can be named with `source("key")`.
    Template(String),
    /// Replaces by one of the profile's lookup tables, named here.
    Lookup(String),
    /// A regular expression.
    Pattern {
        /// What is looked for.
        find: String,
        /// What stands in its place; `$1` is the first group.
        replace: String,
        /// What happens with text that it does not fit.
        #[serde(default)]
        otherwise: Otherwise,
    },
    /// Cuts text at a length, between words, and says so.
    Limit(usize),
    /// Text becomes a date.
    Date {
        /// Label of the date.
        #[serde(default = "creation")]
        label: String,
        /// Which of day and month stands first.
        #[serde(default)]
        order: DayOrder,
        /// The written form is kept as the expression.
        #[serde(default = "yes")]
        keep_expression: bool,
    },
    /// A date becomes text.
    DateText(DateForm),
    /// Milliseconds, or text, become a length of time as text.
    Duration(DurationForm),
    /// Text or a number becomes an extent.
    Extent {
        /// Of what.
        extent_type: String,
        /// How many; a template where it has braces.
        #[serde(default = "one")]
        number: String,
        /// `whole` or `part`.
        #[serde(default = "whole")]
        portion: String,
        /// The item's text goes into the physical details.
        #[serde(default = "yes")]
        details: bool,
    },
    /// An extent becomes text.
    ExtentText,
    /// Turns names round.
    NameOrder(NameForm),
    /// Text becomes an agent.
    Agent {
        /// What it is.
        #[serde(default = "person")]
        kind: AuthorityKind,
        /// What it has to do with the record; follows the target where left out.
        #[serde(default)]
        role: Option<AgentRole>,
        /// MARC relator code.
        #[serde(default)]
        relator: Option<String>,
        /// Name authority file of new agents.
        #[serde(default = "local")]
        source: String,
        /// Agents that ArchivesSpace does not have are created, as changes of their own.
        #[serde(default)]
        create: bool,
    },
    /// An agent becomes its name.
    AgentText(NameForm),
    /// Text becomes a subject.
    Subject {
        /// Type of its terms.
        #[serde(default = "topical")]
        term_type: String,
        /// Vocabulary of new subjects.
        #[serde(default = "local")]
        source: String,
        /// Subjects that ArchivesSpace does not have are created, as changes of their own.
        #[serde(default)]
        create: bool,
    },
    /// A subject becomes its heading.
    SubjectText,
    /// Text becomes a note; its type follows the target.
    Note {
        /// Shown to the public.
        #[serde(default)]
        publish: bool,
        /// Label.
        #[serde(default)]
        label: Option<String>,
    },
    /// A note becomes its text.
    NoteText,
    /// Text becomes a rights statement; the text goes into its note, or where the template says.
    Rights {
        /// `copyright`, `license`, `statute`, `other`.
        rights_type: String,
        /// Copyright: `copyrighted`, `public_domain`, `unknown`.
        #[serde(default)]
        status: Option<String>,
        /// Copyright and statute: ISO 3166 code.
        #[serde(default)]
        jurisdiction: Option<String>,
        /// Other: `donor`, `policy`.
        #[serde(default)]
        basis: Option<String>,
        /// First day; a source key, or `YYYY-MM-DD`.
        start: String,
        /// Last day; a source key, or `YYYY-MM-DD`.
        #[serde(default)]
        end: Option<String>,
    },
    /// A rights statement becomes text.
    RightsText,
    /// Text becomes a language.
    Language,
    /// A language becomes text.
    LanguageText(LanguageForm),
    /// Checks values against a controlled list of ArchivesSpace, or the choices of an iconik field.
    Controlled {
        /// Name of the list; follows the target where left out.
        #[serde(default)]
        list: Option<String>,
        /// Values that it does not have are added, as changes of their own.
        #[serde(default)]
        add: bool,
    },
}

fn creation() -> String {
    "creation".to_owned()
}

fn one() -> String {
    "1".to_owned()
}

fn whole() -> String {
    "whole".to_owned()
}

fn local() -> String {
    "local".to_owned()
}

fn topical() -> String {
    "topical".to_owned()
}

fn person() -> AuthorityKind {
    AuthorityKind::Person
}

fn yes() -> bool {
    true
}
