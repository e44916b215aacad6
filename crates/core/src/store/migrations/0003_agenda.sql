-- Slots that belong to this desk; promises made on them; appointments of several slots.

CREATE TABLE allotted (
    slot_id TEXT NOT NULL PRIMARY KEY,
    starts_at TEXT NOT NULL,
    released INTEGER NOT NULL DEFAULT 0, -- whether it is being given back: no longer to be sold
    body TEXT NOT NULL                   -- the slot, as Centrale told it
) STRICT;
CREATE INDEX allotted_by_start ON allotted (starts_at);

-- The number of the promise, where the citizen has been told that it is confirmed; NULL: none.
ALTER TABLE outbox ADD COLUMN promise INTEGER;

ALTER TABLE appointments ADD COLUMN slot_ids TEXT NOT NULL DEFAULT '[]'; -- JSON list
DROP INDEX appointments_by_slot;
ALTER TABLE appointments DROP COLUMN slot_id;
CREATE INDEX appointments_active ON appointments (starts_at) WHERE active;
CREATE INDEX appointments_unclosed ON appointments (desk_id, starts_at) WHERE active AND NOT closed;

-- What an older program wrote, in the present form.
UPDATE appointments SET
    slot_ids = json_array(json_extract(shown, '$.slot_id')),
    shown = json_set(json_remove(shown, '$.slot_id'), '$.slot_ids', json_array(json_extract(shown, '$.slot_id')), '$.mode', 'video')
    WHERE json_extract(shown, '$.slot_id') IS NOT NULL;
UPDATE appointments SET
    server = json_set(json_remove(server, '$.slot_id'), '$.slot_ids', json_array(json_extract(server, '$.slot_id')), '$.mode', 'video')
    WHERE json_extract(server, '$.slot_id') IS NOT NULL;
UPDATE outbox SET payload =
    json_set(json_remove(payload, '$.slot_id'), '$.slot_ids', json_array(json_extract(payload, '$.slot_id')), '$.mode', 'video')
    WHERE json_extract(payload, '$.slot_id') IS NOT NULL;
UPDATE outbox SET payload = json_set(payload, '$.by', 'counter') WHERE kind = 'cancel_appointment';
-- Hours and catalogue come again in the present form with the next contact.
DELETE FROM resources WHERE name IN ('slots', 'catalogue');
