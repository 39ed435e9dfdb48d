-- A refund that Twikey did not make is tried again, or given up: then it is no trouble any more.
ALTER TABLE refunds ADD COLUMN dropped_at TIMESTAMPTZ;
CREATE INDEX refunds_in_trouble ON refunds (error_code, id) WHERE error_code IS NOT NULL AND dropped_at IS NULL;

-- Twikey reported it after all.
UPDATE refunds SET told_at = tried_at, error_code = NULL
WHERE told_at IS NULL AND tried_at IS NOT NULL AND error_code IS NOT NULL
  AND EXISTS (SELECT 1 FROM payments p
              WHERE p.invoice_id = refunds.invoice_id AND p.kind = 'refund' AND p.event_id IS NOT NULL
                AND p.amount = refunds.amount AND p.recorded_at >= refunds.asked_at)
  AND NOT EXISTS (SELECT 1 FROM refunds other
                  WHERE other.invoice_id = refunds.invoice_id AND other.amount = refunds.amount
                    AND other.id <> refunds.id);
