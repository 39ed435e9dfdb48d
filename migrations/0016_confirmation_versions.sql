-- What a draft said when it was chosen: one that was saved since is not confirmed. Those chosen before this are looked at anew.
ALTER TABLE confirmation_items ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
