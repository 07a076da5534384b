-- SHOP-131: somebody sold minus three packets of Keemun.

SET lock_timeout = '5s';

ALTER TABLE order_lines ADD CONSTRAINT order_lines_quantity_positive CHECK (quantity > 0) NOT VALID;
ALTER TABLE products ADD CONSTRAINT products_price_not_negative CHECK (price_cents >= 0);
