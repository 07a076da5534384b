-- fails when run: CREATE INDEX CONCURRENTLY cannot run inside a transaction block.
-- Superseded by 0012, which has the right name.
CREATE INDEX CONCURRENTLY work_orders_search_idx
  ON app.work_orders USING gin (to_tsvector('simple', title || ' ' || coalesce(details, '')));
