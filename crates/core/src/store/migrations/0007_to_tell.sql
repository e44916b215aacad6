-- Citizens who went home with an hour that is no longer the right one: a move that was asked for without a line, or while
-- Centrale was slow, and then accepted. Gone when the clerk has called.
CREATE TABLE to_tell (
    appointment_id TEXT PRIMARY KEY,
    since TEXT NOT NULL                   -- when Centrale's answer came
) STRICT;
