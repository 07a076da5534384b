-- CD-212, the end of it: all work orders have a number now.
ALTER TABLE app.work_orders ALTER COLUMN number SET NOT NULL;
ALTER TABLE app.work_orders ADD CONSTRAINT work_orders_number_key UNIQUE (tenant_id, number);
