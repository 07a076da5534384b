-- SHOP-163: nobody gets it who did not ask for it.
SET lock_timeout = '5s';
ALTER TABLE customers ADD COLUMN newsletter boolean NOT NULL DEFAULT false;
