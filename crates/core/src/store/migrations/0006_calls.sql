-- Whether somebody is to be called: the booking was refused, its hour withdrawn, or an earlier one is wanted.
ALTER TABLE appointments ADD COLUMN to_call INTEGER NOT NULL DEFAULT 0;
UPDATE appointments SET to_call = 1
    WHERE json_extract(shown, '$.booking') IN ('refused', 'to_move') OR json_extract(shown, '$.wants_earlier') NOT NULL;
CREATE INDEX appointments_to_call ON appointments (starts_at) WHERE to_call;

-- At each contact: the promises that Centrale has not carried out.
CREATE INDEX outbox_promises ON outbox (promise) WHERE state <> 'done' AND promise NOT NULL;

-- What the last calendar file of an appointment said, and its SEQUENCE (RFC 5545), which never goes down.
CREATE TABLE calendar_files (
    appointment_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    said TEXT NOT NULL
) STRICT;

-- Who acts for somebody who is ill is a delegate too.
DROP INDEX appointments_by_delegate;
CREATE INDEX appointments_by_delegate ON appointments (json_extract(shown, '$.acting.codice_fiscale'), citizen_id)
    WHERE json_extract(shown, '$.acting.role') IN ('delegate', 'delegate_of_impeded');

-- What Centrale has answered since it last told of the common hours.
CREATE INDEX outbox_answered ON outbox (answered_at) WHERE state = 'done';
