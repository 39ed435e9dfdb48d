-- The feeds of invoices and of their money.
ALTER TABLE twikey_events ADD COLUMN invoice_id UUID REFERENCES invoices (id);
CREATE INDEX twikey_events_invoice ON twikey_events (invoice_id, id);
INSERT INTO feed_positions (feed) VALUES ('invoices');
INSERT INTO feed_positions (feed) VALUES ('payments');
