-- SHOP-133, finished: nobody has read or written this table since May.

SET lock_timeout = '5s';

DROP INDEX IF EXISTS carts_touched_at_idx;
DROP TABLE carts;
