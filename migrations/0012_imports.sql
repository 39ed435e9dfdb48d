-- Files with customers or invoices: checked first, imported when somebody says so.
CREATE TABLE imports (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('customers', 'invoices')),
    file_name TEXT NOT NULL,
    content BYTEA, -- the file; none once it is imported
    notes TEXT NOT NULL, -- how the file was read: a list in JSON
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')), -- of the notes and the report
    state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'importing', 'imported')),
    total BIGINT NOT NULL, -- customers or invoices in the file
    done BIGINT NOT NULL, -- how many of them were checked, or imported
    user_id UUID NOT NULL REFERENCES users (id), -- who sent the file; later who had it imported
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- The report: what became of each customer or invoice of the file.
CREATE TABLE import_entries (
    id UUID PRIMARY KEY, -- in the order of the file
    import_id UUID NOT NULL REFERENCES imports (id),
    line BIGINT NOT NULL, -- where it begins in the file
    key TEXT NOT NULL, -- the customer's number, or what the file calls the invoice
    outcome TEXT NOT NULL CHECK (outcome IN ('created', 'changed', 'unchanged', 'refused')),
    record_id UUID, -- the customer or the draft
    remarks TEXT NOT NULL -- sentences, a list in JSON
);
CREATE INDEX import_entries_outcome ON import_entries (import_id, outcome, id);

-- What the file called the invoice, so that the same file brings nothing twice.
ALTER TABLE invoices ADD COLUMN import_key TEXT;
CREATE UNIQUE INDEX invoices_import_key ON invoices (customer_id, import_key) WHERE import_key IS NOT NULL;
