-- Who scanned the pages of a batch: another operator must not take them for their own.
ALTER TABLE batches ADD COLUMN scanned_by TEXT;
