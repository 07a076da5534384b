-- After the outage of 12 October (nobody could order for eleven minutes, see the postmortem):
-- every migration sets a lock_timeout from now on.

SET lock_timeout = '5s';

DO $$
DECLARE
  missing record;
BEGIN
  FOR missing IN SELECT id FROM orders WHERE number IS NULL ORDER BY id LOOP
    UPDATE orders SET number = next_order_number() WHERE id = missing.id;
  END LOOP;
END
$$;

ALTER TABLE orders ALTER COLUMN number SET NOT NULL;
