-- When more came in than an invoice asks for, so that the overview need not add up every payment there ever was.
ALTER TABLE invoices ADD COLUMN overpaid_at TIMESTAMPTZ;
CREATE INDEX invoices_overpaid ON invoices (overpaid_at) WHERE overpaid_at IS NOT NULL;

UPDATE invoices SET overpaid_at = updated_at
WHERE kind = 'invoice' AND (SELECT SUM(p.effect) FROM payments p WHERE p.invoice_id = invoices.id) > total;
