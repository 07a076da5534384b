-- The web server says SET app.tenant = '42' after it takes a connection from the pool.

CREATE FUNCTION app.current_tenant() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.tenant', true), '')::bigint;

ALTER TABLE app.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_of_tenant ON app.people TO crewdesk_web
  USING (tenant_id = app.current_tenant())
  WITH CHECK (tenant_id = app.current_tenant());
CREATE POLICY people_for_reports ON app.people FOR SELECT TO crewdesk_reports USING (true);
