-- CD-212: each tenant counts its own work orders, without gaps, since the tax office wants it so.

CREATE TABLE app.work_order_counters (
  tenant_id bigint PRIMARY KEY REFERENCES app.tenants (id),
  last_number integer NOT NULL DEFAULT 0
);

ALTER TABLE app.work_orders ADD COLUMN number integer;

CREATE FUNCTION app.number_work_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $fn$
BEGIN
  INSERT INTO work_order_counters AS c (tenant_id, last_number)
  VALUES (NEW.tenant_id, 1)
  ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
  RETURNING last_number INTO NEW.number;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER work_orders_number
  BEFORE INSERT ON app.work_orders
  FOR EACH ROW EXECUTE FUNCTION app.number_work_order();
