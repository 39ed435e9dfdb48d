-- When portals last wrote: proves that the database takes writes.
CREATE TABLE heartbeats (
    name TEXT PRIMARY KEY,
    beat_at TIMESTAMPTZ NOT NULL
);

-- The next job of a kind. A worker takes jobs of some kinds only, however many of others wait.
CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
