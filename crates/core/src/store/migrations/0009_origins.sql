-- Of the PCs that call themselves this desk, the one at which the command was made, and the unanswered command about the
-- same appointment on top of which it was made.
ALTER TABLE outbox ADD COLUMN origin TEXT;
ALTER TABLE outbox ADD COLUMN after TEXT;
