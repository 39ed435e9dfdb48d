CREATE TABLE customers (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE, -- Twikey's customerNumber
    kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    company_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    vat_number TEXT,
    language TEXT NOT NULL CHECK (language IN ('de', 'nl', 'fr', 'en')),
    email TEXT,
    mobile TEXT, -- E.164
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166-1 alpha-2
    iban TEXT,
    bic TEXT,
    payment_method TEXT NOT NULL CHECK (payment_method IN ('transfer', 'direct_debit')),
    notes TEXT NOT NULL,
    -- Lower-cased by Rust: SQLite folds ASCII only, and collations differ between databases.
    searchable TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX customers_sort_name ON customers (sort_name, id);
CREATE INDEX customers_email ON customers (email);
