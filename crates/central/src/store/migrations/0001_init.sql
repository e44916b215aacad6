-- What Centrale keeps. Instants are microseconds since 1970 in UTC; enums are the words of the wire.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE comune (
  id            BLOB PRIMARY KEY,
  istat_code    TEXT NOT NULL UNIQUE,
  belfiore_code TEXT NOT NULL,
  name          TEXT NOT NULL,
  address       TEXT NOT NULL,
  phone         TEXT NOT NULL
) STRICT;

CREATE TABLE desk (
  id              BLOB PRIMARY KEY,
  comune_id       BLOB NOT NULL REFERENCES comune,
  label           TEXT NOT NULL,
  name            TEXT NOT NULL,
  public_key      TEXT,
  program_version TEXT,
  enrolled_at     INTEGER,
  last_seq        INTEGER NOT NULL DEFAULT 0,
  UNIQUE (comune_id, label)
) STRICT;

CREATE TABLE enrolment_code (
  tag             BLOB PRIMARY KEY,
  desk_id         BLOB NOT NULL REFERENCES desk,
  expires_at      INTEGER NOT NULL,
  idempotency_key TEXT,
  kid             TEXT,
  answer          TEXT
) STRICT;

-- The jti of client assertions, until the assertion itself has ended.
CREATE TABLE assertion (
  desk_id    BLOB NOT NULL REFERENCES desk,
  jti        TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (desk_id, jti)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
  id        BLOB PRIMARY KEY,
  comune_id BLOB NOT NULL REFERENCES comune,
  name      TEXT NOT NULL,
  role      TEXT NOT NULL,
  pin_hash  TEXT NOT NULL
) STRICT;

CREATE TABLE account (
  name          TEXT PRIMARY KEY,
  comune_id     BLOB NOT NULL REFERENCES comune,
  role          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  failures      INTEGER NOT NULL DEFAULT 0,
  locked_until  INTEGER
) STRICT;

CREATE TABLE console_session (
  tag        BLOB PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT;

-- Minutes are counted from midnight, Europe/Rome.
CREATE TABLE weekly_window (
  comune_id    BLOB NOT NULL REFERENCES comune,
  weekday      INTEGER NOT NULL,
  from_minute  INTEGER NOT NULL,
  to_minute    INTEGER NOT NULL,
  slot_minutes INTEGER NOT NULL,
  PRIMARY KEY (comune_id, weekday, from_minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE closure (
  comune_id BLOB NOT NULL REFERENCES comune,
  date      TEXT NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (comune_id, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE slot (
  id        BLOB PRIMARY KEY,
  comune_id BLOB NOT NULL REFERENCES comune,
  starts_at INTEGER NOT NULL,
  minutes   INTEGER NOT NULL,
  UNIQUE (comune_id, starts_at)
) STRICT;

CREATE TABLE citizen (
  id              BLOB PRIMARY KEY,
  comune_id       BLOB NOT NULL REFERENCES comune,
  codice_fiscale  TEXT NOT NULL,
  family_name     TEXT NOT NULL,
  given_name      TEXT NOT NULL,
  birth_date      TEXT,
  sex             TEXT,
  birthplace_code TEXT,
  phone           TEXT NOT NULL,
  notice_version  TEXT,
  notice_at       INTEGER
) STRICT;

CREATE TABLE appointment (
  id            BLOB PRIMARY KEY,
  comune_id     BLOB NOT NULL REFERENCES comune,
  desk_id       BLOB NOT NULL REFERENCES desk,
  number        TEXT NOT NULL,
  version       INTEGER NOT NULL,
  slot_id       BLOB NOT NULL REFERENCES slot,
  citizen_id    BLOB NOT NULL REFERENCES citizen,
  service_code  TEXT NOT NULL,
  papers        TEXT NOT NULL,
  booking       TEXT NOT NULL,
  booked_at     INTEGER NOT NULL,
  arrived_at    INTEGER,
  outcome       TEXT,
  outcome_note  TEXT,
  outcome_at    INTEGER,
  cancel_reason TEXT,
  opened_at     INTEGER,
  closed_at     INTEGER,
  link          TEXT
) STRICT;
CREATE INDEX appointment_slot ON appointment (slot_id);

-- A slot that is sold. Its primary key is what makes a second sale impossible.
CREATE TABLE sale (
  slot_id        BLOB PRIMARY KEY REFERENCES slot,
  appointment_id BLOB NOT NULL UNIQUE REFERENCES appointment
) STRICT;

CREATE TABLE document (
  id             BLOB PRIMARY KEY,
  comune_id      BLOB NOT NULL REFERENCES comune,
  appointment_id BLOB NOT NULL REFERENCES appointment,
  origin         TEXT NOT NULL,
  document_type  TEXT NOT NULL,
  title          TEXT NOT NULL,
  media_type     TEXT NOT NULL,
  bytes          INTEGER NOT NULL,
  sha256         TEXT NOT NULL,
  pages          INTEGER NOT NULL,
  added_at       INTEGER NOT NULL,
  delivered      INTEGER NOT NULL,
  opened_at      INTEGER,
  -- The key of its bytes, wrapped by the key file's; deleting it is the purge.
  wrapped_key    BLOB
) STRICT;
CREATE INDEX document_appointment ON document (appointment_id);

-- The answer to each command, written in the transaction of its effect.
CREATE TABLE command (
  desk_id     BLOB NOT NULL REFERENCES desk,
  command_id  BLOB NOT NULL,
  desk_seq    INTEGER NOT NULL,
  operator_id BLOB NOT NULL,
  kind        TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  made_at     INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  answer      TEXT NOT NULL,
  PRIMARY KEY (desk_id, command_id)
) STRICT, WITHOUT ROWID;

-- The log that desks read. One writer at a time, so the order of seq is the order of commits.
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  comune_id BLOB NOT NULL REFERENCES comune,
  kind      TEXT NOT NULL,
  entity_id BLOB NOT NULL
) STRICT;
CREATE INDEX change_comune ON change (comune_id, seq);

CREATE TABLE meeting_ticket (
  tag            BLOB PRIMARY KEY,
  appointment_id BLOB NOT NULL REFERENCES appointment,
  expires_at     INTEGER NOT NULL,
  used_at        INTEGER
) STRICT;

CREATE TABLE snapshot_release (
  comune_id BLOB PRIMARY KEY REFERENCES comune,
  release   TEXT NOT NULL
) STRICT;

CREATE TABLE snapshot_document (
  comune_id      BLOB NOT NULL REFERENCES comune,
  territory_code TEXT NOT NULL,
  sha256         TEXT NOT NULL,
  body           BLOB NOT NULL,
  PRIMARY KEY (comune_id, territory_code)
) STRICT;
