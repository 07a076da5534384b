-- SHOP-88: a link to an order that works without logging in.
-- jk: checked on staging, takes no time there

ALTER TABLE orders ADD COLUMN public_token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
ALTER TABLE orders ADD COLUMN parcel_number text;
ALTER TABLE orders ADD COLUMN sent_at timestamptz;
