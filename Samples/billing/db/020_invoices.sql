-- Invoices have to be kept for ten years and are read for two months: one partition a year.
-- No default partition on purpose: an invoice without a home is a mistake, and partitions can be detached concurrently.

SET lock_timeout = '3s';

BEGIN;

CREATE TABLE billing.invoices (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES billing.accounts (id),
  issued_on date NOT NULL,
  due_on date NOT NULL,
  total_cents bigint NOT NULL,
  currency text,
  PRIMARY KEY (id, issued_on),
  CHECK (due_on >= issued_on)
) PARTITION BY RANGE (issued_on);

CREATE TABLE billing.invoices_2022 PARTITION OF billing.invoices FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE billing.invoices_2023 PARTITION OF billing.invoices FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE billing.invoices_2024 PARTITION OF billing.invoices FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

COMMIT;
