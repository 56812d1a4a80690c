//! The steps of the tour.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};

use super::driver::{Driver, Seen};
use super::proof::Proof;
use super::{Picture, TourError};
use crate::domain::AssetId;
use crate::practice::institution;

/// Walks through the main job.
pub fn walk(driver: &Driver, proof: &Proof, out: &Path) -> Result<Vec<Picture>, TourError> {
    let mut walk = Walk {
        driver,
        proof,
        out,
        pictures: Vec::new(),
    };
    let walked = walk.all();
    if walked.is_err() {
        // What the window showed instead; the error that stopped the tour matters more than one of this picture.
        let _ = driver.picture("failed", &out.join("failed.png"));
    }
    walked.map(|()| walk.pictures)
}

pub(super) struct Walk<'a> {
    pub(super) driver: &'a Driver,
    pub(super) proof: &'a Proof,
    out: &'a Path,
    pictures: Vec<Picture>,
}

/// A row of a tree whose name begins so.
pub(super) fn row(begins: &str) -> impl Fn(&Seen) -> bool + '_ {
    move |seen| seen.role == Role::TreeItem && seen.name.starts_with(begins)
}

/// A button whose name begins so and that can be used.
pub(super) fn button(begins: &str) -> impl Fn(&Seen) -> bool + '_ {
    move |seen| seen.role == Role::Button && seen.name.starts_with(begins) && !seen.disabled
}

pub(super) fn asset(slug: &str) -> AssetId {
    AssetId(institution::id("asset", slug))
}

const CRANE: [(&str, &str, &str); 3] = [
    ("QW-003_b12_f03_001", "qw-003a", "Interview with a crane driver, part 1"),
    ("QW-003_b12_f03_002", "qw-003b", "Interview with a crane driver, part 2"),
    ("QW-003_b12_f03_003", "qw-003c", "Interview with a crane driver, part 3"),
];

impl Walk<'_> {
    fn all(&mut self) -> Result<(), TourError> {
        self.welcome()?;
        self.set_up()?;
        self.browse()?;
        self.drag_one()?;
        self.link_three()?;
        self.undo()?;
        self.describe()?;
        self.publish()?;
        self.conflict()?;
        self.watch()?;
        self.restrict()?;
        self.look_at_restrictions()?;
        self.open_again_after_confirmation()?;
        self.look_around()
    }

    pub(super) fn picture(&mut self, name: &str, caption: &str) -> Result<(), TourError> {
        let number = self.pictures.len() + 1;
        let path = self.out.join(format!("{number:02}-{name}.png"));
        self.driver.picture(caption, &path)?;
        self.pictures.push(Picture {
            path,
            caption: caption.to_owned(),
        });
        Ok(())
    }

    fn welcome(&mut self) -> Result<(), TourError> {
        let step = "open the practice workspace";
        let open = self.driver.see(
            step,
            "the button that opens the practice workspace",
            button("Open the practice workspace"),
        )?;
        self.picture(
            "welcome",
            "Welcome: the practice workspace, recent workspaces, or two addresses and two credentials",
        )?;
        self.driver.click(&open);
        self.driver.see(step, "the resource of the Quayside Memory Project", |seen| {
            seen.role == Role::TreeItem && seen.name.contains("Quayside Memory Project")
        })?;
        self.driver
            .see(step, "the collection “Oral histories 2024”", row("Oral histories 2024"))?;
        self.wait_for_quiet(step)
    }

    /// Waits until no work is running.
    pub(super) fn wait_for_quiet(&self, step: &str) -> Result<(), TourError> {
        self.driver
            .see(step, "the end of running work", |seen| seen.name == "Nothing is running")
            .map(|_| ())
    }

    /// Runs a command by its words in the palette.
    pub(super) fn palette(&self, step: &str, words: &str) -> Result<(), TourError> {
        self.driver.press(Key::K, Modifiers::COMMAND | Modifiers::CTRL);
        self.driver.write(words);
        self.driver.see(step, "the command in the palette", |seen| {
            seen.role == Role::ListBoxOption && seen.name.to_lowercase().contains(&words.to_lowercase())
        })?;
        self.driver.press(Key::Enter, Modifiers::NONE);
        Ok(())
    }

    fn set_up(&mut self) -> Result<(), TourError> {
        let step = "set up Archway's fields in iconik";
        self.palette(step, "Settings")?;
        let plan = self
            .driver
            .see(step, "the button that plans Archway's fields", button("Plan Archway"))?;
        self.driver.click(&plan);
        let apply = self.driver.see(step, "the plan of Archway's fields", button("Apply 24 changes"))?;
        self.picture(
            "set-up-plan",
            "The set-up plan: Archway's fields and view in iconik, reviewed before they are made",
        )?;
        self.driver.click(&apply);
        self.driver.gone(step, "the button that applies", button("Apply 24 changes"))?;
        self.wait_for_quiet(step)?;
        self.close_plan()?;
        self.proof.view(step)
    }

    pub(super) fn close_plan(&self) -> Result<(), TourError> {
        let close = self.driver.see("close the plan", "the button that closes the plan", |seen| {
            seen.role == Role::Button && (seen.name == "Close" || seen.name == "Close the plan")
        })?;
        self.driver.click(&close);
        Ok(())
    }

    fn open_row(&self, step: &str, begins: &str, left: bool) -> Result<(), TourError> {
        let on_side = |seen: &Seen| row(begins)(seen);
        let found = self.driver.see(step, &format!("the row “{begins}”"), |seen| {
            on_side(seen) && self.is_on(seen, left)
        })?;
        self.driver.click(&found);
        self.driver.press(Key::ArrowRight, Modifiers::NONE);
        Ok(())
    }

    /// The left browser ends where the right one begins: at its tree.
    fn is_on(&self, seen: &Seen, left: bool) -> bool {
        let middle = self.driver.middle();
        (seen.rect.left() < middle) == left
    }

    fn see_row(&self, step: &str, begins: &str, left: bool) -> Result<Seen, TourError> {
        self.driver.see(step, &format!("the row “{begins}”"), |seen| {
            row(begins)(seen) && self.is_on(seen, left)
        })
    }

    fn browse(&mut self) -> Result<(), TourError> {
        let step = "open both trees";
        self.open_row(step, "Oral histories 2024", true)?;
        self.open_row(step, "Quay workers", true)?;
        let resource = self.driver.see(step, "the resource", |seen| {
            seen.role == Role::TreeItem && seen.name.contains("Quayside Memory Project")
        })?;
        self.driver.click(&resource);
        self.driver.press(Key::ArrowRight, Modifiers::NONE);
        self.open_row(step, "Series 3: Oral histories", false)?;
        self.open_row(step, "Quay workers", false)?;
        self.see_row(step, CRANE[2].2, false)?;
        let asset = self.see_row(step, CRANE[0].0, true)?;
        self.driver.click(&asset);
        self.driver.settle();
        self.picture(
            "browse",
            "Both systems side by side; the inspector shows all that is known of what is selected",
        )
    }

    fn drag_one(&mut self) -> Result<(), TourError> {
        let step = "drag an asset onto a record";
        let from = self.see_row(step, "QW-002", true)?;
        let to = self.see_row(step, "Ásgrímsdóttir", false)?;
        self.driver.drag(
            from.rect.left_center() + egui::vec2(120.0, 0.0),
            to.rect.left_center() + egui::vec2(150.0, 0.0),
        );
        self.picture("drag", "Dragging: the target says what will happen")?;
        self.driver.drop_at(to.rect.left_center() + egui::vec2(150.0, 0.0));
        self.apply(
            step,
            "plan",
            "The plan under review: every field before and after, the reason, what must still hold",
        )?;
        self.proof.links(step, asset("qw-002"), "Ásgrímsdóttir, Þórdís", 1)?;
        self.picture("linked", "Applied and read back from both systems: receipts, and undo")?;
        self.close_plan()
    }

    /// Takes a picture of the plan under review and applies it.
    pub(super) fn apply(&mut self, step: &str, name: &str, caption: &str) -> Result<(), TourError> {
        let apply = self.driver.see(step, "the button that applies the plan", button("Apply "))?;
        self.picture(name, caption)?;
        self.driver.click(&apply);
        self.driver
            .gone(step, "the button that applies", |seen| seen.name == apply.name && !seen.disabled)?;
        self.wait_for_quiet(step)
    }

    fn link_three(&mut self) -> Result<(), TourError> {
        let step = "link three assets to three items by keyboard";
        for (left, names) in [
            (true, CRANE.map(|(asset, _, _)| asset)),
            (false, CRANE.map(|(_, _, record)| record)),
        ] {
            let first = self.see_row(step, names[0], left)?;
            self.driver.click(&first);
            let last = self.see_row(step, names[2], left)?;
            self.driver
                .click_at(last.rect.left_center() + egui::vec2(150.0, 0.0), Modifiers::SHIFT);
        }
        self.driver.press(Key::L, Modifiers::NONE);
        let link = self.driver.see(step, "the button that plans the links", button("Plan 3 links"))?;
        self.picture(
            "pairing",
            "Many to many asks once how to pair, and shows the pairs with what speaks for them",
        )?;
        self.driver.click(&link);
        self.apply(step, "plan-of-three", "Three links in one plan: one write for each record")?;
        for (_, slug, record) in CRANE {
            self.proof.links(step, asset(slug), record, 1)?;
        }
        self.picture("three-linked", "Three links made; each was read back from both systems")
    }

    fn undo(&mut self) -> Result<(), TourError> {
        let step = "undo the three links";
        let undo = self.driver.see(step, "the button that undoes the plan", button("Undo"))?;
        self.driver.click(&undo);
        let all = self.driver.see(step, "the button that accepts all", |seen| {
            seen.role == Role::Button && seen.name == "Accept all"
        })?;
        self.driver.click(&all);
        self.apply(step, "undo-plan", "Undo is itself a plan, reviewed the same way")?;
        for (_, slug, record) in CRANE {
            self.proof.links(step, asset(slug), record, 0)?;
        }
        self.proof.links(step, asset("qw-002"), "Ásgrímsdóttir, Þórdís", 1)?;
        self.picture("undone", "Undone: both systems are back to what they were; the other link stands")?;
        self.close_plan()
    }

    fn look_around(&mut self) -> Result<(), TourError> {
        let step = "look around";
        self.palette(step, "Go to Link")?;
        self.driver.settle();
        self.palette(step, "thumbnails")?;
        let photographs = self.driver.see(step, "the collection of photographs", |seen| {
            seen.role == Role::ListBoxOption && seen.name.starts_with("Photographs, scanned")
        })?;
        self.driver.click(&photographs);
        self.driver.press(Key::Enter, Modifiers::NONE);
        self.driver.see(step, "a photograph", |seen| {
            seen.role == Role::ListBoxOption && seen.name.contains("no. ")
        })?;
        self.driver.wait_for_pictures();
        self.picture("thumbnails", "Assets as pictures")?;
        self.palette(step, "thumbnails")?;
        self.palette(step, "Activity")?;
        self.driver.settle();
        self.picture(
            "activity",
            "Activity: past plans, problems, and the audit trail with its chain of hashes",
        )?;
        self.palette(step, "Settings")?;
        self.picture("settings", "Settings: workspace and credentials, appearance, network limits")?;
        self.palette(step, "Dark theme")?;
        self.driver.press(Key::K, Modifiers::COMMAND | Modifiers::CTRL);
        self.driver.write("quay");
        self.driver.see(step, "a hit of the search", |seen| {
            seen.role == Role::ListBoxOption && seen.name.to_lowercase().contains("quay")
        })?;
        self.picture("search-dark", "Search over both systems and all commands, in the dark theme")?;
        self.driver.press(Key::Escape, Modifiers::NONE);
        let link = self.driver.see(step, "the Link screen in the rail", |seen| {
            seen.role == Role::Button && seen.name == "Link"
        })?;
        self.driver.click(&link);
        self.picture("link-dark", "The Link screen in the dark theme")
    }
}
