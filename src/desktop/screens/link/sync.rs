//! Brings the screen in line with what came from the runtime, and tells the runtime which filters are set.

use egui::Ui;

use super::reveal::{Step, step};
use super::{LinkScreen, ViewCtx};
use crate::domain::RepositoryId;
use crate::domain::browse::{AssetFilter, Node, Parent, RecordFilter};
use crate::runtime::Command;

/// Seconds of rest after typing before a text filter is sent.
const REST: f64 = 0.18;

impl LinkScreen {
    pub(super) fn sync(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        self.follow_workspace(view);
        self.send_filters(ui, view);
        self.left.rows.set_root(Some(Parent::IconikTop));
        self.left.update(view);
        let root = self.right_root();
        if self.right.rows.root() != root {
            self.right.rows.set_root(root);
            self.right.selection.clear();
        }
        self.right.update(view);
        self.follow_expanded(view);
        self.follow_reveal(view);
    }

    fn follow_workspace(&mut self, view: &ViewCtx<'_>) {
        let Some(workspace) = view.model.workspace() else { return };
        if self.workspace.as_ref() != Some(&workspace.path) {
            let thumbnails = self.thumbnails;
            *self = Self {
                workspace: Some(workspace.path.clone()),
                thumbnails,
                ..Self::default()
            };
        }
        if self.repository.is_none() {
            self.repository = view.model.resources().map(crate::runtime::view::RecordScope::repository);
        }
    }

    fn send_filters(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let now = ui.input(|input| input.time);
        let (assets, records) = (self.assets.clone(), self.scope().map(|scope| (scope, self.records.clone())));
        let asset_text = self.assets_sent.as_ref().is_some_and(|sent| sent.text != assets.text);
        let record_text = self
            .records_sent
            .as_ref()
            .zip(records.as_ref())
            .is_some_and(|((_, sent), (_, now))| sent.text != now.text);
        if (asset_text || record_text) && now - self.typed_at < REST {
            let rest = std::time::Duration::from_secs_f64(REST);
            ui.ctx().request_repaint_after(rest);
            return;
        }
        if self.assets_sent.as_ref() != Some(&assets) {
            view.outbox.send(Command::FilterAssets(assets.clone()));
            self.assets_sent = Some(assets);
        }
        if let Some((scope, filter)) = records
            && self.records_sent.as_ref() != Some(&(scope, filter.clone()))
        {
            view.outbox.send(Command::FilterRecords {
                scope,
                filter: filter.clone(),
            });
            self.records_sent = Some((scope, filter));
        }
    }

    fn follow_expanded(&mut self, view: &ViewCtx<'_>) {
        let Some((number, below)) = &view.model.expanded else { return };
        if *number != self.seen_expanded {
            self.seen_expanded = *number;
            self.right.open_below(&Node::Record(below.record), &below.nodes, view.model);
        }
    }

    fn follow_reveal(&mut self, view: &ViewCtx<'_>) {
        if let Some((number, way)) = &view.model.path
            && *number != self.seen_path
        {
            self.seen_path = *number;
            if self.reveal.node == Some(way.node) {
                self.reveal.way = Some(way.clone());
                self.turn_to(way.root, view);
            }
        }
        let Some(way) = self.reveal.way.clone() else { return };
        if self.reveal.cleared == Some(view.model.children_revision()) {
            // The cleared filter is not in force yet.
            return;
        }
        let left = matches!(way.node, Node::Asset(_) | Node::Collection(_));
        let tree = if left { &mut self.left } else { &mut self.right };
        match step(tree, view.model, &way) {
            Step::Waiting => {}
            Step::There => {
                tree.focus();
                self.reveal = super::reveal::Reveal::default();
                self.look_at(crate::desktop::model::side_of(&way.node));
            }
            Step::Hidden if self.reveal.cleared.is_some() => {
                self.refused = Some("It is not in the browser; refresh to look again".to_owned());
                self.reveal = super::reveal::Reveal::default();
            }
            Step::Hidden => {
                // A filter hides it: what was asked for wins, and undo brings the filter back.
                self.reveal.cleared = Some(view.model.children_revision());
                self.edit(|screen| {
                    if left {
                        screen.assets = AssetFilter::default();
                    } else {
                        screen.records = RecordFilter::default();
                    }
                });
            }
        }
    }

    /// Turns the browser to where a way begins.
    fn turn_to(&mut self, root: Parent, view: &ViewCtx<'_>) {
        let mut turn = |repository: RepositoryId, accessions: bool| {
            self.accessions = accessions;
            if self.repository != Some(repository) {
                self.repository = Some(repository);
                view.outbox.send(Command::ChooseRepository(repository));
            }
        };
        match root {
            Parent::Resources(repository) => turn(repository, false),
            Parent::Accessions(repository) => turn(repository, true),
            Parent::IconikTop | Parent::Collection(_) | Parent::Record(_) => {
                if self.thumbnails {
                    self.switch_thumbnails();
                }
            }
        }
    }
}
