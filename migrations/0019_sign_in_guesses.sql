-- How often passwords were guessed, and until when nobody may guess again: a row for whatever is counted together, as an
-- account from one network. `counted` is a keyed hash of what that is: neither names nor addresses are kept.
DROP TABLE sign_in_failures;
CREATE TABLE sign_in_guesses (
    counted TEXT PRIMARY KEY,
    guesses BIGINT NOT NULL,
    guessed_at TIMESTAMPTZ NOT NULL, -- the last one
    waits_until TIMESTAMPTZ
);
CREATE INDEX sign_in_guesses_guessed_at ON sign_in_guesses (guessed_at);
