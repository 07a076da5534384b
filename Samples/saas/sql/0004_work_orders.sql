CREATE TYPE app.work_order_state AS ENUM ('draft', 'planned', 'running', 'done', 'billed');

CREATE TABLE app.work_orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES app.tenants (id),
  title text NOT NULL,
  details text,
  state app.work_order_state NOT NULL DEFAULT 'draft',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX work_orders_tenant_idx ON app.work_orders (tenant_id, state);

ALTER TABLE app.work_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY work_orders_of_tenant ON app.work_orders TO crewdesk_web
  USING (tenant_id = app.current_tenant())
  WITH CHECK (tenant_id = app.current_tenant());

-- Tags are free text for now.
CREATE TABLE app.work_order_tags (
  work_order_id bigint NOT NULL,
  tag text NOT NULL
);
