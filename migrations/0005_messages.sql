-- Every e-mail and SMS, as sent.
CREATE TABLE messages (
    id UUID PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    kind TEXT NOT NULL, -- what it is about: 'mandate_request', ...
    customer_id UUID NOT NULL REFERENCES customers (id),
    mandate_id UUID REFERENCES mandates (id),
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')),
    recipient TEXT NOT NULL, -- e-mail address or mobile number
    subject TEXT NOT NULL,
    body TEXT NOT NULL, -- cleaned HTML; the signing link is a marked piece until it is known. Empty for SMS: Twikey words them
    message_id TEXT UNIQUE, -- of the e-mail, fixed before it is sent
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'withdrawn')),
    error_code TEXT,
    reply TEXT, -- the mail server's own words; they may name the recipient
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID REFERENCES users (id),
    sent_at TIMESTAMPTZ
);
CREATE INDEX messages_customer ON messages (customer_id, id);
CREATE INDEX messages_mandate ON messages (mandate_id, id);
CREATE INDEX messages_state ON messages (state, id);

-- A row only where an administrator changed the built-in text.
CREATE TABLE templates (
    kind TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, language)
);
CREATE TABLE template_versions (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    saved_by UUID REFERENCES users (id),
    UNIQUE (kind, language, version)
);
