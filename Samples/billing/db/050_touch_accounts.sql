-- When an account was last changed, for the export to the bookkeepers.

SET lock_timeout = '3s';

ALTER TABLE billing.accounts ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

CREATE FUNCTION billing.touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

CREATE TRIGGER accounts_touch
  BEFORE UPDATE ON billing.accounts
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION billing.touch();
