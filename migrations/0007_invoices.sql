-- Invoices and credit notes, from the draft to the money.
CREATE TABLE invoices (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    customer_id UUID NOT NULL REFERENCES customers (id),
    credits_id UUID REFERENCES invoices (id), -- the invoice that a credit note takes back, in part or whole
    number TEXT UNIQUE, -- of the unbroken series; none until it is confirmed
    reference TEXT UNIQUE, -- structured creditor reference, without punctuation; none until it is confirmed
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')),
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    note TEXT NOT NULL, -- stands on the invoice
    currency TEXT NOT NULL CHECK (currency IN ('EUR')),
    -- Of the lines, in cents; a credit note's too are positive. What is still owed is computed from payments.
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    total BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'confirmed', 'handed_over', 'collecting', 'paid', 'cancelled')),
    confirmed_at TIMESTAMPTZ,
    confirmed_by UUID REFERENCES users (id),
    token TEXT UNIQUE, -- opens the landing page; none until it is confirmed
    twikey_id UUID UNIQUE, -- chosen by us; another one when the invoice has to be handed over anew
    twikey_batch TEXT, -- Twikey's batch that it was handed over with, while its outcome is not known
    link TEXT, -- the page at Twikey where it can be paid
    mandate_id UUID REFERENCES mandates (id), -- what it is collected with
    handed_over_at TIMESTAMPTZ,
    refusal_code TEXT, -- why Twikey did not take it; pages explain it. It waits for a person
    refusal_detail TEXT, -- which of its fields Twikey named
    collecting_since TIMESTAMPTZ,
    failure_code TEXT, -- the bank's code for the last debit that failed or came back, until the next one or the money
    failed_at TIMESTAMPTZ,
    paid_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    searchable TEXT NOT NULL, -- lower-cased by Rust
    version BIGINT NOT NULL, -- counts what staff save, so that two people who edit a draft notice each other
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID REFERENCES users (id),
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX invoices_customer ON invoices (customer_id, id);
CREATE INDEX invoices_state ON invoices (state, id);
CREATE INDEX invoices_due ON invoices (due_on, id);
CREATE INDEX invoices_credits ON invoices (credits_id) WHERE credits_id IS NOT NULL;
CREATE INDEX invoices_failed ON invoices (failure_code, id) WHERE failure_code IS NOT NULL;
CREATE INDEX invoices_refused ON invoices (refusal_code, id) WHERE refusal_code IS NOT NULL;

CREATE TABLE invoice_lines (
    invoice_id UUID NOT NULL REFERENCES invoices (id),
    position BIGINT NOT NULL, -- from 1
    description TEXT NOT NULL,
    quantity BIGINT NOT NULL, -- thousandths of the unit
    unit TEXT NOT NULL, -- 'h', 'Stück', or empty
    unit_price BIGINT NOT NULL, -- cents, without VAT
    vat_rate BIGINT NOT NULL CHECK (vat_rate BETWEEN 0 AND 10000), -- hundredths of a percent
    net BIGINT NOT NULL, -- cents: quantity times price, rounded
    PRIMARY KEY (invoice_id, position)
);

-- Every movement of money, once. What an invoice's customer owes is its total less the sum of effects.
CREATE TABLE payments (
    id UUID PRIMARY KEY,
    invoice_id UUID NOT NULL REFERENCES invoices (id),
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'failure', 'refund', 'credit')),
    source TEXT NOT NULL CHECK (source IN
        ('direct_debit', 'card', 'payment_link', 'transfer', 'manual', 'credit_note', 'other')),
    amount BIGINT NOT NULL CHECK (amount > 0), -- cents, as reported
    effect BIGINT NOT NULL, -- cents: what it changes in what is paid; 0 for a debit that never brought money
    transaction_key TEXT, -- names the debit, link or transfer at Twikey, whichever feed tells of it
    event_id TEXT UNIQUE, -- Twikey's, of the payment feed
    reason_code TEXT, -- the bank's R-code
    note TEXT NOT NULL, -- what staff wrote, or the bank's words
    occurred_at TIMESTAMPTZ NOT NULL,
    booked_on DATE NOT NULL, -- occurred_at where the office is
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES users (id)
);
CREATE INDEX payments_invoice ON payments (invoice_id, id);
CREATE UNIQUE INDEX payments_transaction ON payments (invoice_id, kind, transaction_key)
    WHERE transaction_key IS NOT NULL;
CREATE INDEX payments_booked ON payments (booked_on);

-- The last number given of each unbroken series; the year is 0 where numbers do not start again each year.
CREATE TABLE number_series (
    series TEXT NOT NULL, -- 'invoice', 'credit_note', 'reference'
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (series, year)
);

ALTER TABLE messages ADD COLUMN invoice_id UUID REFERENCES invoices (id);
CREATE INDEX messages_invoice ON messages (invoice_id, id);

-- What stands on an invoice about us, and how invoices are handled.
ALTER TABLE settings ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE settings ADD COLUMN postal_code TEXT NOT NULL DEFAULT '';
ALTER TABLE settings ADD COLUMN city TEXT NOT NULL DEFAULT '';
ALTER TABLE settings ADD COLUMN country TEXT NOT NULL DEFAULT 'BE';
ALTER TABLE settings ADD COLUMN vat_number TEXT;
ALTER TABLE settings ADD COLUMN contact_email TEXT; -- whom customers ask
ALTER TABLE settings ADD COLUMN contact_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE settings ADD COLUMN iban TEXT; -- where transfers go
ALTER TABLE settings ADD COLUMN bic TEXT;
ALTER TABLE settings ADD COLUMN creditor_identifier TEXT; -- of SEPA direct debit
ALTER TABLE settings ADD COLUMN invoice_numbers TEXT NOT NULL DEFAULT 'R{year}-{number:4}'; -- the pattern
ALTER TABLE settings ADD COLUMN credit_note_numbers TEXT NOT NULL DEFAULT 'G{year}-{number:4}';
ALTER TABLE settings ADD COLUMN payment_days BIGINT NOT NULL DEFAULT 14; -- from issue to due date
-- When a new mandate collects what is open already.
ALTER TABLE settings ADD COLUMN collect_open TEXT NOT NULL DEFAULT 'at_once'
    CHECK (collect_open IN ('at_once', 'on_due_date', 'never'));
ALTER TABLE settings ADD COLUMN announces_debits BOOLEAN NOT NULL DEFAULT TRUE; -- the pre-notification e-mail
ALTER TABLE settings ADD COLUMN mails_failures BOOLEAN NOT NULL DEFAULT TRUE; -- to the customer, after a failed debit

CREATE TABLE logo (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    media_type TEXT NOT NULL, -- 'image/png' or 'image/jpeg'
    content TEXT NOT NULL -- base64
);
