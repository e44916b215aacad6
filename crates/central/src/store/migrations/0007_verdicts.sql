-- What the officer decided about a document of the counter, and the papers that the officer asked for.
ALTER TABLE document ADD COLUMN verdict TEXT;
ALTER TABLE appointment ADD COLUMN requests TEXT NOT NULL DEFAULT '[]';
