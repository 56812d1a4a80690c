//! One entry in full, and what can be done about it.

use egui::{Label, Ui};
use jiff::ToSpan as _;

use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::{facts, said};
use crate::desktop::widgets::day::Typed;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::domain::browse::Node;
use crate::runtime::Command;
use crate::runtime::restrict_view::{ExpiryKind, ExpiryRow, RestrictScope, RestrictionsView};

/// What is being filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Asking {
    /// Nothing.
    #[default]
    Nothing,
    /// A new end.
    Extend {
        /// The new last day.
        end: Typed,
        /// No end at all.
        endless: bool,
    },
    /// Why it stays closed.
    Keep {
        /// The reason.
        reason: String,
        /// When to look again.
        review: Typed,
        /// The reason takes the keyboard.
        fresh: bool,
    },
}

/// Draws the entry and its actions.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView, row: &ExpiryRow, asking: &mut Asking) {
    let tokens = view.tokens;
    facts::pane(ui, tokens, (&row.statement, row.kind), |ui| {
        ui.add(Label::new(parts::strong(tokens, row.record_title.as_str())).wrap());
        ui.horizontal_wrapped(|ui| {
            ui.label(parts::small(tokens, format!("{} · {}", row.what, said::days(row.span))));
            facts::show_node(ui, view, "Show the record", Node::Record(row.statement.record));
        });
        facts::quoted(ui, tokens, &row.words);
        happens(ui, view, overview, row);
        kept(ui, view, row);
        facts::heading(ui, tokens, "What shall happen?");
        actions(ui, view, overview, row, asking);
        match asking {
            Asking::Nothing => {}
            Asking::Extend { .. } => extend(ui, view, row, asking),
            Asking::Keep { .. } => keep(ui, view, row, asking),
        }
        ui.add_space(tokens.gap / 2.0);
        let promise = "Nothing opens because a day has passed. What opens is planned, shown and confirmed one cause at a time.";
        ui.add(Label::new(parts::hint(tokens, promise)).wrap());
    });
}

fn happens(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView, row: &ExpiryRow) {
    let tokens = view.tokens;
    let away = said::away(row.day, overview.today);
    let when = match row.kind {
        ExpiryKind::Begins => format!("{}, {away}", row.day),
        ExpiryKind::Ends => format!("{} is its last day, {away}", row.day),
        ExpiryKind::Review => format!("{}, {away}", row.day),
    };
    facts::fact(ui, tokens, row.kind.words(), &when);
    facts::fact(ui, tokens, "reaches", &count(row.assets, "linked asset", "linked assets"));
    if row.kind != ExpiryKind::Begins {
        let stay = row.assets.saturating_sub(row.would_open);
        let mut words = count(row.would_open, "asset", "assets");
        if stay > 0 && row.would_open > 0 {
            words.push_str(&format!("; {stay} stay closed for another reason"));
        } else if stay > 0 {
            words = format!("none; {stay} stay closed for another reason");
        }
        facts::fact(ui, tokens, "would open", &words);
    }
    if row.waits(overview.today) {
        facts::remark(
            ui,
            tokens,
            Glyph::Warning,
            tokens.differs,
            "The day has come and waits for a decision. Until then everything stays as it is.",
        );
    }
}

fn kept(ui: &mut Ui, view: &ViewCtx<'_>, row: &ExpiryRow) {
    let Some(kept) = &row.kept else { return };
    let tokens = view.tokens;
    let mut words = format!("Kept closed by {} on {}: {}", kept.who, view.clock(kept.at), kept.reason);
    if let Some(review) = kept.review_on {
        words.push_str(&format!(". Looked at again on {review}"));
    }
    if kept.fingerprint != row.fingerprint {
        words.push_str(". The note changed since");
    }
    facts::remark(ui, tokens, Glyph::Shield, tokens.restricted, &words);
    ui.add_enabled_ui(facts::refusal(view).is_none(), |ui| {
        if parts::link_button(ui, tokens, "Take this decision back").clicked() {
            send_kept(view, row, None, None);
        }
    });
}

fn send_kept(view: &ViewCtx<'_>, row: &ExpiryRow, reason: Option<String>, review_on: Option<jiff::civil::Date>) {
    view.outbox.send(Command::KeepClosed {
        statement: row.statement.clone(),
        fingerprint: row.fingerprint.clone(),
        reason,
        review_on,
    });
}

fn actions(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView, row: &ExpiryRow, asking: &mut Asking) {
    let tokens = view.tokens;
    let refused = facts::refusal(view);
    ui.horizontal_wrapped(|ui| {
        plan(ui, view, overview, row, refused.as_deref());
        ui.add_enabled_ui(refused.is_none(), |ui| {
            if row.extendable && row.kind != ExpiryKind::Begins {
                let on = matches!(asking, Asking::Extend { .. });
                let button = parts::button(ui, tokens, "Extend…").on_hover_text("Plans a new end in the note in ArchivesSpace");
                if button.clicked() {
                    *asking = if on {
                        Asking::Nothing
                    } else {
                        Asking::Extend {
                            end: Typed::default(),
                            endless: false,
                        }
                    };
                }
            }
            if row.kind != ExpiryKind::Begins && parts::button(ui, tokens, "Keep closed…").clicked() {
                let on = matches!(asking, Asking::Keep { .. });
                *asking = if on { Asking::Nothing } else { keeping(view, overview, row) };
            }
        });
        let page = parts::button(ui, tokens, "Open in ArchivesSpace").on_hover_text("Opens the record in the web browser");
        if page.clicked() {
            view.outbox.raise(Raised::OpenPage(row.page.clone()));
        }
    });
    if let Some(why) = refused {
        ui.add(Label::new(parts::hint(tokens, why)).wrap());
    }
}

/// The button that plans what follows; lifting only once the last day has passed.
fn plan(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView, row: &ExpiryRow, refused: Option<&str>) {
    let ended = row.kind == ExpiryKind::Ends;
    let lifts = ended && row.day < overview.today;
    let words = if ended { "Plan the lifting" } else { "Plan what follows" };
    let waits = view.model.awaits_plan();
    let why = match refused {
        Some(why) => Some(why.to_owned()),
        None if ended && !lifts => Some(format!("It applies until {}; there is nothing to lift before.", row.day)),
        None => None,
    };
    let words = if waits { "Planning…" } else { words };
    let response = parts::primary_button(ui, view.tokens, words, why.is_none() && !waits);
    let response = match &why {
        Some(why) => response.on_disabled_hover_text(why),
        None => response.on_hover_text("You review the plan before anything is written"),
    };
    if response.clicked() {
        view.outbox.send(Command::PlanRestrict {
            scope: RestrictScope::Cause(row.statement.clone()),
            as_of: None,
        });
    }
}

/// A form that proposes the review day of the workspace's settings.
fn keeping(view: &ViewCtx<'_>, overview: &RestrictionsView, row: &ExpiryRow) -> Asking {
    let months = match &view.model.restricting.settings {
        Some((_, settings)) => settings.settings.review_after_months,
        None => 0,
    };
    let proposed = (months > 0).then(|| overview.today.saturating_add(i64::from(months).months()));
    let kept = row.kept.as_ref();
    Asking::Keep {
        reason: kept.map(|kept| kept.reason.clone()).unwrap_or_default(),
        review: Typed::of(kept.and_then(|kept| kept.review_on).or(proposed)),
        fresh: true,
    }
}

fn extend(ui: &mut Ui, view: &ViewCtx<'_>, row: &ExpiryRow, asking: &mut Asking) {
    let tokens = view.tokens;
    let Asking::Extend { end, endless } = asking else { return };
    form::row(ui, tokens, "new last day", |ui| {
        ui.add_enabled_ui(!*endless, |ui| end.field(ui, tokens, "New last day"));
        form::tick(ui, tokens, "no end", endless);
        if !*endless {
            end.remark(ui, tokens, &end.last());
        }
    });
    let read = if *endless { Ok(None) } else { end.last() };
    let wrong = match &read {
        Err(why) => Some(why.clone()),
        Ok(None) if !*endless => Some("Say until which day, or that there is no end.".to_owned()),
        Ok(day) if day.is_some_and(|day| row.span.begin.is_some_and(|begin| day < begin)) => {
            Some("It would end before it begins.".to_owned())
        }
        Ok(_) => None,
    };
    let (mut done, mut closed) = (false, false);
    ui.horizontal_wrapped(|ui| {
        done = parts::primary_button(ui, tokens, "Plan the new end", wrong.is_none())
            .on_hover_text("You review the plan before the note is written")
            .clicked();
        closed = parts::button(ui, tokens, "Cancel").clicked();
        if let Some(why) = &wrong {
            ui.add(Label::new(parts::hint(tokens, why.as_str())).wrap());
        }
    });
    if done && let Ok(end) = read {
        view.outbox.send(Command::PlanNewEnd {
            statement: row.statement.clone(),
            end,
        });
    }
    if done || closed {
        *asking = Asking::Nothing;
    }
}

fn keep(ui: &mut Ui, view: &ViewCtx<'_>, row: &ExpiryRow, asking: &mut Asking) {
    let tokens = view.tokens;
    let Asking::Keep { reason, review, fresh } = asking else { return };
    form::row(ui, tokens, "reason", |ui| {
        let response = form::wide(ui, tokens, "Why it stays closed", reason, "kept with the decision");
        form::fresh(&response, fresh);
    });
    form::row(ui, tokens, "look again on", |ui| {
        review.field(ui, tokens, "Look again on");
        review.remark(ui, tokens, &review.first());
        ui.label(parts::hint(tokens, "may stay empty"));
    });
    let read = review.first();
    let wrong = match &read {
        Err(why) => Some(why.clone()),
        Ok(_) if reason.trim().is_empty() => Some("Say why it stays closed.".to_owned()),
        Ok(_) => None,
    };
    let (mut done, mut closed) = (false, false);
    ui.horizontal_wrapped(|ui| {
        done = parts::primary_button(ui, tokens, "Keep it closed", wrong.is_none()).clicked();
        closed = parts::button(ui, tokens, "Cancel").clicked();
        if let Some(why) = &wrong {
            ui.add(Label::new(parts::hint(tokens, why.as_str())).wrap());
        }
    });
    if done && let Ok(review_on) = read {
        send_kept(view, row, Some(reason.trim().to_owned()), review_on);
    }
    if done || closed {
        *asking = Asking::Nothing;
    }
}
