//! Profiles that look by themselves: how often, what they may do without being asked, what they did.
//!
//! | file | what |
//! |---|---|
//! | `card` | one profile: when it looks, what it may do, what came of it |
//! | `days` | what was done on which day |

mod card;
mod days;

use std::collections::HashMap;

use egui::{CentralPanel, Frame, Label, Margin, Panel, ScrollArea, Sense, Ui, vec2};

use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::mapping::profile::Watch;
use crate::plan::PlanId;
use crate::runtime::Command;
use crate::runtime::mapping_view::WatchView;
use crate::runtime::view::NoticeKind;

/// What is never applied without a person, whatever was released.
const NEVER: [(Glyph, &str); 3] = [
    (Glyph::Eye, "what opens something to more people"),
    (Glyph::Arrows, "conflicts: fields that both sides changed"),
    (Glyph::Cross, "what deletes, unpublishes or takes something away"),
];

/// Settings and days of profiles that look by themselves.
#[derive(Debug, Default)]
pub struct WatchPane {
    /// How many plans waited for review when the watches were asked for: a plan that is settled settles its watch.
    asked: Option<u64>,
    /// Settings that are being changed, by profile, until the runtime says them back.
    drafts: HashMap<String, Draft>,
    /// Profiles that were told to look now, with the result they had before.
    looking: HashMap<String, WatchView>,
    /// The answer that was seen last, by its place in memory, and the last notice: whatever comes later answers what was sent.
    seen: (usize, u64),
}

/// Settings that are being changed.
#[derive(Debug, Clone)]
struct Draft {
    watch: Watch,
    /// The settings that were sent last.
    sent: Option<Watch>,
}

impl WatchPane {
    /// Draws the pane. Gives a plan that shall be reviewed.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<PlanId> {
        let waiting = view.model.workspace().map_or(0, |workspace| workspace.plans_in_review);
        if self.asked.replace(waiting) != Some(waiting) {
            view.outbox.send(Command::LoadWatches);
        }
        let tokens = view.tokens;
        let Some(watches) = &view.model.describing.watches else {
            parts::empty(ui, tokens, "Reading which profiles look by themselves", "");
            return None;
        };
        self.settle(view, watches);
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        Panel::right("days")
            .default_size((width * 0.34).max(tokens.rail * 4.0))
            .size_range(tokens.rail * 3.5..=(width * 0.5).max(tokens.rail * 3.5))
            .frame(frame)
            .show(ui, |ui| days::draw(ui, view));
        let mut review = None;
        CentralPanel::no_frame().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().id_salt("watches").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                promise(ui, tokens);
                if watches.is_empty() {
                    let todo = "Save a mapping profile of your own on the Mapping tab; it can then look on a schedule.";
                    parts::empty(ui, tokens, "No profile can look by itself yet", todo);
                }
                for watch in watches {
                    if self.card(ui, view, watch) {
                        review = watch.plan;
                    }
                }
            });
        });
        review
    }

    /// Forgets drafts that were answered, whether the runtime took them over or not, and looks that have ended.
    fn settle(&mut self, view: &ViewCtx<'_>, watches: &[WatchView]) {
        let errors = view.model.notices.iter().filter(|shown| shown.notice.kind == NoticeKind::Error);
        let seen = (watches.as_ptr().addr(), errors.map(|shown| shown.number).max().unwrap_or_default());
        let before = std::mem::replace(&mut self.seen, seen);
        if before == seen {
            return;
        }
        self.drafts.retain(|_, draft| draft.sent.is_none());
        if before.1 < seen.1 {
            self.looking.clear();
        }
        self.looking.retain(|id, before| {
            let known = watches.iter().find(|watch| watch.profile == *id);
            known.is_some_and(|known| known.last == before.last && known.result == before.result)
        });
    }

    /// True where its plan shall be reviewed.
    fn card(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView) -> bool {
        let id = &watch.profile;
        let mut settings = self.drafts.get(id).map_or_else(|| watch.watch.clone(), |draft| draft.watch.clone());
        let before = settings.clone();
        let looking = self.looking.contains_key(id);
        let answer = card::draw(ui, view, watch, &mut settings, looking);
        let sent = self.drafts.get(id).and_then(|draft| draft.sent.clone());
        let known = sent.as_ref().unwrap_or(&watch.watch);
        if answer.settled && settings != *known && view.writable() {
            view.outbox.send(Command::SetWatch {
                profile: id.clone(),
                watch: settings.clone(),
            });
            let sent = Some(settings.clone());
            self.drafts.insert(id.clone(), Draft { watch: settings, sent });
        } else if settings != before {
            self.drafts.insert(id.clone(), Draft { watch: settings, sent });
        }
        if answer.look {
            self.looking.insert(id.clone(), watch.clone());
            view.outbox.send(Command::RunWatch(id.clone()));
        }
        answer.review
    }
}

/// What watching means, and what it never does.
fn promise(ui: &mut Ui, tokens: &Tokens) {
    let margin = Margin::symmetric(tokens.pad as i8, (tokens.gap * 1.25) as i8);
    let drawn = Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
        let words = "A profile that looks by itself plans what changed and puts the plan up for review. \
                     It looks while this window is open; without a window, “archway watch” does the same.";
        ui.add(Label::new(parts::body(tokens, words)).wrap());
        let never = ui.label(parts::strong(tokens, "Never done without you, whatever is released:"));
        never.on_hover_text("The program holds this; no setting changes it");
        ui.spacing_mut().interact_size.y = tokens.text + 4.0;
        for (glyph, words) in NEVER {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = tokens.gap;
                let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.small + 3.0), Sense::hover());
                glyph.paint(ui.painter(), rect.center(), tokens.glyph, tokens.differs);
                let words = egui::RichText::new(words).font(fonts::regular(tokens.text)).color(tokens.ink);
                ui.add(Label::new(words).wrap());
            });
        }
    });
    let rect = drawn.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
}
