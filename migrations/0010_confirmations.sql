-- Many drafts confirmed at once: what was asked for, and what became of each.
CREATE TABLE confirmations (
    id UUID PRIMARY KEY,
    requested_at TIMESTAMPTZ NOT NULL,
    requested_by UUID REFERENCES users (id),
    total BIGINT NOT NULL, -- drafts
    confirmed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    finished_at TIMESTAMPTZ
);

CREATE TABLE confirmation_items (
    confirmation_id UUID NOT NULL REFERENCES confirmations (id),
    position BIGINT NOT NULL, -- the order in which numbers are given
    invoice_id UUID NOT NULL, -- no reference: a draft may be thrown away before its turn
    refusal_code TEXT, -- why it was not confirmed; pages explain it
    done BOOLEAN NOT NULL,
    PRIMARY KEY (confirmation_id, position)
);
CREATE INDEX confirmation_items_refused ON confirmation_items (confirmation_id, position)
    WHERE refusal_code IS NOT NULL;
