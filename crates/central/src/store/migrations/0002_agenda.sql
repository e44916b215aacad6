-- The agenda: calendars that serve several comuni, anonymous INPS desks, slots that belong to a desk of a comune,
-- and what an appointment goes through. Runs with foreign keys off.

-- An officer's calendar: its slots are shared by the desks of the comuni that it serves.
CREATE TABLE calendar (
  id   BLOB PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;
INSERT INTO calendar (id, name) SELECT id, name FROM comune;
ALTER TABLE comune ADD COLUMN calendar_id BLOB REFERENCES calendar;
UPDATE comune SET calendar_id = id;

-- A weekly window. Minutes are counted from midnight, Europe/Rome; days are of Europe/Rome.
CREATE TABLE opening (
  id           BLOB PRIMARY KEY,
  calendar_id  BLOB NOT NULL REFERENCES calendar,
  weekday      INTEGER NOT NULL,
  from_minute  INTEGER NOT NULL,
  to_minute    INTEGER NOT NULL,
  slot_minutes INTEGER NOT NULL,
  seats        INTEGER NOT NULL,           -- anonymous INPS desks
  modes        TEXT NOT NULL,              -- JSON list of video, phone, office
  valid_from   TEXT,                       -- first day; NULL: always was
  valid_to     TEXT,                       -- last day; NULL: until further notice
  source       TEXT NOT NULL DEFAULT '',
  checked_on   TEXT
) STRICT;
CREATE INDEX opening_calendar ON opening (calendar_id, weekday);
INSERT INTO opening (id, calendar_id, weekday, from_minute, to_minute, slot_minutes, seats, modes)
  SELECT randomblob(16), comune_id, weekday, from_minute, to_minute, slot_minutes, 1, '["video"]' FROM weekly_window;
DROP TABLE weekly_window;

ALTER TABLE closure ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE closure ADD COLUMN checked_on TEXT;

CREATE TABLE new_slot (
  id          BLOB PRIMARY KEY,
  calendar_id BLOB NOT NULL REFERENCES calendar,
  seat        INTEGER NOT NULL,            -- which of the anonymous INPS desks, from 1
  starts_at   INTEGER NOT NULL,
  minutes     INTEGER NOT NULL,
  modes       TEXT NOT NULL,
  -- The desk that alone may sell it, until it sells it or gives it back; never until a clock says so.
  owner       BLOB REFERENCES desk,
  -- Why nobody is given it any more: lost (its desk is lost, and may come back), desk (its desk exists twice, was
  -- enrolled anew or lost promises), window (INPS withdrew the hour).
  frozen      TEXT,
  UNIQUE (calendar_id, seat, starts_at)
) STRICT;
INSERT INTO new_slot (id, calendar_id, seat, starts_at, minutes, modes)
  SELECT id, comune_id, 1, starts_at, minutes, '["video"]' FROM slot;

CREATE TABLE new_appointment (
  id                BLOB PRIMARY KEY,
  comune_id         BLOB NOT NULL REFERENCES comune,
  desk_id           BLOB NOT NULL REFERENCES desk,
  number            TEXT NOT NULL,
  version           INTEGER NOT NULL,
  slots             TEXT NOT NULL,         -- JSON list of slot ids, in order
  starts_at         INTEGER NOT NULL,
  minutes           INTEGER NOT NULL,
  mode              TEXT NOT NULL,
  citizen_id        BLOB NOT NULL REFERENCES citizen,
  acting            TEXT,                  -- JSON; NULL: the citizen
  service_code      TEXT NOT NULL,
  papers            TEXT NOT NULL,
  booking           TEXT NOT NULL,
  booked_at         INTEGER NOT NULL,
  arrived_at        INTEGER,
  called_at         INTEGER,
  parked_at         INTEGER,
  walk_in           INTEGER NOT NULL DEFAULT 0,
  follows           BLOB,
  wants_earlier     INTEGER,
  notes             TEXT NOT NULL DEFAULT '[]',
  history           TEXT NOT NULL DEFAULT '[]',
  outcome           TEXT,
  outcome_note      TEXT,
  outcome_at        INTEGER,
  opened_at         INTEGER,
  closed_at         INTEGER,
  link              TEXT,
  -- The version at which somebody last changed whether or when it is held, and the desk that did; NULL: INPS.
  exclusive_version INTEGER NOT NULL DEFAULT 1,
  exclusive_desk    BLOB
) STRICT;
INSERT INTO new_appointment (id, comune_id, desk_id, number, version, slots, starts_at, minutes, mode, citizen_id,
    service_code, papers, booking, booked_at, arrived_at, outcome, outcome_note, outcome_at, opened_at, closed_at, link,
    history, exclusive_version, exclusive_desk)
  SELECT a.id, a.comune_id, a.desk_id, a.number, a.version,
    json_array(lower(substr(hex(s.id), 1, 8) || '-' || substr(hex(s.id), 9, 4) || '-' || substr(hex(s.id), 13, 4) || '-'
      || substr(hex(s.id), 17, 4) || '-' || substr(hex(s.id), 21))),
    s.starts_at, s.minutes, 'video', a.citizen_id, a.service_code, a.papers,
    CASE WHEN a.outcome = 'moved' THEN 'cancelled' ELSE a.booking END, a.booked_at, a.arrived_at,
    nullif(a.outcome, 'moved'), a.outcome_note, a.outcome_at, a.opened_at, a.closed_at, a.link,
    CASE WHEN a.booking = 'cancelled' THEN json_array(json_object('kind', 'cancelled', 'by', 'counter',
      'reason', coalesce(a.cancel_reason, ''), 'at', strftime('%Y-%m-%dT%H:%M:%SZ', a.booked_at / 1000000, 'unixepoch')))
    ELSE '[]' END,
    a.version, a.desk_id
  FROM appointment a JOIN slot s ON s.id = a.slot_id;

-- A slot that is sold. Its primary key is what makes a second sale impossible.
CREATE TABLE new_sale (
  slot_id        BLOB PRIMARY KEY REFERENCES slot,
  appointment_id BLOB NOT NULL REFERENCES appointment
) STRICT;
INSERT INTO new_sale (slot_id, appointment_id) SELECT slot_id, appointment_id FROM sale;
DROP TABLE sale;
DROP TABLE appointment;
DROP TABLE slot;
ALTER TABLE new_slot RENAME TO slot;
ALTER TABLE new_appointment RENAME TO appointment;
ALTER TABLE new_sale RENAME TO sale;
CREATE INDEX slot_owner ON slot (owner) WHERE owner IS NOT NULL;
CREATE INDEX sale_appointment ON sale (appointment_id);
CREATE INDEX appointment_start ON appointment (comune_id, starts_at);
CREATE INDEX appointment_desk ON appointment (desk_id, booked_at);

-- A few minutes on common slots while a form is filled in.
CREATE TABLE hold (
  slot_id    BLOB PRIMARY KEY REFERENCES slot,
  hold_id    BLOB NOT NULL,
  desk_id    BLOB NOT NULL REFERENCES desk,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hold_id ON hold (hold_id);

ALTER TABLE citizen ADD COLUMN mismatch_reason TEXT NOT NULL DEFAULT '';

-- How a desk stands: good; lost (an administrator said so: what it owns is frozen until it comes back); quarantined
-- (it exists twice, or lost its mark: until it is enrolled anew).
ALTER TABLE desk ADD COLUMN standing TEXT NOT NULL DEFAULT 'good';
-- The incarnation that it was given last.
ALTER TABLE desk ADD COLUMN incarnation BLOB;
-- Promises up to this number are settled, whether or not they arrived.
ALTER TABLE desk ADD COLUMN promise_base INTEGER NOT NULL DEFAULT 0;

-- The contacts of a desk and what each was given, so that one that comes again gets the same.
CREATE TABLE contact (
  desk_id   BLOB NOT NULL REFERENCES desk,
  attempt   BLOB NOT NULL,
  issued    BLOB NOT NULL,
  at        INTEGER NOT NULL,              -- when that was
  seen_at   INTEGER NOT NULL,              -- when it came last
  PRIMARY KEY (desk_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_at ON contact (desk_id, at);

-- The promises of a desk that have arrived.
CREATE TABLE promise (
  desk_id    BLOB NOT NULL REFERENCES desk,
  number     INTEGER NOT NULL,
  -- A number that comes a second time for another appointment is of another desk by the same name.
  appointment_id BLOB NOT NULL,
  -- Whether it was carried out. One that was refused is for a person at its desk to decide, and must not vanish there.
  done           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (desk_id, number)
) STRICT, WITHOUT ROWID;

-- What a desk sold on a day, and how long it was at most out of contact: from these its share is computed.
CREATE TABLE demand (
  desk_id     BLOB NOT NULL REFERENCES desk,
  day         TEXT NOT NULL,               -- Europe/Rome
  sold        INTEGER NOT NULL DEFAULT 0,
  gap_minutes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (desk_id, day)
) STRICT, WITHOUT ROWID;

-- Written acts: a desk declared lost, a desk found twice, a window withdrawn. Never changed, never deleted.
CREATE TABLE act (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  comune_id BLOB NOT NULL REFERENCES comune,
  at        INTEGER NOT NULL,
  author    TEXT NOT NULL,                 -- the account, or `centrale`
  kind      TEXT NOT NULL,
  desk_id   BLOB,
  body      TEXT NOT NULL                  -- JSON: what was frozen, which bookings are at risk
) STRICT;
