//! Values before and after: what goes on one ground, what comes on another, and signs for those who see no colour.

use egui::text::LayoutJob;
use egui::{Color32, Frame, InnerResponse, Label, Margin, Rect, Response, RichText, Stroke, TextFormat, Ui, UiBuilder, pos2, vec2};

use super::difference::{self, Run};
use crate::desktop::fonts;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::plan::FieldChange;

/// What a value stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// It goes.
    Gone,
    /// It comes.
    Come,
    /// It only stands there.
    Quiet,
}

impl Ground {
    fn colour(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Gone => tokens.del,
            Self::Come => tokens.add,
            Self::Quiet => tokens.bg,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Gone => "− ",
            Self::Come => "+ ",
            Self::Quiet => "",
        }
    }
}

/// Fields before and after. `words` says what both columns are. Fields that stay as they are are folded away.
pub fn fields(ui: &mut Ui, tokens: &Tokens, fields: &[FieldChange], words: [&str; 2]) {
    let (same, changed): (Vec<&FieldChange>, Vec<&FieldChange>) = fields.iter().partition(|field| is_same(field));
    for field in changed {
        one(ui, tokens, field, words);
    }
    folded(ui, tokens, &same);
}

fn is_same(field: &FieldChange) -> bool {
    field.before.is_some() && field.before == field.after
}

/// Fields that stay, behind a line that says how many there are.
fn folded(ui: &mut Ui, tokens: &Tokens, same: &[&FieldChange]) {
    if same.is_empty() {
        return;
    }
    let id = ui.scope_id().with("fields that stay");
    let open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    let number = count(same.len() as u64, "field stays as it is", "fields stay as they are");
    let words = if open {
        format!("Hide: {number}")
    } else {
        format!("Show: {number}")
    };
    padded(ui, tokens, |ui| {
        if parts::link_button(ui, tokens, &words).clicked() {
            ui.data_mut(|data| data.insert_temp(id, !open));
        }
    });
    if open {
        for field in same {
            named(ui, tokens, &field.field, |ui| {
                plain(ui, tokens, field.after.as_deref().unwrap_or_default(), Ground::Quiet);
            });
        }
    }
}

/// Items of a list that stays partly as it is: what goes, then what stays and what comes, in order. `None` for other texts.
fn by_item<'t>(before: &'t str, after: &'t str) -> Option<Vec<(&'t str, Ground)>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let short = old.iter().chain(&new).all(|line| line.chars().count() <= LONGEST_ITEM);
    let several = old.len().max(new.len()) > 1;
    if !short || !several || !old.iter().any(|line| new.contains(line)) {
        return None;
    }
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| (*line, Ground::Gone));
    let then = new.iter().map(|line| {
        let ground = if old.contains(line) { Ground::Quiet } else { Ground::Come };
        (*line, ground)
    });
    Some(gone.chain(then).collect())
}

/// Longer lines, in letters, are paragraphs rather than items of a list.
const LONGEST_ITEM: usize = 120;

fn one(ui: &mut Ui, tokens: &Tokens, field: &FieldChange, words: [&str; 2]) {
    if let (Some(before), Some(after)) = (&field.before, &field.after)
        && let Some(items) = by_item(before, after)
    {
        named(ui, tokens, &field.field, |ui| {
            for (item, ground) in items {
                match ground {
                    Ground::Gone => value(ui, tokens, words[0], item, ground),
                    Ground::Come => value(ui, tokens, words[1], item, ground),
                    Ground::Quiet => value(ui, tokens, "stays", item, ground),
                }
            }
        });
        return;
    }
    let difference = match (&field.before, &field.after) {
        (Some(before), Some(after)) => difference::remembered(ui.ctx(), before, after),
        _ => None,
    };
    // Long texts need the whole width, and stand beside each other where there is room.
    if let Some(difference) = difference {
        padded(ui, tokens, |ui| {
            ui.label(RichText::new(&field.field).font(fonts::regular(tokens.text)).color(tokens.ink2));
            pair(ui, tokens, words, |ui, ground| {
                let runs = if ground == Ground::Gone {
                    &difference.before
                } else {
                    &difference.after
                };
                boxed(ui, tokens, ground, patchwork(tokens, ground, ground.sign(), runs), true);
            });
        });
        return;
    }
    named(ui, tokens, &field.field, |ui| {
        if let Some(before) = &field.before {
            value(ui, tokens, words[0], before, Ground::Gone);
        }
        if let Some(after) = &field.after {
            value(ui, tokens, words[1], after, Ground::Come);
        }
    });
}

/// Both texts beside each other, or below each other where there is little room.
fn pair(ui: &mut Ui, tokens: &Tokens, words: [&str; 2], mut draw: impl FnMut(&mut Ui, Ground)) {
    let room = ui.available_width();
    if room < tokens.rail * 6.0 {
        draw(ui, Ground::Gone);
        draw(ui, Ground::Come);
        return;
    }
    let top = ui.cursor().min;
    let width = ((room - tokens.gap) / 2.0).floor();
    let mut bottom = top.y;
    for (place, (ground, word)) in [(Ground::Gone, words[0]), (Ground::Come, words[1])].into_iter().enumerate() {
        let left = top.x + place as f32 * (width + tokens.gap);
        let rect = Rect::from_min_max(pos2(left, top.y), pos2(left + width, f32::INFINITY));
        let drawn = ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(("text", place)), |ui| {
            ui.label(parts::hint(tokens, word));
            draw(ui, ground);
        });
        bottom = bottom.max(drawn.response.rect.bottom());
    }
    ui.advance_cursor_after_rect(Rect::from_min_max(top, pos2(top.x + room, bottom)));
}

/// The name of a field at the left, what it holds at the right.
fn named(ui: &mut Ui, tokens: &Tokens, name: &str, add: impl FnOnce(&mut Ui)) {
    padded(ui, tokens, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap;
            let width = ui.available_width() * 0.28;
            ui.allocate_ui_with_layout(vec2(width, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.set_width(width);
                ui.add(Label::new(RichText::new(name).font(fonts::regular(tokens.text)).color(tokens.ink2)).wrap());
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = tokens.hair * 2.0;
                add(ui);
            });
        });
    });
}

fn padded<R>(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui) -> R) -> R {
    super::detail::padded(ui, tokens, add)
}

/// A whole value; what goes is struck through.
fn value(ui: &mut Ui, tokens: &Tokens, word: &str, text: &str, ground: Ground) {
    let run = Run {
        text: shown(text).to_owned(),
        kept: ground != Ground::Gone,
    };
    let drawn = boxed(ui, tokens, ground, patchwork(tokens, ground, ground.sign(), &[run]), false);
    drawn.inner.on_hover_text(word);
}

/// A value that only stands there; gives its place.
pub fn plain(ui: &mut Ui, tokens: &Tokens, text: &str, ground: Ground) -> Rect {
    let run = Run {
        text: shown(text).to_owned(),
        kept: true,
    };
    boxed(ui, tokens, ground, patchwork(tokens, ground, ground.sign(), &[run]), true)
        .response
        .rect
}

/// A value with the words marked that a base does not have; gives its place.
pub fn against(ui: &mut Ui, tokens: &Tokens, base: &str, text: &str) -> Rect {
    match difference::remembered(ui.ctx(), base, text) {
        Some(difference) => {
            // The words that differ from the base are marked; nothing is written yet, so there is no sign.
            let job = patchwork(tokens, Ground::Come, "", &difference.after);
            boxed(ui, tokens, Ground::Quiet, job, true).response.rect
        }
        None => plain(ui, tokens, text, Ground::Quiet),
    }
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "(empty)" } else { text }
}

/// Text on its ground; `whole` makes the ground as wide as its column.
fn boxed(ui: &mut Ui, tokens: &Tokens, ground: Ground, job: LayoutJob, whole: bool) -> InnerResponse<Response> {
    let frame = Frame::new()
        .fill(ground.colour(tokens))
        .corner_radius(tokens.radius / 2.0)
        .inner_margin(Margin::symmetric(4, 1));
    frame.show(ui, |ui| {
        if whole {
            ui.set_width(ui.available_width());
        }
        ui.add(Label::new(job).wrap().selectable(true))
    })
}

/// Runs of words after a sign: what went is struck through, what came stands on a line.
fn patchwork(tokens: &Tokens, ground: Ground, sign: &str, runs: &[Run]) -> LayoutJob {
    let mut job = LayoutJob::default();
    let ink = if ground == Ground::Gone { tokens.ink2 } else { tokens.ink };
    let several = runs.len() > 1;
    let plain = TextFormat {
        font_id: fonts::regular(tokens.text),
        color: ink,
        ..TextFormat::default()
    };
    let changed = TextFormat {
        color: if several { tokens.ink } else { ink },
        background: if several { mark(tokens, ground) } else { Color32::TRANSPARENT },
        strikethrough: line(tokens, ground == Ground::Gone, ink),
        underline: line(tokens, ground == Ground::Come && several, tokens.linked),
        ..plain.clone()
    };
    job.append(sign, 0.0, plain.clone());
    for run in runs {
        let format = if run.kept { plain.clone() } else { changed.clone() };
        job.append(&run.text, 0.0, format);
    }
    job.wrap.break_anywhere = runs.iter().all(|run| !run.text.contains(' '));
    job
}

fn mark(tokens: &Tokens, ground: Ground) -> Color32 {
    match ground {
        Ground::Gone => tokens.broken.gamma_multiply(0.18),
        Ground::Come => tokens.linked.gamma_multiply(0.18),
        Ground::Quiet => Color32::TRANSPARENT,
    }
}

fn line(tokens: &Tokens, on: bool, colour: Color32) -> Stroke {
    if on { Stroke::new(tokens.hair, colour) } else { Stroke::NONE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_in_a_list_is_not_struck_through() {
        let items = by_item("Marsh, Adela\nOtto", "Marsh, Adela\nExample, Ines").unwrap();
        assert_eq!(
            items,
            [
                ("Otto", Ground::Gone),
                ("Marsh, Adela", Ground::Quiet),
                ("Example, Ines", Ground::Come)
            ]
        );
        assert_eq!(by_item("1981", "1982"), None);
        assert_eq!(by_item("1981", "1982\n1983"), None, "nothing stays");
    }
}
