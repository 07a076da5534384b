-- SHOP-71: "Open", "open " and "OPEN" are three statuses. An enum ends that.

BEGIN;

CREATE TYPE order_status AS ENUM ('open', 'paid', 'packed', 'sent', 'cancelled');

UPDATE orders SET status = lower(trim(status)) WHERE status <> lower(trim(status));

ALTER TABLE orders
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE order_status USING status::order_status,
  ALTER COLUMN status SET DEFAULT 'open';

COMMIT;
