-- Every feed entry once, whether it could be applied or not.
CREATE TABLE twikey_events (
    id UUID PRIMARY KEY,
    feed TEXT NOT NULL,
    sequence BIGINT NOT NULL, -- Twikey's EvtId
    kind TEXT NOT NULL, -- 'new', 'amended', 'cancelled', 'unreadable'
    reference TEXT, -- the mandate's
    payload TEXT NOT NULL, -- JSON as received
    occurred_at TIMESTAMPTZ,
    received_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'unchanged', 'unmatched', 'assigned', 'dismissed')),
    problem TEXT, -- why it fits nothing; pages explain it
    mandate_id UUID REFERENCES mandates (id),
    resolved_at TIMESTAMPTZ,
    resolved_by UUID REFERENCES users (id),
    UNIQUE (feed, sequence)
);
CREATE INDEX twikey_events_state ON twikey_events (state, id);
CREATE INDEX twikey_events_mandate ON twikey_events (mandate_id, id);

-- How far each feed was read, and who reads it now.
CREATE TABLE feed_positions (
    feed TEXT PRIMARY KEY,
    position BIGINT,
    read_at TIMESTAMPTZ,
    leased_by UUID,
    leased_until TIMESTAMPTZ
);
INSERT INTO feed_positions (feed) VALUES ('mandates');
