-- The accounts at Twikey that were read. Numbers and positions of feeds belong to one of them.
CREATE TABLE twikey_accounts (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE, -- host and Twikey's number of the company; empty until it was read since the names were introduced
    key_digest TEXT, -- of the API key that it was last read with
    turn BIGINT NOT NULL, -- counts changes from one account to another: the highest is of the one in use
    used_since TIMESTAMPTZ, -- of that turn; none where it was the first
    is_acknowledged BOOLEAN NOT NULL, -- whether a person was told of the change
    creditor_identifier TEXT -- as Twikey last wrote it on a mandate
);
-- What was read so far is of whichever account is read next.
INSERT INTO twikey_accounts (number, name, turn, is_acknowledged) VALUES (1, '', 1, TRUE);

CREATE TABLE feed_positions_of_accounts (
    account BIGINT NOT NULL REFERENCES twikey_accounts (number),
    feed TEXT NOT NULL,
    position BIGINT,
    read_at TIMESTAMPTZ,
    leased_by UUID,
    leased_until TIMESTAMPTZ,
    PRIMARY KEY (account, feed)
);
INSERT INTO feed_positions_of_accounts (account, feed, position, read_at, leased_by, leased_until)
SELECT 1, feed, position, read_at, leased_by, leased_until FROM feed_positions;
DROP TABLE feed_positions;
ALTER TABLE feed_positions_of_accounts RENAME TO feed_positions;

CREATE TABLE twikey_events_of_accounts (
    id UUID PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES twikey_accounts (number),
    feed TEXT NOT NULL,
    sequence BIGINT NOT NULL, -- Twikey's EvtId
    kind TEXT NOT NULL, -- 'new', 'amended', 'cancelled', 'invoice', 'payment', 'payment_failure', 'refund', 'unreadable'
    reference TEXT, -- the mandate's, or the invoice's number
    payload TEXT NOT NULL, -- JSON as received
    occurred_at TIMESTAMPTZ,
    received_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'unchanged', 'unmatched', 'assigned', 'dismissed')),
    problem TEXT, -- why it fits nothing; pages explain it
    mandate_id UUID REFERENCES mandates (id),
    invoice_id UUID REFERENCES invoices (id),
    resolved_at TIMESTAMPTZ,
    resolved_by UUID REFERENCES users (id),
    UNIQUE (account, feed, sequence)
);
INSERT INTO twikey_events_of_accounts
    (id, account, feed, sequence, kind, reference, payload, occurred_at, received_at, state, problem, mandate_id, invoice_id,
     resolved_at, resolved_by)
SELECT id, 1, feed, sequence, kind, reference, payload, occurred_at, received_at, state, problem, mandate_id, invoice_id,
       resolved_at, resolved_by
FROM twikey_events;
DROP TABLE twikey_events;
ALTER TABLE twikey_events_of_accounts RENAME TO twikey_events;
CREATE INDEX twikey_events_state ON twikey_events (state, id);
CREATE INDEX twikey_events_mandate ON twikey_events (mandate_id, id);
CREATE INDEX twikey_events_invoice ON twikey_events (invoice_id, id);
