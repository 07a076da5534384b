-- SHOP-140

SET lock_timeout = '5s';

BEGIN;

CREATE TABLE gift_cards (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]{12}$'),
  balance_cents integer NOT NULL CHECK (balance_cents >= 0),
  bought_with integer REFERENCES orders (id),
  expires_on date NOT NULL DEFAULT (CURRENT_DATE + 3 * 365)
);

COMMENT ON TABLE gift_cards IS 'One row for each card sold; what is spent lies in gift_card_uses.';

CREATE TABLE gift_card_uses (
  code text NOT NULL REFERENCES gift_cards (code),
  order_id integer NOT NULL REFERENCES orders (id),
  cents integer NOT NULL CHECK (cents > 0),
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (code, order_id)
);

COMMIT;
