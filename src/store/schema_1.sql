-- One row a fact about the workspace itself: uuid, connection, settings, marks of refreshes.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE marks (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE repositories (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL
);

-- Parents other than records whose contents were read, such as "the resources of repository 2".
CREATE TABLE lists_read (
    list TEXT PRIMARY KEY
) WITHOUT ROWID;

-- `key` is the packed address. `above` is the record that a row stands under in the tree; resources and accessions stand
-- under a negative number made of repository and kind, so that one index serves every list. `scope` is repository and kind.
-- `under` is 1 where the record or one above it carries a restriction. Bodies live in a table of their own, because lists
-- and filters never need them.
CREATE TABLE records (
    key INTEGER PRIMARY KEY,
    scope INTEGER NOT NULL,
    above INTEGER,
    position INTEGER NOT NULL,
    sort TEXT,
    title TEXT,
    display TEXT NOT NULL,
    level INTEGER,
    identifier TEXT,
    ref_id TEXT,
    dates TEXT NOT NULL,
    container TEXT NOT NULL,
    resource INTEGER,
    parent INTEGER,
    publish INTEGER NOT NULL,
    suppressed INTEGER NOT NULL,
    restricted INTEGER NOT NULL,
    under INTEGER NOT NULL,
    lock_version INTEGER NOT NULL,
    child_count INTEGER,
    children_read INTEGER NOT NULL DEFAULT 0,
    has_body INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX records_children ON records (above, position, sort);
CREATE INDEX records_scope ON records (scope, level, under, has_body, above);
CREATE INDEX records_resource ON records (resource) WHERE resource IS NOT NULL;

CREATE TABLE record_bodies (
    key INTEGER PRIMARY KEY REFERENCES records (key) ON DELETE CASCADE,
    read_at INTEGER NOT NULL,
    fingerprint TEXT,
    body BLOB NOT NULL
);

CREATE TABLE gone_records (
    key INTEGER PRIMARY KEY
);

-- `known` is 0 for collections that only an asset or another collection named.
CREATE TABLE collections (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    sort TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1,
    known INTEGER NOT NULL DEFAULT 0,
    modified TEXT
);
CREATE TABLE collection_parents (
    parent INTEGER NOT NULL,
    child INTEGER NOT NULL,
    PRIMARY KEY (parent, child)
) WITHOUT ROWID;
CREATE INDEX collection_parents_child ON collection_parents (child, parent);

-- `loose` is 1 where no known collection holds the asset: it stands at the top.
CREATE TABLE assets (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL,
    sort TEXT NOT NULL,
    asset_type TEXT NOT NULL,
    media INTEGER NOT NULL,
    active INTEGER NOT NULL,
    duration_ms INTEGER,
    external_id TEXT,
    approval TEXT NOT NULL,
    versions INTEGER NOT NULL,
    created TEXT,
    modified TEXT,
    loose INTEGER NOT NULL
);
CREATE INDEX assets_loose ON assets (sort, id) WHERE loose = 1 AND active = 1;
CREATE INDEX assets_scope ON assets (active, media, approval, created, id);

CREATE TABLE asset_bodies (
    key INTEGER PRIMARY KEY REFERENCES assets (key) ON DELETE CASCADE,
    read_at INTEGER NOT NULL,
    collections BLOB NOT NULL,
    body BLOB NOT NULL,
    metadata BLOB NOT NULL
);
-- Only active assets are listed here, so that counting needs no join.
CREATE TABLE asset_collections (
    collection INTEGER NOT NULL,
    asset INTEGER NOT NULL,
    PRIMARY KEY (collection, asset)
) WITHOUT ROWID;
CREATE INDEX asset_collections_asset ON asset_collections (asset, collection);

CREATE TABLE gone_assets (
    id BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE VIRTUAL TABLE record_words USING fts5 (
    title, identifiers, notes,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE VIRTUAL TABLE asset_words USING fts5 (
    title, identifiers, metadata,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

-- Ends of links as the systems show them.
CREATE TABLE instances (
    record INTEGER NOT NULL,
    digital_object INTEGER NOT NULL,
    PRIMARY KEY (record, digital_object)
) WITHOUT ROWID;
CREATE INDEX instances_digital_object ON instances (digital_object, record);
-- `how`: 0 as Archway makes them, 1 only the id, 2 only a page. `own` is 1 where a page is on the workspace's own iconik.
CREATE TABLE digital_object_assets (
    digital_object INTEGER PRIMARY KEY,
    asset BLOB NOT NULL,
    how INTEGER NOT NULL,
    own INTEGER NOT NULL
);
CREATE INDEX digital_object_assets_asset ON digital_object_assets (asset, digital_object);
CREATE TABLE asset_records (
    asset BLOB NOT NULL,
    record INTEGER NOT NULL,
    fingerprint TEXT,
    PRIMARY KEY (asset, record)
) WITHOUT ROWID;
CREATE INDEX asset_records_record ON asset_records (record, asset);

CREATE TABLE links (
    record INTEGER NOT NULL,
    asset BLOB NOT NULL,
    digital_object INTEGER,
    archivesspace TEXT NOT NULL,
    iconik TEXT NOT NULL,
    state INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (record, asset)
) WITHOUT ROWID;
CREATE INDEX links_record ON links (record, state);
CREATE INDEX links_asset ON links (asset, state);
CREATE INDEX links_state ON links (state, record);

CREATE TABLE plans (
    id BLOB PRIMARY KEY,
    workflow TEXT NOT NULL,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    author TEXT NOT NULL,
    undoes BLOB,
    stage TEXT NOT NULL,
    pairs TEXT NOT NULL,
    notices TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE plan_changes (
    plan BLOB NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    change INTEGER NOT NULL,
    place INTEGER NOT NULL,
    decision INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    severity INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (plan, change)
);
CREATE INDEX plan_changes_counts ON plan_changes (plan, decision, outcome, severity);
CREATE INDEX plan_changes_waiting ON plan_changes (outcome, plan, change) WHERE outcome IN (1, 3, 4);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan BLOB NOT NULL,
    change INTEGER NOT NULL,
    step INTEGER NOT NULL,
    intended_at TEXT NOT NULL,
    what TEXT NOT NULL,
    answered_at TEXT,
    answer TEXT,
    settled_at TEXT,
    settled TEXT
);
CREATE INDEX journal_change ON journal (plan, change, step);
CREATE INDEX journal_open ON journal (plan) WHERE answered_at IS NULL AND settled_at IS NULL;

-- `entry` is the canonical text that the hash is taken over; the other columns are only read out of it.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    hash BLOB NOT NULL,
    at TEXT GENERATED ALWAYS AS (json_extract (entry, '$.at')) VIRTUAL,
    workflow TEXT GENERATED ALWAYS AS (json_extract (entry, '$.workflow')) VIRTUAL
);
CREATE INDEX audit_at ON audit (at);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE (ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE (ABORT, 'the audit trail is append-only');
END;

CREATE TABLE noted_problems (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    about TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    what TEXT NOT NULL,
    noted_at TEXT NOT NULL
);
