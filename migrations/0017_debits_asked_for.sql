-- The day of the last debit that we asked Twikey for; none when Twikey began it by itself.
ALTER TABLE invoices ADD COLUMN asked_on DATE;
