-- An e-mail that may have reached the mail server is never said to have been withdrawn unsent.
ALTER TABLE messages ADD COLUMN tried_at TIMESTAMPTZ; -- the mail server was about to be told, and has not said no since
ALTER TABLE messages ADD COLUMN first_tried_at TIMESTAMPTZ; -- since when it has been tried
