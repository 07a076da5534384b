-- CD-241

CREATE SEQUENCE app.audit_log_seq AS bigint CACHE 50;

CREATE TABLE app.audit_log (
  id bigint PRIMARY KEY DEFAULT nextval('app.audit_log_seq'),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tenant_id bigint,
  actor text NOT NULL DEFAULT current_user,
  source text NOT NULL,
  old_row jsonb,
  new_row jsonb
);

ALTER SEQUENCE app.audit_log_seq OWNED BY app.audit_log.id;
REVOKE UPDATE, DELETE ON app.audit_log FROM crewdesk_web;

CREATE FUNCTION app.audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $fn$
BEGIN
  INSERT INTO audit_log (tenant_id, source, old_row, new_row)
  VALUES (
    coalesce(NEW.tenant_id, OLD.tenant_id), TG_TABLE_NAME,
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
    CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
  );
  RETURN NULL;
END
$fn$;

CREATE TRIGGER work_orders_audit
  AFTER INSERT OR UPDATE OR DELETE ON app.work_orders
  FOR EACH ROW EXECUTE FUNCTION app.audit();
