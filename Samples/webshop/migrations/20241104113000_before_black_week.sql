-- SHOP-160: everything marketing needs for the last week of November.

SET LOCAL lock_timeout = '5s';

ALTER TABLE products
  ADD COLUMN sale_price_cents integer,
  ADD COLUMN sale_ends_at timestamptz,
  ADD COLUMN badge text NOT NULL DEFAULT '';
