-- When a counter had all of a document of the officer, what was decided about one of the counter before, which forms are to be
-- signed, and in what a virus check found something.
ALTER TABLE document ADD COLUMN received_at INTEGER;
-- Who opened it had all of it.
UPDATE document SET received_at = opened_at WHERE opened_at IS NOT NULL AND origin = 'officer';
ALTER TABLE document ADD COLUMN earlier_verdicts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE document ADD COLUMN to_sign INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
-- Whether a virus check has looked into it, where one is configured.
ALTER TABLE document ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;
