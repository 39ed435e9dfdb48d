-- What of an invoice was settled when it was handed over: Twikey was told to ask for the rest only. Written before it is
-- told, so that the same is said again after a crash; none when Twikey has nothing of it.
ALTER TABLE invoices ADD COLUMN told_settled BIGINT;
CREATE INDEX invoices_waiting ON invoices (confirmed_at, id) WHERE state = 'confirmed' AND refusal_code IS NULL;
CREATE INDEX invoices_batch ON invoices (twikey_batch, id) WHERE twikey_batch IS NOT NULL;
-- Told to Twikey, and no answer was written down.
CREATE INDEX invoices_unanswered ON invoices (id) WHERE told_settled IS NOT NULL AND handed_over_at IS NULL;
