-- SHOP-125: order_lines.id is at 1.9 billion because the importer burns ids. Tonight, before it is too late.
-- jk

BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE order_lines ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE order_lines_id_seq AS bigint;
COMMIT;
