//! Confirming what opens: one cause at a time, with the date, the note, the list of assets, a reason, and a second person where the
//! workspace asks for one.

use egui::{Id, Key, Label, Modal, ScrollArea, TextEdit, Ui, vec2};

use super::lines::Lines;
use super::{PropagationPane, words};
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::domain::Secret;
use crate::domain::access::Audience;
use crate::plan::{CauseId, Change, ChangeId, Plan, RestrictReview};
use crate::runtime::Command;
use crate::runtime::restrict_view::SecondPerson;
use crate::runtime::view::NoticeKind;

/// What opens by one cause, as it is being confirmed.
pub struct Confirming {
    cause: CauseId,
    /// The changes that are shown: no other opens by the confirmation.
    changes: Vec<ChangeId>,
    reason: String,
    user: String,
    password: String,
    /// The first field asks for the keyboard once.
    fresh: bool,
    /// It was sent when this was the last notice; a later error is its answer.
    sent: Option<u64>,
    /// Why it was not taken.
    refused: Option<String>,
}

impl std::fmt::Debug for Confirming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is typed as a password is never printed.
        write!(f, "Confirming({:?}, {} changes)", self.cause, self.changes.len())
    }
}

/// What the person did in the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Nothing,
    Open,
    Leave,
}

impl Confirming {
    /// Asks whether a cause may open access; `None` where nothing opens by it.
    #[must_use]
    pub fn new(lines: &Lines, cause: CauseId) -> Option<Self> {
        let changes: Vec<ChangeId> = lines.opening_by(cause).into_iter().map(|change| change.id).collect();
        (!changes.is_empty()).then_some(Self {
            cause,
            changes,
            reason: String::new(),
            user: String::new(),
            password: String::new(),
            fresh: true,
            sent: None,
            refused: None,
        })
    }

    /// Why it cannot be confirmed yet; `None` where it can.
    fn missing(&self, view: &ViewCtx<'_>, second: bool) -> Option<&'static str> {
        let own = view
            .model
            .workspace()
            .map(|open| open.connection.archivesspace_user.trim().to_lowercase());
        if self.reason.trim().is_empty() {
            Some("Say why it may open.")
        } else if second && self.user.trim().is_empty() {
            Some("Type the user name of the second person.")
        } else if second && own.is_some_and(|own| own == self.user.trim().to_lowercase()) {
            Some("The second person must be somebody else than Archway’s own account.")
        } else if second && self.password.is_empty() {
            Some("The second person types their password.")
        } else {
            None
        }
    }

    fn command(&mut self, plan: &Plan, second: bool) -> Command {
        let second = second.then(|| SecondPerson {
            user: self.user.trim().to_owned(),
            // Moved out, so that it is typed anew where the log-in is refused.
            password: Secret::new(std::mem::take(&mut self.password)),
        });
        Command::ConfirmOpening {
            plan: plan.id,
            cause: self.cause,
            changes: self.changes.clone(),
            reason: self.reason.trim().to_owned(),
            second,
        }
    }
}

/// Draws the question over everything else, while it is asked.
pub fn ui(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(mut confirming) = pane.confirming.take() else { return };
    let Some(lines) = &pane.lines else { return };
    let plan = lines.plan().clone();
    let Some(review) = plan.restrict.as_deref() else { return };
    // Once it is taken, the plan says so.
    if confirming.changes.iter().all(|change| review.confirmed(*change).is_some()) {
        pane.wants_keys = true;
        return;
    }
    let late = confirming.sent.and_then(|sent| {
        let later = view.model.notices.iter().filter(|shown| shown.number > sent);
        later.rev().find(|shown| shown.notice.kind == NoticeKind::Error)
    });
    if let Some(error) = late {
        confirming.refused = Some(error.notice.text.clone());
        confirming.sent = None;
    }
    let tokens = view.tokens;
    let frame = egui::Frame::popup(ui.style()).fill(tokens.raise).inner_margin(tokens.pad);
    let modal = Modal::new(Id::unique("confirm opening")).frame(frame).backdrop_color(tokens.shadow);
    let drawn = modal.show(ui.ctx(), |ui| {
        ui.set_width(tokens.rail * 9.0);
        ui.spacing_mut().item_spacing.y = tokens.gap * 0.75;
        contents(&mut confirming, ui, view, &plan)
    });
    let answer = match drawn.inner {
        Answer::Nothing if drawn.should_close() => Answer::Leave,
        answer => answer,
    };
    match answer {
        Answer::Leave => pane.wants_keys = true,
        Answer::Nothing => pane.confirming = Some(confirming),
        Answer::Open => {
            confirming.sent = Some(view.model.notices.back().map_or(0, |shown| shown.number));
            confirming.refused = None;
            view.outbox.send(confirming.command(&plan, asks_second(view, review)));
            pane.confirming = Some(confirming);
        }
    }
}

/// True where a second person must confirm: the plan says so, or the workspace has come to ask for one since.
fn asks_second(view: &ViewCtx<'_>, review: &RestrictReview) -> bool {
    let settings = view.model.restricting.settings.as_ref();
    review.second_person || settings.is_some_and(|(_, settings)| settings.settings.second_person)
}

fn contents(confirming: &mut Confirming, ui: &mut Ui, view: &ViewCtx<'_>, plan: &Plan) -> Answer {
    let tokens = view.tokens;
    let Some(review) = plan.restrict.as_deref() else {
        return Answer::Leave;
    };
    let Some(cause) = review.cause(confirming.cause) else {
        return Answer::Leave;
    };
    let changes: Vec<&Change> = confirming.changes.iter().filter_map(|id| plan.change(*id)).collect();
    let assets = count(changes.len() as u64, "asset", "assets");
    ui.add(Label::new(parts::strong(tokens, format!("Open {assets}: {}", cause.record_title))).wrap());
    ui.add(Label::new(parts::body(tokens, words::why_opens(cause)).color(tokens.changed)).wrap());
    let about = format!("{} · {}", cause.what, words::days(&cause.span));
    ui.add(Label::new(parts::small(tokens, about)).wrap());
    ScrollArea::vertical()
        .id_salt("note")
        .max_height(tokens.row * 5.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.add(Label::new(parts::body(tokens, words::quoted(cause))).wrap().selectable(true));
        });
    if let Some(reading) = &cause.reading {
        ui.add(Label::new(parts::small(tokens, format!("A person read it: {reading}"))).wrap());
    }
    list(ui, view, &changes);
    ui.add(Label::new(parts::strong(tokens, "Why may it open?")));
    let width = ui.available_width();
    let reason = form::field(
        ui,
        tokens,
        "Why may it open?",
        &mut confirming.reason,
        width,
        "kept with the confirmation, in the audit trail",
    );
    form::fresh(&reason, &mut confirming.fresh);
    let mut entered = reason.lost_focus();
    let second = asks_second(view, review);
    if second {
        entered |= second_person(confirming, ui, view);
    }
    if let Some(refused) = &confirming.refused {
        ui.add(Label::new(parts::small(tokens, refused).color(tokens.broken)).wrap());
    }
    entered &= ui.input(|input| input.key_pressed(Key::Enter));
    buttons(confirming, ui, view, &changes, second, entered)
}

/// The assets that open, with who can see them now and after.
fn list(ui: &mut Ui, view: &ViewCtx<'_>, changes: &[&Change]) {
    let tokens = view.tokens;
    let frame = egui::Frame::new()
        .fill(tokens.panel)
        .stroke((tokens.hair, tokens.line))
        .corner_radius(corner(tokens))
        .inner_margin(egui::Margin::symmetric(6, 2));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let row = tokens.row;
        let height = row * (changes.len() as f32).min(7.0);
        ui.set_height(height);
        ScrollArea::vertical()
            .id_salt("assets")
            .max_height(height)
            .auto_shrink(false)
            .show_rows(ui, row, changes.len(), |ui, rows| {
                for change in changes.get(rows).unwrap_or_default() {
                    asset(ui, view, change);
                }
            });
    });
}

fn asset(ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let size = vec2(ui.available_width(), tokens.row);
    ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.set_min_height(tokens.row);
        if let Some(restricting) = &change.restricting {
            let words = format!("{} → {}", restricting.seen_by.words(), restricting.seen_after.words());
            ui.add(Label::new(parts::small(tokens, words)).truncate());
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(Label::new(parts::body(tokens, &change.label)).truncate())
                .on_hover_text(&change.label);
        });
    });
}

/// Fields for the second person; true where a field was left.
fn second_person(confirming: &mut Confirming, ui: &mut Ui, view: &ViewCtx<'_>) -> bool {
    let tokens = view.tokens;
    let words = "A second person confirms with their own log-in in ArchivesSpace. The password is not kept.";
    ui.add(Label::new(parts::small(tokens, words)).wrap());
    ui.horizontal(|ui| {
        let width = (ui.available_width() - tokens.gap) / 2.0;
        let name = "User name of the second person";
        let user = form::field(ui, tokens, name, &mut confirming.user, width, "user name");
        let edit = TextEdit::singleline(&mut confirming.password)
            .password(true)
            .hint_text(parts::hint(tokens, "password"))
            .font(crate::desktop::fonts::regular(tokens.small))
            .margin(egui::Margin::symmetric(7, 1))
            .align(egui::Align2::LEFT_CENTER)
            .min_size(vec2(width, tokens.control - 6.0))
            .desired_width(width);
        let password = ui.add(edit).accessible_name("Password of the second person");
        user.lost_focus() || password.lost_focus()
    })
    .inner
}

/// What the button says: `Open 7 assets to 12 people`, `Open 7 assets to up to 12 people, 1 public link`.
#[must_use]
fn open_words(changes: &[&Change]) -> String {
    let assets = count(changes.len() as u64, "asset", "assets");
    let after = changes.iter().filter_map(|change| change.restricting.as_ref());
    let people: Vec<u32> = after.map(|restricting| restricting.seen_after.people).collect();
    let most = people.iter().copied().max().unwrap_or_default();
    let up_to = if people.iter().all(|people| *people == most) {
        ""
    } else {
        "up to "
    };
    let mut words = format!("Open {assets} to {up_to}{}", count(u64::from(most), "person", "people"));
    // Whoever has a link sees it, whatever the count of people.
    let more = |of: fn(&Audience) -> u32| -> u32 {
        let both = changes.iter().filter_map(|change| change.restricting.as_ref());
        both.map(|both| of(&both.seen_after).saturating_sub(of(&both.seen_by))).sum()
    };
    let public = more(|seen| seen.public_links);
    let shares = more(|seen| seen.shares).saturating_sub(public);
    for (number, one, many) in [(public, "public link", "public links"), (shares, "share", "shares")] {
        if number > 0 {
            words.push_str(&format!(", {}", count(u64::from(number), one, many)));
        }
    }
    words
}

fn buttons(confirming: &Confirming, ui: &mut Ui, view: &ViewCtx<'_>, changes: &[&Change], second: bool, entered: bool) -> Answer {
    let tokens = view.tokens;
    let missing = confirming.missing(view, second);
    let waits = confirming.sent.is_some();
    let mut answer = Answer::Nothing;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        let may = missing.is_none() && !waits;
        let open = parts::primary_button(ui, tokens, &open_words(changes), may);
        let open = open.on_disabled_hover_text(missing.unwrap_or("It is being checked."));
        if open.clicked() || (entered && may) {
            answer = Answer::Open;
        }
        if parts::button(ui, tokens, "Leave it closed").on_hover_text("Esc").clicked() {
            answer = Answer::Leave;
        }
        let hint = if waits { "Checking" } else { missing.unwrap_or_default() };
        ui.add(Label::new(parts::hint(tokens, hint)).truncate());
    });
    answer
}
