SET lock_timeout = '3s';

CREATE TABLE billing.payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES billing.accounts (id),
  invoice_id uuid,
  cents bigint NOT NULL CHECK (cents <> 0),
  provider text NOT NULL,
  provider_reference text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  paid_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN billing.payments.cents IS 'Negative for a refund.';
