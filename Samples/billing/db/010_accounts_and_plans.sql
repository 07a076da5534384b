-- House rules of this folder (see docs/migrations.md):
--   * every file starts with a lock_timeout; a file that gives up is run again ten minutes later
--   * an index on a table in use is built CONCURRENTLY, in a file of its own, without timeouts
--   * a constraint on a table in use is added NOT VALID and validated in a later file

SET lock_timeout = '3s';

BEGIN;

CREATE SCHEMA billing;

CREATE TABLE billing.plans (
  code text PRIMARY KEY,
  name text NOT NULL,
  monthly_cents bigint NOT NULL CHECK (monthly_cents >= 0)
);

CREATE TABLE billing.accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  plan_code text NOT NULL REFERENCES billing.plans (code),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX accounts_plan_code_idx ON billing.accounts (plan_code);
CREATE INDEX accounts_country_idx ON billing.accounts (country);

INSERT INTO billing.plans (code, name, monthly_cents) VALUES
  ('free', 'Free', 0),
  ('team', 'Team', 4900),
  ('org', 'Organisation', 29900);

COMMIT;
