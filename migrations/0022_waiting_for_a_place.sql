-- The place outside that a job waits for, whose trouble is not the job's own; its first success wakes what waits for it.
ALTER TABLE jobs ADD COLUMN waits_for TEXT;
ALTER TABLE jobs ADD COLUMN wake_from TIMESTAMPTZ; -- not before, so that what fails by itself is not tried with every success
ALTER TABLE jobs ADD COLUMN woken BIGINT NOT NULL DEFAULT 0; -- how often
CREATE INDEX jobs_waits_for ON jobs (waits_for, wake_from) WHERE waits_for IS NOT NULL;
