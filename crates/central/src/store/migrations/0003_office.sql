-- Where the meetings in person of a calendar are held; empty where nobody has said so.
ALTER TABLE calendar ADD COLUMN address TEXT NOT NULL DEFAULT '';
