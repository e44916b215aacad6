-- Citizens by any words, by code, date of birth and telephone; the next appointment of each.

-- A row of its own that stays: the index knows a citizen by it.
CREATE TABLE known_citizens (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    codice_fiscale TEXT NOT NULL,   -- the legal one
    canonical TEXT NOT NULL,        -- without omocodia: two codes of one person meet here
    sort_name TEXT NOT NULL,        -- surname and name, folded: lower case, no accents, no apostrophes
    body TEXT NOT NULL              -- the citizen
) STRICT;
INSERT INTO known_citizens (id, codice_fiscale, canonical, sort_name, body)
    SELECT id, codice_fiscale, canonical, sort_name, body FROM citizens;
DROP TABLE citizens;
ALTER TABLE known_citizens RENAME TO citizens;
CREATE INDEX citizens_by_code ON citizens (canonical);
CREATE INDEX citizens_by_legal_code ON citizens (codice_fiscale);
CREATE INDEX citizens_by_name ON citizens (sort_name);

-- Only the index: the words are made of the citizens, by citizens/search, which also fills it for those known before.
CREATE VIRTUAL TABLE citizens_search USING fts5 (
    name,      -- words of surname and name, folded
    code,      -- codice fiscale, the legal one and without omocodia
    birth,     -- 19500312
    phone,     -- digits, without the prefix of Italy
    phone_end, -- the same from the end
    content = '', contentless_delete = 1, detail = column, tokenize = ascii, prefix = '2 3'
);

ALTER TABLE appointments ADD COLUMN ends_at TEXT NOT NULL DEFAULT '';
UPDATE appointments SET ends_at =
    strftime('%Y-%m-%dT%H:%M:%SZ', starts_at, '+' || json_extract(shown, '$.minutes') || ' minutes');
-- The row of an appointment is long: what is asked for many of them at once stands in the index.
CREATE INDEX appointments_next ON appointments (citizen_id, ends_at, starts_at) WHERE active AND NOT closed;
CREATE INDEX appointments_by_desk ON appointments (desk_id, starts_at);
DROP INDEX appointments_active;
CREATE INDEX appointments_active ON appointments (starts_at, slot_ids) WHERE active;

-- What a line of the day says beside the appointment.
CREATE INDEX documents_unopened ON documents (appointment_id)
    WHERE origin = 'officer' AND delivered AND read_at IS NULL;
CREATE INDEX outbox_unanswered ON outbox (appointment_id) WHERE state IN ('waiting', 'parked');
