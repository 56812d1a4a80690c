//! Browsing: one thread that answers the browsers from the catalogue, in the order in which they ask.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};

use crate::domain::RecordUri;
use crate::domain::browse::{AssetFilter, FilterCounts, Node, Parent, RecordFilter};
use crate::store::{Kept, Reader, StoreError};

use super::event::Event;
use super::view::{Cause, Notice, NoticeKind, RecordScope, Side};

/// Says something to the window.
pub type EventSink = Arc<dyn Fn(Event) + Send + Sync>;

/// What the browsers ask.
#[derive(Debug, Clone)]
pub enum Question {
    /// Which assets to show.
    FilterAssets(AssetFilter),
    /// Which records to show.
    FilterRecords(RecordScope, RecordFilter),
    /// The filters in force again, because the catalogue changed.
    FilterAgain(Side),
    /// What lies inside. With `fetch`, what was never read is asked for.
    Children(Parent),
    /// Everything below a record.
    Expand(RecordUri),
    /// Rows.
    Rows(Vec<Node>),
    /// The way to a node.
    Path(Node),
    /// Hits.
    Search(u64, String),
}

/// Answers the browsers until all senders are gone.
pub struct Browser {
    reader: Reader,
    sink: EventSink,
    /// Asked for children that the catalogue never read.
    fetch: Box<dyn Fn(Parent) + Send>,
    asset_filter: AssetFilter,
    record_filters: HashMap<RecordScope, RecordFilter>,
    /// What the browser of records shows.
    shown: Option<RecordScope>,
    assets: Option<Kept>,
    records: HashMap<RecordScope, Kept>,
}

impl Browser {
    /// Starts the thread. It ends when the sender is dropped.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(reader: Reader, sink: EventSink, fetch: Box<dyn Fn(Parent) + Send>) -> std::io::Result<mpsc::Sender<Question>> {
        let (sender, receiver) = mpsc::channel::<Question>();
        let mut browser = Self {
            reader,
            sink,
            fetch,
            asset_filter: AssetFilter::default(),
            record_filters: HashMap::new(),
            shown: None,
            assets: None,
            records: HashMap::new(),
        };
        std::thread::Builder::new()
            .name("archway-browse".to_owned())
            .spawn(move || browser.run(&receiver))?;
        Ok(sender)
    }

    fn run(&mut self, questions: &mpsc::Receiver<Question>) {
        while let Ok(first) = questions.recv() {
            let mut waiting: Vec<Question> = std::iter::once(first).chain(questions.try_iter()).collect();
            drop_moot(&mut waiting);
            for question in waiting {
                if let Err(error) = self.answer(question) {
                    let text = format!("The catalogue could not be read: {error}");
                    (self.sink)(Event::Notice(Notice {
                        kind: NoticeKind::Error,
                        text,
                        plan: None,
                        asset: None,
                        cause: Cause::Here,
                    }));
                }
            }
        }
    }

    fn answer(&mut self, question: Question) -> Result<(), StoreError> {
        match question {
            Question::FilterAssets(filter) => {
                self.asset_filter = filter;
                self.filter_assets()?;
            }
            Question::FilterRecords(scope, filter) => {
                self.record_filters.insert(scope, filter);
                self.shown = Some(scope);
                self.filter_records(scope)?;
            }
            Question::FilterAgain(Side::Iconik) => self.filter_assets()?,
            Question::FilterAgain(Side::ArchivesSpace) => {
                for scope in self.record_filters.keys().copied().collect::<Vec<_>>() {
                    self.filter_records(scope)?;
                }
            }
            Question::Children(parent) => self.children(parent)?,
            Question::Expand(record) => {
                let nodes = self
                    .reader
                    .descendants(record, self.records.get(&RecordScope::Resources(record.repository)))?;
                (self.sink)(Event::Expanded { record, nodes });
            }
            Question::Rows(nodes) => {
                let rows = self.reader.rows(&nodes)?;
                (self.sink)(Event::Rows(nodes.into_iter().zip(rows).collect()));
            }
            Question::Path(node) => {
                let path = self.reader.path_to(node)?;
                let root = match node {
                    Node::Collection(_) | Node::Asset(_) => Parent::IconikTop,
                    Node::Record(uri) if uri.kind == crate::domain::RecordKind::Accession => Parent::Accessions(uri.repository),
                    Node::Record(uri) => Parent::Resources(uri.repository),
                };
                (self.sink)(Event::Path { node, root, path });
            }
            Question::Search(ticket, text) => {
                let hits = self.reader.search(&text, 40, crate::store::SearchIn::Both)?;
                (self.sink)(Event::Found { ticket, hits });
            }
        }
        Ok(())
    }

    fn filter_assets(&mut self) -> Result<(), StoreError> {
        let (kept, counts) = self.reader.filter_assets(&self.asset_filter)?;
        self.assets = if self.asset_filter.is_open() { None } else { Some(kept) };
        self.filtered(Side::Iconik, counts);
        Ok(())
    }

    fn filter_records(&mut self, scope: RecordScope) -> Result<(), StoreError> {
        let filter = self.record_filters.get(&scope).cloned().unwrap_or_default();
        let (kept, counts) = self.reader.filter_records(&filter, store_scope(scope))?;
        if filter.is_open() {
            self.records.remove(&scope);
        } else {
            self.records.insert(scope, kept);
        }
        // The numbers are those of what the browser shows, not of a repository that was looked at before.
        if self.shown.is_none_or(|shown| shown == scope) {
            self.filtered(Side::ArchivesSpace, counts);
        }
        Ok(())
    }

    fn filtered(&self, side: Side, counts: FilterCounts) {
        (self.sink)(Event::Filtered { side, counts });
    }

    fn children(&self, parent: Parent) -> Result<(), StoreError> {
        let kept = match parent {
            Parent::IconikTop | Parent::Collection(_) => self.assets.as_ref(),
            Parent::Resources(repository) => self.records.get(&RecordScope::Resources(repository)),
            Parent::Accessions(repository) => self.records.get(&RecordScope::Accessions(repository)),
            Parent::Record(uri) => self.records.get(&RecordScope::Resources(uri.repository)),
        };
        let children = self.reader.children(parent, kept)?;
        if !children.read {
            (self.fetch)(parent);
        }
        (self.sink)(Event::Children { parent, children });
        Ok(())
    }
}

/// Of several searches or filters that wait, only the last of each matters.
fn drop_moot(waiting: &mut Vec<Question>) {
    let last_search = waiting.iter().rposition(|question| matches!(question, Question::Search(..)));
    let last_assets = waiting.iter().rposition(|question| matches!(question, Question::FilterAssets(_)));
    let mut index = 0;
    waiting.retain(|question| {
        let keep = match question {
            Question::Search(..) => Some(index) == last_search,
            Question::FilterAssets(_) => Some(index) == last_assets,
            _ => true,
        };
        index += 1;
        keep
    });
}

fn store_scope(scope: RecordScope) -> crate::store::RecordScope {
    match scope {
        RecordScope::Resources(repository) => crate::store::RecordScope::Resources(repository),
        RecordScope::Accessions(repository) => crate::store::RecordScope::Accessions(repository),
    }
}
