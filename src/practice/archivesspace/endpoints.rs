//! Calls on records.

use serde_json::{Value, json};

use super::call::Call;
use super::check::Checked;
use super::kinds::{Key, Kind};
use super::listing::Question;
use super::params::Faults;
use super::records::{Identifier, Record};
use super::refuse::{self, Answer, Handled, Messages, ok};
use super::search;
use super::tree::{self, Tree};

/// Calls below `/repositories/:repo_id`.
///
/// # Errors
/// The refusal.
pub fn in_repository(call: &Call<'_>, repository: &str, rest: &[&str]) -> Handled {
    let id: u32 = repository.parse().unwrap_or(0);
    let known = call.state.store.read().has_repository(id);
    let number = u16::try_from(id).unwrap_or(0);
    let here = if known { number } else { 0 };
    match rest {
        ["search"] if matches!(call.method, "GET" | "POST") => {
            let mut faults = repository_faults(here);
            faults.text(&call.params, "page");
            faults.check()?;
            call.permit("view_repository", id)?;
            let lag = call.state.options.index_lag;
            call.view(|view| search::answer(view, &call.params, Some(here), lag))
        }
        ["find_by_id", path] if call.method == "GET" => find_by_id(call, here, path),
        ["top_containers", "search"] if call.method == "GET" => {
            repository_faults(here).check()?;
            call.permit("view_repository", id)?;
            call.view(|view| search::containers(view, &call.params, here))
        }
        [path, rest @ ..] => match Kind::of_path(path).filter(|kind| kind.in_repository()) {
            Some(kind) => records(call, kind, here, rest),
            None => Err(refuse::no_route()),
        },
        [] => Err(refuse::no_route()),
    }
}

/// The faults of a call, with that of a repository that is not there.
fn repository_faults(repository: u16) -> Faults {
    let mut faults = Faults::default();
    if repository == 0 {
        faults.note("repo_id", "Failed validation -- The Repository must exist");
    }
    faults
}

fn faults(kind: Kind, repository: u16) -> Faults {
    if kind.in_repository() {
        repository_faults(repository)
    } else {
        Faults::default()
    }
}

/// Calls on the records of a kind; `repository` is 0 for global ones, and where the path names none that exists.
///
/// # Errors
/// The refusal.
pub fn records(call: &Call<'_>, kind: Kind, repository: u16, rest: &[&str]) -> Handled {
    let one = |id: &str| One::read(call, kind, repository, id);
    match (call.method, rest) {
        ("GET", []) => list(call, kind, repository),
        ("POST", []) => {
            faults(kind, repository).check()?;
            let checked = call.record(kind.jsonmodel())?;
            call.permit(kind.write_permission(), u32::from(repository))?;
            call.write(|writer| writer.create(kind, repository, checked))
        }
        (_, [""]) => Err(refuse::no_route()),
        ("GET", [id]) => one(id)?.show(),
        ("POST", [id]) => one(id)?.update(),
        ("DELETE", [id]) => one(id)?.delete(),
        ("POST", [id, "publish"]) if has_publish(kind) => one(id)?.publish(true),
        ("POST", [id, "unpublish"]) if matches!(kind, Kind::Resource | Kind::ArchivalObject) => one(id)?.publish(false),
        ("POST", [id, "suppressed"]) if kind.can_be_suppressed() => one(id)?.suppress(),
        ("GET", [id, "children"]) if kind.root().is_some() => one(id)?.children(),
        ("POST", [id, "children"]) if kind == Kind::Resource || kind == Kind::ArchivalObject => one(id)?.add_children(),
        ("GET", [id, "previous"]) if kind == Kind::ArchivalObject => one(id)?.previous(),
        ("POST", [id, "parent"]) if kind.root().is_some() => one(id)?.set_parent(),
        ("POST", [id, "accept_children"]) if kind.component().is_some() => one(id)?.accept(),
        ("GET", [id, "ordered_records"]) if kind == Kind::Resource => one(id)?.ordered(),
        ("GET", [id, "top_containers"]) if kind == Kind::Resource => one(id)?.containers(),
        ("GET", [id, "tree", what]) if matches!(kind, Kind::Resource | Kind::DigitalObject) => tree_call(&one(id)?, what),
        _ => Err(refuse::no_route()),
    }
}

fn has_publish(kind: Kind) -> bool {
    kind.is_agent() || matches!(kind, Kind::Resource | Kind::ArchivalObject | Kind::DigitalObject)
}

fn list(call: &Call<'_>, kind: Kind, repository: u16) -> Handled {
    let mut faults = faults(kind, repository);
    let question = Question::read(&call.params, &mut faults)?;
    faults.list(&call.params, "resolve");
    faults.check()?;
    if let Some(permission) = kind.view_permission() {
        call.permit(permission, u32::from(repository))?;
    }
    Ok(ok(call.view(|view| question.answer(view, kind, repository, &call.wanted()))))
}

/// A call on one record.
struct One<'a> {
    call: &'a Call<'a>,
    key: Key,
    repository: u16,
}

impl<'a> One<'a> {
    fn read(call: &'a Call<'a>, kind: Kind, repository: u16, id: &str) -> Result<Self, Answer> {
        let mut faults = faults(kind, repository);
        let id = faults.path_number("id", id);
        faults.check()?;
        Ok(Self {
            call,
            key: Key::new(kind, id),
            repository,
        })
    }

    fn permit(&self, permission: &str) -> Result<(), Answer> {
        self.call.permit(permission, u32::from(self.repository))
    }

    fn permit_reading(&self) -> Result<(), Answer> {
        self.key.kind.view_permission().map_or(Ok(()), |permission| self.permit(permission))
    }

    fn missing(&self) -> Answer {
        refuse::not_found(self.key.kind.model())
    }

    /// Refuses records that are not there, not in this repository, or hidden from the caller.
    fn found(&self) -> Result<(), Answer> {
        let visible = self.call.view(|view| {
            view.store
                .get(self.key)
                .is_some_and(|record| record.repository == self.repository && view.shows(record))
        });
        if visible { Ok(()) } else { Err(self.missing()) }
    }

    fn show(&self) -> Handled {
        let mut faults = Faults::default();
        faults.list(&self.call.params, "resolve");
        faults.check()?;
        self.permit_reading()?;
        self.found()?;
        self.call.view(|view| {
            let mut record = view.record(self.key).ok_or_else(|| self.missing())?;
            self.call.resolve(view, &mut record);
            Ok(ok(record))
        })
    }

    fn update(&self) -> Handled {
        let checked = self.call.record(self.key.kind.jsonmodel())?;
        self.permit(self.key.kind.write_permission())?;
        self.found()?;
        self.call.write(|writer| writer.update(self.key, checked))
    }

    fn delete(&self) -> Handled {
        self.permit(self.key.kind.delete_permission())?;
        self.found()?;
        self.call.write(|writer| writer.delete(self.key))
    }

    fn publish(&self, publish: bool) -> Handled {
        self.permit(self.key.kind.write_permission())?;
        self.found()?;
        self.call.write(|writer| Ok(writer.publish(self.key, publish)))
    }

    fn suppress(&self) -> Handled {
        let mut faults = Faults::default();
        let suppressed = faults.needed_boolean(&self.call.params, "suppressed");
        faults.check()?;
        self.permit("suppress_archival_record")?;
        self.found()?;
        self.call.write(|writer| Ok(writer.suppress(self.key, suppressed)))
    }

    fn children(&self) -> Handled {
        self.permit_reading()?;
        self.found()?;
        Ok(ok(self.call.view(|view| {
            let children = view.store.children(self.key).iter();
            children.filter_map(|id| view.record(Key::new(self.key.kind, *id))).collect()
        })))
    }

    fn add_children(&self) -> Handled {
        let checked = self.call.record("archival_record_children")?;
        self.permit("update_resource_record")?;
        self.found()?;
        self.call.write(|writer| {
            let (root, parent) = if self.key.kind == Kind::Resource {
                (self.key, None)
            } else {
                let root = writer.store.ancestors(self.key).last().copied();
                (root.unwrap_or(self.key), Some(self.key))
            };
            let children = checked.record.get("children").and_then(Value::as_array);
            for child in children.into_iter().flatten() {
                let Value::Object(child) = child else { continue };
                let mut record = child.clone();
                record.insert("resource".to_owned(), json!({"ref": writer.store.uri(root)}));
                if let Some(parent) = parent {
                    record.insert("parent".to_owned(), json!({"ref": writer.store.uri(parent)}));
                }
                let warnings = Messages::new();
                writer.create(Kind::ArchivalObject, self.repository, Checked { record, warnings })?;
            }
            Ok(writer.updated(self.key))
        })
    }

    fn previous(&self) -> Handled {
        self.permit_reading()?;
        self.found()?;
        self.call.view(|view| {
            let place = view.store.place(self.key);
            let above = view.store.ancestors(self.key).first().copied();
            let siblings = above.map_or(&[][..], |above| view.store.children(above));
            place
                .checked_sub(1)
                .and_then(|place| siblings.get(place))
                .and_then(|id| view.record(Key::new(self.key.kind, *id)))
                .map(ok)
                .ok_or_else(|| refuse::text(404, "No previous node"))
        })
    }

    fn set_parent(&self) -> Handled {
        let mut faults = Faults::default();
        let parent = faults.integer(&self.call.params, "parent");
        let position = faults.integer(&self.call.params, "position");
        faults.check()?;
        self.permit(self.key.kind.write_permission())?;
        self.found()?;
        let position = tree::needed_position(position)?;
        self.call.write(|writer| {
            let uri = writer.store.uri(self.key);
            let above = match parent.and_then(|id| u32::try_from(id).ok()) {
                Some(id) => Key::new(self.key.kind, id),
                None => writer.store.ancestors(self.key).last().copied().unwrap_or(self.key),
            };
            if writer.store.get(above).is_none() {
                return Err(refuse::not_found(above.kind.model()));
            }
            writer.accept(above, &[uri.as_str()], position)?;
            Ok(writer.updated(self.key))
        })
    }

    fn accept(&self) -> Handled {
        let mut faults = Faults::default();
        let children = faults.list(&self.call.params, "children");
        let position = faults.needed_integer(&self.call.params, "position");
        faults.check()?;
        self.permit(self.key.kind.write_permission())?;
        self.found()?;
        if children.is_empty() {
            return Err(refuse::text(500, "undefined method `each' for nil:NilClass"));
        }
        let position = usize::try_from(position).unwrap_or(0);
        self.call.write(|writer| writer.accept(self.key, &children, position))
    }

    fn ordered(&self) -> Handled {
        self.permit_reading()?;
        self.found()?;
        Ok(ok(self.call.view(|view| {
            Tree {
                store: view.store,
                root: self.key,
                published_only: true,
            }
            .ordered()
        })))
    }

    /// Containers of the published records of a resource.
    fn containers(&self) -> Handled {
        self.permit_reading()?;
        self.found()?;
        Ok(ok(self.call.view(|view| {
            let mut found: Vec<Value> = Vec::new();
            for key in view.store.subtree(self.key) {
                let Some(record) = view.store.get(key) else { continue };
                if !record.publish || record.suppressed {
                    continue;
                }
                let body = record.body();
                let instances = body.get("instances").and_then(Value::as_array);
                for instance in instances.into_iter().flatten() {
                    let uri = &instance["sub_container"]["top_container"]["ref"];
                    let link = json!({"ref": uri});
                    if uri.is_string() && !found.contains(&link) {
                        found.push(link);
                    }
                }
            }
            let mut found = json!(found);
            self.call.resolve(view, &mut found);
            found
        })))
    }
}

fn tree_call(one: &One<'_>, what: &str) -> Handled {
    let params = &one.call.params;
    let mut faults = Faults::default();
    let published_only = faults.boolean(params, "published_only").unwrap_or(false);
    let (mut offset, mut node, mut ids) = (0, "", Vec::new());
    match what {
        "root" => {}
        "waypoint" => offset = faults.needed_integer(params, "offset"),
        "node" => node = faults.text(params, "node_uri"),
        "node_from_root" => {
            let given = faults.list(params, "node_ids");
            if given.is_empty() {
                faults.missing("node_ids");
            }
            for id in given {
                ids.push(faults.path_number("node_ids", id));
            }
        }
        _ => return Err(refuse::no_route()),
    }
    faults.check()?;
    one.permit_reading()?;
    one.found()?;
    one.call.view(|view| {
        let tree = Tree {
            store: view.store,
            root: one.key,
            published_only,
        };
        match what {
            "root" => Ok(ok(tree.root())),
            "waypoint" => {
                let offset = usize::try_from(offset).unwrap_or(usize::MAX);
                Ok(ok(tree.waypoint(params.text("parent_node"), offset)))
            }
            "node" => tree.node(node),
            _ => tree.ways_from_root(&ids),
        }
    })
}

/// The exact look-ups; several parameters must all fit.
fn find_by_id(call: &Call<'_>, repository: u16, path: &str) -> Handled {
    let (kind, fields): (Kind, &[&str]) = match path {
        "resources" => (Kind::Resource, &["identifier"]),
        "archival_objects" => (Kind::ArchivalObject, &["ref_id", "component_id"]),
        "digital_objects" => (Kind::DigitalObject, &["digital_object_id"]),
        "digital_object_components" => (Kind::DigitalObjectComponent, &["component_id"]),
        "top_containers" => (Kind::TopContainer, &["indicator", "barcode"]),
        _ => return Err(refuse::no_route()),
    };
    let mut faults = repository_faults(repository);
    let mut asked: Vec<(&str, Vec<String>)> = Vec::new();
    for field in fields {
        let values = faults.list(&call.params, field);
        if !values.is_empty() {
            asked.push((*field, values.into_iter().map(str::to_owned).collect()));
        }
    }
    faults.list(&call.params, "resolve");
    faults.check()?;
    call.permit("view_repository", u32::from(repository))?;
    for (_, values) in asked.iter_mut().filter(|(field, _)| *field == "identifier") {
        for value in values {
            *value = four_parts(value)?;
        }
    }
    Ok(ok(call.view(|view| {
        let mut found: Option<Vec<Key>> = None;
        for (field, values) in &asked {
            let mut fitting: Vec<Key> = values
                .iter()
                .flat_map(|value| {
                    view.store.identified(&Identifier {
                        kind,
                        repository,
                        field,
                        value,
                    })
                })
                .filter(|key| view.store.get(*key).is_some_and(|record: &Record| view.shows(record)))
                .collect();
            if let Some(before) = found {
                fitting.retain(|key| before.contains(key));
            }
            found = Some(fitting);
        }
        let mut links = found.unwrap_or_default();
        links.sort_unstable();
        links.dedup();
        let links: Vec<Value> = links.into_iter().map(|key| json!({"ref": view.store.uri(key)})).collect();
        let mut answer = json!({path: links});
        call.resolve(view, &mut answer);
        answer
    })))
}

/// An identifier given as a JSON list of its parts.
fn four_parts(text: &str) -> Result<String, Answer> {
    let parts: Vec<Option<String>> = serde_json::from_str(text).map_err(|_| {
        refuse::text(
            400,
            format!("Had some trouble parsing your request: unexpected character: '{text}' at line 1 column 1"),
        )
    })?;
    let part = |number: usize| parts.get(number).cloned().flatten().unwrap_or_default();
    Ok([part(0), part(1), part(2), part(3)].join("\u{1f}"))
}
