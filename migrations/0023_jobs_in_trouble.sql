-- What is stuck, by its cause: counted on the overview, and tried again all at once.
CREATE INDEX jobs_trouble ON jobs (error_code, created_at) WHERE error_code IS NOT NULL AND done_at IS NULL;
