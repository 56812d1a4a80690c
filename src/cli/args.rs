//! The words people type.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::restrict_args::RestrictCommand;
use crate::domain::{AssetId, CollectionId, RecordUri};
use crate::plan::PlanId;
use crate::runtime::view::Side;

/// What scripts can rely on; shown below every help.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed: the reason is on standard error
  2    not typed as it must be
  3    something waits for a person: undecided, stale, or a problem left
  4    a system could not be reached, or refused
  5    the workspace can only be read now: another Archway has it open
  130  stopped by Ctrl-C; what was sent was waited for and noted

Secrets come from the prompt, the system keyring, or the variables
ARCHWAY_ARCHIVESSPACE_PASSWORD and ARCHWAY_ICONIK_TOKEN; never from arguments.";

/// Join iconik and ArchivesSpace: link media to archival records, reviewed before anything is written.
///
/// Without a command, the window opens.
#[derive(Debug, Parser)]
#[command(name = "archway", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The command; without one, the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Clone, ClapArgs)]
pub struct GlobalArgs {
    /// Workspace file; "practice" for the practice workspace, whose two systems run inside Archway
    #[arg(long, global = true, value_name = "FILE", env = "ARCHWAY_WORKSPACE", overrides_with = "workspace")]
    pub workspace: Option<PathBuf>,
    /// Give one JSON document on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Ask for the password and the token, whatever is kept
    #[arg(long, global = true)]
    pub ask: bool,
    /// Show the log on standard error; twice for every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a workspace for two systems, or change the systems or secrets of one; tests both sides
    #[command(after_help = EXIT_CODES)]
    Connect(ConnectArgs),
    /// Read what changed in both systems
    #[command(after_help = EXIT_CODES)]
    Refresh(RefreshArgs),
    /// Plan Archway's metadata fields and view in iconik
    #[command(name = "set-up", after_help = EXIT_CODES)]
    SetUp(SetUpArgs),
    /// Plan links between assets and records, or plan to take them away; nothing is written before "apply"
    #[command(after_help = EXIT_CODES)]
    Link(LinkArgs),
    /// List, check and try mapping profiles
    Map {
        /// What of profiles.
        #[command(subcommand)]
        what: MapCommand,
    },
    /// Plan to carry description from one system to the other by mapping profiles; nothing is written before "apply"
    #[command(after_help = EXIT_CODES)]
    Describe(DescribeArgs),
    /// Find approved assets and plan their records in ArchivesSpace; nothing is written before "apply"
    #[command(after_help = EXIT_CODES)]
    Publish(PublishArgs),
    /// Let watched profiles look on their schedule until Ctrl-C; applies only what was expressly released
    #[command(after_help = EXIT_CODES)]
    Watch(WatchArgs),
    /// Restrictions: what they mean in iconik, what ends, where both systems disagree
    Restrict {
        /// What of restrictions.
        #[command(subcommand)]
        what: RestrictCommand,
    },
    /// List, show and decide plans
    Plan {
        /// What of plans.
        #[command(subcommand)]
        what: PlanCommand,
    },
    /// Carry out what was accepted of a plan, or go on where an earlier run stopped
    #[command(after_help = EXIT_CODES)]
    Apply {
        /// Id of the plan
        plan: PlanId,
    },
    /// Plan to take an applied plan back
    #[command(after_help = EXIT_CODES)]
    Undo {
        /// Id of the plan to take back
        plan: PlanId,
        /// Accept every change of the new plan
        #[arg(long)]
        accept: bool,
    },
    /// List links
    #[command(after_help = EXIT_CODES)]
    Links(LinksArgs),
    /// List, export and verify the audit trail
    Audit {
        /// What of the audit trail.
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Show how both systems answer and what waits for a person
    #[command(after_help = EXIT_CODES)]
    Status {
        /// Ask neither system; only what the workspace knows
        #[arg(long)]
        offline: bool,
    },
    /// Run both practice systems alone until Ctrl-C
    #[command(after_help = EXIT_CODES)]
    Practice(PracticeArgs),
    /// Drive the real window through the main job on the practice workspace; a picture of every step, each result read back
    #[command(after_help = EXIT_CODES)]
    Tour(TourArgs),
}

/// Systems of a workspace.
#[derive(Debug, Clone, ClapArgs)]
pub struct ConnectArgs {
    /// Name of the workspace
    #[arg(long)]
    pub name: Option<String>,
    /// Address of ArchivesSpace's backend API, such as https://archives.example.org/api
    #[arg(long, value_name = "URL")]
    pub archivesspace: Option<String>,
    /// Address of ArchivesSpace's staff pages; guessed from the API's where left out
    #[arg(long, value_name = "URL")]
    pub archivesspace_staff: Option<String>,
    /// User name in ArchivesSpace
    #[arg(long, value_name = "USER")]
    pub archivesspace_user: Option<String>,
    /// Address of iconik [default: https://app.iconik.io]
    #[arg(long, value_name = "URL")]
    pub iconik: Option<String>,
    /// App-ID of the iconik application token
    #[arg(long, value_name = "ID")]
    pub iconik_app_id: Option<String>,
    /// Plan Archway's fields in iconik too, and show the plan
    #[arg(long)]
    pub set_up: bool,
}

/// What to refresh.
#[derive(Debug, Clone, ClapArgs)]
pub struct RefreshArgs {
    /// Only this system
    #[arg(long)]
    pub side: Option<SideArg>,
}

/// One of the two systems, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideArg {
    /// iconik
    Iconik,
    /// ArchivesSpace
    Archivesspace,
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Self {
        match side {
            SideArg::Iconik => Self::Iconik,
            SideArg::Archivesspace => Self::ArchivesSpace,
        }
    }
}

/// How to set up.
#[derive(Debug, Clone, ClapArgs)]
pub struct SetUpArgs {
    /// Instead, write a page for iconik's administrator that names exactly what must be made
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
}

/// What to link.
#[derive(Debug, Clone, ClapArgs)]
pub struct LinkArgs {
    /// Id of an asset; repeat for more, each beside its record
    #[arg(long, value_name = "ID")]
    pub asset: Vec<AssetId>,
    /// URI of a record; one record for several assets, or one asset for several records, is joined to all
    #[arg(long, value_name = "URI")]
    pub record: Vec<RecordUri>,
    /// CSV file with the columns "asset" and "record"
    #[arg(long, value_name = "FILE")]
    pub pairs: Option<PathBuf>,
    /// Plan to take these links away
    #[arg(long)]
    pub unlink: bool,
    /// Accept every change that has no obstacle
    #[arg(long)]
    pub accept: bool,
}

/// What of mapping profiles.
#[derive(Debug, Clone, Subcommand)]
pub enum MapCommand {
    /// Profiles of the workspace and the presets
    List,
    /// Check a profile, or a file that is not in the workspace yet; exit code 1 where something is wrong
    #[command(after_help = EXIT_CODES)]
    Check {
        /// Id of the profile, or a file that ends in .toml
        profile: String,
    },
    /// Show what a profile would give for real records, and how many would change; nothing is written
    #[command(after_help = EXIT_CODES)]
    Preview {
        /// Id of the profile, or a file that ends in .toml
        profile: String,
        /// Number of the record to look at, from 1
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
        record: u64,
        /// Show before and after of this target for the most frequent inputs
        #[arg(long, value_name = "TARGET")]
        target: Option<String>,
    },
    /// Let a collection stand for a record: its description goes to all assets in it, and approved assets in it go below it
    #[command(after_help = EXIT_CODES)]
    Collection {
        /// Id of the collection
        collection: CollectionId,
        /// URI of the resource or archival object
        #[arg(required_unless_present = "forget")]
        record: Option<RecordUri>,
        /// It stands for no record any more
        #[arg(long, conflicts_with = "record")]
        forget: bool,
    },
    /// Copy a profile's file into the workspace
    Import {
        /// The file
        file: PathBuf,
    },
    /// Write a profile to a file of its own
    Export {
        /// Id of the profile
        profile: String,
        /// The file
        file: PathBuf,
    },
}

/// What to describe.
#[derive(Debug, Clone, ClapArgs)]
pub struct DescribeArgs {
    /// Ids of the profiles; a profile and its opposite keep both sides in step
    #[arg(required = true)]
    pub profile: Vec<String>,
    /// Only this asset; repeat for more
    #[arg(long, value_name = "ID", conflicts_with_all = ["record", "collection"])]
    pub asset: Vec<AssetId>,
    /// Only assets linked to this record; repeat for more
    #[arg(long, value_name = "URI", conflicts_with = "collection")]
    pub record: Vec<RecordUri>,
    /// Only assets in this collection and below it
    #[arg(long, value_name = "ID")]
    pub collection: Option<CollectionId>,
    /// Accept every change that has no obstacle, but neither conflicts nor what opens something
    #[arg(long)]
    pub accept: bool,
}

/// What to publish.
#[derive(Debug, Clone, ClapArgs)]
pub struct PublishArgs {
    /// Id of a profile with publish settings
    pub profile: String,
    /// Look in iconik for assets approved since the last look first
    #[arg(long)]
    pub look: bool,
    /// Only show the queue
    #[arg(long)]
    pub queue: bool,
    /// Only this asset; repeat for more. Without it, all that are ready
    #[arg(long, value_name = "ID")]
    pub asset: Vec<AssetId>,
    /// New records of the named assets go below this record
    #[arg(long, value_name = "URI", requires = "asset")]
    pub below: Option<RecordUri>,
    /// Accept every change that has no obstacle, but neither conflicts nor what opens something
    #[arg(long)]
    pub accept: bool,
}

/// How to watch.
#[derive(Debug, Clone, ClapArgs)]
pub struct WatchArgs {
    /// Look once and end, instead of going on
    #[arg(long)]
    pub once: bool,
    /// Only this profile, also where it is not switched on; repeat for more
    #[arg(long, value_name = "ID", requires = "once")]
    pub profile: Vec<String>,
    /// Only show which profiles are watched and what they did lately
    #[arg(long, conflicts_with = "once")]
    pub status: bool,
}

/// What of plans.
#[derive(Debug, Clone, Subcommand)]
pub enum PlanCommand {
    /// All plans, newest first
    List,
    /// One plan with its changes, field by field
    Show {
        /// Id of the plan
        plan: PlanId,
    },
    /// Accept, hold or reject changes
    #[command(after_help = EXIT_CODES)]
    Decide(DecideArgs),
    /// Plan anew what is not done yet, from what the systems say now
    Again {
        /// Id of the plan
        plan: PlanId,
    },
    /// Put a plan away
    Discard {
        /// Id of the plan
        plan: PlanId,
    },
}

/// A decision and the changes it is for.
#[derive(Debug, Clone, ClapArgs)]
#[command(group(clap::ArgGroup::new("decision").required(true)), group(clap::ArgGroup::new("changes").required(true)))]
pub struct DecideArgs {
    /// Id of the plan
    pub plan: PlanId,
    /// Apply them; what they need is accepted too
    #[arg(long, group = "decision")]
    pub accept: bool,
    /// Not now; what needs them is held too
    #[arg(long, group = "decision")]
    pub hold: bool,
    /// Do not, for this reason; what needs them is rejected too
    #[arg(long, group = "decision", value_name = "REASON")]
    pub reject: Option<String>,
    /// Number of a change; repeat for more
    #[arg(long = "change", group = "changes", value_name = "N")]
    pub change: Vec<u32>,
    /// Every change that is not done
    #[arg(long, group = "changes")]
    pub all: bool,
}

/// Which links.
#[derive(Debug, Clone, ClapArgs)]
pub struct LinksArgs {
    /// Only of this asset
    #[arg(long, value_name = "ID")]
    pub asset: Option<AssetId>,
    /// Only of this record
    #[arg(long, value_name = "URI")]
    pub record: Option<RecordUri>,
}

/// What of the audit trail.
#[derive(Debug, Clone, Subcommand)]
pub enum AuditCommand {
    /// Entries, newest first
    List {
        /// Words that must occur
        #[arg(long, default_value = "")]
        text: String,
        /// Only of this plan
        #[arg(long)]
        plan: Option<PlanId>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Write the entries to a file, oldest first
    Export {
        /// The file
        file: PathBuf,
        /// Its form
        #[arg(long, value_enum, default_value_t = FormatArg::Csv)]
        format: FormatArg,
        /// Words that must occur
        #[arg(long, default_value = "")]
        text: String,
        /// Only of this plan
        #[arg(long)]
        plan: Option<PlanId>,
    },
    /// See whether every entry still says what it said; exit code 1 where the chain is broken
    Verify,
}

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// One line an entry, for spreadsheets
    Csv,
    /// The entries with their chain of hashes
    Json,
}

/// What the tour shows.
#[derive(Debug, Clone, ClapArgs)]
pub struct TourArgs {
    /// Folder of the pictures; made where there is none
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Width of the window
    #[arg(long, default_value_t = 1440)]
    pub width: u16,
    /// Height of the window
    #[arg(long, default_value_t = 900)]
    pub height: u16,
    /// Begin in the dark theme
    #[arg(long)]
    pub dark: bool,
}

/// How the practice systems run alone.
#[derive(Debug, Clone, ClapArgs)]
pub struct PracticeArgs {
    /// Port of ArchivesSpace; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub archivesspace_port: u16,
    /// Port of iconik; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub iconik_port: u16,
    /// Folder where their state survives; without one they forget everything at the end
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Answer slowly and with faults now and then
    #[arg(long)]
    pub bad_network: bool,
}
