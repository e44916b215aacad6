-- What was taken from the watched folder.
CREATE TABLE scans (
    id TEXT NOT NULL PRIMARY KEY,         -- once attached also the document's id
    file_name TEXT NOT NULL,              -- as it stood in the folder
    media_type TEXT NOT NULL,             -- by content, never by name
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,                 -- lower-case hex
    pages INTEGER NOT NULL DEFAULT 0,
    seen_at TEXT NOT NULL,                -- when the file was first seen
    taken_at TEXT NOT NULL,
    duplicate INTEGER NOT NULL DEFAULT 0, -- whether the same content had been taken before
    state TEXT NOT NULL DEFAULT 'taken',  -- taken, attached, discarded, replaced (by a longer version)
    removed INTEGER NOT NULL DEFAULT 0,   -- whether the plain file is known to be gone
    appointment_id TEXT,                  -- where it went, or would go; NULL: the clerk decides
    document_type TEXT,                   -- what it is, or would be; NULL: the clerk decides
    key BLOB                              -- its own key; NULL: the document has it (attached) or nobody (purged)
) STRICT;
CREATE INDEX scans_by_content ON scans (sha256);
CREATE INDEX scans_by_name ON scans (file_name, taken_at);
CREATE INDEX scans_by_state ON scans (state);
CREATE INDEX scans_unremoved ON scans (file_name) WHERE NOT removed;
