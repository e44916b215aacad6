-- The room of the web meeting: the code at another provider's door, the counter's pass for Centrale's own room,
-- and who came and went, without content and without addresses.
ALTER TABLE appointment ADD COLUMN door_code TEXT;

CREATE TABLE room_pass (
  tag            BLOB PRIMARY KEY,  -- keyed hash of the pass that the counter's page holds
  appointment_id BLOB NOT NULL REFERENCES appointment (id),
  opened_at      INTEGER NOT NULL   -- the opening of the room that it belongs to; another opening needs another ticket
) STRICT, WITHOUT ROWID;

CREATE TABLE room_event (
  id             INTEGER PRIMARY KEY,
  appointment_id BLOB NOT NULL REFERENCES appointment (id),
  at             INTEGER NOT NULL,  -- microseconds since 1970, UTC
  side           TEXT,              -- officer, counter; absent for the room itself
  event          TEXT NOT NULL      -- opened, joined, admitted, left, reconnected, closed
) STRICT;
CREATE INDEX room_event_appointment ON room_event (appointment_id, id);

CREATE TABLE room_quality (
  appointment_id   BLOB NOT NULL REFERENCES appointment (id),
  opened_at        INTEGER NOT NULL,  -- the opening of the room that it belongs to
  side             TEXT NOT NULL,     -- officer, counter: whose page measured
  path             TEXT NOT NULL,     -- host, srflx, prflx, relay: the kind of the chosen candidate, never its address
  rtt_ms           INTEGER NOT NULL,  -- round trip, the last measured
  packets_received INTEGER NOT NULL,
  packets_lost     INTEGER NOT NULL,
  frames_decoded   INTEGER NOT NULL,
  frames_dropped   INTEGER NOT NULL,
  PRIMARY KEY (appointment_id, opened_at, side)
) STRICT, WITHOUT ROWID;
