//! The steps of the tour that make iconik heed a restriction, and let it open again after a confirmation.

use egui::Key;
use egui::Modifiers;
use egui::accesskit::Role;

use super::TourError;
use super::driver::Seen;
use super::script::{Walk, asset, button};

/// Shared by a public link, and in a collection that hands down access to the press.
const TAPE: &str = "qw-002";

impl Walk<'_> {
    fn tab(&self, step: &str, begins: &str) -> Result<(), TourError> {
        let tab = self.driver.see(step, &format!("the tab “{begins}”"), button(begins))?;
        self.driver.click(&tab);
        Ok(())
    }

    pub(super) fn restrict(&mut self) -> Result<(), TourError> {
        let step = "make iconik heed restrictions";
        self.proof.open(step, asset(TAPE))?;
        self.palette(step, "Go to Restrictions")?;
        self.tab(step, "Rules")?;
        let preset = self
            .driver
            .see(step, "a rule table to begin from", button("Close to all but chosen groups"))?;
        self.driver.click(&preset);
        let save = self.driver.see(step, "the button that saves the rules", |seen| {
            button("Save")(seen) && seen.name == "Save"
        })?;
        self.driver.settle();
        self.picture(
            "rules",
            "The rule table: when a restriction applies, what follows in iconik, and how many assets each row matches",
        )?;
        self.driver.click(&save);
        self.driver
            .gone(step, "rules that are not saved", |seen| seen.name.ends_with(" not saved"))?;
        self.tab(step, "What follows in iconik")?;
        let plan = self
            .driver
            .see(step, "the button that plans", |seen| button("Plan")(seen) && seen.name == "Plan")?;
        self.driver.click(&plan);
        let all = self.driver.see(step, "the button that accepts what closes", button("Accept all"))?;
        self.driver.click(&all);
        let tape = self.driver.see(step, "the tape that is shared by a public link", |seen| {
            seen.role == Role::TreeItem && seen.name.contains("QW-002")
        })?;
        self.driver.click(&tape);
        self.driver.wait_for_pictures();
        self.apply(
            step,
            "restrictions",
            "What restrictions mean in iconik: the note that causes it, who can see each asset now and afterwards, who loses access",
        )?;
        self.proof.closed(step, asset(TAPE))?;
        self.picture("restricted", "Applied, and who can see it was read back from iconik")
    }

    pub(super) fn look_at_restrictions(&mut self) -> Result<(), TourError> {
        let step = "look at what waits";
        self.tab(step, "Notes to read")?;
        self.driver.settle();
        self.picture(
            "notes",
            "Notes in free words: a person says once what each means, and is asked again when it changes",
        )?;
        self.tab(step, "Begin and end")?;
        self.driver.settle();
        self.picture(
            "expiry",
            "What begins and ends, year by year; nothing opens because a day has passed",
        )?;
        self.tab(step, "Report")?;
        self.driver.settle();
        self.picture(
            "report",
            "Where the two sides disagree, the worst first; each finding leads to its plan",
        )?;
        self.tab(step, "What follows in iconik")
    }

    pub(super) fn open_again_after_confirmation(&mut self) -> Result<(), TourError> {
        let step = "let it open after a confirmation";
        let undo = self.driver.see(step, "the button that undoes the plan", button("Undo"))?;
        self.driver.click(&undo);
        let confirm = self.driver.see(step, "the cause that would open", button("Confirm opening: "))?;
        self.driver.click(&confirm);
        let reason = self.driver.see(step, "the question why it may open", |seen: &Seen| {
            seen.role == Role::TextInput && seen.name == "Why may it open?"
        })?;
        self.driver.click(&reason);
        self.driver.write("Closed for practice only");
        self.driver.settle();
        self.picture(
            "confirm",
            "What opens is confirmed one cause at a time, with the note, the assets, and a reason",
        )?;
        let open = self.driver.see(step, "the button that confirms", button("Open "))?;
        self.driver.click(&open);
        self.driver.gone(step, "the dialog", |seen| seen.name == "Why may it open?")?;
        self.apply(step, "opening", "Confirmed: only now can it be applied")?;
        self.proof.open(step, asset(TAPE))?;
        self.driver.press(Key::Escape, Modifiers::NONE);
        self.close_plan()
    }
}
