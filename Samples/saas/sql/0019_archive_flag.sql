-- Written for the old runner, which had no transaction of its own.
BEGIN;
ALTER TABLE app.work_orders ADD COLUMN archived_at timestamptz;
ALTER TABLE app.work_orders ADD COLUMN archived_by app.email;
COMMIT;
