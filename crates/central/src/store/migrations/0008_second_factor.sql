-- The second factor of an account: set up at its next entry, unless it is one of a demonstration.
ALTER TABLE account ADD COLUMN second_factor TEXT NOT NULL DEFAULT 'wanted';
-- What its device was shown and has not proved yet, and what it has.
ALTER TABLE account ADD COLUMN totp_shown BLOB;
ALTER TABLE account ADD COLUMN totp_secret BLOB;
-- The last 30-second step whose code entered: a code enters once (RFC 6238, 5.2).
ALTER TABLE account ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
