-- What somebody waits for (0) goes before what is done for many at once (1).
ALTER TABLE jobs ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, priority, run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
