-- Of the PCs that call themselves this desk, the one at which the command was made.
ALTER TABLE outbox ADD COLUMN origin TEXT;
