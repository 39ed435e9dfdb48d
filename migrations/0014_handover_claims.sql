-- Two workers never tell Twikey of the same invoice at once.
ALTER TABLE invoices ADD COLUMN told_until TIMESTAMPTZ; -- so long nobody else tells Twikey of it
