-- Next year's partition. Made on its own and attached: PARTITION OF would lock the parent against reads.
-- The CHECK says what the bound says, so that ATTACH need not look at the rows.

SET lock_timeout = '3s';

CREATE TABLE billing.invoices_2025 (
  LIKE billing.invoices INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE
);

ALTER TABLE billing.invoices_2025
  ADD CONSTRAINT invoices_2025_bound CHECK (issued_on >= '2025-01-01' AND issued_on < '2026-01-01');

ALTER TABLE billing.invoices
  ATTACH PARTITION billing.invoices_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE billing.invoices_2025 DROP CONSTRAINT invoices_2025_bound;
