-- What is still to be done outside. Written in the transaction of the change that wants it.
CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL, -- JSON of tasks::Task
    subject_id UUID, -- the record whose page shows how it goes
    created_at TIMESTAMPTZ NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until TIMESTAMPTZ,
    error_code TEXT, -- why the last try failed; pages explain it in the reader's language
    error_detail TEXT, -- for the operator; no personal data, no secrets
    failed_at TIMESTAMPTZ, -- needs a person
    done_at TIMESTAMPTZ
);
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_failed ON jobs (failed_at, id) WHERE failed_at IS NOT NULL AND done_at IS NULL;
CREATE INDEX jobs_subject ON jobs (subject_id, id);
CREATE INDEX jobs_kind ON jobs (kind, created_at);
