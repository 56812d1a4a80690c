//! The steps of the tour that describe and publish: from the mapping editor to a conflict that a person decides.

use egui::accesskit::Role;
use egui::{Key, Modifiers};

use super::TourError;
use super::driver::Seen;
use super::script::{Walk, asset, button, row};

/// Titles that colleagues give the published interview on both sides, so that they differ.
const IN_ARCHIVESSPACE: &str = "Adeyemi-Holt, Florence: second tape";
const IN_ICONIK: &str = "Florence Adeyemi-Holt, tape 2 of 2";

/// A choice in an open menu.
fn choice(words: &str) -> impl Fn(&Seen) -> bool + '_ {
    move |seen| seen.role == Role::Button && seen.name.starts_with(words)
}

/// Something selected by its name: a change, a row of the queue, a hit.
fn named(role: Role, words: &str) -> impl Fn(&Seen) -> bool + '_ {
    move |seen| seen.role == role && seen.name.contains(words)
}

impl Walk<'_> {
    /// Opens the Describe screen, or one of its tabs.
    fn press_button(&self, step: &str, name: &str) -> Result<(), TourError> {
        let found = self.driver.see(step, &format!("the button “{name}”"), |seen| {
            seen.role == Role::Button && seen.name == name && !seen.disabled
        })?;
        self.driver.click(&found);
        Ok(())
    }

    /// Opens a profile in the mapping editor, and waits for the values of a real record.
    fn open_profile(&self, step: &str, name: &str, target: &str) -> Result<(), TourError> {
        let chip = self.driver.see(step, "the choice of profiles", button("Profile: "))?;
        if chip.name != format!("Profile: {name}") {
            self.driver.click(&chip);
            let profile = self.driver.see(step, &format!("the profile “{name}”"), choice(name))?;
            self.driver.click(&profile);
            let open = format!("Profile: {name}");
            self.driver
                .see(step, &format!("the profile “{name}”, opened"), |seen| seen.name == open)?;
        }
        // Only what the profile maps, on both sides: the lines between them are then all in sight.
        for chip in ["mapped ", "Fields: used "] {
            let chip = self.driver.see(step, &format!("the filter “{chip}”"), button(chip))?;
            self.driver.click(&chip);
        }
        let valued = |seen: &Seen| seen.role == Role::Row && seen.name.starts_with(target) && seen.name.contains(", value ");
        let what = format!("a value for “{target}”");
        let value = self.driver.see(step, &what, valued)?;
        self.driver.click(&value);
        // The table stands at its top; the target is chosen where it is then.
        self.driver.press(Key::Home, Modifiers::NONE);
        let value = self.driver.see(step, &what, valued)?;
        self.driver.click(&value);
        self.driver.gone(step, "the profile being tried", |seen| seen.name == "trying")
    }

    pub(super) fn describe(&mut self) -> Result<(), TourError> {
        let step = "describe assets from their records";
        self.press_button(step, "Describe")?;
        self.open_profile(step, "Archival context to assets", "Place in the collection")?;
        self.picture(
            "mapping",
            "The mapping editor: sources, targets with their rules, and the live values of a real record",
        )?;
        let plan = self.driver.see(step, "the button that plans", button("Plan for "))?;
        self.driver.click(&plan);
        self.accept_all(step)?;
        self.apply(
            step,
            "describe-plan",
            "Archival context for iconik, field by field, with its reasons",
        )?;
        self.proof.described(step, asset("qw-002"), "Ásgrímsdóttir, Þórdís")?;
        self.close_plan()
    }

    fn accept_all(&self, step: &str) -> Result<(), TourError> {
        let all = self.driver.see(step, "the button that accepts all", button("Accept "))?;
        self.driver.click(&all);
        Ok(())
    }

    pub(super) fn publish(&mut self) -> Result<(), TourError> {
        let step = "publish an approved asset";
        self.open_profile(step, "Assets to items", "Title")?;
        self.picture(
            "mapping-to-archivesspace",
            "The other way: rules read iconik's fields, and the rule of the selected target is edited below",
        )?;
        self.press_button(step, "Go to approved assets")?;
        self.press_button(step, "Look for approved assets")?;
        self.wait_for_quiet(step)?;
        let tape = named(Role::ListBoxOption, "QW-001 Florence Adeyemi-Holt, tape 2");
        let found = self.driver.see(step, "the approved second tape", &tape)?;
        self.driver.click(&found);
        self.choose_place(step)?;
        self.driver.see(step, "the place of the second tape", |seen| {
            tape(seen) && seen.name.ends_with("› Quay workers")
        })?;
        self.driver.wait_for_pictures();
        self.picture("queue", "Approved assets, why they are here, and where their records go")?;
        self.press_button(step, "Plan for 1 approved asset")?;
        self.accept_all(step)?;
        self.apply(
            step,
            "publish-plan",
            "One plan makes the record, its subjects, the digital object with file versions, and both ends of the link",
        )?;
        self.proof.published(step, asset("qw-001-2"), "Quay workers")?;
        self.picture("published", "Published, and read back from both systems")?;
        self.close_plan()
    }

    /// Puts what is selected in the queue below the file of the quay workers: Enter goes to the tree, and Enter there chooses.
    fn choose_place(&self, step: &str) -> Result<(), TourError> {
        self.driver.press(Key::Enter, Modifiers::NONE);
        for words in ["Quayside Memory Project", "Series 3: Oral histories"] {
            let above = self
                .driver
                .see(step, &format!("“{words}” among the places"), named(Role::TreeItem, words))?;
            self.driver.click(&above);
            self.driver.press(Key::ArrowRight, Modifiers::NONE);
        }
        let file = self.driver.see(step, "the file of the quay workers", row("Quay workers"))?;
        self.driver.click(&file);
        self.driver.press(Key::Enter, Modifiers::NONE);
        Ok(())
    }

    pub(super) fn conflict(&mut self) -> Result<(), TourError> {
        let step = "decide a conflict";
        let tape = asset("qw-001-2");
        self.open_again(step)?;
        self.proof.retitle(step, tape, IN_ARCHIVESSPACE, IN_ICONIK)?;
        self.press_button(step, "Describe")?;
        self.open_profile(step, "Items to assets", "Title")?;
        self.palette(step, "Refresh from both systems")?;
        self.show_retitled(step)?;
        self.wait_for_quiet(step)?;
        let both = self.driver.see(step, "the choice of both ways", |seen| {
            seen.role == Role::CheckBox && seen.name.starts_with("both ways")
        })?;
        self.driver.click(&both);
        let plan = self.driver.see(step, "the button that plans", button("Plan for "))?;
        self.driver.click(&plan);
        let conflicts = self.driver.see(step, "the count of conflicts", |seen| {
            seen.role == Role::Button && (seen.name.ends_with(" conflicts") || seen.name.ends_with(" conflict"))
        })?;
        self.driver.click(&conflicts);
        let title = self.driver.see(step, "the conflict of the titles", |seen| {
            seen.role == Role::TreeItem && seen.name.contains("· Title") && seen.name.ends_with("conflict")
        })?;
        self.driver.click(&title);
        let there = |seen: &Seen| seen.role == Role::RadioButton && seen.name.starts_with("Use ArchivesSpace");
        let there = self.driver.see(step, "the value of ArchivesSpace as a way out", there)?;
        self.driver.settle();
        self.picture(
            "conflict",
            "Both changed since they agreed: what was agreed, both values, who and when; a person chooses",
        )?;
        self.driver.click(&there);
        self.press_button(step, "Accept this one")?;
        self.apply(
            step,
            "conflict-decided",
            "Decided by itself, never along with others; what it writes is shown before",
        )?;
        self.proof.titled(step, tape, IN_ARCHIVESSPACE)?;
        // The others wait.
        self.press_button(step, "Keep")
    }

    /// Closes the workspace and opens it again, as on another day: what was agreed is kept in it.
    fn open_again(&self, step: &str) -> Result<(), TourError> {
        self.palette(step, "Close the workspace")?;
        let open = self
            .driver
            .see(step, "the practice workspace to open again", button("Open the practice workspace"))?;
        self.driver.click(&open);
        self.driver
            .see(step, "the collection “Oral histories 2024”, again", row("Oral histories 2024"))?;
        self.wait_for_quiet(step)
    }

    /// Waits until the editor shows the new title as the value of a record: what was read anew is then in the catalogue.
    fn show_retitled(&self, step: &str) -> Result<(), TourError> {
        self.driver
            .see(step, "the new title of the record", named(Role::Row, IN_ARCHIVESSPACE))
            .map(|_| ())
    }

    pub(super) fn watch(&mut self) -> Result<(), TourError> {
        let step = "look at what watches";
        self.press_button(step, "Watch")?;
        self.driver
            .see(step, "what watching means", |seen| seen.name.starts_with("Never done without you"))?;
        self.picture(
            "watch",
            "Profiles that look by themselves, what they may do, and what they never do",
        )
    }
}
