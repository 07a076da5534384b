-- CD-260: what the sales people ask for on Mondays.

CREATE MATERIALIZED VIEW app.usage_per_tenant AS
SELECT v.tenant_id, date_trunc('week', lower(v.during)) AS week, count(*) AS visits, sum(v.minutes) AS minutes
FROM app.visits v
GROUP BY 1, 2;

CREATE UNIQUE INDEX usage_per_tenant_key ON app.usage_per_tenant (tenant_id, week);

CREATE MATERIALIZED VIEW app.busy_hours AS
SELECT extract(isodow FROM lower(during)) AS day, extract(hour FROM lower(during)) AS hour, count(*) AS visits
FROM app.visits
GROUP BY 1, 2;

GRANT SELECT ON app.usage_per_tenant, app.busy_hours TO crewdesk_reports;
