CREATE TABLE app.plans (
  code text PRIMARY KEY,
  seats integer
);

INSERT INTO app.plans VALUES ('solo', 1), ('crew', 12), ('fleet', NULL);

CREATE TABLE app.feature_flags (
  name text PRIMARY KEY,
  enabled_for bigint[] NOT NULL DEFAULT '{}'
);

-- A constant default: the catalog keeps it for the rows that are there.
ALTER TABLE app.tenants ADD COLUMN plan_code text NOT NULL DEFAULT 'solo';
ALTER TABLE app.tenants
  ADD CONSTRAINT tenants_plan_code_fkey FOREIGN KEY (plan_code) REFERENCES app.plans (code);
CREATE INDEX tenants_plan_code_idx ON app.tenants (plan_code);
