SET lock_timeout = 0;
SET statement_timeout = 0;

CREATE INDEX CONCURRENTLY payments_account_id_idx ON billing.payments (account_id, paid_at);
