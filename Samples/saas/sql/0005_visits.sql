CREATE TABLE app.visits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES app.tenants (id),
  work_order_id bigint NOT NULL REFERENCES app.work_orders (id),
  technician_id bigint,
  during tstzrange NOT NULL CHECK (NOT isempty(during)),
  signed_by text
);

ALTER TABLE app.visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY visits_of_tenant ON app.visits TO crewdesk_web
  USING (tenant_id = app.current_tenant())
  WITH CHECK (tenant_id = app.current_tenant());
