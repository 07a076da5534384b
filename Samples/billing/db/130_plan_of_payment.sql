SET lock_timeout = '3s';

ALTER TABLE billing.payments ADD COLUMN plan_code text;
ALTER TABLE billing.payments
  ADD CONSTRAINT payments_plan_code_fkey FOREIGN KEY (plan_code) REFERENCES billing.plans (code) NOT VALID;

-- lintel: ignore[create-index-blocks-writes] three plans, changed once a year
CREATE UNIQUE INDEX plans_name_key ON billing.plans (name);
