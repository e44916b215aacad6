-- The desk's own database. Instants are RFC 3339 in UTC, ids UUIDs in text, JSON as on the wire.

CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY, -- identity, centrale_key, cursor, next_seq, watched_folder …
    value TEXT NOT NULL             -- JSON
) STRICT;

CREATE TABLE resources (
    name TEXT NOT NULL PRIMARY KEY, -- roster, catalogue, slots, release
    etag TEXT NOT NULL DEFAULT '',  -- as Centrale sent it
    body TEXT NOT NULL,             -- JSON as received
    checked_at TEXT NOT NULL        -- when Centrale last said that this is the newest
) STRICT;

CREATE TABLE pin_failures (
    operator_id TEXT NOT NULL PRIMARY KEY,
    pin_hash TEXT NOT NULL,         -- the hash they were counted against: a new PIN starts at zero
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE citizens (
    id TEXT NOT NULL PRIMARY KEY,
    codice_fiscale TEXT NOT NULL,   -- the legal one
    canonical TEXT NOT NULL,        -- without omocodia: two codes of one person meet here
    sort_name TEXT NOT NULL,        -- surname and name, folded: lower case, no accents, no apostrophes
    body TEXT NOT NULL              -- the citizen
) STRICT;
CREATE INDEX citizens_by_code ON citizens (canonical);
CREATE INDEX citizens_by_legal_code ON citizens (codice_fiscale);
CREATE INDEX citizens_by_name ON citizens (sort_name);

CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL DEFAULT '',
    desk_id TEXT NOT NULL DEFAULT '',
    citizen_id TEXT NOT NULL DEFAULT '',
    slot_id TEXT NOT NULL DEFAULT '',
    starts_at TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0, -- whether it holds its slot: neither refused, cancelled nor moved
    closed INTEGER NOT NULL DEFAULT 0, -- whether it has an outcome
    server TEXT,                    -- the appointment as Centrale last told it; NULL: not told yet
    shown TEXT NOT NULL             -- the same with the pending commands laid over it
) STRICT;
CREATE INDEX appointments_by_start ON appointments (starts_at);
CREATE INDEX appointments_by_citizen ON appointments (citizen_id);
CREATE INDEX appointments_by_number ON appointments (number);
CREATE INDEX appointments_by_slot ON appointments (slot_id);

CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    appointment_id TEXT NOT NULL,
    origin TEXT NOT NULL,           -- desk or officer
    document_type TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '', -- the officer's title; empty: the type's name
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,           -- lower-case hex
    pages INTEGER NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0, -- whether Centrale has all bytes
    opened_at TEXT,                 -- when the other side first opened it
    read_at TEXT,                   -- when it was first opened here (documents of the officer)
    key BLOB                        -- the document's own key; NULL: the bytes are not here. Deleting it is the purge.
) STRICT;
CREATE INDEX documents_by_appointment ON documents (appointment_id);

CREATE TABLE transfers (
    document_id TEXT NOT NULL PRIMARY KEY, -- an upload that is not finished
    location TEXT NOT NULL DEFAULT '',     -- where Centrale keeps it; empty: not created yet
    sent INTEGER NOT NULL DEFAULT 0,       -- bytes that Centrale has acknowledged
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of the clerk
    command_id TEXT NOT NULL UNIQUE,
    desk_seq INTEGER UNIQUE,        -- given when first sent; NULL: never sent
    kind TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    payload TEXT NOT NULL,          -- JSON, byte for byte as it is sent and fingerprinted
    depends_on TEXT,                -- the command that must be done before
    saw_version INTEGER,
    operator_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, -- counted before sending
    state TEXT NOT NULL DEFAULT 'waiting', -- waiting, done, parked, withdrawn
    reason TEXT,                    -- with parked: the kind of problem
    answered_at TEXT                -- when Centrale answered; kept, so that a restored Centrale can be told again
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, position);
CREATE INDEX outbox_by_appointment ON outbox (appointment_id);

CREATE TABLE snapshot_documents (
    territory_code TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,      -- own comune first
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL              -- JSON as verified
) STRICT;
