-- What the counter saw, heard and tried before and at a meeting.
ALTER TABLE appointment ADD COLUMN attestations TEXT NOT NULL DEFAULT '[]';
