-- Of documents of the officer: when the first counter had all of it, as Centrale tells; whether this desk has told it; whether
-- it is a form to be signed. Of any: whether a virus check found something. Of ours: what was decided before, JSON.
ALTER TABLE documents ADD COLUMN received_at TEXT;
ALTER TABLE documents ADD COLUMN receipt_told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN to_sign INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN earlier_verdicts TEXT NOT NULL DEFAULT '[]';
-- What came before Centrale asked for receipts is not told one by one after the update.
UPDATE documents SET receipt_told = 1 WHERE key IS NOT NULL;
