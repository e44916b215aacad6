-- Pages that have come and that the clerk has not yet confirmed. Confirmed, they are one document, and nothing of them stays.

-- Pages that will be one document.
CREATE TABLE batches (
    id TEXT NOT NULL PRIMARY KEY,         -- of the pages; the document gets its own
    source TEXT NOT NULL,                 -- scanner, folder, added (dropped on the window or pasted)
    began_at TEXT NOT NULL,
    appointment_id TEXT,                  -- where it would go; NULL: the clerk decides
    document_type TEXT,                   -- what it would be, by the clerk; NULL: as proposed
    drop_blank INTEGER NOT NULL DEFAULT 0 -- whether blank pages are thrown away as they come: both sides came in order
) STRICT;

-- Pictures as they came, each a file in the vault.
CREATE TABLE originals (
    id TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,             -- by content, never by name
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,                 -- lower-case hex
    dpi INTEGER,                          -- as asked of the scanner; NULL: only the picture may know
    came_at TEXT NOT NULL,
    key BLOB NOT NULL                     -- its own key; deleting the row is the purge
) STRICT;
CREATE INDEX originals_by_content ON originals (sha256);

CREATE TABLE pages (
    id TEXT NOT NULL PRIMARY KEY,
    original_id TEXT NOT NULL REFERENCES originals (id),
    frame INTEGER NOT NULL,               -- which picture of the original, from 0 (a TIFF may hold several)
    batch_id TEXT NOT NULL REFERENCES batches (id),
    position INTEGER NOT NULL,            -- its order in the batch; not always without gaps
    back_id TEXT,                         -- the page that is shown below it on one sheet: the back of a card
    removed INTEGER NOT NULL DEFAULT 0,   -- whether the clerk has thrown it away, which can be undone
    corrections TEXT NOT NULL,            -- JSON
    revision INTEGER NOT NULL DEFAULT 1,  -- raised by every change of what it shows
    finished_revision INTEGER NOT NULL DEFAULT 0, -- the revision that the finished page shows
    attempts INTEGER NOT NULL DEFAULT 0,  -- to finish this revision; counted before, so that a crash counts
    broken TEXT,                          -- why it cannot be finished; NULL: it can, or is
    finished TEXT,                        -- JSON: size, coding, what was done to it; NULL: never finished
    finished_id TEXT,                     -- its bytes in the vault
    finished_key BLOB,
    thumbnail_id TEXT,                    -- a small JPEG in the vault
    thumbnail_key BLOB,
    reading TEXT                          -- JSON: what stands on it, as far as it could be read; NULL: not looked at yet
) STRICT;
CREATE INDEX pages_by_batch ON pages (batch_id, position);
CREATE INDEX pages_by_original ON pages (original_id);
CREATE INDEX pages_to_finish ON pages (batch_id) WHERE broken IS NULL AND NOT removed AND finished_revision <> revision;

-- What the clerk did to pages, the last of which can be undone.
CREATE TABLE page_steps (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                   -- turn, correct, remove …
    made_at TEXT NOT NULL,
    before TEXT NOT NULL                  -- JSON: the places and corrections of the pages that it changed, as they were
) STRICT;
