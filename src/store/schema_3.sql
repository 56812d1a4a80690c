-- What records say about access and use, as compressed JSON; only of records that say something. What is kept here follows from
-- the records alone: it is worked out anew where `statements_by` in meta names other rules than this Archway's.
CREATE TABLE record_statements (
    key INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

-- Where records stood that are gone while assets are still linked to them: what they said goes on counting, so that nothing
-- opens because a record cannot be read any more.
CREATE TABLE gone_lines (
    key INTEGER PRIMARY KEY,
    above INTEGER,
    level INTEGER,
    title TEXT NOT NULL
);
CREATE INDEX gone_lines_above ON gone_lines (above);

-- What belongs to a restriction plan as a whole, as compressed JSON.
ALTER TABLE plans ADD COLUMN restricting BLOB;

-- Who may do what with an asset, as compressed JSON.
CREATE TABLE asset_access (
    asset BLOB PRIMARY KEY,
    read_at INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- What collections hand down to what is in them, as compressed JSON.
CREATE TABLE collection_access (
    collection BLOB PRIMARY KEY,
    read_at INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- `kind` is 0 where an asset is shared, 1 for a collection.
CREATE TABLE shares (
    kind INTEGER NOT NULL,
    object BLOB NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, object, id)
) WITHOUT ROWID;

-- One row, as compressed JSON: people and groups of iconik.
CREATE TABLE directory (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    body BLOB NOT NULL
);

-- What people said about restrictions: 0 what a note means, 1 that something stays closed. Nothing is overwritten: the last row
-- about a statement counts, and one without a body takes back what was said.
CREATE TABLE said (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what INTEGER NOT NULL,
    record INTEGER NOT NULL,
    part TEXT NOT NULL,
    body TEXT
);
CREATE INDEX said_about ON said (what, record, part, id);

-- What rows of the browsers say about restrictions; those that nothing restricts have none.
CREATE TABLE asset_restrictions (
    asset BLOB PRIMARY KEY,
    state INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE record_restrictions (
    record INTEGER PRIMARY KEY,
    state INTEGER NOT NULL
);

-- Assets on which Archway's restriction fields hold anything, linked or not: what was taken from them may have to be given back.
CREATE TABLE assets_marked (
    asset BLOB PRIMARY KEY
) WITHOUT ROWID;
