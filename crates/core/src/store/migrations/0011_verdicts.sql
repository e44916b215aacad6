-- What the officer decided about a document of the counter.
ALTER TABLE documents ADD COLUMN verdict TEXT;
-- How many of the papers that the officer asked for are still missing.
ALTER TABLE appointments ADD COLUMN asked_for INTEGER NOT NULL DEFAULT 0;
CREATE INDEX appointments_asked_for ON appointments (starts_at) WHERE asked_for;
