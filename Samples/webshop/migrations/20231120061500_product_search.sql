-- fails when run: CREATE INDEX CONCURRENTLY cannot run inside a transaction block.
-- Kept because the table of applied migrations knows it; see the next one.

BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE INDEX CONCURRENTLY products_search_idx
  ON products USING gin (to_tsvector('english', title || ' ' || coalesce(description, '')));
COMMIT;
