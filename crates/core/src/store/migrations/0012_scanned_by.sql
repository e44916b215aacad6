-- Who scanned the pages of a batch: another operator must not take them for their own.
ALTER TABLE batches ADD COLUMN scanned_by TEXT;

-- A file's name may say whose paper it is: it is known by a digest, and the name itself is forgotten when it is
-- no longer shown.
ALTER TABLE scans ADD COLUMN name_digest TEXT NOT NULL DEFAULT '';
DROP INDEX scans_by_name;
DROP INDEX scans_unremoved;
CREATE INDEX scans_by_name ON scans (name_digest, taken_at);
CREATE INDEX scans_unremoved ON scans (name_digest) WHERE NOT removed;
CREATE INDEX scans_named ON scans (taken_at) WHERE file_name <> '';
