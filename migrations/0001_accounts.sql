-- Who may do what, and who did what to what when.

CREATE TABLE users (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL UNIQUE, -- lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('staff', 'admin')),
    password_hash TEXT NOT NULL, -- Argon2id, PHC string
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')),
    theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    created_at TIMESTAMPTZ NOT NULL,
    disabled_at TIMESTAMPTZ
);

-- The cookie holds the key; the table only its SHA-256, so that reading the table signs nobody in.
CREATE TABLE sessions (
    key_hash TEXT PRIMARY KEY,
    id UUID NOT NULL UNIQUE, -- names the session on pages without giving it away
    user_id UUID REFERENCES users (id),
    state TEXT NOT NULL, -- JSON
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Failed attempts only; counted per account and per address.
CREATE TABLE sign_in_failures (
    id UUID PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_failures_account ON sign_in_failures (account, failed_at);
CREATE INDEX sign_in_failures_address ON sign_in_failures (address, failed_at);

-- The one-time link by which the first administrator is made.
CREATE TABLE setup_links (
    token_hash TEXT PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

CREATE TABLE audit_entries (
    id UUID PRIMARY KEY,
    occurred_at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('user', 'customer', 'twikey', 'system', 'command')),
    user_id UUID REFERENCES users (id),
    customer_id UUID, -- whose sheet shows it; no reference: the trail outlives everything
    subject TEXT NOT NULL, -- 'customer', 'mandate', 'template', 'user', 'settings', ...
    subject_id UUID,
    action TEXT NOT NULL, -- 'changed', 'requested', 'signed', ...
    changes TEXT NOT NULL -- JSON: [{"field", "old", "new"}]
);
CREATE INDEX audit_entries_customer ON audit_entries (customer_id, id);
CREATE INDEX audit_entries_subject ON audit_entries (subject_id, id);

-- What an administrator may change while the portal runs: one row.
CREATE TABLE settings (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    creditor_name TEXT NOT NULL, -- the company as customers know it
    twikey_on BOOLEAN NOT NULL, -- off: everything Twikey disappears from the pages
    mandate_link_days BIGINT NOT NULL CHECK (mandate_link_days BETWEEN 1 AND 365),
    version BIGINT NOT NULL
);
INSERT INTO settings (id, creditor_name, twikey_on, mandate_link_days, version) VALUES (1, '', TRUE, 60, 1);
