-- The invoice whose landing page the customer asked for the mandate on: the way back from Twikey leads there.
ALTER TABLE mandates ADD COLUMN requested_for UUID REFERENCES invoices (id);
