-- Roles belong to the cluster, not to the database, so they may be there already (staging shares one cluster).
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['crewdesk_web', 'crewdesk_reports'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO crewdesk_web, crewdesk_reports;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO crewdesk_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON SEQUENCES TO crewdesk_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO crewdesk_reports;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
