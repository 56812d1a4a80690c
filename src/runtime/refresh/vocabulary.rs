//! Reading what values the two systems accept. An account that may not see it can still browse and link: that is a problem for a
//! person, not the end of the refresh.

use super::Refresher;
use crate::domain::Vocabulary;
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// Mark under which the version of ArchivesSpace is kept whose schemas were read.
const SCHEMAS: &str = "archivesspace/schemas";

impl Refresher {
    /// Controlled lists each time; schemas once for each version of the system.
    pub(super) async fn archivesspace_vocabulary(&self, version: Option<&str>) -> Result<(), RuntimeError> {
        self.stopped()?;
        self.tell("controlled lists", 0, None);
        let archivesspace = self.archivesspace_client()?;
        let lists = archivesspace.enumerations().await;
        let Some(lists) = self.unless_forbidden("controlled lists of ArchivesSpace", lists)? else {
            return Ok(());
        };
        let may_add = archivesspace.may_add().await?;
        let schemas = if self.needs_schemas(version)? {
            self.tell("record schemas", 0, None);
            let schemas = archivesspace.schemas().await;
            self.unless_forbidden("record schemas of ArchivesSpace", schemas)?
        } else {
            None
        };
        let known_version = schemas.as_ref().and(version).map(ToOwned::to_owned);
        self.change_vocabulary(|vocabulary| {
            vocabulary.enumerations = lists;
            vocabulary.may_add_values = may_add.values;
            vocabulary.may_create_authorities = may_add.authorities;
            if let Some(schemas) = schemas {
                vocabulary.schemas = schemas;
            }
        })?;
        match known_version {
            Some(version) => self.shelf.with(|workspace| workspace.set_mark(SCHEMAS, &version)),
            None => Ok(()),
        }
    }

    /// Metadata fields and views.
    pub(in crate::runtime) async fn iconik_vocabulary(&self) -> Result<(), RuntimeError> {
        self.stopped()?;
        self.tell("metadata fields and views", 0, None);
        let iconik = self.iconik_client()?;
        let fields = iconik.fields_by_name().await;
        let Some(fields) = self.unless_forbidden("metadata fields of iconik", fields)? else {
            return Ok(());
        };
        let views = iconik.views_with_fields().await;
        let Some(views) = self.unless_forbidden("metadata views of iconik", views)? else {
            return Ok(());
        };
        self.change_vocabulary(|vocabulary| {
            vocabulary.fields = fields;
            vocabulary.views = views;
        })
    }

    fn needs_schemas(&self, version: Option<&str>) -> Result<bool, RuntimeError> {
        self.shelf.with(|workspace| {
            let read = workspace.mark(SCHEMAS)?;
            let other_version = version.is_some_and(|version| read.as_deref() != Some(version));
            Ok(other_version || workspace.vocabulary()?.schemas.is_empty())
        })
    }

    /// The two sides are read one after the other: each changes its own part only.
    fn change_vocabulary(&self, change: impl FnOnce(&mut Vocabulary)) -> Result<(), RuntimeError> {
        self.shelf.with(|workspace| {
            let mut vocabulary = workspace.vocabulary()?;
            change(&mut vocabulary);
            workspace.put_vocabulary(&vocabulary)
        })
    }

    fn unless_forbidden<T>(&self, what: &str, answer: Result<T, SystemError>) -> Result<Option<T>, RuntimeError> {
        let about = format!("refresh of {what}");
        match answer {
            Ok(value) => {
                self.shelf.with(|workspace| workspace.solve_problem(&about))?;
                Ok(Some(value))
            }
            Err(error @ SystemError::Forbidden { .. }) => {
                let now = (self.now)();
                self.shelf
                    .with(|workspace| workspace.note_problem(&about, what, &error.to_string(), now))?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}
