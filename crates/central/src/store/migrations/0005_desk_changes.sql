-- Of the changes of whether and when an appointment is held, the last one that a desk made: what INPS did meanwhile is no
-- conflict where the desk's change answers it.
ALTER TABLE appointment ADD COLUMN desk_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE appointment ADD COLUMN desk_changed BLOB;
UPDATE appointment SET desk_version = exclusive_version, desk_changed = exclusive_desk WHERE exclusive_desk IS NOT NULL;
