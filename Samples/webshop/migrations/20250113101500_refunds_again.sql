-- SHOP-171: the first try had no COMMIT, so the table was gone when psql left.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE refunds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id integer NOT NULL REFERENCES orders (id),
  cents integer NOT NULL CHECK (cents > 0),
  reason text NOT NULL,
  refunded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX refunds_order_id_idx ON refunds (order_id);

COMMIT;
