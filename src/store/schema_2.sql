-- Agents and subjects. `key` is kind and number packed into one integer. Bodies lie apart, because lists never need them.
CREATE TABLE authorities (
    key INTEGER PRIMARY KEY,
    heading TEXT NOT NULL,
    source TEXT,
    authority_id TEXT,
    term_type TEXT,
    publish INTEGER NOT NULL
);
CREATE TABLE authority_bodies (
    key INTEGER PRIMARY KEY REFERENCES authorities (key) ON DELETE CASCADE,
    read_at INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- One row for each part of what decides which values are valid, as compressed JSON.
CREATE TABLE vocabulary (
    part TEXT PRIMARY KEY,
    body BLOB NOT NULL
);

-- Files, technical metadata and approvals of assets, as compressed JSON.
CREATE TABLE asset_details (
    asset BLOB PRIMARY KEY,
    read_at INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX asset_bodies_read ON asset_bodies (read_at);

-- What both systems last agreed on, field by field.
CREATE TABLE agreements (
    profile TEXT NOT NULL,
    about TEXT NOT NULL,
    field TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (profile, about, field)
) WITHOUT ROWID;
CREATE INDEX agreements_about ON agreements (about);

CREATE TABLE publishing_queue (
    profile TEXT NOT NULL,
    asset BLOB NOT NULL,
    version TEXT,
    approver TEXT,
    approved TEXT,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    looked TEXT NOT NULL,
    PRIMARY KEY (profile, asset)
) WITHOUT ROWID;
-- Where a person said that the record of an asset goes.
CREATE TABLE destinations (
    profile TEXT NOT NULL,
    asset BLOB NOT NULL,
    record INTEGER NOT NULL,
    position INTEGER,
    level TEXT,
    PRIMARY KEY (profile, asset)
) WITHOUT ROWID;

CREATE TABLE watch_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    profile TEXT NOT NULL,
    at INTEGER NOT NULL,
    looked INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    said TEXT NOT NULL,
    plan BLOB
);
CREATE INDEX watch_runs_profile ON watch_runs (profile, at);
CREATE INDEX watch_runs_at ON watch_runs (at);

-- A record that was made before is found by the ref_id that was chosen for it.
CREATE INDEX records_ref_id ON records (ref_id) WHERE ref_id IS NOT NULL;
