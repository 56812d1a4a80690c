//! The words people type after `archway restrict`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::args::EXIT_CODES;
use crate::domain::{AssetId, CollectionId, RecordUri};
use crate::plan::PlanId;

/// What of restrictions.
#[derive(Debug, Clone, Subcommand)]
pub enum RestrictCommand {
    /// Plan what restrictions mean in iconik; nothing is written before "apply", and what opens must be confirmed first
    #[command(after_help = EXIT_CODES)]
    Plan(RestrictPlanArgs),
    /// Show where both systems disagree; exit code 3 where they do
    #[command(after_help = EXIT_CODES)]
    Report(RestrictReportArgs),
    /// Show what begins, ends and is to be looked at again; exit code 3 where an end has passed undecided
    #[command(after_help = EXIT_CODES)]
    Queue(RestrictQueueArgs),
    /// List notes in free words: those that somebody must read, then those that were read; exit code 3 where some wait
    #[command(after_help = EXIT_CODES)]
    Notes {
        /// Only those that wait
        #[arg(long)]
        waiting: bool,
    },
    /// Show what applies to one asset or record, from the resource down
    #[command(after_help = EXIT_CODES)]
    Show {
        /// Id of an asset
        #[arg(long, value_name = "ID", conflicts_with = "record", required_unless_present = "record")]
        asset: Option<AssetId>,
        /// URI of a record
        #[arg(long, value_name = "URI")]
        record: Option<RecordUri>,
        /// On this day [default: today]
        #[arg(long, value_name = "DAY")]
        as_of: Option<Date>,
    },
    /// Say what a note in free words means; it holds until the note changes
    #[command(after_help = EXIT_CODES)]
    Read(RestrictReadArgs),
    /// Keep a restriction closed though its end has passed, or look at one without an end later
    #[command(after_help = EXIT_CODES)]
    Keep(RestrictKeepArgs),
    /// Plan another last day for a note in ArchivesSpace
    #[command(after_help = EXIT_CODES)]
    End {
        /// URI of the record
        record: RecordUri,
        /// The note, as "restrict queue --json" names it, such as note:3f2a…
        note: String,
        /// Its new last day, YYYY-MM-DD
        #[arg(long, value_name = "DAY", required_unless_present = "none")]
        until: Option<Date>,
        /// No end
        #[arg(long, conflicts_with = "until")]
        none: bool,
    },
    /// Show the rule table with how its rows match, or change it
    #[command(after_help = EXIT_CODES)]
    Rules(RestrictRulesArgs),
    /// Read in iconik who can see the assets that are restricted
    #[command(after_help = EXIT_CODES)]
    Look,
    /// Confirm what opens by one cause of a plan, and accept it
    #[command(after_help = EXIT_CODES)]
    Confirm(RestrictConfirmArgs),
    /// Take a confirmation back; what opens by it is undecided again
    #[command(name = "take-back", after_help = EXIT_CODES)]
    TakeBack {
        /// Id of the plan
        plan: PlanId,
        /// Number of the cause, as "plan show" gives it
        #[arg(long, value_name = "N")]
        cause: u32,
    },
}

/// What to plan.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictPlanArgs {
    /// For this day; a plan for another day than today can only be looked at [default: today]
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<Date>,
    /// Only this asset; repeat for more
    #[arg(long, value_name = "ID", conflicts_with_all = ["record", "collection"])]
    pub asset: Vec<AssetId>,
    /// Only assets linked to this record or below it; repeat for more
    #[arg(long, value_name = "URI", conflicts_with = "collection")]
    pub record: Vec<RecordUri>,
    /// Only assets in this collection and below it
    #[arg(long, value_name = "ID")]
    pub collection: Option<CollectionId>,
    /// Accept every change that has no obstacle and opens nothing
    #[arg(long)]
    pub accept: bool,
}

/// How to report.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictReportArgs {
    /// Instead, write a page to print
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Instead, write one line a finding, for spreadsheets
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// On this day [default: today]
    #[arg(long, value_name = "DAY", conflicts_with_all = ["html", "csv"])]
    pub as_of: Option<Date>,
}

/// How to show the queue.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictQueueArgs {
    /// Instead, write one line an entry, for spreadsheets
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Instead, write an iCalendar file
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Only up to this day
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,
}

/// What a note means.
#[derive(Debug, Clone, ClapArgs)]
#[command(group(clap::ArgGroup::new("meaning").required(true)))]
pub struct RestrictReadArgs {
    /// URI of the record
    pub record: RecordUri,
    /// The note, as "restrict notes" names it, such as note:3f2a…
    pub note: String,
    /// It restricts until this day, YYYY-MM-DD
    #[arg(long, value_name = "DAY", group = "meaning")]
    pub until: Option<Date>,
    /// It restricts, and has no end
    #[arg(long, group = "meaning")]
    pub closed: bool,
    /// It restricts nothing
    #[arg(long, group = "meaning")]
    pub open: bool,
    /// Take back what was said
    #[arg(long, group = "meaning", conflicts_with_all = ["from", "type", "why"])]
    pub forget: bool,
    /// It restricts from this day on, YYYY-MM-DD
    #[arg(long, value_name = "DAY", conflicts_with = "open")]
    pub from: Option<Date>,
    /// Restriction type; repeat for more
    #[arg(long, value_name = "TYPE", conflicts_with = "open")]
    pub r#type: Vec<String>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", required_unless_present = "forget")]
    pub why: Option<String>,
}

/// What to keep closed.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictKeepArgs {
    /// URI of the record
    pub record: RecordUri,
    /// The restriction, as "restrict queue" names it
    pub part: String,
    /// Why it stays closed
    #[arg(long, value_name = "TEXT", required_unless_present = "forget")]
    pub reason: Option<String>,
    /// When to look at it again, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    pub review_on: Option<Date>,
    /// Take the decision back
    #[arg(long, conflicts_with_all = ["reason", "review_on"])]
    pub forget: bool,
}

/// What of the rule table.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictRulesArgs {
    /// Keep the table of this preset; "list" shows the presets
    #[arg(long, value_name = "NAME", conflicts_with = "import")]
    pub preset: Option<String>,
    /// Keep the settings of a JSON file that --export wrote
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
    /// Write the settings with the table to a JSON file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["preset", "import"])]
    pub export: Option<PathBuf>,
}

/// What to confirm.
#[derive(Debug, Clone, ClapArgs)]
pub struct RestrictConfirmArgs {
    /// Id of the plan
    pub plan: PlanId,
    /// Number of the cause, as "plan show" gives it
    #[arg(long, value_name = "N")]
    pub cause: u32,
    /// Why it may open, in your words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How many changes you expect to open; refused where it is another number
    #[arg(long, value_name = "COUNT")]
    pub expect: Option<usize>,
    /// User name in ArchivesSpace of the second person; their password is asked for, or read from the first line of standard input
    #[arg(long, value_name = "USER")]
    pub second_user: Option<String>,
}
