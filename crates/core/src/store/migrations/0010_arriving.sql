-- The bytes of an officer's document that came before the line broke; gone when the document is whole.
CREATE TABLE arriving (
    document_id TEXT NOT NULL,
    at INTEGER NOT NULL,               -- the place of the first byte in the document
    bytes BLOB NOT NULL,
    PRIMARY KEY (document_id, at)
) STRICT;
