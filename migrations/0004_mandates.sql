CREATE TABLE mandates (
    id UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers (id),
    reference TEXT UNIQUE, -- Twikey's mndtId; none until Twikey has answered
    origin TEXT NOT NULL CHECK (origin IN ('twikey', 'by_hand')),
    scheme TEXT NOT NULL CHECK (scheme IN ('core', 'b2b')),
    channel TEXT CHECK (channel IN ('email', 'sms')), -- none: by hand, or made at Twikey
    state TEXT NOT NULL CHECK (state IN
        ('requested', 'invited', 'awaiting_bank', 'signed', 'suspended', 'refused', 'expired', 'cancelled')),
    requested_at TIMESTAMPTZ,
    requested_on DATE,
    requested_by UUID REFERENCES users (id),
    link TEXT, -- the signing link, while it is of use
    link_expires_at TIMESTAMPTZ,
    iban TEXT,
    bic TEXT,
    signed_on DATE,
    place TEXT,
    method TEXT, -- Twikey's word: itsme, eid, sms, ...
    ended_at TIMESTAMPTZ,
    ended_reason TEXT,
    feed_sequence BIGINT, -- Twikey's EvtId of the newest entry applied; older ones change nothing
    checked_at TIMESTAMPTZ, -- when Twikey was last asked how it stands
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
-- At most one live mandate per customer and scheme.
CREATE UNIQUE INDEX mandates_live ON mandates (customer_id, scheme)
    WHERE state IN ('requested', 'invited', 'awaiting_bank', 'signed', 'suspended');
CREATE INDEX mandates_customer ON mandates (customer_id, id);
CREATE INDEX mandates_state ON mandates (state, id);
CREATE INDEX mandates_link_expires ON mandates (link_expires_at) WHERE state = 'invited';
