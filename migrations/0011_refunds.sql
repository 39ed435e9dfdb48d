-- Money that staff asked Twikey to give back. It counts as given back when the payment feed says so, not before.
CREATE TABLE refunds (
    id UUID PRIMARY KEY,
    invoice_id UUID NOT NULL REFERENCES invoices (id),
    amount BIGINT NOT NULL CHECK (amount > 0), -- cents
    reason TEXT NOT NULL, -- told to Twikey, which may tell the customer
    asked_at TIMESTAMPTZ NOT NULL,
    asked_by UUID REFERENCES users (id),
    tried_at TIMESTAMPTZ, -- written down before Twikey is told: what is unclear then is never repeated by itself
    told_at TIMESTAMPTZ, -- Twikey has taken it
    error_code TEXT, -- it was not, or nobody knows: for a person
    CHECK (told_at IS NULL OR tried_at IS NOT NULL)
);
CREATE INDEX refunds_invoice ON refunds (invoice_id, id);
