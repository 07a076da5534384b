SET lock_timeout = '3s';

ALTER TABLE billing.payments VALIDATE CONSTRAINT payments_plan_code_fkey;
