-- SHOP-31: an order gets a number people can read out on the telephone, such as 23-000417.

CREATE SEQUENCE order_number_seq START 400;

CREATE FUNCTION next_order_number() RETURNS text
LANGUAGE sql VOLATILE AS $$
  SELECT to_char(now(), 'YY') || '-' || lpad(nextval('order_number_seq')::text, 6, '0');
$$;

CREATE FUNCTION set_order_number() RETURNS trigger
LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.number IS NULL THEN
    NEW.number := next_order_number();
  END IF;
  RETURN NEW;
END;
$body$;

CREATE TRIGGER orders_set_number
  BEFORE INSERT ON orders
  FOR EACH ROW EXECUTE FUNCTION set_order_number();
