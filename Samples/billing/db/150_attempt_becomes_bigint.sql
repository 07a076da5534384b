-- The retry worker counts attempts for ever, and `attempt` is an integer. Not changed in place: that would write 80 GB anew.
-- The new column, kept in step by a trigger, and a procedure that fills it in batches.
-- The swap comes when both versions of the worker know the new column.

SET lock_timeout = '3s';

ALTER TABLE billing.payments ADD COLUMN attempt_big bigint;

CREATE FUNCTION billing.copy_attempt() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.attempt_big := NEW.attempt;
  RETURN NEW;
END;
$$;

CREATE TRIGGER payments_copy_attempt
  BEFORE INSERT OR UPDATE ON billing.payments
  FOR EACH ROW EXECUTE FUNCTION billing.copy_attempt();

CREATE PROCEDURE billing.fill_attempt_big(batch integer DEFAULT 10000)
LANGUAGE plpgsql AS $$
DECLARE
  last_id bigint := 0;
  next_id bigint;
BEGIN
  LOOP
    SELECT max(id) INTO next_id
    FROM (SELECT id FROM billing.payments WHERE id > last_id ORDER BY id LIMIT batch) AS slice;
    EXIT WHEN next_id IS NULL;
    UPDATE billing.payments SET attempt_big = attempt
    WHERE id > last_id AND id <= next_id AND attempt_big IS NULL;
    COMMIT;
    last_id := next_id;
  END LOOP;
END;
$$;

CALL billing.fill_attempt_big();
