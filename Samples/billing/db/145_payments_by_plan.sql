SET lock_timeout = 0;
SET statement_timeout = 0;

CREATE INDEX CONCURRENTLY payments_plan_code_idx ON billing.payments (plan_code);
