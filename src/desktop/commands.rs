//! Every command of the window, once: palette title, shortcut, when it can be used, where it belongs.
//!
//! Menus, shortcuts, buttons and the palette all read this list, so a command can never be in one and missing in another.

use egui::{Key, KeyboardShortcut, Modifiers};
use strum::IntoEnumIterator as _;

use super::screens::ScreenId;

/// A command of the window, in the order of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum UiCommand {
    /// Search, or find a command.
    OpenPalette,
    /// Plan links between what is selected on both sides.
    LinkSelection,
    /// Plan to take away the links of what is selected.
    UnlinkSelection,
    /// Let the selected collection stand for the selected record.
    StandForRecord,
    /// Jump to the other end of the link.
    ShowOtherEnd,
    /// Open what is selected in its own system.
    OpenInSystem,
    /// Copy the identifier of what is selected.
    CopyIdentifier,
    /// Apply what is accepted of the plan under review.
    ApplyPlan,
    /// Put the plan under review aside.
    KeepPlan,
    /// Discard the plan under review.
    DiscardPlan,
    /// Plan to take the last applied plan back.
    UndoLastPlan,
    /// Take back the last local edit.
    UndoEdit,
    /// Make the last local edit again.
    RedoEdit,
    /// Keep the mapping profile in its file.
    SaveProfile,
    /// Look at the record before, in the mapping editor.
    PreviousRecord,
    /// Look at the next record, in the mapping editor.
    NextRecord,
    /// Read what changed in both systems.
    Refresh,
    /// Stop running work.
    CancelWork,
    /// Keyboard to the iconik browser.
    FocusIconik,
    /// Keyboard to the ArchivesSpace browser.
    FocusArchivesSpace,
    /// Everything selectable in the browser that has the keyboard.
    SelectAll,
    /// Everything below the selected record.
    ExpandAll,
    /// Close every open row of the browser that has the keyboard.
    CollapseAll,
    /// Type a filter for the browser that has the keyboard.
    FilterByText,
    /// Show everything on both sides.
    ClearFilters,
    /// Only assets without a link.
    OnlyUnlinkedAssets,
    /// Only records without a link.
    OnlyUnlinkedRecords,
    /// List or thumbnails.
    ToggleThumbnails,
    /// Resources or accessions.
    ToggleAccessions,
    /// The Link screen.
    GoLink,
    /// The Describe screen.
    GoDescribe,
    /// The Restrictions screen.
    GoRestrict,
    /// What follows from restrictions in iconik.
    GoFollows,
    /// Notes that somebody must read.
    GoNotes,
    /// What begins and ends.
    GoExpiry,
    /// Where the two sides disagree about restrictions.
    GoReport,
    /// The rule table of restrictions.
    GoRules,
    /// Plan what restrictions mean in iconik.
    PlanRestrictions,
    /// Read in iconik who can see the restricted assets.
    LookAtAccess,
    /// The Activity screen.
    GoActivity,
    /// The Settings screen.
    GoSettings,
    /// Dark theme.
    DarkTheme,
    /// Light theme.
    LightTheme,
    /// Theme as the system is.
    SystemTheme,
    /// Larger text.
    LargerText,
    /// Smaller text.
    SmallerText,
    /// Open the practice workspace.
    OpenPractice,
    /// Put the practice workspace back to how it came.
    ResetPractice,
    /// Close the workspace.
    CloseWorkspace,
}

/// What is open and selected, as far as commands depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Situation {
    /// A workspace is open.
    pub workspace: bool,
    /// It can be written to.
    pub writable: bool,
    /// It is the practice workspace.
    pub practice: bool,
    /// The screen that is shown.
    pub screen: ScreenId,
    /// How many assets are selected.
    pub assets: usize,
    /// How many collections are selected.
    pub collections: usize,
    /// How many records are selected.
    pub records: usize,
    /// Something selected carries a link.
    pub linked: bool,
    /// A plan is under review.
    pub plan: bool,
    /// It has accepted changes that are not made yet.
    pub can_apply: bool,
    /// A plan was applied and can be undone.
    pub can_undo_plan: bool,
    /// There is a local edit to take back.
    pub can_undo: bool,
    /// There is a local edit to make again.
    pub can_redo: bool,
    /// A mapping profile is open that can be saved.
    pub can_save: bool,
    /// There is a record before the one that the mapping editor looks at.
    pub can_step_back: bool,
    /// There is a record after it.
    pub can_step_on: bool,
    /// Work is running.
    pub working: bool,
    /// A filter hides something.
    pub filtered: bool,
}

impl UiCommand {
    /// All commands, in the order of the palette.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// What the palette and menus say.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::OpenPalette => "Search both systems, or find a command",
            Self::LinkSelection => "Link what is selected",
            Self::UnlinkSelection => "Unlink what is selected",
            Self::StandForRecord => "Let the selected collection stand for the selected record",
            Self::ShowOtherEnd => "Show the other end",
            Self::OpenInSystem => "Open in iconik or ArchivesSpace",
            Self::CopyIdentifier => "Copy identifier",
            Self::ApplyPlan => "Apply what is accepted",
            Self::KeepPlan => "Keep the plan for later",
            Self::DiscardPlan => "Discard the plan",
            Self::UndoLastPlan => "Undo the last applied plan",
            Self::UndoEdit => "Undo edit",
            Self::RedoEdit => "Redo edit",
            Self::SaveProfile => "Save the mapping profile",
            Self::PreviousRecord => "Look at the record before",
            Self::NextRecord => "Look at the next record",
            Self::Refresh => "Refresh from both systems",
            Self::CancelWork => "Stop running work",
            Self::FocusIconik => "Go to the iconik browser",
            Self::FocusArchivesSpace => "Go to the ArchivesSpace browser",
            Self::SelectAll => "Select all rows shown",
            Self::ExpandAll => "Expand everything below",
            Self::CollapseAll => "Collapse everything",
            Self::FilterByText => "Filter by text",
            Self::ClearFilters => "Show everything, clear filters",
            Self::OnlyUnlinkedAssets => "Show only assets that are not linked",
            Self::OnlyUnlinkedRecords => "Show only records that are not linked",
            Self::ToggleThumbnails => "Switch between list and thumbnails",
            Self::ToggleAccessions => "Switch between resources and accessions",
            Self::GoLink => "Go to Link",
            Self::GoDescribe => "Go to Describe",
            Self::GoRestrict => "Go to Restrictions",
            Self::GoFollows => "Show what follows from restrictions in iconik",
            Self::GoNotes => "Show notes on restrictions to read",
            Self::GoExpiry => "Show which restrictions begin and end",
            Self::GoReport => "Show where restrictions and iconik disagree",
            Self::GoRules => "Show the rule table of restrictions",
            Self::PlanRestrictions => "Plan what restrictions mean in iconik",
            Self::LookAtAccess => "Look who can see restricted assets",
            Self::GoActivity => "Go to Activity",
            Self::GoSettings => "Go to Settings",
            Self::DarkTheme => "Dark theme",
            Self::LightTheme => "Light theme",
            Self::SystemTheme => "Theme as the system is",
            Self::LargerText => "Larger text",
            Self::SmallerText => "Smaller text",
            Self::OpenPractice => "Open the practice workspace",
            Self::ResetPractice => "Reset the practice workspace",
            Self::CloseWorkspace => "Close the workspace",
        }
    }

    /// Its keys, where it has some.
    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        let (modifiers, key) = match self {
            Self::OpenPalette => (Modifiers::COMMAND, Key::K),
            Self::LinkSelection => (Modifiers::NONE, Key::L),
            Self::UnlinkSelection => (Modifiers::NONE, Key::U),
            Self::ShowOtherEnd => (Modifiers::COMMAND, Key::E),
            Self::OpenInSystem => (Modifiers::COMMAND, Key::O),
            Self::CopyIdentifier => (COMMAND_SHIFT, Key::C),
            Self::ApplyPlan => (Modifiers::COMMAND, Key::Enter),
            Self::UndoEdit => (Modifiers::COMMAND, Key::Z),
            Self::RedoEdit => (COMMAND_SHIFT, Key::Z),
            Self::SaveProfile => (Modifiers::COMMAND, Key::S),
            Self::PreviousRecord => (Modifiers::NONE, Key::PageUp),
            Self::NextRecord => (Modifiers::NONE, Key::PageDown),
            Self::Refresh => (Modifiers::NONE, Key::F5),
            Self::FocusIconik => (Modifiers::COMMAND, Key::ArrowLeft),
            Self::FocusArchivesSpace => (Modifiers::COMMAND, Key::ArrowRight),
            Self::SelectAll => (Modifiers::COMMAND, Key::A),
            Self::FilterByText => (Modifiers::COMMAND, Key::F),
            Self::ToggleThumbnails => (Modifiers::COMMAND, Key::T),
            Self::GoLink => (Modifiers::COMMAND, Key::Num1),
            Self::GoDescribe => (Modifiers::COMMAND, Key::Num2),
            Self::GoRestrict => (Modifiers::COMMAND, Key::Num3),
            Self::GoActivity => (Modifiers::COMMAND, Key::Num4),
            Self::GoSettings => (Modifiers::COMMAND, Key::Comma),
            Self::LargerText => (Modifiers::COMMAND, Key::Plus),
            Self::SmallerText => (Modifiers::COMMAND, Key::Minus),
            _ => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// The screen it belongs to, where it belongs to one.
    #[must_use]
    pub fn screen(self) -> Option<ScreenId> {
        match self {
            Self::LinkSelection
            | Self::UnlinkSelection
            | Self::StandForRecord
            | Self::ShowOtherEnd
            | Self::OpenInSystem
            | Self::CopyIdentifier
            | Self::ApplyPlan
            | Self::KeepPlan
            | Self::DiscardPlan
            | Self::FocusIconik
            | Self::FocusArchivesSpace
            | Self::SelectAll
            | Self::ExpandAll
            | Self::CollapseAll
            | Self::FilterByText
            | Self::ClearFilters
            | Self::OnlyUnlinkedAssets
            | Self::OnlyUnlinkedRecords
            | Self::ToggleThumbnails
            | Self::ToggleAccessions => Some(ScreenId::Link),
            Self::SaveProfile | Self::PreviousRecord | Self::NextRecord => Some(ScreenId::Describe),
            _ => None,
        }
    }

    /// True where it can be used now.
    #[must_use]
    pub fn enabled(self, now: &Situation) -> bool {
        if self.screen().is_some_and(|screen| screen != now.screen) {
            return false;
        }
        match self {
            Self::LinkSelection => now.writable && now.assets > 0 && now.records > 0,
            Self::UnlinkSelection => now.writable && now.linked,
            Self::StandForRecord => now.writable && now.collections == 1 && now.records == 1,
            Self::ShowOtherEnd => now.linked,
            Self::OpenInSystem | Self::CopyIdentifier => now.assets + now.records > 0,
            Self::ApplyPlan => now.writable && now.can_apply,
            Self::KeepPlan => now.plan,
            Self::DiscardPlan => now.plan && now.writable,
            Self::UndoLastPlan => now.writable && now.can_undo_plan,
            Self::UndoEdit => now.can_undo,
            Self::RedoEdit => now.can_redo,
            Self::SaveProfile => now.writable && now.can_save,
            Self::PreviousRecord => now.can_step_back,
            Self::NextRecord => now.can_step_on,
            Self::CancelWork => now.working,
            Self::ExpandAll => now.records > 0,
            Self::ClearFilters => now.filtered,
            Self::Refresh
            | Self::FocusIconik
            | Self::FocusArchivesSpace
            | Self::SelectAll
            | Self::CollapseAll
            | Self::FilterByText
            | Self::OnlyUnlinkedAssets
            | Self::OnlyUnlinkedRecords
            | Self::ToggleThumbnails
            | Self::ToggleAccessions
            | Self::GoLink
            | Self::GoDescribe
            | Self::GoRestrict
            | Self::GoFollows
            | Self::GoNotes
            | Self::GoExpiry
            | Self::GoReport
            | Self::GoRules
            | Self::GoActivity
            | Self::CloseWorkspace => now.workspace,
            Self::PlanRestrictions | Self::LookAtAccess => now.workspace && now.writable,
            Self::ResetPractice => now.workspace && now.practice,
            Self::OpenPractice => !now.practice,
            Self::OpenPalette
            | Self::GoSettings
            | Self::DarkTheme
            | Self::LightTheme
            | Self::SystemTheme
            | Self::LargerText
            | Self::SmallerText => true,
        }
    }

    /// Its keys as people write them on this computer, where it has some.
    #[must_use]
    pub fn keys(self, ctx: &egui::Context) -> Option<String> {
        self.shortcut().map(|shortcut| ctx.format_shortcut(&shortcut))
    }
}

/// Takes the commands whose keys were pressed. Single letters count only while nothing is being typed.
pub fn take_shortcuts(ctx: &egui::Context, now: &Situation) -> Vec<UiCommand> {
    let typing = ctx.text_edit_focused();
    let mut pressed = Vec::new();
    // Longer combinations first, so that Ctrl+Shift+Z is not taken for Ctrl+Z.
    let mut commands: Vec<_> = UiCommand::all()
        .filter_map(|command| Some((command, command.shortcut()?)))
        .collect();
    commands.sort_by_key(|(_, shortcut)| std::cmp::Reverse(u8::from(shortcut.modifiers.shift) + u8::from(shortcut.modifiers.alt)));
    for (command, shortcut) in commands {
        let single = shortcut.modifiers.is_none() && shortcut.logical_key != Key::F5;
        let for_text = matches!(command, UiCommand::SelectAll | UiCommand::UndoEdit | UiCommand::RedoEdit)
            || matches!(command, UiCommand::FocusIconik | UiCommand::FocusArchivesSpace);
        if (typing && (single || for_text)) || !command.enabled(now) {
            continue;
        }
        // The browsers take single letters themselves, because letters also find a row by its title.
        if single {
            continue;
        }
        // On many keyboards plus is the shifted equals sign.
        let unshifted = command == UiCommand::LargerText && ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Equals));
        if unshifted || ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
            pressed.push(command);
        }
    }
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_commands_share_keys_or_titles() {
        let mut keys = HashSet::new();
        let mut titles = HashSet::new();
        for command in UiCommand::all() {
            if let Some(shortcut) = command.shortcut() {
                assert!(keys.insert(format!("{shortcut:?}")), "{command:?} shares its keys");
            }
            assert!(titles.insert(command.title()), "{command:?} shares its title");
        }
    }

    #[test]
    fn nothing_that_writes_is_offered_on_a_read_only_workspace() {
        let now = Situation {
            workspace: true,
            assets: 2,
            records: 2,
            linked: true,
            plan: true,
            can_apply: true,
            can_undo_plan: true,
            ..Situation::default()
        };
        for command in [
            UiCommand::LinkSelection,
            UiCommand::UnlinkSelection,
            UiCommand::ApplyPlan,
            UiCommand::DiscardPlan,
            UiCommand::UndoLastPlan,
            UiCommand::PlanRestrictions,
            UiCommand::LookAtAccess,
        ] {
            assert!(!command.enabled(&now), "{command:?}");
            assert!(command.enabled(&Situation { writable: true, ..now }), "{command:?}");
        }
    }
}
